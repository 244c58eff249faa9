"""Waymark was removed from a workspace and installed there again: a removal that is over ends nothing, ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from bot.bootstrap import Connected, caught_up
from bot.clock import Clocks
from bot.errors import there
from bot.retention.ledger_file import LedgerFile
from bot.retention.purging import life_of
from bot.retention.stages import ended, months_after
from bot.retention.uninstalling import Uninstalling
from bot.storage.repositories.deletions import ANSWER, REINSTALLED, UNINSTALLED, Entry
from tests.conversation.room import T1, Room
from tests.retention.lives import AMINA, campaign_of, found_in, purging, rows_of
from tests.retention.test_deletions import Shop, ledger, shop
from tests.retention.test_uninstalling import acts, uninstalling

__all__ = ["shop"]
SAID = "Said while it ran."


async def removed_and_back(shop: Shop) -> None:
    """A campaign runs, the database is copied, Waymark is removed and installed again, and an admin resumes it."""
    room = shop.opens()
    await room.begins()
    await room.comes("open")
    await room.replies(AMINA, SAID)
    room = await shop.backs_up()
    room.clock.advance(timedelta(days=1))
    await uninstalling(room).gone(T1, "EvGone1")
    room.clock.advance(timedelta(days=1))
    await uninstalling(room).back(T1)
    await ledger(room, shop.file).write()
    room.clock.move_to(months_after(room.clock.now(), 13))


def starting(room: Room, file: LedgerFile) -> Connected:
    """What a start with a token that Slack took needs of the parts."""
    core = SimpleNamespace(deletions=ledger(room, file), purging=purging(room))
    return cast("Connected", SimpleNamespace(core=core, uninstalling=uninstalling(room), workspace=T1))


async def stands(room: Room) -> bool:
    """Whether the campaign runs on with what was said in it."""
    rows = await rows_of(room.database)
    return (await campaign_of(room)).state == "running" and bool(found_in(rows, [SAID])) and rows["uninstalls"] == []


async def test_a_restore_across_a_removal_purges_nothing_of_what_runs(shop: Shop) -> None:
    """The file tells of the removal and of the coming back, so even a purge that asks no Slack takes nothing."""
    await removed_and_back(shop)
    assert [entry.kind for entry in shop.file.read()] == [UNINSTALLED, REINSTALLED]
    room = await shop.restores()
    assert await ledger(room, shop.file).catch_up() == 2
    await purging(room).purge()
    assert await stands(room)


async def test_a_start_knows_that_it_is_back_before_it_purges(shop: Shop) -> None:
    """Where the file has only the removal, as older versions wrote it, that Slack takes the token is enough."""
    await removed_and_back(shop)
    older = LedgerFile(shop.folder / "older")
    older.add(entry for entry in shop.file.read() if entry.kind == UNINSTALLED)
    room = await shop.restores()
    await caught_up(starting(room, older))
    assert await stands(room)
    assert (await rows_of(room.database))["deletions"][-1]["kind"] == REINSTALLED


async def test_a_start_still_purges_what_is_due(room: Room, tmp_path: Path) -> None:
    """What was deleted is deleted again at a start, and what is due by its date goes with it, once it is finished."""
    await room.begins()
    await room.comes("open")
    await room.replies(AMINA, SAID)
    async with room.database.unit_of_work() as work:
        (await work.campaigns.all(T1))[0].state = "paused"
        await work.commit()
    file = LedgerFile(tmp_path / "deletions")
    room.clock.move_to(months_after(room.clock.now(), 13))
    await caught_up(starting(room, file))
    assert found_in(await rows_of(room.database), [SAID])
    file.add([Entry("one", ANSWER, "gone", room.clock.now().date())])
    await caught_up(starting(room, file))
    assert found_in(await rows_of(room.database), [SAID]) == {}


async def test_a_removal_of_the_day_a_campaign_was_made_ends_it_after_a_restore(room: Room) -> None:
    """The file has the day only, and a campaign that was made earlier on that day has ended with it."""
    await room.begins()
    await ledger(room, None).apply([Entry("one", UNINSTALLED, T1, room.clock.now().date())])
    async with room.database.reading() as work:
        (lived,) = await work.purging.lives()
    assert there(ended(life_of(lived))).date() == room.clock.now().date()


async def test_a_campaign_made_after_a_removal_is_not_ended_by_it(room: Room) -> None:
    """Whatever is noted of a time before it was made, a running campaign is never due."""
    async with room.database.unit_of_work() as work:
        await work.uninstalls.note(T1, room.clock.now() - timedelta(seconds=1))
        await work.commit()
    await room.begins()
    await room.comes("open")
    await room.replies(AMINA, SAID)
    room.clock.move_to(months_after(room.clock.now(), 13))
    await purging(room).purge()
    assert found_in(await rows_of(room.database), [SAID])


async def test_an_old_event_that_comes_late_starts_nothing(any_room: Room) -> None:
    """Slack brings `app_uninstalled` again after it took the token once more: nothing is paused, and no term begins."""
    await any_room.begins()
    accepted = datetime(2027, 1, 11, 12, 0, 30, tzinfo=UTC)
    parts = Uninstalling(any_room.database, Clocks(campaign=any_room.clock), accepted)
    await parts.gone(T1, "EvGone1", accepted - timedelta(minutes=30))
    await parts.gone(T1, "EvGone2", accepted - timedelta(seconds=1))
    assert (await acts(any_room), (await campaign_of(any_room)).state) == ([], "running")
    assert (await rows_of(any_room.database))["uninstalls"] == []
    await parts.gone(T1, "EvGone3", accepted)
    assert (await campaign_of(any_room)).state == "paused"
    assert [row["kind"] for row in (await rows_of(any_room.database))["deletions"]] == [UNINSTALLED]


async def test_files_that_somebody_waits_for_are_forgotten(any_room: Room) -> None:
    """They can never come, and who they are for and about stood in them; those of another workspace wait on."""
    async with any_room.database.unit_of_work() as work:
        for workspace in (T1, "T0OTHER"):
            body = {"kind": "own", "to": AMINA, "about": AMINA}
            await work.files.plan(f"file-{workspace}", workspace, body)
        await work.commit()
    await uninstalling(any_room).gone(T1, "EvGone1")
    assert [row["workspace"] for row in (await rows_of(any_room.database))["files_waiting"]] == ["T0OTHER"]
