"""A campaign that runs, edited in the scheduling form: said first, changed once, and nobody's change is lost."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from bot.campaigns.amending import CampaignChanged
from bot.campaigns.channels import SharedOutside
from bot.campaigns.plan import Priority, TeamPlan
from bot.campaigns.sketch import Basics, Sketch, TeamSketch
from bot.campaigns.wizard import OutOfDate
from bot.errors import AskAgain, NotAllowed, NotFound
from tests.campaigns.world import ADMIN, HOUSING, NURSES, OTHER_ADMIN, WORKSPACE, World, london, plan
from tests.support.framework import FRAMEWORK, WEEKS

PARKS = TeamPlan("C0PARKS", ("U0OTHER",), "Parks", "Northbridge Council")


@pytest.fixture
async def spring(world: World) -> World:
    """A campaign of two teams on Wednesday of its first week."""
    world.directory.inside.add("C0PARKS")
    await world.service.create(plan(), WORKSPACE, ADMIN)
    await world.play_until(london(9, 9, 9))
    return world


async def opened(world: World, by: str = ADMIN) -> Sketch:
    """The form, opened for the campaign."""
    (now,) = await world.service.list(WORKSPACE)
    return await world.wizard.change(now.campaign_id, WORKSPACE, by)


async def typed(world: World, sketch: Sketch, by: str = ADMIN, **changes: object) -> Sketch:
    """Change fields of the first step."""
    current = await world.wizard.load(sketch.id, WORKSPACE, by)
    basics: Basics = replace(current.basics, **changes)  # type: ignore[arg-type]
    step = await world.wizard.keep_basics(sketch.id, basics, WORKSPACE, by)
    assert step.problems == ()
    return step.sketch


async def of_team(world: World, sketch: Sketch, channel: str, by: str = ADMIN, **changes: object) -> Sketch:
    """Change fields of a team in the second step."""
    current = await world.wizard.load(sketch.id, WORKSPACE, by)
    team: TeamSketch = replace(current.team(channel), **changes)  # type: ignore[arg-type]
    step = await world.wizard.keep_teams(sketch.id, {channel: replace(team, zone=None)}, WORKSPACE, by)
    assert step.problems == ()
    return step.sketch


async def says(world: World, sketch: Sketch, by: str = ADMIN) -> list[str]:
    """What would change."""
    found = await world.amending.what_changes(sketch.id, WORKSPACE, by)
    assert found.problems == ()
    return list(found.changes)


async def applied(world: World, sketch: Sketch, by: str = ADMIN) -> None:
    """Send the last step as it stands."""
    found = await world.amending.what_changes(sketch.id, WORKSPACE, by)
    await world.amending.apply(found.sketch.id, found.sketch.version, found.sketch.about, WORKSPACE, by)


async def leaders(world: World) -> dict[str, list[str]]:
    """Who leads which team."""
    async with world.database.reading() as work:
        (campaign,) = await work.campaigns.all()
        return {team.name: team.leaders for team in await work.teams.of_campaign(campaign.id)}


async def test_the_form_is_filled_with_the_campaign_and_changes_nothing(spring: World) -> None:
    """Opened and sent as it is, the form says that nothing changes, and every date stays."""
    sketch = await opened(spring)
    assert (sketch.basics.name, sketch.basics.channels) == ("Spring", ("C0HOUSING", "C0NURSES"))
    assert sketch.team("C0NURSES") == TeamSketch("Nurses", "Northbridge Health", ("U0LEADER", "U0OTHER"))
    before = await spring.opens()
    assert await says(spring, sketch) == []
    await applied(spring, sketch)
    assert await spring.opens() == before


async def test_it_says_first_what_changes_and_then_changes_it(spring: World) -> None:
    """Teams, leaders, hours and holidays change as the summary said, in the words of the command."""
    sketch = await opened(spring)
    sketch = await typed(
        spring, sketch, channels=("C0HOUSING", "C0PARKS"), holidays="GB-ENG", rhythm="wednesday", name="Summer"
    )
    sketch = await of_team(spring, sketch, "C0PARKS", leaders=("U0OTHER",), organisation="Council", name="Parks")
    sketch = await of_team(spring, sketch, "C0HOUSING", leaders=("U0NEW",))
    said = await says(spring, sketch)
    assert said[0] == "Its name: Spring → Summer."
    assert "question Tue 10:00 → Wed 10:00" in said[1]
    assert said[2:] == [
        "Holidays: none → England.",
        "Housing is led by U0NEW, from the next digest on.",
        f"Nurses is taken out after 1 of {WEEKS} weeks. Its open week goes on to its end.",
        f"Parks joins at week 2 of {WEEKS}.",
    ]
    assert (await spring.service.show("Spring")).now.teams == ("Housing", "Nurses")
    await applied(spring, sketch)
    assert (await leaders(spring))["Housing"] == ["U0NEW"]
    assert (await spring.opens())[1] == date(2026, 9, 16)
    assert [row.recipient for row in await spring.introductions()][-1] == "C0PARKS"
    with pytest.raises(NotFound):
        await spring.wizard.load(sketch.id, WORKSPACE, ADMIN)


async def test_what_is_frozen_stays_whatever_a_form_says(spring: World) -> None:
    """A forged first step with another pack, threshold and start changes none of them."""
    sketch = await opened(spring)
    sketch = await typed(spring, sketch, pack="first-steps", threshold="3", start="2030-01-01", name="Summer")
    assert await says(spring, sketch) == ["Its name: Spring → Summer."]
    await applied(spring, sketch)
    status = await spring.service.show("Summer")
    assert (status.threshold, status.now.pack_title, status.weeks[0].opens_on) == (
        *(5, FRAMEWORK.title, date(2026, 9, 8)),
    )


async def test_what_the_form_has_no_field_for_stays(one_world: World) -> None:
    """Hours, a team's zone, holidays and a third priority from a file survive an edit of the name."""
    world = one_world
    third = tuple(Priority(f"Thing {number}", "It matters.") for number in range(3))
    hours = {"open": "Tue 09:30", "close": "Thu 16:00"}
    nurses = replace(NURSES, zone="Europe/Paris")
    await world.service.create(plan(HOUSING, nurses, rhythm=hours, priorities=third, holidays="JP"), WORKSPACE, ADMIN)
    sketch = await typed(world, await opened(world), name="Summer")
    sketch = await of_team(world, sketch, "C0NURSES", name="Community nurses")
    assert await says(world, sketch) == ["Its name: Spring → Summer.", "Nurses is called Community nurses."]
    sketch = await typed(world, sketch, rhythm="tuesday")
    assert "question Tue 09:30 → Tue 10:00, close Thu 16:00 → Thu 17:00" in (await says(world, sketch))[1]


