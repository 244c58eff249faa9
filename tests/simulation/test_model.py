"""The ledger in memory, which the simulator uses, answers as the real queries do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

import pytest
from cryptography.fernet import Fernet

from bot.storage.database import Database
from bot.storage.models import Delivery
from bot.storage.types import Vault
from tests.simulation.database import StoredDelivery, Tables
from tests.simulation.kernel import EPOCH

ROWS = 40
LEDGERS = 25
STATES = ("planned", "planned", "planned", "claimed", "sending", "in_doubt", "sent", "failed", "expired", "cancelled")


class Named(Protocol):
    """A row."""

    @property
    def id(self) -> str: ...


def ids(rows: Iterable[Named]) -> list[str]:
    """Name rows, in no order."""
    return sorted(row.id for row in rows)


def a_ledger(chance: Random) -> list[StoredDelivery]:
    """Return rows in any state, of a few places, some under others, with times around `EPOCH`."""

    def when(*likely: float) -> datetime | None:
        seconds = chance.choice((None, *likely, chance.uniform(-600, 600)))
        return None if seconds is None else EPOCH + timedelta(seconds=seconds)

    return [
        StoredDelivery(
            id=f"m{number}", mark=f"m{number}", workspace=chance.choice(("T1", "T2")), utterance="said",
            recipient=chance.choice(("C1", "C2", "C3", "UANA")), state=chance.choice(STATES), place=number % 3,
            priority=chance.choice((1, 5)), due_at=when(0, -60, 60) or EPOCH, created_at=when(-60, -90) or EPOCH,
            parent_id=f"m{chance.randrange(number)}" if number and chance.random() < 0.3 else None,
            retry_at=when(0, -1, 1, 3600, 3601, 7200), lease_until=when(0, -1, 1), slack_last=when(0, -299, -300, -301),
            owner=chance.choice((None, "me", "you")), token=chance.randrange(4),
        )
        for number in range(ROWS)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(LEDGERS))
async def test_the_model_answers_as_the_database_does(seed: int, migrated_sqlite_url: str) -> None:
    """Of any ledger both say whose turn it is, what to look for, what lapsed and what lost its parent, and agree."""
    rows, tables = a_ledger(Random(seed)), Tables()
    tables.deliveries = {row.id: row for row in rows}
    database = Database(migrated_sqlite_url, Vault([Fernet.generate_key().decode()]))
    names = {field.name for field in fields(StoredDelivery)}
    async with database.unit_of_work() as work:
        work.session.add_all(Delivery(**{name: getattr(row, name) for name in names}) for row in rows)
        await work.commit()
    async with database.reading() as work:
        real = work.deliveries
        turns = await real.claimable(EPOCH, EPOCH, ROWS)
        assert [row.id for row in tables.claimable(EPOCH, EPOCH)] == [row.id for row in turns]
        assert ids(tables.in_doubt(EPOCH)) == ids(await real.in_doubt(EPOCH, ROWS))
        assert ids(tables.lapsed_leases(EPOCH)) == ids(await real.lapsed_leases(EPOCH, ROWS))
        assert ids(tables.orphans()) == ids(await real.orphans(ROWS))
        for row in rows:
            turn = await real.turn_of(row.id, EPOCH, EPOCH)
            assert (turn is not None) == (row.id in ids(turns))
            looked_for = await real.is_to_be_looked_for(row.id, EPOCH)
            assert looked_for == (row.id in ids(tables.in_doubt(EPOCH)))
    await database.dispose()
