"""Admins hear of a trouble once a day at most, with what to do, and that it is over."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.content.texts import Texts
from bot.delivery.happenings import Claim, RefusedForGood
from bot.delivery.ledger import Ledger
from bot.delivery.rows import Timing
from bot.health.pulse import Pulse
from bot.health.tallies import Tallies
from bot.health.troubles import Kind
from bot.health.watch import TOLD_BY_THE_LEDGER, UTTERANCE, Watch
from bot.settings import ROOT
from bot.slack.blocks.compose import compose
from tests.health.conftest import MINUTE, Place

DAY = timedelta(days=1)


def watch(place: Place, *admins: str) -> Watch:
    """The watch of one process."""
    return Watch(place.database, place.clocks, "T1", admins or ("UADMIN",))


@pytest.fixture
async def slow(place: Place) -> Place:
    """A place in which a message has waited for 40 minutes."""
    await place.plan("late", due_at=place.story.now() - 40 * MINUTE)
    return place


async def show(place: Place, delivery_id: str) -> dict[str, object]:
    """What a posted message should look like by now."""
    async with place.database.reading() as work:
        wanted = await work.desired.get(f"message/{delivery_id}")
    return dict(wanted.facts) if wanted else {}


async def test_a_trouble_is_told_once_a_day(slow: Place) -> None:
    """However often and by however many processes it is looked, each admin gets one message, and one more next day."""
    for _ in range(3):
        await asyncio.gather(watch(slow, "UADMIN", "UBOSS").look(), watch(slow, "UADMIN", "UBOSS").look())
        slow.story.advance(MINUTE)
    told = await slow.told(UTTERANCE)
    assert sorted(row.recipient for row in told) == ["UADMIN", "UBOSS"]
    assert {row.facts["kind"] for row in told} == {"late"}
    assert {row.zone for row in told} == {"Europe/London"}
    slow.story.advance(DAY)
    await watch(slow, "UADMIN", "UBOSS").look()
    assert len(await slow.told(UTTERANCE)) == 4


async def test_its_end_is_told_in_the_same_message(slow: Place) -> None:
    """When it is over the message says so; when it begins again within the day, that; no second message is sent."""
    await watch(slow).look()
    (told,) = await slow.told(UTTERANCE)
    await slow.became(told.id, state="sent", channel="D1", ts="1.1")
    await slow.became("late", state="sent")
    slow.story.advance(5 * MINUTE)
    await watch(slow).look()
    assert (await show(slow, told.id))["over"] == slow.story.now().isoformat()
    assert await open_kinds(slow) == []
    await slow.plan("again", due_at=slow.story.now() - 50 * MINUTE)
    await watch(slow).look()
    assert (await show(slow, told.id))["over"] is None
    assert await open_kinds(slow) == ["late"]
    assert len(await slow.told(UTTERANCE)) == 1


async def test_what_is_over_before_it_was_said_is_not_said(slow: Place) -> None:
    """A message about a trouble that has not left when all is well again never leaves; a new trouble is told anew."""
    await watch(slow).look()
    await slow.became("late", state="sent")
    await watch(slow).look()
    assert [row.state for row in await slow.told(UTTERANCE)] == ["cancelled"]
    slow.story.advance(MINUTE)
    await slow.plan("again", due_at=slow.story.now() - 50 * MINUTE)
    await watch(slow).look()
    assert sorted(row.state for row in await slow.told(UTTERANCE)) == ["cancelled", "planned"]


async def open_kinds(place: Place) -> list[str]:
    """The troubles that are not over, as the Home tab reads them."""
    async with place.database.reading() as work:
        return [row.kind for row in await work.troubles.open("T1")]


async def test_a_wrong_clock_is_told(one_place: Place) -> None:
    """A process on a machine whose clock is two hours ahead makes the admins hear of it, until it is set right."""
    pulse = Pulse(one_place.database, one_place.wire, Tallies(), "run")
    one_place.wire.off = 7200.0
    pulse.ticked(0)
    await pulse.beat()
    await watch(one_place).look()
    (told,) = await one_place.told(UTTERANCE)
    assert (told.facts["kind"], told.facts["minutes"]) == ("clock", 120)
    one_place.wire.off = 1.0
    await pulse.beat()
    await watch(one_place).look()
    assert await open_kinds(one_place) == []


async def test_doubts_are_kept_for_the_home_tab(one_place: Place) -> None:
    """A message long in doubt is a trouble that the ledger tells of itself: it is noted, and no message is added."""
    await one_place.plan("d", state="in_doubt", slack_last=one_place.story.now() - 20 * MINUTE)
    await watch(one_place).look()
    assert await open_kinds(one_place) == ["doubt"]
    assert await one_place.told(UTTERANCE) == []


async def test_a_channel_that_takes_messages_again(place: Place) -> None:
    """What was refused is said to be over once a message to that channel was sent, and not while others are refused."""
    now = place.story.now()
    facts = {"where": "C1", "code": "not_in_channel", "fix": "Invite me."}
    await place.plan("bad", state="failed", error="not_in_channel", slack_last=now)
    await place.plan("told", utterance="admin/problem", recipient="UADMIN", facts=facts, round_id=None, created_at=now)
    await place.became("told", state="sent", channel="D1", ts="1.1")
    place.story.advance(MINUTE)
    await watch(place).look()
    assert await show(place, "told") == {}
    await place.plan("good", state="sent", sent_at=place.story.now())
    await place.plan("worse", state="failed", slack_last=place.story.now() + MINUTE)
    await watch(place).look()
    assert await show(place, "told") == {}
    place.story.advance(3 * MINUTE)
    await place.plan("better", state="sent", sent_at=place.story.now())
    await watch(place).look()
    assert await show(place, "told") == {**facts, "over": True}
    async with place.database.reading() as work:
        before = await work.desired.get("message/told")
    await watch(place).look()
    async with place.database.reading() as work:
        after = await work.desired.get("message/told")
    assert before is not None
    assert after is not None
    assert after.version == before.version


async def test_a_channel_that_refuses_again_the_same_day(place: Place) -> None:
    """The message that said that it is over says again what is the matter, and later again that it is over."""
    ledger = Ledger(place.database, place.clocks, Timing(), ["UADMIN"])
    for key in ("first", "second"):
        await place.plan(key)
        letter = await ledger.read(key)
        assert letter is not None
        claimed = await ledger.record(letter, Claim("me"))
        assert claimed is not None
        assert await ledger.record(claimed, RefusedForGood("not_in_channel"), fix="Invite me.") is not None
        (told,) = await place.told("admin/problem")
        if key == "first":
            await place.became(told.id, state="sent", channel="D1", ts="1.1")
        else:
            assert "over" not in await show(place, told.id)
        place.story.advance(MINUTE)
        await place.plan(f"{key} good", state="sent", sent_at=place.story.now())
        await watch(place).look()
        assert (await show(place, told.id))["over"] is True


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in TOLD_BY_THE_LEDGER])
@pytest.mark.parametrize("over", [None, "2026-09-08T13:00:00+00:00"])
def test_each_trouble_has_its_words(kind: Kind, over: str | None) -> None:
    """Every trouble that is told says what is the matter and what to do, and when it is over."""
    facts = {"kind": kind.value, "since": "2026-09-08T12:00:00+00:00", "over": over, "number": 1, "minutes": -6}
    said = compose(UTTERANCE, facts, Texts(ROOT / "content" / "texts"), "en", "Europe/London").text
    assert "What to do: " in said
    assert said.startswith("*This is over since Tuesday 8 September, 14:00.*") == (over is not None)
