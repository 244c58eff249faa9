"""What stands in a thread and is not stored is made up for, once, whatever else comes of it before or after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.hearing.differences import Reading, differences
from bot.hearing.ports import Closed, SeenMessage, SeenReaction, ThreadPage, Unreadable
from bot.hearing.reading import PromptInDoubt
from tests.conversation.room import HOUSING
from tests.hearing.scene import Scene
from tests.hearing.thread import at

HOURS = 3 * 3600.0


async def test_hours_of_absence_are_made_up_for(any_scene: Scene) -> None:
    """New words, changed ones, deleted ones and reactions of an absence are stored as they stand, and only once."""
    scene, thread = any_scene, any_scene.thread
    events = []
    for user in ("U0AMINA", "U0BEN", "U0CARYS"):
        scene.passes(5)
        events.append(thread.posts(user, f"{user} before"))
        await scene.hears(events[-1])
    kept, changed, gone = (event.ts for event in events)
    scene.passes(HOURS)
    thread.edits(changed, "U0BEN after")
    thread.deletes(gone)
    new = thread.posts("U0DEV", "U0DEV after").ts
    thread.reacts("U0CARYS", thread.root_ts, "four")
    thread.reacts("U0DEV", kept, "heart")
    scene.passes(HOURS)
    assert await scene.reads_back() == 5
    assert await scene.texts() == {kept: "U0AMINA before", changed: "U0BEN after", new: "U0DEV after"}
    assert (await scene.ratings(), await scene.backed()) == ([(4, "reaction")], [(kept, "heart")])
    assert await scene.taking_part() == 4
    assert await scene.reads_back() == 0


async def test_what_is_taken_back_is_taken_back(scene: Scene) -> None:
    """Reactions that were removed or exchanged meanwhile leave no rating and no support behind."""
    thread = scene.thread
    answer = thread.posts("U0AMINA", "We ask twice a year.")
    await scene.hears(answer)
    for user, ts, name in (
        ("U0BEN", thread.root_ts, "two"),
        ("U0CARYS", thread.root_ts, "three"),
        ("U0BEN", answer.ts, "heart"),
        ("U0DEV", answer.ts, "heart"),
    ):
        await scene.hears(thread.reacts(user, ts, name))
    scene.passes(HOURS)
    thread.takes_back("U0BEN", thread.root_ts, "two")
    thread.takes_back("U0CARYS", thread.root_ts, "three")
    thread.reacts("U0CARYS", thread.root_ts, "five")
    thread.takes_back("U0BEN", answer.ts, "heart")
    await scene.reads_back()
    assert (await scene.ratings(), await scene.backed()) == ([(5, "reaction")], [(answer.ts, "heart")])
    assert await scene.reads_back() == 0


async def test_a_button_is_not_overruled_by_a_reaction_of_unknown_time(scene: Scene) -> None:
    """Nobody can tell whether a reaction came before a tap, so the tap stands; and no other's rating is touched."""
    await scene.room.rates("U0BEN", 3)
    scene.thread.reacts("U0BEN", scene.thread.root_ts, "five")
    assert await scene.reads_back() == 0
    assert await scene.ratings() == [(3, "button")]


async def test_what_slack_brings_after_all_counts_once(scene: Scene) -> None:
    """Events that come after their thread was read back change nothing, and nobody is answered twice."""
    thread = scene.thread
    first = thread.posts("U0AMINA", "We ask twice a year, in the hall, and then nobody hears of it again.")
    scene.passes(10)
    edit = thread.edits(first.ts, "We ask each spring, in the hall, and then nobody hears of it again.")
    question = thread.posts("U0BEN", "What do you think about this?")
    scene.passes(10)
    heart = thread.reacts("U0CARYS", first.ts, "heart")
    scene.passes(HOURS)
    await scene.reads_back()
    before = await scene.texts(), scene.said.copy()
    assert {"followup/ask_here", "followup/asked_us"} == {utterance for _, utterance in before[1]}
    for event in (heart, question, edit, first):
        await scene.hears(event)
    assert (await scene.texts(), scene.said) == before
    assert max(scene.said.values()) == 1
    assert await scene.backed() == [(first.ts, "heart")]


