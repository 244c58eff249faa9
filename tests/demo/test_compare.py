"""The comparison that `lost` and `duplicated` come from finds what is put wrong on either side."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from bot.storage.models import Answer, Delivery, DigestRecord, Offer, Participation, Rating, Support
from bot.storage.unit_of_work import UnitOfWork
from demo.compare import Differences, compare
from demo.world import World
from sandbox.records import Message
from tests.demo.conftest import Lived

Wrong = Callable[[UnitOfWork], Awaitable[Any]]


async def found(week: Lived, wrong: Wrong | None = None) -> Differences:
    """Put something wrong in the database, and compare."""
    if wrong is not None:
        async with week.stage.parts.core.database.unit_of_work() as work:
            await wrong(work)
            await work.commit()
    return await compare(week.stage, week.record)


async def first(work: UnitOfWork, kind: type[Any], *where: Any) -> Any:
    """Some row of a kind."""
    return (await work.session.scalars(select(kind).where(*where).order_by(kind.id))).first()


async def test_a_week_as_it_was_lived_shows_no_difference(again: Lived) -> None:
    """What people did and what the database holds are the same after a week of everything."""
    assert await found(again) == Differences()
    doings = again.record.done.values()
    assert any(text is None for done in doings for text in done.thread.values())
    assert any(done.form for done in doings)
    assert any(done.supports for done in doings)
    assert any(done.ratings for done in doings)
    assert again.record.offers


async def drop_answer(work: UnitOfWork) -> None:
    """Lose an answer nobody supports, so that only the answer differs."""
    supported = select(Support.answer_id)
    row = await first(work, Answer, Answer.deleted_at.is_(None), Answer.id.not_in(supported))
    await work.session.execute(update(Delivery).where(Delivery.answer_id == row.id).values(answer_id=None))
    await work.session.execute(delete(Answer).where(Answer.id == row.id))


async def drop_participation(work: UnitOfWork) -> None:
    """Forget that somebody took part."""
    code = (await work.session.scalars(select(Participation.person_code))).first()
    await work.session.execute(delete(Participation).where(Participation.person_code == code))


def drop(kind: type[Any]) -> Wrong:
    """Lose one row of a kind."""

    async def wrong(work: UnitOfWork) -> None:
        row = await first(work, kind)
        await work.session.execute(delete(kind).where(kind.id == row.id))

    return wrong


def unsend(utterance: str) -> Wrong:
    """Have a message of a kind never sent."""

    async def wrong(work: UnitOfWork) -> None:
        row = await first(work, Delivery, Delivery.utterance == utterance)
        row.state = "expired"

    return wrong


async def drop_digest(work: UnitOfWork) -> None:
    """Lose a leader's digest, with what hangs on it."""
    await work.session.execute(delete(Offer))
    await work.session.execute(delete(DigestRecord))


LOSSES: dict[str, tuple[Wrong, str]] = {
    "an answer": (drop_answer, "answer: "),
    "taking part": (drop_participation, "taking part: "),
    "a rating": (drop(Rating), "rating: "),
    "support": (drop(Support), "support: "),
    "an offer": (drop(Offer), "offer: "),
    "a digest": (drop_digest, "digest: "),
    "the week's question": (unsend("prompt/open"), "prompt: "),
    "a digest's message": (unsend("digest/leader"), "digest's message to: "),
}


@pytest.mark.parametrize("what", LOSSES)
async def test_a_loss_is_found(again: Lived, what: str) -> None:
    """Something missing in the database is named as lost."""
    wrong, line = LOSSES[what]
    assert any(line in said for said in (await found(again, wrong)).lost)


async def test_one_lost_answer_is_one_line(again: Lived) -> None:
    """A lost answer is told once, with its text, and nothing is called a duplicate."""
    differences = await found(again, drop_answer)
    assert len(differences.lost) == 1
    assert differences.duplicated == []


async def test_a_changed_text_is_found(again: Lived) -> None:
    """A text that is not what its author wrote counts as theirs lost and as another one come from nowhere."""

    async def change(work: UnitOfWork) -> None:
        (await first(work, Answer, Answer.deleted_at.is_(None))).text = "Somebody else's words."

    differences = await found(again, change)
    assert len(differences.lost) == len(differences.duplicated) == 1
    assert "Somebody else's words." in differences.duplicated[0]


