"""One team's whole week, over both roads and on both databases: what everybody sees is what everybody did."""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractAsyncContextManager

import pytest

from tests.played.reading import actions_of, alone, said
from tests.played.stage import Stage, stage
from tests.support.framework import WEEKS


@pytest.fixture(params=["socket-sqlite", "http-postgresql"])
def anywhere(request: pytest.FixtureRequest) -> AbstractAsyncContextManager[Stage]:
    """A stage over each road, and on each database."""
    road, kind = request.param.split("-")
    wanted = "migrated_sqlite_url" if kind == "sqlite" else "migrated_postgres_url"
    return stage(str(request.getfixturevalue(wanted)), road)


async def test_a_week_from_the_question_to_what_came_of_it(anywhere: AbstractAsyncContextManager[Stage]) -> None:
    """A week runs from its question to the word back, and each message says what people really did."""
    async with anywhere as housing:
        amina, ben, carys, dev, efa, tom, martin = housing.people(
            "amina", "ben", "carys", "dev", "efa", "tom", "martin"
        )
        await housing.campaign_starts()
        assert "Better repairs" in said(housing.announcement("a coach for teams"))

        prompt = await housing.week_opens()
        assert f"Week 1 of {WEEKS}" in said(prompt)
        assert "Faster repairs" in said(prompt)
        assert {"answer_privately", "ask_leaders", "rate:now:1", "rate:needed:5"} <= set(actions_of(prompt))
        (questions,) = housing.thread()
        assert "More to think about" in said(questions)

        reply = await amina.replies("We ask tenants, but the answers never reach the depot.")
        await ben.reacts(reply, "+1")
        await ben.rates(now=2, needed=5)
        await carys.answers_privately("The rota leaves no hour for it.", now=2, needed=4)
        await dev.answers_privately("Let us ride along with the repair van.", mode="named", now=1, needed=5)
        await efa.rates(now=3, needed=4)
        await dev.asks_leaders("Can we close the desk on Wednesday mornings?")

        await housing.until("playback")
        playback = said(housing.announcement("What we have heard so far"))
        assert "So far 5 or more people have taken part." in playback
        assert f"{amina.mention} wrote, with 1 reaction from others" in playback
        assert "never reach the depot" in playback
        assert "ride along" in playback
        assert "rota" not in playback
        assert [len(person.nudges()) for person in (amina, ben, carys, dev, efa, tom, martin)] == [0, 0, 0, 0, 0, 1, 0]
        form = await tom.opens(tom.nudges()[0], "answer_privately")
        await tom.sends(form, text="We could phone back the same day.", now=2, needed=4)

        await housing.until("last_call")
        assert "Open the question" in said(housing.announcement("Last call"))
        await housing.week_closes()
        assert "closed" in said(housing.prompt())
        assert actions_of(housing.prompt()) == []
        assert "5 to 9" in said(housing.prompt())

        await housing.until("digest")
        digest = martin.reads_digest()
        assert "5 to 9 people" in digest
        assert "People rate this 2.0 of 5, and want 4.4: a gap of 2.4." in digest  # by Ben, Carys, Dev, Efa and Tom
        assert f"{amina.mention}: “We ask tenants, but the answers never reach the depot.”" in digest
        assert f"{dev.mention}: “Let us ride along with the repair van.”" in digest
        assert "Can we close the desk on Wednesday mornings?" in digest
        assert "rota" not in digest
        assert "phone back" not in digest
        assert said(martin.got(action="offer_talk")).count("(1 reaction)") == 1

        assert "recorded" in await martin.offers_talk()
        assert "*You have offered Housing repairs a talk on this.*" in martin.reads_digest()
        assert martin.mention in said(housing.announcement("would like to talk with Housing repairs"))
        assert "already" in await martin.offers_talk()
        assert sum("would like to talk" in said(message) for message in housing.in_channel()) == 1

        await housing.until("told_back")
        told = said(housing.announcement("What happened with"))
        assert f"{martin.mention} has offered to talk" in told
        assert "One question from this team was in it." in told
        await each_message_once(housing)


async def each_message_once(housing: Stage) -> None:
    """Nothing that the bot planned is lost or doubled, and each message's own text says what its blocks say."""
    ledger = await housing.deliveries()
    assert {row.state for row in ledger} == {"sent"}
    posts = housing.workspace.journal.calls("chat.postMessage", ok=True)
    assert len(posts) == len(ledger)
    marks = Counter(call.data["args"]["metadata"]["event_payload"]["id"] for call in posts)
    assert set(marks.values()) == {1}
    for message in housing.in_channel():
        assert len(alone(message)) > 40, said(message)
