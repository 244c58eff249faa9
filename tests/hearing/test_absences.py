"""When nobody took Slack's events it is noticed, threads are read back, and a close waits for that for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import NoReturn

import pytest

from bot.clock import Clocks
from bot.content.texts import Texts
from bot.conversation import Conversation
from bot.dialogues import events as ev
from bot.errors import NotYetKnown
from bot.hearing.catching_up import LONGEST_WAIT
from bot.hearing.memory import BATCH, KEPT, Memory
from bot.hearing.ports import Closed, Unreadable
from bot.hearing.presence import ABSENT, EVERY, Hears, Presence, always
from bot.settings import ROOT
from bot.storage.errors import DatabaseAway
from tests.hearing.scene import Scene

LONG = ABSENT.total_seconds() + 1


async def owed(scene: Scene) -> bool:
    """Whether the week's threads are to be read back."""
    return await scene.owed() is not None


def another(scene: Scene) -> Presence:
    """The presence of another process."""
    return Presence(scene.room.database, Clocks(scene.room.clock, scene.time))


async def signs(scene: Scene, presence: Presence, minutes: float, hears: Hears = always) -> None:
    """Let a process be there for a while."""
    for _ in range(int(minutes * 60 / EVERY.total_seconds())):
        scene.passes(EVERY.total_seconds())
        await presence.sign(hears)


# --- noticing ---------------------------------------------------------------------------------------------------------


async def test_an_absence_is_noticed_when_it_is_over(any_scene: Scene) -> None:
    """After more than three minutes without a sign of life from anybody, open weeks are to be read back."""
    scene = any_scene
    assert await scene.presence.sign() is None
    assert await owed(scene)  # nobody was ever there: who knows what was said before
    await scene.catching_up.catch_up()
    scene.passes(ABSENT.total_seconds())
    assert await scene.presence.sign() is None
    assert not await owed(scene)
    scene.passes(LONG)
    assert not await scene.presence.somebody_is_there()
    assert await another(scene).sign() == timedelta(seconds=ABSENT.total_seconds() + LONG)
    assert await scene.presence.somebody_is_there()
    assert await owed(scene)


async def test_whoever_is_there_is_enough(scene: Scene) -> None:
    """While one process takes events, another's absence is none."""
    await scene.presence.sign()
    await scene.catching_up.catch_up()
    other = another(scene)
    await signs(scene, other, minutes=6)
    assert await scene.presence.sign() is None
    assert not await owed(scene)


async def test_a_process_that_cannot_be_reached_gives_no_sign(scene: Scene) -> None:
    """A socket that is not connected hears nothing: its process gives no sign until it is connected again."""
    await scene.presence.sign()
    await scene.catching_up.catch_up()

    async def deaf() -> bool:
        return False

    scene.passes(LONG)
    assert await scene.presence.sign(deaf) is None
    assert not await owed(scene)
    assert await scene.presence.sign() is not None
    assert await owed(scene)


async def test_short_absences_that_come_again_are_noticed(any_scene: Scene) -> None:
    """A coach that is killed again and again may have missed each of an event's deliveries: at once, after a minute and
    after five."""
    scene = any_scene
    lives = iter((1, 5, 2))
    coach = scene.presence
    await coach.sign()
    await scene.catching_up.catch_up()
    for minutes in lives:
        await signs(scene, coach, minutes)
        scene.passes(20)  # killed; Slack's delivery finds nobody
        coach = another(scene)
        await coach.sign()
    await signs(scene, coach, 2)
    assert await owed(scene)
    await scene.catching_up.catch_up()
    await signs(scene, coach, 15)
    assert not await owed(scene)  # noticed once


async def test_a_new_start_is_no_absence(any_scene: Scene) -> None:
    """Slack brings again what it brought while a coach was started anew, so nothing is read back; nor after another
    start that comes too late to have met a delivery of the same event."""
    scene = any_scene
    coach = scene.presence
    await coach.sign()
    await scene.catching_up.catch_up()
    for _ in range(3):
        scene.passes(20)
        coach = another(scene)
        assert await coach.sign() is None
        await signs(scene, coach, 12)
    assert not await owed(scene)


async def test_events_that_are_refused_again_and_again_are_noticed(scene: Scene) -> None:
    """An event that could not be taken comes again, but one that could not be taken minutes later either may not."""
    await scene.presence.sign()
    await scene.catching_up.catch_up()
    scene.presence.refused()
    await signs(scene, scene.presence, 5)
    assert not await owed(scene)
    scene.presence.refused()
    await signs(scene, scene.presence, 2)
    assert await owed(scene)


