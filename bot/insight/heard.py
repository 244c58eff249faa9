"""How many people were heard, as it may be said, and whether that is enough for figures. Pure.

Colleagues see who replies in the thread and who reacts, and they know how many are in the channel. Whoever knows both
could subtract: with five in the team, four of them seen, and "five or more took part", the fifth took part in private.
With six in the team, four of them seen, and "too few took part", the other two did not.
So the way in which a count is said is chosen by what anybody can see (members, and people seen to take part) and by
nothing else, as the finest way whose every saying leaves open how many took part in private, and how many did not:

    a band and a share of the team  →  a share  →  a band  →  "k or more"  →  nothing: no figures for this team alone

Because the count itself chooses nothing, the way that was chosen says nothing about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.insight.bands import Band, at_least, band, share
from bot.insight.suppression import check_threshold, too_few

Saying = tuple[Band, str | None]
Say = Callable[[int, int, int], Saying]
"""How `people` of `members` are said, with a threshold."""


@dataclass(frozen=True)
class Heard:
    """How many were heard: `enough` for figures or not, the band as (lowest, highest), and the share of the team."""

    enough: bool
    band: Band
    share: str | None = None


def hear(people: int, members: int, seen: int, threshold: int) -> Heard:
    """Say how many of `members` took part, of whom colleagues could see `seen`; `threshold` is k, 3 or more.

    People who have left since may make the people outnumber the members.
    """
    return _hear(people, members, seen, threshold, (_in_band_and_share, _in_share, _in_band, _openly))


def hear_so_far(people: int, members: int, seen: int, threshold: int) -> Heard:
    """The same while the week is open: as roughly as can be, so that what is said at the close adds nothing to it."""
    return _hear(people, members, seen, threshold, (_openly,))


def _hear(people: int, members: int, seen: int, threshold: int, ways: Sequence[Say]) -> Heard:
    check_threshold(threshold)
    most = max(members, people, seen)
    for way in ways:
        if _leaves_open(way, most, seen, threshold):
            return Heard(people >= threshold, *way(people, most, threshold))
    return Heard(False, (0, max(most, threshold - 1)))


def _in_band_and_share(people: int, members: int, threshold: int) -> Saying:
    return band(people, threshold), share(people, members, threshold)


def _in_share(people: int, members: int, threshold: int) -> Saying:
    return at_least(people, threshold), share(people, members, threshold)


def _in_band(people: int, members: int, threshold: int) -> Saying:
    return band(people, threshold), None


def _openly(people: int, members: int, threshold: int) -> Saying:
    return at_least(people, threshold), None


def _leaves_open(way: Say, members: int, seen: int, threshold: int) -> bool:
    """Whether no saying that these members may come to leaves one count only, and few not seen, or not heard, by it."""
    possible: dict[Saying, list[int]] = defaultdict(list)
    for people in range(seen, members + 1):
        possible[way(people, members, threshold)].append(people)
    alone = [counts[0] for counts in possible.values() if len(counts) == 1]
    return not any(too_few(people - seen, threshold) or too_few(members - people, threshold) for people in alone)
