"""Questions put to leaders: with a name, or without where enough people took part. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.digests.facts import Brief, closed
from bot.digests.sections.words import shorten
from bot.insight.asked import first_due
from bot.insight.outcomes import QUESTION, WAITING

MOST_QUESTIONS = 20
MOST_CHARACTERS = 300


def questions(brief: Brief) -> dict[str, Any] | None:
    """Return {put: [{text, author, team, organisation, key, id, kind, reply_by, state, wish, speaker}], more,
    held_back, earlier}.

    `organisation` is set (and `team` None) on what an organisation's small teams asked together. `held_back` says that
    the rule holds questions back here, not that there are any: whether one person asked is nobody's business.
    `earlier` are the questions of earlier weeks that waited still, without their words: [{id, kind, late, state}].
    """
    items = [
        {
            "text": shorten(item["text"], MOST_CHARACTERS),
            "author": item["author"],
            "team": team.team,
            "organisation": None,
            "key": item["key"],
            **_record(item),
        }
        for team in brief.teams
        for item in closed(team)["questions"]
    ]
    items += [
        {
            "text": shorten(item["text"], MOST_CHARACTERS),
            "author": None,
            "team": None,
            "organisation": added.organisation,
            "key": item["key"],
            **_record(item),
        }
        for added in brief.sums
        for item in added.questions or ()
    ]
    items.sort(key=lambda item: first_due(item.get("kind", QUESTION), item.get("reply_by")))
    released = {added.organisation for added in brief.sums if added.questions is not None}
    held_back = any(team.organisation not in released for team in brief.small_teams())
    if not items and not held_back and not brief.still_open:
        return None
    return {
        "put": items[:MOST_QUESTIONS],
        "more": max(0, len(items) - MOST_QUESTIONS),
        "held_back": held_back,
        "earlier": [
            {"id": one.question_id, "kind": one.kind, "late": one.late, "state": WAITING} for one in brief.still_open
        ],
    }


def _record(item: Mapping[str, Any]) -> dict[str, Any]:
    """What its record says of it; a week that closed before there were records has none."""
    return {name: item[name] for name in ("id", "kind", "reply_by", "state", "wish", "speaker") if name in item}
