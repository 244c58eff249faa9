"""A post office for each test: see `office.py`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from cryptography.fernet import Fernet
from sqlalchemy.engine import make_url

from bot.clock import AdjustableClock, Clocks, WireClock
from bot.content.texts import Texts
from bot.delivery.scaled_queue import JobQueue
from bot.slack.client import build_client
from bot.slack.messenger import SlackMessenger
from bot.storage.database import Database
from bot.storage.types import Vault
from sandbox.pace import Pace as SandboxPace
from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.delivery.office import HTTP, TUESDAY, Office, compose


@asynccontextmanager
async def _open(url: str, *, jobs: bool = False) -> AsyncIterator[Office]:
    workspace = Workspace(pace=SandboxPace(scale=20))
    ana = workspace.add_user("ana", "Ana Jones")
    admin = workspace.add_user("ada", "Ada Min")
    team = workspace.add_channel("team", [ana.id])
    other = workspace.add_channel("other", [ana.id])
    campaign = AdjustableClock(frozen_at=TUESDAY)
    clocks = Clocks(campaign, WireClock())
    before_commit = JobQueue(make_url(url), clocks).before_commit if jobs else None
    database = Database(url, Vault([Fernet.generate_key().decode()]), before_commit)
    timeout = aiohttp.ClientTimeout(total=HTTP)
    async with serve(workspace) as base_url, aiohttp.ClientSession(timeout=timeout) as session:
        client = build_client(workspace.app.bot_token, f"{base_url}/api/", session)
        messenger = SlackMessenger(client, compose, Texts(Path("content/texts")))
        yield Office(workspace, database, messenger, clocks, campaign, team.id, other.id, ana.id, admin.id)
    await database.dispose()


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
