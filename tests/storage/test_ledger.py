"""The ledger of messages: planned once, sent in order, changed only by whoever holds the token."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from bot.storage.database import Database
from bot.storage.repositories.desired import Held
from bot.storage.unit_of_work import UnitOfWork
from tests.storage.rows import HOUR, MINUTE, TUESDAY, answer, delivery

NOW = TUESDAY  # wire time; campaign time is given beside it


async def claimable(work: UnitOfWork, campaign: datetime = TUESDAY, wire: datetime = NOW) -> list[str]:
    """The ids of what may be claimed."""
    return [row.id for row in await work.deliveries.claimable(campaign, wire)]


async def put(work: UnitOfWork, key: str, **given: Any) -> None:
    """Plan a message, and set it to what a test needs."""
    state: dict[str, Any] = {
        name: given.pop(name) for name in ("state", "lease_until", "retry_at", "slack_last") if name in given
    }
    assert await work.deliveries.plan(delivery(key, **given))
    assert await work.deliveries.compare_and_set(key, state="planned", token=0, changes={"token": 0, **state})


async def test_planning_twice_plans_once(week_one: Database) -> None:
    """The same message planned again, even at the same moment, stays as it was first planned."""

    async def plan(words: str) -> bool:
        async with week_one.unit_of_work() as work:
            fresh = await work.deliveries.plan(delivery("d", mark=words, facts={"words": words}))
            await work.commit()
            return fresh

    assert await plan("first")
    assert not any(await asyncio.gather(*(plan(f"again {number}") for number in range(5))))
    async with week_one.reading() as work:
        kept = await work.deliveries.by_mark("first")
        assert await work.deliveries.counts() == {"planned": 1}
    assert kept is not None
    assert kept.facts == {"words": "first"}


async def test_a_message_waits_for_its_time(week_one: Database) -> None:
    """A message is due by campaign time, and a retry by wire time."""
    async with week_one.unit_of_work() as work:
        await put(work, "later", due_at=TUESDAY + HOUR, recipient="C1")
        await put(work, "retry", retry_at=NOW + MINUTE, recipient="C2")
        assert await claimable(work) == []
        assert await claimable(work, campaign=TUESDAY + HOUR) == ["later"]
        assert await claimable(work, wire=NOW + MINUTE) == ["retry"]
        assert await work.deliveries.next_due() == TUESDAY
        assert await work.deliveries.next_wake() == NOW + MINUTE


async def test_workspaces_can_be_left_out(week_one: Database) -> None:
    """However much one workspace has, what another one has can be seen beside it."""
    async with week_one.unit_of_work() as work:
        await put(work, "here", workspace="T1", recipient="C1")
        await put(work, "there", workspace="T2", recipient="C1")
        found = await work.deliveries.claimable(TUESDAY, NOW, without={"T1"})
        assert [row.id for row in found] == ["there"]
        assert await work.deliveries.claimable(TUESDAY, NOW, without={"T1", "T2"}) == []


async def test_whose_turn_it_is_among_very_many_is_read_in_order(week_one: Database) -> None:
    """The query for the next messages takes them from an index, in order, and does not sort all that are due."""
    async with week_one.unit_of_work() as work:
        work.session.add_all(delivery(f"d{number}", recipient=f"C{number}") for number in range(2000))
        await work.commit()
        if not week_one.is_sqlite:
            await work.session.execute(text("ANALYZE deliveries"))
            await work.commit()
    asked: list[tuple[str, Any]] = []
    engine = week_one._reading.sync_engine

    def listen(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        asked.append((statement, values))

    event.listen(engine, "before_cursor_execute", listen)
    async with week_one.reading() as work:
        assert len(await work.deliveries.claimable(TUESDAY, NOW, 200)) == 200
        statement, values = asked[-1]
        explain = "EXPLAIN QUERY PLAN" if week_one.is_sqlite else "EXPLAIN"
        connection = await work.session.connection()
        plan = "\n".join(str(row[-1]) for row in (await connection.exec_driver_sql(f"{explain} {statement}", values)))
    event.remove(engine, "before_cursor_execute", listen)
    assert "ix_deliveries_turn" in plan
    assert "ORDER BY" not in plan
    assert "Sort" not in plan


async def test_a_clock_that_went_back_stops_nothing(week_one: Database) -> None:
    """A retry that lies further ahead than any back-off means a clock went back, and is due."""
    async with week_one.unit_of_work() as work:
        await put(work, "retry", retry_at=NOW + 2 * HOUR)
        await put(work, "doubt", recipient="C2", state="in_doubt", retry_at=NOW + 2 * HOUR)
        assert await claimable(work) == ["retry"]
        assert [row.id for row in await work.deliveries.in_doubt(NOW)] == ["doubt"]


async def test_a_reply_waits_for_what_it_hangs_under(week_one: Database) -> None:
    """A message in a thread is not claimable, and wakes nobody, before its parent is sent."""
    async with week_one.unit_of_work() as work:
        await put(work, "prompt", due_at=TUESDAY + HOUR)
        await put(work, "questions", parent_id="prompt")
        assert await claimable(work) == []
        assert await work.deliveries.next_due() == TUESDAY + HOUR
        for state in ("claimed", "sending", "in_doubt", "failed", "expired", "cancelled"):
            await move(work, "prompt", state)
            assert await claimable(work, campaign=TUESDAY + 2 * HOUR) == []
        await move(work, "prompt", "sent")
        assert await claimable(work, campaign=TUESDAY + 2 * HOUR) == ["questions"]


async def move(work: UnitOfWork, key: str, state: str, **more: Any) -> None:
    """Set a message's state as its holder would."""
    row = await work.deliveries.get(key)
    assert row is not None
    changes = {"state": state, **more}
    assert await work.deliveries.compare_and_set(key, state=row.state, token=row.token, changes=changes)


