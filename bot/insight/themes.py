"""How many people chose each theme of the codebook. Counts come from people's taps, never from a machine. Pure.

Anybody knows how many are in a team. Where fewer than k of them are left beside those who chose a theme, the exact
count would also count those few, and "all of them" would tell of each what they chose: then it is said as "so many or
more", from a number that the size of the team gives and not the count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.insight.bands import Band
from bot.insight.suppression import suppress
from bot.insight.tally import ThemeTapped

#: The choice of somebody for whose answer the codebook has no theme; counted like any other.
SOMETHING_ELSE = "something-else"
SOMETHING_ELSE_TITLE = "Something else"


def with_something_else(titles: Mapping[str, str]) -> dict[str, str]:
    """Give the codebook of an area with the way out of it, last."""
    return {**titles, SOMETHING_ELSE: SOMETHING_ELSE_TITLE}


def count_themes(
    taps: Iterable[ThemeTapped], titles: Mapping[str, str], threshold: int, members: int, least: int
) -> list[dict[str, Any]]:
    """List the themes as {key, title, people, band}: the shown ones first, most people first.

    `least` is the lowest number of people that what was said of the team leaves open: whoever chose a theme took part,
    so an exact count from there on would say more of how many did.

    `people` is a number, or None; `band` is (lowest, None) where that is all that may be said, or None. Hidden themes
    have neither. They stand in the codebook's order, and so do those with a band, because any other order would say
    something about their counts.
    """
    groups: dict[str, set[str]] = {key: set() for key in titles}
    for tap in taps:
        groups.setdefault(tap.theme, set()).add(tap.person)
    said = {key: _said(count, threshold, members, least) for key, count in suppress(groups, threshold).items()}
    place = {key: i for i, key in enumerate(said)}
    ordered = sorted(said, key=lambda key: (-_rank(*said[key]), place[key]))
    return [_theme(key, titles.get(key, key), *said[key]) for key in ordered]


def no_themes(titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """List the themes where none may be counted."""
    return [_theme(key, title, None, None) for key, title in titles.items()]


def _said(count: int | None, threshold: int, members: int, least: int) -> tuple[int | None, Band | None]:
    """Say one count as it may be said. The lowest number that is said as a band: one that leaves fewer than k."""
    if count is None:
        return None, None
    lowest = max(threshold, min(least, max(members, count) - threshold + 1))
    if count < lowest:
        return count, None
    return None, None if lowest >= members else (lowest, None)


def _rank(people: int | None, band: Band | None) -> int:
    return people or (band[0] if band else 0)


def _theme(key: str, title: str, people: int | None, band: Band | None) -> dict[str, Any]:
    return {"key": key, "title": title, "people": people, "band": list(band) if band else None}