async def test_a_team_that_was_taken_out_stays_out(spring: World) -> None:
    """A team that left is not in the next edit's form, so that no edit brings it back by itself."""
    await applied(spring, await typed(spring, await opened(spring), channels=("C0HOUSING",)))
    sketch = await opened(spring)
    assert sketch.basics.channels == ("C0HOUSING",)
    assert await says(spring, sketch) == []
    assert await says(spring, await typed(spring, sketch, channels=("C0HOUSING", "C0NURSES"))) == [
        f"Nurses joins at week 2 of {WEEKS}."
    ]


async def test_in_the_last_week_every_team_is_in_the_form(spring: World) -> None:
    """When all weeks have begun the form still holds the teams, and their leaders can be changed."""
    await spring.play_until(london(10, 28, 9))
    sketch = await opened(spring)
    assert sketch.basics.channels == ("C0HOUSING", "C0NURSES")
    assert await says(spring, sketch) == []
    sketch = await of_team(spring, sketch, "C0HOUSING", leaders=("U0NEW",))
    assert await says(spring, sketch) == ["Housing is led by U0NEW, from the next digest on."]


async def test_two_admins_do_not_overwrite_each_other(spring: World) -> None:
    """The second admin is told, sees what theirs comes to on top of the first one's, and loses neither."""
    mine, theirs = await opened(spring), await opened(spring, OTHER_ADMIN)
    mine = await typed(spring, mine, name="Mine", channels=("C0HOUSING", "C0NURSES", "C0PARKS"))
    mine = await of_team(spring, mine, "C0PARKS", leaders=("U0OTHER",), organisation="Council", name="Parks")
    looked_at = (await spring.amending.what_changes(mine.id, WORKSPACE, ADMIN)).sketch
    theirs = await typed(spring, theirs, OTHER_ADMIN, channels=("C0HOUSING",))
    await applied(spring, await of_team(spring, theirs, "C0HOUSING", OTHER_ADMIN, leaders=("U0NEW",)), OTHER_ADMIN)
    with pytest.raises(CampaignChanged):
        await spring.amending.apply(looked_at.id, looked_at.version, looked_at.about, WORKSPACE, ADMIN)
    found = await spring.amending.what_changes(mine.id, WORKSPACE, ADMIN)
    assert found.notice == CampaignChanged().sentence
    assert found.changes == ("Its name: Spring → Mine.", f"Parks joins at week 2 of {WEEKS}.")
    await applied(spring, found.sketch)
    assert (await leaders(spring))["Housing"] == ["U0NEW"]
    assert (await spring.amending.what_changes((await opened(spring)).id, WORKSPACE, ADMIN)).notice == ""


async def test_a_change_of_leaders_alone_counts_as_a_change(spring: World) -> None:
    """The campaign's version moves with every edit, by form or by command, also where only a team's row changed."""
    mine = await opened(spring)
    await spring.editor.edit("Spring", plan(replace(HOUSING, leaders=("U0NEW",)), NURSES), ADMIN)
    with pytest.raises(CampaignChanged):
        await spring.amending.apply(mine.id, mine.version, mine.about, WORKSPACE, ADMIN)
    assert await says(spring, mine) == []
    again = await opened(spring)
    await spring.editor.edit("Spring", plan(replace(HOUSING, leaders=("U0NEW",)), NURSES), ADMIN)
    await spring.amending.apply(again.id, again.version, again.about, WORKSPACE, ADMIN)


