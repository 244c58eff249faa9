"""What is planned and has not left: what a pause, a skipped week and a question sent by hand make of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.dialogues.events import Event, OpenDue
from bot.dialogues.week import prompt_key
from bot.ids import delivery_id, fresh_id
from bot.storage.models import Delivery
from tests.campaigns.world import ADMIN, HOUSING, WORKSPACE, World, london, plan

TUESDAY = date(2026, 9, 8)
WEEK = timedelta(days=7)


@pytest.fixture
async def spring(world: World) -> World:
    """A running campaign of one team, whose questions are planned as the conversation plans them."""
    handle = world.conversation.handle

    async def planning(event: Event) -> None:
        await handle(event)
        if isinstance(event, OpenDue):
            await plan_prompt(world, event)

    world.runner._handle = planning
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    return world


async def plan_prompt(world: World, event: OpenDue) -> None:
    """Plan the question of a round, to be sent until its close."""
    async with world.database.unit_of_work() as work:
        closes_at = next(beat.due_at for beat in await work.beats.of_round(event.round_id) if beat.kind == "close")
        prompt = Delivery(
            id=delivery_id(prompt_key(event.round_id)),
            mark=fresh_id(),
            workspace=WORKSPACE,
            recipient=HOUSING.channel,
            utterance="prompt/open",
            facts={},
            round_id=event.round_id,
            due_at=event.at,
            not_after=closes_at,
            created_at=event.at,
        )
        await work.deliveries.plan(prompt)
        await work.commit()


async def sent(world: World) -> list[str]:
    """Send what may go, and give what has been sent by now."""
    await world.send_what_is_due()
    async with world.database.reading() as work:
        return [row.utterance for row in await work.deliveries.all() if row.state == "sent"]


async def test_a_planned_question_does_not_go_out_in_a_pause(spring: World) -> None:
    """A question that was planned when the admin paused stays; resumed in time, it goes at once."""
    assert await sent(spring) == ["intro"]
    await spring.at(london(9, 8, 10))
    await spring.service.pause("Spring", ADMIN)
    spring.clock.move_to(london(9, 9, 9))
    assert await sent(spring) == ["intro"]
    assert await spring.runner.next_event_at() is None
    await spring.service.resume("Spring", ADMIN)
    assert await sent(spring) == ["intro", "prompt/open"]
    assert (await spring.opens())[:2] == [TUESDAY, TUESDAY + WEEK]


async def test_a_question_that_a_pause_made_too_late_is_asked_anew(spring: World) -> None:
    """Resumed after the close, a question that never left opens on the next prompt day, once, and the week is whole."""
    await sent(spring)
    await spring.at(london(9, 8, 10))
    await spring.service.pause("Spring", ADMIN)
    spring.clock.move_to(london(9, 17, 9))
    await spring.service.resume("Spring", ADMIN)
    assert await sent(spring) == ["intro"]
    assert (await spring.opens())[:2] == [TUESDAY + 2 * WEEK, TUESDAY + 3 * WEEK]
    assert (await spring.states())[0] == "upcoming"
    await spring.play_until(london(9, 28, 16))
    assert await sent(spring) == ["intro", "prompt/open"]
    assert spring.conversation.kinds() == [
        "open",
        "open",
        "playback",
        "nudge",
        "last_call",
        "close",
        "digest",
        "told_back",
    ]
    assert (await spring.states())[:2] == ["closed", "upcoming"]


async def test_a_question_that_stands_is_not_taken_back(spring: World) -> None:
    """A question that was sent before the pause keeps its week, however long the pause is."""
    await sent(spring)
    await spring.at(london(9, 8, 10))
    assert await sent(spring) == ["intro", "prompt/open"]
    await spring.service.pause("Spring", ADMIN)
    spring.clock.move_to(london(9, 17, 9))
    await spring.service.resume("Spring", ADMIN)
    await spring.at(london(9, 17, 9, 1))
    assert (await spring.states())[:2] == ["closed", "upcoming"]
    assert (await spring.opens())[0] == TUESDAY


async def test_an_introduction_that_waits_is_said_after_the_pause(world: World) -> None:
    """An introduction that had not left comes in the morning after the resumption, and names the new day."""
    world.clock.move_to(london(9, 7, 20))
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    await world.service.pause("Spring", ADMIN)
    world.clock.move_to(london(9, 9, 20))
    assert await sent(world) == []
    await world.service.resume("Spring", ADMIN)
    (hello,) = await world.introductions()
    assert hello.due_at == london(9, 10, 9)
    assert hello.facts["first_prompt"] == london(9, 15, 10).isoformat()
    assert hello.not_after == london(9, 17, 17)


async def test_a_question_sent_at_night_comes_after_the_introduction(world: World) -> None:
    """An admin who starts in the evening and sends the question at once has the team greeted first."""
    world.clock.move_to(london(9, 4, 21))
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    assert (await world.introductions())[0].due_at == london(9, 7, 9)
    await world.service.send_now("Spring", None, ADMIN)
    (hello,) = await world.introductions()
    assert hello.due_at == london(9, 4, 21)
    assert hello.facts["first_prompt"] == london(9, 4, 21).isoformat()
    async with world.database.reading() as work:
        (first,) = await work.rounds.of_week((hello.round_id and (await work.campaigns.all())[0].id) or "", 1)
        opening = next(beat for beat in await work.beats.of_round(first.id) if beat.kind == "open")
    assert opening.due_at >= hello.due_at


async def test_an_introduction_that_was_said_is_mended_where_it_stands(world: World) -> None:
    """When the first week is skipped the hello names the new day in its place, and the team is greeted once."""
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    assert await sent(world) == ["intro"]
    await world.service.skip_week("Spring", ADMIN)
    (hello,) = await world.introductions()
    assert hello.state == "sent"
    assert hello.facts["first_prompt"] == london(9, 15, 10).isoformat()
    async with world.database.reading() as work:
        shown = await work.desired.get(f"message/{hello.id}")
    assert shown is not None
    assert shown.facts == hello.facts


async def test_a_skipped_week_is_named_by_an_introduction_that_waits(world: World) -> None:
    """A week skipped before the introduction went out is in it."""
    world.clock.move_to(datetime(2026, 9, 5, 9, tzinfo=UTC))
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    await world.service.skip_week("Spring", ADMIN)
    (hello,) = await world.introductions()
    assert hello.facts["first_prompt"] == (london(9, 8, 10) + WEEK).isoformat()
    assert hello.due_at == london(9, 7, 9)
