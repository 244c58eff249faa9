"""What was deleted stays deleted, though an older backup of the database is restored."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from bot.campaigns.forgetting import Forgetting
from bot.campaigns.parts import CampaignParts
from bot.campaigns.shelf import PackShelf
from bot.clock import Clocks
from bot.dialogues import events as ev
from bot.errors import SettingsProblem
from bot.meetings.by_mail import MailDesk
from bot.retention.deletions import AGAIN, DeletionLedger
from bot.retention.ledger_file import LedgerFile, entries_in, line_of
from bot.retention.stages import Terms, months_after
from bot.settings import ROOT
from bot.storage.copying import copy
from bot.storage.database import Database
from bot.storage.repositories.deletions import ANSWER, KINDS, LINKS, NAME, RATING, SUPPORT, Entry
from bot.storage.types import Vault
from tests.conversation.room import HOUSING, T1, Room
from tests.retention.lives import AMINA, BEN, CARYS, DEV, campaign_of, closed_at, finish, found_in, purging, rows_of
from tests.support.postgres import PostgresServer

IN_THREAD, SECRET, BY_NAME, STAYS = "Said in the thread.", "Told in confidence.", "By name, then not.", "It may stay."
REPLY = {"ts": "1800000000.5"}


@dataclass
class Shop:
    """A database that can be copied and put back, as an operator does, with the coach stopped; and a file beside it."""

    url: str
    vault: Vault
    folder: Path
    postgres: PostgresServer | None
    rooms: list[Room] = field(default_factory=list)
    made: list[str] = field(default_factory=list)

    @property
    def file(self) -> LedgerFile:
        """The ledger outside the database."""
        return LedgerFile(self.folder / "elsewhere" / "deletions")

    def opens(self) -> Room:
        """The coach starts. Slack is the same as before; events have ids of their own."""
        room = Room(Database(self.url, self.vault), first_event=1 + 10_000 * len(self.rooms))
        if self.rooms:
            room.slack.standing = self.rooms[-1].slack.standing
            room.clock.move_to(self.rooms[-1].clock.now())
        self.rooms.append(room)
        return room

    async def stops(self) -> None:
        """The coach ends."""
        await self.rooms[-1].database.dispose()

    async def backs_up(self) -> Room:
        """The database is copied while the coach is stopped; then it starts again."""
        await self.stops()
        if self.postgres is not None:
            self.made.append(self.postgres.create(template=make_url(self.url).database or ""))
        else:
            with sqlite3.connect(self._path) as now, sqlite3.connect(self.folder / "backup") as backup:
                now.backup(backup)
        return self.opens()

    async def restores(self) -> Room:
        """The backup is put in the place of the database; then the coach starts again."""
        await self.stops()
        if self.postgres is not None:
            self.made.append(self.postgres.create(template=self.made[0]))
            self.url = self.postgres.url(self.made[-1])
            return self.opens()
        for part in self._path.parent.glob(f"{self._path.name}*"):
            part.unlink()
        shutil.copy(self.folder / "backup", self._path)
        return self.opens()

    @property
    def _path(self) -> Path:
        return Path(self.url.partition("///")[2])


@pytest.fixture
async def shop(
    migrated_database_url: str, vault: Vault, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Shop]:
    """A shop with a database of each kind."""
    postgres = None if migrated_database_url.startswith("sqlite") else request.getfixturevalue("postgres")
    shop = Shop(migrated_database_url, vault, tmp_path, postgres)
    yield shop
    await shop.stops()
    for name in shop.made:
        request.getfixturevalue("postgres").drop(name)


def parts_of(room: Room) -> CampaignParts:
    """What acts on campaigns are made of."""
    packs = PackShelf(ROOT / "content" / "packs")
    return CampaignParts(room.database, packs, room.identities, Clocks(campaign=room.clock))


def ledger(room: Room, file: LedgerFile | None) -> DeletionLedger:
    """The ledger, as a process has it."""
    return DeletionLedger(parts_of(room), file, Terms())


async def week_of_words(room: Room) -> None:
    """Four people speak, rate and react; the week closes and its digest goes out."""
    await room.begins()
    await room.comes("open")
    await room.replies(AMINA, IN_THREAD, **REPLY)
    await room.hears(ev.ReactionAdded, user=BEN, name="heart", channel=HOUSING.channel, ts=REPLY["ts"])
    await room.hears(ev.ReactionAdded, user=DEV, name="two", channel=HOUSING.channel, ts=room.prompt_ts())
    await room.answers(BEN, SECRET, question="to_leaders")
    await room.answers(CARYS, BY_NAME, "named")
    await room.answers(DEV, STAYS, "named")
    await room.posts()
    await room.week("playback", "close", "digest")


async def take_back(room: Room) -> None:
    """Each takes back what can be taken back, in every way there is."""
    stored = {answer.text: answer for answer in await room.stored()}
    place = {"channel": HOUSING.channel, "thread_ts": room.prompt_ts(), "ts": REPLY["ts"]}
    prompt = room.prompt_ts()
    await room.hears(ev.ReactionRemoved, user=BEN, name="heart", channel=HOUSING.channel, ts=REPLY["ts"])
    await room.hears(ev.ReactionRemoved, user=DEV, name="two", channel=HOUSING.channel, ts=prompt)
    await room.hears(ev.ReplyDeleted, version_ts="1800000009.0", **place)
    await room.withdraws(BEN, stored[SECRET])
    await room.changes(CARYS, stored[BY_NAME], BY_NAME, "confidential")
    await room.posts()


def standing(room: Room) -> str:
    """All that the coach's messages in Slack say."""
    return json.dumps([dict(message.facts) for message in room.slack.standing.values()], default=str)