async def test_a_refusal_is_noted_when_the_database_is_back(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process remembers that it refused events until it can be stored, or its own end tells of it."""
    await scene.presence.sign()
    await scene.catching_up.catch_up()
    scene.presence.refused()
    await signs(scene, scene.presence, 5)
    scene.presence.refused()

    def away() -> NoReturn:
        raise DatabaseAway

    with monkeypatch.context() as broken:
        broken.setattr(scene.room.database, "unit_of_work", away)
        with pytest.raises(DatabaseAway):
            await scene.presence.sign()
    await signs(scene, scene.presence, 2)
    assert await owed(scene)


async def _deaf() -> bool:
    return False


@pytest.mark.parametrize("alone", [True, False])
async def test_a_connection_that_breaks_again_and_again(scene: Scene, *, alone: bool) -> None:
    """Each time the only connection breaks, Slack may have found nobody; it is noticed though no sign came late."""
    other = another(scene)
    await other.sign()
    await scene.presence.sign()
    await scene.catching_up.catch_up()
    for _ in range(10):
        if not alone:
            await other.sign()
        await scene.presence.sign(_deaf)
        await signs(scene, scene.presence, 1)
    assert await owed(scene) is alone


async def test_signs_are_given_on_and_on(scene: Scene) -> None:
    """A database that is away for a while ends nothing, and counts as an absence when it lasts."""
    turns = 0

    class Enough(Exception):
        pass

    async def hears() -> bool:
        nonlocal turns
        turns += 1
        if 2 <= turns <= 9:
            raise DatabaseAway
        if turns == 12:
            raise Enough
        return True

    with pytest.raises(Enough):
        await scene.presence.keep_signing(hears)
    assert await owed(scene)


async def test_slack_says_that_it_left_events_out(scene: Scene) -> None:
    """Beyond 30,000 events an hour Slack brings no more; then threads are read back too."""
    await scene.presence.missed_some()
    assert await owed(scene)


async def test_all_that_is_owed_is_read(scene: Scene) -> None:
    """Reading back goes on until nothing is owed; what cannot be read waits for a later try, longer each time."""
    lost = scene.thread.posts("U0AMINA", "While you were out.")
    await scene.presence.missed_some()
    scene.thread.refuses = Unreadable("timeout")
    waits = []
    for _ in range(3):
        assert await scene.catching_up.catch_up() == 0
        row = await scene.owed()
        assert row is not None
        assert row.retry_at is not None
        waits.append(row.retry_at - scene.time.now())
        scene.passes(waits[-1].total_seconds())
    assert [wait.total_seconds() for wait in waits] == [10, 20, 40]
    scene.thread.refuses = None
    assert await scene.catching_up.catch_up() == 1
    assert (list(await scene.texts()), await owed(scene)) == ([lost.ts], False)


async def test_a_channel_that_is_closed_is_given_up(scene: Scene) -> None:
    """Where the coach may not read at all, nothing is tried again until the next absence."""
    await scene.presence.missed_some()
    scene.thread.refuses = Closed("not_in_channel", "Invite Waymark.")
    assert await scene.catching_up.catch_up() == 0
    assert not await owed(scene)


async def test_an_absence_during_the_reading_is_read_again(scene: Scene) -> None:
    """Events that are missed while a thread is being read are not taken for read."""
    await scene.presence.missed_some()
    page = scene.thread.page

    async def meanwhile(*place: str | None) -> object:
        scene.passes(1)
        await scene.presence.missed_some()
        scene.thread.page = page  # type: ignore[method-assign]
        return await page(*place)  # type: ignore[arg-type]

    scene.thread.page = meanwhile  # type: ignore[assignment, method-assign]
    assert await scene.catching_up.catch_up() == 2
    assert not await owed(scene)


# --- before a beat ----------------------------------------------------------------------------------------------------


async def goes_on(scene: Scene, kind: str = "close") -> bool:
    """Whether a beat of the week may be carried out."""
    return await scene.catching_up.may_go_on((await scene.room.round()).id, kind)


@pytest.mark.parametrize("kind", ["playback", "close", "digest"])
async def test_what_stands_is_known_before_it_is_spoken_of(scene: Scene, kind: str) -> None:
    """Though no absence was noticed, a thread is read before its words are played back, counted or told to leaders."""
    await scene.presence.sign()
    await scene.catching_up.catch_up()
    scene.thread.posts("U0AMINA", "Slack forgot to tell of this.")
    assert await goes_on(scene, kind)
    assert len(await scene.texts()) == 1


async def test_other_beats_read_nothing(scene: Scene) -> None:
    """Questions, reminders and words back go out without a look at the thread."""
    for kind in ("open", "nudge", "last_call", "told_back"):
        assert await goes_on(scene, kind)
    assert scene.thread.pages_read == 0


@pytest.mark.parametrize("problem", [Unreadable("timeout"), Closed("missing_scope", "Install it again.")])
async def test_without_an_absence_nothing_waits(scene: Scene, problem: Unreadable | Closed) -> None:
    """When nothing is known to be missing, a close does not wait for Slack, nor for its limits."""
    await scene.presence.sign()
    await scene.catching_up.catch_up()
    scene.thread.refuses = problem
    assert await goes_on(scene)
    scene.thread.refuses = None
    scene.reader.budget.rest(60)
    read = scene.thread.pages_read
    assert await goes_on(scene)
    assert scene.thread.pages_read == read
    assert not await owed(scene)


async def test_after_an_absence_the_close_waits_until_threads_are_read(scene: Scene) -> None:
    """A close waits for a Slack that cannot be read; a playback or a digest does not; then everything is counted."""
    scene.thread.posts("U0AMINA", "While you were out.")
    await scene.presence.missed_some()
    scene.thread.refuses = Unreadable("timeout")
    assert [await goes_on(scene, kind) for kind in ("playback", "close", "digest")] == [True, False, True]
    assert not await goes_on(scene)
    scene.thread.refuses = None
    assert not await goes_on(scene)  # it is not tried again at each tick
    scene.passes(10)
    assert await goes_on(scene)
    assert (len(await scene.texts()), await owed(scene)) == (1, False)


async def test_the_close_waits_while_nobody_is_there(scene: Scene) -> None:
    """A close that comes due while nobody takes events reads the thread itself, and waits if it cannot."""
    await scene.presence.sign()
    await scene.catching_up.catch_up()
    scene.passes(LONG)
    scene.thread.posts("U0AMINA", "Is anybody there?")
    scene.thread.refuses = Unreadable("timeout")
    assert not await goes_on(scene)
    scene.thread.refuses = None
    scene.passes(10)
    assert await goes_on(scene)
    assert len(await scene.texts()) == 1


async def test_a_close_that_waits_goes_before_others(scene: Scene) -> None:
    """When Slack's limits leave no room, the week that has to close is the next one to be read."""
    await scene.presence.missed_some()
    scene.reader.budget.rest(60)
    assert not await goes_on(scene)
    row = await scene.owed()
    assert row is not None
    assert row.urgent


async def test_a_close_waits_an_hour_and_then_says_so(scene: Scene) -> None:
    """A Slack that cannot be read for an hour holds no week up for ever: it closes, and admins are told once."""
    await scene.presence.missed_some()
    scene.thread.refuses = Unreadable("timeout")
    assert not await goes_on(scene)
    scene.passes(LONGEST_WAIT.total_seconds() - 1)
    assert not await goes_on(scene)
    scene.passes(1)
    assert await goes_on(scene)
    assert await goes_on(scene)
    (told,) = await scene.room.deliveries("admin/unread")
    assert (told.recipient, told.facts["code"], told.facts["week"]) == ("U0ADMIN", "timeout", 1)
    assert await owed(scene)  # it is still read when it can be


async def test_the_hour_of_a_close_does_not_begin_again(scene: Scene) -> None:
    """Slack says every half hour that it left events out: the close goes on after its hour all the same."""
    await scene.presence.missed_some()
    scene.thread.refuses = Unreadable("timeout")
    assert not await goes_on(scene)
    for _ in range(2):
        scene.passes(LONGEST_WAIT.total_seconds() / 2 - 1)
        await scene.presence.missed_some()
        assert not await goes_on(scene)
    scene.passes(2)
    assert await goes_on(scene)


async def test_a_close_waits_for_no_channel_that_is_closed_to_us(scene: Scene) -> None:
    """Waiting does not help where the coach may not read."""
    await scene.presence.missed_some()
    scene.thread.refuses = Closed("not_in_channel", "Invite Waymark.")
    assert await goes_on(scene)


async def test_a_close_waits_to_hear_whether_its_question_arrived(scene: Scene) -> None:
    """While it is open whether the question reached Slack the week is not taken for one that was never asked."""
    (prompt,) = await scene.room.deliveries("prompt/open")
    place = prompt.ts
    async with scene.room.database.unit_of_work() as work:
        changes = {"state": "in_doubt"}
        await work.deliveries.compare_and_set(prompt.id, state="sent", token=prompt.token, changes=changes)
        row = await work.rounds.lock(prompt.round_id or "")
        assert row is not None
        row.prompt_ts = None
        await work.commit()
    await scene.presence.sign()
    assert [await goes_on(scene, kind) for kind in ("playback", "close")] == [True, False]
    async with scene.room.database.unit_of_work() as work:
        await work.deliveries.compare_and_set(
            prompt.id, state="in_doubt", token=prompt.token, changes={"state": "sent"}
        )
        await work.rounds.set_prompt_ts(prompt.round_id or "", place or "")
        await work.commit()
    scene.passes(10)
    assert await goes_on(scene)


# --- an answer before its question is known ---------------------------------------------------------------------------


async def lost_track(scene: Scene, state: str) -> None:
    """Nobody knows where the question stands, though Slack has it."""
    (prompt,) = await scene.room.deliveries("prompt/open")
    scene.thread.mark = prompt.mark
    scene.thread.__post_init__()
    async with scene.room.database.unit_of_work() as work:
        changes = {"state": state, "ts": None}
        await work.deliveries.compare_and_set(prompt.id, state="sent", token=prompt.token, changes=changes)
        row = await work.rounds.lock(prompt.round_id or "")
        assert row is not None
        row.prompt_ts = None
        await work.commit()


@pytest.mark.parametrize("state", ["sending", "in_doubt"])
async def test_a_question_is_recognised_by_its_mark(any_scene: Scene, state: str) -> None:
    """An answer that comes before its question is known as sent finds it: its thread hangs on a message of ours."""
    scene = any_scene
    await lost_track(scene, state)
    answer = scene.thread.posts("U0AMINA", "Quick as a flash.")
    with pytest.raises(NotYetKnown):
        await scene.hears(answer)
    found = await scene.recogniser.recognise(answer.channel, answer.thread_ts)
    assert (found.ours, found.ts) == (True, scene.thread.root_ts)
    await scene.hears(answer)
    assert await scene.texts() == {answer.ts: "Quick as a flash."}
    (prompt,) = await scene.room.deliveries("prompt/open")
    assert (prompt.state, prompt.ts) == ("sent", scene.thread.root_ts)


@pytest.mark.parametrize("mark", [None, "somebody else's"])
async def test_a_message_of_others_is_not_taken_for_ours(scene: Scene, mark: str | None) -> None:
    """Without a mark that the ledger knows a message is none of ours; one that Slack does not show is not judged."""
    scene.thread.mark = mark
    scene.thread.__post_init__()
    found = await scene.recogniser.recognise(scene.thread.channel, scene.thread.root_ts)
    assert not found.ours
    with pytest.raises(NotYetKnown):
        await scene.recogniser.recognise(scene.thread.channel, "1.0")


# --- what is remembered of events -------------------------------------------------------------------------------------


async def test_ids_are_forgotten_when_slack_brings_nothing_again(scene: Scene) -> None:
    """A day later nobody brings an event again, so its id goes; by Slack's time, not by the campaign's."""
    memory = Memory(scene.room.database, scene.time)
    await memory.forget()
    async with scene.room.database.unit_of_work() as work:
        for number in range(BATCH + 1):
            await work.seen.first_time(f"old-{number}", scene.time.now())
        await work.commit()
    scene.time.passes(KEPT.total_seconds())
    assert await memory.forget() == 0
    scene.time.passes(1)
    async with scene.room.database.unit_of_work() as work:
        await work.seen.first_time("new", scene.time.now())
        await work.commit()
    assert await memory.forget() == BATCH + 1
    async with scene.room.database.unit_of_work() as work:
        assert not await work.seen.first_time("new", scene.time.now())


async def test_events_are_remembered_by_slacks_time(scene: Scene) -> None:
    """However the campaign's clock stands, an event's id is kept a day from when it came."""
    conversation = Conversation(
        scene.room.database,
        scene.room.identities,
        Texts(ROOT / "content" / "texts"),
        support_route="",
        wire=scene.time,
    )
    long_ago = scene.time.now() - timedelta(days=30)
    event = ev.DirectMessage(id="Ev-dm", workspace="T0WORK", at=long_ago, channel="D1", user="U0AMINA", text="help")
    assert (await conversation.handle(event)).fresh
    await Memory(scene.room.database, scene.time).forget()
    assert not (await conversation.handle(event)).fresh
