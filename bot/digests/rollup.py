"""Small teams together: an organisation's figures, for leaders of teams too small to have their own. Pure.

Anybody may read what the organisation's other teams published, and subtract it. So a sum over all teams is shown only
where the people it adds to the published ones are none, or at least k; otherwise the sum of the published teams alone
is shown, which adds nobody (at least two teams, so that it is no single team's figure under another name).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from bot.digests.facts import Rollup, TeamWeek, closed
from bot.insight.bands import band
from bot.insight.gaps import SHARED_BASES, figure, may_show, merge, whole
from bot.insight.suppression import check_threshold, too_few


def roll_up(
    organisation: str, teams: Sequence[TeamWeek], threshold: int, unlinked: Sequence[str] = ()
) -> Rollup | None:
    """Add up the teams of one organisation; None while one of them is still open, or where nothing may be shown.

    `unlinked` are questions that were put without any link in its small teams.
    People in several teams might have been counted several times: so many more are needed everywhere.
    """
    check_threshold(threshold)
    if any(team.figures is None for team in teams):
        return None
    needed = threshold + _counted_twice(teams)
    heard, all_teams = _heard(teams, threshold, needed)
    if heard is None:
        return None
    return Rollup(organisation, heard, all_teams, _ratings(teams, needed), _questions(teams, needed, unlinked))


def _heard(teams: Sequence[TeamWeek], threshold: int, needed: int) -> tuple[list[int | None] | None, bool]:
    """Find the band of all teams, or of the large ones; never a share, which could make a band an exact number."""
    large = [team for team in teams if closed(team)["enough"]]
    shown, everybody = _people(large), _people(teams)
    if everybody >= needed and not too_few(everybody - shown, needed):
        whole_band = band(everybody - (needed - threshold), threshold)
        if not _pins_down(whole_band, shown, (threshold - 1) * (len(teams) - len(large))):
            return list(whole_band), True
    if len(large) > 1 and shown >= needed:
        return list(band(shown - (needed - threshold), threshold)), False
    return None, False


def _pins_down(bounds: tuple[int, int | None], shown: int, most_hidden: int) -> bool:
    """Whether somebody who knew the large teams exactly could tell that every small team is empty, or just under k."""
    low, high = bounds
    return most_hidden > 0 and (low - shown >= most_hidden or (high is not None and high <= shown))


def _ratings(teams: Sequence[TeamWeek], needed: int) -> dict[str, Any] | None:
    """Choose the first base on which the organisation may be shown; `all_teams` says whether it holds every team."""
    for base in SHARED_BASES:
        published = [team for team in teams if (closed(team)["ratings"] or {}).get("base") == base]
        rest = [team for team in teams if team not in published]
        if may_show(_pools(teams, base), needed) and _adds_safely(_pools(rest, base), needed):
            return {**_figure(teams, base), "all_teams": True}
        if len(published) > 1 and may_show(_pools(published, base), needed):
            return {**_figure(published, base), "all_teams": False}
    return None


def _adds_safely(pools: Sequence[Any], needed: int) -> bool:
    return not pools or not any(
        too_few(sum(whole(apart)), needed) or too_few(sum(apart["private"]), needed) for apart in merge(pools).values()
    )


def _figure(teams: Sequence[TeamWeek], base: str) -> dict[str, Any]:
    return figure(base, {scale: whole(apart) for scale, apart in merge(_pools(teams, base)).items()})


def _pools(teams: Sequence[TeamWeek], base: str) -> list[Any]:
    return [closed(team)["internal"]["ratings"][base] for team in teams]


def _questions(teams: Sequence[TeamWeek], needed: int, unlinked: Sequence[str]) -> tuple[Mapping[str, Any], ...] | None:
    """Release the questions that small teams hold back, once these teams together are large enough."""
    small = [team for team in teams if not closed(team)["enough"]]
    if _people(small) < needed:
        return None
    held = [item for team in small for item in closed(team)["internal"]["held_questions"]]
    held += [{"text": text, "author": None, "key": ""} for text in unlinked]
    return tuple(sorted(held, key=itemgetter("text")))


def _people(teams: Sequence[TeamWeek]) -> int:
    return sum(closed(team)["people"] for team in teams)


def _counted_twice(teams: Sequence[TeamWeek]) -> int:
    return sum(len(set(team.members)) for team in teams) - len({user for team in teams for user in team.members})
