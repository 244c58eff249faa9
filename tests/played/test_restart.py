"""The bot stops in the middle of a week and comes back on the same database: nothing is lost, nothing comes twice."""

from __future__ import annotations

import asyncio
import re
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest

from bot.dialogues.week import PROMPT_GRACE
from sandbox.delivery.envelope import Envelope
from tests.played.conftest import Setting
from tests.played.processes import environment, waymark
from tests.played.reading import said
from tests.played.stage import Stage, stage
from tests.support.framework import WEEKS


@pytest.fixture(params=["socket-sqlite", "http-postgresql"])
def anywhere(request: pytest.FixtureRequest) -> AbstractAsyncContextManager[Stage]:
    """A stage over each road, and on each database."""
    road, kind = request.param.split("-")
    wanted = "migrated_sqlite_url" if kind == "sqlite" else "migrated_postgres_url"
    return stage(str(request.getfixturevalue(wanted)), road)


async def test_people_go_on_while_the_bot_is_away(anywhere: AbstractAsyncContextManager[Stage]) -> None:
    """What people do while the bot is away arrives when it is back, once, in its last version, and the week goes on."""
    async with anywhere as housing:
        await housing.campaign_starts(threshold=3)
        await housing.week_opens()
        amina, ben, carys, dev, martin = housing.people("amina", "ben", "carys", "dev", "martin")
        before = await amina.replies("We ask twice a year.")
        await housing.bot_stops()

        prompt, channel = housing.prompt().ts, housing.channel()
        ts = await ben.hands.post(channel, "Ask at the dor.", prompt)
        await ben.hands.edit(channel, ts, "Ask at the door.")
        gone = await dev.hands.post(channel, "Never mind.", prompt)
        await dev.hands.delete(channel, gone)
        await carys.hands.react(channel, prompt, "two")
        await carys.hands.react(channel, before, "heart")
        await housing.bot_starts()
        await housing.settles()

        assert sorted(answer.text or "" for answer in await housing.answers()) == [
            "Ask at the door.",
            "We ask twice a year.",
        ]
        assert await housing.ratings() == [("now", 2, "reaction")]
        assert await housing.supports() == ["heart"]
        await housing.until("digest")
        assert "Ask at the door." in martin.reads_digest()
        assert "Never mind" not in martin.reads_digest()
        assert "3 to 9 people" in martin.reads_digest()
        headed = [said(message) for message in housing.in_channel()]
        assert len(headed) == len(set(headed))


async def test_what_was_taken_before_comes_again_after(housing: Stage) -> None:
    """What the bot took before it stopped, and Slack brings again to the new one, changes nothing."""
    (amina,) = housing.people("amina")
    await amina.replies("We ask twice a year, in the hall.")
    taken = housing.workspace.journal.deliveries("message")[-1].data["payload"]
    await housing.bot_stops()
    await housing.bot_starts()
    outcome = await housing.workspace.dispatcher.send(Envelope("events_api", taken)).final
    await housing.settles()
    assert outcome.acknowledged
    assert len(await housing.answers()) == 1
    assert sum("One more thought" in said(message) for message in amina.hands.ephemerals()) == 1


async def test_what_was_planned_goes_out_after(empty: Stage) -> None:
    """A question that was planned and not yet sent when the bot stopped is sent by the next one, once."""
    await empty.campaign_starts(threshold=3)
    moment = await empty.parts.runner.next_event_at()
    assert moment is not None
    await empty.bot_stops()
    await empty.bot_starts()
    empty.story.move_to(moment)
    await empty.parts.runner.tick()
    await empty.bot_stops()
    await empty.bot_starts()
    await empty.settles()
    assert sum(message.blocks[0]["type"] == "header" for message in empty.in_channel()) == 1
    assert len(empty.thread()) == 1
    (amina,) = empty.people("amina")
    await amina.rates(now=2)
    assert await empty.ratings() == [("now", 2, "button")]


