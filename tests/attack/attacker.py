"""Somebody who reads everything that was published, sees all that is public, knows who is in which team, and solves.

What they do not know are whole numbers: for each team how many took part, how many rated what in private, how many
chose a theme. Every figure that was published is an equation or a bound on them. A count is *given away* when the
solver finds no other value for it. (HiGHS, by `scipy.optimize.milp`: exact for systems of this size.)

The attacker is as strong as can be: they have the digests of all leaders, and they know how the figures are made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from bot.insight.bands import share
from bot.insight.gaps import BASES
from tests.attack.world import SCALES, THEMES, Published, WorldTeam

Terms = dict[str, float]
VALUES = range(1, 6)
ROUNDING = 0.05  # a mean is printed with one decimal
HALVES_GO_UP = 1e-6


@dataclass
class System:
    """Unknown whole numbers by name, each from 0 to its most, and bounds on sums of them."""

    most: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)

    def unknown(self, name: str, most: int) -> None:
        """Add an unknown."""
        self.most[name] = most

    def bound(self, terms: Mapping[str, float], low: float = -np.inf, high: float = np.inf) -> None:
        """Add low ≤ Σ factor × unknown ≤ high."""
        self.rows.append((dict(terms), low, high))

    def could_be(self, terms: Mapping[str, float], low: float, high: float) -> bool:
        """Whether the sum of these terms could lie there."""
        place = {name: i for i, name in enumerate(self.most)}
        rows = [*self.rows, (dict(terms), low, high)]
        matrix = np.zeros((len(rows), len(place)))
        for i, (each, _, _) in enumerate(rows):
            for name, factor in each.items():
                matrix[i, place[name]] = factor
        found = milp(
            np.zeros(len(place)),
            integrality=np.ones(len(place)),
            bounds=Bounds(0, np.array(list(self.most.values()))),
            constraints=LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows]),
        )
        assert found.status in {0, 2}, found.message  # solved, or impossible
        return bool(found.status == 0)


def given_away(teams: Sequence[WorldTeam], published: Published) -> list[str]:
    """Name each count of one to k − 1 people that the attacker finds out."""
    system = solve_for(teams, published)
    found = []
    for name, terms, seen, truth in targets(teams):
        if not 0 < truth < published.threshold:
            continue
        assert system.could_be(terms, truth + seen, truth + seen), f"the attacker is wrong about {name}"
        below = truth > 0 and system.could_be(terms, -np.inf, truth + seen - 1)
        if not below and not system.could_be(terms, truth + seen + 1, np.inf):
            found.append(f"{name}: {truth}")
    return found


def targets(teams: Sequence[WorldTeam]) -> Iterator[tuple[str, Terms, int, int]]:
    """What the attacker is after, as (name, unknowns to add up, how many of them all can see, true number)."""
    groups = {f"{team.name}": [team] for team in teams}
    for organisation in {team.organisation for team in teams}:
        groups[organisation] = [team for team in teams if team.organisation == organisation]
        small = [team for team in groups[organisation] if team is not max(groups[organisation], key=_size)]
        groups[f"{organisation} without its largest"] = small
    groups["everybody"] = list(teams)
    for name, group in groups.items():
        yield from _of(name, group)


def _of(name: str, group: Sequence[WorldTeam]) -> Iterator[tuple[str, Terms, int, int]]:
    seen = sum(person.seen for team in group for person in team.people if person.took_part)
    took_part = sum(person.took_part for team in group for person in team.people)
    yield f"took part in private, {name}", {f"{team.name} took part": 1.0 for team in group}, seen, took_part - seen
    members = sum(map(_size, group))
    yield (
        f"did not take part, {name}",
        {f"{team.name} took part": -1.0 for team in group},
        -members,
        members - took_part,
    )
    for scale in SCALES:
        terms = {f"{team.name} {scale} private {value}": 1.0 for team in group for value in VALUES}
        yield f"rated {scale} in private, {name}", terms, 0, sum(len(t.rated(scale, public=False)) for t in group)
    for theme in THEMES:
        terms = {f"{team.name} chose {theme}": 1.0 for team in group}
        chose = sum(theme in person.themes for team in group for person in team.people)
        yield f"chose {theme}, {name}", terms, 0, chose
        rest = dict.fromkeys(terms, -1.0)
        yield f"did not choose {theme}, {name}", rest, -members, members - chose


def _size(team: WorldTeam) -> int:
    return len(team.people)


def solve_for(teams: Sequence[WorldTeam], published: Published) -> System:
    """Write down all that is known."""
    system = System()
    for team in teams:
        _know(system, team)
        _read_team(system, team, published.teams[team.name], published.threshold)
    groups = {name: [team for team in teams if team.organisation == name] for name in published.organisations}
    for name, figures in published.organisations.items():
        _read_sum(system, figures, [([team], published.teams[team.name]) for team in groups[name]])
    _read_partnership(system, published, groups)
    return system


def _know(system: System, team: WorldTeam) -> None:
    """What anybody knows of a team: its members, who was seen, and the ratings that all can see."""
    size = _size(team)
    seen = sum(person.seen for person in team.people if person.took_part)
    system.unknown(f"{team.name} took part", size)
    system.bound({f"{team.name} took part": 1}, seen, size)
    for theme in THEMES:
        system.unknown(f"{team.name} chose {theme}", size)
        system.bound({f"{team.name} took part": 1, f"{team.name} chose {theme}": -1}, 0)
    for scale in SCALES:
        public = team.rated(scale, public=True)
        for value in VALUES:
            system.unknown(f"{team.name} {scale} private {value}", size)
            for kind in ("private", "public"):
                system.unknown(f"{team.name} both {scale} {kind} {value}", size)
            system.bound({f"{team.name} both {scale} public {value}": 1}, 0, public.count(value))
            alone, beside = f"{team.name} {scale} private {value}", f"{team.name} both {scale} private {value}"
            system.bound({alone: 1, beside: -1}, 0)
        raters = {f"{team.name} {scale} private {value}": -1.0 for value in VALUES}
        system.bound({f"{team.name} took part": 1, **raters}, len(public))
    both = {
        f"{team.name} both {scale} {kind} {value}": 1.0 if scale == "now" else -1.0
        for scale in SCALES
        for kind in ("private", "public")
        for value in VALUES
    }
    system.bound(both, 0, 0)


def _read_team(system: System, team: WorldTeam, figures: Mapping[str, Any], threshold: int) -> None:
    low, high = figures["heard"]
    took_part = {f"{team.name} took part": 1.0}
    system.bound(took_part, low, np.inf if high is None else high)
    if figures["share"]:
        size = _size(team)
        fits = [n for n in range(size + 1) if share(n, size, threshold) == figures["share"]]
        system.bound(took_part, min(fits), max(fits))
    for theme in figures["themes"]:
        chose = {f"{team.name} chose {theme['key']}": 1.0}
        if theme["people"] is not None:
            system.bound(chose, theme["people"], theme["people"])
        elif theme["band"]:
            system.bound(chose, theme["band"][0])
    if figures["ratings"]:
        _read_ratings(system, [team], figures["ratings"])


def _read_sum(
    system: System, figures: Mapping[str, Any], parts: Sequence[tuple[Sequence[WorldTeam], Mapping[str, Any]]]
) -> None:
    """Read an organisation's sum, of all its teams or of those with figures."""
    if not figures["shown"]:
        return
    known = [team for group, part in parts for team in group if figures["all_teams"] or part["enough"]]
    _read_heads(system, known, figures)
    ratings = figures["ratings"]
    if ratings:
        rated = [
            team
            for group, part in parts
            for team in group
            if ratings["all_teams"] or (part["ratings"] or {}).get("base") == ratings["base"]
        ]
        _read_ratings(system, rated, ratings)


