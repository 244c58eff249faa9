"""Thirty minutes face to face: what to do with what was said. Pure.

Shape from the public-service facts: leaders who tell a story of their own first are told more; a talk without an
agreed next step lowers trust.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from bot.digests.facts import Brief, closed
from bot.digests.sections.questions import questions
from bot.digests.sections.themes import themes

#: Minutes of each step, in order; together the thirty of a short meeting.
STEPS = (("story", 5), ("listen", 15), ("answer", 5), ("agree", 5))


def agenda(brief: Brief) -> dict[str, Any]:
    """Return {steps: [{step, minutes}], leader_question, experiment, begin}; the templates hold each step's words."""
    area = brief.campaign.area
    return {
        "steps": [{"step": step, "minutes": minutes} for step, minutes in STEPS],
        "leader_question": area.leader_question,
        "experiment": area.experiment,
        "begin": _begin(brief),
    }


def _begin(brief: Brief) -> dict[str, Any] | None:
    """What to listen to first: the theme that most teams chose, else what was asked, else one team's gap."""
    chosen = Counter(theme["title"] for team in (themes(brief) or {"teams": []})["teams"] for theme in team["themes"])
    if chosen:
        return {"kind": "theme", "title": chosen.most_common(1)[0][0]}
    if (questions(brief) or {"put": []})["put"]:
        return {"kind": "question"}
    rated = [closed(team)["ratings"] for team in brief.teams if closed(team)["ratings"]]
    if len(brief.teams) == 1 and rated and (rated[0]["gap"] or 0) > 0:
        return {"kind": "gap", "now": rated[0]["now"], "needed": rated[0]["needed"]}
    return None
