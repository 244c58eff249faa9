"""The nightly purge: what is due goes wholly, what is not stays, whatever breaks off in between."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from sqlalchemy import event
from structlog.testing import capture_logs

from bot.clock import Clocks
from bot.dialogues import events as ev
from bot.errors import there
from bot.retention.purging import BEGAN, PURGED, Purging
from bot.retention.rules import RULES
from bot.retention.stages import Stage, months_after
from bot.storage.database import Database
from bot.storage.models import CampaignSketch, Contact, Rating
from bot.storage.repositories.audit import WAYMARK
from bot.storage.repositories.deletions import ANSWER
from tests.conversation.room import HOUSING, NURSES, T1, Room
from tests.retention.lives import (
    ADDRESS,
    AMINA,
    LEADER,
    STAFF,
    WORDS,
    bytes_of,
    campaign_of,
    closed_at,
    counts,
    finish,
    found_in,
    live_through,
    purge_after,
    purging,
    rows_of,
    sealed_and_ids,
)
from tests.storage.rows import answer, delivery

OF_PEOPLE = tuple(dict.fromkeys(rule.table for rule in RULES if rule.stage is Stage.RAW))


# --- the stages ------------------------------------------------------------------------------------------------------


async def test_before_its_time_nothing_goes(any_room: Room) -> None:
    """Days before the first term is over, every row is as it was."""
    await live_through(any_room)
    before = await rows_of(any_room.database)
    any_room.clock.move_to(months_after(await closed_at(any_room), 12) - timedelta(days=4))
    assert await purging(any_room).purge() == {}
    assert await rows_of(any_room.database) == before


async def test_what_people_said_goes_whole_and_numbers_stay(any_room: Room) -> None:
    """After a year no word, code or id of staff stands in any table, opened with all keys; the figures are the same."""
    await live_through(any_room)
    rows = await rows_of(any_room.database)
    codes = {row["person_code"] for table in ("answers", "ratings", "participations") for row in rows[table]}
    lost = (*WORDS, *STAFF, *(code for code in codes if code), *(row["id"] for row in rows["answers"]))
    assert found_in(rows, WORDS).keys() == set(WORDS)
    assert {table for table in OF_PEOPLE if rows[table]} == set(OF_PEOPLE) - {
        "unlinked_waiting", "spent_tokens", "read_backs", "departures",
    }  # fmt: skip
    figures = await any_room.figures()
    salt = (await campaign_of(any_room)).salt
    await purge_after(any_room, 12)
    left = await rows_of(any_room.database)
    del left["audit"]
    there_still = {table for table in OF_PEOPLE if left[table]}
    assert there_still <= {"desired_states", "dialogue_states", "publications"}
    assert {row["kind"] for row in left["publications"]} == {"figures"}
    kept_of_people = {"people", "absences", "mail_addresses", "desired_states", "dialogue_states"}
    assert found_in({name: held for name, held in left.items() if name not in kept_of_people}, lost) == {}
    assert found_in(left, [there(salt)]) == {}
    assert (await campaign_of(any_room)).salt is None
    after = await any_room.figures()
    for kept in ("heard", "share", "ratings", "themes", "enough", "threshold"):
        assert after[kept] == figures[kept]
    digest = there(await any_room.digest(LEADER))
    assert (digest.snapshot["words"], digest.snapshot["questions"]) == (None, None)
    assert digest.snapshot["heard"]["teams"][0]["heard"] == figures["heard"]


async def test_people_who_are_in_no_team_go_a_term_later(any_room: Room) -> None:
    """How somebody's form starts, their Home tab and reminders go when they have been in no team for a year."""
    await live_through(any_room)
    await purge_after(any_room, 12)
    assert found_in(await rows_of(any_room.database), STAFF).keys() == set(STAFF)
    await purge_after(any_room, 24)
    left = await rows_of(any_room.database)
    assert found_in(left, (*STAFF, *WORDS, ADDRESS)) == {}
    assert (left["people"], left["mail_addresses"], left["absences"]) == ([], [], [])
    assert [row["target"] for row in left["desired_states"]] == [f"home/{T1}/{LEADER}"]


async def test_who_comes_back_is_not_forgotten(room: Room) -> None:
    """Somebody who is in a team again before the year is over keeps what they chose; a later absence counts anew."""
    await live_through(room)
    closed = await closed_at(room)
    await purge_after(room, 12)
    await room.begins(name="Autumn")
    await purge_after(room, 13, closed)
    async with room.database.reading() as work:
        assert await work.absences.all() == {}
    await purge_after(room, 24, closed)
    assert (await counts(room.database))["people"] == 2


