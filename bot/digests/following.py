"""A digest whose people took their words back, or changed them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.digests.sections.words import MOST_CHARACTERS, shorten
from bot.insight.following import follow


def follow_in_digest(snapshot: Mapping[str, Any], key: str, text: str | None) -> dict[str, Any]:
    """Follow an author's change (`text`; None: taken back); a section that has nothing left to say is None.

    Also what a message in a digest's thread holds of it, which has only some of its sections.
    """
    changed = follow(snapshot, key, None if text is None else shorten(text, MOST_CHARACTERS))
    words, questions = changed.get("words"), changed.get("questions")
    if words:
        spoken = [team for team in words["teams"] if team["answers"] or team["leaders"] or team["more"]]
        changed["words"] = {**words, "teams": spoken} if spoken or words["unread"] else None
    told = changed.get("residents")
    if told:
        left = [team for team in told["teams"] if team["told"] or team["more"]]
        changed["residents"] = {**told, "teams": left} if left else None
    if questions and not any(questions.values()):
        changed["questions"] = None
    return changed
