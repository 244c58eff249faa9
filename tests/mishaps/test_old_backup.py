"""An old backup is restored: what was posted since is found in Slack by its mark, and not posted again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.clock import Clocks
from bot.delivery.suspicion import AT_FIRST
from tests.delivery.office import Office

PLANNED = ("1", "2", "3")
"""In the order of their ids: they are planned at the same moment of the story."""


def copied(office: Office, to: Path) -> Path:
    """Copy the database while it is in use, as a backup does."""
    source = office.door.database_url.removeprefix("sqlite+aiosqlite:///")
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(to)) as there:
        here.backup(there)
    return to


async def restored(office: Office, backup: Path) -> None:
    """Put the backup in the database's place, with nobody connected."""
    await office.database.dispose()
    place = Path(office.door.database_url.removeprefix("sqlite+aiosqlite:///"))
    for end in ("-wal", "-shm"):
        place.with_name(place.name + end).unlink(missing_ok=True)
    backup.replace(place)  # a file of its own: whoever still has the old one open keeps that


@pytest.mark.parametrize("state", ["planned", "sending"])
async def test_what_was_posted_since_is_not_posted_again(office: Office, tmp_path: Path, state: str) -> None:
    """Messages that the backup holds as planned, or as on their way, are known again; the others go out."""
    for key in PLANNED:
        await office.plan(key)
    if state == "sending":
        async with office.database.engine.begin() as connection:
            lease = office.clocks.wire.now() - timedelta(hours=1)
            await connection.execute(
                text("UPDATE deliveries SET state = 'sending', lease_until = :at, slack_first = :at, slack_last = :at"),
                {"at": lease.strftime("%Y-%m-%d %H:%M:%S.%f")},
            )
    backup = copied(office, tmp_path / "backup.sqlite3")
    async with office.database.engine.begin() as connection:
        await connection.execute(text("UPDATE deliveries SET state = 'planned', lease_until = NULL"))
    await office.dispatcher().settle()
    assert office.marks() == [f"mark-{key}" for key in PLANNED]
    await restored(office, backup)
    await office.plan("4")
    await office.dispatcher(alone=True, trusting=False).settle()
    assert office.marks() == [f"mark-{key}" for key in (*PLANNED, "4")]
    assert await office.states() == {"sent": 4}
    places = [(await office.stored(key)).ts for key in (*PLANNED, "4")]
    assert places == [message.ts for message in office.visible()]


async def test_what_is_planned_anew_has_the_same_mark(office: Office, tmp_path: Path) -> None:
    """A backup from before a message was planned: planned again it is known by its mark, which its id decides."""
    backup = copied(office, tmp_path / "backup.sqlite3")
    await office.plan("one", mark=None)
    await office.dispatcher().settle()
    await restored(office, backup)
    await office.plan("one", mark=None)
    await office.dispatcher(alone=True, trusting=False).settle()
    assert len(office.visible()) == 1
    assert (await office.stored("one")).ts == office.visible()[0].ts


async def test_in_a_thread(office: Office, tmp_path: Path) -> None:
    """What stands in the thread of another message is looked for there."""
    await office.plan("root")
    await office.plan("reply", parent_id="root")
    backup = copied(office, tmp_path / "backup.sqlite3")
    await office.dispatcher().settle()
    await restored(office, backup)
    await office.dispatcher(alone=True, trusting=False).settle()
    assert office.marks() == ["mark-root", "mark-reply"]


async def test_a_ledger_that_is_no_backup_is_soon_trusted(office: Office) -> None:
    """A process that starts looks for a few messages only; the rest is posted without asking."""
    for number in range(AT_FIRST + 5):
        await office.plan(f"{number:02}")
    await office.dispatcher(workers=1, trusting=False).settle()
    assert len(office.visible()) == AT_FIRST + 5
    assert office.calls("conversations.history") == AT_FIRST


async def test_slack_cannot_be_asked(office: Office) -> None:
    """While history cannot be read the message waits; a channel that can never be read does not hold it back."""
    await office.plan("one")
    office.workspace.faults.add("conversations.history", "500", times=2)
    await office.dispatcher(trusting=False).settle()
    assert office.workspace.faults.struck == {"500": 2}
    assert office.marks() == ["mark-one"]
    await office.plan("two")
    office.workspace.faults.add("conversations.history", "error", error="missing_scope", times=1)
    await office.dispatcher(trusting=False).settle()
    assert office.marks() == ["mark-one", "mark-two"]


@pytest.fixture
async def office(office: Office) -> Office:
    """The post office at the real time of day: what is looked for in Slack is dated by that."""
    office.campaign.move_to(office.clocks.wire.now())
    assert isinstance(office.clocks, Clocks)
    return office
