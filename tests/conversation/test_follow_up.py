"""The coach's one follow-up, from its buttons to what is said after them."""

from __future__ import annotations

import pytest

from tests.conversation.room import T1, Room

THIN = "It is slow."


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
