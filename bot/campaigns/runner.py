"""Brings every beat that is due to the conversation, in order, once in effect.

The rules of a beat:
- The runner remembers nothing: the database says what is due, and any number of runners may ask.
- `handle(event)` is the conversation's own transaction; it knows the event by its id (beat and date) and ignores a
  second one. Only when it has returned is the beat marked done, so that a crash in between changes nothing.
- Trouble with one beat holds back what builds on it in its own round, and nothing else.
"""

import asyncio
import math
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.campaigns.grace import PASSING, Verdict, judge_later, judge_opening
from bot.campaigns.ports import Directory, ThreadsRead
from bot.campaigns.spreading import Spreading
from bot.clock import Clocks
from bot.dialogues.events import BEATS, BeatDue, Event, MembersSeen
from bot.errors import TryLater
from bot.storage.database import Database
from bot.storage.models import Beat, Round
from bot.storage.unit_of_work import UnitOfWork

Handle = Callable[[Event], Awaitable[object]]

AT_ONCE = 100  # beats read at a time
#: Before these it matters who is in the channel now.
LOOK_AROUND = frozenset({"open", "playback", "nudge", "close"})
LOG = structlog.get_logger(__name__)


@dataclass
class Tick:
    """What one tick did, in numbers of beats."""

    done: int = 0
    missed: int = 0
    failed: int = 0
    tried: set[str] = field(default_factory=set, repr=False)
    stuck: set[str] = field(default_factory=set, repr=False)  # rounds whose later beats must wait
    looked: set[str] = field(default_factory=set, repr=False)  # channels whose members are fresh
    spreading: Spreading = field(default_factory=lambda: Spreading(math.inf), repr=False)


@dataclass(frozen=True)
class _Due:
    """A beat that is due, with its round and what is to be done with it."""

    beat: Beat
    round: Round
    verdict: Verdict
    spread: timedelta = timedelta(0)


