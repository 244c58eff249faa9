"""A file that somebody asked for comes once, whole, and to them alone, wherever the process that sends it is killed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clock import AdjustableClock, Clocks, WireClock
from bot.delivery.files import MOST_ATTEMPTS, PICTURES, Content, FileSender, Parcel, Place, number_of
from bot.delivery.ports import DeliveryProblem, InDoubt, Limited, NotSent, Refused, TooEarly
from bot.storage.database import Database
from bot.storage.types import Vault
from bot.storage.unit_of_work import UnitOfWork
from tests.conversation.room import T1

AMINA, BEN = "U0AMINA", "U0BEN"
BEGINS = datetime(2027, 1, 12, 9, tzinfo=UTC)
LONG = timedelta(minutes=5)
NOTHING = "nothing"
"""About whom there is nothing to send."""


class Killed(BaseException):
    """The process is gone."""


class Wire(WireClock):
    """Slack's clock, which a test moves on."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = timedelta()

    def now(self) -> datetime:
        return BEGINS + self.passed

    def monotonic(self) -> float:
        return self.passed.total_seconds()


@dataclass
class Fate:
    """Kills at the n-th point that is reached."""

    at: int = -1
    met: int = 0

    def point(self) -> None:
        self.met += 1
        if self.met == self.at:
            raise Killed


@dataclass
class Shelf:
    """Slack's place: an upload is seen by nobody until it is completed, and can be completed once."""

    fate: Fate
    uploads: dict[str, Content] = field(default_factory=dict)
    shown: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)  # channel, ids, words
    problems: list[DeliveryProblem] = field(default_factory=list)  # that completing meets, the next one first
    shows_although: bool = False  # a problem comes although the file was shown
    hides_files: bool = False  # history does not say which files a message has
    completed: int = 0

    async def address(self, workspace: str, recipient: str) -> str:
        return f"D{recipient[1:]}"

    async def upload(self, file: Content) -> str:
        self.fate.point()
        made = f"F{len(self.uploads)}"
        self.uploads[made] = file
        self.fate.point()
        return made

    async def complete(self, place: Place, ids: Sequence[str], titles: Sequence[str], words: str) -> None:
        self.fate.point()
        self.completed += 1
        problem = self.problems.pop(0) if self.problems else None
        if problem is None or self.shows_although:
            self.shown.append((place.channel, tuple(ids), words))
        self.fate.point()
        if problem is not None:
            raise problem

    async def stands(self, place: Place, ids: Sequence[str], number: str, since: datetime) -> bool:
        return any(
            channel == place.channel and ((set(ids) & set(files) and not self.hides_files) or number in words)
            for channel, files, words in self.shown
        )

    def got(self, user: str) -> list[list[bytes]]:
        """What a person has in their direct messages: the contents of each message's files."""
        return [[self.uploads[i].content for i in ids] for place, ids, _ in self.shown if place == f"D{user[1:]}"]


@dataclass
class Desk:
    """Two files about whoever it is about; so many times they are asked for before their message stands."""

    early: int = 0

    async def thread(self, workspace: str, body: Mapping[str, Any]) -> str | None:
        self.early -= 1
        if self.early >= 0:
            raise TooEarly("digest_not_sent")
        return None

    async def pack(self, workspace: str, body: Mapping[str, Any], number: str) -> Parcel:
        if body["about"] == NOTHING:
            return Parcel((), "")
        text = f"all about {body['about']}".encode()
        return Parcel((Content("a.txt", "To read", text), Content("a.json", "JSON", text)), f"Yours. {number}")


