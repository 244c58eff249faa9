"""People change and take back what they said, at any time: it changes everywhere, and no number moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.dialogues import events as ev
from bot.storage.models import Answer
from tests.conversation.room import HOUSING, Room

WORDS = "We ring people the day before."
AMINA = "U0AMINA"


async def only(room: Room) -> Answer:
    """The one answer that stands."""
    (answer,) = await room.stored()
    return answer


def shown(room: Room, words: str) -> list[str]:
    """The utterances in Slack whose facts have these words."""
    return sorted(message.utterance for message in room.slack.standing.values() if words in str(message.facts))


def numbers(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Figures without anybody's words."""
    words = {"named", "leaders_named", "questions", "internal"}
    return {name: value for name, value in figures.items() if name not in words}


async def test_what_the_form_said_by_name_stands_under_the_question(housing: Room) -> None:
    """A Named answer from the form is posted for its author in the question's thread."""
    await housing.answers(AMINA, WORDS, mode="named")
    await housing.posts()
    (row,) = await housing.deliveries("thread/named_answer")
    assert row.thread_ts == housing.prompt_ts()


async def test_it_waits_for_the_question(room: Room) -> None:
    """A Named answer given before the question stands in Slack waits, and never stands outside its thread."""
    await room.begins()
    beat = await room.beat("open")
    room.clock.move_to(beat.due_at)
    await room.hears(ev.OpenDue, round_id=beat.round_id, due_at=beat.due_at)
    await room.answers(AMINA, WORDS, mode="named")
    await room.posts()
    (row,) = await room.deliveries("thread/named_answer")
    assert row.thread_ts == room.prompt_ts()


@pytest.mark.parametrize("until", [(), ("playback",), ("playback", "close"), ("playback", "close", "digest")])
async def test_a_named_answer_made_confidential_shows_no_name_any_more(housing: Room, until: tuple[str, ...]) -> None:
    """Whenever its author hides their name, the words leave the thread, the playback, the figures and the digest."""
    await housing.answers(AMINA, WORDS, mode="named")
    await housing.posts()
    await housing.week(*until)
    assert shown(housing, WORDS)
    before = numbers(await housing.published())
    await housing.changes(AMINA, await only(housing), WORDS, "confidential")
    await housing.posts()
    assert shown(housing, WORDS) == []
    round_, digest = await housing.round(), await housing.digest("U0MARTIN")
    published = await housing.published()
    assert WORDS not in str(round_.figures) + str(published)
    assert numbers(published) == before
    assert digest is None or WORDS not in str(digest.snapshot)
    assert WORDS not in str([row.facts for row in await housing.deliveries("thread/named_answer")])


@pytest.mark.parametrize("until", [("playback",), ("playback", "close"), ("playback", "close", "digest")])
async def test_edits_and_deletions_in_the_thread_are_followed(housing: Room, until: tuple[str, ...]) -> None:
    """An edited reply shows its new words wherever the coach repeated it; a deleted one is gone from there."""
    ts = "1800000000.1"
    await housing.replies(AMINA, WORDS, ts=ts)
    await housing.replies("U0BEN", "That helps.")
    await housing.week(*until)
    repeated = shown(housing, WORDS)
    assert repeated
    await housing.replies(AMINA, "We ring them.", ts=ts, kind=ev.ReplyEdited, version_ts="1800000009.0")
    await housing.posts()
    assert (shown(housing, WORDS), shown(housing, "We ring them.")) == ([], repeated)
    gone = {"channel": HOUSING.channel, "thread_ts": housing.prompt_ts(), "ts": ts, "version_ts": "1800000019.0"}
    await housing.hears(ev.ReplyDeleted, **gone)
    await housing.posts()
    assert shown(housing, "We ring them.") == []
    assert shown(housing, "That helps.") == repeated
    assert "We ring them." not in str(await housing.published())


async def test_an_edit_that_leaves_only_a_picture_takes_the_words_away(housing: Room) -> None:
    """Who edits all words out of a message has taken them back, and may write others."""
    for text, kept in (("", [""]), ("Others.", ["Others."])):
        await housing.replies(AMINA, WORDS, ts="1800000000.1")
        version = f"180000000{len(text)}.5"
        await housing.replies(AMINA, text, ts="1800000000.1", kind=ev.ReplyEdited, version_ts=version)
        assert await housing.texts() == kept
    await housing.replies("U0BEN", "", ts="1800000000.3", kind=ev.ReplyEdited)
    assert len(await housing.stored()) == 1


@pytest.mark.parametrize("mode", ["named", "confidential"])
async def test_a_question_to_leaders_is_taken_back(housing: Room, mode: str) -> None:
    """A question leaves the digest it was put in, with or without a name."""
    await housing.answers(AMINA, "When does the van come back?", mode=mode, question="to_leaders")
    for user in ("U0BEN", "U0CARYS", "U0DEV"):
        await housing.rates(user, 3)
    await housing.week("close", "digest")
    assert "digest/leader" in shown(housing, "When does the van come back?")
    await housing.withdraws(AMINA, next(a for a in await housing.stored() if a.question == "to_leaders"))
    await housing.posts()
    assert shown(housing, "When does the van come back?") == []
    digest = await housing.digest("U0MARTIN")
    assert digest is not None
    assert digest.snapshot["questions"] is None


async def test_admins_are_told_what_slack_does_not_let_go(housing: Room) -> None:
    """Words that their author took back and that Slack does not delete are told to the admins, without the words."""
    await housing.answers(AMINA, WORDS, mode="named")
    await housing.posts()
    housing.slack.refuses = "is_archived"
    await housing.withdraws(AMINA, await only(housing))
    await housing.posts()
    await housing.posts()
    (told,) = housing.slack.said("admin/problem", "D0ADMIN")
    assert (told["where"], told["code"]) == (HOUSING.channel, "is_archived")
    assert WORDS not in str(told)


async def test_named_answers_not_yet_posted_at_the_close_can_still_be_taken_back(housing: Room) -> None:
    """Frozen words are found again by their answer, not by where they stand."""
    await housing.answers(AMINA, WORDS, mode="named")
    beat = await housing.beat("close")
    await housing.hears(ev.CloseDue, round_id=beat.round_id, due_at=beat.due_at)
    assert WORDS in str(await housing.figures())
    await housing.withdraws(AMINA, await only(housing))
    await housing.posts()
    assert WORDS not in str(await housing.figures())
    assert shown(housing, WORDS) == []