# --- a restore -------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
async def test_a_restored_backup_is_purged_again(shop: Shop) -> None:
    """Answers, names, ratings and reactions taken back after the backup go again: from the database, from figures
    and digests, and from what the coach shows in Slack; what was not taken back stays."""
    room = shop.opens()
    await week_of_words(room)
    room = await shop.backs_up()
    before = dict(room.slack.standing)
    await take_back(room)
    assert await ledger(room, shop.file).write() == 5
    room.slack.standing.clear()
    room.slack.standing.update(before)  # so that what the restored coach shows is seen
    room = await shop.restores()
    rows = await rows_of(room.database)
    assert found_in(rows, [IN_THREAD, SECRET]).keys() == {IN_THREAD, SECRET}
    assert len(rows["supports"]) == len([row for row in rows["ratings"] if row["value"] == 2]) == 1
    assert await ledger(room, shop.file).catch_up() == 5
    await room.posts()
    rows = await rows_of(room.database)
    assert found_in(rows, [IN_THREAD, SECRET]) == {}
    assert (rows["supports"], [row for row in rows["ratings"] if row["value"] == 2]) == ([], [])
    (hidden,) = [row for row in rows["answers"] if row["text"] == BY_NAME]
    assert (hidden["mode"], hidden["author"], hidden["person_code"] is None) == ("confidential", None, False)
    assert found_in({"figures": rows["rounds"], "digests": rows["digests"]}, [BY_NAME]) == {}
    shown = standing(room)
    assert [words for words in (IN_THREAD, SECRET, BY_NAME) if words in shown] == []
    assert STAYS in shown
    assert [answer.text for answer in (await room.enquiries.my_data(T1, CARYS)).answers] == [BY_NAME]
    assert (await room.enquiries.my_data(T1, BEN)).answers == ()
    assert AGAIN in {row["act"] for row in rows["audit"]}


async def test_links_that_were_destroyed_are_destroyed_again(shop: Shop) -> None:
    """A backup from before the forget switch gets no salt back, though its campaign was not finished then."""
    room = shop.opens()
    await week_of_words(room)
    room = await shop.backs_up()
    await finish(room)
    await Forgetting(parts_of(room)).forget("Spring")
    await ledger(room, shop.file).write()
    room = await shop.restores()
    assert (await campaign_of(room)).salt is not None
    await ledger(room, shop.file).catch_up()
    assert (await campaign_of(room)).salt is None
    rows = await rows_of(room.database)
    secret = next(row["id"] for row in rows["answers"] if row["mode"] == "confidential")
    assert not [row for row in rows["deliveries"] if row["answer_id"] == secret]


