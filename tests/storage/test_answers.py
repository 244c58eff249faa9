"""Answers converge: whatever the order in which a message, its edits and its deletion are heard of."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from bot.storage.database import Database
from bot.storage.unit_of_work import UnitOfWork
from tests.storage.rows import TUESDAY, answer, campaign, round_, team

TS = "1767693600.000100"


@dataclass(frozen=True)
class Heard:
    """One thing Slack says about the message at TS."""

    what: str  # posted | edited | deleted
    second: int

    @property
    def version(self) -> str:
        return f"{1767693600 + self.second}.000100"


async def hear(work: UnitOfWork, heard: Heard) -> None:
    """What a conversation does when it hears of it: the same for the first word and for an edit."""
    at = TUESDAY + timedelta(seconds=heard.second)
    if heard.what == "deleted":
        await work.answers.remove_at("T1", "C1", TS, round_id="r", at=at, version_ts=heard.version)
        return
    row = answer(
        f"from-{heard.what}-{heard.second}", channel="C1", message_ts=TS, version_ts=heard.version,
        text=f"version {heard.second}", created_at=at, late=heard.second > 2,
    )  # fmt: skip
    await work.answers.add(row)


async def story(work: UnitOfWork, events: Sequence[Heard]) -> tuple[object, ...]:
    """What is left when everything was heard, and then forgotten again."""
    for heard in events:
        await hear(work, heard)
    kept = await work.answers.at_message("T1", "C1", TS)
    assert kept is not None
    standing = kept.deleted_at is None
    left = (kept.text, standing, kept.version_ts, len(await work.answers.of_round("r")))
    counted = (kept.created_at, kept.late) if standing else ()
    await work.rollback()
    return left + counted


POSTED = Heard("posted", 0)
EDITS = st.lists(st.integers(1, 9).map(lambda second: Heard("edited", second)), max_size=4)
DELETIONS = st.lists(st.just(Heard("deleted", 10)), max_size=2)


# Each example is rolled back, so the database is as new for the next one.
@pytest.mark.timeout(1200)  # the large profile plays a thousand stories
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data(), edits=EDITS, deletions=DELETIONS)
async def test_any_order_leaves_the_same_answer(
    week_one: Database, data: st.DataObject, edits: list[Heard], deletions: list[Heard]
) -> None:
    """Any order of a message, its edits and its deletion, some of them twice, leaves what the true order leaves."""
    true_order = sorted([POSTED, *edits, *deletions], key=lambda heard: heard.second)
    again = data.draw(st.lists(st.sampled_from(true_order), max_size=3))
    any_order = data.draw(st.permutations([*true_order, *again]))
    async with week_one.unit_of_work() as work:
        expected = await story(work, true_order)
        assert await story(work, any_order) == expected
    if deletions:
        assert expected[:2] == (None, False)
    else:
        assert expected[:2] == (f"version {true_order[-1].second}", True)


async def test_a_deletion_before_the_message(week_one: Database) -> None:
    """A message that was deleted before we heard of it is never stored, and its text is nowhere."""
    async with week_one.unit_of_work() as work:
        assert await work.answers.remove_at("T1", "C1", TS, round_id="r", at=TUESDAY, version_ts="1767693610.0")
        assert not await work.answers.remove_at("T1", "C1", TS, round_id="r", at=TUESDAY, version_ts="1767693610.0")
        assert not await work.answers.add(answer(channel="C1", message_ts=TS, version_ts=TS))
        assert await work.answers.get("a") is None
        assert await work.answers.of_round("r") == []


async def test_an_edit_before_the_message(week_one: Database) -> None:
    """An edit that overtook its message stays, with the time of the message."""
    async with week_one.unit_of_work() as work:
        edit: dict[str, Any] = {
            "text": "edited",
            "version_ts": "1767693605.0",
            "created_at": TUESDAY + timedelta(seconds=5),
        }
        assert await work.answers.add(answer(channel="C1", message_ts=TS, **edit))
        assert not await work.answers.add(answer(channel="C1", message_ts=TS, version_ts=TS, text="first"))
        kept = await work.answers.at_message("T1", "C1", TS)
    assert kept is not None
    assert (kept.text, kept.version_ts, kept.created_at) == ("edited", "1767693605.0", TUESDAY)


async def test_versions_are_compared_as_numbers(week_one: Database) -> None:
    """A version with more seconds is newer, however its digits sort."""
    async with week_one.unit_of_work() as work:
        await work.answers.add(answer(version_ts="999999999.999999"))
        assert await work.answers.revise("a", text="newer", version_ts="1000000000.000001")
        assert not await work.answers.revise("a", text="older", version_ts="999999999.999999")
        assert await work.answers.revise("a", text="newest", version_ts="1000000000.1")


async def test_the_same_message_at_once_is_one_answer(week_one: Database) -> None:
    """A message and its edits that are handled at the same moment leave one answer with the newest text."""

    async def hear_alone(heard: Heard) -> None:
        async with week_one.unit_of_work() as work:
            await hear(work, heard)
            await work.commit()

    await asyncio.gather(*(hear_alone(Heard("edited", second)) for second in range(8)))
    async with week_one.reading() as work:
        assert [row.text for row in await work.answers.of_round("r")] == ["version 7"]


async def test_a_revision_changes_what_it_names(week_one: Database) -> None:
    """A revision leaves alone what it does not name, and the form's change always counts."""
    async with week_one.unit_of_work() as work:
        await work.answers.add(answer(theme="time", quotable=True, version_ts="1767693605.0"))
        assert await work.answers.revise("a", text="Less paper", question="q1")
        kept = await work.answers.get("a")
        assert kept is not None
        assert (kept.text, kept.question, kept.theme, kept.quotable, kept.author) == (
            "Less paper", "q1", "time", True, "UANA",
        )  # fmt: skip
        assert kept.version_ts == "1767693605.0"