def _read_partnership(system: System, published: Published, groups: Mapping[str, Sequence[WorldTeam]]) -> None:
    figures = published.partnership
    if not figures["shown"]:
        return
    known = [
        team
        for name, group in groups.items()
        for team in group
        if figures["all_teams"] or _is_whole(published.organisations[name]) or published.teams[team.name]["enough"]
    ]
    _read_heads(system, known, figures)
    if figures["ratings"]:
        _read_ratings(system, _rated(published, groups), figures["ratings"])


def _is_whole(figures: Mapping[str, Any]) -> bool:
    return bool(figures["shown"] and figures["all_teams"])


def _rated(published: Published, groups: Mapping[str, Sequence[WorldTeam]]) -> list[WorldTeam]:
    """Whose ratings are in the partnership's: all, or those of the parts that were published on its base."""
    ratings = published.partnership["ratings"]
    rated: list[WorldTeam] = []
    for name, group in groups.items():
        whole = published.organisations[name].get("ratings") if published.organisations[name]["shown"] else None
        if ratings["all_teams"] or (whole and whole["all_teams"] and whole["base"] == ratings["base"]):
            rated += group
        elif not (whole and whole["all_teams"]):
            rated += [t for t in group if (published.teams[t.name]["ratings"] or {}).get("base") == ratings["base"]]
    return rated


def _read_heads(system: System, teams: Sequence[WorldTeam], figures: Mapping[str, Any]) -> None:
    low, high = figures["heard"]
    system.bound({f"{team.name} took part": 1.0 for team in teams}, low, np.inf if high is None else high)


def _read_ratings(system: System, teams: Sequence[WorldTeam], ratings: Mapping[str, Any]) -> None:
    """A mean m of N people: the sum of what they gave is N × m, give or take the rounding and one softened step."""
    base = ratings["base"]
    if base not in BASES:
        return  # made of what all can see
    for scale in BASES[base]:
        mean = ratings[scale]
        heaps = [_heap(team, base, scale) for team in teams]
        public = sum(amount * (value - mean) for _, given in heaps for value, amount in given.items())
        count = sum(sum(given.values()) for _, given in heaps)
        terms = {name: value - mean for unknown, _ in heaps for value, names in unknown.items() for name in names}
        number = dict.fromkeys(terms, 1.0)
        slack = 1 + HALVES_GO_UP
        low = {name: factor + ROUNDING for name, factor in terms.items()}
        system.bound(low, -slack - public - ROUNDING * count)
        high = {name: factor - ROUNDING for name, factor in terms.items()}
        system.bound(high, high=slack - public + ROUNDING * count)
        system.bound(number, 1 - count)


def _heap(team: WorldTeam, base: str, scale: Any) -> tuple[dict[int, list[str]], dict[int, int]]:
    """The unknowns of a team's heap by value, and what is known of it by value."""
    if base == "both":
        kinds = ("private", "public")
        return {value: [f"{team.name} both {scale} {kind} {value}" for kind in kinds] for value in VALUES}, {}
    public = team.rated(scale, public=True)
    return (
        {value: [f"{team.name} {scale} private {value}"] for value in VALUES},
        {value: public.count(value) for value in VALUES},
    )
