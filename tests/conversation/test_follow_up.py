"""The coach's one follow-up, from its buttons to what is said after them."""

from __future__ import annotations

import pytest

from bot.dialogues import events as ev
from bot.errors import AskAgain
from bot.slack.blocks.compose import compose
from tests.conversation.room import T1, Room, read_texts

THIN = "It is slow."
MORE = "On Monday, at the door."


async def test_reply_in_private_opens_with_confidential_chosen(housing: Room) -> None:
    """A button that says private keeps its word, also under an answer that everyone in the channel reads."""
    await housing.replies("U0AMINA", THIN)
    (first,) = await housing.stored()
    assert first.mode == "named"
    assert (await housing.enquiries.follow_up_form(T1, first.id, "U0AMINA")).mode == "confidential"


@pytest.mark.parametrize("mode", ["named", "confidential"])
async def test_reply_in_a_direct_message_keeps_the_mode_of_the_answer(housing: Room, mode: str) -> None:
    """There the button says only Reply, and the form begins with what the person chose before."""
    await housing.answers("U0AMINA", THIN, mode=mode)
    (first,) = await housing.stored()
    assert (await housing.enquiries.follow_up_form(T1, first.id, "U0AMINA")).mode == mode


@pytest.mark.parametrize("mode", ["named", "confidential"])
async def test_what_is_said_after_a_reply_in_private_is_there(housing: Room, mode: str) -> None:
    """No message with buttons comes after the follow-up's form, so none is spoken of, also once it was changed."""
    await housing.replies("U0AMINA", THIN)
    (first,) = await housing.stored()
    said = await housing.hears(ev.FollowUpAnswered, user="U0AMINA", answer_id=first.id, text=MORE, mode=mode)
    await housing.posts()
    added = next(answer for answer in await housing.stored() if answer.text == MORE)
    changed = await housing.changes("U0AMINA", added, "On Tuesday.", mode)
    assert housing.slack.said("receipt/private") == []
    for outcome in (said, changed):
        words = compose("answer/saved", outcome.replies[-1].facts, read_texts()).text
        assert "buttons" not in words
        assert "To change or delete it, type `/waymark my-data` or open my Home tab." in words
    given = (await housing.answers("U0BEN")).replies[-1]
    assert "use the buttons in my message" in compose("answer/saved", given.facts, read_texts()).text


@pytest.mark.parametrize("where", ["form", "thread"])
async def test_a_follow_up_that_was_answered_is_over(housing: Room, where: str) -> None:
    """Its buttons still stand in the thread: they say that it was answered and how to change that, and skip nothing."""
    await housing.replies("U0AMINA", THIN)
    (first,) = await housing.stored()
    if where == "form":
        await housing.hears(ev.FollowUpAnswered, user="U0AMINA", answer_id=first.id, text=MORE, mode="confidential")
    else:
        await housing.replies("U0AMINA", MORE)
    with pytest.raises(AskAgain, match=r"answered this already.*change.*/waymark my-data"):
        await housing.enquiries.follow_up_form(T1, first.id, "U0AMINA")
    skipped = await housing.hears(ev.FollowUpSkipped, user="U0AMINA", answer_id=first.id)
    assert [reply.utterance for reply in skipped.replies] == ["followup/done"]
    words = compose("followup/done", skipped.replies[0].facts, read_texts()).text
    assert "I saved what you added" in words
    assert "change or delete it, type `/waymark my-data`" in words


async def test_a_follow_up_that_was_skipped_may_be_taken_up_after_all(housing: Room) -> None:
    """Skip is no promise: a second tap on it says the same, and the form still opens."""
    await housing.replies("U0AMINA", THIN)
    (first,) = await housing.stored()
    for _ in range(2):
        skipped = await housing.hears(ev.FollowUpSkipped, user="U0AMINA", answer_id=first.id)
        assert [reply.utterance for reply in skipped.replies] == ["followup/skipped"]
    assert (await housing.enquiries.follow_up_form(T1, first.id, "U0AMINA")).answer_id == first.id
