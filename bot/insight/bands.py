"""How many people, said roughly: bands and shares as data. Pure; words are left to templates.

A band hides how many exactly took part, so that two figures cannot be subtracted to find one person.
"""

from __future__ import annotations

from collections.abc import Sequence

#: Lower ends of the bands above the threshold.
EDGES = (10, 20, 50)
#: A band holds at least so many numbers: with a threshold of 9, a band from 9 to 9 would be an exact count.
NARROWEST = 4
#: Lowest share of a team (people / members) that each word stands for, from the top.
SHARES = ((0.85, "nearly"), (0.6, "most"), (0.4, "half"), (0.2, "third"), (0.0, "few"))


#: (lowest, highest); without a highest it is open.
Band = tuple[int, int | None]


def band(people: int, threshold: int) -> Band:
    """Find the band of a count as (lowest, highest); below the threshold it is (0, threshold - 1), none is no other.

    With 5: fewer than 5, 5 to 9, 10 to 19, 20 to 49, and 50 or more as (50, None).
    """
    if people < threshold:
        return 0, threshold - 1
    low = threshold
    for edge in (edge for edge in EDGES if edge >= threshold + NARROWEST):
        if people < edge:
            return low, edge - 1
        low = edge
    return low, None


def at_least(people: int, threshold: int) -> Band:
    """Say only whether a count reaches the threshold."""
    return (threshold, None) if people >= threshold else (0, threshold - 1)


def few(heard: Sequence[int | None] | str) -> bool:
    """Whether a band is the lowest one, of nobody up to almost enough. One that was put in words already is none."""
    return not isinstance(heard, str) and list(heard[:1]) == [0]


def share(people: int, members: int, threshold: int) -> str | None:
    """Say roughly which part of a team that is: few, third, half, most or nearly (which may be everyone).

    None for fewer people than the threshold. People who left the channel since may make people outnumber members.
    """
    if people < threshold or members < 1:
        return None
    part = people / max(people, members)
    return next(word for lowest, word in SHARES if part >= lowest)
