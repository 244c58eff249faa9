"""How leaders rate an area, as one of them may read it: their own numbers, and those of all the others together. Pure.

A reader knows their own rating, so the mean of all would tell them more: of three leaders, what the other two gave
together. So the reader is left out, and the others are shown where they are three or more. All of one mind is softened
(`bot/insight/gaps.py`). Then no way of reading it leaves one value only for another leader: `tests/attack` tries each.
Nothing else is said of them, such as that nearly all agree: of three that would be all. A digest is one reader's; staff
read none of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.insight.gaps import SCALES, figure, is_split
from bot.insight.suppression import LOWEST_THRESHOLD
from bot.insight.tally import RatingGiven

#: So many other leaders, at least, make a figure.
OTHERS = LOWEST_THRESHOLD


def others_together(given: Iterable[RatingGiven]) -> dict[str, Any] | None:
    """Show how other leaders rate: {now, needed, split}, a scale None where fewer than three rated it; or None.

    Who rated in several teams counts once, with the middle of what they gave.
    """
    listed = list(given)
    heaps: dict[str, list[int]] = {scale: _heap([one for one in listed if one.scale == scale]) for scale in SCALES}
    means: dict[str, float] = {
        scale: figure(scale, {scale: heap})[scale] for scale, heap in heaps.items() if sum(heap) >= OTHERS
    }
    if not means:
        return None
    return {**{scale: means.get(scale) for scale in SCALES}, "split": "now" in means and is_split(heaps["now"])}


def _heap(given: Iterable[RatingGiven]) -> list[int]:
    by_person: dict[str, list[int]] = {}
    for one in given:
        by_person.setdefault(one.person, []).append(one.value)
    heap = [0] * 5
    for values in by_person.values():
        heap[_middle(values) - 1] += 1
    return heap


def _middle(values: list[int]) -> int:
    return (2 * sum(values) + len(values)) // (2 * len(values))  # halves go up, in whole numbers


def own_numbers(given: Iterable[RatingGiven]) -> Mapping[str, int]:
    """What one person gave in one team, by scale."""
    return {one.scale: one.value for one in given}
