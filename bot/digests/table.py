"""The published figures of a leader's teams as the rows of a table, in the order of the alphabet. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.digests.sections.words import shorten

PUBLIC = ".public"
"""How the base of ratings ends that are only those which everybody in the channel can see."""


@dataclass(frozen=True)
class TableRow:
    """One team: the band of people who were heard, and its means; None is a number that is not shown."""

    team: str
    heard: Sequence[int | None]
    now: float | None
    needed: float | None
    gap: float | None
    seen: bool  # made from the ratings that all can see


def rows(facts: Mapping[str, Any], names: int) -> list[TableRow]:
    """Lay out every team with figures, its name at most `names` characters."""
    ratings = {item["team_id"]: item for item in facts["ratings"]}
    return [_row(team, ratings.get(team["team_id"], {}), names) for team in facts["teams"]]


def can_be_told_apart(teams: Sequence[TableRow]) -> bool:
    """Tell whether no two names became one by being shortened."""
    return len({team.team for team in teams}) == len(teams)


def _row(team: Mapping[str, Any], rated: Mapping[str, Any], names: int) -> TableRow:
    return TableRow(
        shorten(team["team"], names),
        team["heard"],
        rated.get("now"),
        rated.get("needed"),
        rated.get("gap"),
        str(rated.get("base", "")).endswith(PUBLIC),
    )
