"""Slack hears of success when something is stored, and not before; what could not be stored it brings again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.storage.database import Database
from bot.storage.errors import DatabaseAway
from bot.storage.unit_of_work import UnitOfWork
from tests.played.conftest import Setting
from tests.played.stage import Stage


@pytest.fixture(params=["socket", "http"])
async def week(request: pytest.FixtureRequest, on_stage: Setting) -> AsyncIterator[Stage]:
    """A week that has been asked, over each road."""
    async with on_stage(road=request.param) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        yield stage


async def test_slack_hears_of_success_after_the_commit(week: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as an answer is not committed it is not acknowledged."""
    commit, reached, go_on = UnitOfWork.commit, asyncio.Event(), asyncio.Event()

    async def slow(self: UnitOfWork) -> None:
        reached.set()
        await go_on.wait()
        await commit(self)

    monkeypatch.setattr(UnitOfWork, "commit", slow)
    (amina,) = week.people("amina")
    posting = asyncio.ensure_future(amina.hands.post(week.channel(), "We ask twice a year.", week.prompt().ts))
    await reached.wait()
    await asyncio.wait([posting], timeout=0.3)
    assert not posting.done()
    go_on.set()
    await posting
    assert len(await week.answers()) == 1


async def test_without_a_database_nothing_is_acknowledged(week: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the database is away Slack is told to come again, and then the answer is kept once."""

    @asynccontextmanager
    async def away(self: Database) -> AsyncIterator[UnitOfWork]:
        raise DatabaseAway
        yield

    (amina,) = week.people("amina")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Database, "unit_of_work", away)
        await amina.hands.post(week.channel(), "We ask twice a year.", week.prompt().ts)
        first = week.workspace.journal.deliveries("message")[-1].data
        assert not first["acknowledged"]
    await week.workspace.dispatcher.idle()
    last = week.workspace.journal.deliveries("message")[-1].data
    assert (last["event_id"], last["acknowledged"]) == (first["event_id"], True)
    assert [answer.text for answer in await week.answers()] == ["We ask twice a year."]