async def test_figures_go_next(any_room: Room) -> None:
    """After three years no figure is left, in rounds or digests, and no talk; that there was a digest stays."""
    await live_through(any_room)
    await purge_after(any_room, 36)
    assert (await any_room.round()).figures is None
    digest = there(await any_room.digest(LEADER))
    assert digest.snapshot["area_title"]
    assert [digest.snapshot[gone] for gone in ("heard", "gaps", "themes", "words", "questions")] == [None] * 5
    left = await counts(any_room.database)
    assert (left["offers"], left["digests"], left["campaigns"]) == (0, 1, 1)


@pytest.mark.both_databases
async def test_then_all_the_rest(any_room: Room) -> None:
    """After six years nothing of the campaign is there, save that it was purged."""
    await live_through(any_room)
    await purge_after(any_room, 72)
    left = await rows_of(any_room.database)
    assert {table for table, rows in left.items() if rows} <= {
        "audit", "absences", "people", "mail_addresses", "desired_states", "dialogue_states", "seen_events",
    }  # fmt: skip
    assert found_in(left, ("Spring", HOUSING.channel, "Northbridge")) == {}
    assert sorted(row["act"] for row in left["audit"] if row["actor"] == WAYMARK) == sorted([BEGAN, *PURGED.values()])


async def test_home_own_data_and_digests_go_on_after_each_stage(any_room: Room) -> None:
    """Members, leaders and admins open what they always opened, with less in it, and nothing breaks."""
    await live_through(any_room)
    for months in (12, 36, 72):
        await purge_after(any_room, months)
        for user in (AMINA, LEADER, "U0ADMIN"):
            await any_room.enquiries.home(T1, user)
            assert (await any_room.enquiries.my_data(T1, user)).answers == ()
            await any_room.enquiries.status(T1, user)


async def test_an_old_thread_is_no_longer_ours(any_room: Room) -> None:
    """What is written under a question whose words have gone is not kept, nor read back; nor is a reaction to it."""
    await live_through(any_room)
    await purge_after(any_room, 12)
    before = await counts(any_room.database)
    prompt = any_room.prompt_ts()
    assert (await any_room.replies(AMINA, "Years later.", under=prompt)).replies == ()
    await any_room.hears(ev.ReactionAdded, user=AMINA, name="two", channel=HOUSING.channel, ts=prompt)
    async with any_room.database.unit_of_work() as work:
        await work.read_backs.owe_all(any_room.clock.now(), opened_since=datetime(2020, 1, 1, tzinfo=UTC))
        assert await work.read_backs.count() == 0
    after = await counts(any_room.database)
    assert after == {**before, "seen_events": after["seen_events"]}


async def test_another_campaign_stays_as_it_is(any_room: Room) -> None:
    """While one campaign goes whole, no row of one that runs beside it changes."""
    await live_through(any_room)
    closed = await closed_at(any_room)
    await any_room.begins(NURSES, name="Autumn")
    await any_room.comes("open", "Nurses")
    round_id = (await any_room.round("Nurses")).id
    await any_room.answers("U0GWEN", "Still true.", round_id=round_id, now=4)
    await any_room.replies("U0HARI", "By name.", under=any_room.prompt_ts(NURSES.channel), channel=NURSES.channel)
    await any_room.posts()
    running = (await campaign_of(any_room)).id
    before = [row for row in (await rows_of(any_room.database))["answers"] if row["round_id"] == round_id]
    any_room.clock.move_to(months_after(closed, 72))
    await purging(any_room).purge()
    left = await rows_of(any_room.database)
    assert left["answers"] == before
    assert [row["id"] for row in left["campaigns"]] == [running]
    assert len(left["ratings"]) == 1
    assert {row["round_id"] for row in left["deliveries"]} == {round_id}


# --- campaigns that never came to an end -----------------------------------------------------------------------------


async def test_a_campaign_left_paused_ends_too(any_room: Room) -> None:
    """A year after the last thing that happened in it, it is over: its words go, and nothing of it is planned."""
    await any_room.begins()
    await any_room.comes("open")
    await any_room.answers(AMINA, WORDS[1])
    async with any_room.database.unit_of_work() as work:
        (await work.campaigns.all(T1))[0].state = "paused"
        await work.commit()
    opened = there((await any_room.round()).opened_at)
    any_room.clock.move_to(months_after(opened, 12) - timedelta(days=1))
    assert not await purging(any_room).purge()
    any_room.clock.advance(timedelta(days=2))
    await purging(any_room).purge()
    campaign = await campaign_of(any_room)
    assert (campaign.state, campaign.salt) == ("finished", None)
    left = await rows_of(any_room.database)
    assert found_in(left, WORDS) == {}
    assert {row["state"] for row in left["beats"]} == {"done", "cancelled"}