async def test_turning_confidential_takes_the_name_away(week_one: Database) -> None:
    """An answer holds its author's name or their code, whatever its mode was before, and nothing ties it to others."""
    async with week_one.unit_of_work() as work:
        await work.answers.add(answer(follows="before"))
        await work.answers.add(answer("after", follows="a"))
        assert await work.answers.revise("a", text="same", mode="confidential", author="UANA", person_code="ana")
        kept, after = await work.answers.get("a"), await work.answers.get("after")
        assert kept is not None
        assert after is not None
        await work.session.refresh(after)
        assert (kept.author, kept.person_code, kept.follows, after.follows) == (None, "ana", None, None)
        assert await work.answers.revise("a", text="same", mode="named", author="UANA", person_code="ana")
        assert (kept.author, kept.person_code) == ("UANA", None)


async def test_the_database_refuses_a_name_on_a_confidential_answer(week_one: Database) -> None:
    """Even a fault of ours cannot store who wrote a Confidential answer."""
    async with week_one.unit_of_work() as work:
        with pytest.raises(IntegrityError, match="only_named_has_an_author"):
            await work.answers.add(answer(mode="confidential", author="UANA"))


async def test_the_database_refuses_a_code_on_a_named_answer(week_one: Database) -> None:
    """One row with a name and a code would tell whose every Confidential answer is."""
    async with week_one.unit_of_work() as work:
        with pytest.raises(IntegrityError, match="named_has_no_code"):
            await work.answers.add(answer(person_code="ana"))


async def test_what_is_deleted_is_gone_for_good(week_one: Database) -> None:
    """A deleted answer loses its words, name, theme and support, and cannot be changed or deleted again."""
    async with week_one.unit_of_work() as work:
        await work.answers.add(answer(theme="time", quotable=True))
        await work.supports.keep("a", "ben", "thumbsup")
        assert await work.answers.remove("a", at=TUESDAY)
        assert not await work.answers.remove("a", at=TUESDAY)
        assert not await work.answers.revise("a", text="back again", version_ts="9999999999.0")
        assert not await work.answers.remove("unknown", at=TUESDAY)
        assert not await work.answers.revise("unknown", text="x")
        kept = await work.answers.get("a")
        assert kept is not None
        assert (kept.text, kept.author, kept.theme, kept.quotable, kept.deleted_at) == (
            None,
            None,
            None,
            False,
            TUESDAY,
        )
        assert await work.supports.of_round("r") == []


async def test_lists_leave_deleted_answers_out(week_one: Database) -> None:
    """Lists by round, person, code and campaign hold standing answers, oldest first, and no one else's."""
    async with week_one.unit_of_work() as work:
        await work.campaigns.add(campaign("other"))
        await work.teams.add(team("t2", campaign_id="other", channel="C2"))
        await work.rounds.add(round_("r2", campaign_id="other", team_id="t2", channel="C2"))
        await work.answers.add(answer("later", created_at=TUESDAY + timedelta(minutes=1)))
        await work.answers.add(answer("sooner"))
        await work.answers.add(answer("gone"))
        await work.answers.add(answer("ben", person_code="ben", mode="confidential", author=None))
        hers = {"mode": "confidential", "author": None, "person_code": "ana-in-other"}
        await work.answers.add(answer("elsewhere", round_id="r2", created_at=TUESDAY - timedelta(minutes=1), **hers))
        await work.answers.remove("gone", at=TUESDAY)
        lists = [
            await work.answers.of_round("r"),
            await work.answers.of_person("T1", "UANA", {"ana", "ana-in-other"}),
            await work.answers.of_person("T2", "UANA", set()),
            await work.answers.of_campaign("other"),
        ]
    assert [[row.id for row in rows] for rows in lists] == [
        ["ben", "sooner", "later"], ["elsewhere", "sooner", "later"], [], ["elsewhere"],
    ]  # fmt: skip
