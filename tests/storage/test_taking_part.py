"""Ratings, support, taking part, reminders, contacts, dialogues, digests and offers."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.storage.database import Database
from bot.storage.errors import ChangedMeanwhile
from tests.storage.rows import HOUR, TUESDAY, answer, digest, offer, round_

MONDAY = date(2026, 1, 5)


async def test_the_last_tap_wins(week_one: Database) -> None:
    """One person has one rating a scale: a second tap changes it."""
    async with week_one.unit_of_work() as work:
        await work.ratings.keep("r", "ana", "now", 2, "reaction")
        await work.ratings.keep("r", "ana", "now", 4, "button")
        await work.ratings.keep("r", "ana", "needed", 5, "button")
        await work.ratings.keep("r", "ben", "now", 1, "modal", late=True, by_leader=True)
        mine = await work.ratings.of_person("r", "ana")
        assert [(row.scale, row.value, row.source) for row in mine] == [("needed", 5, "button"), ("now", 4, "button")]
        assert len(await work.ratings.of_round("r")) == len(await work.ratings.of_campaign("c")) == 3
        [ben] = await work.ratings.by_codes({"ben"})
        assert (ben.late, ben.by_leader) == (True, True)


async def test_only_the_same_rating_is_taken_back(week_one: Database) -> None:
    """Taking a reaction off drops its rating, unless the person has tapped something else since."""
    async with week_one.unit_of_work() as work:
        await work.ratings.keep("r", "ana", "now", 2, "reaction")
        assert not await work.ratings.drop("r", "ana", "now", 3, "reaction")
        assert not await work.ratings.drop("r", "ana", "now", 2, "button")
        assert await work.ratings.drop("r", "ana", "now", 2, "reaction")
        assert await work.ratings.of_round("r") == []


async def test_a_rating_is_on_the_scale(week_one: Database) -> None:
    """The database refuses a rating that is not 1 to 5."""
    async with week_one.unit_of_work() as work:
        with pytest.raises(IntegrityError, match="value_is_one_to_five"):
            await work.ratings.keep("r", "ana", "now", 6, "button")


async def test_support_is_counted_once(week_one: Database) -> None:
    """A reaction of one person on one answer counts once, and goes when it is taken off."""
    async with week_one.unit_of_work() as work:
        await work.answers.add(answer())
        assert await work.supports.keep("a", "ben", "thumbsup")
        assert not await work.supports.keep("a", "ben", "thumbsup")
        assert await work.supports.keep("a", "ben", "heart")
        assert len(await work.supports.of_round("r")) == len(await work.supports.of_campaign("c")) == 2
        assert await work.supports.drop("a", "ben", "heart")
        assert not await work.supports.drop("a", "ben", "heart")
        assert [row.reaction for row in await work.supports.of_round("r")] == ["thumbsup"]


async def test_in_time_is_never_turned_late(week_one: Database) -> None:
    """Whoever took part in time did so, whatever comes later, and in whatever order it is heard of."""
    async with week_one.unit_of_work() as work:
        assert await work.participations.note("r", "ana")
        assert not await work.participations.note("r", "ana", late=True)
        assert await work.participations.note("r", "ben", late=True)
        assert await work.participations.codes("r") == {"ana"}
        assert await work.participations.codes("r", with_late=True) == {"ana", "ben"}
        assert not await work.participations.note("r", "ben")
        assert await work.participations.codes("r") == {"ana", "ben"}


async def test_leaders_take_part_uncounted(week_one: Database) -> None:
    """A leader's flag is kept and not counted."""
    async with week_one.unit_of_work() as work:
        await work.participations.note("r", "lead", by_leader=True)
        assert await work.participations.codes("r", with_late=True) == set()
        assert [row.person_code for row in await work.participations.of_round("r")] == ["lead"]
        assert len(await work.participations.of_campaign("c")) == 1


async def test_what_people_ask_about_reminders(database: Database) -> None:
    """Nothing is kept about a person until there is something to keep; then it can be changed, by workspace."""
    async with database.unit_of_work() as work:
        assert await work.people.get("T1", "UANA") is None
        person = await work.people.ensure("T1", "UANA")
        assert (person.nudges_stopped, person.snoozed_until) == (False, None)
        person.snoozed_until = TUESDAY
        await work.commit()
    async with database.unit_of_work() as work:
        again = await work.people.ensure("T1", "UANA")
        assert again.snoozed_until == TUESDAY
        assert (await work.people.ensure("T2", "UANA")).snoozed_until is None


async def test_contacts_are_counted_by_week(week_one: Database) -> None:
    """Messages that the coach begins are counted by person and week, each only once."""
    async with week_one.unit_of_work() as work:
        await work.rounds.add(round_("r2", week=2))
        assert await work.contacts.add("T1", "UANA", MONDAY, "nudge", "r")
        assert not await work.contacts.add("T1", "UANA", MONDAY, "nudge", "r")
        assert await work.contacts.add("T1", "UANA", MONDAY, "last_call", "r")
        assert await work.contacts.add("T1", "UANA", MONDAY, "welcome")
        assert await work.contacts.add("T1", "UANA", MONDAY + timedelta(days=7), "nudge", "r2")
        assert await work.contacts.add("T2", "UANA", MONDAY, "nudge", "r")
        assert await work.contacts.count("T1", "UANA", MONDAY) == 3
        assert await work.contacts.count("T1", "UBEN", MONDAY) == 0
        assert await work.contacts.kinds("r", "UANA") == {"nudge", "last_call"}


