"""Ids and codes. A planned thing's id is made from what it is for, so that planning it twice plans it once."""

import secrets
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

_UUID_BYTES = 16
_WAYMARK = uuid.UUID("6d1f3a5e-3c5b-5b8e-9f43-0a8c1f6d7e21")


@dataclass(frozen=True)
class Codes:
    """What stands for one person in the rows of a campaign: a code for each kind of row, and none leads to another.

    Colleagues see who reacts and who writes in a thread. One code for everything would let them, with the database at
    hand, go on from there to what the same person wrote in confidence.
    """

    answers: str
    ratings: str
    support: str
    taking_part: str
    talks: str
    unlinked: str  # never stored: only what `spent_token` makes of it
    away: str = ""  # that they left the campaign
    asking: str = ""  # what they write back to leaders
    ideas: str = ""  # which ideas they raised without a name
    votes: str = ""  # which questions they ask too, and whether it helped
    meeting: str = ""  # at which times of meetings they have a place
    felt: str = ""  # what they said of a meeting to which they came
    naming: str = ""  # that they gave leaders their name, to meet


def named_talks(user: str) -> str:
    """What stands for a person in conversations about what they said by name, once a campaign's links are destroyed."""
    return f"named/{user}"


def spent_token(code: str, round_id: str) -> str:
    """What is kept of somebody's having given their one Unlinked answer of a round; another for each round."""
    return sha256(f"spent|{code}|{round_id}".encode()).hexdigest()


def planned_id(*parts: object) -> str:
    """The same parts always give the same id (UUIDv5)."""
    return str(uuid.uuid5(_WAYMARK, "/".join(str(part) for part in parts)))


def delivery_id(key: str) -> str:
    """The ledger's id of what is said under `key`."""
    return planned_id("delivery", key)


def mark_of(delivery: str) -> str:
    """What travels in the metadata of a delivery's message, for anybody to read: it leads to nothing.

    Made from the ledger's id, so that what is planned anew from an old backup is known again where it stands in Slack.
    """
    return planned_id("mark", delivery)


def pair_of(id_: str, code: str) -> str:
    """A UUID and a person's code in 64 characters: what a ledger of deletions can hold of a row that has no id."""
    return urlsafe_b64encode(uuid.UUID(id_).bytes + bytes.fromhex(code)).decode()


def pair_in(pair: str) -> tuple[str, str]:
    """The UUID and the code in a pair. Raises `ValueError` for anything else."""
    raw = urlsafe_b64decode(pair)
    return str(uuid.UUID(bytes=raw[:_UUID_BYTES])), raw[_UUID_BYTES:].hex()


def fresh_id() -> str:
    """An id nobody can guess (UUIDv4)."""
    return str(uuid.uuid4())


def stand_in() -> str:
    """Something in the place of a Slack id that says nothing: 32 characters, and never like one of Slack's."""
    return uuid.uuid4().hex


def fresh_key() -> str:
    """A secret of 32 random bytes, as 64 hex characters."""
    return secrets.token_hex(32)
