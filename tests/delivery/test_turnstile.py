"""All processes on one database share one pace, and nobody waits who need not."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.pacing import Errand, Limit, Method, NotYet, Pace, Turn, key_of
from bot.delivery.rows import State
from bot.delivery.sender import OLD
from bot.delivery.steps import Steps
from bot.delivery.turnstile import Turnstile
from tests.delivery.office import Office

SLOW = Pace(methods={**Pace().methods, Method.POST: Limit(2.0, 2)}, most_ahead=0.5)


def turnstiles(office: Office, pace: Pace, number: int) -> list[Turnstile]:
    """Those of several processes."""
    return [Turnstile(office.database, pace, office.clocks.wire) for _ in range(number)]


async def ask(office: Office, turnstile: Turnstile, place: str, *, reply: bool = False) -> Turn:
    """Ask for a turn, and keep it."""
    async with office.database.unit_of_work() as work:
        told = await turnstile.ask(work, Errand(office.workspace.team_id, place, reply))
        await work.commit()
    return told


async def test_processes_share_one_budget(any_office: Office) -> None:
    """Thirty messages that five processes claim at once get turns at the workspace's pace, as one process would."""
    office, pace = any_office, Pace()
    nodes = turnstiles(office, pace, 5)
    before = office.clocks.wire.monotonic()
    told = await asyncio.gather(*(ask(office, nodes[n % 5], f"C{n}") for n in range(30)))
    took = office.clocks.wire.monotonic() - before
    waits = sorted(one.wait for one in told if one.given)
    # Four at once, and then one each quarter of a second, as far as five seconds ahead.
    expected = [max(0.0, (n - 3) / 4) for n in range(len(waits))]
    assert all(early - took <= wait <= early for early, wait in zip(expected, waits, strict=True))
    assert len(waits) >= 24
    assert all(one.wait > pace.ahead for one in told if not one.given)


async def test_a_429_stops_every_process_and_halves_the_pace_once(any_office: Office) -> None:
    """What Slack said to one process counts for all, and three requests that were under way together count as one."""
    office, pace = any_office, Pace()
    first, second = turnstiles(office, pace, 2)
    team = office.workspace.team_id
    waits = [await first.close(team, Method.POST, 30, elapsed=5) for _ in range(3)]
    assert waits == [30, 30, 30]
    assert 25 < await second.closed_for(team, Method.POST) <= 30
    assert await second.closed_for(team, Method.UPDATE) == 0.0
    told = await ask(office, second, "C1")
    assert not told.given
    assert told.wait > 25
    async with office.database.reading() as work:
        bucket = (await work.buckets.look([key_of(team, Method.POST)]))[key_of(team, Method.POST)]
    assert bucket["share"] == 0.5


async def test_a_turn_that_nobody_took_is_not_counted(any_office: Office) -> None:
    """A process that loses a message to another one while it asks gives the turn back."""
    office = any_office
    await office.plan("one")
    steps = office.steps(pace=replace(SLOW, channel=Limit(1e6)))
    letter = await steps.ledger.read("one")
    assert letter is not None
    taken = await steps.ledger.claim(letter, "me", steps.turnstile, opens=False)
    assert taken is not None
    assert await steps.ledger.claim(letter, "another", steps.turnstile, opens=False) is None
    async with office.database.reading() as work:
        rows = await work.buckets.all()
        now = await work.buckets.now(office.clocks.wire.monotonic())
    assert rows[key_of(office.workspace.team_id, Method.POST)]["tat"] <= now + 0.5


async def test_a_turn_far_off_puts_the_message_back_and_a_reply_goes_at_once(any_office: Office) -> None:
    """When the budget is gone nobody waits with a message in hand: it asks again later, and a reply passes it by."""
    office = any_office
    slower = replace(SLOW, methods={**SLOW.methods, Method.POST: Limit(0.4, 2)}, most_ahead=2.5)
    for n in range(6):
        await office.plan(f"m{n}", recipient=f"C{n}")
    await office.plan("reply", recipient=office.team, priority=1)
    steps = office.steps(pace=slower)
    for n in range(3):
        letter = await steps.ledger.read(f"m{n}")
        assert letter is not None
        await steps.ledger.claim(letter, "me", steps.turnstile, opens=False)
    late = [await steps.sender.step(f"m{n}") for n in range(3, 6)]
    assert all(isinstance(one, NotYet) and one.seconds > slower.ahead for one in late)
    rows = [await office.stored(f"m{n}") for n in range(3, 6)]
    assert {(row.state, row.token, row.attempts) for row in rows} == {("planned", 0, 0)}
    moments = [row.retry_at for row in rows if row.retry_at is not None]
    assert len(moments) == 3
    assert moments == sorted(moments)
    assert moments[-1] - moments[0] > timedelta(seconds=0.5)
    assert await steps.sender.step("reply") is State.SENT


async def test_a_place_that_must_wait_a_moment_writes_nothing(any_office: Office) -> None:
    """A second message to a channel within its second is told to come again, and its row is left alone."""
    office = any_office
    await office.plan("one")
    await office.plan("two")
    steps = office.steps(pace=Pace(channel=Limit(0.2)))
    assert await steps.send("one") is State.SENT
    told = await steps.send("two")
    assert isinstance(told, NotYet)
    assert 0 < told.seconds <= 5
    assert (await office.stored("two")).retry_at is None


