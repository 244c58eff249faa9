"""What was planned follows the calendar: the machine's zones and holidays may be others than when it was planned."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.campaigns import editor as editor_module
from bot.campaigns import holiday_dates
from bot.campaigns.rhythm import KINDS
from bot.storage.repositories.beats import Move
from tests.campaigns.world import ADMIN, HOUSING, NURSES, WORKSPACE, World, london, plan

HOUR = timedelta(hours=1)


async def moments(world: World, team: str = "Housing") -> list[dict[str, datetime]]:
    """When each beat of each week comes."""
    return [{kind: beat.due_at for kind, beat in (await world.beats(row)).items()} for row in await world.rounds(team)]


async def planned_by_other_rules(world: World, by: timedelta) -> None:
    """Make it as if all that is to come had been planned when the zone's clock was another."""
    async with world.database.unit_of_work() as work:
        (campaign,) = await work.campaigns.all()
        beats = [beat for beat in await work.beats.of_campaign(campaign.id) if beat.due_at > world.clock.now()]
        await work.beats.move_all([Move(beat.id, beat.local_date, beat.due_at + by) for beat in beats])
        await work.commit()


async def test_nothing_moves_where_nothing_changed(one_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """After skips, pauses and a week sent by hand, following the calendar leaves every beat where it is."""
    monkeypatch.setattr(editor_module, "TEAMS_AT_ONCE", 1)
    await one_world.service.create(plan(holidays="GB-ENG"), WORKSPACE, ADMIN)
    await one_world.play_until(london(9, 9, 9))
    await one_world.service.skip_week("Spring", ADMIN)
    await one_world.play_until(london(9, 17, 9))
    await one_world.service.send_now("Spring", "Nurses", ADMIN)
    await one_world.service.pause("Spring", ADMIN)
    await one_world.service.resume("Spring", ADMIN)
    before, changes = [await moments(one_world, team) for team in ("Housing", "Nurses")], one_world.changes
    await one_world.editor.follow_calendars()
    assert [await moments(one_world, team) for team in ("Housing", "Nurses")] == before
    assert one_world.changes == changes


@pytest.mark.parametrize("by", [HOUR, -HOUR, timedelta(minutes=30)])
async def test_a_zone_that_changed_its_clock_moves_the_instant_not_the_date(world: World, by: timedelta) -> None:
    """What was planned by older rules of a zone comes at ten by the new ones; the open week stays as announced."""
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    await world.play_until(london(9, 9, 9))
    right = await moments(world)
    await planned_by_other_rules(world, by)
    open_week = (await moments(world))[0]
    await world.editor.follow_calendars()
    after = await moments(world)
    assert after[1:] == right[1:]
    assert after[0] == open_week
    assert [row.opens_on for row in (await world.rounds())[1:3]] == [date(2026, 9, 15), date(2026, 9, 22)]


async def test_a_holiday_that_is_proclaimed_late_is_kept(one_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A close that would fall on a new holiday comes on the next working day, with what follows; a question too."""
    await one_world.service.create(plan(HOUSING, holidays="GB-ENG"), WORKSPACE, ADMIN)
    await one_world.play_until(london(9, 9, 16))
    known = holiday_dates._names

    def proclaimed(*asked: object) -> dict[date, str]:
        return {**known(*asked), date(2026, 9, 10): "A day of thanks", date(2026, 9, 15): "Another"}

    monkeypatch.setattr(holiday_dates, "_names", proclaimed)
    await one_world.editor.follow_calendars()
    first, second, third, *_ = await moments(one_world)
    assert first["nudge"] == london(9, 9, 15)
    assert (first["last_call"], first["close"]) == (london(9, 11, 12), london(9, 11, 17))  # Friday instead of Thursday
    assert (first["digest"], first["told_back"]) == (london(9, 14, 9), london(9, 14, 15))
    assert second["open"] == london(9, 16, 10)
    assert third["open"] == london(9, 22, 10)
    await one_world.editor.follow_calendars()
    assert [first, second, third] == (await moments(one_world))[:3]
    await one_world.play_until(london(9, 22, 9))
    assert one_world.conversation.kinds() == list(KINDS) * 2


async def test_what_is_due_now_is_left_alone(one_world: World) -> None:
    """A question that is being asked at this moment is not moved to another week."""
    await one_world.service.create(plan(HOUSING, NURSES), WORKSPACE, ADMIN)
    one_world.clock.move_to(datetime(2026, 9, 8, 9, 0, 3, tzinfo=UTC))
    before = await moments(one_world)
    await one_world.editor.follow_calendars()
    assert await moments(one_world) == before
    await one_world.runner.tick()
    assert one_world.conversation.kinds() == ["open", "open"]
