"""Messages from the ledger to the (sandboxed) Slack: nothing lost, nothing twice, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.happenings import Begin, Claim, Found, Happening
from bot.delivery.ledger import Letter
from bot.delivery.pacing import Pace
from bot.delivery.ports import Outgoing, Posted
from bot.delivery.rows import State
from tests.delivery.office import FAST, TIMING, Office
from tests.storage.rows import campaign, round_, team


async def test_a_planned_message_is_posted_once_with_its_mark(any_office: Office) -> None:
    """What is due is posted once, carries its mark in the metadata, and the ledger knows its place."""
    office = any_office
    await office.plan("one")
    await office.dispatcher().settle()
    assert office.marks() == ["mark-one"]
    stored = await office.stored("one")
    assert (stored.state, stored.channel, stored.ts) == ("sent", office.team, office.visible()[0].ts)
    assert stored.sent_at == office.campaign.now()
    assert await office.outcomes("one") == ["accepted"]


async def test_messages_in_a_channel_keep_their_order(any_office: Office) -> None:
    """Messages planned for one channel appear there in the order in which they were planned."""
    office = any_office
    for number in range(6):
        await office.plan(f"m{number}")
    await office.dispatcher().settle()
    assert office.marks() == [f"mark-m{number}" for number in range(6)]


async def test_two_dispatchers_on_one_database_post_once(any_office: Office) -> None:
    """Two processes that see the same rows post each of them once, and still in order."""
    office = any_office
    for number in range(8):
        await office.plan(f"a{number}")
        await office.plan(f"b{number}", recipient=office.other_team)
    first, second = office.dispatcher(), office.dispatcher()
    runs = [asyncio.create_task(first.run()), asyncio.create_task(second.run())]
    await first.settle()
    await second.settle()
    for run in runs:
        run.cancel()
    await asyncio.wait(runs)
    assert office.marks() == [f"mark-a{number}" for number in range(8)]
    assert office.marks(office.other_team) == [f"mark-b{number}" for number in range(8)]


async def test_a_connection_lost_after_slack_posted_is_looked_into_and_not_posted_again(any_office: Office) -> None:
    """Slack posts and the answer is lost: the message is found by its mark, and stands once."""
    office = any_office
    office.workspace.faults.add("chat.postMessage", "drop_after")
    await office.plan("one")
    await office.dispatcher().settle()
    assert office.marks() == ["mark-one"]
    assert office.calls("chat.postMessage") == 1
    assert await office.outcomes("one") == ["unclear", "found"]
    assert (await office.stored("one")).ts == office.visible()[0].ts


@pytest.mark.parametrize("fault", ["timeout_after", "500_after"])
async def test_slow_or_broken_answers_after_the_post_leave_one_message(any_office: Office, fault: str) -> None:
    """A time-out or a server error after Slack posted never leads to a second message."""
    office = any_office
    office.workspace.faults.add("chat.postMessage", fault, seconds=1)  # type: ignore[arg-type]
    await office.plan("one")
    await office.dispatcher().settle()
    assert office.marks() == ["mark-one"]
    assert office.calls("chat.postMessage") == 1


@pytest.mark.parametrize("fault", ["drop_before", "500"])
async def test_what_never_posted_is_posted_after_slack_must_have_shown_it(any_office: Office, fault: str) -> None:
    """When nothing stands in the channel long after the request, the message is sent again, and once."""
    office = any_office
    office.workspace.faults.add("chat.postMessage", fault)  # type: ignore[arg-type]
    await office.plan("one")
    await office.dispatcher().settle()
    assert office.marks() == ["mark-one"]
    assert office.calls("chat.postMessage") == 2
    outcomes = await office.outcomes("one")
    assert outcomes == ["unclear", "accepted"]
    assert (await office.stored("one")).attempts == 2


async def test_a_lost_answer_in_a_thread_is_found_in_the_thread(office: Office) -> None:
    """A reply is looked for among its thread's replies, where the channel's history does not show it."""
    await office.plan("root")
    await office.dispatcher().settle()
    office.workspace.faults.add("chat.postMessage", "drop_after")
    await office.plan("child", parent_id="root")
    await office.dispatcher().settle()
    assert office.marks() == ["mark-root", "mark-child"]
    assert office.calls("conversations.replies") >= 1


async def test_a_lost_answer_in_a_direct_message_is_found_there(office: Office) -> None:
    """A message to a person is looked for in the DM that was opened for it."""
    office.workspace.faults.add("chat.postMessage", "drop_after")
    await office.plan("hello", recipient=office.ana)
    await office.dispatcher().settle()
    direct = office.workspace.person(office.ana).dm_with_bot()
    assert office.marks(direct) == ["mark-hello"]
    assert (await office.stored("hello")).channel == direct


async def test_too_many_requests_wait_and_post_once(any_office: Office) -> None:
    """After a 429 nothing more goes to the workspace until Retry-After is over, then each message once."""
    office = any_office
    office.workspace.faults.add("chat.postMessage", "429", seconds=4)
    await office.plan("one")
    await office.plan("two", recipient=office.other_team)
    dispatcher = office.dispatcher(workers=1)
    started = office.clocks.wire.monotonic()
    await dispatcher.settle()
    assert office.clocks.wire.monotonic() - started >= 4 / FAST.factor
    assert office.marks() + office.marks(office.other_team) == ["mark-one", "mark-two"]
    assert await office.outcomes("one") == ["throttled", "accepted"]


async def test_a_reply_waits_for_the_message_above_it(any_office: Office) -> None:
    """A message under another is posted in its thread, once that one stands, even if it was due earlier."""
    office = any_office
    await office.plan("child", parent_id="parent", priority=1)
    await office.plan("parent")
    await office.dispatcher().settle()
    parent, child = office.visible()
    assert office.marks() == ["mark-parent", "mark-child"]
    assert child.thread_ts == parent.ts


async def test_a_reply_whose_parent_was_refused_is_cancelled(office: Office) -> None:
    """Nothing waits for ever under a message that will never stand."""
    office.workspace.channels[office.team].is_archived = True
    await office.plan("parent")
    await office.plan("child", parent_id="parent")
    dispatcher = office.dispatcher()
    await dispatcher.settle()
    await dispatcher.steps.reconciler.sweep()
    assert (await office.stored("child")).state == "cancelled"
    assert office.visible() == []


async def test_a_message_past_its_time_is_not_posted(office: Office) -> None:
    """Last week's prompt expires in the ledger instead of going out late."""
    await office.plan("late", not_after=office.campaign.now())
    office.later(days=6)
    await office.dispatcher().settle()
    assert (await office.stored("late")).state == "expired"
    assert office.calls("chat.postMessage") == 0


