"""The measure of a campaign: how often it led to a conversation, how long an answer took, what came of it, and helped.

By organisation, and all together. Only questions, weeks and meetings are counted here, never people: what people said
(did it help, did you feel heard) stands as the word that was chosen for each question or meeting, once k or more had
answered. An organisation whose small teams met together counts each of their weeks.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.insight.asked import usual_days
from bot.insight.meetings import HELD
from bot.insight.outcomes import AGREED, ANSWERED, DECLINED, MORE_WORK, NOT_NOW, PROMISED
from bot.pages.facts import Measured, Words
from bot.storage.meeting_models import Meeting
from bot.storage.models import Campaign, Round, Team
from bot.storage.question_models import LeaderQuestion
from bot.storage.repositories.unlinked import is_withheld
from bot.storage.unit_of_work import UnitOfWork

YES = frozenset({AGREED, PROMISED})
NO = frozenset({DECLINED, NOT_NOW})


async def measured(work: UnitOfWork, campaign: Campaign) -> tuple[Measured, ...]:
    """Gather it: each organisation in alphabetical order, then all together where there are several."""
    teams = {team.id: team for team in await work.teams.of_campaign(campaign.id)}
    rounds = [row for row in await work.rounds.of_campaign(campaign.id) if row.state == "closed"]
    asked: dict[str, list[LeaderQuestion]] = defaultdict(list)
    of_round = {row.id: teams[row.team_id].organisation for row in rounds}
    for question in await work.questions.of_campaign(campaign.id):
        asked[of_round.get(question.round_id or "", question.organisation)].append(question)
    held = [meeting for meeting, at in (await _held(work, campaign.id)).values() if at]
    found = [
        _of(name, [row for row in rounds if of_round[row.id] == name], asked[name], held, teams)
        for name in sorted({team.organisation for team in teams.values()}, key=str.casefold)
    ]
    every = [question for questions in asked.values() for question in questions]
    return (*found, _of("", rounds, every, held, teams)) if len(found) > 1 else tuple(found)


async def met(work: UnitOfWork, campaign_id: str) -> Mapping[str, datetime]:
    """When the meeting about a question was held first, by the question's id."""
    found: dict[str, datetime] = {}
    for meeting, at in (await _held(work, campaign_id)).values():
        for question_id in {meeting.question_id, *meeting.body.get("questions", ())} - {None}:
            if at is not None:
                found[question_id] = min(at, found.get(question_id, at))
    return found


async def _held(work: UnitOfWork, campaign_id: str) -> Mapping[str, tuple[Meeting, datetime | None]]:
    found = {}
    for meeting in await work.meetings.of_campaign(campaign_id):
        times = [time.starts_at for time in await work.meetings.times_of(meeting.id) if time.state == HELD]
        found[meeting.id] = (meeting, min(times, default=None))
    return found


def _of(
    name: str,
    rounds: Sequence[Round],
    asked: Collection[LeaderQuestion],
    held: Iterable[Meeting],
    teams: Mapping[str, Team],
) -> Measured:
    states = Counter(question.state for question in asked)
    spans: list[timedelta] = [row.answered_at - row.put_at for row in asked if row.answered_at is not None]
    of_rounds = {row.id for row in rounds}
    talked = {id(meeting): _rounds_of(meeting, rounds, teams) for meeting in held}
    mine = [meeting for meeting in held if talked[id(meeting)]]
    return Measured(
        organisation=name,
        rounds=len(rounds),
        talked=len(of_rounds & {row for found in talked.values() for row in found}),
        raised=len(asked),
        days=usual_days(spans),
        agreed=sum(states[state] for state in YES),
        answered=states[ANSWERED],
        declined=sum(states[state] for state in NO),
        more_work=states[MORE_WORK],
        helped=_words(question.body.get("help") for question in asked),
        heard=_words(meeting.body.get("said_heard") for meeting in mine),
    )


def _rounds_of(meeting: Meeting, rounds: Sequence[Round], teams: Mapping[str, Team]) -> set[str]:
    """The closed rounds that a meeting was about: its team's, or those of all small teams of its organisation."""
    week = [row for row in rounds if row.week == meeting.week]
    if meeting.team_id is not None:
        return {row.id for row in week if row.team_id == meeting.team_id}
    small = [row for row in week if is_withheld(row)]
    return {row.id for row in small if teams[row.team_id].organisation == meeting.organisation}


def _words(said: Iterable[str | None]) -> Words:
    """Count the words, the one most often first."""
    return tuple(Counter(word for word in said if word).most_common())
