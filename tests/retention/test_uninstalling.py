"""Waymark is removed from a workspace: it falls silent, and all terms begin; installed again, they stand still."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete

from bot.clock import Clocks
from bot.retention.deletions import DeletionLedger
from bot.retention.ledger_file import LedgerFile
from bot.retention.outlook import outlook
from bot.retention.stages import Terms, months_after
from bot.retention.uninstalling import BACK, GONE, Uninstalling
from bot.storage.repositories.deletions import UNINSTALLED
from bot.storage.retention_models import Deletion
from tests.conversation.room import T1, Room
from tests.retention.lives import AMINA, campaign_of, found_in, purging, rows_of
from tests.retention.test_deletions import parts_of


def uninstalling(room: Room) -> Uninstalling:
    """What hears of it."""
    return Uninstalling(room.database, Clocks(campaign=room.clock))


async def acts(room: Room) -> list[str]:
    """What the trail tells."""
    return [row["act"] for row in (await rows_of(room.database))["audit"]]


async def test_it_falls_silent(any_room: Room) -> None:
    """What was to be said is cancelled, what was to be shown is let be, what runs is paused, and the trail says why."""
    await any_room.begins()
    await any_room.comes("open")
    await any_room.replies(AMINA, "Before.")
    await any_room.answers(AMINA, "In confidence.")
    assert "planned" in {row["state"] for row in (await rows_of(any_room.database))["deliveries"]}
    stood = len(any_room.slack.standing)
    await uninstalling(any_room).gone(T1, "EvGone1")
    await any_room.posts()
    rows = await rows_of(any_room.database)
    assert len(any_room.slack.standing) == stood
    assert "planned" not in {row["state"] for row in rows["deliveries"]}
    assert all(row["shown_version"] == row["version"] for row in rows["desired_states"])
    assert (await campaign_of(any_room)).state == "paused"
    assert await acts(any_room) == [GONE]
    assert found_in(rows, ["Before.", "In confidence."]).keys() == {"Before.", "In confidence."}


async def test_told_twice_it_is_one_removal(any_room: Room) -> None:
    """Slack tells twice, of the token and of the app, and may bring each again; the first moment counts."""
    await any_room.begins()
    first = any_room.clock.now()
    for event_id in ("EvGone1", "EvGone2", "EvGone1"):
        await uninstalling(any_room).gone(T1, event_id)
        any_room.clock.advance(timedelta(days=1))
    async with any_room.database.reading() as work:
        assert await work.uninstalls.all() == {T1: first}
    assert await acts(any_room) == [GONE]


async def test_another_workspace_goes_on(any_room: Room) -> None:
    """The removal from one workspace pauses and cancels nothing of another."""
    await any_room.begins()
    await any_room.comes("open")
    await any_room.answers(AMINA)
    before = (await rows_of(any_room.database))["deliveries"]
    await uninstalling(any_room).gone("T0OTHER", "EvGone1")
    assert (await rows_of(any_room.database))["deliveries"] == before
    assert (await campaign_of(any_room)).state == "running"


async def test_the_terms_begin_and_are_told(any_room: Room) -> None:
    """A campaign that was running goes a year after the removal, and `waymark retention` says so from the first day."""
    await any_room.begins()
    await any_room.comes("open")
    await any_room.replies(AMINA, "Before.")
    any_room.clock.advance(timedelta(hours=1))
    removed = any_room.clock.now()
    lines = await outlook(any_room.database, Terms(), removed)
    assert lines == ["“Spring” is running. Its terms count from its end."]
    await uninstalling(any_room).gone(T1, "EvGone1")
    lines = await outlook(any_room.database, Terms(), removed)
    assert lines[0] == f"Waymark was removed from the workspace {T1} on 12 January 2027. From then on all terms count."
    assert lines[2] == "- what people said, rated and did: goes on 12 January 2028"
    any_room.clock.move_to(months_after(removed, 12))
    await purging(any_room).purge()
    assert found_in(await rows_of(any_room.database), ["Before."]) == {}


async def test_installed_again_the_terms_stand_still(any_room: Room) -> None:
    """Once it has started there again nothing is due; what was paused waits for an admin."""
    await any_room.begins()
    await any_room.comes("open")
    await uninstalling(any_room).gone(T1, "EvGone1")
    assert await uninstalling(any_room).back(T1)
    assert not await uninstalling(any_room).back(T1)
    assert sorted(await acts(any_room)) == sorted([GONE, BACK])
    lines = await outlook(any_room.database, Terms(), any_room.clock.now())
    assert lines[0].startswith("“Spring” is paused")


async def test_a_restored_backup_knows_of_the_removal(room: Room, tmp_path: Path) -> None:
    """The file tells a database from before the removal of it, so that the terms begin on its day."""
    file = LedgerFile(tmp_path / "deletions")
    await room.begins()
    await uninstalling(room).gone(T1, "EvGone1")
    await DeletionLedger(parts_of(room), file, Terms()).write()
    async with room.database.unit_of_work() as work:  # as a backup from before has it
        await work.uninstalls.lift(T1)
        for entry in file.read():
            assert (entry.kind, entry.about) == (UNINSTALLED, T1)
        await work.session.execute(delete(Deletion))
        await work.commit()
    assert await DeletionLedger(parts_of(room), file, Terms()).catch_up() == 1
    async with room.database.reading() as work:
        (at,) = (await work.uninstalls.all()).values()
    assert at.date() == room.clock.now().date()
