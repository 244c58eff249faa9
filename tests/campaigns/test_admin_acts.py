"""What an admin does with a draft, and what happens when two do something at once; on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from bot.campaigns.channels import SharedOutside
from bot.errors import AskAgain, NotAllowed, NotFound, TryLater
from bot.storage.models import Campaign
from tests.campaigns.world import ADMIN, HOUSING, OTHER_ADMIN, WORKSPACE, World, london, plan
from tests.support.framework import WEEKS


async def draft(world: World) -> Campaign:
    """A draft of both teams, for Tuesday, 8 September."""
    return await world.service.create(plan(), WORKSPACE, ADMIN, start=False)


async def test_a_draft_starts_once(world: World) -> None:
    """Starting greets each team once; what is past moves to the next question day; a second start is refused."""
    made = await draft(world)
    world.clock.move_to(london(9, 9, 12))
    status = await world.service.start(made.id, ADMIN, WORKSPACE)
    assert (status.now.state, status.weeks[0].opens_on) == ("running", date(2026, 9, 15))
    assert len(await world.introductions()) == 2
    with pytest.raises(AskAgain, match="“Spring” is running"):
        await world.service.start(made.id, OTHER_ADMIN, WORKSPACE)


async def test_a_draft_does_not_start_where_the_coach_is_not(world: World) -> None:
    """A channel that the coach is not in is named, with what to type; invited, the draft starts."""
    made = await draft(world)
    world.directory.inside = {"C0HOUSING"}
    with pytest.raises(AskAgain, match="/invite @Waymark in that channel, then start again"):
        await world.service.start(made.id, ADMIN, WORKSPACE)
    world.directory.inside = {"C0HOUSING", "C0NURSES"}
    assert (await world.service.start(made.id, ADMIN, WORKSPACE)).now.state == "running"


async def test_a_draft_waits_for_the_word_about_outsiders(world: World) -> None:
    """Neither starting nor resuming a draft posts into a channel that outsiders read before that is confirmed."""
    made = await draft(world)
    world.directory.shared = {"C0NURSES"}
    for act in (world.service.start, world.service.resume):
        with pytest.raises(SharedOutside) as unconfirmed:
            await act(made.id, ADMIN, WORKSPACE)
        assert [channel.channel for channel in unconfirmed.value.channels] == ["C0NURSES"]
    assert await world.introductions() == []
    status = await world.service.start(made.id, ADMIN, WORKSPACE, confirmed=["C0NURSES"])
    assert status.now.state == "running"


async def test_a_new_campaign_waits_for_the_word_about_outsiders(world: World) -> None:
    """The same holds for a campaign that is to start as soon as it is made."""
    world.directory.shared = {"C0HOUSING"}
    with pytest.raises(SharedOutside, match="#housing"):
        await world.service.create(plan(), WORKSPACE, ADMIN)
    assert await world.service.list(WORKSPACE) == ()
    await world.service.create(plan(), WORKSPACE, ADMIN, confirmed=["C0HOUSING"])
    assert len(await world.introductions()) == 2


async def test_a_slow_slack_does_not_hold_a_start(world: World) -> None:
    """When Slack takes longer than a tap may wait the start asks to try again, and has changed nothing."""
    made = await draft(world)
    world.directory.hangs()
    with pytest.raises(TryLater, match="Slack is slow"):
        await world.service.start(made.id, ADMIN, WORKSPACE, within=0.05)
    assert (await world.service.show(made.id)).now.state == "draft"
    world.directory.answers.set()
    assert (await world.service.start(made.id, ADMIN, WORKSPACE)).now.state == "running"


async def test_a_draft_is_deleted_and_its_name_is_free(world: World) -> None:
    """A deleted draft is gone with all its rows, and another campaign may have its name."""
    made = await draft(world)
    was = await world.service.delete(made.id, ADMIN, WORKSPACE)
    assert (was.name, was.state) == ("Spring", "draft")
    async with world.database.reading() as work:
        assert await work.campaigns.all() == []
        assert await work.teams.of_campaign(made.id) == []
        assert await work.rounds.of_campaign(made.id) == []
        assert await work.beats.of_campaign(made.id) == []
    for act in (world.service.delete, world.service.start, world.service.pause):
        with pytest.raises(NotFound, match="not here any more"):
            await act(made.id, ADMIN, WORKSPACE)
    assert (await draft(world)).name == "Spring"


@pytest.mark.parametrize("act", ["start", "pause"])
async def test_only_a_draft_is_deleted(world: World, act: str) -> None:
    """What has started stays: people have been told of it."""
    made = await draft(world)
    await world.service.start(made.id, ADMIN, WORKSPACE)
    if act == "pause":
        await world.service.pause(made.id, ADMIN, WORKSPACE)
    with pytest.raises(AskAgain, match="Only a campaign that has not started can be deleted"):
        await world.service.delete(made.id, ADMIN, WORKSPACE)
    assert len(await world.rounds()) == WEEKS


async def test_of_two_who_skip_the_same_week_one_does(world: World) -> None:
    """A skip or a send of a week that is not the next one any more is refused: a double tap moves one week."""
    made = await world.service.create(plan(), WORKSPACE, ADMIN)
    seen = (1, date(2026, 9, 8))
    status = await world.service.skip_week(made.id, ADMIN, WORKSPACE, expected=seen)
    assert status.now.next_week is not None
    assert (status.now.next_week.week, status.now.next_week.opens_on) == (1, date(2026, 9, 15))
    for again in (
        world.service.skip_week(made.id, OTHER_ADMIN, WORKSPACE, expected=seen),
        world.service.send_now(made.id, None, OTHER_ADMIN, WORKSPACE, expected=seen),
    ):
        with pytest.raises(AskAgain, match="The plan has changed since you looked"):
            await again
    assert (await world.opens())[0] == date(2026, 9, 15)


async def test_the_status_tells_what_can_be_done(world: World) -> None:
    """The next week, whether a question is open in every team, and what went wrong are in the status."""
    made = await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    now = (await world.service.show(made.id)).now
    assert now.next_week is not None
    assert (now.next_week.week, now.next_week.opens_on, now.is_open) == (1, date(2026, 9, 8), False)
    assert now.next_week.opens_at == london(9, 8, 10)
    await world.play_until(london(9, 8, 12))
    async with world.database.unit_of_work() as work:
        (intro,) = await work.deliveries.of_campaign(made.id)
        changes = {"state": "failed", "error": "not_in_channel"}
        await work.deliveries.compare_and_set(intro.id, state=intro.state, token=intro.token, changes=changes)
        await work.commit()
    now = (await world.service.show(made.id)).now
    assert now.next_week is not None
    assert (now.next_week.week, now.is_open, now.problems) == (2, True, 1)
    (trouble,) = now.troubles
    assert (trouble.team, trouble.utterance, trouble.state, trouble.code, trouble.week) == (
        *("Housing", "intro", "failed", "not_in_channel", 1),
    )


async def test_only_admins_may_touch_a_draft(world: World) -> None:
    """Whoever is no admin can neither start nor delete a draft."""
    made = await draft(world)
    for act in (world.service.start, world.service.delete):
        with pytest.raises(NotAllowed):
            await act(made.id, "U1", WORKSPACE)
    assert (await world.service.show(made.id)).now.state == "draft"
