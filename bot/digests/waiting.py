"""Which questions of a digest still wait: nobody said what comes of them, and its leader offered no talk. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot.insight.outcomes import CONCERN, OPEN, WAITING

Snapshot = Mapping[str, Any]


def waiting(snapshot: Snapshot, offered: Collection[str]) -> list[Mapping[str, Any]]:
    """List the questions that wait; `offered` are the ids of the teams that were offered a talk from this digest.

    What an organisation's smaller teams asked together waits until any team is offered one.
    """
    names = {team["team"] for team in snapshot["teams"] if team["team_id"] in offered}
    put = [item for item in (snapshot["questions"] or {"put": []})["put"] if item.get("state", WAITING) in OPEN]
    return [item for item in put if (item["team"] not in names if item["team"] else not offered)]


def count_waiting(snapshot: Snapshot, offered: Collection[str]) -> int:
    """Count them, with those that a digest counts and does not keep."""
    more: int = (snapshot["questions"] or {"more": 0})["more"]
    return len(waiting(snapshot, offered)) + (0 if offered else more)


def count_earlier(questions: Mapping[str, Any] | None) -> dict[str, int] | None:
    """Count what still waits of earlier weeks, with what is late and what is a concern; None where nothing did."""
    found = (questions or {}).get("earlier") or ()
    if not found:
        return None
    waits = [item for item in found if item["state"] in OPEN]
    return {
        "waiting": len(waits),
        "late": sum(item["late"] for item in waits),
        "concerns": sum(item["kind"] == CONCERN for item in waits),
    }