@pytest.mark.parametrize("before", ["planned", "claimed", "sending", "in_doubt"])
async def test_an_earlier_message_goes_first(week_one: Database, before: str) -> None:
    """A later message to the same place waits while an earlier one is on its way; elsewhere nothing waits."""
    async with week_one.unit_of_work() as work:
        await put(work, "z-first", due_at=TUESDAY - HOUR)
        await put(work, "a-second")
        await put(work, "elsewhere", recipient="C2")
        await put(work, "other-workspace", workspace="T2")
        await move(work, "z-first", before, retry_at=NOW + MINUTE, slack_last=NOW)
        assert sorted(await claimable(work)) == ["elsewhere", "other-workspace"]
        await move(work, "z-first", "sent")
        assert "a-second" in await claimable(work)


async def test_a_long_doubt_holds_nobody_back(week_one: Database) -> None:
    """A message that stays in doubt for long, or one that Slack refused, does not silence its channel."""
    async with week_one.unit_of_work() as work:
        await put(work, "doubt", due_at=TUESDAY - HOUR, state="in_doubt", slack_last=NOW)
        await put(work, "refused", due_at=TUESDAY - HOUR, state="failed")
        await put(work, "next")
        assert await claimable(work) == []
        assert await claimable(work, wire=NOW + 6 * MINUTE) == ["next"]


async def test_a_pause_holds_what_the_coach_begins(week_one: Database) -> None:
    """While its campaign is paused a message waits, keeps nobody behind it waiting, and is not the next to fall due."""
    async with week_one.unit_of_work() as work:
        await put(work, "prompt", round_id="r")
        await put(work, "elsewhere", due_at=TUESDAY + MINUTE)
        await put(work, "reply", round_id="r", priority=1, due_at=TUESDAY + HOUR)
        paused = await work.campaigns.get("c")
        assert paused is not None
        paused.state = "paused"
        await work.flush()
        assert await claimable(work, campaign=TUESDAY + HOUR) == ["reply"]
        assert await work.deliveries.turn_of("prompt", TUESDAY + HOUR, NOW) is None
        assert await work.deliveries.next_due() == TUESDAY + MINUTE
        await work.deliveries.compare_and_set("reply", state="planned", token=0, changes={"state": "sent"})
        assert await claimable(work, campaign=TUESDAY + HOUR) == ["elsewhere"]
        paused.state = "running"
        await work.flush()
        assert await claimable(work, campaign=TUESDAY + HOUR) == ["prompt"]


