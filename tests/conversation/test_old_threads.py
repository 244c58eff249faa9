"""Replies to a thread of long ago: kept where they belong, and always answered in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.dialogues import events as ev
from tests.conversation.room import HOUSING, Room


async def replied(room: Room, under: str | None, *users: str) -> list[list[str]]:
    """What each of some people is told who reply under a message."""
    outcomes = [await room.replies(user, f"{user} adds this.", under=under) for user in users]
    return [[reply.utterance for reply in outcome.replies] for outcome in outcomes]


async def state(room: Room, *, campaign: str | None = None, week: str | None = None) -> None:
    """Set what became of the campaign or of its first week."""
    round_ = await room.round()
    async with room.database.unit_of_work() as work:
        row, plan = await work.rounds.lock(round_.id), await work.campaigns.lock(round_.campaign_id)
        assert row is not None
        assert plan is not None
        row.state, plan.state = week or row.state, campaign or plan.state
        await work.commit()


async def test_a_closed_week(housing: Room) -> None:
    """A reply after the close is kept as late, and each of its writers is told so once."""
    await housing.comes("close")
    assert await replied(housing, None, "U0AMINA", "U0BEN", "U0AMINA") == [["thread/late"], ["thread/late"], []]
    assert [answer.late for answer in await housing.stored()] == [True, True, True]


async def test_an_earlier_week_while_another_is_open(housing: Room) -> None:
    """A reply under last week's question belongs to last week; this week's thread is another."""
    before = housing.prompt_ts()
    await housing.week("close", "digest", "told_back")
    await housing.comes("open", week=2)
    await housing.posts()
    assert await replied(housing, before, "U0AMINA") == [["thread/late"]]
    assert "thread/late" not in (await replied(housing, housing.prompt_ts(), "U0BEN"))[0]
    assert [answer.late for answer in await housing.stored()] == [True]
    assert [(answer.author, answer.late) for answer in await housing.stored(week=2)] == [("U0BEN", False)]


async def test_under_what_was_said_so_far_of_a_closed_week(housing: Room) -> None:
    """The playback's thread closes with its week."""
    await housing.replies("U0AMINA")
    await housing.week("playback", "last_call", "close")
    assert await replied(housing, housing.stamp("playback"), "U0BEN") == [["thread/late"]]
    assert await replied(housing, housing.stamp("last_call"), "U0CARYS") == [["thread/late"]]
    assert [answer.late for answer in await housing.stored()] == [False, True, True]


@pytest.mark.parametrize(("campaign", "week"), [("running", "missed"), ("finished", "closed"), ("paused", "closed")])
async def test_a_week_that_was_missed_or_a_campaign_that_is_over(housing: Room, campaign: str, week: str) -> None:
    """Where a question stands whose week was missed, or whose campaign is over or paused, words are kept as late."""
    await state(housing, campaign=campaign, week=week)
    assert await replied(housing, None, "U0AMINA") == [["thread/late"]]
    assert [answer.late for answer in await housing.stored()] == [True]


async def test_a_paused_campaign_takes_answers(housing: Room) -> None:
    """A pause in the middle of a week stops questions and takes answers in time."""
    await state(housing, campaign="paused")
    housing.clock.advance(timedelta(days=9))
    assert "thread/late" not in (await replied(housing, None, "U0AMINA"))[0]
    assert [answer.late for answer in await housing.stored()] == [False]


async def test_a_late_change_and_a_late_deletion_are_followed(housing: Room) -> None:
    """What was said in time stays in time when it is changed later, and is gone when it is deleted later."""
    await housing.replies("U0AMINA", "Before.", ts="1800000000.5")
    await housing.replies("U0BEN", "Gone soon.", ts="1800000001.5")
    await housing.comes("close")
    later = {"ts": "1800000000.5", "version_ts": "1800000900.5"}
    changed = await housing.replies("U0AMINA", "After.", kind=ev.ReplyEdited, **later)
    gone = {"thread_ts": housing.prompt_ts(), "ts": "1800000001.5", "version_ts": "1800000901.5"}
    await housing.hears(ev.ReplyDeleted, channel=HOUSING.channel, **gone)
    assert changed.replies == ()
    assert [(answer.text, answer.late) for answer in await housing.stored()] == [("After.", False)]


async def test_worrying_words_are_answered_with_help_also_later(housing: Room) -> None:
    """Whoever writes late that they cannot go on reads where there is help, and nothing about figures."""
    await housing.comes("close")
    outcome = await housing.replies("U0AMINA", "I cannot cope any more and I want to end it all.")
    assert [reply.utterance for reply in outcome.replies] == ["followup/support"]
