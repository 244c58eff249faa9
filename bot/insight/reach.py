"""What can be told of how many took part, once sums are published beside the teams' own sayings. Pure.

A team's saying ("5 to 9 people"), its members and those who were seen leave a range open. A sum's saying narrows the
ranges of its teams: what the others cannot have been, this one must. Before a sum is published its every possible
saying is tried: if one of them left one number only for a team, or for teams together, and few people in it who were
not seen or were not heard, the sum is said more roughly, or not at all. The true number has no part in that choice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.insight.bands import Band, at_least, band, share
from bot.insight.suppression import too_few

Say = Callable[[int, int], Band]


@dataclass(frozen=True)
class Reach:
    """How many of a part's `members` may have taken part, for all that is known; `seen` of them were seen to."""

    low: int
    high: int
    seen: int
    members: int

    def tells(self, threshold: int) -> bool:
        """Whether it leaves one number only, and few people who were not seen, or not heard."""
        alone = self.low == self.high
        return alone and (too_few(self.low - self.seen, threshold) or too_few(self.members - self.low, threshold))


@dataclass(frozen=True)
class Said:
    """A sum that was published: its parts by their place, and how many they were together."""

    parts: Collection[int]
    low: int
    high: int | None


def reach_of(heard: Sequence[int | None], of_team: str | None, members: int, seen: int, threshold: int) -> Reach:
    """What a team's own saying leaves open: its band, and the share of the team where one was said."""
    low, high = heard[0] or 0, heard[1]
    most = max(members, seen, low)
    open_ = range(max(low, seen), (most if high is None else min(high, most)) + 1)
    left = [people for people in open_ if of_team is None or share(people, members, threshold) == of_team]
    return Reach(left[0], left[-1], seen, most) if left else Reach(seen, most, seen, most)


def narrow(reaches: Sequence[Reach], sums: Iterable[Said]) -> list[Reach]:
    """Take out of each range what the sums rule out, until nothing more goes."""
    now, sums = list(reaches), list(sums)
    before: list[Reach] = []
    while now != before:
        before = list(now)
        for said in sums:
            lows, highs = sum(now[i].low for i in said.parts), sum(now[i].high for i in said.parts)
            high = highs if said.high is None else said.high
            for i in said.parts:
                part = now[i]
                low_now = max(part.low, said.low - (highs - part.high))
                high_now = min(part.high, high - (lows - part.low))
                now[i] = Reach(low_now, max(low_now, high_now), part.seen, part.members)
    return now


def say_together(
    reaches: Sequence[Reach], before: Sequence[Said], parts: Collection[int], people: int, threshold: int
) -> Band | None:
    """Say how many `people` these parts are, as finely as leaves all open; None where no way does, or too few are.

    Never as a share, which could make a band an exact number. `before` was published already.
    """
    for way in (band, at_least):
        if _leaves_open(reaches, before, parts, way, threshold):
            return way(people, threshold) if people >= threshold else None
    return None


def _leaves_open(
    reaches: Sequence[Reach], before: Sequence[Said], parts: Collection[int], way: Say, threshold: int
) -> bool:
    """Whether, however many these parts are, saying it so tells of no few people."""
    possible: dict[Band, list[int]] = defaultdict(list)
    for people in range(sum(reaches[i].low for i in parts), sum(reaches[i].high for i in parts) + 1):
        possible[way(people, threshold)].append(people)
    sayings = (Said(parts, counts[0], counts[-1]) for counts in possible.values())
    return all(_tells_nothing(reaches, [*before, said], threshold) for said in sayings)


def _tells_nothing(reaches: Sequence[Reach], sums: Sequence[Said], threshold: int) -> bool:
    now = narrow(reaches, sums)
    together = (_together([now[i] for i in said.parts], said) for said in sums)
    return not any(reach.tells(threshold) for reach in (*now, *together))


def _together(parts: Sequence[Reach], said: Said) -> Reach:
    low, high, seen, members = (
        sum(values) for values in zip(*((p.low, p.high, p.seen, p.members) for p in parts), strict=True)
    )
    return Reach(max(low, said.low), high if said.high is None else min(high, said.high), seen, members)
