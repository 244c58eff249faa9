"""The clock in a visitor's hands: what each step does, in a town of one team."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.ids import fresh_id
from bot.storage.models import Beat, Delivery
from demo.beats import brought
from demo.cast import Cast
from demo.controls import NOT_YET, NOTHING_LEFT, PAUSED, Between, Controls
from demo.words import AREAS
from demo.world import World, plan_of
from sandbox.client.agenda import Beat as Due

TUESDAY = datetime(2027, 1, 12, 10, tzinfo=UTC)
WEDNESDAY = datetime(2027, 1, 13, 15, tzinfo=UTC)


@pytest.fixture
def controls(stage: World) -> Controls:
    """Its clock, with nobody acting in between."""
    controls = Controls(stage.cast.begins, stage.cast.zone)
    controls.begin(stage)
    return controls


async def beats(stage: World) -> list[Beat]:
    """Every beat of the story's campaign."""
    async with stage.parts.core.database.reading() as work:
        campaign = await work.campaigns.by_name(stage.parts.workspace, stage.cast.campaign.name)
        assert campaign is not None
        return await work.beats.of_campaign(campaign.id)


async def test_before_the_story_begins_nothing_moves(one_team: Cast) -> None:
    """A clock without a world shows when the story begins, and its buttons say that it has not."""
    controls = Controls(one_team.begins, one_team.zone)
    assert controls.now() == one_team.begins
    assert await controls.beats() == []
    assert controls.ready is False
    assert await controls.next_event() == await controls.advance(timedelta(days=1)) == NOT_YET
    assert controls.now() == one_team.begins


async def test_a_visitor_finds_this_week_s_question_waiting(stage: World, controls: Controls) -> None:
    """When the demo opens it is Tuesday at ten, the question stands in the channel, and the rest is still to come."""
    assert controls.now() == TUESDAY
    channel = stage.cast.teams[0].channel
    async with stage.parts.core.database.reading() as work:
        (round_,) = await work.rounds.open_in(stage.parts.workspace, channel)
    prompt = stage.workspace.messages.get(channel, round_.prompt_ts or "")
    assert prompt is not None
    assert "Do we put residents first" in prompt.text
    assert {beat.kind for beat in await beats(stage) if beat.state == "done"} == {"open"}


async def test_each_step_is_the_next_thing_that_is_due(stage: World, controls: Controls) -> None:
    """Step by step a week happens in its order, at its times in the town's zone, and each step says what it was."""
    said = [f"{await controls.next_event()} {controls.now():%a %d, %H:%M}" for _ in range(6)]
    assert said == [
        "There was nothing to play back yet, reminders went out. Wed 13, 15:00",
        "Last call went out. Thu 14, 12:00",
        "The week closed. Thu 14, 17:00",
        "Leaders got their digest. Fri 15, 09:00",
        "Teams heard what happens next. Mon 18, 15:00",
        "The week's question went out. Tue 19, 10:00",
    ]
    moves = [str(entry.data["said"]) for entry in stage.workspace.journal if entry.kind == "note"]
    assert moves[0] == "Wednesday 13 January, 15:00: there was nothing to play back yet, reminders went out."
    assert len(moves) == 6
    assert controls.now() == TUESDAY + timedelta(weeks=1)


def planned(beats: list[Due]) -> list[Due]:
    """Those that are still to come, soonest first."""
    return sorted((beat for beat in beats if beat.state == "planned"), key=lambda beat: beat.at)


async def test_the_calendar_holds_what_was_and_what_will_be(stage: World, controls: Controls) -> None:
    """Each beat stands there with its moment, its week and its team; a step turns its beats from planned to done."""
    due = planned(await controls.beats())
    assert len(due) == len([beat for beat in await beats(stage) if beat.state == "planned"]) == 7 * len(AREAS) - 1
    assert {(beat.at, beat.what) for beat in due[:2]} == {
        (WEDNESDAY, "A reminder to those who have not taken part (week 1)"),
        (WEDNESDAY, "What was said so far, played back (week 1)"),
    }
    assert {beat.team for beat in due} == {stage.cast.teams[0].name}
    await controls.next_event()
    assert planned(await controls.beats()) == due[2:]
    done = [beat for beat in await controls.beats() if beat.state == "done"]
    assert {beat.at for beat in done} == {TUESDAY, WEDNESDAY}
    assert len(done) == 3


