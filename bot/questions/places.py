"""Whose a question is: the teams in which it is told, who leads them, and what is read of it now."""

from dataclasses import dataclass
from typing import Any

from bot.content.packs import pack_from_json
from bot.dialogues.coaching.scene import is_put
from bot.errors import there
from bot.storage.models import Answer, Campaign, Round, Team
from bot.storage.question_models import LeaderQuestion
from bot.storage.repositories.unlinked import is_withheld
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Place:
    """A team's week in which a question is told."""

    round: Round
    team: Team


@dataclass(frozen=True)
class Placed:
    """A question with all that stands around it. `answer` is None for an Unlinked one."""

    question: LeaderQuestion
    campaign: Campaign
    places: tuple[Place, ...]
    answer: Answer | None

    @property
    def text(self) -> str:
        """Its words, as they are now."""
        return (self.answer.text or "") if self.answer else self.question.body.get("text", "")

    @property
    def key(self) -> str:
        """What its words carry wherever they are repeated, so that they follow their author."""
        return self.answer.id if self.answer else ""

    @property
    def author(self) -> str | None:
        """Who asked, by name: the Slack id, of a Named one only."""
        return self.answer.author if self.answer and self.answer.mode == "named" else None

    @property
    def organisation(self) -> str | None:
        """The organisation whose small teams asked it together; None where it is one team's."""
        return None if self.question.round_id else self.question.organisation

    @property
    def area_title(self) -> str:
        """The area of its week."""
        return area_title_of(self.campaign, self.question.week)

    def leads(self, user: str) -> bool:
        """Whether somebody leads a team that it may come from: then it was put to them."""
        return any(user in place.team.leaders for place in self.places)

    def may_act(self, user: str) -> bool:
        """Whether somebody may say what comes of it: its leaders, and whoever it was passed on to."""
        return self.leads(user) or self.question.holder == user


def whence(found: Placed) -> dict[str, Any]:
    """From where a question comes, as whoever may act on it reads: its team, or the organisation of small teams."""
    return {"team": found.places[0].team.name if found.question.round_id else None, "organisation": found.organisation}


def area_title_of(campaign: Campaign, week: int) -> str:
    """The area of a campaign's week."""
    return pack_from_json(campaign.pack["snapshot"]).areas[week - 1].title


async def placed(work: UnitOfWork, question: LeaderQuestion) -> Placed | None:
    """Gather it; None once its words are gone."""
    answer = await work.answers.get(question.answer_id) if question.answer_id else None
    if question.answer_id and (answer is None or answer.deleted_at is not None or not is_put(answer.question)):
        return None
    campaign = there(await work.campaigns.get(question.campaign_id))
    return Placed(question, campaign, await _places(work, question), answer)


async def _places(work: UnitOfWork, question: LeaderQuestion) -> tuple[Place, ...]:
    return await places_of(work, question.campaign_id, question.week, question.round_id, question.organisation)


async def places_of(
    work: UnitOfWork, campaign_id: str, week: int, round_id: str | None, organisation: str
) -> tuple[Place, ...]:
    """The one team; or every team of the organisation that was too small that week, so that none stands out."""
    teams = {team.id: team for team in await work.teams.of_campaign(campaign_id)}
    found = []
    for round_ in await work.rounds.of_week(campaign_id, week):
        team = teams[round_.team_id]
        small = round_.state == "closed" and team.organisation == organisation and is_withheld(round_)
        if round_.id == round_id or (round_id is None and small):
            found.append(Place(round_, team))
    return tuple(found)
