"""The scheduling form's memory, on both databases: nothing typed is lost, nothing is made twice, nobody else may."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.campaigns.channels import SharedOutside
from bot.campaigns.plan import Priority
from bot.campaigns.sketch import Basics, Sketch, TeamSketch
from bot.campaigns.wizard import DraftChanged, OutOfDate
from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound, TryLater
from tests.campaigns.world import ADMIN, HOUSING, NURSES, OTHER_ADMIN, WORKSPACE, World, london, plan
from tests.support.framework import WEEKS

BASICS = Basics(
    pack="innovation-framework",
    name="Autumn",
    channels=("C0HOUSING", "C0NURSES"),
    start="2026-09-08",
    zone="Europe/London",
    threshold="4",
    holidays="GB-ENG",
    priorities=(Priority("Faster repairs", "People wait too long."), Priority("Trust", "It is low.")),
)
TEAMS = {
    "C0HOUSING": TeamSketch("Housing repairs", "Northbridge Council", ("U0LEADER",)),
    "C0NURSES": TeamSketch("Community nurses", "Northbridge Health", ("U0OTHER", "U0THIRD")),
}


async def filled(world: World, basics: Basics = BASICS, by: str = ADMIN) -> Sketch:
    """A form filled in to its last step."""
    sketch = await world.wizard.begin(WORKSPACE, by)
    step = await world.wizard.keep_basics(sketch.id, basics, WORKSPACE, by)
    assert step.problems == ()
    step = await world.wizard.keep_teams(sketch.id, TEAMS, WORKSPACE, by)
    assert step.problems == ()
    return step.sketch


async def finished(world: World, sketch: Sketch, *, start: bool = True, by: str = ADMIN) -> str:
    """The form's last button."""
    return await world.wizard.finish(sketch.id, sketch.version, WORKSPACE, by, start=start)


# --- what is typed ---------------------------------------------------------------------------------------------------


async def test_a_form_that_is_opened_again_goes_on(world: World) -> None:
    """What was typed stands there the next time, wrong values too; another admin's form is their own."""
    sketch = await world.wizard.begin(WORKSPACE, ADMIN)
    assert not sketch.kept
    wrong = replace(BASICS, start="2020-01-01", threshold="many")
    step = await world.wizard.keep_basics(sketch.id, wrong, WORKSPACE, ADMIN)
    assert {problem.field for problem in step.problems} == {"start", "threshold"}
    again = await world.wizard.begin(WORKSPACE, ADMIN)
    assert (again.id, again.basics, again.kept) == (sketch.id, wrong, True)
    assert (await world.wizard.begin(WORKSPACE, OTHER_ADMIN)).basics == Basics()
    fresh = await world.wizard.afresh(sketch.id, WORKSPACE, ADMIN)
    assert (fresh.basics, fresh.teams) == (Basics(), {})
    assert fresh.version > again.version


async def test_a_team_that_is_taken_out_comes_back_as_it_was(world: World) -> None:
    """Taking a channel out and in again loses nothing that was typed about its team."""
    sketch = await filled(world)
    await world.wizard.keep_basics(sketch.id, replace(BASICS, channels=("C0HOUSING",)), WORKSPACE, ADMIN)
    step = await world.wizard.keep_basics(sketch.id, BASICS, WORKSPACE, ADMIN)
    assert step.sketch.team("C0NURSES") == TEAMS["C0NURSES"]


async def test_a_team_begins_with_what_is_known(world: World) -> None:
    """A new team is called after its channel; one that took part before keeps its name, organisation and leaders."""
    before = await world.service.create(plan(NURSES, name="Last year"), WORKSPACE, ADMIN, start=False)
    assert before.state == "draft"
    sketch = await world.wizard.begin(WORKSPACE, ADMIN)
    step = await world.wizard.keep_basics(sketch.id, BASICS, WORKSPACE, ADMIN)
    assert step.sketch.team("C0HOUSING") == TeamSketch("Housing")
    assert step.sketch.team("C0NURSES") == TeamSketch("Nurses", "Northbridge Health", ("U0LEADER", "U0OTHER"))


