"""What was published of the same question twice: at the start and at the end, or when the framework ran before. Pure.

Nothing is counted here: two numbers that were published are set side by side, and one is taken from the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.digests.charts.then_and_now import Pair
from bot.insight.gaps import SCALES
from bot.pages.facts import AreaSoFar, GapBefore, LeadersPage, Line
from bot.pages.groups import seen

AHEAD = frozenset({"upcoming", "open"})
"""States of a week that has not closed."""
NOT_ASKED = frozenset({*AHEAD, "missed"})
"""States of a week with nothing to compare, now or later."""
MOST_DRAWN = 8
"""So many groups are read in one picture, or one below the other; more stand in a table that is opened."""


@dataclass(frozen=True)
class Both:
    """One group's two lines."""

    then: Line
    now: Line

    @property
    def name(self) -> str:
        """Whose they are; "" for all together."""
        return self.now.name

    @property
    def gap_then(self) -> float | None:
        """The gap of the first week."""
        return gap_of(self.then)

    @property
    def gap_now(self) -> float | None:
        """The gap of the second."""
        return gap_of(self.now)

    @property
    def change(self) -> float | None:
        """How much wider the gap is now; None where one of the two has none."""
        return change(self.gap_then, self.gap_now)

    @property
    def to_come(self) -> bool:
        """Whether the second of the two may still get figures."""
        return self.now.state in {*AHEAD, "waiting"}

    @property
    def alike(self) -> bool:
        """Whether both are of all, or both of the larger teams alone."""
        return is_whole(self.then) == is_whole(self.now)


@dataclass(frozen=True)
class AskedTwice:
    """A question that two areas ask, with each group's two lines."""

    first: AreaSoFar
    second: AreaSoFar
    groups: tuple[Both, ...]

    @property
    def closed(self) -> bool:
        """Whether the second week is over for any of the groups."""
        return any(both.now.state not in AHEAD for both in self.groups)

    @property
    def compared(self) -> int:
        """How many groups have a gap both times."""
        return sum(both.change is not None for both in self.groups)

    @property
    def smaller(self) -> int:
        """In how many of those it is smaller now."""
        return sum((both.change or 0) < 0 for both in self.groups)

    @property
    def wider(self) -> int:
        """In how many of those it is wider now."""
        return sum((both.change or 0) > 0 for both in self.groups)

    def pairs(self, nameless: str) -> tuple[Pair, ...]:
        """Give what a chart may show: groups of which both were published."""
        return tuple(
            Pair(both.name or nameless, seen(self.first, both.then), seen(self.second, both.now))
            for both in self.groups
            if is_rated(both.then) and is_rated(both.now)
        )


@dataclass(frozen=True)
class AreaBefore:
    """An area's gap in an earlier campaign, and now (None: not known); whether both are of the same teams."""

    area: AreaSoFar
    then: float
    now: float | None
    alike: bool


@dataclass(frozen=True)
class RanBefore:
    """A group's areas that have a gap of an earlier campaign."""

    group: str
    campaign: str
    areas: tuple[AreaBefore, ...]


def asked_twice(page: LeadersPage) -> tuple[AskedTwice, ...]:
    """Find the questions that were asked again, in the order of the weeks."""
    by_key = {area.key: area for area in page.areas}
    repeated = [(by_key.get(area.repeats), area) for area in page.areas if area.repeats]
    return tuple(
        AskedTwice(first, second, tuple(Both(line_of(first, line.name), line) for line in second.lines))
        for first, second in repeated
        if first is not None
    )


def gaps_at_start(page: LeadersPage) -> dict[tuple[str, str], float | None]:
    """Give the first gap beside each second one: by the area that asks again, and the group."""
    return {
        (asked.second.key, both.name): gap_of(both.then)
        for asked in asked_twice(page)
        for both in asked.groups
        if both.now.state not in NOT_ASKED
    }


def ran_before(page: LeadersPage) -> tuple[RanBefore, ...]:
    """Set each group's areas beside those of the earlier campaign that has them, where they were asked about again."""
    groups = dict.fromkeys((one.group, one.campaign) for one in sorted(page.before, key=_place))
    found = [RanBefore(*group, tuple(_areas(page, *group))) for group in groups]
    return tuple(one for one in found if one.areas)


def _areas(page: LeadersPage, group: str, campaign: str) -> Iterator[AreaBefore]:
    before = {one.area: one for one in page.before if (one.group, one.campaign) == (group, campaign)}
    for area in page.areas:
        line, then = line_of(area, group), before.get(area.key)
        if then is not None and line.state not in NOT_ASKED:
            now = gap_of(line)
            yield AreaBefore(area, then.gap, now, now is None or is_whole(line) == then.whole)


def _place(one: GapBefore) -> tuple[str, str]:
    return one.group.casefold(), one.campaign.casefold()


def line_of(area: AreaSoFar, group: str) -> Line:
    """Find a group's line; one that was not there that week was not asked."""
    return next((line for line in area.lines if line.name == group), Line(group, "missed"))


def gap_of(line: Line) -> float | None:
    """Read the gap that was published; None where none was."""
    found: float | None = (line.ratings or {}).get("gap")
    return found


def is_rated(line: Line) -> bool:
    """Whether a number was published of it."""
    return any((line.ratings or {}).get(scale) is not None for scale in SCALES)


def change(then: float | None, now: float | None) -> float | None:
    """How much wider a gap is now, to one decimal as both are; None where one of them is not known."""
    return None if then is None or now is None else round(now - then, 1)


def is_whole(line: Line) -> bool:
    """Whether the ratings of a sum are of all its teams, and not of the larger ones alone."""
    return line.all_teams and bool((line.ratings or {}).get("all_teams", True))