class CampaignRunner:
    """Asks the database what is due and has it handled."""

    def __init__(
        self,
        database: Database,
        handle: Handle,
        clocks: Clocks,
        directory: Directory | None = None,
        threads: ThreadsRead | None = None,
        *,
        budget: float = math.inf,
    ) -> None:
        """`budget` is what Slack takes in a workspace, in messages a second: more than fits is spread."""
        self._database = database
        self._handle = handle
        self._clock = clocks.campaign
        self._directory = directory
        self._threads = threads
        self._budget = budget

    async def tick(self) -> Tick:
        """Handle everything that is due. Safe to call at any time, twice, or in two processes at once."""
        tick = Tick(spreading=Spreading(self._budget))
        while beats := await self._due(tick):
            for beat in beats:
                tick.tried.add(beat.id)
                if beat.round_id not in tick.stuck:
                    await self._guarded(beat, tick)
        return tick

    async def next_event_at(self) -> datetime | None:
        """Tell when the next beat or message is due (campaign time); None when nothing is planned."""
        async with self._database.reading() as work:
            moments = (await work.beats.next_due(), await work.deliveries.next_due())
        return min((moment for moment in moments if moment is not None), default=None)

    async def _due(self, tick: Tick) -> list[Beat]:
        """Read on past the beats that were tried, so that stuck ones never fill the page."""
        async with self._database.reading() as work:
            beats = await work.beats.due(self._clock.now(), AT_ONCE + len(tick.tried))
        return [beat for beat in beats if beat.id not in tick.tried]

    async def _guarded(self, beat: Beat, tick: Tick) -> None:
        """Play one beat; whatever goes wrong is told in the log and tried again at the next tick.

        `gather` hands the error back as a value: one team's trouble must not stop the other teams' week.
        """
        (outcome,) = await asyncio.gather(self._play(beat.id, tick), return_exceptions=True)
        if isinstance(outcome, BaseException):
            tick.failed += 1
            if beat.kind not in PASSING:
                tick.stuck.add(beat.round_id)
            # The error's words may hold what people wrote; its kind and place do not.
            place = traceback.format_tb(outcome.__traceback__)
            error = type(outcome).__name__
            LOG.error("beat_failed", kind=beat.kind, round=beat.round_id, error=error, place=place)

    async def _play(self, beat_id: str, tick: Tick) -> None:
        due = await self._judged(beat_id, tick.spreading)
        if due is None:
            return
        match due.verdict:
            case Verdict.WAIT:
                tick.stuck.add(due.round.id)
            case Verdict.HANDLE:
                if self._threads is not None and not await self._threads.may_go_on(due.round.id, due.beat.kind):
                    tick.stuck.add(due.round.id)
                    return
                await self._look_around(due, tick)
                await self._handle(self._event(due))
                await self._marked(due, "done")
                tick.done += 1
            case Verdict.DROP:
                await self._marked(due, "missed")
                tick.missed += 1
            case Verdict.CANCEL:
                await self._marked(due, "cancelled")
            case Verdict.MISS_WEEK:
                await self._miss_week(due)
                tick.missed += 1

    async def _judged(self, beat_id: str, spreading: Spreading) -> _Due | None:
        """Look at a beat afresh, because time has passed since it was read; None when it is not due any more."""
        now = self._clock.now()
        async with self._database.reading() as work:
            beat = await work.beats.get(beat_id)
            if beat is None or beat.state != "planned" or beat.due_at > now:
                return None
            row = await work.rounds.get(beat.round_id)
            campaign = None if row is None else await work.campaigns.get(row.campaign_id)
            if row is None or campaign is None or campaign.state != "running":
                return None
            closes_at = next(other.due_at for other in await work.beats.of_round(row.id) if other.kind == "close")
            if beat.kind == "open":
                newer = await _newer_is_due(work, row, now)
                verdict = judge_opening(row.state, beat.due_at, now, closes_at, newer_due=newer)
            else:
                verdict = judge_later(beat.kind, row.state, beat.due_at, now, closes_at, opened_at=row.opened_at)
            return _Due(beat, row, verdict, await spreading.wait(work, beat, row, campaign, closes_at))

    async def _look_around(self, due: _Due, tick: Tick) -> None:
        """Tell the conversation who is in the channel; when Slack does not answer, those known from before count."""
        channel = due.round.channel
        if self._directory is None or due.beat.kind not in LOOK_AROUND or channel in tick.looked:
            return
        try:
            users = await self._directory.members(due.round.workspace, channel)
        except TryLater:
            LOG.warning("members_not_seen", round=due.round.id)
            return
        tick.looked.add(channel)
        await self._handle(
            MembersSeen(
                id=f"members/{due.beat.id}/{due.beat.local_date}",
                workspace=due.round.workspace,
                at=self._clock.now(),
                channel=channel,
                users=users,
            )
        )

    def _event(self, due: _Due) -> BeatDue:
        return BEATS[due.beat.kind](
            id=f"beat/{due.beat.id}/{due.beat.local_date}",
            workspace=due.round.workspace,
            at=self._clock.now(),
            round_id=due.round.id,
            due_at=due.beat.due_at,
            spread=due.spread,
        )

    async def _marked(self, due: _Due, state: str) -> None:
        async with self._database.unit_of_work() as work:
            await work.beats.mark(due.beat.id, state, self._clock.now())
            row = await work.rounds.get(due.round.id)
            if row is not None and row.state == "missed":
                await _cancel_rest(work, row, self._clock.now())
            await _finish(work, due.round.campaign_id)
            await work.commit()

    async def _miss_week(self, due: _Due) -> None:
        """Record that a question was never asked. Whoever opened it at this very moment was first."""
        async with self._database.unit_of_work() as work:
            row = await work.rounds.lock(due.round.id)
            if row is None or row.state != "upcoming":
                return
            row.state = "missed"
            await work.beats.mark(due.beat.id, "missed", self._clock.now())
            await _cancel_rest(work, row, self._clock.now())
            await _finish(work, row.campaign_id)
            await work.commit()


async def _newer_is_due(work: UnitOfWork, row: Round, now: datetime) -> bool:
    later = [other.id for other in await work.rounds.of_team(row.team_id) if other.week > row.week]
    openings = [beat for one in later for beat in await work.beats.of_round(one) if beat.kind == "open"]
    return any(beat.state == "planned" and beat.due_at <= now for beat in openings)


async def _cancel_rest(work: UnitOfWork, row: Round, now: datetime) -> None:
    for beat in await work.beats.of_round(row.id):
        if beat.kind != "digest":
            await work.beats.mark(beat.id, "cancelled", now)


async def _finish(work: UnitOfWork, campaign_id: str) -> None:
    """When nothing is planned any more, the campaign is over."""
    if await work.beats.next_of_campaign(campaign_id) is None:
        campaign = await work.campaigns.lock(campaign_id)
        if campaign is not None and campaign.state == "running":
            campaign.state = "finished"