async def test_channels_without_the_coach_are_named_together(world: World) -> None:
    """All channels that the coach is not in are in one sentence, with what to type; invited, the step goes through."""
    world.directory.inside = set()
    sketch = await world.wizard.begin(WORKSPACE, ADMIN)
    (problem,) = (await world.wizard.keep_basics(sketch.id, BASICS, WORKSPACE, ADMIN)).problems
    assert problem.field == "teams"
    assert "I am not in #housing and #nurses. Type /invite @Waymark in each of them" in problem.sentence
    assert "press Next again" in problem.sentence
    world.directory.inside = {"C0HOUSING", "C0NURSES"}
    assert (await world.wizard.keep_basics(sketch.id, BASICS, WORKSPACE, ADMIN)).problems == ()


async def test_a_slow_slack_is_said_and_nothing_is_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """When Slack takes longer than a form may wait the step says so, is kept, and goes through once Slack answered."""
    monkeypatch.setattr("bot.campaigns.wizard.FORM_MAY_WAIT", 0.05)
    world.directory.hangs()
    sketch = await world.wizard.begin(WORKSPACE, ADMIN)
    (problem,) = (await world.wizard.keep_basics(sketch.id, BASICS, WORKSPACE, ADMIN)).problems
    assert (problem.field, "Slack is slow" in problem.sentence) == ("teams", True)
    assert (await world.wizard.load(sketch.id, WORKSPACE, ADMIN)).basics == BASICS
    assert (await world.wizard.review(sketch.id, WORKSPACE, ADMIN)).problems[0].startswith("Slack is slow")
    world.directory.answers.set()
    assert (await world.wizard.keep_basics(sketch.id, BASICS, WORKSPACE, ADMIN)).problems == ()


async def test_a_silent_slack_is_said(world: World) -> None:
    """When Slack refuses to answer, the step is kept and says to try later."""
    world.directory.silent = True
    sketch = await world.wizard.begin(WORKSPACE, ADMIN)
    (problem,) = (await world.wizard.keep_basics(sketch.id, BASICS, WORKSPACE, ADMIN)).problems
    assert (problem.field, problem.sentence) == ("teams", TryLater().sentence)


