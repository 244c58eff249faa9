"""Teams added up: an organisation's figures, and the partnership's (all of a campaign's teams). Pure.

Anybody may read what was published of a sum's parts, and subtract it. So a sum over all parts is shown only where the
people it adds to the published ones are none, or at least k. Otherwise the sum of the published parts alone is shown,
which adds nobody (at least two parts, so that it is no single one's figure under another name).

The parts of an organisation are its teams. The parts of the partnership are the organisations that were published as a
whole, and the single teams of the others. So whatever is published lies within each other or apart, and all that can be
made of it by adding and subtracting are groups of at least k people.

Ratings have a base (`bot/insight/gaps.py`). Who rated now and needed also rated now, so two bases could be subtracted
too: where a part's ratings were published on another base, they and what is not published are left out of a sum.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from operator import itemgetter
from typing import Any

from bot.insight.bands import Band
from bot.insight.gaps import BASES, SHARED_BASES, Pool, figure, may_show, merge, whole
from bot.insight.reach import Reach, Said, reach_of, say_together
from bot.insight.suppression import check_threshold, too_few
from bot.insight.tally import QuestionPut


@dataclass(frozen=True)
class TeamCount:
    """What is kept of a team's closed week for adding up: `counted` is its `material` (`bot/insight/publishing.py`).

    `members` are the ids of the team's people: somebody in two teams must not count as two.
    """

    organisation: str
    counted: Mapping[str, Any]
    members: Collection[str] = ()


@dataclass(frozen=True)
class Sum:
    """What may be shown of several teams together. `organisation` is None for the partnership.

    `all_teams` is False where only the parts with figures of their own are in `heard`; `ratings` say it of themselves.
    `questions` are those that were put in confidence in the small teams together; None: held back.
    """

    organisation: str | None
    heard: Band
    all_teams: bool
    ratings: Mapping[str, Any] | None
    questions: tuple[Mapping[str, Any], ...] | None = None


@dataclass(frozen=True)
class _Rated:
    """The ratings of one part, pooled. `base`: the one on which they were published."""

    pool: Pool
    base: str | None


def of_organisation(
    organisation: str, teams: Sequence[TeamCount], threshold: int, unlinked: Sequence[QuestionPut] = ()
) -> Sum | None:
    """Add up the teams of one organisation that were asked; None where nothing may be shown.

    `unlinked` are questions that were put without any link in its small teams.
    """
    check_threshold(threshold)
    if not teams:
        return None
    needed = threshold + _counted_twice(teams)
    rest = [team for team in teams if not team.counted["enough"]]
    heard, all_teams = _heard(teams, rest, (), threshold)
    if heard is None:
        return None
    ratings = _ratings([_rated(team) for team in teams], needed)
    return Sum(organisation, heard, all_teams, ratings, _questions(rest, needed, unlinked))


def of_partnership(organisations: Mapping[str, Sum | None], teams: Sequence[TeamCount], threshold: int) -> Sum | None:
    """Add up all closed teams of a campaign, once its organisations were; None where nothing may be shown."""
    check_threshold(threshold)
    if not teams:
        return None
    whole = {name for name, added in organisations.items() if added is not None and added.all_teams}
    rest = [team for team in teams if not (team.counted["enough"] or team.organisation in whole)]
    heard, all_teams = _heard(teams, rest, _said(organisations, teams), threshold)
    rated: list[_Rated] = []
    for name, added in organisations.items():
        rated += _rated_as_whole(added, [_rated(team) for team in teams if team.organisation == name])
    ratings = _ratings(rated, threshold + _counted_twice(teams))
    return None if heard is None else Sum(None, heard, all_teams, ratings)


def _heard(
    teams: Sequence[TeamCount], rest: Sequence[TeamCount], before: Sequence[Said], threshold: int
) -> tuple[Band | None, bool]:
    """Say how many all teams are; or, where that would give away the `rest` of them, how many the others are."""
    reaches = [_reach(team, threshold) for team in teams]
    choices = [teams] if not too_few(_people(rest), threshold + _counted_twice(teams)) else []
    known = [team for team in teams if team not in rest]
    for chosen in [*choices, *([known] if len(known) > 1 else [])]:
        places = [place for place, team in enumerate(teams) if team in chosen]
        people = _people(chosen) - _counted_twice(chosen)
        heard = say_together(reaches, before, places, people, threshold)
        if heard is not None:
            return heard, chosen is teams
    return None, False


def _reach(team: TeamCount, threshold: int) -> Reach:
    counted, inside = team.counted, team.counted["internal"]
    seen = inside.get("seen", 0)
    return reach_of(counted["heard"], counted["share"], inside["members"], seen, threshold)


def _said(organisations: Mapping[str, Sum | None], teams: Sequence[TeamCount]) -> list[Said]:
    """What was said of the organisations, by the places of the teams that are in it."""
    return [
        Said(
            [i for i, t in enumerate(teams) if t.organisation == name and (added.all_teams or t.counted["enough"])],
            *added.heard,
        )
        for name, added in organisations.items()
        if added is not None
    ]


def _rated(team: TeamCount) -> _Rated:
    """Ratings that all can see anyway, when only those were published, tell nothing of the others."""
    base = (team.counted["ratings"] or {}).get("base")
    return _Rated(team.counted["internal"]["ratings"], base if base in BASES else None)


def _rated_as_whole(published: Sum | None, teams: list[_Rated]) -> list[_Rated]:
    if published is None or published.ratings is None or not published.ratings["all_teams"]:
        return teams
    pool = {base: merge(team.pool[base] for team in teams) for base in BASES}
    return [_Rated(pool, published.ratings["base"])]


def _ratings(parts: Sequence[_Rated], needed: int) -> dict[str, Any] | None:
    """Choose the first base on which the parts may be shown; `all_teams` says whether it holds every one."""
    for base in SHARED_BASES:
        known = [part.pool[base] for part in parts if part.base == base]
        rest = [part.pool[base] for part in parts if part.base is None]
        everything = [*known, *rest]
        if len(everything) == len(parts) and may_show(everything, needed) and _adds_safely(rest, needed):
            return {**_figure(everything, base), "all_teams": True}
        if len(known) > 1 and may_show(known, needed):
            return {**_figure(known, base), "all_teams": False}
    return None


def _adds_safely(pools: Sequence[Any], needed: int) -> bool:
    return not pools or not any(
        too_few(sum(whole(apart)), needed) or too_few(sum(apart["private"]), needed) for apart in merge(pools).values()
    )


def _figure(pools: Iterable[Any], base: str) -> dict[str, Any]:
    return figure(base, {scale: whole(apart) for scale, apart in merge(pools).items()})


def _questions(
    small: Sequence[TeamCount], needed: int, unlinked: Sequence[QuestionPut]
) -> tuple[Mapping[str, Any], ...] | None:
    """Release the questions that small teams hold back, once these teams together are large enough."""
    if _people(small) < needed:
        return None
    held = [item for team in small for item in team.counted["internal"]["held_questions"]]
    held += [asdict(question) for question in unlinked]
    return tuple(sorted(held, key=itemgetter("text")))


def _people(teams: Iterable[TeamCount]) -> int:
    return sum(team.counted["people"] for team in teams)


def _counted_twice(teams: Sequence[TeamCount]) -> int:
    return sum(len(set(team.members)) for team in teams) - len({user for team in teams for user in team.members})
