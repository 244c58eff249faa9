"""Promises on the Home tab and among one's own data: what is one's own, and what one's teams wait for."""

from collections.abc import Sequence
from datetime import date

from bot.enquiries.reading import Reading
from bot.insight.promised import OPEN, PromiseShown, TeamPromises
from bot.insight.traces import OwnPromise, PromiseChangedByMe
from bot.questions.promise_desk import own_promises
from bot.questions.promised import Reader
from bot.storage.models import Team
from bot.storage.question_models import Promise
from bot.storage.unit_of_work import UnitOfWork

MINE_SHOWN, TEAM_SHOWN = 3, 3


async def mine_open(work: UnitOfWork, reading: Reading) -> tuple[tuple[PromiseShown, ...], int]:
    """The reader's open promises, what is late first, and how many there are besides."""
    found = [one for one in await own_promises(work, reading.workspace, reading.user, reading.now) if one.state == OPEN]
    return tuple(found[:MINE_SHOWN]), max(0, len(found) - MINE_SHOWN)


async def to_teams(work: UnitOfWork, reading: Reading, teams: Sequence[Team]) -> tuple[TeamPromises, ...]:
    """What was promised to each of these teams; those that were promised nothing are left out."""
    reader, found = Reader(work, reading.now), []
    for team in teams:
        made = await reader.shown(await work.promises.of_team(team.campaign_id, team.id))
        if made:
            more = max(0, len(made) - TEAM_SHOWN)
            found.append(TeamPromises(team.id, team.name, tuple(made[:TEAM_SHOWN]), more))
    return tuple(found)


async def own_of(work: UnitOfWork, reading: Reading) -> tuple[OwnPromise, ...]:
    """The promises that the reader made, owns or can say yes to."""
    rows = await work.promises.of_person(reading.workspace, reading.user)
    return tuple(OwnPromise(row.body["text"], row.due_on, row.state, _roles(row, reading.user)) for row in rows)


async def changed_by_me(work: UnitOfWork, reading: Reading) -> tuple[PromiseChangedByMe, ...]:
    """What the reader said of promises."""
    rows = await work.promises.changed_by(reading.workspace, reading.user)
    return tuple(
        PromiseChangedByMe(row.what, row.at, row.body.get("words", ""), _day(row.body.get("on"))) for row in rows
    )


def _roles(row: Promise, user: str) -> tuple[str, ...]:
    held = {"made": row.made_by, "own": row.owner, "can say yes to": row.decider}
    return tuple(role for role, holder in held.items() if holder == user)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
