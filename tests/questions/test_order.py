"""Concerns come first wherever a leader reads questions, then what is due first; and they are called concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

from bot.content.texts import Texts
from bot.insight.asked import first_due
from bot.insight.outcomes import CONCERN, QUESTION
from bot.slack.blocks.voice import Voice
from bot.slack.views.home import home_view
from tests.conversation.room import T1, Room
from tests.questions.town import AMINA, BEN, CARYS, DEPOT, MARTIN, desk_of, records, week_of
from tests.slack import facts_of_views as facts

VOICE = Voice(Texts(Path(__file__).parents[2] / "content" / "texts"), "en", "Europe/London")
ASKED = [(AMINA, DEPOT, "confidential"), (BEN, "Is the roof safe?", "confidential"), (CARYS, "Why?", "confidential")]


def test_concerns_and_then_what_is_due_first() -> None:
    """A concern comes before any question, an early date before a late one, and one without a date at the end."""
    right: list[tuple[str, date | str | None]] = [
        (CONCERN, date(2027, 2, 1)),
        (QUESTION, date(2027, 1, 1)),
        (QUESTION, "2027-02-01"),
        (QUESTION, None),
    ]
    for order in permutations(right):
        assert sorted(order, key=lambda item: first_due(*item)) == right


async def test_the_form_has_what_is_due_first(housing: Room) -> None:
    """The form of a digest's questions lists a concern first, and what is due earlier before what is due later."""
    await week_of(housing, *ASKED)
    async with housing.database.unit_of_work() as work:
        (digest,) = await work.digests.for_leader(T1, MARTIN)
        rows = [await work.questions.get(row.id) for row in await records(housing)]
        for row, (kind, day) in zip(rows, ((QUESTION, 9), (QUESTION, 5), (CONCERN, 20)), strict=True):
            assert row is not None
            row.kind, row.reply_by = kind, date(2027, 2, day)
        await work.commit()
    found = (await desk_of(housing).of_digest(T1, MARTIN, digest.id)).of_week
    assert [(put.kind, put.reply_by.day) for put in found] == [(CONCERN, 20), (QUESTION, 5), (QUESTION, 9)]


def test_home_calls_a_concern_by_its_name() -> None:
    """A concern that waits is marked as one in a leader's Home tab, and a question is not."""
    waiting = (replace(facts.WAITING, kind=CONCERN), facts.WAITING)
    home = replace(facts.LEADER, leading=replace(facts.LEADING, waiting=waiting))
    assert str(home_view(home, VOICE).to_dict()).count("*A concern:*") == 1
