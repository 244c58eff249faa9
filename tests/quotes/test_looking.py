"""A facilitator's list with many quotes: what takes long is done for one page, and while nobody waits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.insight.redaction import Names, Redacted, redact
from bot.quoting import looking
from bot.quoting.looking import PER_PAGE
from bot.storage.database import Database
from bot.storage.repositories.quotes import Quotes
from bot.storage.unit_of_work import UnitOfWork
from tests.conversation.room import T1, Room
from tests.quotes.town import FACILITATOR, desk_of, look, week_of_quotes
from tests.storage.rows import answer

MANY = 30


@dataclass
class Watch:
    """Who holds the writer, what was redacted meanwhile, and what was loaded for quotes."""

    writing: int = 0
    written: int = 0
    redacted: list[bool] = field(default_factory=list)
    loaded: list[int | None] = field(default_factory=list)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Watches the desk."""
    seen, opened, quotable = Watch(), Database.unit_of_work, Quotes.quotable

    @asynccontextmanager
    async def unit_of_work(database: Database) -> AsyncIterator[UnitOfWork]:
        async with opened(database) as work:
            seen.writing, seen.written = seen.writing + 1, seen.written + 1
            try:
                yield work
            finally:
                seen.writing -= 1

    def counted(text: str, names: Names) -> Redacted:
        if text:
            seen.redacted.append(seen.writing > 0)
        return redact(text, names)

    async def noted(self, campaign_id, ids=None):
        seen.loaded.append(None if ids is None else len(ids))
        return await quotable(self, campaign_id, ids)

    monkeypatch.setattr(Database, "unit_of_work", unit_of_work)
    monkeypatch.setattr(looking, "redact", counted)
    monkeypatch.setattr(Quotes, "quotable", noted)
    return seen


async def many(room: Room) -> None:
    """A closed week with many quotes."""
    await week_of_quotes(room)
    round_id = (await room.round()).id
    async with room.database.unit_of_work() as work:
        for n in range(MANY):
            row = answer(f"more-{n}", mode="confidential", author=None, person_code=f"code-{n}", quotable=True)
            row.round_id, row.workspace, row.text = round_id, T1, f"Words of number {n}."
            await work.answers.add(row)
        await work.commit()


async def test_a_list_redacts_its_page_and_holds_nobody_up(housing: Room, watch: Watch) -> None:
    """As many words as a page has are redacted, none while others wait to write, and a second look writes nothing."""
    await many(housing)
    watch.written = 0
    first = await look(housing)
    assert (len(first.items), first.more, first.waiting) == (PER_PAGE, MANY + 1 - PER_PAGE, MANY + 1)
    assert (watch.redacted, watch.written) == ([False] * PER_PAGE, 1)
    assert await look(housing) == first
    assert watch.written == 1


async def test_each_quote_is_on_one_page(housing: Room) -> None:
    """Page by page, all are shown, and none twice."""
    await many(housing)
    pages = [await desk_of(housing).look(T1, FACILITATOR, start) for start in range(0, MANY + 1, PER_PAGE)]
    assert len({item.quote_id for page in pages for item in page.items}) == MANY + 1


async def test_an_act_loads_the_one_quote_that_it_is_about(housing: Room, watch: Watch) -> None:
    """Releasing one reads its answer and those that are released, not all that may be quoted."""
    await many(housing)
    items = (await look(housing)).items
    for item in items[:2]:
        watch.loaded.clear()
        await desk_of(housing).release(T1, FACILITATOR, item.quote_id, item.seen)
        assert watch.loaded
        assert all(number is not None and number <= 2 for number in watch.loaded)
