"""A post office for each test: see `office.py`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from cryptography.fernet import Fernet

from bot.clock import AdjustableClock, Clocks, WireClock
from bot.content.texts import Texts
from bot.slack.client import build_client
from bot.slack.messenger import SlackMessenger
from bot.storage.database import Database
from bot.storage.types import Vault
from sandbox.pace import Pace as SandboxPace
from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.delivery.office import HTTP, TUESDAY, Office, compose


@asynccontextmanager
async def _open(url: str) -> AsyncIterator[Office]:
    workspace = Workspace(pace=SandboxPace(scale=20))
    ana = workspace.add_user("ana", "Ana Jones")
    admin = workspace.add_user("ada", "Ada Min")
    team = workspace.add_channel("team", [ana.id])
    other = workspace.add_channel("other", [ana.id])
    database = Database(url, Vault([Fernet.generate_key().decode()]))
    campaign = AdjustableClock(frozen_at=TUESDAY)
    timeout = aiohttp.ClientTimeout(total=HTTP)
    async with serve(workspace) as base_url, aiohttp.ClientSession(timeout=timeout) as session:
        client = build_client(workspace.app.bot_token, f"{base_url}/api/", session)
        messenger = SlackMessenger(client, compose, Texts(Path("content/texts")))
        yield Office(
            workspace, database, messenger, Clocks(campaign, WireClock()), campaign, team.id, other.id, ana.id, admin.id
        )
    await database.dispose()


@pytest.fixture
async def office(migrated_sqlite_url: str) -> AsyncIterator[Office]:
    """A post office with an SQLite ledger."""
    async with _open(migrated_sqlite_url) as opened:
        yield opened


@pytest.fixture
async def any_office(migrated_database_url: str) -> AsyncIterator[Office]:
    """A post office, once with each kind of ledger."""
    async with _open(migrated_database_url) as opened:
        yield opened
