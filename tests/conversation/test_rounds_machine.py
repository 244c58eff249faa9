"""A week of three teams, whoever acts when and however beats are doubled: reminders and digests keep their word."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Coroutine, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bot.dialogues import events as ev
from bot.scenes.week import NUDGES_A_WEEK
from bot.storage.database import Database
from bot.storage.models import Delivery
from bot.storage.types import Vault
from tests.conversation.room import Cast, Room

VAULT = Vault([Fernet.generate_key().decode()])
TEAMS = (
    Cast("C0HOUSING", ("U0AMINA", "U0BEN", "U0CARYS", "U0MARTIN"), ("U0MARTIN",), "Housing"),
    Cast("C0NURSES", ("U0AMINA", "U0GWEN", "U0NIA"), ("U0NIA", "U0MARTIN"), "Nurses"),
    Cast("C0PARKS", ("U0AMINA", "U0HARI", "U0BEN", "U0NIA"), ("U0NIA",), "Parks"),
)
INSTANTS = (("open",), ("playback", "nudge"), ("last_call",), ("close",), ("digest",), ("told_back",))
BEFORE_THE_CLOSE = {"prompt/open", "prompt/questions", "playback", "nudge", "last_call"}
Result = TypeVar("Result")


class Week(RuleBasedStateMachine):
    """Somebody is in three teams and somebody in two; one leads two teams; all beats fall on the same instants."""

    template: Path

    @initialize()
    def begin(self) -> None:
        """Three teams whose campaign runs; the database is a copy, because making it takes longer than a story."""
        self._folder = TemporaryDirectory()
        self._loop = asyncio.new_event_loop()
        file = Path(self._folder.name, "waymark.sqlite3")
        shutil.copy(self.template, file)
        self._room = Room(Database(f"sqlite+aiosqlite:///{file}", VAULT), first_event=100)
        self._played: list[tuple[str, Cast]] = []
        self._took_part: set[tuple[str, str]] = set()
        self._quiet: set[str] = set()
        self._closed: dict[str, tuple[datetime | None, Any]] = {}
        self._before_the_close: dict[str, set[str]] = {}

    def teardown(self) -> None:
        """The week goes on to its end; each leader got one digest, and everything was said once."""
        if not hasattr(self, "_room"):
            return
        try:
            while self._next_instant():
                self._play(TEAMS, [])
            self._everything_once()
        finally:
            self._run(self._room.database.dispose())
            self._loop.close()
            self._folder.cleanup()

    # --- what happens ------------------------------------------------------------------------------------------------

    @precondition(lambda self: self._next_instant())
    @rule(order=st.permutations(TEAMS), twice=st.lists(st.sampled_from(TEAMS), max_size=2))
    def the_next_beats_come(self, order: Sequence[Cast], twice: list[Cast]) -> None:
        """In any order of the teams; for some of them two processes bring them at the same moment."""
        self._play(order, twice)

    @precondition(lambda self: self._played)
    @rule(data=st.data())
    def a_beat_comes_again(self, data: st.DataObject) -> None:
        """One that was brought already, hours or days ago."""
        kind, team = data.draw(st.sampled_from(self._played))
        self._run(self._room.comes(kind, team.name))
        self._holds()

    @precondition(lambda self: self._played)
    @rule(data=st.data(), how=st.sampled_from(("thread", "form", "rating")))
    def somebody_takes_part(self, data: st.DataObject, how: str) -> None:
        """In the thread, in the form or with a number; also after the close."""
        team = data.draw(st.sampled_from(TEAMS))
        user = data.draw(st.sampled_from([user for user in team.members if user not in team.leaders]))
        self._run(self._acts(team, user, how))
        self._took_part.add((team.name, user))
        self._holds()

    @rule(user=st.sampled_from(("U0AMINA", "U0GWEN", "U0HARI")))
    def somebody_wants_no_reminders(self, user: str) -> None:
        """From now on."""
        self._run(self._room.hears(ev.RemindersStopped, user=user))
        self._quiet.add(user)

    # --- what must hold ----------------------------------------------------------------------------------------------

    def _reminded_were_silent(self, before: Sequence[Delivery], nudged: Sequence[Cast]) -> None:
        old = {row.id for row in before}
        fresh = [row for row in self._run(self._said()) if row.utterance == "nudge" and row.id not in old]
        for row in fresh:
            team = self._team_of(row)
            assert team in nudged
            assert row.recipient in set(team.members) - set(team.leaders) - self._quiet
            assert (team.name, row.recipient) not in self._took_part
        silent = {user for team in nudged for user in team.members if user not in team.leaders}
        silent -= self._quiet
        for user in silent:
            teams = [team.name for team in nudged if user in team.members and user not in team.leaders]
            owed = sum((team, user) not in self._took_part for team in teams)
            assert sum(row.recipient == user for row in fresh) == min(owed, NUDGES_A_WEEK)

    def _holds(self) -> None:
        """What is closed stays as it was, nothing that belongs before the close comes after it, and no digest twice."""
        said = self._run(self._said())
        digests = Counter(row.recipient for row in said if row.utterance == "digest/leader")
        assert all(times == 1 for times in digests.values())
        reminders = Counter(row.recipient for row in said if row.utterance == "nudge")
        assert all(times <= NUDGES_A_WEEK for times in reminders.values())
        for team in TEAMS:
            row = self._run(self._room.round(team.name))
            if row.state != "closed":
                continue
            spoken = {one.id for one in said if one.round_id == row.id and one.utterance in BEFORE_THE_CLOSE}
            assert self._closed.setdefault(row.id, (row.closed_at, row.figures)) == (row.closed_at, row.figures)
            assert self._before_the_close.setdefault(row.id, spoken) == spoken

    def _everything_once(self) -> None:
        said = self._run(self._said())
        digests = Counter(row.recipient for row in said if row.utterance == "digest/leader")
        assert digests == {"U0MARTIN": 1, "U0NIA": 1}
        told = Counter((row.utterance, row.recipient) for row in said)
        for team in TEAMS:
            assert {told[what, team.channel] for what in ("prompt/open", "last_call", "told_back")} <= {0, 1}
            assert told["prompt/open", team.channel] == 1
            assert self._run(self._room.round(team.name)).state == "closed"
        assert len(self._closed) == len(TEAMS)

    # --- hands -------------------------------------------------------------------------------------------------------

    def _next_instant(self) -> tuple[str, ...]:
        done = len(self._played)
        for kinds in INSTANTS:
            done -= len(kinds) * len(TEAMS)
            if done < 0:
                return kinds
        return ()

    def _play(self, order: Sequence[Cast], twice: Sequence[Cast]) -> None:
        kinds = self._next_instant()
        for kind in kinds:
            before = self._run(self._said())
            for team in order:
                self._run(self._comes(kind, team, at_once=2 if team in twice else 1))
                self._played.append((kind, team))
            if kind == "nudge":
                self._reminded_were_silent(before, order)
        self._holds()

    async def _comes(self, kind: str, team: Cast, at_once: int) -> None:
        await asyncio.gather(*(self._room.comes(kind, team.name) for _ in range(at_once)))

    async def _acts(self, team: Cast, user: str, how: str) -> None:
        round_id = (await self._room.round(team.name)).id
        if how == "thread":
            await self._room.replies(user, "Fine.", channel=team.channel)
        elif how == "form":
            await self._room.answers(user, round_id=round_id)
        else:
            await self._room.rates(user, 3, round_id=round_id)

    async def _said(self) -> list[Delivery]:
        async with self._room.database.reading() as work:
            return await work.deliveries.all()

    def _team_of(self, row: Delivery) -> Cast:
        return next(team for team in TEAMS if self._run(self._room.round(team.name)).id == row.round_id)

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._loop.run_until_complete(work)


@pytest.mark.timeout(1200)  # the large profile plays hundreds of weeks
def test_a_week_keeps_its_word(migrated_file: Path, tmp_path: Path) -> None:
    """Only who is silent is reminded, twice a week at most; a week closes once, with nothing after it, and each leader
    gets one digest: in any order of acts and beats, doubled, concurrent or long past."""
    template = tmp_path / "begun.sqlite3"
    shutil.copy(migrated_file, template)
    asyncio.run(prepare(template))
    Week.template = template
    weeks = settings.default.max_examples // 8 if settings.default else 4
    run_state_machine_as_test(
        Week,
        settings=settings(max_examples=weeks, stateful_step_count=10, suppress_health_check=list(HealthCheck)),
    )


async def prepare(file: Path) -> None:
    """Begin the campaign once for all stories."""
    database = Database(f"sqlite+aiosqlite:///{file}", VAULT)
    await Room(database).begins(*TEAMS)
    await database.dispose()
