"""A campaign that is edited while it runs: what has not begun is planned anew, what has begun stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.campaigns.channels import SharedOutside
from bot.campaigns.plan import CampaignPlan, Priority, TeamPlan
from bot.campaigns.rhythm import KINDS
from bot.errors import AskAgain, FieldProblem, NotAllowed
from tests.campaigns.world import ADMIN, HOUSING, NURSES, WORKSPACE, World, london, plan
from tests.support.framework import WEEKS

TUESDAY = date(2026, 9, 8)
WEEK = timedelta(days=7)
PARKS = TeamPlan("C0PARKS", ("U0OTHER",), "Parks", "Northbridge Council")


@pytest.fixture
async def spring(one_world: World) -> World:
    """A campaign of two teams, in its first week: the question was asked on Tuesday, and it is Wednesday morning."""
    world = one_world
    world.directory.inside.add("C0PARKS")
    await world.service.create(plan(), WORKSPACE, ADMIN)
    await world.play_until(london(9, 9, 9))
    return world


async def edit(world: World, wanted: CampaignPlan, *, keep: bool = True) -> list[str]:
    """Edit the campaign, and give the changes in sentences."""
    _, changes = await world.editor.edit("Spring", wanted, ADMIN, keep=keep)
    return list(changes)


async def openings(world: World, team: str = "Housing") -> list[str]:
    """When each question of a team comes, in London."""
    beats = [await world.beats(row) for row in await world.rounds(team)]
    return [f"{(each['open'].due_at + timedelta(hours=1)):%a %d %H:%M}" for each in beats[:3]]


async def test_the_same_plan_changes_nothing(spring: World) -> None:
    """A file that says what is there already changes no row."""
    before = [await spring.beats(row) for row in await spring.rounds()]
    assert await edit(spring, plan()) == []
    after = [await spring.beats(row) for row in await spring.rounds()]
    assert [{kind: (b.due_at, b.state) for kind, b in each.items()} for each in before] == [
        {kind: (b.due_at, b.state) for kind, b in each.items()} for each in after
    ]


async def test_it_is_only_said_what_would_change(spring: World) -> None:
    """Without keeping, the changes are told and everything is as before."""
    wanted = plan(HOUSING, PARKS, name="Summer", rhythm="monday")
    said = await edit(spring, wanted, keep=False)
    assert len(said) == 4
    assert await edit(spring, wanted, keep=False) == said
    assert (await spring.service.show("Spring")).now.teams == ("Housing", "Nurses")
    assert (await openings(spring))[1] == "Tue 15 10:00"


async def test_other_hours_hold_from_the_next_week_on(spring: World) -> None:
    """The open week keeps the hours that were announced; the next question comes by the new ones."""
    closes_at = (await spring.beats((await spring.rounds())[0]))["close"].due_at
    said = await edit(spring, plan(rhythm={"open": "Wed 09:30", "playback": "Thu 09:00", "last_call": "Thu 12:00"}))
    assert "Tue 10:00 → Wed 09:30" in said[0]
    assert (await openings(spring))[1:] == ["Wed 16 09:30", "Wed 23 09:30"]
    first, second, *_ = await spring.rounds()
    assert (await spring.beats(first))["close"].due_at == closes_at
    assert (await spring.beats(second))["playback"].due_at == london(9, 17, 9)
    await spring.play_until(london(9, 24, 12))
    assert [kind for kind, row in spring.conversation.beats() if row in {first.id, second.id}] == list(KINDS) * 2


async def test_an_earlier_day_is_never_in_the_past(spring: World) -> None:
    """When questions move to Monday, and this week's Monday is over, the next one comes on Monday of next week."""
    spring.clock.move_to(london(9, 14, 11))  # Monday, after ten
    await edit(spring, plan(rhythm="monday"))
    assert (await openings(spring))[1:] == ["Mon 21 10:00", "Mon 28 10:00"]


async def test_a_new_team_joins_at_the_next_week(spring: World) -> None:
    """A team that is added is greeted, hears of the weeks that are left, and is asked with the others from then on."""
    said = await edit(spring, plan(HOUSING, NURSES, PARKS))
    assert said == [f"Parks joins at week 2 of {WEEKS}."]
    assert [row.week for row in await spring.rounds("Parks")] == list(range(2, WEEKS + 1))
    assert await openings(spring, "Parks") == [*(await openings(spring))[1:], "Tue 29 10:00"]
    hello = (await spring.introductions())[-1]
    assert (hello.recipient, hello.facts["weeks"], hello.due_at) == ("C0PARKS", WEEKS - 1, spring.clock.now())
    assert hello.facts["first_prompt"] == london(9, 15, 10).isoformat()
    await spring.play_until(london(9, 15, 10))
    assert await spring.states("Parks") == ["open"] + ["upcoming"] * (WEEKS - 2)


