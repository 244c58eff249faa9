"""Codes that stand for people in what is stored. The key that makes them is not in the database.

A campaign's key is derived (HKDF-SHA256) from the installation's master key and the campaign's salt. Without the master
key a code cannot be traced to a person, nor one of a person's codes to another; once the salt is destroyed, nobody can
trace them any more.
"""

import hmac
import secrets
from dataclasses import fields
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import SettingsProblem
from bot.ids import Codes, named_talks

SHORTEST_MASTER_KEY = 16  # characters; the documented command makes 43
_PURPOSE = b"waymark person code 1"
_LINKS = b"waymark page links 1"


class Identities:
    """Makes person codes: the same person, workspace and salt always give the same code."""

    def __init__(self, master_key: str) -> None:
        """Raises `SettingsProblem` when the key is missing or too short to protect anybody."""
        if len(master_key) < SHORTEST_MASTER_KEY:
            raise SettingsProblem(
                f"WAYMARK_MASTER_KEY must be a secret of at least {SHORTEST_MASTER_KEY} characters."
                ' Make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"'
            )
        self._master = master_key.encode()

    def new_salt(self) -> str:
        """A new campaign's salt: 64 hex characters that nobody can guess."""
        return secrets.token_hex(32)

    def codes(self, salt: str | None, workspace: str, user: str) -> Codes:
        """HMAC-SHA256 of the kind of row, workspace and user under the campaign's key: 64 hex characters each.

        Without a salt, because it was destroyed on purpose, everybody is a stranger, and a new one each time; only a
        conversation about what they said by name is found again, by that name.
        """
        key = self._campaign_key(salt) if salt else secrets.token_bytes(32)
        kinds = (field.name for field in fields(Codes))
        made = {kind: hmac.new(key, f"{kind}|{workspace}|{user}".encode(), sha256).hexdigest() for kind in kinds}
        return Codes(**made) if salt else Codes(**{**made, "talks": named_talks(user)})

    def link_key(self) -> bytes:
        """The key that signs links to pages and nothing else: whoever learned it could trace no code."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=_LINKS).derive(self._master)

    def mark(self, *parts: str) -> str:
        """Something in the place of an id, for one reader: it leads to nothing, and tells no order or time."""
        return hmac.new(self._master, "|".join(("mark", *parts)).encode(), sha256).hexdigest()[:32]

    def _campaign_key(self, salt: str) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=salt.encode(), info=_PURPOSE).derive(self._master)