async def test_a_message_waits_for_its_day(any_office: Office) -> None:
    """What is due tomorrow goes out tomorrow by the campaign's clock, and not before."""
    office = any_office
    await office.plan("tomorrow", due_at=office.campaign.now().replace(day=3))
    dispatcher = office.dispatcher()
    await dispatcher.settle()
    assert office.visible() == []
    office.later(days=1)
    await dispatcher.settle()
    assert office.marks() == ["mark-tomorrow"]


async def test_a_refusal_is_told_to_the_admin_once_with_the_fix(any_office: Office) -> None:
    """Two messages to an archived channel fail for good, and the admin gets one message that says what to do."""
    office = any_office
    office.workspace.channels[office.team].is_archived = True
    await office.plan("one")
    await office.plan("two")
    await office.dispatcher().settle()
    assert (await office.stored("one")).error == "is_archived"
    assert (await office.states())["failed"] == 2
    told = office.visible(office.workspace.person(office.admin).dm_with_bot())
    assert len(told) == 1
    assert office.team in told[0].text
    assert "Unarchive" in told[0].text


async def test_a_refused_message_to_an_admin_is_not_told_to_the_admin(office: Office) -> None:
    """When the admin cannot be reached either, the story ends there."""
    office.workspace.users[office.admin].deleted = True
    office.workspace.channels[office.team].is_archived = True
    await office.plan("one")
    await office.dispatcher().settle()
    states = await office.states()
    assert sum(states.values()) == 2
    assert set(states) <= {"failed", "sent"}