@dataclass
class Post:
    """One installation with its wishes for files."""

    database: Database
    wire: Wire
    shelf: Shelf
    desk: Desk = field(default_factory=Desk)

    async def wish(self, user: str, about: str = "", kind: str = "own") -> None:
        async with self.database.unit_of_work() as work:
            body = {"kind": kind, "to": user, "about": about or user}
            await work.files.plan(f"wish-{user}", T1, body)
            await work.commit()

    def sender(self) -> FileSender:
        """A process that sends."""
        return FileSender(
            self.database,
            self.shelf,
            {"own": self.desk, PICTURES: self.desk},
            Clocks(AdjustableClock(frozen_at=BEGINS), self.wire),
        )

    async def waiting(self) -> int:
        async with self.database.reading() as work:
            return len(await work.files.of_person(T1, AMINA)) + len(await work.files.of_person(T1, BEN))

    async def lives_on(self) -> None:
        """Processes come and go until nothing waits any more."""
        for _ in range(MOST_ATTEMPTS + 3):
            if not await self.waiting():
                return
            self.wire.passed += LONG
            await self.sender().send_due()
        raise AssertionError("a file waits for ever")

    async def apologies(self) -> list[str | None]:
        async with self.database.reading() as work:
            return [row.address for row in await work.deliveries.all() if row.utterance == "trouble"]


@pytest.fixture
async def post(migrated_database_url: str, vault: Vault) -> AsyncIterator[Post]:
    """An installation on each kind of database."""
    database = Database(migrated_database_url, vault)
    yield Post(database, Wire(), Shelf(Fate()))
    await database.dispose()


def all_about(user: str) -> list[list[bytes]]:
    """One message with both files about somebody."""
    return [[f"all about {user}".encode()] * 2]


@pytest.mark.parametrize("hides_files", [False, True])
async def test_killed_anywhere_each_gets_their_own_file_once(
    post: Post, monkeypatch: pytest.MonkeyPatch, *, hides_files: bool
) -> None:
    """At each commit and request, before and after: the next process makes it one message each, about themselves."""
    commit = UnitOfWork.commit

    async def watched(work: UnitOfWork) -> None:
        post.shelf.fate.point()
        await commit(work)
        post.shelf.fate.point()

    monkeypatch.setattr(UnitOfWork, "commit", watched)
    at, killed = 0, True
    while killed:
        at += 1
        fate = post.shelf.fate = Fate()
        post.shelf = Shelf(fate, hides_files=hides_files)
        for user in (AMINA, BEN):
            await post.wish(user)
        fate.at, fate.met = at, 0
        try:
            await post.sender().send_due()
            killed = False
        except Killed:
            fate.at = -1
        await post.lives_on()
        assert {user: post.shelf.got(user) for user in (AMINA, BEN)} == {
            user: all_about(user) for user in (AMINA, BEN)
        }, f"killed at point {at}"
        assert len(post.shelf.shown) == 2
    assert at > 20


async def test_a_file_in_doubt_is_looked_for_before_it_is_completed_again(post: Post) -> None:
    """Slack showed it and its answer was lost: it is found, and completed no second time."""
    post.shelf.problems, post.shelf.shows_although = [InDoubt("timeout")], True
    await post.wish(AMINA)
    await post.sender().send_due()
    assert await post.waiting() == 1
    await post.lives_on()
    assert (post.shelf.got(AMINA), post.shelf.completed) == (all_about(AMINA), 1)


async def test_not_there_counts_only_long_after(post: Post) -> None:
    """Slack may show what it accepted a minute later, so the same upload is completed again only after that."""
    post.shelf.problems = [InDoubt("timeout")]
    await post.wish(AMINA)
    await post.sender().send_due()
    for seconds in (10, 30, 39):
        post.wire.passed += timedelta(seconds=seconds)
        await post.sender().send_due()
        assert post.shelf.completed == 1
    await post.lives_on()
    assert (post.shelf.got(AMINA), post.shelf.completed, len(post.shelf.uploads)) == (all_about(AMINA), 2, 2)


