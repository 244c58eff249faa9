"""Rounds and digests for the tests: teams of any size with ratings, words, themes and questions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from bot.digests.compose import compose
from bot.digests.facts import AreaFacts, CampaignWeek, OfferMade, StillOpen, TeamWeek
from bot.insight.figures import freeze
from bot.insight.outcomes import QUESTION
from bot.insight.publishing import material, of_team
from bot.insight.sums import Sum, TeamCount, of_organisation, of_partnership
from bot.insight.tally import NamedWords, QuestionPut, RatingGiven, RoundTally, ThemeTapped

LEADER = "U0LEADER01"
DIGEST = "6d1f3a5e-3c5b-5b8e-9f43-0a8c1f6d7e21"
TITLES = {"culture.time": "Time to try things", "culture.trust": "Trust", "culture.tools": "Tools that work"}

AREA = AreaFacts(
    key="culture",
    title="How we work together",
    headline="Does the way we work here help people try new things?",
    leader_question="What did you try that did not work, and who have you told?",
    experiment="Pick one rule that slows you down. Work without it for two weeks. Then say what changed.",
)
WEEK = CampaignWeek(name="Better Homes", threshold=5, week=3, weeks=7, area=AREA)


def codes(team: str, people: int) -> list[str]:
    """The codes of a team's people."""
    return [f"{team}-{i}" for i in range(people)]


def tally(
    team: str = "Repairs",
    people: int = 8,
    *,
    members: int | None = None,
    seen: int = 0,
    now: Sequence[int] = (),
    needed: Sequence[int] = (),
    public: bool = False,
    themes: Sequence[int] = (),
    named: int = 0,
    asked: Sequence[str] = (),
    text: str = "We could ask residents first.",
) -> RoundTally:
    """A round: person i gave `now[i]` and `needed[i]`; theme i was tapped by `themes[i]` people, each by others."""
    who = codes(team, people)
    themed = iter(who)
    return RoundTally(
        members=people if members is None else members,
        people=frozenset(who),
        seen=seen,
        ratings=(
            *(RatingGiven(person, "now", value, public) for person, value in zip(who, now, strict=False)),
            *(RatingGiven(person, "needed", value) for person, value in zip(who, needed, strict=False)),
        ),
        themes=tuple(ThemeTapped(next(themed), key) for key, n in zip(TITLES, themes, strict=False) for _ in range(n)),
        named=tuple(
            NamedWords(
                f"U0{team[:3].upper()}{i:04}",
                f"{text} {i}",
                "C0TEAM0001",
                f"1700000000.00010{i}",
                support=i,
                key=f"{team} {i}",
            )
            for i in range(named)
        ),
        questions=tuple(QuestionPut(words, key=words) for words in asked),
        theme_titles=TITLES,
        team=team,
        week=3,
    )


@dataclass(frozen=True)
class CountedTeam(TeamWeek):
    """A team's week as a digest reads it, with what it was made from and the people of the team."""

    frozen: dict[str, Any] | None = None
    members: Collection[str] = ()

    @property
    def count(self) -> TeamCount:
        """The same for adding up."""
        assert self.frozen is not None
        return TeamCount(self.organisation, material(self.frozen), self.members)


def team_week(
    round_: RoundTally | None,
    team: str = "",
    organisation: str = "Northshire",
    *,
    threshold: int = 5,
    members: Collection[str] = (),
    **more: Any,
) -> CountedTeam:
    """A team's closed round (or an open one, without a tally) as a digest reads it."""
    name = team or (round_.team if round_ else "Open team")
    frozen = freeze(round_, threshold) if round_ else None
    return CountedTeam(
        team_id=f"team-{name}",
        team=name,
        organisation=organisation,
        channel="C0TEAM0001",
        round_id=f"round-{name}",
        workspace_url="https://northshire.slack.com/",
        figures=published(frozen) if frozen else None,
        prompt_ts="1700000000.000001",
        frozen=frozen,
        members=members,
        **more,
    )


def published(frozen: dict[str, Any]) -> dict[str, Any]:
    """What is published of a team's week, numbers and words together."""
    return {name: value for entry in of_team(frozen).values() for name, value in entry.items()}


def sums_of(teams: Sequence[CountedTeam], threshold: int = 5) -> dict[str | None, Sum | None]:
    """The sums of these teams: each organisation's whose teams have all closed, and the partnership's under None."""
    names = sorted({team.organisation for team in teams})
    closed = [name for name in names if all(team.frozen for team in teams if team.organisation == name)]
    counts = [team.count for team in teams if team.frozen]
    sums: dict[str | None, Sum | None] = {}
    for name in closed:
        sums[name] = of_organisation(name, [count for count in counts if count.organisation == name], threshold)
    if closed == names:
        sums[None] = of_partnership({name: sums[name] for name in names}, counts, threshold)
    return sums


def digest(
    *teams: CountedTeam,
    others: Sequence[CountedTeam] = (),
    offers: Sequence[OfferMade] = (),
    week: CampaignWeek = WEEK,
    still_waiting: int = 0,
    **more: Any,
) -> dict[str, Any]:
    """A leader's snapshot; `more` goes to `compose`."""
    sums = sums_of([*teams, *others], week.threshold)
    still_open = [StillOpen(f"earlier-{i}", QUESTION) for i in range(still_waiting)]
    return compose(DIGEST, LEADER, week, teams, sums=sums, offers=offers, still_open=still_open, **more)