async def test_a_dialogue_is_kept_and_changed(database: Database) -> None:
    """A dialogue's state is saved, loaded and saved again, also when its body was changed in place."""
    async with database.unit_of_work() as work:
        assert await work.dialogues.load("k") is None
        await work.dialogues.save("k", {"at": "start"})
        await work.commit()
    async with database.unit_of_work() as work:
        state = await work.dialogues.load("k")
        assert state is not None
        state.body["at"] = "middle"
        await work.dialogues.save("k", state.body)
        await work.commit()
    async with database.reading() as work:
        state = await work.dialogues.load("k")
    assert state is not None
    assert (state.body, state.version) == ({"at": "middle"}, 2)


async def test_of_two_first_events_one_waits(week_one: Database) -> None:
    """Two transactions that begin the same dialogue at once: one is kept, the other is told to try again."""
    both_looked = asyncio.Barrier(2) if not week_one.is_sqlite else None

    async def begin(word: str) -> str:
        try:
            async with week_one.unit_of_work() as work:
                known = await work.dialogues.load("k")
                if both_looked:
                    await both_looked.wait()
                if known is None:
                    await work.dialogues.save("k", {"by": word})
                    await work.commit()
        except ChangedMeanwhile:
            return "again"
        return "kept" if known is None else "seen"

    outcomes = sorted(await asyncio.gather(begin("one"), begin("two")))
    assert outcomes == (["again", "kept"] if both_looked else ["kept", "seen"])


async def test_a_first_event_never_overwrites_one_that_came_between(week_one: Database) -> None:
    """Who found no conversation, and writes after another has begun and kept it, is told to try again."""
    if week_one.is_sqlite:
        pytest.skip("SQLite has one writer at a time: nobody can come between")
    async with week_one.unit_of_work() as late:
        assert await late.dialogues.load("k") is None
        async with week_one.unit_of_work() as first:
            await first.dialogues.save("k", {"by": "first"})
            await first.commit()
        with pytest.raises(ChangedMeanwhile):
            await late.dialogues.save("k", {"by": "late"})
    async with week_one.reading() as work:
        kept = await work.dialogues.load("k")
        assert kept is not None
        assert kept.body == {"by": "first"}


async def test_of_two_next_events_one_is_refused(week_one: Database) -> None:
    """Two transactions that loaded the same state: the later save is told to try again, and changes nothing."""
    async with week_one.unit_of_work() as work:
        await work.dialogues.save("k", {"step": 0})
        await work.commit()
    both_looked = asyncio.Barrier(2) if not week_one.is_sqlite else None

    async def step() -> bool:
        try:
            async with week_one.unit_of_work() as work:
                state = await work.dialogues.load("k")
                assert state is not None
                if both_looked:
                    await both_looked.wait()
                await work.dialogues.save("k", {"step": state.body["step"] + 1})
                await work.commit()
        except ChangedMeanwhile:
            return False
        return True

    done = sum(await asyncio.gather(step(), step()))
    assert done == (1 if both_looked else 2)
    async with week_one.reading() as work:
        state = await work.dialogues.load("k")
    assert state is not None
    assert state.body == {"step": done}


async def test_a_snapshot_is_made_once(week_one: Database) -> None:
    """A leader's digest of a week is kept once, whatever its id, and found by leader and week."""
    async with week_one.unit_of_work() as work:
        assert await work.digests.add(digest())
        assert not await work.digests.add(digest("again", snapshot={"heard": "others"}))
        assert await work.digests.add(digest("d2", week=2, issued_at=TUESDAY + HOUR))
        assert await work.digests.add(digest("theirs", leader="UELSE"))
        kept = await work.digests.of_week("c", "ULEAD", 1)
        assert kept is not None
        assert kept.snapshot == {"heard": "a few"}
        assert [row.id for row in await work.digests.for_leader("T1", "ULEAD")] == ["d2", "d"]
        assert await work.digests.for_leader("T2", "ULEAD") == []
        assert [row.id for row in await work.digests.of_campaign("c")] == ["theirs", "d", "d2"]
        assert await work.digests.get("d") is kept


async def test_an_offer_is_made_once(week_one: Database) -> None:
    """A leader's offer to a team from one digest is kept once."""
    async with week_one.unit_of_work() as work:
        await work.digests.add(digest())
        assert await work.offers.add_once(offer())
        assert not await work.offers.add_once(offer("again"))
        for rows in (
            await work.offers.of_digest("d"), await work.offers.of_round("r"), await work.offers.of_campaign("c"),
        ):  # fmt: skip
            assert [row.id for row in rows] == ["o"]


async def test_traces_of_one_person_are_found(week_one: Database) -> None:
    """Flags and support under any of a person's codes, their contacts and their offers; nothing of anybody else's."""
    async with week_one.unit_of_work() as work:
        await work.answers.add(answer())
        for code in ("ana", "ben"):
            await work.participations.note("r", code)
            await work.supports.keep("a", code, "heart")
        await work.contacts.add("T1", "UANA", MONDAY, "nudge", "r")
        await work.contacts.add("T1", "UANA", MONDAY + timedelta(days=7), "nudge")
        await work.contacts.add("T1", "UBEN", MONDAY, "nudge", "r")
        await work.digests.add(digest())
        await work.offers.add_once(offer())
        assert [row.person_code for row in await work.participations.of_person(["ana", "ana-of-another"])] == ["ana"]
        assert [row.person_code for row in await work.supports.of_person(["ana"])] == ["ana"]
        assert (await work.participations.of_person([]), await work.supports.of_person([])) == ([], [])
        assert [row.week_of for row in await work.contacts.of_person("T1", "UANA")] == [
            MONDAY + timedelta(days=7),
            MONDAY,
        ]
        leader = offer().leader
        assert [await work.offers.count_by(*who) for who in (("T1", leader), ("T1", "UANA"), ("T2", leader))] == [
            1,
            0,
            0,
        ]
