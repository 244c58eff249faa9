"""Random weeks for the attack: teams in organisations, each person with what they did and who could see it.

A world is drawn small and unlucky on purpose: teams around the threshold, most people seen, few in private.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from bot.insight.figures import freeze
from bot.insight.publishing import entries, material, of_team
from bot.insight.sums import Sum, TeamCount, of_organisation, of_partnership
from bot.insight.tally import RatingGiven, RoundTally, Scale, ThemeTapped

SCALES: tuple[Scale, Scale] = ("now", "needed")
THEMES = ("time", "trust", "tools")


@dataclass(frozen=True)
class Person:
    """Somebody in a team: `seen` by colleagues to take part; ratings as scale to (value, whether all can see it).

    `entered`: they are not on Slack, and a facilitator entered their answer in a session.
    """

    code: str
    took_part: bool
    seen: bool
    ratings: Mapping[Scale, tuple[int, bool]]
    themes: tuple[str, ...]
    entered: bool = False


@dataclass(frozen=True)
class WorldTeam:
    """A team as it truly is."""

    name: str
    organisation: str
    people: tuple[Person, ...]

    def tally(self) -> RoundTally:
        """What the product counts."""
        took_part = [person for person in self.people if person.took_part]
        return RoundTally(
            members=len(self.people),
            people=frozenset(person.code for person in took_part),
            seen=sum(person.seen for person in took_part),
            ratings=tuple(
                RatingGiven(person.code, scale, value, public)
                for person in took_part
                for scale, (value, public) in person.ratings.items()
            ),
            themes=tuple(ThemeTapped(person.code, theme) for person in took_part for theme in person.themes),
            theme_titles={theme: theme.title() for theme in THEMES},
            team=self.name,
            organisation=self.organisation,
            entered=self.entered,
        )

    @property
    def entered(self) -> int:
        """For how many an answer was entered."""
        return sum(person.entered for person in self.people if person.took_part)

    def rated(self, scale: Scale, *, public: bool) -> list[int]:
        """The values that were given on a scale, where all can see them or in private."""
        given = [person.ratings[scale] for person in self.people if person.took_part and scale in person.ratings]
        return [value for value, seen in given if seen == public]


@dataclass(frozen=True)
class Published:
    """All that was published of a week: what any leader, admin or page may hold."""

    threshold: int
    teams: Mapping[str, Mapping[str, Any]]
    organisations: Mapping[str, Mapping[str, Any]]
    partnership: Mapping[str, Any]


def publish(teams: Sequence[WorldTeam], threshold: int) -> Published:
    """Publish a week by the product's own steps."""
    frozen = {team.name: freeze(team.tally(), threshold) for team in teams}
    counts = [TeamCount(team.organisation, material(frozen[team.name])) for team in teams]
    sums: dict[str, Sum | None] = {
        name: of_organisation(name, [count for count in counts if count.organisation == name], threshold)
        for name in sorted({team.organisation for team in teams})
    }
    return Published(
        threshold,
        {name: of_team(figures)["figures"] for name, figures in frozen.items()},
        {name: entries(each)["figures"] for name, each in sums.items()},
        entries(of_partnership(sums, counts, threshold))["figures"],
    )


def draw(chance: Random) -> tuple[list[WorldTeam], int]:
    """Draw a week and a threshold."""
    threshold = chance.choice((3, 3, 4, 5, 5, 5, 6))
    organisations = chance.randint(1, 3)
    teams = [
        _team(chance, f"team {place}", f"organisation {chance.randrange(organisations)}", threshold)
        for place in range(chance.randint(1, 5))
    ]
    return teams, threshold


def _team(chance: Random, name: str, organisation: str, threshold: int) -> WorldTeam:
    size = chance.choice((threshold, threshold + 1, chance.randint(1, threshold), chance.randint(threshold, 14)))
    eager, open_, mood = chance.choice((0.4, 0.8, 1.0)), chance.choice((0.0, 0.3, 0.8)), chance.choice((1, 4, 5))
    liked = chance.choice(THEMES)
    people = [_person(chance, f"{name}/{place}", eager, open_, mood, liked) for place in range(size)]
    return WorldTeam(name, organisation, tuple(people) + _entered(chance, name, mood, liked))


def _entered(chance: Random, name: str, mood: int, liked: str) -> tuple[Person, ...]:
    """In some teams, people for whom an answer was entered: who was in the session saw them, not what they said."""
    most = chance.choice((0, 0, 0, 2, 7))
    found = [_person(chance, f"{name}/entered {place}", 1.0, 0.0, mood, liked) for place in range(most)]
    return tuple(replace(person, seen=True, entered=True) for person in found)


def _person(chance: Random, code: str, eager: float, open_: float, mood: int, liked: str) -> Person:
    took_part = chance.random() < eager
    ratings: dict[Scale, tuple[int, bool]] = {}
    for scale in SCALES:
        if took_part and chance.random() < 0.85:
            value = mood if chance.random() < 0.7 else chance.randint(1, 5)
            ratings[scale] = (value, scale == "now" and chance.random() < open_)
    seen = took_part and (any(public for _, public in ratings.values()) or chance.random() < open_)
    themes = {liked if chance.random() < 0.8 else chance.choice(THEMES) for _ in range(chance.choice((0, 1, 1, 1, 2)))}
    return Person(code, took_part, seen, ratings, tuple(sorted(themes)) if took_part else ())
