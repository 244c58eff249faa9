"""Answers converge on what stands in the thread: however Slack's events come, are doubled, lost or read back."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bot.dialogues import events as ev
from bot.storage.database import Database
from bot.storage.types import Vault
from tests.conversation.room import HOUSING, Room
from tests.hearing.scene import Scene, open_week
from tests.hearing.thread import Thread, Time

STAFF = ("U0AMINA", "U0BEN", "U0CARYS")
WORDS = st.sampled_from(
    (
        "Fine.",
        "We ask twice a year, in the hall, and nobody ever hears what came of it.",
        "What do you think about this?",
    )
)
NAMES = st.sampled_from(("two", "four", "heart"))
VAULT = Vault([Fernet.generate_key().decode()])
Result = TypeVar("Result")


class Listening(RuleBasedStateMachine):
    """People act in a thread; what Slack says of it comes in any order, twice, after a restart, or never."""

    template: Path

    @initialize()
    def begin(self) -> None:
        """A week that has just been asked; its database is a copy, because making it takes longer than a story."""
        self._folder = TemporaryDirectory()
        self._loop = asyncio.new_event_loop()
        file = Path(self._folder.name, "waymark.sqlite3")
        shutil.copy(self.template, file)
        self._url = f"sqlite+aiosqlite:///{file}"
        self._database = Database(self._url, VAULT)
        room = Room(self._database)
        self._scene = Scene(room, Thread(Time(room.clock.now()), HOUSING.channel, PROMPT_TS))
        self._scene.passes(86_400)
        self._thread = self._scene.thread
        self._to_come: list[ev.Event] = []
        self._heard: list[ev.Event] = []

    def teardown(self) -> None:
        """Everything comes in the end, and what stands in the thread is what is stored."""
        if not hasattr(self, "_scene"):
            return
        try:
            self._ends()
        finally:
            self._run(self._database.dispose())
            self._loop.close()
            self._folder.cleanup()

    # --- people ------------------------------------------------------------------------------------------------------

    @rule(user=st.sampled_from(STAFF), text=WORDS)
    def somebody_writes(self, user: str, text: str) -> None:
        """Write in the thread."""
        self._acts(lambda: self._thread.posts(user, text))

    @precondition(lambda self: self._thread.replies)
    @rule(data=st.data(), text=WORDS)
    def somebody_changes(self, data: st.DataObject, text: str) -> None:
        """Change a message."""
        ts = data.draw(st.sampled_from(sorted(self._thread.replies)))
        self._acts(lambda: self._thread.edits(ts, text))

    @precondition(lambda self: self._thread.replies)
    @rule(data=st.data())
    def somebody_deletes(self, data: st.DataObject) -> None:
        """Delete a message."""
        ts = data.draw(st.sampled_from(sorted(self._thread.replies)))
        self._acts(lambda: self._thread.deletes(ts))

    @rule(data=st.data(), user=st.sampled_from(STAFF), name=NAMES)
    def somebody_reacts(self, data: st.DataObject, user: str, name: str) -> None:
        """Put a reaction on a message or on the question, or take it back."""
        ts = data.draw(st.sampled_from(sorted(self._thread.messages)))
        back = user in self._thread.users(ts, name)
        act = self._thread.takes_back if back else self._thread.reacts
        self._acts(lambda: act(user, ts, name))

    def _acts(self, act: Any) -> None:
        self._scene.passes(3)
        self._to_come.append(act())

    # --- Slack -------------------------------------------------------------------------------------------------------

    @precondition(lambda self: self._to_come)
    @rule(data=st.data())
    def an_event_comes(self, data: st.DataObject) -> None:
        """Any of those that have not come yet."""
        number = data.draw(st.integers(0, len(self._to_come) - 1))
        event = self._to_come.pop(number)
        self._heard.append(event)
        self._run(self._scene.hears(event))

    @precondition(lambda self: self._heard)
    @rule(data=st.data())
    def an_event_comes_again(self, data: st.DataObject) -> None:
        """Any of those that have come."""
        self._run(self._scene.hears(data.draw(st.sampled_from(self._heard))))

    # --- the coach ---------------------------------------------------------------------------------------------------

    @rule(after=st.sampled_from((0.0, 600.0)))
    def the_thread_is_read_back(self, after: float) -> None:
        """At once or after a while."""
        self._scene.passes(after)
        self._run(self._scene.reads_back())

    @rule()
    def the_coach_starts_anew(self) -> None:
        """Nothing that only the process knew is left."""
        self._run(self._database.dispose())
        self._database = Database(self._url, VAULT)
        said, room = self._scene.said, Room(self._database)
        room.clock.move_to(self._scene.time.now())
        self._scene = Scene(room, self._thread)
        self._scene.said = said

    # --- what must hold ----------------------------------------------------------------------------------------------

    def _ends(self) -> None:
        self._scene.passes(600)
        self._run(self._scene.reads_back())
        self._words_stand()
        for event in (*reversed(self._to_come), *self._heard):
            self._run(self._scene.hears(event))
        self._words_stand()
        self._scene.passes(600)
        self._run(self._scene.reads_back())
        self._words_stand()
        assert self._run(self._scene.backed()) == sorted(
            (ts, one.name)
            for ts, message in self._thread.replies.items()
            for one in message.reactions
            for user in one.users
            if user != message.author
        )
        assert self._run(self._scene.reads_back()) == 0

    def _words_stand(self) -> None:
        standing = self._thread.replies
        assert self._run(self._scene.texts()) == {ts: message.text for ts, message in standing.items()}
        everybody = {event.user for event in (*self._heard, *self._to_come) if isinstance(event, ev.ReplyPosted)}
        raters = {
            event.user
            for event in (*self._heard, *self._to_come)
            if isinstance(event, ev.ReactionAdded) and event.ts == PROMPT_TS
        }
        writers = {message.author for message in standing.values()}
        assert len(writers) <= self._run(self._scene.taking_part()) <= len(everybody | raters)
        written = Counter(event.user for event in (*self._heard, *self._to_come) if type(event) is ev.ReplyPosted)
        for (user, utterance), times in self._scene.said.items():
            assert times <= (1 if utterance == "followup/ask_here" else written[user])

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._loop.run_until_complete(work)


PROMPT_TS = "1700000000.000001"


@pytest.mark.timeout(1200)  # the large profile plays a thousand stories
def test_whatever_comes_what_stands_is_stored(migrated_file: Path, tmp_path: Path) -> None:
    """Any order of messages, changes, deletions and reactions, some twice, some never, some read back between restarts,
    leaves what stands in the thread; each person is counted once and asked once."""
    template = tmp_path / "open.sqlite3"
    shutil.copy(migrated_file, template)
    asyncio.run(prepare(template))
    Listening.template = template
    stories = settings.default.max_examples // 2 if settings.default else 15
    run_state_machine_as_test(
        Listening,
        settings=settings(max_examples=stories, stateful_step_count=15, suppress_health_check=list(HealthCheck)),
    )


async def prepare(file: Path) -> None:
    """Ask the week's question once for all stories."""
    database = Database(f"sqlite+aiosqlite:///{file}", VAULT)
    room = await open_week(Room(database))
    assert room.prompt_ts() == PROMPT_TS
    await database.dispose()