async def test_an_answer_kept_twice_is_found(again: Lived) -> None:
    """A second row for one answer by the form is a duplicate."""

    async def twice(work: UnitOfWork) -> None:
        row = await first(work, Answer, Answer.deleted_at.is_(None), Answer.message_ts.is_(None))
        fields = {name: getattr(row, name) for name in Answer.__mapper__.columns.keys()}  # noqa: SIM118 - not a dict
        work.session.add(Answer(**fields | {"id": "again"}))

    differences = await found(again, twice)
    assert differences.lost == []
    assert len(differences.duplicated) == 1


async def test_an_answer_that_was_deleted_must_be_gone(again: Lived) -> None:
    """A deleted answer whose words are still kept counts as one too many."""

    async def revive(work: UnitOfWork) -> None:
        row = await first(work, Answer, Answer.deleted_at.is_not(None))
        row.deleted_at, row.text = None, "I took this back."

    assert any("I took this back." in line for line in (await found(again, revive)).duplicated)


def coach_s(stage: World, channel: str) -> Message:
    """The coach's first message in a channel."""
    return next(message for message in stage.workspace.messages.everything(channel) if message.by_app)


async def test_a_message_posted_twice_is_found(again: Lived) -> None:
    """A second message with the same mark is a duplicate."""
    stage = again.stage
    message = coach_s(stage, stage.cast.teams[0].channel)
    stage.workspace.messages.add(dataclasses.replace(message, ts=f"{message.ts}9"))
    differences = await found(again)
    assert differences.lost == []
    assert len(differences.duplicated) == 1
    assert differences.duplicated[0].startswith("message in Slack: ")


async def test_a_message_nobody_planned_is_found(again: Lived) -> None:
    """A message without a mark, which the ledger does not know, is one too many."""
    stage = again.stage
    message = coach_s(stage, stage.cast.teams[0].channel)
    stage.workspace.messages.add(dataclasses.replace(message, ts=f"{message.ts}9", metadata=None))
    assert (await found(again)).duplicated == ["message in Slack: None"]


async def test_pictures_that_no_digest_has_are_found(again: Lived) -> None:
    """A message with files goes by the number beside them: one that belongs to no digest is one too many."""
    stage = again.stage
    message = coach_s(stage, stage.cast.teams[0].channel)
    odd = dataclasses.replace(
        message, ts=f"{message.ts}9", metadata=None, files=["F1"], text="Here. (Number 0123456789)"
    )
    stage.workspace.messages.add(odd)
    assert (await found(again)).duplicated == ["pictures in Slack: 0123456789"]


async def test_a_message_that_is_not_there_is_found(again: Lived) -> None:
    """A message that the ledger calls sent and Slack does not have is lost."""
    stage = again.stage
    stage.workspace.messages.remove(coach_s(stage, stage.cast.teams[0].channel))
    differences = await found(again)
    assert len(differences.lost) == 1
    assert differences.lost[0].startswith("message in Slack: ")


@pytest.mark.parametrize("state", ["planned", "claimed", "sending", "in_doubt", "failed"])
async def test_a_message_on_its_way_for_ever_is_found(again: Lived, state: str) -> None:
    """A delivery that did not come to its end is told as not delivered, with its state."""

    async def stick(work: UnitOfWork) -> None:
        (await first(work, Delivery, Delivery.utterance == "told_back")).state = state

    assert f"not delivered ({state}): told_back" in (await found(again, stick)).lost


async def test_words_shown_for_somebody_must_be_theirs(again: Lived) -> None:
    """An answer that the coach shows in the thread with other words is found."""
    stage = again.stage
    async with stage.parts.core.database.reading() as work:
        row = next(row for row in await work.deliveries.all() if row.utterance == "thread/named_answer")
    message = stage.workspace.messages.get(row.channel or "", row.ts or "")
    assert message is not None
    message.text = "Something else."
    differences = await found(again)
    assert any("in the thread" in line for line in differences.lost)
    assert any("Something else." in line for line in differences.duplicated)


async def test_what_people_did_and_nobody_heard_is_lost(again: Lived) -> None:
    """The comparison runs from the people's side too: a doing that left no trace is lost."""
    doing = next(done for done in again.record.done.values() if done.thread)
    doing.thread["1799999999.000001"] = "Nobody heard me."
    assert any("Nobody heard me." in line for line in (await found(again)).lost)
