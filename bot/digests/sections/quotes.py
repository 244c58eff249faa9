"""Released quotes: words without a name, that their author let us quote and a person released. Pure.

Read from what is released now, not from frozen figures: a quote goes with its answer, and numbers stay. So this section
is made anew when something is released or taken away (`with_quotes`), in the snapshot as in the message.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.digests.sections.words import shorten

#: Quotes of one team, or of one organisation's Unlinked answers, that a digest holds.
MOST_QUOTES = 3
#: Characters of a quote that a digest holds; its screen shows less, its thread all of these.
MOST_CHARACTERS = 900


@dataclass(frozen=True)
class Released:
    """A released quote. `teams` are the ids of those it may come from: one, or for Unlinked words an organisation's.

    `unlinked`: nobody may tell of which team, so it stands under the organisation, even if one team alone is possible.
    `theme` is its title where the theme's count is shown; `also`: fewer than k chose the theme, so it is told without
    one, as "also said". `residents`: it passes on what a resident said.
    """

    key: str
    text: str
    teams: frozenset[str]
    organisation: str = ""
    unlinked: bool = False
    theme: str = ""
    also: bool = False
    residents: bool = False


def quotes(
    teams: Sequence[Mapping[str, Any]], enough: Collection[str], released: Sequence[Released]
) -> dict[str, Any] | None:
    """Return {groups: [{team_id, team, organisation, quotes: [{text, theme, also, key}]}]}; the caller shuffled them.

    A team under the threshold has none. What was said Unlinked stands once, under its organisation.
    """
    groups = [_group(team, released) for team in teams if team["team_id"] in enough]
    shared = [one for one in released if one.unlinked and one.teams & set(enough)]
    for organisation in dict.fromkeys(one.organisation for one in shared):
        said = [one for one in shared if one.organisation == organisation]
        groups.append({"team_id": None, "team": None, "organisation": organisation, "quotes": _shown(said)})
    told = [group for group in groups if group["quotes"]]
    return {"groups": told} if told else None


def with_quotes(snapshot: Mapping[str, Any], released: Sequence[Released]) -> dict[str, Any]:
    """Give a digest what is released now; nothing else in it changes."""
    enough = {team["team_id"] for team in snapshot["heard"]["teams"]}
    return {**snapshot, "quotes": quotes(snapshot["teams"], enough, released)}


def _group(team: Mapping[str, Any], released: Sequence[Released]) -> dict[str, Any]:
    said = [one for one in released if not one.unlinked and one.teams == {team["team_id"]}]
    return {"team_id": team["team_id"], "team": team["team"], "organisation": None, "quotes": _shown(said)}


def _shown(said: Sequence[Released]) -> list[dict[str, Any]]:
    """Those with a counted theme first, then those that are also said; cut to what a digest holds."""
    ordered = sorted(said, key=lambda one: one.also)[:MOST_QUOTES]
    return [
        {
            "text": shorten(one.text, MOST_CHARACTERS),
            "theme": one.theme,
            "also": one.also,
            "key": one.key,
            "residents": one.residents,
        }
        for one in ordered
    ]