async def test_an_admin_does_not_learn_whose_direct_message_failed(office: Office) -> None:
    """A receipt that cannot be delivered would show that its reader wrote in private, so no name is told."""
    office.workspace.faults.add("conversations.open", "error", error="user_disabled")
    await office.plan("receipt", recipient=office.ana)
    await office.dispatcher().settle()
    told = office.visible(office.workspace.person(office.admin).dm_with_bot())
    assert len(told) == 1
    assert "a direct message" in told[0].text
    assert office.ana not in told[0].text


async def test_words_that_cannot_be_made_are_refused_and_told(office: Office) -> None:
    """A message whose template lacks a fact fails once, before any request, instead of being tried for ever."""
    await office.plan("one", utterance="broken")
    await office.dispatcher().settle()
    assert (await office.stored("one")).error == "cannot_compose"
    assert office.visible() == []


async def test_an_unknown_word_of_slacks_is_looked_into(office: Office) -> None:
    """An error that nobody documented is in doubt: it is looked for, and sent again only when it is not there."""
    office.workspace.faults.add("chat.postMessage", "error", error="never_heard_of_it")
    await office.plan("one")
    await office.dispatcher().settle()
    assert await office.outcomes("one") == ["unclear", "accepted"]
    assert office.calls("conversations.history") >= 1
    assert office.marks() == ["mark-one"]


async def test_a_message_in_doubt_stays_so_when_nobody_can_look(any_office: Office) -> None:
    """Without the right to read, a message in doubt is held, not sent again."""
    office = any_office
    office.workspace.faults.add("chat.postMessage", "500_after")
    office.workspace.faults.add("conversations.history", "error", times=1000, error="missing_scope")
    await office.plan("one")
    with pytest.raises(TimeoutError, match=r"in_doubt|under way"):
        await office.dispatcher().settle(timeout=5)
    assert (await office.stored("one")).state == "in_doubt"
    assert office.calls("chat.postMessage") == 1


@pytest.mark.parametrize("replied", [False, True])
async def test_a_second_copy_that_is_seen_is_taken_away_unless_people_replied(office: Office, replied: bool) -> None:
    """Slack showed the first post later than it may: the younger copy goes, but never one that holds a conversation."""
    await office.plan("one")
    await office.dispatcher().settle()
    first = office.visible()[0]
    second = await office.messenger.post(
        Outgoing(workspace=office.workspace.team_id, channel=office.team, utterance="said", mark="mark-one")
    )
    if replied:
        await office.workspace.person(office.ana).post(office.team, "Here I am", second.ts)
    dispatcher = office.dispatcher()
    await dispatcher.steps.ledger.seen("one", Found(office.team, second.ts))
    await dispatcher.settle()
    assert [message.ts for message in office.visible()] == ([first.ts, second.ts] if replied else [first.ts])
    assert (await office.stored("one")).ts == first.ts


async def test_a_post_that_was_found_before_its_sender_came_back_is_one_message(office: Office) -> None:
    """Whoever loses the row to a look says where its message stands, and nothing is repeated."""
    await office.plan("one")
    dispatcher = office.dispatcher()
    post = office.messenger.post

    async def found_meanwhile(message: Outgoing, may_leave: Callable[[], bool] = lambda: True) -> Posted:
        place = await post(message, may_leave)
        await dispatcher.steps.ledger.seen("one", Found(place.channel, place.ts))
        return place

    office.messenger.post = found_meanwhile  # type: ignore[method-assign]
    await dispatcher.settle()
    assert office.marks() == ["mark-one"]
    assert (await office.stored("one")).state == "sent"


async def test_what_a_dead_process_was_sending_is_looked_into_at_the_next_start(office: Office) -> None:
    """A process killed between the post and the note of it leaves one message, known as sent after the restart."""
    await office.plan("one")
    dead = office.dispatcher()
    letter = await dead.steps.ledger.read("one")
    assert letter is not None
    claimed = await dead.steps.ledger.record(letter, Claim("dead"))
    assert claimed is not None
    begun = await dead.steps.ledger.record(claimed, Begin(office.team))
    assert begun is not None
    await office.messenger.post(begun.outgoing())
    await office.dispatcher(alone=True).settle()
    assert (await office.stored("one")).state == "sent"
    assert office.marks() == ["mark-one"]


