"""A week that plays by itself: it goes to the leaders' digest, can be stopped and taken up again, and leaves one be."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from demo.acts import PrivateAnswer, Reply
from demo.cast import Cast
from demo.controls import Controls
from demo.ledger import StoryLedger
from demo.planning import plan_week
from demo.town import Town
from demo.words import Words
from demo.world import World
from tests.support.framework import WEEKS

VISITED = "UHOUS00001"


@pytest.fixture
async def controls(stage: World, words: Words) -> AsyncIterator[Controls]:
    """The clock of a town with its people."""
    controls = Controls(stage.cast.begins, stage.cast.zone, Town(words, seed=1).meanwhile)
    controls.begin(stage)
    yield controls
    await controls.end()


async def over(controls: Controls) -> None:
    """Wait until nothing plays."""
    async with asyncio.timeout(60):
        while controls.playing:
            await asyncio.sleep(0.02)


def said_by(stage: World, user: str) -> list[str]:
    """What somebody wrote in the team's channel."""
    return [m.text for m in stage.workspace.messages.everything(stage.cast.teams[0].channel) if m.user == user]


async def test_a_week_plays_to_the_digest(stage: World, controls: Controls) -> None:
    """Colleagues answer, the coach does its part of the week, and it ends when leaders have their digest."""
    controls.play("quick", VISITED)
    assert controls.playing is not None
    controls.play("quick")  # a second press changes nothing
    await over(controls)
    assert controls.said.startswith("Leaders got their digest. Before that: teams heard what was said so far,")
    assert re.search(r" the week closed\. Meanwhile colleagues did \d+ things\.$", controls.said)
    done = {beat.what for beat in await controls.beats() if beat.state == "done"}
    assert "The leaders’ digest (week 1)" in done
    moves = [entry.data["said"] for entry in stage.workspace.journal if entry.kind == "note"]
    assert len(moves) == 4
    assert moves[-1] == "Friday 15 January, 09:00: leaders got their digest."


async def test_the_visitor_s_own_person_is_left_alone(stage: World, controls: Controls, words: Words) -> None:
    """Whoever a visitor is does nothing of their own accord, though the plan has something for them."""
    plan = plan_week(stage.cast.teams[0], words, "residents", 1, seed=1)
    assert VISITED in {act.person for act in plan.open}
    controls.play("quick", VISITED)
    await over(controls)
    assert said_by(stage, VISITED) == []
    assert not [act for act in stage.workspace.journal.acts() if act.data["user"] == VISITED]


async def test_stopped_and_taken_up_again(stage: World, controls: Controls, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopping leaves the rest undone and the clock where it is; the next step does the rest, and nothing twice."""
    monkeypatch.setattr("demo.controls.PAUSES", {"watch": 0.02, "quick": 0.0})
    controls.play("watch")
    while len(stage.workspace.journal.acts()) < 2:
        await asyncio.sleep(0.01)
    controls.stop()
    await over(controls)
    assert controls.said.startswith("Stopped. Meanwhile colleagues did ")
    assert controls.now() == datetime(2027, 1, 12, 10, tzinfo=UTC)
    before = len(stage.workspace.journal.acts())
    await controls.next_event()
    assert len(stage.workspace.journal.acts()) > before
    texts = [m.text for m in stage.workspace.messages.everything(stage.cast.teams[0].channel) if not m.by_app]
    assert len(texts) == len(set(texts))


async def test_a_week_that_plays_ends_with_the_world(stage: World, controls: Controls) -> None:
    """When the demo ends, what plays ends too, without an error and without going on."""
    controls.play("watch")
    await controls.end()
    assert controls.playing is None
    acts = len(stage.workspace.journal.acts())
    await asyncio.sleep(0.1)
    assert len(stage.workspace.journal.acts()) == acts


async def test_the_ledger_names_no_one_who_answered_in_private(stage: World, controls: Controls) -> None:
    """Every message is there with its state, by the story's time; notes about private answers are to nobody known."""
    ledger = StoryLedger()
    assert await ledger.deliveries() == []
    ledger.begin(stage)
    controls.play("quick", VISITED)
    await over(controls)
    lines = await ledger.deliveries()
    assert {"prompt/open", "nudge", "digest/leader", "receipt/private"} <= {line.what for line in lines}
    assert {line.state for line in lines} == {"sent"}
    people = {person.id for person in stage.cast.people()}
    for line in lines:
        assert "facts" not in line.row
        assert "address" not in line.row
        assert {str(line.row[name])[:4] for name in line.by_story if line.row[name]} == {"2027"}  # the story's year
        if line.what.startswith(("receipt/", "followup/")):
            assert line.to is None
            assert not people & {str(value) for value in line.row.values()}
    marks = {
        (message.metadata or {}).get("event_payload", {}).get("id")
        for channel in stage.workspace.channels
        for message in stage.workspace.messages.everything(channel)
        if message.by_app and message.ephemeral_to is None
    }
    assert marks <= {line.mark for line in lines}


def test_weeks_hold_the_whole_of_life(cast: Cast, words: Words) -> None:
    """In the weeks of the demo somebody is late, too late, changes words, takes them back, worries, is away."""
    areas = list(words.areas)
    plans = [
        plan_week(team, words, areas[week - 1], week, seed=1) for week in range(1, WEEKS + 1) for team in cast.teams
    ]
    replies = [act for plan in plans for act in plan.open if isinstance(act, Reply)]
    assert any(act.edited_to for act in replies)
    assert any(act.deleted for act in replies)
    assert any(plan.last_call for plan in plans)
    assert any(plan.late for plan in plans)
    private = [act.text for plan in plans for act in plan.open if isinstance(act, PrivateAnswer)]
    assert words.worrying.text in private
    first = [plan for plan in plans if plan.week == 1]
    assert any(act.edited_to for plan in first for act in plan.open if isinstance(act, Reply))
    assert any(act.deleted for plan in first for act in plan.open if isinstance(act, Reply))


def test_who_is_on_leave_does_nothing(cast: Cast, words: Words) -> None:
    """Somebody is away for some weeks, and no seed makes them do anything then."""
    away = [(team, person) for team in cast.teams for person in team.people if person.on_leave]
    assert away
    for team, person in away:
        for seed in range(1, 21):
            for week in person.on_leave:
                plan = plan_week(team, words, "vision", week, seed)
                acts = (*plan.open, *plan.nudged, *plan.last_call, *plan.late)
                assert person.id not in {act.person for act in acts}


def test_who_is_late_said_nothing_before(cast: Cast, words: Words) -> None:
    """Only people who did nothing earlier in the week speak after last call or too late, each once."""
    for seed in range(1, 21):
        for team in cast.teams:
            plan = plan_week(team, words, "culture", 5, seed)
            earlier = {act.person for act in (*plan.open, *plan.nudged)}
            later = [act.person for act in (*plan.last_call, *plan.late)]
            assert not earlier & set(later)
            assert len(later) == len(set(later))