@pytest.mark.parametrize("begun", [False, True])
async def test_only_what_never_left_is_planned_again_or_taken_back(week_one: Database, begun: bool) -> None:
    """A message that may have been posted keeps what it says and when, and is never forgotten."""
    async with week_one.unit_of_work() as work:
        await put(work, "d", round_id="r")
        changes = {"slack_first": NOW} if begun else {"token": 0}
        assert await work.deliveries.compare_and_set("d", state="planned", token=0, changes=changes)
        other = delivery("d", round_id="r", facts={"new": True}, due_at=TUESDAY + HOUR)
        assert await work.deliveries.plan_again(other) is not begun
        kept = await work.deliveries.get("d")
        assert kept is not None
        assert (kept.facts, kept.due_at) == ((delivery("d").facts, TUESDAY) if begun else ({"new": True}, other.due_at))
        assert await work.deliveries.take_back("r") == (0 if begun else 1)


async def test_orphans_hold_nobody_back(week_one: Database) -> None:
    """A message that waits for a parent that will never be sent does not silence its channel."""
    async with week_one.unit_of_work() as work:
        await put(work, "prompt", state="failed")
        await put(work, "questions", parent_id="prompt")
        await put(work, "next", due_at=TUESDAY + MINUTE)
        assert await claimable(work, campaign=TUESDAY + HOUR) == ["next"]


@pytest.mark.parametrize("end", ["failed", "expired", "cancelled"])
async def test_orphans_are_found(week_one: Database, end: str) -> None:
    """What hangs under a message that will never be sent is found, and what still may be sent is not."""
    async with week_one.unit_of_work() as work:
        await put(work, "prompt")
        await put(work, "questions", parent_id="prompt")
        await put(work, "answered", parent_id="prompt", state="sent")
        assert await work.deliveries.orphans() == []
        await move(work, "prompt", end)
        assert [row.id for row in await work.deliveries.orphans()] == ["questions"]


async def test_our_messages_are_known_by_their_place(week_one: Database) -> None:
    """A message of ours is found by workspace, channel and time, and only there."""
    async with week_one.unit_of_work() as work:
        await put(work, "d", recipient="UANA")
        await move(work, "d", "sent", channel="D1", ts="1.1")
        found = await work.deliveries.at_message("T1", "D1", "1.1")
        assert found is not None
        assert found.id == "d"
        for place in (("T2", "D1", "1.1"), ("T1", "UANA", "1.1"), ("T1", "D1", "1.2")):
            assert await work.deliveries.at_message(*place) is None


async def test_the_whole_ledger_can_be_checked(week_one: Database) -> None:
    """Every message and every target comes back, whatever its state."""
    async with week_one.unit_of_work() as work:
        await put(work, "z", state="failed")
        await put(work, "a")
        await work.desired.show("home/T1/UANA", "T1", "home", {})
        assert [row.id for row in await work.deliveries.all()] == ["z", "a"]
        assert [row.target for row in await work.desired.all()] == ["home/T1/UANA"]


async def test_replies_to_people_overtake(week_one: Database) -> None:
    """A reply to a person's act goes before the week's beats, in its own channel and in all."""
    async with week_one.unit_of_work() as work:
        await put(work, "beat", due_at=TUESDAY - HOUR)
        await put(work, "beat-elsewhere", due_at=TUESDAY - HOUR, recipient="C2")
        await put(work, "reply", priority=1)
        assert await claimable(work) == ["reply", "beat-elsewhere"]


async def test_messages_planned_together_keep_their_order(week_one: Database) -> None:
    """Messages planned in one transaction for the same moment go out in the order of planning, whatever their ids."""
    async with week_one.unit_of_work() as work:
        for key in ("z", "m", "a"):
            await put(work, key)
        sent = []
        while waiting := await claimable(work):
            [key] = waiting
            sent.append(key)
            await move(work, key, "sent")
    assert sent == ["z", "m", "a"]


PLANS = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(0, 2), st.sampled_from([1, 5]), st.integers(0, 1)),
    max_size=8,
)