async def test_a_message_taken_for_a_turn_does_not_leave_while_slack_wants_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack says "too many" to somebody else while a message waits for its turn: it goes back and asks later."""
    await office.plan("one")
    steps = office.steps(pace=Pace(methods={**Pace().methods, Method.POST: Limit(4.0)}))
    team = office.workspace.team_id
    await ask(office, steps.turnstile, "C9")
    # However slow this machine is, the next slot is still to come.
    async with office.database.unit_of_work() as work:
        now = await work.buckets.now(office.clocks.wire.monotonic())
        held = await work.buckets.hold([key_of(team, Method.POST)])
        await work.buckets.keep({key: {**row, "tat": now + 5.0} for key, row in held.items()})
        await work.commit()

    async def meanwhile(seconds: float) -> None:
        assert 0 < seconds <= 5
        await asyncio.sleep(2 * OLD)
        await steps.turnstile.close(team, Method.POST, 30, elapsed=0)

    monkeypatch.setattr(steps.wire, "sleep", meanwhile)
    assert await steps.sender.step("one") is State.PLANNED
    stored = await office.stored("one")
    assert (stored.error, office.calls("chat.postMessage")) == ("paced", 0)
    assert stored.retry_at is not None
    assert stored.retry_at > office.clocks.wire.now() + timedelta(seconds=20)


async def test_direct_messages_are_not_opened_faster_than_slack_takes_it(office: Office) -> None:
    """The second person whose DM must be opened waits, a person whose DM is open does not."""
    grace = office.workspace.add_user("grace", "Grace Hill").id
    for n, person in enumerate((office.ana, grace, office.ana)):
        await office.plan(f"m{n}", recipient=person)
    pace = Pace(factor=20, methods={**Pace().methods, Method.OPEN: Limit(0.01)})
    steps = office.steps(pace=pace)
    assert await steps.send("m0") is State.SENT
    assert isinstance(await steps.send("m1"), NotYet)
    await asyncio.sleep(0.06)  # a channel's second, scaled
    assert await steps.send("m2") is State.SENT
    assert office.calls("conversations.open") == 1


async def test_looks_far_off_are_put_back(any_office: Office) -> None:
    """A message whose new look finds no turn keeps its wish and is not counted as tried."""
    office = any_office
    await office.plan("one")
    await office.dispatcher().settle()
    await office.show("message/one", "said", "changed")
    steps = office.steps(pace=Pace(methods={**Pace().methods, Method.UPDATE: Limit(0.01)}))
    async with office.database.unit_of_work() as work:
        assert (await steps.turnstile.ask_for(work, office.workspace.team_id, Method.UPDATE)).given
        await work.commit()
    told = await steps.show("message/one")
    assert isinstance(told, NotYet)
    assert told.seconds > 50
    async with office.database.reading() as work:
        wish = await work.desired.get("message/one")
    assert wish is not None
    assert (wish.attempts, wish.lease_until) == (0, None)
    assert wish.retry_at is not None
    assert office.calls("chat.update") == 0


async def test_channels_that_are_free_again_are_forgotten(any_office: Office) -> None:
    """The table does not grow with the channels that were ever written to, and what Slack said is kept."""
    office = any_office
    turnstile = turnstiles(office, Pace(factor=1000), 1)[0]
    for n in range(8):
        await ask(office, turnstile, f"C{n}")
    await turnstile.close(office.workspace.team_id, Method.HOME, 3600, elapsed=0)
    await asyncio.sleep(0.01)
    await turnstile.forget()
    async with office.database.reading() as work:
        kept = list(await work.buckets.all())
    assert kept == [key_of(office.workspace.team_id, Method.HOME)]


async def test_a_dispatcher_that_must_wait_asks_nothing_meanwhile(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While no turn is near, the ledger is asked now and then, not over and over."""
    for n in range(40):
        await office.plan(f"m{n}", recipient=f"C{n}")
    pace = Pace(methods={**Pace().methods, Method.POST: Limit(0.01)})
    dispatcher = office.embedded(pace=pace)
    await dispatcher.steps.turnstile.close(office.workspace.team_id, Method.POST, 600, elapsed=0)
    asked = 0
    ask_ledger = dispatcher._ask

    async def counted() -> None:
        nonlocal asked
        asked += 1
        await ask_ledger()

    async def refused(steps: Steps, delivery_id: str) -> object:
        raise AssertionError(f"{delivery_id} was tried before its turn")

    monkeypatch.setattr(dispatcher, "_ask", counted)
    monkeypatch.setattr(Steps, "send", refused)
    running = asyncio.create_task(dispatcher.run())
    await asyncio.sleep(1.3)
    running.cancel()
    await asyncio.wait([running])
    assert 1 <= asked <= 3
    assert await office.states() == {"planned": 40}


async def test_a_busy_workspace_hides_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """With more than one look at the ledger shows for a workspace that must wait, another one's messages still go."""
    monkeypatch.setattr("bot.delivery.embedded.BATCH", 5)
    for n in range(20):
        await office.plan(f"m{n}", workspace="T0BUSY", recipient=f"C{n}")
    await office.plan("other")
    dispatcher = office.embedded(pace=Pace(methods={**Pace().methods, Method.POST: Limit(0.01, 2)}))
    await dispatcher.steps.turnstile.close("T0BUSY", Method.POST, 600, elapsed=0)
    running = asyncio.create_task(dispatcher.run())
    while not office.visible():
        await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.wait([running])
    assert office.marks() == ["mark-other"]
