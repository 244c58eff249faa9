"""A land of teams for the large play: who is in which team, and who leads one, three, ten, twenty or all of them.

Teams differ in size as they do in life: from three people, who are too few for figures, to a hundred. A few people are
in two teams.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.conversation.room import Cast

ORGANISATIONS = 6
SPANS = (3, 10, 20, 60)
"""How many teams those lead who lead several; each team has a leader of its own besides."""
SMALLEST = 3
IN_TWO = 0.01
"""The part of people who are in a second team."""
WORK = ("Housing", "Repairs", "Front desk", "Ward", "Nurses", "Carers", "Planning", "Parks", "Libraries", "Schools")


@dataclass(frozen=True)
class Land:
    """The teams; a leader of several is in the channels of some of them, and in none where they lead twenty or more."""

    teams: tuple[Cast, ...]
    people: int

    def leaders(self) -> dict[str, list[Cast]]:
        """Each leader with their teams."""
        found: dict[str, list[Cast]] = {}
        for team in self.teams:
            for leader in team.leaders:
                found.setdefault(leader, []).append(team)
        return found

    def staff(self, team: Cast) -> list[str]:
        """The people of a team who do not lead it."""
        return [user for user in team.members if user not in team.leaders]


def draw(chance: Random, teams: int, people: int) -> Land:
    """Draw a land."""
    sizes = _sizes(chance, teams, people)
    names = iter(range(people))
    crews = [[f"U0STAFF{next(names):04}" for _ in range(size)] for size in sizes]
    everybody = [user for crew in crews for user in crew]
    for user in chance.sample(everybody, int(IN_TWO * people)):
        other = chance.choice([crew for crew in crews if user not in crew])
        other.append(user)
    leading = _leading(chance, teams)
    casts = []
    for place, crew in enumerate(crews):
        own = f"U0LEADS1X{place:02}"
        inside = [leader for leader, span in leading[place] if span < 20 and chance.random() < 0.6]
        casts.append(
            Cast(
                channel=f"C0TEAM{place:03}",
                members=(*crew, own, *inside),
                leaders=(own, *(leader for leader, _ in leading[place])),
                name=f"{WORK[place % len(WORK)]} {place:02}",
                organisation=f"Organisation {place % ORGANISATIONS + 1}",
            )
        )
    return Land(tuple(casts), people)


def _sizes(chance: Random, teams: int, people: int) -> list[int]:
    """Sizes that add up to all people: some teams tiny, some of a hundred."""
    weights = [chance.choice((1, 1, 3, 6, 6, 8, 10, 14, 20)) * chance.uniform(0.7, 1.3) for _ in range(teams)]
    spare = people - SMALLEST * teams
    sizes = [SMALLEST + int(spare * weight / sum(weights)) for weight in weights]
    sizes[sizes.index(max(sizes))] += people - sum(sizes)
    return sizes


def _leading(chance: Random, teams: int) -> list[list[tuple[str, int]]]:
    """For each team those who lead it with others, and how many teams they lead."""
    found: list[list[tuple[str, int]]] = [[] for _ in range(teams)]
    for span in SPANS:
        places: Sequence[int] = chance.sample(range(teams), teams)
        for group in range(max(1, teams // span)):
            mine = places[group * span : (group + 1) * span]
            for place in mine:
                found[place].append((f"U0LEADS{span}X{group:02}", len(mine)))
    return found
