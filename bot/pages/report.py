"""What stands in the report of a campaign beside its figures: the areas, the widest gap first. Pure.

Areas may be put in order; groups never are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.insight.publishing import Level
from bot.pages.facts import LeadersPage

LEVELS = (Level.PARTNERSHIP, Level.ORGANISATION, Level.TEAM)
"""From the widest group to the narrowest, each by itself."""


def report_facts(parts: Sequence[LeadersPage]) -> Mapping[str, Any]:
    """Gather what the template needs from the three breakdowns, in the order of `LEVELS`."""
    return {"page": parts[0], "parts": parts, "ranked": ranked(parts[0])}


def ranked(page: LeadersPage) -> list[tuple[str, Mapping[str, Any]]]:
    """Give the areas that have a gap, widest first; where two are as wide, in the order of the weeks."""
    known = [(area.title, line.ratings) for area in page.areas for line in area.lines if line.ratings]
    gaps = [(title, ratings) for title, ratings in known if ratings["gap"] is not None]
    return sorted(gaps, key=lambda each: -each[1]["gap"])
