"""Column types: aware UTC datetimes, encrypted text, JSON. No queries here."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import DateTime, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from bot.errors import OurFault, SettingsProblem


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. SQLite drops time zones, so a naive value is refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware datetime to UTC; raise `ValueError` for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC datetime from either database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Unopened(OurFault):
    """No data key opens this text. Check WAYMARK_DATA_KEYS."""


NO_TIME = 0
"""Fernet writes in the clear when something was sealed. Ours says this always, so nobody reads who wrote when."""


class Vault:
    """Encrypts with the newest key, reads with any (MultiFernet): equal texts give different ciphertexts."""

    def __init__(self, keys: Sequence[str]) -> None:
        """`keys` are Fernet keys, newest first. Raises `SettingsProblem` when one is missing or malformed."""
        if not keys:
            raise SettingsProblem("WAYMARK_DATA_KEYS is empty. Put at least one data key there.")
        try:
            self._keys = tuple(Fernet(key) for key in keys)
        except ValueError as wrong:
            raise SettingsProblem(
                "A key in WAYMARK_DATA_KEYS is malformed. A data key is 32 random bytes in URL-safe base64."
            ) from wrong
        self._fernet = MultiFernet(self._keys)

    def __len__(self) -> int:
        """How many keys there are."""
        return len(self._keys)

    def seal(self, plain: str) -> bytes:
        """Encrypt a text."""
        return self._fernet.encrypt_at_time(plain.encode(), NO_TIME)

    def open(self, sealed: bytes) -> str:
        """Decrypt a text. Raises `Unopened` when no key fits."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as wrong:
            raise Unopened from wrong

    def key_of(self, sealed: bytes) -> int | None:
        """Find which key opens a text: 0 is the newest. None when no key does."""
        for place, key in enumerate(self._keys):
            with suppress(InvalidToken):
                key.decrypt(sealed)
                return place
        return None

    def is_current(self, sealed: bytes) -> bool:
        """Whether a text is sealed as it would be now: with the newest key, and without the moment."""
        return self.key_of(sealed) == 0 and self._keys[0].extract_timestamp(sealed) == NO_TIME


class Lost(dict[str, Any]):
    """What no key opens any more. It stands where the value was, and counts as something that is there."""

    def __bool__(self) -> bool:
        return True


# Each engine has a dialect of its own, so two databases in one process keep their own keys.
_VAULTS: WeakKeyDictionary[Dialect, Vault] = WeakKeyDictionary()


def bind_vault(vault: Vault, dialect: Dialect) -> None:
    """Hand the keys to the encrypted columns of one engine (its `dialect`)."""
    _VAULTS[dialect] = vault


class Sealed(TypeDecorator[Any]):
    """JSON, encrypted at rest, with the keys that `bind_vault` gave the engine when the database was opened."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Encrypt any JSON value; None stays NULL."""
        return None if value is None else self._vault(dialect).seal(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Decrypt back to the JSON value."""
        return None if value is None else json.loads(self._vault(dialect).open(value))

    @staticmethod
    def _vault(dialect: Dialect) -> Vault:
        vault = _VAULTS.get(dialect)
        if vault is None:
            raise OurFault("The data keys were not loaded before the database was used.")
        return vault


class SealedOrLost(Sealed):
    """The same for rows that many read at once: one that cannot be read comes back as `Lost`, and keeps nobody waiting.

    `Database.check_keys` sees that it is not the keys that are wrong.
    """

    cache_ok = True

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Decrypt back to the JSON value, or `Lost`."""
        try:
            return super().process_result_value(value, dialect)
        except Unopened:
            return Lost()