async def test_a_week_forward_happens_day_by_day(stage: World, controls: Controls) -> None:
    """A big step lets everything on the way happen at its own time, and ends exactly where it should."""
    said = await controls.advance(timedelta(weeks=1))
    assert said.startswith("The week's question went out. Before that: there was nothing to play back yet, reminders")
    assert said.endswith("leaders got their digest, teams heard what happens next.")
    assert controls.now() == TUESDAY + timedelta(weeks=1)
    done = [beat for beat in await beats(stage) if beat.state == "done"]
    assert len(done) == 8
    assert all(beat.done_at == beat.due_at for beat in done)


async def test_a_step_in_which_nothing_happens_says_so(controls: Controls) -> None:
    """An hour in which nothing is due moves the clock and nothing else."""
    assert await controls.advance(timedelta(hours=1)) == "Nothing was due."
    assert controls.now() == TUESDAY + timedelta(hours=1)


async def test_what_nobody_heard_is_not_told(stage: World, controls: Controls) -> None:
    """Where somebody answered, teams hear what was said so far; without an answer the step says that nothing was."""
    channel = stage.cast.teams[0].channel
    async with stage.parts.core.database.reading() as work:
        (round_,) = await work.rounds.open_in(stage.parts.workspace, channel)
    await stage.workspace.person(stage.cast.teams[0].people[0].id).post(channel, "Ask them.", round_.prompt_ts)
    assert await controls.next_event() == "Teams heard what was said so far, reminders went out."
    for _ in range(5):
        await controls.next_event()
    assert await controls.next_event() == "There was nothing to play back yet, reminders went out."


async def test_messages_that_come_by_themselves_are_told(stage: World, controls: Controls) -> None:
    """What is due to somebody in private, or in a channel, between two beats is said to have come."""
    martin = stage.cast.teams[0].leaders[0]
    for minutes, places in ((10, [martin]), (20, [martin, stage.cast.teams[0].channel])):
        at = TUESDAY + timedelta(minutes=minutes)
        async with stage.parts.core.database.unit_of_work() as work:
            for place in places:
                await work.deliveries.plan(
                    Delivery(
                        id=fresh_id(),
                        mark=fresh_id(),
                        workspace=stage.parts.workspace,
                        recipient=place,
                        utterance="question/done",
                        facts={"what": "thanked", "fresh": True},
                        zone="Europe/London",
                        due_at=at,
                        created_at=TUESDAY,
                    )
                )
            await work.commit()
    assert await controls.next_event() == "1 message came in private."
    assert controls.now() == TUESDAY + timedelta(minutes=10)
    assert await controls.next_event() == "2 messages came."
    moves = [str(entry.data["said"]) for entry in stage.workspace.journal if entry.kind == "note"]
    assert moves[-1] == "Tuesday 12 January, 10:20: 2 messages came."


@pytest.mark.parametrize(
    ("silent", "words"),
    [
        ("", "teams heard what was said so far"),
        ("a", "teams that had answered heard what was said so far"),
        ("ab", "there was nothing to play back yet"),
    ],
)
def test_some_teams_may_hear_what_others_do_not(silent: str, words: str) -> None:
    """What was said in each team, in some, or in none is told apart."""
    done = [Beat(round_id=round_, kind="playback") for round_ in "ab"]
    assert brought("playback", done, [beat for beat in done if beat.round_id in silent]) == words


async def test_the_clock_does_not_go_back(controls: Controls) -> None:
    """A step back is refused and changes nothing."""
    with pytest.raises(ValueError, match="does not go back"):
        await controls.advance(timedelta(seconds=-1))
    assert controls.now() == TUESDAY


async def test_two_clicks_at_once_are_two_steps(stage: World, controls: Controls) -> None:
    """Clicks that come together take one step each, one after the other, and no message goes out twice."""
    first, second = await asyncio.gather(controls.next_event(), controls.next_event())
    assert first.startswith("There was nothing to play back yet, reminders")
    assert second.startswith("Last call went out")
    said = [message.text for message in stage.workspace.messages.in_channel(stage.cast.teams[0].channel)]
    assert len(said) == len(set(said))


