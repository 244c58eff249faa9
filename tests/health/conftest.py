"""A database with a running campaign in it, and clocks that a test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from bot.clock import AdjustableClock, Clocks, WireClock
from bot.storage.database import Database
from bot.storage.models import Delivery
from bot.storage.types import Vault
from tests.storage.rows import campaign, delivery, round_, team

NOON = datetime(2026, 9, 8, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class FrozenWire(WireClock):
    """Slack's clock as a test sets it."""

    def __init__(self, story: AdjustableClock) -> None:
        super().__init__()
        self.story = story
        self.off = 0.0

    def now(self) -> datetime:
        return self.story.now()

    @property
    def ahead(self) -> float:
        return self.off


@dataclass
class Place:
    """An installation: its database, its one clock, and an admin."""

    database: Database
    story: AdjustableClock = field(default_factory=lambda: AdjustableClock(frozen_at=NOON))

    def __post_init__(self) -> None:
        self.wire = FrozenWire(self.story)
        self.clocks = Clocks(campaign=self.story, wire=self.wire)

    async def plan(self, key: str, **given: object) -> None:
        """Plan a message to the team's channel, due now."""
        names = ("state", "slack_last", "sent_at", "error")
        state: dict[str, object] = {name: given.pop(name) for name in names if name in given}
        async with self.database.unit_of_work() as work:
            await work.deliveries.plan(delivery(key, **{"due_at": self.story.now(), "round_id": "r", **given}))
            await work.deliveries.compare_and_set(key, state="planned", token=0, changes={"token": 0, **state})
            await work.commit()

    async def became(self, key: str, **changes: object) -> None:
        """Let something become of a message."""
        async with self.database.unit_of_work() as work:
            row = await work.deliveries.get(key)
            assert row is not None
            await work.deliveries.compare_and_set(key, state=row.state, token=row.token, changes=changes)
            await work.commit()

    async def told(self, utterance: str) -> list[Delivery]:
        """The messages that admins get, oldest first."""
        async with self.database.reading() as work:
            return [row for row in await work.deliveries.all() if row.utterance == utterance]


@pytest.fixture(scope="session")
def vault() -> Vault:
    """One data key for the whole run."""
    return Vault([Fernet.generate_key().decode()])


async def opened(url: str, vault: Vault) -> AsyncIterator[Place]:
    """A place on a database with a running campaign."""
    database = Database(url, vault)
    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign(zone="Europe/London"))
        await work.teams.add(team())
        await work.rounds.add(round_())
        await work.commit()
    yield Place(database)
    await database.dispose()


@pytest.fixture
async def place(migrated_database_url: str, vault: Vault) -> AsyncIterator[Place]:
    """One on each kind of database."""
    async for each in opened(migrated_database_url, vault):
        yield each


@pytest.fixture
async def one_place(migrated_sqlite_url: str, vault: Vault) -> AsyncIterator[Place]:
    """One on SQLite."""
    async for each in opened(migrated_sqlite_url, vault):
        yield each
