"""Now, needed and the gap between them: means to one decimal, where views split, where nearly everyone agrees. Pure.

Ratings are pooled on one **base**, and a round publishes one base only, so that two of them cannot be subtracted:

    both         people who rated now and needed; the gap is needed − now, of the printed numbers
    now, needed  all who rated that scale, when too few rated both
    now.public, needed.public  the ratings that colleagues can see anyway, when too few were given in private

Anybody may subtract the visible ratings (reactions) from a mean. So, beside k people in all, those who rated in
private must be none, or at least k (public-service rule: report public and private totals apart, k on each).

A heap is how often each value was given: five numbers, for 1 to 5. Pools are JSON, so that they can be frozen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.insight.suppression import check_threshold, too_few
from bot.insight.tally import RatingGiven, Scale

Heap = list[int]
#: A scale's heaps apart: {"public": heap, "private": heap}.
Apart = Mapping[str, Sequence[int]]
#: base -> scale -> heaps apart.
Pool = Mapping[str, Mapping[str, Apart]]

SCALES: tuple[Scale, Scale] = ("now", "needed")
BASES: dict[str, tuple[Scale, ...]] = {"both": SCALES, "now": ("now",), "needed": ("needed",)}
#: Bases on which teams may be added up.
SHARED_BASES = ("both", "now")
#: Views are split when at least this part of the people rates low (1 or 2) and at least this part high (4 or 5) …
SPLIT_PART = 0.25
#: … and never fewer than so many on each side: one lone voice is not a split.
SPLIT_PEOPLE = 2
#: "Nearly everyone": at least this part of the people gave the same value.
AGREED_PART = 0.8


def pool(ratings: Iterable[RatingGiven]) -> dict[str, dict[str, dict[str, Heap]]]:
    """Heap up a round's ratings on every base; for keeping, not for showing. The last rating of a person counts."""
    given = {(rating.person, rating.scale): rating for rating in ratings}
    return {base: {scale: _heaps(_on_base(given, base, scale)) for scale in scales} for base, scales in BASES.items()}


def publish(pooled: Pool, threshold: int) -> dict[str, Any] | None:
    """Choose the one base that may be shown: {base, now, needed, gap, split, agreed}, or None when none may.

    `now`, `needed` and `gap` are numbers with one decimal or None; `agreed` maps a scale to the value that nearly
    everyone gave.
    """
    check_threshold(threshold)
    for base in BASES:
        if may_show([pooled[base]], threshold):
            return figure(base, {scale: whole(apart) for scale, apart in pooled[base].items()})
        visible = {scale: list(apart["public"]) for scale, apart in pooled[base].items()}
        if base != "both" and sum(visible[base]) >= threshold:
            return figure(f"{base}.public", visible)
    return None


def may_show(parts: Iterable[Mapping[str, Apart]], threshold: int) -> bool:
    """Whether the ratings of these parts together hold k people, and no few of them who rated in private."""
    merged = merge(parts)
    return all(
        sum(whole(apart)) >= threshold and not too_few(sum(apart["private"]), threshold) for apart in merged.values()
    )


def merge(parts: Iterable[Mapping[str, Apart]]) -> dict[str, dict[str, Heap]]:
    """Add up the heaps of several rounds on the same base; at least one part."""
    listed = list(parts)
    return {
        scale: {kind: _add(part[scale][kind] for part in listed) for kind in ("public", "private")}
        for scale in listed[0]
    }


def whole(apart: Apart) -> Heap:
    """Put the public and the private ratings of a scale on one heap."""
    return _add((apart["public"], apart["private"]))


def figure(base: str, heaps: Mapping[str, Sequence[int]]) -> dict[str, Any]:
    """Make the figures to show from the heaps of each scale of a base."""
    means = {scale: _mean(soften(heap)) for scale, heap in heaps.items()}
    now, needed = means.get("now"), means.get("needed")
    return {
        "base": base,
        "now": now,
        "needed": needed,
        "gap": None if now is None or needed is None else round(needed - now, 1),
        "split": is_split(heaps["now"] if "now" in heaps else heaps["needed"]),
        "agreed": {scale: value for scale, heap in heaps.items() if (value := agreed_value(heap)) is not None},
    }


def soften(heap: Sequence[int]) -> Heap:
    """Hide that all gave the same value: count one of them one step nearer the middle (from 3, as 2)."""
    softened = list(heap)
    if len([count for count in heap if count]) == 1:
        at = max(range(len(heap)), key=heap.__getitem__)
        softened[at] -= 1
        softened[at + 1 if at < 2 else at - 1] += 1
    return softened


def is_split(heap: Sequence[int]) -> bool:
    """Whether views differ: a quarter of the people or more at either end, and never fewer than two."""
    least = max(SPLIT_PEOPLE, SPLIT_PART * sum(heap))
    return heap[0] + heap[1] >= least and heap[3] + heap[4] >= least


def agreed_value(heap: Sequence[int]) -> int | None:
    """Find the value that four in five or more gave; whether it was all of them stays open."""
    value = max(range(len(heap)), key=heap.__getitem__) + 1
    return value if heap[value - 1] >= AGREED_PART * sum(heap) > 0 else None


def _on_base(given: Mapping[tuple[str, Scale], RatingGiven], base: str, scale: Scale) -> list[RatingGiven]:
    return [
        rating
        for (person, rated), rating in given.items()
        if rated == scale and all((person, needs) in given for needs in BASES[base])
    ]


def _heaps(ratings: Iterable[RatingGiven]) -> dict[str, Heap]:
    heaps = {"public": [0] * 5, "private": [0] * 5}
    for rating in ratings:
        heaps["public" if rating.public else "private"][rating.value - 1] += 1
    return heaps


def _add(heaps: Iterable[Sequence[int]]) -> Heap:
    return [sum(counts) for counts in zip(*heaps, strict=True)]


def _mean(heap: Sequence[int]) -> float:
    tenths = sum(value * count for value, count in enumerate(heap, start=1)) * 10
    return (2 * tenths + sum(heap)) // (2 * sum(heap)) / 10  # halves go up, in whole numbers
