"""Questions to leaders on the Home tab: what leaders did with those of a team, and what was passed on to the reader."""

from collections.abc import Sequence

from bot.digests.sections.words import shorten
from bot.enquiries.reading import Reading
from bot.insight.asked import LeadersAccount, QuestionWaiting, first_due, usual_days
from bot.insight.ladder import wish_in
from bot.insight.outcomes import OPEN
from bot.questions.places import placed
from bot.questions.promised import still_open
from bot.questions.standing import is_late, standing
from bot.questions.told import of_team
from bot.storage.models import Team
from bot.storage.unit_of_work import UnitOfWork

CHARACTERS = 200
SHOWN = 5


async def accounts(work: UnitOfWork, teams: Sequence[Team]) -> tuple[LeadersAccount, ...]:
    """What became of each team's questions so far; teams that have put none are left out."""
    found = [await _account(work, team) for team in teams]
    return tuple(account for account in found if account is not None)


async def _account(work: UnitOfWork, team: Team) -> LeadersAccount | None:
    rounds = await work.rounds.of_team(team.id)
    asked = await of_team(work, rounds[-1]) if rounds else []
    if not asked:
        return None
    spans = [row.answered_at - row.put_at for row in asked if row.answered_at is not None]
    talks = [await work.offers.of_round(row.id) for row in rounds]
    return LeadersAccount(
        team=team.name,
        raised=len(asked),
        answered=len(spans),
        days=usual_days(spans),
        talks=sum(map(len, talks)),
        promises=len(await still_open(work, team)),
        late=sum(map(is_late, asked)),
    )


async def passed_on(work: UnitOfWork, reading: Reading) -> tuple[QuestionWaiting, ...]:
    """The questions that somebody passed on to the reader and that wait still, without a name."""
    held = [row for row in await work.questions.held_by(reading.workspace, reading.user) if row.state in OPEN]
    held.sort(key=lambda row: first_due(row.kind, row.reply_by))
    found = [await placed(work, question) for question in held[:SHOWN]]
    return tuple(
        QuestionWaiting(
            shorten(one.text, CHARACTERS),
            None,
            one.places[0].team.name if one.organisation is None else "",
            (reading.now - (one.question.acted_at or one.question.put_at)).days,
            one.question.id,
            kind=one.question.kind,
            reply_by=one.question.reply_by,
            **{name: value for name, value in standing(one.question).items() if name != "state"},
            **wish_in(one.question.body),
        )
        for one in found
        if one is not None and one.places
    )
