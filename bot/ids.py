"""Ids. A planned thing's id is made from what it is for, so that planning it twice plans it once."""

import secrets
import uuid

_WAYMARK = uuid.UUID("6d1f3a5e-3c5b-5b8e-9f43-0a8c1f6d7e21")


def planned_id(*parts: object) -> str:
    """The same parts always give the same id (UUIDv5)."""
    return str(uuid.uuid5(_WAYMARK, "/".join(str(part) for part in parts)))


def fresh_id() -> str:
    """An id nobody can guess (UUIDv4)."""
    return str(uuid.uuid4())


def fresh_key() -> str:
    """A secret of 32 random bytes, as 64 hex characters."""
    return secrets.token_hex(32)
