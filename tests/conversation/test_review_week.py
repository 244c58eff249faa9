"""The review week: it asks again what week 5 asked, and digest and report set the two side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.insight.publishing import Level
from bot.pages.breakdown import standing
from bot.pages.facts import GapBefore, LeadersPage
from bot.pages.gathering import gather
from bot.pages.then_and_now import asked_twice, ran_before
from tests.conversation.room import HOUSING, T1, TUESDAY, Cast, Room
from tests.conversation.test_leading import first_week
from tests.support.framework import WEEKS

STAFF = ("U0AMINA", "U0BEN", "U0CARYS", "U0DEV")
CULTURE = 5
SMALL = Cast("C0SMALL", ("U0EVE", "U0FAY", "U0NIA"), ("U0NIA",), "Small", "Southbridge")
TINY = Cast("C0TINY", ("U0GIL", "U0HAL", "U0LEE"), ("U0LEE",), "Tiny", "Southbridge")


async def rated(room: Room, week: int, now: int, people: tuple[str, ...] = STAFF, team: str = "Housing") -> None:
    """A week in which some of a team rate, all the same, and 5 is needed."""
    await room.comes("open", team, week)
    round_id = (await room.round(team, week)).id
    for user in people:
        await room.rates(user, now, round_id=round_id)
        await room.rates(user, 5, "needed", round_id=round_id)


async def closes(room: Room, week: int, *teams: str) -> None:
    """The week closes in these teams, and is told to leaders."""
    for kind in ("close", "digest"):
        for team in teams or ("Housing",):
            await room.comes(kind, team, week)


async def both_weeks(room: Room, then: tuple[str, ...] = STAFF, now: tuple[str, ...] = STAFF) -> None:
    """Week 5 is rated by some, and the review week by some, more highly."""
    await room.begins(Cast(members=(*HOUSING.members, "U0EFA", "U0FAY")))
    await rated(room, CULTURE, 2, then)
    await closes(room, CULTURE)
    await rated(room, WEEKS, 4, now)
    await closes(room, WEEKS)


async def page(room: Room, level: Level, name: str = "Spring") -> LeadersPage:
    """What Martin's page holds."""
    async with room.database.reading() as work:
        campaign = next(one for one in await work.campaigns.all(T1) if one.name == name)
        return await gather(work, await standing(work, campaign, "U0MARTIN"), level)


async def ledger(room: Room) -> dict[tuple[int, str], Mapping[str, Any]]:
    """The ratings that were published, by week and kind of audience."""
    async with room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        rows = await work.publications.of_campaign(campaign.id)
    figures = [row for row in rows if row.kind == "figures"]
    return {(row.week, row.audience.partition("/")[0]): row.body.get("ratings", {}) for row in figures}


async def test_only_the_review_week_says_that_it_asks_again(room: Room) -> None:
    """Its prompt names the week whose question it is; the others name none."""
    await room.begins()
    for week in (CULTURE, WEEKS):
        await room.comes("open", week=week)
        await room.comes("close", week=week)
    asked = {facts["week"]: facts for facts in room.slack.said("prompt/closed")}
    assert {week: facts["same_as_week"] for week, facts in asked.items()} == {CULTURE: None, WEEKS: CULTURE}
    assert asked[CULTURE]["headline"] == asked[WEEKS]["headline"]


async def test_its_digest_says_how_the_gap_stands_against_the_start(room: Room) -> None:
    """Beside this week's gap stands that of week 5, as both were published; the digest of week 5 knew of no start."""
    await both_weeks(room)
    then, now = await room.figures(week=CULTURE), await room.figures(week=WEEKS)
    digest = await room.digest("U0MARTIN", WEEKS)
    assert digest is not None
    (team,) = digest.snapshot["trend"]["teams"]
    assert team["start"] == {"week": CULTURE, "gap": then["ratings"]["gap"]}
    assert team["gap"] == now["ratings"]["gap"] < then["ratings"]["gap"]
    assert team["rank"] == ""
    first = await room.digest("U0MARTIN", CULTURE)
    assert first is not None
    assert first.snapshot["trend"] is None


