"""What a team hears of its questions: how each one of this week stands, and those of earlier weeks that still wait."""

from datetime import datetime
from typing import Any

from bot.insight.outcomes import OPEN
from bot.questions.places import Placed, placed
from bot.questions.standing import as_told
from bot.questions.votes import to_be_said
from bot.quoting.objecting import unheard, wrote
from bot.storage.identity import Identities
from bot.storage.models import Campaign, Round
from bot.storage.question_models import LeaderQuestion
from bot.storage.repositories.unlinked import is_withheld
from bot.storage.unit_of_work import UnitOfWork


async def to_be_told(
    work: UnitOfWork, identities: Identities, campaign: Campaign, round_: Round, since: datetime | None
) -> list[dict[str, Any]]:
    """Each question of a team's week, and of earlier ones what waits still or was settled since the team heard last.

    Those of who objected to the use of their data are not repeated.
    """
    objected = await unheard(work, identities, campaign.workspace, [campaign])
    found = []
    for question in await of_team(work, round_):
        if question.week < round_.week and not _is_news(question, since):
            continue
        one = await placed(work, question)
        if one is not None and not (one.answer and wrote(objected, one.answer)):
            await _count_votes(work, one)
            found.append({**_told(one), "earlier": question.week < round_.week})
    return found


async def still_open(work: UnitOfWork, round_: Round) -> int:
    """How many questions of a team's earlier weeks nobody has answered yet."""
    asked = await of_team(work, round_)
    return sum(question.week < round_.week and question.state in OPEN for question in asked)


async def of_team(work: UnitOfWork, round_: Round) -> list[LeaderQuestion]:
    """The questions that a team may know of, up to one of its weeks: its own, and where it was too small, those that
    the small teams of its organisation asked together."""
    rounds = {row.week: row for row in await work.rounds.of_team(round_.team_id) if row.week <= round_.week}
    team = await work.teams.get(round_.team_id)
    asked = await work.questions.of_team(
        round_.campaign_id, [row.id for row in rounds.values()], team.organisation if team else ""
    )
    return [row for row in asked if row.round_id or _was_small(rounds.get(row.week))]


def _was_small(round_: Round | None) -> bool:
    """Whether a team stood with the small ones of its organisation in a week."""
    return round_ is not None and round_.state == "closed" and is_withheld(round_)


def _is_news(question: LeaderQuestion, since: datetime | None) -> bool:
    settled = question.acted_at is not None and since is not None and question.acted_at > since
    return question.state in OPEN or settled


async def _count_votes(work: UnitOfWork, one: Placed) -> None:
    """Choose once what is said of how many ask it too: at this moment of the week, and never anew."""
    question = one.question
    if "asked_by" in question.body:
        return
    voters = await work.questions.voters(question.id)
    staff = {user for place in one.places for user in place.team.staff}
    said = to_be_said(len(voters), len(staff), one.campaign.threshold)
    if said:
        question.body = {**question.body, "asked_by": said}


def _told(one: Placed) -> dict[str, Any]:
    question = one.question
    return {
        "id": question.id,
        "key": one.key,
        "text": one.text,
        "kind": question.kind,
        "week": question.week,
        "asked_by": question.body.get("asked_by", 0),
        **as_told(question),
    }
