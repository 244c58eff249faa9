"""Thirty minutes face to face: what to do with what was said. Pure.

Shape from the public-service facts: leaders who tell a story of their own first are told more; a talk without an
agreed next step lowers trust.
"""

from __future__ import annotations

from typing import Any

from bot.digests.facts import Brief

#: Minutes of each step, in order; together the thirty of a short meeting.
STEPS = (("story", 5), ("listen", 15), ("answer", 5), ("agree", 5))


def agenda(brief: Brief) -> dict[str, Any]:
    """Return {steps: [{step, minutes}], leader_question, experiment}; the templates hold the words of each step."""
    area = brief.campaign.area
    return {
        "steps": [{"step": step, "minutes": minutes} for step, minutes in STEPS],
        "leader_question": area.leader_question,
        "experiment": area.experiment,
    }