async def test_a_lease_that_ran_out_is_freed_by_any_process(any_office: Office) -> None:
    """A claim whose process froze goes back when its lease is over, and the frozen process changes nothing any more."""
    office = any_office
    await office.plan("one")
    dispatcher = office.dispatcher()
    letter = await dispatcher.steps.ledger.read("one")
    assert letter is not None
    claimed = await dispatcher.steps.ledger.record(letter, Claim("frozen"))
    assert claimed is not None
    await dispatcher.settle()
    assert office.marks() == ["mark-one"]
    assert await dispatcher.steps.ledger.record(claimed, Begin(office.team)) is None
    assert (await office.stored("one")).state == "sent"


async def test_a_request_that_would_leave_too_late_does_not_leave(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process frozen between the note and the request sends nothing, because others may count on that by now."""
    await office.plan("one")
    steps = office.dispatcher().steps
    record, monotonic = steps.ledger.record, steps.wire.monotonic

    async def freezes(letter: Letter, happening: Happening, **given: Any) -> Letter | None:
        done = await record(letter, happening, **given)
        if isinstance(happening, Begin):
            monkeypatch.setattr(steps.wire, "monotonic", lambda: monotonic() + 100)
        return done

    monkeypatch.setattr(steps.ledger, "record", freezes)
    assert await steps.sender.step("one") is State.PLANNED
    assert office.calls("chat.postMessage") == 0


async def test_a_slow_channel_delays_no_other(any_office: Office) -> None:
    """While one channel's request hangs, another channel's messages go out."""
    office = any_office
    office.workspace.faults.add("chat.postMessage", "timeout_before", seconds=2)
    async with replace(office.door, http=20.0).opened(office.clocks) as (_, office.messenger):
        dispatcher = office.dispatcher(timing=replace(TIMING, http=20.0, lease=60.0))
        running = asyncio.create_task(dispatcher.run())
        await office.plan("slow")
        dispatcher.notify()
        while office.calls("chat.postMessage") == 0:
            await asyncio.sleep(0.005)
        await office.plan("quick", recipient=office.other_team)
        dispatcher.notify()
        while not office.visible(office.other_team):
            await asyncio.sleep(0.005)
        assert (await office.stored("slow")).state == "sending"
        running.cancel()
        await asyncio.wait([running])


async def test_a_channel_gets_one_message_a_second(any_office: Office) -> None:
    """Messages for one channel are spaced by the pace, in the sandbox's scaled seconds."""
    office = any_office
    for number in range(4):
        await office.plan(f"m{number}")
    await office.dispatcher(pace=Pace(factor=10)).settle()
    async with office.database.reading() as work:
        attempts = [(await work.deliveries.attempts.of(f"m{number}"))[0] for number in range(4)]
    departures = sorted(attempt.started_at for attempt in attempts)
    assert departures[-1] - departures[0] >= timedelta(seconds=0.25)  # three waits of a tenth of a second, less jitter
    assert office.marks() == [f"mark-m{number}" for number in range(4)]


async def test_stopping_finishes_the_request_under_way(any_office: Office) -> None:
    """Cancelling the dispatcher while Slack takes its time waits for the end of the request and notes it."""
    office = any_office
    office.workspace.faults.add("chat.postMessage", "timeout_after", seconds=0.2)
    await office.plan("one")
    running = asyncio.create_task(office.dispatcher().run())
    while office.calls("chat.postMessage") == 0:
        await asyncio.sleep(0.005)
    running.cancel()
    await asyncio.wait([running])
    assert (await office.stored("one")).state == "in_doubt"
    await office.dispatcher().settle()
    assert office.marks() == ["mark-one"]


async def test_a_prompt_that_stands_is_known_to_its_round(office: Office) -> None:
    """The round learns where its prompt stands in the same transaction that marks it sent, also after a look."""
    async with office.database.unit_of_work() as work:
        await work.campaigns.add(campaign())
        await work.teams.add(team(channel=office.team))
        await work.rounds.add(round_(channel=office.team))
        await work.commit()
    office.workspace.faults.add("chat.postMessage", "drop_after")
    await office.plan("prompt", utterance="prompt/open", round_id="r")
    await office.dispatcher().settle()
    async with office.database.reading() as work:
        stored = await work.rounds.get("r")
    assert stored is not None
    assert (stored.prompt_ts, stored.channel) == (office.visible()[0].ts, office.team)