async def test_a_deletion_that_was_read_back_is_final(scene: Scene) -> None:
    """The event of a message that was seen to be gone brings it back no more."""
    thread = scene.thread
    posted = thread.posts("U0AMINA", "Never mind.")
    await scene.hears(posted)
    scene.passes(10)
    edited = thread.edits(posted.ts, "Never mind at all.")
    thread.deletes(posted.ts)
    scene.passes(HOURS)
    assert await scene.reads_back() == 1
    for event in (edited, replace(posted, id="Ev-again")):
        await scene.hears(event)
    assert await scene.texts() == {}


async def test_edits_within_one_second_end_as_they_stand(scene: Scene) -> None:
    """Slack keeps the whole second of an edit only; of two in one second the one that stands is stored."""
    thread = scene.thread
    posted = thread.posts("U0AMINA", "One.")
    scene.passes(60.1)
    first = thread.edits(posted.ts, "Two.")
    await scene.hears(posted)
    await scene.hears(first)
    scene.passes(0.2)
    thread.edits(posted.ts, "Three.")
    scene.passes(HOURS)
    await scene.reads_back()
    assert await scene.texts() == {posted.ts: "Three."}


async def test_a_message_without_words_is_no_answer(scene: Scene) -> None:
    """A picture without a word, and reactions to it, are nobody's answer; words that were emptied are kept empty."""
    thread = scene.thread
    thread.posts("U0AMINA", "  ")
    scene.passes(1)
    emptied = thread.posts("U0BEN", "Something.")
    await scene.hears(emptied)
    scene.passes(5)
    thread.edits(emptied.ts, "")
    scene.passes(HOURS)
    await scene.reads_back()
    assert await scene.texts() == {emptied.ts: ""}


# --- what is missing, and what only seems to be -----------------------------------------------------------------------


async def test_a_thread_that_slack_does_not_show_deletes_nothing(scene: Scene) -> None:
    """Where a workspace deletes old messages, or the beginning is gone, what people said stays stored."""
    posted = scene.thread.posts("U0AMINA", "Keep me.")
    await scene.hears(posted)
    scene.passes(HOURS)
    scene.thread.purged = True
    assert await scene.reads_back() == 0
    scene.thread.purged = False
    for ts in (scene.thread.root_ts, posted.ts):
        del scene.thread.messages[ts]
    assert await scene.reads_back() == 0
    assert await scene.texts() == {posted.ts: "Keep me."}


async def test_a_message_that_is_new_or_was_left_out_of_a_page_is_not_gone(scene: Scene) -> None:
    """Slack may list a message late, or leave it out of a page: it is asked for by itself before it counts as gone."""
    thread = scene.thread
    old = thread.posts("U0AMINA", "Old.")
    await scene.hears(old)
    scene.passes(HOURS)
    young = thread.posts("U0BEN", "Young.")
    await scene.hears(young)
    hidden = {ts: thread.messages.pop(ts) for ts in (old.ts, young.ts)}

    async def stands(channel: str, ts: str) -> bool:
        return ts in hidden

    thread.stands = stands  # type: ignore[method-assign]
    assert await scene.reads_back() == 0
    assert len(await scene.texts()) == 2


async def test_a_reading_that_breaks_off_deletes_nothing_and_is_begun_again(scene: Scene) -> None:
    """A thread of which only the first page could be read tells nothing about what is missing; the next try does."""
    thread = scene.thread
    for number in range(5):
        scene.passes(1)
        await scene.hears(thread.posts("U0AMINA", f"Message {number}."))
    scene.passes(HOURS)
    scene.thread.deletes(max(thread.replies))
    lost = thread.posts("U0BEN", "Lost.")
    turns = iter((None, None, Unreadable("timeout")))

    def may_read() -> None:
        if (problem := next(turns, None)) is not None:
            raise problem

    thread._may_read = may_read  # type: ignore[method-assign]
    with pytest.raises(Unreadable):
        await scene.reads_back()
    assert len(await scene.texts()) == 5
    await scene.reads_back()
    assert sorted(text or "" for text in (await scene.texts()).values()) == [
        "Lost.",
        *(f"Message {n}." for n in range(4)),
    ]
    assert lost.ts in await scene.texts()


