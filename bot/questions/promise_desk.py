"""Where promises are made to a team as a whole, read, and changed. Who may is checked here at each act.

Its owner, who made it, who can say yes to it and the leaders of the team may change one; the team reads it. Of two who
say different things at once one is first: the other is told, and nothing is overwritten.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime

from bot.clock import Clocks
from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound, there
from bot.insight.promised import NOT_YOURS, PromiseForm, PromiseShown, Wanted
from bot.questions.acts import check_words
from bot.questions.places import Place
from bot.questions.promised import Reader, Standing
from bot.questions.promising import LONGEST, check_day, check_wanted, drop, keep, make, move, tell_team
from bot.storage.database import Database
from bot.storage.question_models import Promise
from bot.storage.unit_of_work import UnitOfWork

GONE = "That promise is not here any more."
NOT_TO_YOU = "This promise was made to another team, so only its people read it."
NOT_LED = "Only a leader of a team can promise it something here."
NOT_YET = "None of your teams was asked anything yet. You can promise something once its first week has begun."
MADE = "made"


@dataclass(frozen=True)
class _Act:
    """An act on one promise; `fresh`: it did not come before."""

    work: UnitOfWork
    found: Standing
    now: datetime
    fresh: bool


class PromiseDesk:
    """The desk for promises."""

    def __init__(self, database: Database, clocks: Clocks, on_change: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._clocks = clocks
        self._on_change = on_change

    # --- reading ------------------------------------------------------------------------------------------------------

    async def look(self, workspace: str, user: str, promise_id: str) -> PromiseShown:
        """Give one promise with its history. Raises `NotAllowed` for whom it was not made to."""
        now = self._clocks.campaign.now()
        async with self._database.reading() as work:
            reader = Reader(work, now)
            found = await _found(reader, workspace, await work.promises.get(promise_id))
            if not found.may_read(user):
                raise NotAllowed(NOT_TO_YOU)
            (shown,) = await reader.shown([found.promise], user)
        return shown

    async def mine(self, workspace: str, user: str) -> tuple[PromiseShown, ...]:
        """Give all that somebody may say what becomes of."""
        async with self._database.reading() as work:
            return tuple(await own_promises(work, workspace, user, self._clocks.campaign.now()))

    async def to_team(self, workspace: str, user: str, team_id: str) -> tuple[PromiseShown, ...]:
        """Give all that was promised to a team, to its people."""
        async with self._database.reading() as work:
            team = await work.teams.get(team_id)
            if team is None or team.workspace != workspace:
                raise NotFound("That team is not here any more.")
            if user not in {*team.members, *team.leaders}:
                raise NotAllowed(NOT_TO_YOU)
            made = await work.promises.of_team(team.campaign_id, team.id)
            return tuple(await Reader(work, self._clocks.campaign.now()).shown(made, user))

    # --- making -------------------------------------------------------------------------------------------------------

    async def form(self, workspace: str, user: str, about: str) -> PromiseForm:
        """Give the teams that a leader may promise something. `about` is "digest/<id>", or "home" for all they lead."""
        async with self._database.reading() as work:
            kind, _, key = about.partition("/")
            of_digest = kind == "digest"
            weeks = await _of_digest(work, workspace, user, key) if of_digest else await _newest(work, workspace, user)
        if not weeks:
            raise AskAgain(NOT_YET)
        return PromiseForm(tuple((place.round.id, place.team.name) for place in weeks))

    async def make(self, workspace: str, user: str, round_id: str, act_id: str, wanted: Wanted) -> bool:
        """Promise a team something, in the thread of one of its weeks. False when it came before."""
        now = self._clocks.campaign.now()
        async with self._database.unit_of_work() as work:
            fresh = await work.seen.first_time(act_id, self._clocks.wire.now())
            place = await _place(work, workspace, user, round_id)
            check_words(wanted.words, LONGEST)
            campaign = there(await work.campaigns.get(place.team.campaign_id))
            check_wanted(wanted, campaign, place.team, now)
            if fresh:
                promise = await make(work, campaign, [place], wanted, user, now)
                await tell_team(work, Standing(promise, campaign, place.round, (place,)), MADE, user, now)
                await work.commit()
        self._on_change()
        return fresh

    # --- changing -----------------------------------------------------------------------------------------------------

    async def kept(self, workspace: str, user: str, promise_id: str, act_id: str) -> bool:
        """Say that it is kept. False when that was said before."""
        async with self._acting(workspace, user, promise_id, act_id) as act:
            return act.fresh and await keep(act.work, act.found, user, act.now)

    async def drop(self, workspace: str, user: str, promise_id: str, act_id: str, words: str) -> bool:
        """Say that it will not be kept, and why."""
        async with self._acting(workspace, user, promise_id, act_id) as act:
            check_words(words, LONGEST)
            return act.fresh and await drop(act.work, act.found, user, act.now, words)

    async def move(self, workspace: str, user: str, promise_id: str, act_id: str, due_on: date, words: str) -> bool:
        """Give it a new date, and say why."""
        async with self._acting(workspace, user, promise_id, act_id) as act:
            check_words(words, LONGEST)
            check_day(due_on, act.found.campaign, act.found.places[0].team, act.now)
            if due_on == act.found.promise.due_on and act.fresh:
                raise FieldProblem("due_on", "That is the day it has now. Please choose another.")
            return act.fresh and await move(act.work, act.found, user, act.now, due_on, words)

    @asynccontextmanager
    async def _acting(self, workspace: str, user: str, promise_id: str, act_id: str) -> AsyncIterator[_Act]:
        """One act, in which nobody else changes the promise; kept unless it came before or something is wrong."""
        now = self._clocks.campaign.now()
        async with self._database.unit_of_work() as work:
            fresh = await work.seen.first_time(act_id, self._clocks.wire.now())
            found = await _found(Reader(work, now), workspace, await work.promises.hold(promise_id))
            if not found.may_change(user):
                raise NotAllowed(NOT_YOURS)
            yield _Act(work, found, now, fresh)
            if fresh:
                await work.commit()
        self._on_change()


async def own_promises(work: UnitOfWork, workspace: str, user: str, now: datetime) -> list[PromiseShown]:
    """All that somebody may say what becomes of: their own, and those to teams that they lead."""
    found = {row.id: row for row in await work.promises.of_person(workspace, user)}
    for team in await work.teams.led_by(workspace, user):
        found |= {row.id: row for row in await work.promises.of_team(team.campaign_id, team.id)}
    return await Reader(work, now).shown(list(found.values()), user)


async def _found(reader: Reader, workspace: str, promise: Promise | None) -> Standing:
    if promise is None or promise.workspace != workspace:
        raise NotFound(GONE)
    found = await reader.standing(promise)
    if not found.places:
        raise NotFound(GONE)
    return found


async def _place(work: UnitOfWork, workspace: str, user: str, round_id: str) -> Place:
    """A week of a team that somebody leads, whose thread there is."""
    row = await work.rounds.get(round_id)
    team = await work.teams.get(row.team_id) if row else None
    if row is None or team is None or team.workspace != workspace or row.prompt_ts is None:
        raise NotFound("That week is not here any more.")
    if user not in team.leaders:
        raise NotAllowed(NOT_LED)
    return Place(row, team)


async def _of_digest(work: UnitOfWork, workspace: str, user: str, digest_id: str) -> list[Place]:
    digest = await work.digests.get(digest_id)
    campaign = await work.campaigns.get(digest.campaign_id) if digest else None
    if digest is None or campaign is None or campaign.workspace != workspace:
        raise NotFound("That digest is not here any more.")
    if digest.leader != user:
        raise NotAllowed("This digest was written to somebody else.")
    teams = {team.id: team for team in await work.teams.of_campaign(campaign.id) if user in team.leaders}
    rounds = await work.rounds.of_week(campaign.id, digest.week)
    return _by_name([Place(row, teams[row.team_id]) for row in rounds if row.prompt_ts and row.team_id in teams])


async def _newest(work: UnitOfWork, workspace: str, user: str) -> list[Place]:
    """The newest week with a thread of each team that somebody leads."""
    found = []
    for team in await work.teams.led_by(workspace, user):
        asked = [row for row in await work.rounds.of_team(team.id) if row.prompt_ts]
        found += [Place(asked[-1], team)] if asked else []
    return _by_name(found)


def _by_name(places: Sequence[Place]) -> list[Place]:
    return sorted(places, key=lambda place: place.team.name.casefold())