async def test_two_processes_send_one_file(post: Post) -> None:
    """What one has taken the other leaves alone; one that was frozen meanwhile changes nothing."""
    await post.wish(AMINA)
    async with post.database.unit_of_work() as work:
        row = await work.files.claim(f"wish-{AMINA}", post.wire.now(), post.wire.now() + LONG)
        await work.commit()
    assert row is not None
    assert await post.sender().send_due() == 0
    await post.lives_on()
    async with post.database.unit_of_work() as work:
        assert not await work.files.completing(row.id, row.token, ["F9"], post.wire.now())
        assert not await work.files.drop(row.id, row.token)
    assert post.shelf.got(AMINA) == all_about(AMINA)


async def test_too_many_requests_wait_as_long_as_slack_says(post: Post) -> None:
    """A file that Slack limits goes after its Retry-After, and not before."""
    post.shelf.problems = [Limited(40.0)]
    await post.wish(AMINA)
    await post.sender().send_due()
    post.wire.passed += timedelta(seconds=39)
    await post.sender().send_due()
    assert post.shelf.completed == 1
    await post.lives_on()
    assert post.shelf.got(AMINA) == all_about(AMINA)


@pytest.mark.parametrize("problem", [Refused("missing_scope"), NotSent("no_connection")])
async def test_who_gets_no_file_is_told(post: Post, problem: DeliveryProblem) -> None:
    """Refused for good, or never through in all its attempts: its owner hears so once, and nothing waits."""
    post.shelf.problems = [problem] * (MOST_ATTEMPTS + 1)
    await post.wish(AMINA)
    await post.sender().send_due()
    await post.lives_on()
    assert await post.apologies() == [AMINA]
    assert post.shelf.shown == []


async def test_who_asked_for_nothing_hears_of_no_failure(post: Post) -> None:
    """Pictures of a digest that Slack refuses are forgotten: what they show stands in words in the digest."""
    post.shelf.problems = [Refused("missing_scope")]
    await post.wish(AMINA, kind=PICTURES)
    await post.sender().send_due()
    assert (await post.waiting(), await post.apologies(), post.shelf.shown) == (0, [], [])


async def test_it_waits_for_its_message_for_days(post: Post) -> None:
    """Pictures wait for a digest that its leader wants on Monday; then a failure or two is no reason to give up."""
    post.desk.early = 3 * MOST_ATTEMPTS
    await post.wish(AMINA, kind=PICTURES)
    for _ in range(3 * MOST_ATTEMPTS):
        await post.sender().send_due()
        assert (await post.waiting(), post.shelf.completed) == (1, 0)
        post.wire.passed += timedelta(minutes=5)
    post.shelf.problems = [NotSent("no_connection")] * 3
    await post.lives_on()
    assert post.shelf.got(AMINA) == all_about(AMINA)


async def test_a_parcel_without_files_is_not_sent(post: Post) -> None:
    """Where nothing may be drawn the wish is forgotten, and no empty message comes of it."""
    await post.wish(AMINA, about=NOTHING, kind=PICTURES)
    assert await post.sender().send_due() == 1
    assert (await post.waiting(), post.shelf.shown, post.shelf.uploads) == (0, [], {})


async def test_a_file_about_another_goes_to_whoever_asked(post: Post) -> None:
    """An officer's file about Amina goes to the officer's direct messages alone."""
    await post.wish(BEN, about=AMINA)
    await post.sender().send_due()
    assert (post.shelf.got(BEN), post.shelf.got(AMINA)) == (all_about(AMINA), [])


async def test_what_waits_does_not_say_whose_it_is(post: Post) -> None:
    """The row that waits names nobody in the clear, and its number leads back to nothing."""
    await post.wish(AMINA)
    async with post.database.reading() as work:
        connection = await work.session.connection()
        raw = (await connection.exec_driver_sql("SELECT * FROM files_waiting")).all()
    assert AMINA not in str([value for row in raw for value in row if not isinstance(value, bytes | memoryview)][1:])
    assert len(number_of("wish")) == 10