async def test_a_team_that_is_taken_out_finishes_its_week(spring: World) -> None:
    """Its open week is closed and told to its leaders; after that it is not asked, and its channel is free."""
    said = await edit(spring, plan(HOUSING))
    assert said == [f"Nurses is taken out after 1 of {WEEKS} weeks. Its open week goes on to its end."]
    (left,) = await spring.rounds("Nurses")
    await spring.play_until(london(9, 22, 12))
    assert [kind for kind, row in spring.conversation.beats() if row == left.id] == list(KINDS)
    assert await spring.states("Nurses") == ["closed"]
    await spring.service.create(plan(NURSES, name="Other", start=date(2026, 9, 29)), WORKSPACE, ADMIN)


async def test_a_team_that_is_taken_out_before_its_first_week_is_gone(world: World) -> None:
    """A team that was never asked leaves no trace but the hello that it has read, and may come back."""
    await world.service.create(plan(), WORKSPACE, ADMIN)
    await world.send_what_is_due()
    assert await edit(world, plan(HOUSING)) == ["Nurses is taken out. It was not asked anything yet."]
    assert (await world.service.show("Spring")).now.teams == ("Housing",)
    async with world.database.reading() as work:
        assert sorted(row.recipient for row in await work.deliveries.all()) == ["C0HOUSING", "C0NURSES"]
    assert await edit(world, plan()) == [f"Nurses joins at week 1 of {WEEKS}."]
    await world.play_until(london(9, 8, 10))
    assert await world.states("Nurses") == ["open"] + ["upcoming"] * (WEEKS - 1)
    async with world.database.reading() as work:
        assert sum(row.utterance == "intro" for row in await work.deliveries.all()) == 2


async def test_a_team_may_come_back(spring: World) -> None:
    """A team that was taken out in the middle joins again at the next week, with what it said before."""
    await edit(spring, plan(HOUSING))
    await spring.play_until(london(9, 16, 9))
    assert await edit(spring, plan()) == [f"Nurses joins at week 3 of {WEEKS}."]
    assert [row.week for row in await spring.rounds("Nurses")] == [1, *range(3, WEEKS + 1)]
    await spring.play_until(london(9, 22, 10))
    assert await spring.states("Nurses") == ["closed", "open"] + ["upcoming"] * (WEEKS - 3)


async def test_leaders_and_names_hold_at_once(spring: World) -> None:
    """Leaders, names, organisations and priorities are what the file says; nothing else moves."""
    housing = replace(HOUSING, leaders=("U0NEW", "U0LEADER"), name="Homes", organisation="Council", off_slack=4)
    priorities = (Priority("Shorter waits", "People wait too long."),)
    said = await edit(spring, plan(housing, NURSES, name="Summer", priorities=priorities))
    assert said == [
        "Its name: Spring → Summer.",
        "Priorities: Shorter waits.",
        "Housing is called Homes.",
        "Homes is of Council.",
        "Homes is led by U0NEW, U0LEADER, from the next digest on.",
        "Homes, people who are not on Slack: 0 → 4.",
    ]
    async with spring.database.reading() as work:
        (campaign,) = await work.campaigns.all()
        homes, _ = await work.teams.of_campaign(campaign.id)
    assert (campaign.name, homes.leaders, homes.organisation) == ("Summer", ["U0NEW", "U0LEADER"], "Council")
    assert homes.off_slack == 4
    assert (await openings(spring, "Homes"))[1] == "Tue 15 10:00"
    with pytest.raises(FieldProblem, match="called “Summer” already"):
        await spring.service.create(plan(PARKS, name="Summer"), WORKSPACE, ADMIN)
    await spring.service.create(plan(PARKS, name="Spring", start=TUESDAY + WEEK), WORKSPACE, ADMIN)


async def test_a_file_without_the_number_leaves_it(spring: World) -> None:
    """How many are not on Slack stays as an admin typed it where the file says nothing of it; nought in it is none."""
    await edit(spring, plan(replace(HOUSING, off_slack=4), NURSES))
    assert await edit(spring, plan(HOUSING, NURSES)) == []
    assert await edit(spring, plan(replace(HOUSING, off_slack=0), NURSES)) == [
        "Housing, people who are not on Slack: 4 → 0."
    ]