async def test_an_address_that_was_taken_back_is_deleted_again(shop: Shop) -> None:
    """A backup from before somebody took their yes to e-mail back brings no address back; another's stays."""
    room = shop.opens()
    desk = MailDesk(room.database, Clocks(campaign=room.clock), offered=True)
    for user in (AMINA, BEN):
        await desk.say_yes(T1, user, f"{user}@council.example", agreed=True)
    room = await shop.backs_up()
    assert await MailDesk(room.database, Clocks(campaign=room.clock), offered=True).take_back(T1, AMINA)
    await ledger(room, shop.file).write()
    assert AMINA not in shop.file.path.read_text()
    room = await shop.restores()
    assert len((await rows_of(room.database))["mail_addresses"]) == 2
    await ledger(room, shop.file).catch_up()
    assert [row["user"] for row in (await rows_of(room.database))["mail_addresses"]] == [BEN]


async def test_what_went_by_its_date_goes_again(shop: Shop) -> None:
    """A backup from before a purge needs no ledger for it: it is due again at once."""
    room = shop.opens()
    await week_of_words(room)
    await finish(room)
    room = await shop.backs_up()
    room.clock.move_to(months_after(await closed_at(room), 12))
    await purging(room).purge()
    room = await shop.restores()
    assert found_in(await rows_of(room.database), [IN_THREAD])
    await purging(room).purge()
    assert found_in(await rows_of(room.database), [IN_THREAD, SECRET, BY_NAME, STAYS]) == {}


async def test_killed_while_it_deletes_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often the start breaks off, each deletion is made whole or not at all; the last start makes the rest."""
    room = shop.opens()
    await week_of_words(room)
    room = await shop.backs_up()
    await take_back(room)
    await ledger(room, shop.file).write()
    room = await shop.restores()
    real, turn, kill_at = Database.unit_of_work, 0, 0

    def dying(database: Database) -> object:
        nonlocal turn
        turn += 1
        if turn == kill_at:
            raise KeyboardInterrupt
        return real(database)

    monkeypatch.setattr(Database, "unit_of_work", dying)
    for place in (2, 1, 3, 1, 2):
        turn, kill_at = 0, place
        with pytest.raises(KeyboardInterrupt):
            await ledger(room, shop.file).catch_up()
    monkeypatch.undo()
    await ledger(room, shop.file).catch_up()
    assert await ledger(room, shop.file).catch_up() == 0
    rows = await rows_of(room.database)
    assert found_in(rows, [IN_THREAD, SECRET]) == {}
    assert len({row["id"] for row in rows["deletions"]}) == len(rows["deletions"]) == 5


async def test_a_backup_that_knows_the_deletion_is_left_alone(shop: Shop) -> None:
    """What was taken back and given again before the backup stays: the ledger says nothing new to the database."""
    room = shop.opens()
    await week_of_words(room)
    await take_back(room)
    prompt = room.prompt_ts()
    await room.hears(ev.ReactionAdded, user=DEV, name="two", channel=HOUSING.channel, ts=prompt)
    await ledger(room, shop.file).write()
    room = await shop.backs_up()
    room = await shop.restores()
    before = await rows_of(room.database)
    assert await ledger(room, shop.file).catch_up() == 0
    assert await rows_of(room.database) == before


# --- the ledger ------------------------------------------------------------------------------------------------------


async def test_each_deletion_is_noted_with_it_and_holds_nobody(any_room: Room) -> None:
    """The database's ledger has an entry of each kind, and in it no person, no code and no word; nor has the file."""
    await week_of_words(any_room)
    people = {row["person_code"] for row in (await rows_of(any_room.database))["ratings"]}
    await take_back(any_room)
    await finish(any_room)
    await Forgetting(parts_of(any_room)).forget("Spring")
    noted = (await rows_of(any_room.database))["deletions"]
    assert sorted(row["kind"] for row in noted) == sorted([SUPPORT, RATING, ANSWER, ANSWER, NAME, LINKS])
    lines = "".join([line_of(entry) for entry in await ledger(any_room, None).entries()])
    told = {"database": noted, "file": [{"lines": lines}]}
    assert found_in(told, [*people, AMINA, BEN, CARYS, DEV, IN_THREAD, SECRET, BY_NAME]) == {}


async def test_what_was_not_deleted_is_not_noted(room: Room) -> None:
    """A deletion that changes nothing, or whose transaction is undone, leaves no entry."""
    await week_of_words(room)
    await room.hears(ev.ReactionRemoved, user=AMINA, name="heart", channel=HOUSING.channel, ts=REPLY["ts"])
    async with room.database.unit_of_work() as work:
        (first, *_) = await room.stored()
        await work.answers.remove(first.id, at=room.clock.now())
    assert (await rows_of(room.database))["deletions"] == []