@pytest.mark.timeout(1200)  # the large profile plays a thousand stories
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(plans=PLANS)
async def test_every_message_gets_its_turn_in_order(week_one: Database, plans: list[tuple[str, int, int, int]]) -> None:
    """Whatever is planned is claimed in the end, one at a time in each place, by priority, due time and age."""
    async with week_one.unit_of_work() as work:
        order: dict[str, list[tuple[Any, ...]]] = {"A": [], "B": []}
        for place, (recipient, due, priority, age) in enumerate(plans):
            times = {"due_at": TUESDAY + due * MINUTE, "created_at": TUESDAY + age * MINUTE}
            await put(work, f"d{place}", recipient=recipient, priority=priority, **times)
            order[recipient].append((priority, due, age, place))
        taken: dict[str, list[str]] = {"A": [], "B": []}
        while rows := await work.deliveries.claimable(TUESDAY + HOUR, NOW):
            assert len({row.recipient for row in rows}) == len(rows)
            taken[rows[0].recipient].append(rows[0].id)
            await move(work, rows[0].id, "sent")
        await work.rollback()
    assert taken == {place: [f"d{row[-1]}" for row in sorted(rows)] for place, rows in order.items()}


async def test_claimable_stops_at_its_limit(week_one: Database) -> None:
    """No more rows come back than were asked for, the oldest first."""
    async with week_one.unit_of_work() as work:
        for number in range(5):
            await put(work, f"d{number}", recipient=f"C{number}", due_at=TUESDAY - number * MINUTE)
        rows = await work.deliveries.claimable(TUESDAY, NOW, limit=2)
    assert [row.id for row in rows] == ["d4", "d3"]


async def test_a_stale_token_changes_nothing(week_one: Database) -> None:
    """A worker whose token or state is not the row's changes nothing, and is told so."""
    async with week_one.unit_of_work() as work:
        await put(work, "d")
        claim = {"state": "claimed", "token": 1, "owner": "one", "lease_until": NOW + MINUTE}
        assert await work.deliveries.compare_and_set("d", state="planned", token=0, changes=claim)
        late = {"state": "sent", "ts": "1.1"}
        assert not await work.deliveries.compare_and_set("d", state="claimed", token=0, changes=late)
        assert not await work.deliveries.compare_and_set("d", state="planned", token=1, changes=late)
        assert not await work.deliveries.compare_and_set("unknown", state="planned", token=0, changes=late)
        kept = await work.deliveries.get("d")
    assert kept is not None
    assert (kept.state, kept.token, kept.owner, kept.ts) == ("claimed", 1, "one", None)


async def test_one_of_many_workers_claims(week_one: Database) -> None:
    """Of ten workers that claim one message at once, exactly one gets it."""
    async with week_one.unit_of_work() as work:
        await put(work, "d")
        await work.commit()

    async def claim(owner: str) -> bool:
        async with week_one.unit_of_work() as work:
            changes = {"state": "claimed", "token": 1, "owner": owner}
            got = await work.deliveries.compare_and_set("d", state="planned", token=0, changes=changes)
            await work.commit()
            return got

    assert sum(await asyncio.gather(*(claim(f"worker {number}") for number in range(10)))) == 1


async def test_leases_lapse(week_one: Database) -> None:
    """A claimed or sending message whose lease is over is found; one whose lease runs is not."""
    async with week_one.unit_of_work() as work:
        await put(work, "claimed", state="claimed", lease_until=NOW - MINUTE)
        await put(work, "sending", state="sending", lease_until=NOW - 2 * MINUTE)
        await put(work, "alive", state="sending", lease_until=NOW + MINUTE)
        await put(work, "sent", state="sent", lease_until=NOW - MINUTE)
        assert [row.id for row in await work.deliveries.lapsed_leases(NOW)] == ["sending", "claimed"]
        assert await work.deliveries.next_wake() == NOW - 2 * MINUTE


