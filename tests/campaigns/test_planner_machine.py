"""The planner under anything that may happen to time and to a plan: every week is asked once, or is seen as missed."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot.campaigns.calendar import WorkCalendar
from bot.campaigns.holiday_dates import load_holidays
from bot.campaigns.rhythm import KINDS
from bot.campaigns.runner import CampaignRunner
from bot.clock import Clocks
from bot.errors import AskAgain
from bot.storage.database import Database
from bot.storage.models import Beat, Round
from bot.storage.types import Vault
from tests.campaigns.world import ADMIN, HOUSING, THURSDAY, WORKSPACE, World, plan

VAULT = Vault([Fernet.generate_key().decode()])
ZONES = ("Europe/London", "Australia/Lord_Howe", "America/Nuuk", "Africa/Casablanca", "Pacific/Kiritimati")
HOLIDAYS = (None, "GB-ENG", "JP")
NAPS = (timedelta(minutes=3), timedelta(hours=5), timedelta(days=1), timedelta(days=3))
THE_END = datetime(2027, 9, 1, tzinfo=UTC)
Result = TypeVar("Result")


class Planning(RuleBasedStateMachine):
    """One team's four weeks, with a process that naps, a clock that is set, and an admin who changes the plan."""

    template: Path

    @initialize()
    def begin(self) -> None:
        """A campaign that has just started; its database is a copy, because making it takes longer than a story."""
        self._folder = TemporaryDirectory()
        self._loop = asyncio.new_event_loop()
        file = Path(self._folder.name, "waymark.sqlite3")
        shutil.copy(self.template, file)
        self._database = Database(f"sqlite+aiosqlite:///{file}", VAULT)
        self._world = World(self._database)
        self._plan = plan(HOUSING, pack="first-steps")
        self._changed: dict[str, Any] = {}
        self._sent_by_hand: set[date] = set()

    def teardown(self) -> None:
        """Whatever came before, the weeks go on to their end, and each of them was asked once or is seen as missed."""
        if not hasattr(self, "_world"):
            return
        try:
            self._run(self._ends())
        finally:
            self._run(self._database.dispose())
            self._loop.close()
            self._folder.cleanup()

    # --- time --------------------------------------------------------------------------------------------------------

    @rule(span=st.sampled_from(NAPS), ticks=st.integers(0, 2))
    def a_nap(self, span: timedelta, ticks: int) -> None:
        """Nobody looks for a while; then somebody does, or not yet, or twice."""
        self._world.clock.advance(span)
        self._ticks(ticks)

    @rule()
    def nine_days_of_downtime(self) -> None:
        """The process is away for longer than a week, and begins anew."""
        self._world.clock.advance(timedelta(days=9))
        conversation, now = self._world.conversation, self._world.clock.now()
        self._world = World(self._database, now)
        self._world.conversation.events = conversation.events  # what all processes brought
        self._ticks(1)

    @rule(hours=st.sampled_from((-2, 2)), back=st.booleans())
    def the_clock_is_set(self, hours: int, back: bool) -> None:
        """Campaign time steps by two hours, and may be put right again after a tick."""
        self._world.clock.advance(timedelta(hours=hours))
        self._ticks(1)
        if back:
            self._world.clock.advance(timedelta(hours=-hours))
            self._ticks(1)

    @rule(number=st.integers(1, 3))
    def events_come_in_time(self, number: int) -> None:
        """Nothing is late for a while."""
        for _ in range(number):
            moment = self._run(self._world.runner.next_event_at())
            if moment is not None and moment > self._world.clock.now():
                self._world.clock.move_to(moment)
            self._ticks(1)

    @rule()
    def two_runners_tick_at_once(self) -> None:
        """A second process looks at the same moment."""
        world = self._world
        other = CampaignRunner(self._database, world.conversation.handle, Clocks(campaign=world.clock))

        async def both() -> None:
            await asyncio.gather(world.runner.tick(), other.tick())

        self._run(both())
        self._holds()

    @rule(kind=st.sampled_from(KINDS))
    def the_process_dies_after_a_beat(self, kind: str) -> None:
        """What the beat brought is kept, and nobody noted that it was brought."""
        self._world.conversation.crash_after = {kind}
        self._ticks(1)
        self._world.conversation.crash_after = set()
        self._ticks(1)

    # --- an admin ----------------------------------------------------------------------------------------------------

    @rule()
    def pauses(self) -> None:
        """Nothing comes until the campaign is resumed."""
        self._tries(lambda: self._world.service.pause("Spring", ADMIN))
        self._holds()

    @rule()
    def resumes(self) -> None:
        """What has not begun comes from the next prompt day on."""
        self._tries(lambda: self._world.service.resume("Spring", ADMIN))
        self._holds()

    @rule()
    def skips_a_week(self) -> None:
        """The next week and all after it move."""
        self._tries(lambda: self._world.service.skip_week("Spring", ADMIN))
        self._holds()

    @rule()
    def sends_one_now(self) -> None:
        """The next question is asked by hand, on whatever day it is."""
        if self._tries(lambda: self._world.service.send_now("Spring", None, ADMIN)):
            self._sent_by_hand.add(self._world.clock.now().astimezone(ZoneInfo(self._plan.zone)).date())
        self._holds()

    @rule(zone=st.sampled_from(ZONES))
    def moves_to_another_zone(self, zone: str) -> None:
        """The zone is changed after everything was planned."""
        self._edits(zone=zone)

    @rule(holidays=st.sampled_from(HOLIDAYS))
    def adds_holidays_late(self, holidays: str | None) -> None:
        """Holidays are added or taken away after everything was planned."""
        self._edits(holidays=holidays)

    @rule(rhythm=st.sampled_from(("tuesday", "monday", "wednesday")))
    def changes_the_hours(self, rhythm: str) -> None:
        """Other hours from the next week on."""
        self._edits(rhythm=rhythm)

    @rule()
    def the_calendar_is_followed(self) -> None:
        """The daily chore moves what would come at another time."""
        self._run(self._world.editor.follow_calendars())
        self._holds()

    # --- what must hold ----------------------------------------------------------------------------------------------

    def _holds(self) -> None:
        """Weeks are in order, each on a date of its own; what is to come has all its beats, in order, on working days.

        The hours of a week that is open were announced, and stay; so does its order.
        """
        rounds = self._run(self._world.rounds())
        assert [row.week for row in rounds] == [1, 2, 3, 4]
        assert all(one.opens_on < other.opens_on for one, other in pairwise(rounds))
        asked = Counter(round_id for kind, round_id in self._world.conversation.beats() if kind == "open")
        assert all(times == 1 for times in asked.values())
        for row in rounds:
            self._week_holds(row, self._run(self._world.beats(row)))

    def _week_holds(self, row: Round, beats: dict[str, Beat]) -> None:
        assert set(beats) == set(KINDS)
        assert beats["open"].local_date == row.opens_on
        due = [beats[kind].due_at for kind in KINDS]
        assert due == sorted(due) or row.state != "upcoming"
        if row.state != "upcoming" or row.opens_on in self._sent_by_hand:
            return
        years = range(2025, 2030)
        work = WorkCalendar(ZoneInfo(self._plan.zone), load_holidays(self._plan.holidays, years))
        now = self._world.clock.now()
        to_come = [beat for beat in beats.values() if beats["open"].due_at > now]
        assert all(work.is_working_day(beat.local_date) for beat in to_come)

    async def _ends(self) -> None:
        if not await self._is("finished"):
            if await self._is("paused"):
                await self._world.service.resume("Spring", ADMIN)
            await self._world.play_until(THE_END)
        rounds = await self._world.rounds()
        brought = Counter(self._world.conversation.beats())
        status = await self._world.service.show("Spring")
        seen_as_missed = {week.week for week in status.weeks if week.state == "missed"}
        assert status.now.state == "finished"
        assert status.now.problems == len(seen_as_missed)
        for row in rounds:
            asked = brought["open", row.id]
            assert (row.state, asked) in {("closed", 1), ("missed", 0)}
            assert (row.week in seen_as_missed) == (row.state == "missed")
            for kind, beat in (await self._world.beats(row)).items():
                assert brought[kind, row.id] == (beat.state == "done")
                assert beat.state != "planned"
            if asked:
                assert all(brought[kind, row.id] == 1 for kind in ("close", "digest", "told_back"))

    async def _is(self, state: str) -> bool:
        return (await self._world.service.show("Spring")).now.state == state

    # --- hands -------------------------------------------------------------------------------------------------------

    def _ticks(self, times: int) -> None:
        for _ in range(times):
            self._run(self._world.runner.tick())
        self._holds()

    def _tries(self, act: Callable[[], Awaitable[object]]) -> bool:
        """An admin's act; what cannot be now is refused in words."""

        async def tried() -> bool:
            try:
                await act()
            except AskAgain:
                return False
            return True

        return self._run(tried())

    def _edits(self, **changes: Any) -> None:
        wanted = plan(HOUSING, **{"pack": "first-steps", **self._changed, **changes})
        if self._tries(lambda: self._world.editor.edit("Spring", wanted, ADMIN)):
            self._changed |= changes
            self._plan = wanted
        self._holds()

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._loop.run_until_complete(work)


@pytest.mark.timeout(1200)  # the large profile plays hundreds of stories
def test_every_week_is_asked_once_or_is_seen_as_missed(migrated_file: Path, tmp_path: Path) -> None:
    """After naps, nine days away, a clock that is set, doubled ticks, crashes, pauses, skips and edits in any order,
    each week was asked once, on a date of its own, with all its beats; or never, and then its admin sees it."""
    template = tmp_path / "started.sqlite3"
    shutil.copy(migrated_file, template)
    asyncio.run(prepare(template))
    Planning.template = template
    stories = settings.default.max_examples // 5 if settings.default else 6
    run_state_machine_as_test(
        Planning,
        settings=settings(max_examples=stories, stateful_step_count=12, suppress_health_check=list(HealthCheck)),
    )


async def prepare(file: Path) -> None:
    """Start the campaign once for all stories."""
    database = Database(f"sqlite+aiosqlite:///{file}", VAULT)
    await World(database, THURSDAY).service.create(plan(HOUSING, pack="first-steps"), WORKSPACE, ADMIN)
    await database.dispose()