async def test_the_zone_of_the_profile(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The admin's own zone is known from Slack, unless it is nonsense or Slack is slow."""
    world.directory.zones = {"U1": "Europe/Berlin", "U2": "Atlantis"}
    assert [await world.wizard.zone_of(user) for user in ("U1", "U2", "U3")] == ["Europe/Berlin", "", ""]
    monkeypatch.setattr("bot.campaigns.wizard.PROFILE_MAY_TAKE", 0.05)
    world.directory.hangs()
    assert await world.wizard.zone_of("U1") == ""


# --- the end ---------------------------------------------------------------------------------------------------------


async def test_one_campaign_spans_two_organisations(world: World) -> None:
    """The form makes a running campaign with each team's own name, organisation and leaders, and forgets the sketch."""
    made = await finished(world, await filled(world))
    async with world.database.reading() as work:
        campaign = await work.campaigns.get(made)
        assert campaign is not None
        assert (campaign.state, campaign.created_by, campaign.threshold) == ("running", ADMIN, 4)
        assert [one["title"] for one in campaign.priorities] == ["Faster repairs", "Trust"]
        teams = await work.teams.of_campaign(made)
    assert [(team.name, team.organisation, team.leaders) for team in teams] == [
        ("Community nurses", "Northbridge Health", ["U0OTHER", "U0THIRD"]),
        ("Housing repairs", "Northbridge Council", ["U0LEADER"]),
    ]
    assert len(await world.introductions()) == 2
    assert (await world.wizard.begin(WORKSPACE, ADMIN)).basics == Basics()


async def test_a_draft_greets_nobody(world: World) -> None:
    """Saved as a draft the campaign is all there, and silent."""
    made = await finished(world, await filled(world), start=False)
    assert (await world.service.show(made)).now.state == "draft"
    assert await world.introductions() == []
    assert await world.runner.next_event_at() is None


async def test_a_form_sent_twice_makes_one_campaign(world: World) -> None:
    """Sent again, or twice at the same moment, the form gives the same campaign."""
    sketch = await filled(world)
    both = await asyncio.gather(finished(world, sketch), finished(world, sketch))
    assert both[0] == both[1] == await finished(world, sketch)
    assert len(await world.service.list(WORKSPACE)) == 1
    assert len(await world.introductions()) == 2


async def test_what_was_looked_at_is_what_starts(world: World) -> None:
    """A form that was changed in another window does not start before it is looked at again."""
    sketch = await filled(world)
    await world.wizard.keep_basics(sketch.id, replace(BASICS, threshold="9"), WORKSPACE, ADMIN)
    with pytest.raises(OutOfDate):
        await finished(world, sketch)
    review = await world.wizard.review(sketch.id, WORKSPACE, ADMIN)
    assert review.plan.threshold == 9
    made = await finished(world, review.sketch)
    assert (await world.service.show(made)).threshold == 9


async def test_a_wrong_value_from_another_window_never_starts(world: World) -> None:
    """A value that does not fit, kept from another window, is a problem of the summary and of the start."""
    sketch = await filled(world)
    await world.wizard.keep_basics(sketch.id, replace(BASICS, threshold="many", start="x"), WORKSPACE, ADMIN)
    review = await world.wizard.review(sketch.id, WORKSPACE, ADMIN)
    assert review.dates is None
    assert "Please give a whole number, such as 5." in review.problems
    with pytest.raises(FieldProblem):
        await finished(world, review.sketch)
    assert await world.service.list(WORKSPACE) == ()


async def test_a_name_and_a_channel_that_were_taken_meanwhile(world: World) -> None:
    """Another admin was quicker: the start is refused, the summary says why and still shows the dates."""
    sketch = await filled(world)
    await world.service.create(plan(HOUSING, name="Autumn"), WORKSPACE, OTHER_ADMIN)
    with pytest.raises(FieldProblem):
        await finished(world, sketch)
    review = await world.wizard.review(sketch.id, WORKSPACE, ADMIN)
    assert any("There is a campaign called “Autumn” already" in problem for problem in review.problems)
    assert any("“Autumn” runs in #housing" in problem for problem in review.problems)
    assert review.dates is not None
    assert len(await world.service.list(WORKSPACE)) == 1


async def test_outsiders_are_confirmed(world: World) -> None:
    """A campaign does not start in a channel that outsiders read before that is confirmed; a draft may be saved."""
    world.directory.shared = {"C0NURSES"}
    sketch = await filled(world)
    review = await world.wizard.review(sketch.id, WORKSPACE, ADMIN)
    assert [channel.channel for channel in review.shared] == ["C0NURSES"]
    for confirmed in ((), ("C0HOUSING",)):
        with pytest.raises(SharedOutside, match="#nurses"):
            await world.wizard.finish(sketch.id, sketch.version, WORKSPACE, ADMIN, start=True, confirmed=confirmed)
    made = await world.wizard.finish(sketch.id, sketch.version, WORKSPACE, ADMIN, start=True, confirmed=["C0NURSES"])
    assert (await world.service.show(made)).now.state == "running"


async def test_a_channel_that_the_coach_left_keeps_it_from_starting(world: World) -> None:
    """Taken out of a channel between the steps, the coach says so instead of starting without it."""
    sketch = await filled(world)
    world.directory.inside = {"C0HOUSING"}
    with pytest.raises(FieldProblem, match="I am not in #nurses"):
        await finished(world, sketch)
    assert await world.service.list(WORKSPACE) == ()


async def test_the_process_may_die_at_any_step(world: World) -> None:
    """A second process goes on where the first one stopped: what was typed is in the database, not in memory."""
    sketch = await filled(world)
    later = World(world.database)
    review = await later.wizard.review(sketch.id, WORKSPACE, ADMIN)
    assert review.sketch == replace(sketch, kept=False)
    made = await later.wizard.finish(sketch.id, sketch.version, WORKSPACE, ADMIN, start=True)
    assert (await later.service.show(made)).now.state == "running"


async def test_members_are_seen_after_the_form_is_answered(world: World) -> None:
    """Making a campaign asks Slack for nobody's names; the look comes after it, and if it never comes, the runner's."""
    made = await finished(world, await filled(world))
    assert world.directory.asked.total() == 0
    world.service.see_members_soon(made)
    await world.service.idle()
    assert (await world.service.show(made)).members == 3


async def test_a_look_that_fails_harms_nothing(world: World) -> None:
    """When Slack lists nobody afterwards the campaign stands, and the first question's own look finds them."""
    made = await finished(world, await filled(world))
    world.directory.away = True
    world.service.see_members_soon(made)
    await world.service.idle()
    assert (await world.service.show(made)).members == 0
    world.directory.away = False
    await world.at(london(9, 8, 10))
    assert (await world.service.show(made)).members == 3


# --- drafts ----------------------------------------------------------------------------------------------------------


async def test_a_draft_is_changed_in_the_form(world: World) -> None:
    """A draft opens with all it holds, may keep its name, and is replaced when the form is finished."""
    made = await finished(world, await filled(world), start=False)
    sketch = await world.wizard.change(made, WORKSPACE, OTHER_ADMIN)
    by_team = ("C0NURSES", "C0HOUSING")  # in alphabetical order of the teams
    assert (sketch.basics, dict(sketch.teams), sketch.about) == (replace(BASICS, channels=by_team), TEAMS, made)
    step = await world.wizard.keep_basics(sketch.id, replace(BASICS, threshold="6"), WORKSPACE, OTHER_ADMIN)
    assert step.problems == ()
    assert (await world.wizard.review(sketch.id, WORKSPACE, OTHER_ADMIN)).problems == ()
    changed = await finished(world, step.sketch, by=OTHER_ADMIN)
    (now,) = await world.service.list(WORKSPACE)
    assert (now.campaign_id, now.name, now.state) == (changed, "Autumn", "running")
    assert (await world.service.show(changed)).threshold == 6


async def test_a_new_campaign_and_a_change_are_two_forms(world: World) -> None:
    """Changing a draft leaves the admin's own half-filled form of a new campaign alone."""
    made = await finished(world, await filled(world), start=False)
    new = await world.wizard.begin(WORKSPACE, ADMIN)
    await world.wizard.keep_basics(new.id, replace(BASICS, name="Winter"), WORKSPACE, ADMIN)
    change = await world.wizard.change(made, WORKSPACE, ADMIN)
    assert change.id != new.id
    assert (await world.wizard.begin(WORKSPACE, ADMIN)).basics.name == "Winter"


@pytest.mark.parametrize("act", ["changed", "started", "deleted"])
async def test_a_draft_that_another_admin_touched_meanwhile(world: World, act: str) -> None:
    """Two admins at one draft: the second one is told, and what they typed becomes a campaign of its own."""
    made = await finished(world, await filled(world), start=False)
    mine = await world.wizard.change(made, WORKSPACE, ADMIN)
    theirs = await world.wizard.change(made, WORKSPACE, OTHER_ADMIN)
    if act == "changed":
        await finished(world, theirs, start=False, by=OTHER_ADMIN)
    elif act == "started":
        await world.service.start(made, OTHER_ADMIN, WORKSPACE)
    else:
        await world.service.delete(made, OTHER_ADMIN, WORKSPACE)
    step = await world.wizard.keep_basics(mine.id, replace(BASICS, name="Mine"), WORKSPACE, ADMIN)
    with pytest.raises(DraftChanged):
        await finished(world, step.sketch, start=False)
    review = await world.wizard.review(mine.id, WORKSPACE, ADMIN)
    assert (review.sketch.basics.name, review.sketch.about) == ("Mine", "")
    if act == "started":
        assert any("“Autumn” runs in #housing" in problem for problem in review.problems)
        return
    await finished(world, review.sketch, start=False)
    expected = {"changed": {"Autumn", "Mine"}, "deleted": {"Mine"}}
    assert {now.name for now in await world.service.list(WORKSPACE)} == expected[act]


async def test_a_form_left_in_a_change_goes_on_until_the_draft_changes(world: World) -> None:
    """A half-made change is there the next time, unless somebody changed the draft since: then the draft is."""
    made = await finished(world, await filled(world), start=False)
    sketch = await world.wizard.change(made, WORKSPACE, ADMIN)
    await world.wizard.keep_basics(sketch.id, replace(BASICS, name="Better"), WORKSPACE, ADMIN)
    again = await world.wizard.change(made, WORKSPACE, ADMIN)
    assert (again.basics.name, again.kept) == ("Better", True)
    await world.service.skip_week(made, ADMIN, WORKSPACE)
    since = await world.wizard.change(made, WORKSPACE, ADMIN)
    moved = (date.fromisoformat(BASICS.start) + timedelta(days=7)).isoformat()
    assert (since.basics.name, since.basics.start, since.kept) == ("Autumn", moved, False)


async def test_only_a_draft_that_fits_the_form_is_changed(world: World) -> None:
    """What only a file can say is not lost in a form that has no field for it."""
    own = plan(NURSES, name="Own rhythm", rhythm={"open": "Tue 08:00"})
    from_file = await world.service.create(own, WORKSPACE, ADMIN, start=False)
    with pytest.raises(AskAgain, match="made from a file"):
        await world.wizard.change(from_file.id, WORKSPACE, ADMIN)
    with pytest.raises(NotFound):
        await world.wizard.change(from_file.id, "T0ELSEWHERE", ADMIN)


# --- who may ---------------------------------------------------------------------------------------------------------


async def test_only_admins_may(world: World) -> None:
    """Everyone else is refused at every step, on the server's side."""
    sketch = await filled(world)
    acts = (
        world.wizard.begin(WORKSPACE, "U1"),
        world.wizard.afresh(sketch.id, WORKSPACE, "U1"),
        world.wizard.change("any", WORKSPACE, "U1"),
        world.wizard.load(sketch.id, WORKSPACE, "U1"),
        world.wizard.keep_basics(sketch.id, BASICS, WORKSPACE, "U1"),
        world.wizard.keep_teams(sketch.id, TEAMS, WORKSPACE, "U1"),
        world.wizard.review(sketch.id, WORKSPACE, "U1"),
        world.wizard.finish(sketch.id, sketch.version, WORKSPACE, "U1", start=True),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            await act
    assert await world.service.list(WORKSPACE) == ()


async def test_a_form_is_its_admins_alone(world: World) -> None:
    """Another admin's form, one of another workspace, and one that was finished are not here."""
    sketch = await filled(world)
    for workspace, by in ((WORKSPACE, OTHER_ADMIN), ("T0ELSEWHERE", ADMIN)):
        with pytest.raises(NotFound):
            await world.wizard.load(sketch.id, workspace, by)
    await finished(world, sketch)
    with pytest.raises(NotFound, match="finished already"):
        await world.wizard.keep_basics(sketch.id, BASICS, WORKSPACE, ADMIN)


# --- size ------------------------------------------------------------------------------------------------------------


async def test_a_large_partnership(world: World) -> None:
    """Twelve teams of two organisations become one campaign with every round and beat."""
    channels = tuple(f"C0TEAM{number:02}" for number in range(12))
    world.directory.inside = set(channels)
    sketch = await world.wizard.begin(WORKSPACE, ADMIN)
    await world.wizard.keep_basics(sketch.id, replace(BASICS, channels=channels), WORKSPACE, ADMIN)
    teams = {
        channel: TeamSketch(f"Team {number}", ("Council", "Hospital")[number % 2], (f"U0LEAD{number % 3}",))
        for number, channel in enumerate(channels)
    }
    step = await world.wizard.keep_teams(sketch.id, teams, WORKSPACE, ADMIN)
    made = await finished(world, step.sketch)
    assert len((await world.service.show(made)).weeks) == 12 * WEEKS
    assert world.directory.looks.total() == 24
