"""What still waits for a leader: questions of their teams, or passed on to them, that nobody has said anything on yet.

Up to the week of a digest that they were sent: nobody reads of a question here before their digest brings it.
"""

from collections.abc import Iterable

from bot.insight.outcomes import OPEN
from bot.questions.told import of_team
from bot.storage.models import DigestRecord, Round
from bot.storage.question_models import LeaderQuestion
from bot.storage.unit_of_work import UnitOfWork


async def before(work: UnitOfWork, rounds: Iterable[Round]) -> list[LeaderQuestion]:
    """Those of the weeks before these rounds: the rounds of one week, of the teams that somebody leads."""
    found = {
        question.id: question
        for round_ in rounds
        for question in await of_team(work, round_)
        if question.week < round_.week and question.state in OPEN
    }
    return list(found.values())


async def up_to(work: UnitOfWork, digest: DigestRecord, workspace: str) -> list[LeaderQuestion]:
    """Those up to a digest's week, those of the leader's other campaigns that their digests brought, and those that
    somebody passed on to the leader."""
    weeks = {digest.campaign_id: digest.week}
    for each in await work.digests.for_leader(workspace, digest.leader):
        if each.campaign_id != digest.campaign_id:
            weeks[each.campaign_id] = max(each.week, weeks.get(each.campaign_id, 0))
    found: dict[str, LeaderQuestion] = {}
    for team in await work.teams.led_by(workspace, digest.leader):
        rounds = [row for row in await work.rounds.of_team(team.id) if row.week <= weeks.get(row.campaign_id, 0)]
        newest = max(rounds, key=lambda row: row.week, default=None)
        if newest is not None:
            found |= {question.id: question for question in await of_team(work, newest)}
    found |= {question.id: question for question in await work.questions.held_by(workspace, digest.leader)}
    return [question for question in found.values() if question.state in OPEN]


def is_of_week(question: LeaderQuestion, digest: DigestRecord) -> bool:
    """Whether a question was put in a digest's own week."""
    return (question.campaign_id, question.week) == (digest.campaign_id, digest.week)
