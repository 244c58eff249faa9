"""How somebody who asks leaders would like it taken up: words that forms, records and digests share. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WRITING, SESSION, REPRESENTATIVE, BY_NAME = "writing", "session", "representative", "by_name"
WAYS = (WRITING, SESSION, REPRESENTATIVE, BY_NAME)
"""From the one that asks least courage to the one that asks most."""
WITHOUT_A_LINK = (WRITING, SESSION)
"""What Unlinked words may wish for: the others need that somebody can be told something later."""
FACE_TO_FACE = frozenset({SESSION, REPRESENTATIVE, BY_NAME})
"""Where times are offered first."""
ASKED, YES, NO = "asked", "yes", "no"
"""What a colleague who shall speak for somebody has said: nothing yet, or one of these."""


def ways_for(mode: str) -> tuple[str, ...]:
    """Give the ways that words in a mode may be taken up."""
    return WITHOUT_A_LINK if mode == "unlinked" else WAYS


def as_read(wish: Mapping[str, Any]) -> dict[str, Any]:
    """Give what leaders read of a wish: the way, and who speaks, once that colleague has said yes."""
    speaks = wish["way"] == REPRESENTATIVE and wish.get("said") == YES
    return {"way": wish["way"], "speaker": wish["speaker"] if speaks else None}


def wish_in(body: Mapping[str, Any]) -> dict[str, Any]:
    """Give a question's wish as digests hold it, from its record; one from before there were wishes has none."""
    wish = body.get("wish")
    return {} if wish is None else {"wish": wish["way"], "speaker": wish["speaker"]}