# --- whose time counts ------------------------------------------------------------------------------------------------


async def test_when_it_was_written_decides_whether_it_is_late(scene: Scene) -> None:
    """Read back before a close that nobody was there to carry out: written before it is in time, after it is late."""
    close = await scene.room.beat("close")
    scene.passes((close.due_at - scene.time.now()).total_seconds() - 60)
    in_time = scene.thread.posts("U0AMINA", "Just in time.")
    scene.passes(120)
    late = scene.thread.posts("U0BEN", "A minute late.")
    scene.passes(HOURS)
    await scene.reads_back()
    stored = {answer.message_ts: answer for answer in await scene.room.stored()}
    assert [stored[event.ts].late for event in (in_time, late)] == [False, True]
    assert stored[in_time.ts].created_at == close.due_at - timedelta(seconds=60)
    assert (scene.said["U0BEN", "thread/late"], scene.said["U0AMINA", "thread/late"]) == (1, 0)


async def test_a_paused_campaign_takes_answers_until_it_goes_on(scene: Scene) -> None:
    """What was written after the close's time is not late while the campaign is paused, as if somebody had listened."""
    team = await scene.room.team()
    async with scene.room.database.unit_of_work() as work:
        campaign = await work.campaigns.lock(team.campaign_id)
        assert campaign is not None
        campaign.state = "paused"
        await work.commit()
    scene.passes(5 * 86_400)
    scene.thread.posts("U0AMINA", "Still here.")
    scene.passes(HOURS)
    await scene.reads_back()
    assert [answer.late for answer in await scene.room.stored()] == [False]


async def test_a_closed_week_keeps_what_is_found_as_late(scene: Scene) -> None:
    """Frozen figures stay as they are: what is found in the thread of a closed week is late, however old it is."""
    scene.thread.posts("U0AMINA", "Nobody heard this in time.")
    scene.thread.reacts("U0BEN", scene.thread.root_ts, "two")
    await scene.room.comes("close")
    scene.passes(5 * 86_400)
    figures = (await scene.room.round()).figures
    await scene.reads_back()
    assert [answer.late for answer in await scene.room.stored()] == [True]
    assert (await scene.room.round()).figures == figures


async def test_what_was_written_before_the_follow_up_does_not_answer_it(scene: Scene) -> None:
    """Two messages found together: the follow-up to the first was not there yet when the second was written."""
    first = scene.thread.posts("U0AMINA", "We ask twice a year, in the hall, and nobody ever hears what came of it.")
    scene.passes(60)
    second = scene.thread.posts("U0AMINA", "And in the summer.")
    scene.passes(HOURS)
    await scene.reads_back()
    scene.passes(60)
    third = scene.thread.posts("U0AMINA", "Here is one.")
    await scene.hears(third)
    stored = {answer.message_ts: answer for answer in await scene.room.stored()}
    assert [stored[event.ts].follows for event in (first, second, third)] == [None, None, stored[first.ts].id]


# --- where ------------------------------------------------------------------------------------------------------------


async def test_threads_under_the_playback_are_read_too(scene: Scene) -> None:
    """People answer where they read; each of the week's messages has its thread read."""
    await scene.hears(scene.thread.posts("U0AMINA", "First."))
    await scene.room.comes("playback")
    read: list[str] = []
    page = scene.thread.page

    async def pages(channel: str, ts: str, after: str | None = None) -> ThreadPage | None:
        read.append(ts)
        return await page(channel, ts, after)

    scene.thread.page = pages  # type: ignore[method-assign]
    await scene.reads_back()
    assert set(read) == {scene.room.stamp("prompt/open"), scene.room.stamp("playback")}