async def test_doubts_wait_for_their_look(week_one: Database) -> None:
    """A message in doubt is looked for when its time comes, and an admin can see it."""
    async with week_one.unit_of_work() as work:
        await put(work, "doubt", state="in_doubt", retry_at=NOW + MINUTE)
        await put(work, "refused", state="failed", recipient="C2")
        assert await work.deliveries.in_doubt(NOW) == []
        assert [row.id for row in await work.deliveries.in_doubt(NOW + MINUTE)] == ["doubt"]
        assert [row.id for row in await work.deliveries.troubled("T1")] == ["doubt", "refused"]
        assert await work.deliveries.troubled("T2") == []
        assert len(await work.deliveries.troubled()) == 2


async def test_only_what_is_planned_is_cancelled(week_one: Database) -> None:
    """Cancelling a round's messages leaves those on their way, and other rounds', alone."""
    async with week_one.unit_of_work() as work:
        await put(work, "planned", round_id="r")
        await put(work, "sending", round_id="r", state="sending")
        await put(work, "other")
        assert await work.deliveries.cancel_planned("r") == 1
        assert await work.deliveries.counts() == {"cancelled": 1, "sending": 1, "planned": 1}


async def test_messages_of_a_round_answer_and_campaign(week_one: Database) -> None:
    """Messages are found by what they are about, in the order they were planned."""
    async with week_one.unit_of_work() as work:
        await work.answers.add(answer())
        await put(work, "z", round_id="r")
        await put(work, "a", round_id="r", answer_id="a")
        await put(work, "loose")
        assert [row.id for row in await work.deliveries.of_round("r")] == ["z", "a"]
        assert [row.id for row in await work.deliveries.of_campaign("c")] == ["z", "a"]
        assert [row.id for row in await work.deliveries.of_answer("a")] == ["a"]


async def test_a_prompt_may_be_posted_already(week_one: Database) -> None:
    """A channel whose prompt is sending or in doubt is known: a reply there may belong to it."""
    async with week_one.unit_of_work() as work:
        await put(work, "d")
        await put(work, "talk", utterance="playback", recipient="C2", state="sending")
        seen = {}
        for state in ("planned", "claimed", "sending", "in_doubt", "sent"):
            await move(work, "d", state)
            seen[state] = await work.deliveries.sending_in("T1", "C1", ["prompt/open"])
        assert [state for state, maybe in seen.items() if maybe] == ["sending", "in_doubt"]
        assert not await work.deliveries.sending_in("T1", "C2", ["prompt/open"])
        assert await work.deliveries.sending_in("T1", "C2", ["prompt/open", "playback"])


async def test_attempts_are_written_down(week_one: Database) -> None:
    """Each request is kept in order, with what came back cut to what fits."""
    async with week_one.unit_of_work() as work:
        await put(work, "d")
        attempts = work.deliveries.attempts
        await attempts.add("d", token=1, started_at=NOW, outcome="in_doubt", error="x" * 500)
        await attempts.add("d", token=2, started_at=NOW + MINUTE, outcome="sent")
        rows = await attempts.of("d")
    assert [(row.token, row.outcome, len(row.error or "")) for row in rows] == [(1, "in_doubt", 200), (2, "sent", 0)]


async def test_the_latest_version_is_shown(database: Database) -> None:
    """A target shows its newest version only; a late word about an older one changes nothing."""
    async with database.unit_of_work() as work:
        home = "home/T1/UANA"
        await work.desired.show(home, "T1", "home", {"version": 1})
        await work.desired.show(home, "T1", "home", {"version": 2}, "cy", "Europe/London")
        assert [row.target for row in await work.desired.pending(NOW)] == [home]
        row = await work.desired.get(home)
        assert row is not None
        assert (row.version, row.facts, row.language, row.zone) == (2, {"version": 2}, "cy", "Europe/London")
        held = await take(work, home)
        await work.desired.show(home, "T1", "home", {"version": 3})
        assert await work.desired.shown(held)
        assert len(await work.desired.pending(NOW)) == 1
        assert await work.desired.shown(await take(work, home))
        assert await work.desired.pending(NOW) == []
        assert not await work.desired.shown(held)
        await work.desired.show(home, "T1", None, {})
        assert [row.version for row in await work.desired.pending(NOW)] == [4]


async def take(work: UnitOfWork, target: str, wire: datetime = NOW) -> Held:
    """Take a target for a minute, which must be possible."""
    held = await work.desired.claim(target, wire, wire + MINUTE)
    assert held is not None
    return held


