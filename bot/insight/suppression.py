"""Which counts may be shown. Every count that leaves this package went through here. Pure.

The rule, on distinct people (design, "Privacy"; the case 12, 1, 1 is why hiding the small groups is not enough):

    parent < k                         -> nothing is shown
    group < k                          -> hidden
    while 0 < people hidden < k        -> also hide the smallest shown group

One person may be in several groups (they tapped two themes). Then both the people in hidden groups and the people in
no shown group must be none, or at least k.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

#: No campaign may set a threshold below this.
LOWEST_THRESHOLD = 3


def check_threshold(threshold: int) -> None:
    """Refuse a threshold nobody may set; raises ValueError."""
    if threshold < LOWEST_THRESHOLD:
        raise ValueError(f"the threshold must be {LOWEST_THRESHOLD} or more, not {threshold}")


def suppress(groups: Mapping[str, Collection[str]], threshold: int) -> dict[str, int | None]:
    """Count the people of each group, None where the count stays hidden; the order of the groups is kept."""
    check_threshold(threshold)
    people = {name: frozenset(members) for name, members in groups.items()}
    everyone = _union(people.values())
    shown = {name for name in people if len(people[name]) >= threshold}
    while shown and _gives_away(people, shown, everyone, threshold):
        shown.remove(min(shown, key=lambda name: (len(people[name]), name)))
    return {name: len(people[name]) if name in shown else None for name in people}


def too_few(people: int, threshold: int) -> bool:
    """Whether some people would stand alone: more than none, fewer than the threshold."""
    return 0 < people < threshold


def _gives_away(
    people: Mapping[str, frozenset[str]], shown: set[str], everyone: frozenset[str], threshold: int
) -> bool:
    hidden = _union(people[name] for name in people if name not in shown)
    remaining = everyone - _union(people[name] for name in shown)
    return too_few(len(hidden), threshold) or too_few(len(remaining), threshold)


def _union(groups: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*groups)