async def test_a_forgotten_draft_goes_whole(room: Room) -> None:
    """A year after its start was to be, a draft is gone with its teams."""
    await room.begins()
    async with room.database.unit_of_work() as work:
        (await work.campaigns.all(T1))[0].state = "draft"
        await work.commit()
    room.clock.move_to(datetime(2028, 1, 11, 23, tzinfo=UTC))
    assert not await purging(room).purge()
    room.clock.advance(timedelta(hours=2))
    await purging(room).purge()
    left = await counts(room.database)
    assert (left["campaigns"], left["teams"], left["rounds"], left["beats"]) == (0, 0, 0, 0)


# --- what belongs to no campaign -------------------------------------------------------------------------------------


async def test_what_belongs_to_no_campaign_goes_by_its_age(any_room: Room) -> None:
    """Old messages to nobody's week, abandoned forms and counted contacts go; new ones and the trail stay."""
    now = any_room.clock.now()
    old, new = months_after(now, -13), now - timedelta(days=1)
    async with any_room.database.unit_of_work() as work:
        for name, at in (("old", old), ("new", new)):
            await work.deliveries.plan(delivery(name, created_at=at, due_at=at, state="sent", recipient="U0AMINA"))
            await work.deliveries.attempts.add(name, token=1, started_at=at, outcome="sent")
            await work.desired.show(f"message/{name}", T1, "said", {})
            work.session.add(CampaignSketch(id=name, workspace=T1, owner=name, body={}, changed_at=at))
            work.session.add(Contact(id=name, workspace=T1, user="U0AMINA", week_of=at.date(), kind="nudge"))
            await work.audit.note(T1, at, "U0PRIV", "looked", about=name)
            await work.deletions.note(ANSWER, name, months_after(now, -73).date() if name == "old" else at.date())
        await work.commit()
    await purging(any_room).purge()
    left = await rows_of(any_room.database)
    assert [row["id"] for row in left["deliveries"]] == ["new"]
    assert [row["delivery_id"] for row in left["delivery_attempts"]] == ["new"]
    assert [row["target"] for row in left["desired_states"]] == ["message/new"]
    assert [row["id"] for row in left["campaign_sketches"]] == ["new"]
    assert [row["id"] for row in left["contacts"]] == ["new"]
    assert [row["about"] for row in left["deletions"]] == ["new"]
    assert {row["about"] for row in left["audit"]} == {"old", "new"}


async def test_the_trail_goes_when_both_clocks_say_so(any_room: Room) -> None:
    """Entries go after six years; a story's clock that jumps ahead takes nothing that is younger by Slack's clock."""
    clocks = Clocks(campaign=any_room.clock)
    now = clocks.wire.now()
    async with any_room.database.unit_of_work() as work:
        for name, at in (("old", months_after(now, -73)), ("new", months_after(now, -71))):
            await work.audit.note(T1, at, "U0PRIV", "looked", about=name)
        await work.commit()
    any_room.clock.move_to(months_after(now, 240))
    await purging(any_room).purge()
    assert [row["about"] for row in (await rows_of(any_room.database))["audit"]] == ["new"]


# --- how it is done --------------------------------------------------------------------------------------------------


