"""Whose an idea is: its team and campaign, who owns it, who raised it, and who may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.campaigns.calendar import local_date
from bot.campaigns.founding import zone_of
from bot.campaigns.weeks import monday_of
from bot.content.packs import pack_from_json
from bot.errors import NotAllowed, there
from bot.ids import planned_id
from bot.insight.ideas import RED_TAPE, Helper
from bot.storage.idea_models import Idea, IdeaMove
from bot.storage.identity import Identities
from bot.storage.models import Campaign, Round, Team
from bot.storage.unit_of_work import UnitOfWork

ANOTHER_TEAM = "This idea is for the people of another team."
RAISED_WITH = ("need", "for_whom", "idea", "elsewhere", RED_TAPE)
"""The words of whoever raised an idea."""


@dataclass(frozen=True)
class IdeaPlaced:
    """An idea with all that stands around it."""

    idea: Idea
    campaign: Campaign
    team: Team
    round: Round

    @property
    def owner(self) -> str | None:
        """The Slack id of whoever takes it forward."""
        return self.idea.body.get("owner")

    @property
    def credit(self) -> str | None:
        """The Slack id of whoever raised it, if they put their name to it."""
        return self.idea.body.get("credit")

    @property
    def helpers(self) -> tuple[Helper, ...]:
        """Who offers help."""
        return tuple(Helper(**one) for one in self.idea.body.get("helpers", ()))

    @property
    def win_names(self) -> tuple[str, ...]:
        """Those who want to be named in its win, in the order in which they said so."""
        return tuple(self.idea.body.get("win_names", ()))

    @property
    def asks(self) -> dict[str, dict[str, str]]:
        """What leaders were asked, and how it stands."""
        return dict(self.idea.body.get("asks", {}))

    @property
    def title(self) -> str:
        """What it is called in a list: the idea, or else the need."""
        words: str = self.idea.body.get("idea") or self.idea.body.get("need", "")
        return words

    @property
    def words(self) -> dict[str, str]:
        """The words of whoever raised it, as far as they stand."""
        return {name: self.idea.body[name] for name in RAISED_WITH if self.idea.body.get(name)}

    @property
    def area_title(self) -> str:
        """The area of the week in which it was raised."""
        return pack_from_json(self.campaign.pack["snapshot"]).area(self.round.area).title

    @property
    def zone(self) -> str:
        """The team's zone."""
        return zone_of(self.team, self.campaign).key

    def may_read(self, user: str) -> bool:
        """Whether somebody is of its team."""
        return user in self.team.members or user in self.team.leaders

    def monday(self, now: datetime) -> date:
        """The Monday of this week, as its team counts."""
        return monday_of(now, self.zone)

    def day(self, now: datetime) -> date:
        """Today, as its team counts."""
        return local_date(now, ZoneInfo(self.zone))

    def raised_by(self, user: str, identities: Identities) -> bool:
        """Whether somebody raised it."""
        if self.credit is not None:
            return self.credit == user
        code, campaign = self.idea.person_code, self.campaign
        if code is None or campaign.salt is None:
            return False
        return identities.codes(campaign.salt, campaign.workspace, user).ideas == code

    def put(self, **changes: Any) -> None:
        """Set parts of what is locked; None takes one out."""
        body = {**self.idea.body, **changes}
        self.idea.body = {name: value for name, value in body.items() if value is not None}


async def placed(work: UnitOfWork, idea: Idea) -> IdeaPlaced:
    """Gather what stands around an idea."""
    campaign = there(await work.campaigns.get(idea.campaign_id))
    team, round_ = await work.teams.get(idea.team_id), await work.rounds.get(idea.round_id)
    return IdeaPlaced(idea, campaign, there(team), there(round_))


def check_reader(found: IdeaPlaced, user: str) -> None:
    """Raise `NotAllowed` for who is not of its team."""
    if not found.may_read(user):
        raise NotAllowed(ANOTHER_TEAM)


async def note(
    work: UnitOfWork, idea: Idea, kind: str, by: str | None, on: date | None, said: Mapping[str, str]
) -> None:
    """Add an entry to an idea's history."""
    number = len(await work.ideas.history(idea.id)) + 1
    entry = IdeaMove(
        id=planned_id("idea-move", idea.id, number),
        campaign_id=idea.campaign_id,
        idea_id=idea.id,
        number=number,
        kind=kind,
        body={"by": by, "on": on.isoformat() if on else None, "said": dict(said)},
    )
    await work.ideas.note(entry)


def lesson_id(idea_id: str) -> str:
    """The id of what was learned from an idea."""
    return planned_id("lesson", idea_id)


def round_now(rounds: Iterable[Round], day: date) -> Round:
    """The week that a team is in on a day: the last that has begun, or else its first."""
    ordered = sorted(rounds, key=lambda row: row.week)
    begun = [row for row in ordered if row.opens_on <= day]
    return (begun or ordered[:1])[-1]
