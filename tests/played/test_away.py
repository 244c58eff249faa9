"""The bot is away for longer than Slack tries: what people did meanwhile is read back and counts once, as it stands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import pytest

from bot.hearing.presence import ABSENT
from sandbox.delivery.envelope import Delivery, Envelope, Outcome
from sandbox.records import Json
from tests.played.reading import said
from tests.played.stage import Stage, stage

LONG = "We ask them each spring, in the hall, with tea and a map of all the repairs that are waiting."


@pytest.fixture(params=["socket-sqlite", "http-postgresql"])
def anywhere(request: pytest.FixtureRequest) -> AbstractAsyncContextManager[Stage]:
    """A stage over each road, and on each database."""
    road, kind = request.param.split("-")
    wanted = "migrated_sqlite_url" if kind == "sqlite" else "migrated_postgres_url"
    return stage(str(request.getfixturevalue(wanted)), road)


@asynccontextmanager
async def nobody_hears(stage: Stage) -> AsyncIterator[list[Json]]:
    """Slack brings nothing, as when it has given up trying. Gives the payloads that it would have brought."""
    unheard: list[Json] = []
    dispatcher = stage.workspace.dispatcher
    send = dispatcher.send

    def keeps(envelope: Envelope) -> Delivery:
        unheard.append(envelope.payload)
        delivery = Delivery(envelope)
        for waiting in (delivery.first, delivery.final):
            waiting.set_result(Outcome(acknowledged=False, reason="connection_failed"))
        return delivery

    dispatcher.send = keeps  # type: ignore[method-assign]
    try:
        yield unheard
    finally:
        dispatcher.send = send  # type: ignore[method-assign]


async def comes_back(stage: Stage) -> None:
    """The bot starts after an absence, and notices."""
    await stage.bot_starts()
    long_ago = stage.parts.core.clocks.wire.now() - 2 * ABSENT
    async with stage.parts.core.database.unit_of_work() as work:
        await work.signs_of_life.note("the one before", long_ago)
        await work.commit()
    assert await stage.parts.presence.sign() is not None


async def test_hours_of_answers_are_read_back(anywhere: AbstractAsyncContextManager[Stage]) -> None:
    """Answers, changes, deletions and reactions of an absence are stored as they stand, and reach the digest once; what
    Slack brings of it after all changes nothing and is answered by nothing."""
    async with anywhere as housing:
        await housing.campaign_starts(threshold=3)
        await housing.week_opens()
        amina, ben, carys, dev, martin = housing.people("amina", "ben", "carys", "dev", "martin")
        before = await amina.replies("We ask twice a year.")
        withdrawn = await dev.replies("Never mind.")
        await housing.bot_stops()
        prompt, channel = housing.prompt().ts, housing.channel()
        async with nobody_hears(housing) as unheard:
            await ben.hands.post(channel, LONG, prompt)
            await amina.hands.edit(channel, before, "We ask three times a year.")
            await dev.hands.delete(channel, withdrawn)
            await carys.hands.react(channel, prompt, "two")
            await carys.hands.react(channel, before, "heart")
        await comes_back(housing)
        await asyncio.sleep(1.5)  # Slack may list a message late, so a young one is not taken for deleted
        assert await housing.parts.catching_up.catch_up() == 1
        await housing.settles()
        told_before = len(ben.hands.ephemerals())
        assert {answer.text for answer in await housing.answers()} == {LONG, "We ask three times a year."}
        assert await housing.ratings() == [("now", 2, "reaction")]
        assert await housing.supports() == ["heart"]
        assert "Only you can see this" in ben.told_here()
        for payload in reversed(unheard):
            assert (await housing.workspace.dispatcher.send(Envelope("events_api", payload)).final).acknowledged
        await housing.settles()
        assert {answer.text for answer in await housing.answers()} == {LONG, "We ask three times a year."}
        assert len(ben.hands.ephemerals()) == told_before
        await housing.until("digest")
        assert "We ask three times a year." in martin.reads_digest()
        assert "Never mind" not in martin.reads_digest()
        assert "3 to 9 people" in martin.reads_digest()


async def test_a_close_waits_for_a_slack_that_cannot_be_read(housing: Stage) -> None:
    """After an absence the week is closed only when its thread has been read, so the frozen figures hold all of it."""
    amina, ben, carys = housing.people("amina", "ben", "carys")
    for person in (amina, ben):
        await person.replies("Said before.")
    await housing.bot_stops()
    async with nobody_hears(housing):
        await carys.hands.post(housing.channel(), "Said meanwhile.", housing.prompt().ts)
    await comes_back(housing)
    housing.workspace.faults.add("conversations.replies", "500", times=None)
    beats = await housing.beats()
    close = next(beat for beat in beats if beat.kind == "close" and beat.state == "planned")
    await asyncio.sleep(2)  # Slack tells the time in whole seconds, so how old a message is we know no better
    await housing.comes(close.due_at)
    assert (await housing.round()).state == "open"
    housing.workspace.faults.clear()
    async with asyncio.timeout(30):
        while (await housing.round()).state == "open":
            await asyncio.sleep(0.2)
            await housing.parts.runner.tick()
    await housing.settles()
    figures = (await housing.round()).figures
    assert figures is not None
    assert figures["people"] == 3
    assert "closed" in said(housing.prompt())


async def test_what_slack_forgot_to_tell_is_in_the_digest(housing: Stage) -> None:
    """Without any absence a lost event is made up for before words are played back and figures are frozen."""
    amina, ben, carys, martin = housing.people("amina", "ben", "carys", "martin")
    for person in (amina, ben):
        await person.replies("Told.")
    async with nobody_hears(housing):
        ts = await carys.hands.post(housing.channel(), "Never told.", housing.prompt().ts)
    await housing.until("playback")
    assert "Never told." in said(housing.announcement("heard so far"))
    async with nobody_hears(housing):
        await carys.hands.edit(housing.channel(), ts, "Told by the thread.")
    await housing.until("digest")
    assert "Told by the thread." in martin.reads_digest()


async def test_an_answer_before_the_question_is_known_as_sent(housing: Stage) -> None:
    """The bot ends after Slack took the question and before it heard so; whoever answers at once is heard at once."""
    (amina,) = housing.people("amina")
    round_ = await housing.round()
    async with housing.parts.core.database.unit_of_work() as work:
        (prompt,) = [row for row in await work.deliveries.of_round(round_.id) if row.utterance == "prompt/open"]
        far = housing.parts.core.clocks.wire.now() + timedelta(minutes=50)
        doubt = {"state": "in_doubt", "ts": None, "retry_at": far}
        assert await work.deliveries.compare_and_set(prompt.id, state="sent", token=prompt.token, changes=doubt)
        row = await work.rounds.lock(round_.id)
        assert row is not None
        row.prompt_ts = None
        await work.commit()
    ts = await amina.hands.post(housing.channel(), "Quick as a flash.", housing.prompt().ts)
    assert [answer.message_ts for answer in await housing.answers()] == [ts]
    attempts = housing.workspace.journal.deliveries("message")
    assert [entry.data["attempt"] for entry in attempts if entry.data["payload"]["event"]["ts"] == ts] == [0]
    assert (await housing.round()).prompt_ts == housing.prompt().ts