async def test_an_answer_posted_for_its_author_is_backed_too(scene: Scene) -> None:
    """A reaction on the message that the coach posted for somebody is support for what they said."""
    await scene.room.answers("U0AMINA", mode="named")
    await scene.room.posts()
    ts = scene.room.stamp("thread/named_answer")
    assert ts is not None
    own = SeenReaction("heart", ("U0AMINA", "U0BEN"))
    scene.thread.messages[ts] = replace(scene.thread.messages[scene.thread.root_ts], ts=ts, reactions=(own,))
    await scene.reads_back()
    assert [name for _, name in await scene.backed()] == ["heart"]


async def test_a_question_that_may_not_have_arrived_has_no_thread_yet(scene: Scene) -> None:
    """While nobody knows where the question stands its thread cannot be read; a campaign without its salt has none."""
    (prompt,) = await scene.room.deliveries("prompt/open")
    async with scene.room.database.unit_of_work() as work:
        changes = {"state": "in_doubt"}
        await work.deliveries.compare_and_set(prompt.id, state="sent", token=prompt.token, changes=changes)
        row = await work.rounds.lock(prompt.round_id or "")
        assert row is not None
        row.prompt_ts = None
        await work.commit()
    with pytest.raises(PromptInDoubt):
        await scene.reads_back()
    async with scene.room.database.unit_of_work() as work:
        campaign = await work.campaigns.lock((await scene.room.team()).campaign_id)
        assert campaign is not None
        campaign.salt = None
        await work.commit()
    assert await scene.reads_back() == 0


async def test_reading_keeps_slacks_pace(scene: Scene) -> None:
    """A long thread is read a page each two seconds after the first twenty, and nothing is read after a refusal."""
    for _ in range(60):
        scene.passes(1)
        scene.thread.posts("U0AMINA", "Short.")
    before = scene.time.now()
    await scene.reads_back()
    assert scene.thread.pages_read == 31
    assert scene.time.now() - before == timedelta(seconds=22)
    scene.thread.refuses = Unreadable("ratelimited", 30.0)
    with pytest.raises(Unreadable):
        await scene.reads_back()
    assert scene.reader.budget.wait == pytest.approx(30.0)


async def test_a_channel_that_is_closed_to_us_says_why(scene: Scene) -> None:
    """Where Slack does not let the coach read, what Slack said and the fix come out."""
    scene.thread.refuses = Closed("not_in_channel", "Invite Waymark.")
    with pytest.raises(Closed) as refused:
        await scene.reads_back()
    assert (refused.value.code, refused.value.fix) == ("not_in_channel", "Invite Waymark.")


async def test_a_second_copy_in_the_thread_is_told_to_the_ledger(scene: Scene) -> None:
    """A message of ours that stands twice is seen in the thread, and its younger copy is to go."""
    await scene.room.answers("U0AMINA", mode="named")
    await scene.room.posts()
    (row,) = await scene.room.deliveries("thread/named_answer")
    for number in (2, 3):
        ts = f"1700000001.00000{number}"
        beginning = scene.thread.messages[scene.thread.root_ts]
        scene.thread.messages[ts] = replace(beginning, ts=ts, mark=row.mark)
    await scene.reads_back()
    async with scene.room.database.reading() as work:
        wanted = [target.target for target in await work.desired.pending(scene.time.now() + timedelta(days=1), 10)]
    assert [target for target in wanted if target.startswith("stray/")]


def test_events_of_a_reading_have_no_ones_id() -> None:
    """What is remembered of a reading tells nothing about who reacted to what."""
    reading = Reading("T1", HOUSING.channel, "1.0", at(10), at(10))
    message = SeenMessage("1.0", reactions=(SeenReaction("two", ("U0AMINA",)),))
    (event,) = differences(reading, "1.0", [message])
    assert "U0AMINA" not in event.id