@pytest.mark.both_databases
async def test_several_processes_write_one_file_or_many(any_room: Room, tmp_path: Path) -> None:
    """Two processes with one file write no entry that counts twice, and one with a file of its own has all of it."""
    await week_of_words(any_room)
    one, other, third = LedgerFile(tmp_path / "one"), LedgerFile(tmp_path / "one"), LedgerFile(tmp_path / "third")
    first, second = ledger(any_room, one), ledger(any_room, other)
    await asyncio.gather(first.write(), second.write())
    await take_back(any_room)
    await asyncio.gather(first.write(), second.write())
    assert await first.write() == await second.write() == 0
    assert await ledger(any_room, third).write() == 5
    assert {entry.id for entry in one.read()} == {entry.id for entry in third.read()}
    assert len(one.read()) == 5
    assert await ledger(any_room, one).catch_up() == 0


async def test_without_a_file_nothing_is_written(room: Room) -> None:
    """A PostgreSQL installation without the setting goes on; `deletions export` is then the way."""
    await week_of_words(room)
    await take_back(room)
    assert (await ledger(room, None).write(), await ledger(room, None).catch_up()) == (0, 0)
    assert len(await ledger(room, None).entries()) == 5


async def test_what_is_too_old_to_matter_is_not_made_again(room: Room, tmp_path: Path) -> None:
    """Entries older than the longest term are left alone, so that the file need never be cut."""
    file = LedgerFile(tmp_path / "deletions")
    file.add([Entry("one", ANSWER, "gone", date(2019, 1, 1)), Entry("two", ANSWER, "gone", date(2026, 1, 1))])
    assert await ledger(room, file).catch_up() == 1


async def test_the_ledger_is_copied_with_the_database(
    room: Room, migrated_postgres_url: str, vault: Vault, tmp_path: Path
) -> None:
    """After `waymark db copy` the new database knows every deletion, numbers go on, and nothing is made again."""
    await week_of_words(room)
    await take_back(room)
    file = LedgerFile(tmp_path / "deletions")
    await ledger(room, file).write()
    await room.database.dispose()
    copied = copy(str(room.database.url.render_as_string(hide_password=False)), migrated_postgres_url)
    assert copied["deletions"] == 5
    moved = Room(Database(migrated_postgres_url, vault), first_event=9_000)
    moved.clock.move_to(room.clock.now())
    assert await ledger(moved, file).catch_up() == 0
    (left,) = [answer for answer in await moved.stored() if answer.text == STAYS]
    await moved.withdraws(DEV, left)
    assert await ledger(moved, file).write() == 1
    await moved.database.dispose()


# --- the file --------------------------------------------------------------------------------------------------------

ENTRIES = st.builds(
    Entry,
    st.uuids().map(str),
    st.sampled_from(sorted(KINDS)),
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.dates(),
)


@given(st.lists(ENTRIES, max_size=8, unique_by=lambda entry: entry.id), st.integers(0, 400))
def test_a_line_that_broke_off_is_no_entry(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry], cut: int
) -> None:
    """Cut anywhere, a file gives whole entries only, from its beginning; written again it has them all."""
    file = LedgerFile(tmp_path_factory.mktemp("cut") / "deletions")
    assert list(entries_in("".join(map(line_of, entries)))) == entries
    file.add(entries)
    raw = file.path.read_bytes()
    file.path.write_bytes(raw[:cut])
    kept = file.read()
    assert kept == entries[: len(kept)]
    file.add(entries[len(kept) :])
    assert sorted(file.read(), key=entries.index) == entries


def test_what_nobody_understands_is_left_out() -> None:
    """A line of a later version, of another program or of nobody does not stop a start."""
    lines = ["", "null", "[]", '{"id": 1}', '{"id": "a", "kind": "new", "about": "b", "day": "2027-01-01"}', "\x00"]
    assert list(entries_in("\n".join(lines))) == []


def test_a_file_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """A folder in its place stops the start, with the setting's name and why it matters."""
    file = LedgerFile(tmp_path)
    with pytest.raises(SettingsProblem, match="cannot be read"):
        file.read()
    with pytest.raises(SettingsProblem, match="WAYMARK_DELETIONS_FILE"):
        file.add([])
    assert LedgerFile(tmp_path / "not there").read() == []