async def test_another_zone_moves_what_has_not_begun(spring: World) -> None:
    """A team that lives by another clock from now on is asked at ten by that clock; the open week stays."""
    closes_at = (await spring.beats((await spring.rounds("Nurses"))[0]))["close"].due_at
    await edit(spring, plan(HOUSING, replace(NURSES, zone="America/New_York")))
    assert await openings(spring, "Nurses") == ["Tue 08 10:00", "Tue 15 15:00", "Tue 22 15:00"]
    assert (await openings(spring))[1] == "Tue 15 10:00"
    assert (await spring.beats((await spring.rounds("Nurses"))[0]))["close"].due_at == closes_at


async def test_holidays_that_come_later_are_kept(spring: World) -> None:
    """With a holiday calendar added, a week that falls on holidays moves on, and a skipped one stays skipped."""
    await spring.service.skip_week("Spring", ADMIN)
    skipped = await spring.opens()
    said = await edit(spring, plan(holidays="GB-ENG"))
    assert said == ["Holidays: none → England."]
    assert await spring.opens() == skipped  # no public holiday in England this autumn
    assert await edit(spring, plan(holidays="JP")) == ["Holidays: England → JP."]
    moved = await spring.opens()
    assert moved[:2] == [TUESDAY, date(2026, 9, 29)]  # from 21 to 23 September Japan is free: too few days are left
    assert [day.isocalendar().week for day in moved[2:]] == [day.isocalendar().week + 1 for day in skipped[2:]]


async def test_an_edit_in_a_pause_waits_for_its_end(spring: World) -> None:
    """A paused campaign can be edited; a team that joins is greeted when it goes on."""
    await spring.service.pause("Spring", ADMIN)
    await edit(spring, plan(HOUSING, NURSES, PARKS))
    assert len(await spring.introductions()) == 2
    spring.clock.move_to(london(9, 14, 11))
    await spring.service.resume("Spring", ADMIN)
    assert sorted(row.recipient for row in await spring.introductions()) == ["C0HOUSING", "C0NURSES", "C0PARKS"]


@pytest.mark.parametrize(
    ("wanted", "field", "part"),
    [
        (plan(threshold=6), "threshold", "The threshold is 5 and stays so"),
        (plan(pack="first-steps"), "pack", "stays so"),
        (plan(HOUSING, replace(NURSES, channel="C0AWAY")), "teams", "Type /invite"),
        (plan(rhythm={"open": "Sun 10:00"}), "rhythm", "weekend"),
        (plan(zone="Mars/Olympus"), "zone", "no time zone"),
        (plan(name="Winter"), "name", "Winter” already"),
    ],
)
async def test_what_cannot_be_is_refused(spring: World, wanted: CampaignPlan, field: str, part: str) -> None:
    """What is frozen or wrong is refused in a sentence at its field, and nothing is changed."""
    await spring.service.create(plan(PARKS, name="Winter", start=TUESDAY + WEEK), WORKSPACE, ADMIN)
    with pytest.raises(FieldProblem, match=part) as refused:
        await spring.editor.edit("Spring", wanted, ADMIN)
    assert refused.value.field == field
    assert await edit(spring, plan()) == []


async def test_who_may_and_when(spring: World) -> None:
    """Only admins edit, only what has started and is not over; a channel that outsiders read is confirmed first."""
    with pytest.raises(NotAllowed):
        await spring.editor.edit("Spring", plan(), "U1")
    spring.directory.shared = {"C0HOUSING", "C0PARKS"}
    with pytest.raises(SharedOutside, match="#parks"):
        await spring.editor.edit("Spring", plan(HOUSING, NURSES, PARKS), ADMIN)
    await spring.editor.edit("Spring", plan(HOUSING, NURSES, PARKS), ADMIN, confirmed=["C0PARKS"])
    spring.directory.inside.add("C0LATER")
    draft = plan(replace(PARKS, channel="C0LATER"), name="Draft", start=TUESDAY + WEEK)
    await spring.service.create(draft, WORKSPACE, ADMIN, start=False)
    with pytest.raises(AskAgain, match="has started can be edited"):
        await spring.editor.edit("Draft", draft, ADMIN)
    await spring.play_until(london(10, 28, 9))
    with pytest.raises(FieldProblem, match="the last week has begun"):
        await edit(spring, plan(HOUSING, NURSES, PARKS, replace(PARKS, channel="C0LATER", name="Later")))
