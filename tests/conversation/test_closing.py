"""How a week ends in the channel: its older messages stop asking, and the last week says goodbye."""

from __future__ import annotations

import pytest

from bot.dialogues import events as ev
from tests.conversation.room import HOUSING, Room
from tests.support.framework import WEEKS

ASKING = ("playback", "last_call", "prompt/questions")


async def test_older_messages_say_that_the_week_is_closed(housing: Room) -> None:
    """At the close the playback, the last call and the thread's questions are worded as closed, in Slack itself."""
    await housing.replies("U0AMINA", "Ask at the door.")
    await housing.week("playback", "last_call")
    assert [housing.slack.said(name)[0].get("closed") for name in ASKING] == [None] * 3
    await housing.comes("close")
    assert [housing.slack.said(name)[0]["closed"] for name in ASKING] == [True] * 3
    assert [len(housing.slack.said(name)) for name in ASKING] == [1] * 3


async def test_words_taken_back_later_leave_a_closed_playback_closed(housing: Room) -> None:
    """A deletion after the close takes the words away and does not open the message again."""
    ts = "1800000000.1"
    await housing.replies("U0AMINA", "Ask at the door.", ts=ts)
    await housing.week("playback", "close")
    gone = {"channel": HOUSING.channel, "thread_ts": housing.prompt_ts(), "ts": ts, "version_ts": "1800000019.0"}
    await housing.hears(ev.ReplyDeleted, **gone)
    await housing.posts()
    (facts,) = housing.slack.said("playback")
    assert (facts["closed"], facts["words"]) == (True, [])


@pytest.mark.parametrize(("week", "last"), [(1, False), (WEEKS - 1, False), (WEEKS, True)])
async def test_only_the_last_week_says_goodbye(housing: Room, week: int, last: bool) -> None:
    """After the last question the word back says that it was the last; before, when the next one comes."""
    await housing.comes("close")
    for number in range(2, week + 1):
        await housing.week("open", "close", week=number)
    await housing.comes("told_back", week=week)
    facts = housing.slack.said("told_back")[-1]
    assert facts["farewell"] == ({"campaign": "Spring", "weeks": WEEKS} if last else None)
    assert (facts["next_on"] is None) == last


async def test_a_word_back_that_comes_late_says_no_goodbye(housing: Room) -> None:
    """When the last question is open already, the week before it does not end the campaign."""
    await housing.comes("close")
    for number in range(2, WEEKS):
        await housing.week("open", "close", week=number)
    await housing.comes("open", week=WEEKS)
    await housing.comes("told_back", week=WEEKS - 1)
    (facts,) = housing.slack.said("told_back")
    assert (facts["farewell"], facts["next_on"]) == (None, None)


@pytest.mark.parametrize("people", [0, 2, 3])
async def test_a_quiet_week_closes_without_thanks_for_what_nobody_did(housing: Room, people: int) -> None:
    """The last call and the reminders learn whether fewer than the threshold were heard, and never how many."""
    await housing.week("nudge", "last_call")
    for user in HOUSING.members[:people]:
        await housing.rates(user, 3)
    await housing.comes("close")
    for utterance in ("last_call", "nudge"):
        assert {facts["few"] for facts in housing.slack.said(utterance)} == {people < 3}
