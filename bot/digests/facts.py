"""What a digest is made from, gathered by the caller, and what its sections share. Pure, frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.insight.ideas import IdeasNow
from bot.insight.sums import Sum

#: What was published of a team's week: the numbers and the words of its entries (`bot/insight/publishing.py`).
Figures = Mapping[str, Any]


@dataclass(frozen=True)
class AreaFacts:
    """The week's area, as the pack has it."""

    key: str
    title: str
    headline: str
    leader_question: str
    experiment: str


@dataclass(frozen=True)
class CampaignWeek:
    """The campaign and its week; `threshold` is k. `organisations` is how many take part in it."""

    name: str
    threshold: int
    week: int
    weeks: int
    area: AreaFacts
    organisations: int = 1


@dataclass(frozen=True)
class EarlierGap:
    """A gap that was published before: of another area, or of this one when the framework ran in another campaign.

    `whole` is False for a sum of the larger teams alone.
    """

    area_title: str
    gap: float
    campaign: str = ""
    week: int = 0
    whole: bool = True


@dataclass(frozen=True)
class Trend:
    """What was published of the same people before: `areas` of this campaign; `before`, this area in the one before.

    `start` is the earlier week whose question this one asks again.
    """

    areas: tuple[EarlierGap, ...] = ()
    before: EarlierGap | None = None
    start: EarlierGap | None = None


@dataclass(frozen=True)
class LeadersSeen:
    """How leaders rated the area: the reader by the team's id and scale; `others`, all others together or None.

    `few`: some others rated, and too few to be shown.
    """

    own: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    others: Mapping[str, Any] | None = None
    few: bool = False


@dataclass(frozen=True)
class TeamWeek:
    """One team's round. `figures` is None while the round is open; rounds that were missed are left out altogether.

    `workspace_url` (such as https://example.slack.com/) makes links; without it there are none. `may_read_thread` is
    False for a leader who is not in the channel and has no leave to read it.
    """

    team_id: str
    team: str
    organisation: str
    channel: str
    round_id: str
    workspace_url: str | None
    figures: Figures | None
    prompt_ts: str | None = None
    may_read_thread: bool = True
    trend: Trend = Trend()
    quiet: bool = False  # by what was said of it, fewer than 35 % of the team took part


@dataclass(frozen=True)
class OfferMade:
    """A talk this leader has offered."""

    team: str
    week: int
    area_title: str


@dataclass(frozen=True)
class PromiseMade:
    """A promise that this leader made, owns or decides on. `on` is an ISO date; `late`: open, and that day is over."""

    text: str
    owner: str
    on: str
    state: str  # one of `bot.insight.promised.STATES`
    late: bool = False


@dataclass(frozen=True)
class StillOpen:
    """A question of an earlier week that nobody has said anything on yet. `late`: its reply was due before today."""

    question_id: str
    kind: str
    late: bool = False


@dataclass(frozen=True)
class Brief:
    """All that the sections read: the leader's closed teams in alphabetical order, and what stands in for the small.

    `published` are the sums of the teams' organisations by name, and under None the partnership's; `trends` theirs.
    """

    leader: str
    campaign: CampaignWeek
    teams: tuple[TeamWeek, ...]
    sums: tuple[Sum, ...]
    offers: tuple[OfferMade, ...]
    promises: tuple[PromiseMade, ...] = ()
    published: Mapping[str | None, Sum] = field(default_factory=dict)
    trends: Mapping[str | None, Trend] = field(default_factory=dict)
    leaders: LeadersSeen = LeadersSeen()
    ideas: tuple[IdeasNow, ...] = ()
    still_open: tuple[StillOpen, ...] = ()

    def small_teams(self) -> list[TeamWeek]:
        """List the teams of which too few took part for figures."""
        return [team for team in self.teams if not closed(team)["enough"]]


def closed(team: TeamWeek) -> Figures:
    """Return a closed team's figures; raises ValueError while its round is open."""
    if team.figures is None:
        raise ValueError(f"the round {team.round_id} has no figures yet")
    return team.figures


def by_name(teams: Sequence[TeamWeek]) -> tuple[TeamWeek, ...]:
    """Put teams in alphabetical order: a digest is no league table."""
    return tuple(sorted(teams, key=lambda team: (team.team.casefold(), team.team_id)))