async def test_one_process_shows_a_target(database: Database) -> None:
    """Of many that want to show a target at once one may, until it has noted the end or its lease is over."""
    home = "home/T1/UANA"

    async def claim(wire: datetime) -> Held | None:
        async with database.unit_of_work() as work:
            held = await work.desired.claim(home, wire, wire + MINUTE)
            await work.commit()
            return held

    async with database.unit_of_work() as work:
        await work.desired.show(home, "T1", "home", {})
        await work.commit()
    [first] = [held for held in await asyncio.gather(*(claim(NOW) for _ in range(5))) if held is not None]
    assert not first.lapsed
    async with database.reading() as work:
        assert await work.desired.pending(NOW) == []
        assert await work.desired.next_wake() == NOW + MINUTE
        assert len(await work.desired.pending(NOW + MINUTE)) == 1
    [second] = [held for held in await asyncio.gather(*(claim(NOW + MINUTE) for _ in range(5))) if held is not None]
    assert second.lapsed
    async with database.unit_of_work() as work:
        assert not await work.desired.shown(first)
        assert not await work.desired.give_up(first, "too late")
        assert not await work.desired.postpone(first, NOW, "too late")
        assert await work.desired.shown(second, again_at=NOW + 2 * MINUTE)
        assert await work.desired.pending(NOW + MINUTE) == []
        third = await take(work, home, NOW + 2 * MINUTE)
        assert not third.lapsed
        assert await work.desired.shown(third)
        assert await work.desired.pending(NOW + HOUR) == []
        await work.desired.show_again(home)
        assert len(await work.desired.pending(NOW)) == 1


async def test_a_process_alone_takes_over_what_an_earlier_one_was_showing(database: Database) -> None:
    """Whoever is the only process waits for no lease of a dead one."""
    async with database.unit_of_work() as work:
        await work.desired.show("home/T1/UANA", "T1", "home", {})
        await take(work, "home/T1/UANA")
        await work.desired.take_over(NOW)
        assert (await take(work, "home/T1/UANA")).lapsed


async def test_many_changes_of_one_target_are_all_counted(database: Database) -> None:
    """Ten changes at once of one target are ten versions."""

    async def show(number: int) -> None:
        async with database.unit_of_work() as work:
            await work.desired.show("home/T1/UANA", "T1", "home", {"number": number})
            await work.commit()

    await asyncio.gather(*(show(number) for number in range(10)))
    async with database.reading() as work:
        row = await work.desired.get("home/T1/UANA")
    assert row is not None
    assert row.version == 10


async def test_a_message_is_changed_once_it_stands(week_one: Database) -> None:
    """The wanted look of a message waits until the message is sent."""
    async with week_one.unit_of_work() as work:
        await put(work, "d")
        await work.desired.show("message/d", "T1", "prompt/closed", {})
        await work.desired.show("message/never", "T1", "prompt/closed", {})
        assert await work.desired.pending(NOW) == []
        await move(work, "d", "sent")
        assert [row.target for row in await work.desired.pending(NOW)] == ["message/d"]


async def test_what_failed_to_show_is_tried_again(database: Database) -> None:
    """A failed showing waits for its time; a new version is tried at once; a refused one is left until the next."""
    async with database.unit_of_work() as work:
        home = "home/T1/UANA"
        await work.desired.show(home, "T1", "home", {})
        await work.desired.postpone(await take(work, home), NOW + MINUTE, "ratelimited")
        await work.desired.postpone(await take(work, home, NOW + MINUTE), NOW + 2 * MINUTE, "ratelimited")
        assert await work.desired.pending(NOW) == []
        assert await work.desired.next_wake() == NOW + 2 * MINUTE
        [row] = await work.desired.pending(NOW + timedelta(minutes=2))
        assert (row.attempts, row.error) == (2, "ratelimited")
        await work.desired.show(home, "T1", "home", {"new": True})
        assert len(await work.desired.pending(NOW)) == 1
        await work.desired.give_up(await take(work, home), "user_not_found")
        assert await work.desired.pending(NOW) == []
        kept = await work.desired.get(home)
        assert kept is not None
        assert kept.error == "user_not_found"