async def test_a_paused_campaign_has_nothing_to_come(stage: World, controls: Controls) -> None:
    """While the campaign is paused nothing is listed, and each button says so, and who can resume it."""
    await stage.parts.campaigns.pause(stage.cast.campaign.name)
    assert planned(await controls.beats()) == []
    assert await controls.next_event() == PAUSED.format(admin="Grace Okafor")
    assert controls.now() == TUESDAY
    assert await controls.advance(timedelta(days=1)) == PAUSED.format(admin="Grace Okafor")
    controls.play("quick")
    while controls.playing:
        await asyncio.sleep(0.01)
    assert controls.said == PAUSED.format(admin="Grace Okafor")


async def test_the_bar_follows_a_pause_and_its_end(stage: World, controls: Controls) -> None:
    """A pause is told at once, and when it is over what comes next: nobody has to move the clock to see it."""
    campaign, paused = stage.cast.campaign.name, PAUSED.format(admin="Grace Okafor")
    coming = "Next, Wed 13 Jan, 15:00: what was said so far, played back; a reminder to those who have not "
    assert (await controls.told()).startswith(coming)
    brought = await controls.next_event()
    assert await controls.told() == brought
    await stage.parts.campaigns.pause(campaign)
    assert await controls.told() == paused
    assert await controls.next_event() == await controls.told() == paused
    await stage.parts.campaigns.resume(campaign)
    assert await controls.told() == "Next, Thu 14 Jan, 12:00: last call."


async def test_pages_hear_of_what_an_admin_changes(stage: World) -> None:
    """Each change of a plan is published, so that every open page draws its clock and its calendar anew."""
    campaign = stage.cast.campaign.name
    with stage.workspace.changes.subscribe() as queue:
        await stage.parts.campaigns.pause(campaign)
        await stage.parts.campaigns.skip_week(campaign)
        await stage.parts.campaigns.resume(campaign)
        heard = [queue.get_nowait()["kind"] for _ in range(queue.qsize())]
    assert heard.count("story") == 3


async def test_at_the_end_each_button_says_so(stage: World, controls: Controls) -> None:
    """After the last week every button says that the story ends here, and who can go on; once they do, it is gone."""
    await controls.advance(timedelta(weeks=len(AREAS) + 1))
    ended = NOTHING_LEFT.format(admin="Grace Okafor")
    assert await controls.next_event() == ended
    assert await controls.advance(timedelta(days=1)) == ended
    controls.play("quick")
    while controls.playing:
        await asyncio.sleep(0.01)
    assert controls.said == ended
    again = replace(plan_of(stage.cast), name="Once more", start=controls.now().date() + timedelta(days=14))
    await stage.parts.campaigns.create(again, stage.parts.workspace, stage.cast.admin.id)
    assert (await controls.told()).startswith("Next, ")


async def test_people_act_before_the_clock_moves(stage: World) -> None:
    """What people do meanwhile is done at the time that was, and counted in what the step says."""
    acted: list[datetime] = []

    async def meanwhile(stage: World, visitor: str | None, between: Between | None) -> int:
        acted.append(stage.story.now())
        return 3 if len(acted) == 1 else 0

    controls = Controls(stage.cast.begins, stage.cast.zone, meanwhile)
    controls.begin(stage)
    assert (await controls.next_event()).endswith("reminders went out. Meanwhile colleagues did 3 things.")
    assert acted == [TUESDAY]
    assert await controls.next_event() == "Last call went out."


async def test_what_cannot_happen_yet_does_not_stop_the_clock(stage: World) -> None:
    """When something that is due does not get done, the next step goes on to the next moment."""

    class Stuck:
        """A runner that does nothing of what is due."""

        async def tick(self) -> None:
            """Do nothing."""

        async def next_event_at(self) -> datetime | None:
            """Tell what is due, as the real one does."""
            return await stage.parts.runner.next_event_at()

    stuck: Any = Stuck()
    controls = Controls(stage.cast.begins, stage.cast.zone)
    controls.begin(replace(stage, parts=replace(stage.parts, runner=stuck)))
    for moment in (WEDNESDAY, WEDNESDAY + timedelta(hours=21)):
        assert await controls.next_event() == "Nothing was due."
        assert controls.now() == moment
