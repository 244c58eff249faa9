"""A post office for each test: see `office.py`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from cryptography.fernet import Fernet

from bot.clock import AdjustableClock, Clocks, WireClock
from sandbox.pace import Pace as SandboxPace
from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.delivery.office import CROWDED, FAST, TUESDAY, Door, Office


@asynccontextmanager
async def _open(url: str, *, jobs: bool = False, scale: float = FAST.factor) -> AsyncIterator[Office]:
    workspace = Workspace(pace=SandboxPace(scale=scale))
    ana = workspace.add_user("ana", "Ana Jones")
    admin = workspace.add_user("ada", "Ada Min")
    team = workspace.add_channel("team", [ana.id])
    other = workspace.add_channel("other", [ana.id])
    campaign = AdjustableClock(frozen_at=TUESDAY)
    clocks = Clocks(campaign, WireClock())
    async with serve(workspace) as base_url:
        door = Door(url, Fernet.generate_key().decode(), f"{base_url}/api/", workspace.app.bot_token, jobs)
        async with door.opened(clocks) as (database, messenger):
            yield Office(workspace, database, messenger, clocks, campaign, team.id, other.id, ana.id, admin.id, door)


@pytest.fixture
async def office(migrated_sqlite_url: str) -> AsyncIterator[Office]:
    """A post office with an SQLite ledger."""
    async with _open(migrated_sqlite_url) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
async def any_office(request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    """A post office as one machine has it, and one as many have it: its ledger writes jobs, for workers."""
    jobs = request.param == "postgresql"
    url = request.getfixturevalue("migrated_postgres_url" if jobs else "migrated_sqlite_url")
    async with _open(url, jobs=jobs) as opened:
        yield opened


@pytest.fixture
async def scaled_office(migrated_postgres_url: str) -> AsyncIterator[Office]:
    """A post office as many machines have it."""
    async with _open(migrated_postgres_url, jobs=True) as opened:
        yield opened


@pytest.fixture
async def crowded_office(migrated_postgres_url: str) -> AsyncIterator[Office]:
    """The same for very many messages."""
    async with _open(migrated_postgres_url, jobs=True, scale=CROWDED) as opened:
        yield opened