async def test_a_form_left_and_opened_later_is_carried_over(spring: World) -> None:
    """An edit that was left goes on with what was typed, on top of what the campaign is by then; or begins again."""
    await typed(spring, await opened(spring), name="Mine")
    await spring.editor.edit("Spring", plan(replace(HOUSING, leaders=("U0NEW",)), NURSES), OTHER_ADMIN)
    sketch = await opened(spring)
    assert (sketch.kept, sketch.basics.name, sketch.team("C0HOUSING").leaders) == (True, "Mine", ("U0NEW",))
    fresh = await spring.wizard.afresh(sketch.id, WORKSPACE, ADMIN)
    assert (fresh.basics.name, fresh.running is not None) == ("Spring", True)
    assert await says(spring, fresh) == []


async def test_a_form_sent_twice_changes_once(spring: World) -> None:
    """Sent twice at the same moment, and once more, the form changes the campaign once and shows it each time."""
    sketch = await typed(spring, await opened(spring), channels=("C0HOUSING", "C0NURSES", "C0PARKS"))
    sketch = await of_team(spring, sketch, "C0PARKS", leaders=("U0OTHER",), organisation="Council", name="Parks")
    send = (sketch.id, sketch.version, sketch.about, WORKSPACE, ADMIN)
    both = await asyncio.gather(*(spring.amending.apply(*send) for _ in range(2)))
    for status in (*both, await spring.amending.apply(*send)):
        assert status.now.teams == ("Housing", "Nurses", "Parks")
    assert len(await spring.introductions()) == 3


async def test_what_was_looked_at_is_what_changes(spring: World) -> None:
    """Typed into another window meanwhile, the form is looked at again before it changes anything."""
    sketch = await typed(spring, await opened(spring), name="Mine")
    await typed(spring, sketch, name="Other")
    with pytest.raises(OutOfDate):
        await spring.amending.apply(sketch.id, sketch.version, sketch.about, WORKSPACE, ADMIN)
    assert (await spring.service.show("Spring")).now.name == "Spring"


async def test_a_new_team_that_outsiders_read_is_confirmed(spring: World) -> None:
    """A channel that is new and shared outside is shown as such, and without its tick nothing changes."""
    spring.directory.shared = {"C0HOUSING", "C0PARKS"}
    sketch = await typed(spring, await opened(spring), channels=("C0HOUSING", "C0NURSES", "C0PARKS"))
    sketch = await of_team(spring, sketch, "C0PARKS", leaders=("U0OTHER",), organisation="Council", name="Parks")
    found = await spring.amending.what_changes(sketch.id, WORKSPACE, ADMIN)
    assert [channel.channel for channel in found.shared] == ["C0PARKS"]
    assert found.changes == (f"Parks joins at week 2 of {WEEKS}.",)
    send = (sketch.id, sketch.version, sketch.about, WORKSPACE, ADMIN)
    with pytest.raises(SharedOutside):
        await spring.amending.apply(*send)
    assert (await spring.amending.apply(*send, ("C0PARKS",))).now.teams == ("Housing", "Nurses", "Parks")


async def test_a_campaign_that_ended_meanwhile_is_told_kindly(spring: World) -> None:
    """The form of a campaign that is over by now, and one that is not here, are answered in a sentence."""
    sketch = await opened(spring)
    await spring.play_until(london(11, 30, 9))
    for sent in (
        spring.amending.what_changes(sketch.id, WORKSPACE, ADMIN),
        spring.amending.apply(sketch.id, sketch.version, sketch.about, WORKSPACE, ADMIN),
        opened(spring),
    ):
        with pytest.raises(AskAgain, match=r"is over, so|is finished"):
            await sent
    with pytest.raises(NotFound):
        await spring.wizard.change("nothing", WORKSPACE, ADMIN)
    with pytest.raises(NotFound):
        await spring.wizard.change(sketch.about, "T0OTHER", ADMIN)


async def test_only_its_admin_may(spring: World) -> None:
    """Who is no admin is refused at every step, and an admin at the form of another one."""
    sketch = await typed(spring, await opened(spring), name="Mine")
    for by, refusal in (("U1", NotAllowed), (OTHER_ADMIN, NotFound)):
        for sent in (
            spring.wizard.keep_basics(sketch.id, sketch.basics, WORKSPACE, by),
            spring.amending.what_changes(sketch.id, WORKSPACE, by),
            spring.amending.apply(sketch.id, sketch.version, sketch.about, WORKSPACE, by),
        ):
            with pytest.raises(refusal):
                await sent
    with pytest.raises(NotAllowed):
        await spring.wizard.change(sketch.about, WORKSPACE, "U1")
    assert (await spring.service.show("Spring")).now.name == "Spring"


async def test_an_edit_east_of_greenwich_is_not_in_the_past(one_world: World) -> None:
    """Where the local day is ahead of the world's, a campaign can be edited at any hour."""
    world = one_world
    await world.service.create(plan(zone="Pacific/Auckland"), WORKSPACE, ADMIN)
    await world.play_until(london(9, 9, 20))  # Thursday morning in Auckland
    await applied(world, await typed(world, await opened(world), name="Mine"))
    assert (await world.service.show("Mine")).now.name == "Mine"
