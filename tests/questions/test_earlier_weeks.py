"""What waits still of earlier weeks: in the form of a digest's questions, and in later digests as it changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.clock import Clocks
from bot.content.texts import Texts
from bot.insight.asked import QuestionsShown
from bot.insight.outcomes import ANSWERED
from bot.questions.reminding import Reminding
from bot.slack.blocks.digest import DIGEST_COMPOSERS
from bot.slack.blocks.voice import Voice
from bot.slack.views.questions import MOST_SHOWN, questions_view
from tests.conversation.room import T1, Room
from tests.questions.town import AMINA, BEN, DEPOT, MARTIN, act, answered, desk_of, only, week_of
from tests.slack import facts_of_views as facts

VOICE = Voice(Texts(Path(__file__).parents[2] / "content" / "texts"), "en", "Europe/London")


async def second_digest(room: Room, *, asked: bool = True) -> str:
    """A question of the first week waits when the second digest comes; that one's id."""
    await week_of(room, *([(AMINA, DEPOT, "confidential")] if asked else []))
    await room.week("open", "playback", "close", "digest", week=2)
    async with room.database.reading() as work:
        newest, *_ = await work.digests.for_leader(T1, MARTIN)
    return newest.id


def counted(room: Room) -> str:
    """What the newest digest says of earlier weeks."""
    said = DIGEST_COMPOSERS["digest/leader"](room.slack.said("digest/leader")[-1], VOICE).text
    return next((line for line in said.splitlines() if "earlier weeks" in line), "")


async def test_the_form_of_a_later_digest_has_what_waits(housing: Room) -> None:
    """It lists a question of an earlier week until somebody says what comes of it, to its leader alone."""
    digest = await second_digest(housing)
    found = await desk_of(housing).of_digest(T1, MARTIN, digest)
    assert ([put.text for put in found.of_week], [put.text for put in found.earlier]) == ([], [DEPOT])
    await answered(housing, "thread")
    assert await desk_of(housing).of_digest(T1, MARTIN, digest) == QuestionsShown((), ())


async def test_the_form_of_the_first_digest_has_none_twice(housing: Room) -> None:
    """A question of the digest's own week stands there once."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    async with housing.database.reading() as work:
        (digest,) = await work.digests.for_leader(T1, MARTIN)
    found = await desk_of(housing).of_digest(T1, MARTIN, digest.id)
    assert ([put.text for put in found.of_week], found.earlier) == ([DEPOT], ())


async def test_what_was_passed_on_stands_there_too(housing: Room) -> None:
    """Whoever holds a question that was passed on reads it without a name among those that wait."""
    await week_of(housing, (BEN, DEPOT, "named"))
    question = await only(housing)
    await desk_of(housing).pass_on(T1, MARTIN, question.id, act(), "U0NIA", "")
    async with housing.database.unit_of_work() as work:
        (digest,) = await work.digests.for_leader(T1, MARTIN)
        digest.leader = "U0NIA"
        digest.snapshot = {**digest.snapshot, "questions": None}
        await work.commit()
    found = await desk_of(housing).of_digest(T1, "U0NIA", digest.id)
    assert [(put.text, put.author) for put in (*found.of_week, *found.earlier)] == [(DEPOT, None)]


async def test_a_later_digest_counts_them_as_they_change(housing: Room) -> None:
    """The digest says how many wait of earlier weeks and are late, leads to them, and follows what becomes of them."""
    await second_digest(housing)
    assert "From earlier weeks 1 question still waits" in counted(housing)
    shown = DIGEST_COMPOSERS["digest/leader"](housing.slack.said("digest/leader")[-1], VOICE)
    rows = [block for block in shown.block_dicts() if block["type"] == "actions"]
    assert "questions_open" in {element["action_id"] for row in rows for element in row["elements"]}
    await answered(housing, "thread")
    assert counted(housing) == "• None of earlier weeks waits any more."


async def test_what_is_due_today_is_not_late(housing: Room) -> None:
    """The digest of the very day on which a question of an earlier week is due counts it as no more than waiting."""
    await second_digest(housing)
    await housing.week("open", "playback", "close", "digest", week=3)
    assert housing.clock.now().date() == (await only(housing)).reply_by
    await Reminding(housing.database, housing.identities, Clocks(campaign=housing.clock)).look()
    await housing.posts()
    assert counted(housing).startswith("• From earlier weeks 1 question still waits: tap")


async def test_a_later_digest_forgets_what_was_taken_back(housing: Room) -> None:
    """A question that its author takes back is counted no more."""
    await second_digest(housing)
    (answer,) = await housing.stored()
    await housing.withdraws(AMINA, answer)
    await housing.posts()
    assert counted(housing) == "• None of earlier weeks waits any more."


async def test_nothing_is_said_where_nothing_waited(housing: Room) -> None:
    """A digest after a week without questions says nothing of earlier weeks."""
    await second_digest(housing, asked=False)
    assert counted(housing) == ""


@pytest.mark.parametrize("many", [1, MOST_SHOWN, MOST_SHOWN + 9])
def test_the_form_keeps_to_slacks_limit_and_counts_the_rest(many: int) -> None:
    """What waits comes before what is settled, within a form's hundred blocks, and the others are counted."""
    settled = replace(facts.QUESTION_PUT, question_id="settled", state=ANSWERED, text="x" * 3_000)
    waits = tuple(replace(facts.QUESTION_PUT, question_id=f"q{i}", text="&" * 3_000) for i in range(many))
    view = questions_view(QuestionsShown((settled,), waits), VOICE)
    assert len(view.blocks) <= 100
    said = str(view.to_dict())
    assert ("settled" in said, "9 more wait." in said) == (many == 1, many > MOST_SHOWN)
    assert said.count("'question_answer'") == min(many + 1, MOST_SHOWN)
