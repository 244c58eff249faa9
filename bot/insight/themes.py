"""How many people chose each theme of the codebook. Counts come from people's taps, never from a machine. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.insight.suppression import suppress
from bot.insight.tally import ThemeTapped


def count_themes(taps: Iterable[ThemeTapped], titles: Mapping[str, str], threshold: int) -> list[dict[str, Any]]:
    """List the themes as {key, title, people}: the shown ones first, most people first; hidden ones have None.

    Hidden themes stand in the codebook's order, because any other order would say something about their counts.
    """
    groups: dict[str, set[str]] = {key: set() for key in titles}
    for tap in taps:
        groups.setdefault(tap.theme, set()).add(tap.person)
    counts = suppress(groups, threshold)
    place = {key: i for i, key in enumerate(counts)}
    ordered = sorted(counts, key=lambda key: (-(counts[key] or 0), place[key]))
    return [{"key": key, "title": titles.get(key, key), "people": counts[key]} for key in ordered]
