"""The measure of a campaign: how often it led to a conversation, how long an answer took, what came of it, and helped.

By organisation that somebody reads of, and all together. Only questions, weeks and meetings are counted here, never
people: what people said (did it help, did you feel heard) stands as the word that was chosen for each question or
meeting, once k or more had answered. An organisation whose small teams met together counts each of their weeks.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.insight.asked import usual_days
from bot.insight.outcomes import AGREED, ANSWERED, DECLINED, MORE_WORK, NOT_NOW, PROMISED
from bot.pages.facts import Measured, Words
from bot.storage.meeting_models import Meeting
from bot.storage.models import Campaign, Round
from bot.storage.question_models import LeaderQuestion
from bot.storage.repositories.unlinked import is_withheld
from bot.storage.unit_of_work import UnitOfWork

YES = frozenset({AGREED, PROMISED})
NO = frozenset({DECLINED, NOT_NOW})


async def measured(work: UnitOfWork, campaign: Campaign, organisations: Collection[str]) -> tuple[Measured, ...]:
    """Gather it: each of these organisations by the alphabet, then all together where the campaign has several."""
    teams = {team.id: team.organisation for team in await work.teams.of_campaign(campaign.id)}
    weeks = [_Week(row, teams[row.team_id]) for row in await work.rounds.of_campaign(campaign.id) if _has_closed(row)]
    of_round = {week.round.id: week.organisation for week in weeks}
    asked: dict[str, list[LeaderQuestion]] = defaultdict(list)
    for question in await work.questions.of_campaign(campaign.id):
        asked[of_round.get(question.round_id or "", question.organisation)].append(question)
    held = [meeting for meeting, _ in await _held(work, campaign.id)]
    found = [
        _of(name, [week for week in weeks if week.organisation == name], asked[name], held)
        for name in sorted(organisations, key=str.casefold)
    ]
    every = [question for questions in asked.values() for question in questions]
    return (*found, _of("", weeks, every, held)) if len(set(teams.values())) > 1 else tuple(found)


async def met(work: UnitOfWork, campaign_id: str) -> Mapping[str, datetime]:
    """When the meeting about a question was held first, by the question's id: one about it alone, or else one about
    several."""
    alone: dict[str, datetime] = {}
    among: dict[str, datetime] = {}
    for meeting, at in await _held(work, campaign_id):
        found = among if meeting.question_id is None else alone
        for question_id in {meeting.question_id, *meeting.body.get("questions", ())} - {None}:
            found[question_id] = min(at, found.get(question_id, at))
    return {**among, **alone}


async def _held(work: UnitOfWork, campaign_id: str) -> list[tuple[Meeting, datetime]]:
    """The meetings that took place, and when first."""
    first: dict[str, datetime] = {}
    for time in await work.meetings.times_held(campaign_id):
        first[time.meeting_id] = min(time.starts_at, first.get(time.meeting_id, time.starts_at))
    meetings = await work.meetings.of_campaign(campaign_id)
    return [(meeting, first[meeting.id]) for meeting in meetings if meeting.id in first]


@dataclass(frozen=True)
class _Week:
    """A team's week that has closed."""

    round: Round
    organisation: str

    def is_of(self, meeting: Meeting) -> bool:
        """Whether a meeting was about it: about its team's week, or about what the organisation's small teams asked."""
        if self.round.week != meeting.week:
            return False
        if meeting.team_id is not None:
            return self.round.team_id == meeting.team_id
        return self.organisation == meeting.organisation and is_withheld(self.round)


def _has_closed(row: Round) -> bool:
    return row.state == "closed"


def _of(name: str, weeks: Sequence[_Week], asked: Collection[LeaderQuestion], held: Sequence[Meeting]) -> Measured:
    states = Counter(question.state for question in asked)
    mine = [meeting for meeting in held if any(week.is_of(meeting) for week in weeks)]
    return Measured(
        organisation=name,
        rounds=len(weeks),
        talked=sum(any(week.is_of(meeting) for meeting in held) for week in weeks),
        raised=len(asked),
        days=usual_days([row.answered_at - row.put_at for row in asked if row.answered_at is not None]),
        agreed=sum(states[state] for state in YES),
        answered=states[ANSWERED],
        declined=sum(states[state] for state in NO),
        more_work=states[MORE_WORK],
        helped=_words(question.body.get("help") for question in asked),
        heard=_words(meeting.body.get("said_heard") for meeting in mine),
    )


def _words(said: Iterable[str | None]) -> Words:
    """Count the words, the one most often first."""
    return tuple(Counter(word for word in said if word).most_common())