async def test_buttons_from_before_work_after(housing: Stage) -> None:
    """A form, a receipt and a follow-up from before the restart are as good as new after it."""
    amina, ben = housing.people("amina", "ben")
    await amina.answers_privately("The van is late.")
    form = await ben.opens(housing.prompt(), "answer_privately")
    await housing.bot_stops()
    await housing.bot_starts()
    assert (await ben.sends(form, text="By phone.", mode="confidential")).kind == "updated"
    taken_up = await amina.opens(amina.got(action="followup_reply"), "followup_reply")
    assert (await amina.sends(taken_up, text="Each day.", mode="confidential")).kind == "updated"
    await amina.leaves()
    await amina.taps(amina.receipt(), "delete_answer")
    assert sorted(answer.text or "" for answer in await housing.answers()) == ["By phone.", "Each day."]


async def test_a_question_a_few_hours_late(empty: Stage) -> None:
    """A bot that was away for some hours asks late, once, and the week ends when it should."""
    await empty.campaign_starts(threshold=3)
    await empty.bot_stops()
    moment = empty.story.now() + timedelta(days=1, hours=9)  # Tuesday evening, for a question at ten
    await empty.bot_starts()
    assert await empty.comes(moment) == {"open"}
    assert len([m for m in empty.in_channel() if m.blocks[0]["type"] == "header"]) == 1
    await empty.week_closes()
    assert "closed" in said(empty.prompt())
    assert (await empty.status()).now.problems == 0


async def test_a_question_too_late_to_ask(on_stage: Setting) -> None:
    """A question more than 48 hours late is not asked: the week is missed for all to see, and the next one is asked."""
    async with on_stage() as stage:
        await stage.campaign_starts(threshold=3)
        grace, amina = stage.people("grace", "amina")
        moment = await stage.parts.runner.next_event_at()
        assert moment is not None
        await stage.bot_stops()
        await stage.bot_starts()
        await stage.comes(moment + PROMPT_GRACE + timedelta(minutes=1))
        assert [message.blocks[0]["type"] for message in stage.in_channel()] == ["section"]  # the greeting
        status = await stage.status()
        assert [week.state for week in status.weeks][:2] == ["missed", "upcoming"]
        assert status.now.problems == 1
        assert "I could not ask the question of week 1 in time" in await grace.commands("status")
        shown = await waymark(environment(stage.settings), "campaign", "show", "better repairs")
        assert re.search(r"1 +│ Residents at the heart +│ Housing repairs +│ missed", shown.out), shown.out
        prompt = await stage.week_opens()
        assert f"Week 2 of {WEEKS}" in said(prompt)
        assert amina.nudges() == []


async def test_away_for_two_weeks(empty: Stage) -> None:
    """After two weeks away one question is asked, the newest; nobody is buried under what was not said in time."""
    await empty.campaign_starts(threshold=3)
    await empty.bot_stops()
    await empty.bot_starts()
    await empty.comes(empty.story.now() + timedelta(days=15, hours=3))  # Tuesday noon, of the third week
    assert [week.state for week in (await empty.status()).weeks][:4] == ["missed", "missed", "open", "upcoming"]
    assert f"Week 3 of {WEEKS}" in said(empty.prompt())
    assert len(empty.in_channel()) == 2


async def test_slack_closes_the_socket(housing: Stage) -> None:
    """When Slack closes the socket, as it does every few hours, the bot comes back by itself and nothing is lost."""
    amina, ben = housing.people("amina", "ben")
    sockets = housing.workspace.dispatcher.sockets
    await sockets.disconnect()
    await amina.hands.post(housing.channel(), "We ask twice a year.", housing.prompt().ts)
    await asyncio.wait_for(sockets.arrived.wait(), 30)
    await ben.replies("Ask at the door.")
    assert sorted(answer.text or "" for answer in await housing.answers()) == [
        "Ask at the door.",
        "We ask twice a year.",
    ]
