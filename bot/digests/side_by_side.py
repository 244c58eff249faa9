"""The lines of a digest that set figures side by side, for one screen: leaders and staff, teams, earlier weeks. Pure.

What matters most comes first, and a room takes as many as it has places. The page has all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.digests.sections.words import shorten
from bot.insight.gaps import SCALES

Line = dict[str, Any]
EVERYTHING = 100_000
"""More lines, names and characters than there are."""


def views(snapshot: Mapping[str, Any], most: int, names: int, lists: int) -> list[Line]:
    """List up to `most` lines as {kind, …}; `names` and `lists` as in a room. An older digest has none."""
    found = [
        *_leaders(snapshot.get("leaders"), names, lists),
        *_differ(snapshot.get("differ"), names),
        *_trend(snapshot.get("trend"), names, lists, many=len(snapshot["teams"]) > 1),
    ]
    return found[:most]


def all_views(snapshot: Mapping[str, Any]) -> list[Line]:
    """List every line, with all its names in full, for a page."""
    return views({"teams": (), **snapshot}, EVERYTHING, EVERYTHING, EVERYTHING)


def quiet_teams(rhythm: Mapping[str, Any], names: int, lists: int) -> dict[str, Any]:
    """Name the teams of which few took part, as far as there is room."""
    return _listed(rhythm["teams"], names, lists)


def _leaders(leaders: Mapping[str, Any] | None, names: int, lists: int) -> Iterator[Line]:
    """The reader's numbers beside the other leaders'; the staff's stand above."""
    if not leaders or not leaders["rated"]:
        return
    own, teams = leaders["own"], leaders["teams"]
    apart = [] if own else [team for team in teams if any(team[scale] is not None for scale in SCALES)]
    yield {
        "kind": "leaders",
        "own": own,
        "teams": [{**team, "team": shorten(team["team"], names)} for team in apart[:lists]],
        "more": max(0, len(apart) - lists),
        "others": leaders["others"],
        "few": leaders["few"],
    }


def _differ(differ: Mapping[str, Any] | None, names: int) -> Iterator[Line]:
    for between in ("teams", "organisations"):
        pair = (differ or {}).get(between)
        if pair:
            yield {"kind": between, "pair": [_short(side, names) for side in pair]}
    if (differ or {}).get("partners"):
        yield {"kind": "partners", **_short((differ or {})["partners"], names)}


def _trend(trend: Mapping[str, Any] | None, names: int, lists: int, *, many: bool) -> Iterator[Line]:
    """One line a team or organisation; of many teams, on one line each, the start and now, and whose gap is widest."""
    if not trend:
        return
    teams, organisations = trend["teams"], trend["organisations"]
    if many:
        yield from _since([team for team in teams if team.get("start")], names, lists)
        widest = [team["team"] for team in teams if team["rank"] == "widest"]
        if widest:
            yield {"kind": "widest", **_listed(widest, names, lists)}
    else:
        yield from ({"kind": "trend", **_short(team, names)} for team in teams)
    yield from ({"kind": "trend", "team": None, **_short(item, names)} for item in organisations)


def _since(teams: Sequence[Mapping[str, Any]], names: int, lists: int) -> Iterator[Line]:
    """What the gap was when the question was first asked, and is now, in the order of the alphabet."""
    if teams:
        shown = [{"team": shorten(team["team"], names), **_then_and_now(team)} for team in teams[:lists]]
        yield {"kind": "since", "week": teams[0]["start"]["week"], "teams": shown, "more": max(0, len(teams) - lists)}


def _then_and_now(item: Mapping[str, Any]) -> dict[str, float]:
    return {"then": item["start"]["gap"], "now": item["gap"]}


def _listed(teams: Sequence[str], names: int, lists: int) -> dict[str, Any]:
    return {"teams": [shorten(team, names) for team in teams[:lists]], "more": max(0, len(teams) - lists)}


def _short(item: Mapping[str, Any], names: int) -> Line:
    """The same with its names shortened."""
    cut: Line = {key: shorten(item[key], names) for key in ("team", "organisation") if item.get(key)}
    for key, name in (("wider", "area_title"), ("before", "campaign")):
        if item.get(key):
            cut[key] = {**item[key], name: shorten(item[key][name], names)}
    return {"start": None, **item, **cut}
