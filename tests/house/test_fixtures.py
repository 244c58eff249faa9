"""The fixtures that other tests lean on give what they promise."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright.async_api import Browser
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support import postgres
from tests.support.postgres import PROGRAMS, PostgresMissingError, PostgresServer, find_programs, postgres_server


@pytest.mark.parametrize("turn", [1, 2])
async def test_a_database_is_empty(database_url: str, turn: int) -> None:
    """Each test gets an empty database of its own, on both kinds of server."""
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE mine (turn INTEGER)"))  # fails if another test's table is there
        await connection.execute(text("INSERT INTO mine VALUES (:turn)"), {"turn": turn})
        assert (await connection.execute(text("SELECT turn FROM mine"))).scalars().all() == [turn]
    await engine.dispose()


async def test_a_database_is_dropped_under_a_connection(postgres: PostgresServer) -> None:
    """A test that leaves a connection open does not keep its database alive."""
    name = postgres.create()
    engine = create_async_engine(postgres.url(name))
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
        postgres.drop(name)
        with pytest.raises(OperationalError):
            await connection.execute(text("SELECT 1"))
        await connection.invalidate()
    await engine.dispose()


def test_the_given_server_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """TEST_DATABASE_URL wins over anything found on the machine, and its password survives."""
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://someone:secret@db.example/postgres")
    with postgres_server() as server:
        assert server.url("other") == "postgresql+psycopg://someone:secret@db.example/other"


def test_the_wheel_is_the_last_resort(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With no PostgreSQL installed, the server from the wheel starts and takes a database."""
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "find_programs", lambda: postgres._wheel_directories()[0])
    with postgres_server() as server:
        server.drop(server.create())


def test_the_wheel_can_be_moved(tmp_path: Path) -> None:
    """The wheel's programs run from a copy, which the server's account can reach where it cannot reach the original."""
    moved = postgres.copied(postgres._wheel_directories()[0], tmp_path)
    shown = [
        subprocess.run([moved / name, "--version"], check=True, capture_output=True, text=True).stdout
        for name in PROGRAMS
    ]
    assert all("PostgreSQL" in line for line in shown)


def test_no_server_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no PostgreSQL anywhere, the error says what to do."""
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "find_programs", lambda: None)
    with pytest.raises(PostgresMissingError, match="set TEST_DATABASE_URL"), postgres_server():
        pass


def test_the_programs_are_found_together() -> None:
    """The directory found holds every program that is needed."""
    found = find_programs()
    assert found is not None
    assert all((found / name).exists() for name in PROGRAMS)


@pytest.mark.parametrize("turn", [1, 2])
async def test_a_browser_draws_a_page(browser: Browser, turn: int) -> None:
    """Chromium starts and runs a page's script."""
    page = await browser.new_page()
    await page.set_content(f"<p id='out'></p><script>document.getElementById('out').textContent = {turn} * 2</script>")
    assert await page.inner_text("#out") == str(turn * 2)
