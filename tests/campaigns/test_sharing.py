"""Campaigns that share a channel: one after another, whatever becomes of the one before."""

from datetime import date, datetime

import pytest

from bot.errors import AskAgain, FieldProblem
from bot.storage.models import Round
from tests.campaigns.world import ADMIN, HOUSING, NURSES, WORKSPACE, World, london, plan
from tests.support.framework import WEEKS

LAST_WORD = london(11, 2, 16)  # Monday at 15:00, by then London's clock is UTC's
NEXT = date(2026, 11, 3)


async def weeks(world: World, name: str, team: str = "Housing") -> list[Round]:
    """The weeks of one team in one campaign."""
    async with world.database.reading() as work:
        campaign = await work.campaigns.by_name(WORKSPACE, name)
        assert campaign is not None
        (found,) = [each for each in await work.teams.of_campaign(campaign.id) if each.name == team]
        return await work.rounds.of_team(found.id)


async def first_day(world: World, name: str, team: str = "Housing") -> date:
    """When a campaign's first question comes."""
    return (await weeks(world, name, team))[0].opens_on


async def last_word(world: World, name: str) -> datetime:
    """When Housing hears back for the last time."""
    return (await world.beats((await weeks(world, name))[-1]))["told_back"].due_at


async def two(world: World) -> None:
    """Spring runs from 8 September to 2 November in Housing; Autumn comes behind it."""
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    await world.service.create(plan(HOUSING, name="Autumn", start=NEXT), WORKSPACE, ADMIN)


async def test_a_campaign_may_come_behind_another(world: World) -> None:
    """From the day after the last word of the one before, another may be planned; before, it is told until when."""
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    assert await last_word(world, "Spring") == LAST_WORD
    for early in (date(2026, 9, 15), date(2026, 10, 27)):
        with pytest.raises(FieldProblem, match="“Spring” runs in Housing until 2 November 2026"):
            await world.service.create(plan(HOUSING, name="Autumn", start=early), WORKSPACE, ADMIN)
    await world.service.create(plan(HOUSING, name="Autumn", start=NEXT), WORKSPACE, ADMIN)
    assert await first_day(world, "Autumn") == NEXT


async def test_a_campaign_may_come_before_another(world: World) -> None:
    """A short one may be planned before a later one, and one that would run into it is refused."""
    await world.service.create(plan(HOUSING, start=NEXT), WORKSPACE, ADMIN)
    with pytest.raises(FieldProblem, match="“Spring” runs in Housing until"):
        await world.service.create(plan(HOUSING, name="Long", start=date(2026, 9, 15)), WORKSPACE, ADMIN)
    await world.service.create(plan(HOUSING, name="Short", start=date(2026, 9, 8)), WORKSPACE, ADMIN)
    assert await last_word(world, "Short") == LAST_WORD


async def test_a_draft_starts_behind_another(world: World) -> None:
    """A draft whose days have become free again may start."""
    await world.service.create(plan(HOUSING, name="Autumn", start=NEXT), WORKSPACE, ADMIN, start=False)
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    await world.service.start("Autumn", ADMIN)
    assert await first_day(world, "Autumn") == NEXT


@pytest.mark.parametrize("act", ["skip", "pause"])
async def test_the_one_behind_waits_where_the_one_before_takes_longer(world: World, act: str) -> None:
    """A skipped week or a pause of the one before moves the one behind, all its teams together, and its hello."""
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    await world.service.create(plan(name="Autumn", start=NEXT), WORKSPACE, ADMIN)
    await world.play_until(london(9, 9, 9))
    if act == "skip":
        await world.service.skip_week("Spring", ADMIN)
    else:
        await world.service.pause("Spring", ADMIN)
        world.clock.move_to(london(9, 16, 9))
        await world.service.resume("Spring", ADMIN)
    assert [await first_day(world, "Autumn", team) for team in ("Housing", "Nurses")] == [date(2026, 11, 10)] * 2
    hello = {row.recipient: row for row in await world.introductions() if row.facts["campaign"] == "Autumn"}
    assert hello["C0HOUSING"].due_at > await last_word(world, "Spring")
    assert hello["C0HOUSING"].facts["first_prompt"].startswith("2026-11-10")


async def test_hello_comes_when_the_one_before_is_over(world: World) -> None:
    """The one behind introduces itself after the last word of the one before, and before its own first question."""
    await two(world)
    (hello,) = [row for row in await world.introductions() if row.facts["campaign"] == "Autumn"]
    assert LAST_WORD < hello.due_at < london(11, 3, 11)


async def test_both_are_played_to_their_ends(world: World) -> None:
    """The questions of both come, one a week, first those of the one and then those of the other."""
    await two(world)
    await world.play_until(datetime(2027, 2, 1, tzinfo=LAST_WORD.tzinfo))
    opened = [round_id for kind, round_id in world.conversation.beats() if kind == "open"]
    in_order = [row.id for name in ("Spring", "Autumn") for row in await weeks(world, name)]
    assert opened == in_order
    assert {now.state for now in await world.service.list()} == {"finished"}


async def test_the_one_behind_cannot_be_sent_now(world: World) -> None:
    """Its first question waits for its turn, with a word that says until when; the one before may be sent."""
    await two(world)
    await world.play_until(london(9, 9, 9))
    with pytest.raises(AskAgain, match=r"until 2 November 2026\. Send this question after that\."):
        await world.service.send_now("Autumn", by=ADMIN)
    await world.play_until(london(9, 11, 12))
    await world.service.send_now("Spring", by=ADMIN)
    assert await first_day(world, "Autumn") == NEXT


async def test_who_was_paused_for_long_goes_on_after_the_other(world: World) -> None:
    """When the one behind has begun during a pause of the one before, what is left of that comes after it."""
    await two(world)
    await world.play_until(london(9, 9, 9))
    await world.service.pause("Spring", ADMIN)
    await world.play_until(london(11, 4, 9))
    assert (await weeks(world, "Autumn"))[0].state == "open"
    await world.service.resume("Spring", ADMIN)
    left = [row for row in await weeks(world, "Spring") if row.state == "upcoming"]
    assert len(left) == WEEKS - 1
    end = await last_word(world, "Autumn")
    assert (await world.beats(left[0]))["open"].due_at > end


async def test_edits_keep_the_turns(world: World) -> None:
    """An edit of the one before is no clash with the one behind; a team whose channel is taken cannot join."""
    await two(world)
    await world.service.create(plan(NURSES, name="Wards"), WORKSPACE, ADMIN)
    await world.play_until(london(9, 9, 9))
    await world.editor.edit("Spring", plan(HOUSING, zone="Europe/Dublin"), ADMIN)
    assert await first_day(world, "Autumn") == NEXT
    with pytest.raises(FieldProblem, match="“Wards” runs in Nurses until 2 November 2026"):
        await world.editor.edit("Spring", plan(), ADMIN)