async def test_the_file_and_its_log_forget_too(room: Room) -> None:
    """Sealed bytes of what people said are neither in SQLite's file nor in its log afterwards."""
    await live_through(room)
    lay = await sealed_and_ids(room, "answers", "deliveries", "dialogue_states", "unlinked_answers", "quotes")
    salt = there((await campaign_of(room)).salt)
    assert salt
    assert len(lay) > 20
    assert all(value in bytes_of(room.database) for value in lay)
    await purge_after(room, 12)
    await purge_after(room, 24)
    left = bytes_of(room.database)
    assert [value for value in lay if value in left] == []


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("months", [12, 36, 72])
async def test_broken_off_anywhere_it_goes_on(any_room: Room, months: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed at each transaction in turn, before or after its commit, in batches of two: in the end nothing is left."""
    await live_through(any_room)
    any_room.clock.move_to(months_after(await closed_at(any_room), months))
    real, turn, kill_at = Database.unit_of_work, 0, 0

    def dying(database: Database) -> Any:
        nonlocal turn
        turn += 1
        if turn == kill_at:
            raise Killed
        return real(database)

    monkeypatch.setattr(Database, "unit_of_work", dying)
    kills = 0
    while True:
        turn, kill_at = 0, 1 + kills % 7 * (1 + kills // 7)
        try:
            await purging(any_room, at_once=2).purge()
        except Killed:
            kills += 1
            continue
        break
    assert kills > 5
    monkeypatch.undo()
    assert await purging(any_room).purge() == {}
    left = await rows_of(any_room.database)
    assert found_in(left, WORDS) == {}
    assert (left["campaigns"] == []) == (months == 72)


@pytest.mark.both_databases
async def test_two_at_once_do_no_harm(any_room: Room) -> None:
    """Two processes that purge at the same time end as one does, and nothing is left."""
    await live_through(any_room)
    any_room.clock.move_to(months_after(await closed_at(any_room), 72))
    await asyncio.gather(purging(any_room, at_once=3).purge(), purging(any_room, at_once=3).purge())
    assert await purging(any_room).purge() == {}
    assert (await counts(any_room.database))["campaigns"] == 0


async def test_no_transaction_is_long(room: Room) -> None:
    """With thousands of rows, no transaction touches more than its batch, and the writer is held for under 100 ms."""
    await room.begins()
    await room.comes("open")
    await room.comes("close")
    await finish(room)
    round_id = (await room.round()).id
    async with room.database.unit_of_work() as work:
        for number in range(2_000):
            work.session.add(
                answer(f"a{number:05}", round_id=round_id, text="Long words of somebody. " * 20, author=f"U{number}")
            )
            work.session.add(
                Rating(id=f"r{number}", round_id=round_id, person_code=f"c{number}", scale="now", value=3, source="m")
            )
        await work.flush()
        work.session.add_all(
            delivery(
                f"d{number:05}", round_id=round_id, answer_id=f"a{number:05}", state="sent", facts={"x": "y" * 500}
            )
            for number in range(2_000)
        )
        await work.commit()
    held: list[float] = []
    began = 0.0

    def on_begin(_: object) -> None:
        nonlocal began
        began = time.perf_counter()

    def on_end(_: object) -> None:
        held.append(time.perf_counter() - began)

    event.listen(room.database.engine.sync_engine, "begin", on_begin)
    event.listen(room.database.engine.sync_engine, "commit", on_end)
    gone = await purge_after(room, 12)
    assert (gone["answers"], gone["deliveries"] > 2_000, gone["ratings"]) == (2_000, True, 2_000)
    assert len(held) > 60
    assert sorted(held)[len(held) * 95 // 100] < 0.1


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    """All that is logged."""
    with capture_logs() as logs:
        yield logs
    structlog.reset_defaults()


async def test_counts_are_all_that_is_told(any_room: Room, heard: list[Any]) -> None:
    """Logs and the trail say how many rows went, of which stage, and by whom; no word and no person."""
    await live_through(any_room)
    del heard[:]
    await purge_after(any_room, 12)
    assert [(line["event"], line["stage"]) for line in heard] == [("purged", "raw"), ("purged", "by_age")]
    async with any_room.database.reading() as work:
        trail = [entry for entry in await work.audit.all(T1) if entry.actor == WAYMARK]
    about = {entry.act: entry.about for entry in trail}
    assert set(about) == {BEGAN, PURGED[Stage.RAW]}
    assert "answers 6" in about[PURGED[Stage.RAW]]
    assert found_in({"told": [*map(dict, heard), about]}, (*WORDS, *STAFF)) == {}
    assert await purging(any_room).purge() == {}
    async with any_room.database.reading() as work:
        assert len([entry for entry in await work.audit.all(T1) if entry.actor == WAYMARK]) == 2


async def test_it_comes_once_a_night(room: Room) -> None:
    """Asked every hour, it purges once a night, and first as soon as the process is there."""
    done: list[datetime] = []
    chore = purging(room)
    real = Purging.purge

    async def counted(self: Purging) -> Any:
        done.append(room.clock.now())
        return await real(self)

    chore.purge = counted.__get__(chore)  # type: ignore[method-assign]
    for _ in range(24 * 3):
        await chore.nightly()
        room.clock.advance(timedelta(hours=1))
    assert [moment.hour for moment in done] == [9, 1, 1, 1]
