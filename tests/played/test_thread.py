"""What people do under the week's question, for all to see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.played.conftest import Setting
from tests.played.reading import actions_of, said
from tests.played.stage import HOUSING, Stage


async def test_an_answer_follows_its_author(housing: Stage) -> None:
    """A reply is an answer under its author's name; it changes with the message, and goes with it."""
    (amina,) = housing.people("amina")
    ts = await amina.replies("We ask twice a year.")
    (answer,) = await housing.answers()
    assert (answer.text, answer.mode, answer.author) == ("We ask twice a year.", "named", amina.id)
    await amina.edits(ts, "We ask once a year.")
    assert [answer.text for answer in await housing.answers()] == ["We ask once a year."]
    await amina.deletes(ts)
    assert await housing.answers() == []


async def test_one_follow_up_for_the_authors_eyes(housing: Stage) -> None:
    """The first reply brings one question, seen by its author alone; what they then write answers it."""
    amina, ben = housing.people("amina", "ben")
    first = await amina.replies("We have no time to ask, the rota is too full for that.")
    asked = amina.whisper(action="followup_reply")
    assert "Only you can see this" in said(asked)
    assert ben.whisper() is None
    await amina.replies("An hour a week would do.")
    await amina.replies("And a phone that works.")
    answers = await housing.answers()
    assert [bool(answer.follows) for answer in answers] == [False, True, False]
    assert answers[1].follows == answers[0].id
    assert answers[0].message_ts == first
    assert sum(1 for m in amina.hands.ephemerals() if "followup_reply" in actions_of(m)) == 1


async def test_the_follow_up_may_be_skipped(housing: Stage) -> None:
    """A skipped follow-up ends in a kind word where it stood, and is never asked again."""
    (amina,) = housing.people("amina")
    await amina.replies("We ask twice a year, in the hall.")
    asked = amina.whisper(action="followup_skip")
    assert asked is not None
    await amina.taps(asked, "followup_skip")
    assert "counts just the same" in amina.told_here()
    assert amina.whisper(action="followup_reply") is None
    await amina.replies("And we phone people.")
    assert amina.whisper(action="followup_reply") is None


async def test_the_follow_up_may_be_answered_in_private(housing: Stage) -> None:
    """The follow-up under a reply can be taken up by the form; nobody in the thread sees it then."""
    (amina,) = housing.people("amina")
    await amina.replies("We ask twice a year, in the hall.")
    asked = amina.whisper(action="followup_reply")
    assert asked is not None
    form = await amina.opens(asked, "followup_reply")
    result = await amina.sends(form, text="My manager says no each time.", mode="confidential")
    assert result.kind == "updated"
    assert [(answer.mode, answer.text) for answer in await housing.answers()][1] == (
        "confidential",
        "My manager says no each time.",
    )
    assert all("says no each time" not in said(message) for message in housing.thread())


@pytest.mark.parametrize("text", ["My manager is bullying two of us.", "I feel unsafe on the night visits."])
async def test_a_worrying_answer_gets_help_and_no_question(housing: Stage, text: str) -> None:
    """What may weigh on somebody is answered with where to find help, once, and with no question."""
    (amina,) = housing.people("amina")
    await amina.replies(text)
    assert "staff support line" in amina.told_here()
    assert amina.whisper(action="followup_reply") is None
    assert [answer.text for answer in await housing.answers()] == [text]


async def test_a_reply_that_is_sent_to_the_channel_too(housing: Stage) -> None:
    """A reply that is also sent to the channel is one answer."""
    (amina,) = housing.people("amina")
    await amina.hands.post(housing.channel(), "Ask at the door.", housing.prompt().ts, broadcast=True)
    await housing.settles()
    assert [answer.text for answer in await housing.answers()] == ["Ask at the door."]


async def test_reactions_on_the_question_rate_it(housing: Stage) -> None:
    """Numbers as reactions rate how it is now; the last one counts, and taking it off takes it back."""
    (amina,) = housing.people("amina")
    prompt = housing.prompt().ts
    await amina.reacts(prompt, "four")
    await amina.reacts(prompt, "two")
    assert await housing.ratings() == [("now", 2, "reaction")]
    await amina.takes_back(prompt, "four")
    assert await housing.ratings() == [("now", 2, "reaction")]
    await amina.takes_back(prompt, "two")
    assert await housing.ratings() == []
    await amina.reacts(prompt, "tada")
    assert await housing.ratings() == []


async def test_reactions_on_a_colleagues_answer_are_support(housing: Stage) -> None:
    """A colleague's reaction is support, whatever its skin tone; one's own is none; taking it off takes it back."""
    amina, ben = housing.people("amina", "ben")
    ts = await amina.replies("Ask at the door.")
    await ben.reacts(ts, "+1::skin-tone-4")
    await amina.reacts(ts, "heart")
    assert await housing.supports() == ["+1"]
    await ben.takes_back(ts, "+1::skin-tone-4")
    assert await housing.supports() == []


async def test_support_for_an_answer_that_the_coach_posted(housing: Stage) -> None:
    """A Named answer from the form gathers support on the message that the coach posted for its author."""
    amina, ben = housing.people("amina", "ben")
    await amina.answers_privately("Ask at the door.", mode="named")
    posted = housing.thread()[-1]
    await ben.reacts(posted.ts, "heart")
    assert await housing.supports() == ["heart"]


async def test_ratings_by_button(housing: Stage) -> None:
    """A tapped number is confirmed to the one who tapped, and another tap changes it."""
    amina, ben = housing.people("amina", "ben")
    await amina.rates(now=2, needed=5)
    assert "needed: 5 out of 5" in amina.told_here()
    await amina.rates(now=3)
    assert await housing.ratings() == [("needed", 5, "button"), ("now", 3, "button")]
    assert ben.whisper() is None


async def test_a_leaders_reply_is_shown_and_not_counted(on_stage: Setting) -> None:
    """What a leader writes stands under their name, brings no follow-up, and counts nobody."""
    async with on_stage(teams=(replace(HOUSING, leaders=("martin", "nia")),)) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        martin, nia, amina = stage.people("martin", "nia", "amina")
        await martin.replies("I will read every one of these.")
        assert martin.whisper() is None
        await amina.rates(now=2, needed=4)
        await martin.rates(now=5, needed=5)
        await nia.rates(now=5, needed=5)
        await stage.until("digest")
        assert "No figures this week" in nia.reads_digest()
        assert f"{martin.mention}, a leader: “I will read every one of these.”" in nia.reads_digest()


async def test_a_reply_under_the_playback_counts_too(housing: Stage) -> None:
    """People answer where they read: a reply under the playback is an answer of the same week."""
    amina, ben = housing.people("amina", "ben")
    await amina.replies("Ask at the door.")
    await housing.until("playback")
    await ben.replies("Ask on the phone.", under=housing.announcement("What we have heard so far"))
    assert [answer.text for answer in await housing.answers()] == ["Ask at the door.", "Ask on the phone."]