@pytest.mark.parametrize(("then", "now"), [(STAFF[:2], STAFF), (STAFF, STAFF[:2])])
async def test_of_a_week_with_too_few_nothing_is_compared(
    room: Room, then: tuple[str, ...], now: tuple[str, ...]
) -> None:
    """Where two rated, then or now, neither digest nor page has a change, from which their gap could be worked out."""
    await both_weeks(room, then, now)
    digest = await room.digest("U0MARTIN", WEEKS)
    assert digest is not None
    trend = digest.snapshot["trend"]
    assert trend is None or not trend["teams"]
    for level in Level:
        (asked,) = asked_twice(await page(room, level))
        assert [both.change for both in asked.groups] == [None]
        assert asked.pairs("x") == ()
        assert "few" in {state for both in asked.groups for state in (both.then.state, both.now.state)}


@pytest.mark.both_databases
async def test_the_report_has_what_was_published_of_both_weeks(any_room: Room) -> None:
    """By each breakdown both weeks are the ledger's own numbers, and stay so when somebody rates after the close."""
    await both_weeks(any_room)
    published = await ledger(any_room)
    before = [asked_twice(await page(any_room, level)) for level in Level]
    for level, (asked,) in zip(Level, before, strict=True):
        (both,) = asked.groups
        for line, week in ((both.then, CULTURE), (both.now, WEEKS)):
            assert line.ratings == published[week, level.value]
        assert both.change is not None
        assert both.change < 0
    for user in ("U0EFA", "U0FAY"):
        await any_room.rates(user, 1, round_id=(await any_room.round(week=WEEKS)).id)
    assert [asked_twice(await page(any_room, level)) for level in Level] == before


async def test_an_organisations_sum_has_its_start_too(room: Room) -> None:
    """The leader of a team too small for figures reads its organisation's gap at the start and now."""
    await room.begins(SMALL, TINY)
    for week, now in ((CULTURE, 2), (WEEKS, 4)):
        await rated(room, week, now, ("U0EVE", "U0FAY"), "Small")
        await rated(room, week, now, ("U0GIL", "U0HAL"), "Tiny")
        await closes(room, week, "Small", "Tiny")
    digest = await room.digest("U0NIA", WEEKS)
    assert digest is not None
    (added,) = digest.snapshot["trend"]["organisations"]
    then = (await ledger(room))[CULTURE, "organisation"]
    assert (added["organisation"], added["start"]) == ("Southbridge", {"week": CULTURE, "gap": then["gap"]})


async def test_when_the_framework_ran_before_the_report_has_both(room: Room) -> None:
    """Of the same channel, the organisation and all together stands each area's gap of the earlier campaign."""
    first = await first_week(room, "Spring", 5, TUESDAY)
    await first_week(room, "Autumn", 4, TUESDAY + timedelta(days=28))
    gap = first["gaps"]["teams"][0]["gap"]
    for level, group in ((Level.TEAM, "Housing"), (Level.ORGANISATION, "Northbridge"), (Level.PARTNERSHIP, "")):
        later = await page(room, level, "Autumn")
        assert later.before == (GapBefore(group, "residents", "Spring", gap),)
        (ran,) = ran_before(later)
        (each,) = ran.areas
        now = (later.areas[0].lines[0].ratings or {})["gap"]
        assert (each.area.key, each.then, each.now) == ("residents", gap, now)
        assert (await page(room, level, "Spring")).before == (), "the first one ran before none"


async def test_another_leaders_team_of_an_earlier_campaign_is_read_by_nobody_else(room: Room) -> None:
    """Of an earlier campaign, only what was published of the channels that the reader's teams have now is found."""
    await first_week(room, "Spring", 5, TUESDAY)
    room.clock.move_to(room.clock.now() + timedelta(days=28))
    other = Cast("C0OTHER", (*HOUSING.members, "U0EFA"), ("U0MARTIN",), "Housing", "Elsewhere")
    await room.begins(other, name="Autumn", start=TUESDAY + timedelta(days=42))
    assert (await page(room, Level.TEAM, "Autumn")).before == ()
    assert (await page(room, Level.ORGANISATION, "Autumn")).before == ()
