"""Taking one's name off a Named answer: what is posted follows, and only its author can."""

from __future__ import annotations

import pytest

from bot.dialogues import own_events as own
from bot.errors import AskAgain, NotAllowed, NotFound
from tests.conversation.room import HOUSING, Room

AMINA, BEN, CARYS, _, MARTIN = HOUSING.members


async def test_a_named_answer_becomes_confidential(housing: Room) -> None:
    """The name leaves the row, the copy in the thread is taken away, and the words stay under a code."""
    await housing.answers(AMINA, "Ride along with the van.", mode="named", theme=None)
    await housing.posts()
    (answer,) = await housing.stored()
    outcome = await housing.hears(own.NameTakenOff, user=AMINA, answer_id=answer.id)
    await housing.posts()
    (after,) = await housing.stored()
    assert (after.mode, after.author, after.text, after.quotable) == (
        "confidential", None, "Ride along with the van.", False,
    )  # fmt: skip
    assert housing.slack.said("thread/named_answer") == []
    assert [dict(reply.facts) for reply in outcome.replies] == [
        {"what": "name_off", "to_leaders": False, "closed": False}
    ]


async def test_a_question_to_leaders_loses_its_name_after_the_digest(housing: Room) -> None:
    """The digest that was sent is rewritten without the asker's name."""
    await housing.answers(AMINA, "Why was the van sold?", mode="named", question="to_leaders")
    for user in (BEN, CARYS):
        await housing.answers(user)
    await housing.week("close", "digest")
    before = await housing.digest(MARTIN)
    assert before is not None
    assert AMINA in str(before.snapshot)
    (answer,) = [one for one in await housing.stored() if one.question == "to_leaders"]
    await housing.hears(own.NameTakenOff, user=AMINA, answer_id=answer.id)
    await housing.posts()
    after = await housing.digest(MARTIN)
    assert after is not None
    assert AMINA not in str(after.snapshot)
    assert all(AMINA not in str(facts) for facts in housing.slack.said("digest/leader"))


async def test_only_its_author_takes_a_name_off(housing: Room) -> None:
    """A forged button of somebody else, of one's leader, or about an answer without a name changes nothing."""
    await housing.answers(AMINA, "By name.", mode="named")
    await housing.answers(AMINA, "In confidence.")
    named, secret = await housing.stored()
    for user, answer in ((BEN, named), (MARTIN, named), (BEN, secret), (AMINA, secret)):
        with pytest.raises(NotAllowed):
            await housing.hears(own.NameTakenOff, user=user, answer_id=answer.id)
    with pytest.raises(NotFound):
        await housing.hears(own.NameTakenOff, user=AMINA, answer_id=named.id, workspace="T0OTHER")
    assert [one.author for one in await housing.stored()] == [AMINA, None]


async def test_ones_own_message_is_changed_in_its_thread(housing: Room) -> None:
    """A reply that somebody wrote in the thread is theirs in Slack, and the coach says so."""
    await housing.replies(AMINA, "In the thread.")
    (answer,) = await housing.stored()
    with pytest.raises(AskAgain, match="your own message"):
        await housing.hears(own.NameTakenOff, user=AMINA, answer_id=answer.id)
