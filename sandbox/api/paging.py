"""Cursors: a page of a list and the way to the next one."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from sandbox.api.call import Call
from sandbox.errors import SlackError
from sandbox.records import Json

T = TypeVar("T")


def page(call: Call, things: Sequence[T], *, default: int = 100, most: int = 1000) -> tuple[list[T], Json]:
    """Return one page and what to answer beside it. Raises ``invalid_cursor`` and ``invalid_limit``."""
    limit = call.integer("limit", default)
    if limit < 1:
        raise SlackError("invalid_limit")
    start = _position(call.text("cursor"))
    stop = start + min(limit, most)
    cursor = base64.b64encode(f"next:{stop}".encode()).decode() if stop < len(things) else ""
    return list(things[start:stop]), {"response_metadata": {"next_cursor": cursor}}


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        kind, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    if kind != "next" or not number.isdigit():
        raise SlackError("invalid_cursor")
    return int(number)
