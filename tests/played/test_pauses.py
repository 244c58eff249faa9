"""A campaign that is paused, moved or hurried in the middle: nothing said in it is lost, and nothing is asked twice."""

from __future__ import annotations

from datetime import date, timedelta

from tests.played.conftest import Setting
from tests.played.reading import actions_of, said
from tests.played.stage import Stage
from tests.support.framework import WEEKS


async def test_a_pause_in_the_middle_of_a_week(housing: Stage) -> None:
    """While a campaign is paused nothing is said, answers are taken all the same, and afterwards the week goes on."""
    (amina,) = housing.people("amina")
    said_before = len(housing.in_channel())
    await housing.parts.campaigns.pause(housing.campaign_id)
    await housing.passes(timedelta(days=1, hours=6))
    await amina.replies("We ask twice a year.")
    assert len(housing.in_channel()) == said_before
    assert amina.nudges() == []
    await housing.parts.campaigns.resume(housing.campaign_id)
    await housing.until("digest")
    assert "closed" in said(housing.prompt())
    assert [answer.late for answer in await housing.answers()] == [False]
    assert "We ask twice a year." in housing.person("martin").reads_digest()


async def test_a_pause_over_the_close(housing: Stage) -> None:
    """A week that should have closed during a pause closes afterwards, with what was said in it."""
    amina, martin = housing.people("amina", "martin")
    await housing.parts.campaigns.pause(housing.campaign_id)
    await housing.passes(timedelta(days=6))
    await amina.replies("We ask twice a year.")
    assert "answer_privately" in actions_of(housing.prompt())
    await housing.parts.campaigns.resume(housing.campaign_id)
    await housing.passes(timedelta(minutes=1))
    assert "We ask twice a year." in martin.reads_digest()
    assert actions_of(housing.prompt()) == []


async def test_a_week_that_is_skipped(housing: Stage) -> None:
    """A skipped week moves the next question by a week, and the team hears of the new day."""
    await housing.parts.campaigns.skip_week(housing.campaign_id)
    await housing.until("told_back")
    assert "The next question comes on" in said(housing.announcement("What happened with"))
    assert "26 Jan" in said(housing.announcement("What happened with"))
    await housing.week_opens()
    assert f"Week 2 of {WEEKS}" in said(housing.prompt())
    assert housing.story.now().date() == date(2027, 1, 26)


async def test_a_day_that_was_told_is_mended_when_it_moves(housing: Stage) -> None:
    """What the team was told of the next question says the right day after a skip, a pause, and a question sent now."""
    campaigns = housing.parts.campaigns
    await housing.until("told_back")
    told = "The next question comes on Tuesday {} January."
    assert told.format(19) in said(housing.announcement("What happened with"))
    await campaigns.skip_week(housing.campaign_id)
    await housing.passes(timedelta(minutes=1))
    assert told.format(26) in said(housing.announcement("What happened with"))
    await campaigns.pause(housing.campaign_id)
    await housing.passes(timedelta(days=9))
    await campaigns.resume(housing.campaign_id)
    await housing.passes(timedelta(minutes=1))
    assert "The next question comes on Tuesday 2 February." in said(housing.announcement("What happened with"))
    await campaigns.send_now(housing.campaign_id)
    await housing.passes(timedelta(minutes=1))
    assert f"Week 2 of {WEEKS}" in said(housing.prompt())
    assert "The next question comes on Wednesday 27 January." in said(housing.announcement("What happened with"))
    assert len([message for message in housing.in_channel() if "What happened with" in said(message)]) == 1


async def test_the_hello_names_the_first_day_as_it_is(on_stage: Setting) -> None:
    """When the first week is skipped after the team was greeted, the hello names the new day, and is not said twice."""
    async with on_stage() as stage:
        await stage.campaign_starts(threshold=3)
        await stage.passes(timedelta(minutes=1))
        assert "The first one comes on Tuesday 12 January, 10:00." in said(stage.announcement("Hello."))
        await stage.parts.campaigns.skip_week(stage.campaign_id)
        await stage.passes(timedelta(minutes=1))
        assert "The first one comes on Tuesday 19 January, 10:00." in said(stage.announcement("Hello."))
        assert len(stage.in_channel()) == 1


async def test_the_next_question_is_sent_now(on_stage: Setting) -> None:
    """A question that is sent by hand comes at once, closes by its own rhythm, and is not asked again on its day."""
    async with on_stage() as stage:
        await stage.campaign_starts(threshold=3)
        await stage.parts.campaigns.send_now(stage.campaign_id)
        await stage.passes(timedelta(minutes=1))
        assert f"Week 1 of {WEEKS}" in said(stage.prompt())
        await stage.until("close")
        assert "closed" in said(stage.prompt())
        await stage.week_opens()
        assert f"Week 2 of {WEEKS}" in said(stage.prompt())
