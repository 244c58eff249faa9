"""A dispatcher that is told to stop: what has begun may finish, what has not is handed back."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.delivery import embedded
from bot.delivery.happenings import Begin, Claim
from tests.delivery.office import QUICK, Office


async def claimed(office: Office, key: str, owner: str, *, begun: bool) -> None:
    """Have a message claimed by a process, and perhaps begun."""
    await office.plan(key, recipient=f"C0{key.upper()}")
    ledger = office.steps().ledger
    letter = await ledger.read(key)
    assert letter is not None
    held = await ledger.record(letter, Claim(owner))
    assert held is not None
    if begun:
        await ledger.record(held, Begin("C1"))


async def test_only_ones_own_is_handed_back(any_office: Office) -> None:
    """What did not begin is planned again, what may have been posted is in doubt, and nobody holds it any more."""
    steps = any_office.steps()
    await claimed(any_office, "waits", steps.owner, begun=False)
    await claimed(any_office, "left", steps.owner, begun=True)
    await claimed(any_office, "theirs", "somebody else", begun=True)
    before = {key: await any_office.stored(key) for key in ("waits", "left", "theirs")}
    assert await steps.hand_back() == 2
    for key, state in (("waits", "planned"), ("left", "in_doubt"), ("theirs", "sending")):
        row = await any_office.stored(key)
        mine = key != "theirs"
        assert (row.state, row.owner, row.token - before[key].token) == (state, None if mine else "somebody else", mine)
    assert await steps.hand_back() == 0


@pytest.mark.parametrize(("patience", "state"), [(5.0, "sent"), (0.05, "in_doubt")])
async def test_a_dispatcher_that_stops_lets_go(
    any_office: Office, monkeypatch: pytest.MonkeyPatch, patience: float, state: str
) -> None:
    """An answer that comes in time counts; of a slower one is let go, and the next dispatcher finds the message."""
    monkeypatch.setattr(embedded, "FINISH", patience)
    beat = {} if any_office.database.is_sqlite else {"beat": replace(QUICK, finish=patience)}
    any_office.workspace.faults.add("chat.postMessage", "slow_after", seconds=0.4)
    await any_office.plan("letter")
    running = asyncio.create_task(any_office.dispatcher(**beat).run())
    async with asyncio.timeout(20):
        while not any_office.workspace.faults.rules[0].taken:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.wait([running], timeout=20)
    row = await any_office.stored("letter")
    assert (row.state, row.owner) == (state, None)
    await any_office.dispatcher().settle()
    assert (await any_office.stored("letter")).state == "sent"
    assert any_office.marks() == ["mark-letter"]
