"""What stands in the report of a campaign beside its figures: the areas, the widest gap first, then and now. Pure.

Areas may be put in order; groups never are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.insight.publishing import Level
from bot.pages.facts import LeadersPage
from bot.pages.then_and_now import AskedTwice, asked_twice, ran_before

LEVELS = (Level.PARTNERSHIP, Level.ORGANISATION, Level.TEAM)
"""From the widest group to the narrowest, each by itself."""


def report_facts(parts: Sequence[LeadersPage]) -> Mapping[str, Any]:
    """Gather what the template needs from the three breakdowns, in the order of `LEVELS`.

    `awaited` are questions that will be asked again, or were so little ago that a breakdown has no figures of it yet.
    """
    twice = {part.level: asked_twice(part) for part in parts}
    return {
        "page": parts[0],
        "parts": parts,
        "ranked": ranked(parts[0]),
        "twice": {level: [each for each in asked if each.closed] for level, asked in twice.items()},
        "awaited": _awaited([each for asked in twice.values() for each in asked]),
        "before": {part.level: ran_before(part) for part in parts},
    }


def _awaited(twice: Sequence[AskedTwice]) -> list[AskedTwice]:
    """One of each question, in the order of the weeks."""
    return list({each.second.week: each for each in twice if not each.closed}.values())


def ranked(page: LeadersPage) -> list[tuple[str, Mapping[str, Any]]]:
    """Give the areas that have a gap, widest first; where two are as wide, in the order of the weeks."""
    known = [(area.title, line.ratings) for area in page.areas for line in area.lines if line.ratings]
    gaps = [(title, ratings) for title, ratings in known if ratings["gap"] is not None]
    return sorted(gaps, key=lambda each: -each[1]["gap"])
