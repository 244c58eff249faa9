"""An admin sets a campaign up in Slack, step by step; what is wrong is said at its field, and nothing typed is lost."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest

from sandbox.people.fill import fill
from sandbox.people.modals import SubmitResult
from sandbox.records import View
from tests.played.conftest import Setting
from tests.played.people import Player
from tests.played.reading import actions_of, said
from tests.played.stage import HOUSING, NURSES, Cast, Stage

CARE = Cast("care-at-home", ("kim", "lou", "mo", "nat"), ("nia",), "Care at home", "Northbridge Health")
TWO = (HOUSING, NURSES)


def basics(stage: Stage, **changes: Any) -> dict[str, Any]:
    """What an admin fills in first, for all of the stage's teams."""
    return {
        "pack": "innovation-framework",
        "name": "Better repairs",
        "teams": [stage.channel(team.channel) for team in stage.teams],
        "start": date(2027, 1, 12),
        "threshold": "3",
        "holidays": "GB-ENG",
        "priority": "Faster repairs",
        "priority_reason": "People wait nine months.",
        **changes,
    }


def at(form: View, name: str) -> str:
    """The id that a field has in this drawing of the form."""
    blocks = [str(block.get("block_id")) for block in form.blocks if block["type"] == "input"]
    return next(block_id for block_id in blocks if block_id.split("~")[0] == name)


def leaders(stage: Stage, form: View, **changes: Any) -> dict[str, Any]:
    """Who leads which team, as the stage's cast says; `changes` by channel name."""
    return {
        at(form, f"leaders|{stage.channel(team.channel)}"): [
            stage.person(name).id for name in changes.get(team.channel, team.leaders)
        ]
        for team in stage.teams
    }


def problems(result: SubmitResult) -> dict[str, str]:
    """What is wrong, by the field's own name."""
    assert result.kind == "errors", result
    return {block_id.split("~")[0]: words for block_id, words in result.errors.items()}


async def form_of(grace: Player) -> View:
    """The form, opened by command."""
    return await grace.commands_form("schedule")


async def goes_on(grace: Player, form: View, **values: Any) -> View:
    """Send a step, and give the next one."""
    result = await grace.sends(form, **values)
    assert result.kind == "updated", result.errors
    assert result.view is not None
    return result.view


async def to_the_summary(stage: Stage, grace: Player, **changes: Any) -> View:
    """Fill in everything up to the last step."""
    teams = await goes_on(grace, await form_of(grace), **basics(stage, **changes))
    return await goes_on(grace, teams, **leaders(stage, teams))


async def campaigns(stage: Stage) -> list[tuple[str, str]]:
    """All campaigns: name and state."""
    return [(now.name, now.state) for now in await stage.parts.campaigns.list(stage.parts.workspace)]


# --- the whole way ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("road", ["socket", "http"])
async def test_an_admin_schedules_a_campaign_of_two_organisations(on_stage: Setting, road: str) -> None:
    """Three steps make a running campaign: teams are greeted, questions come in time, leaders hear their own team."""
    async with on_stage(road=road, teams=(HOUSING, CARE)) as stage:
        (grace,) = stage.people("grace")
        assert "No campaign yet" in await grace.looks_at_home()
        form = await grace.opens_from_home("open_schedule")
        teams = await goes_on(grace, form, **basics(stage, second_priority="Trust", second_reason="It is low."))
        assert "Step 2 of 3" in said(teams)
        values = leaders(stage, teams)
        for team in stage.teams:
            values[at(teams, f"organisation|{stage.channel(team.channel)}")] = team.organisation
        summary = await goes_on(grace, teams, **values)
        for words in ("Better repairs", "Northbridge Health", "Care at home", "12 January 2027 at 10:00", "3 or more"):
            assert words in said(summary)
        assert stage.in_channel() == []
        made = await goes_on(grace, summary)
        await stage.settles()
        assert "“Better repairs” is running" in said(made)
        for channel in ("housing", "care-at-home"):
            assert grace.mention in said(stage.announcement("a coach for teams", channel))
        (now,) = await stage.parts.campaigns.list(stage.parts.workspace)
        stage.campaign_id = now.campaign_id
        assert (now.name, now.state, now.teams) == ("Better repairs", "running", ("Care at home", "Housing"))
        assert (await stage.status()).members == 12
        assert "Faster repairs" in said(await stage.week_opens())
        await stage.person("amina").replies("Ask at the door.", team="housing")
        await stage.until("digest")
        assert "Ask at the door." in stage.person("martin").reads_digest()
        assert "Ask at the door." not in stage.person("nia").reads_digest()


async def test_a_draft_is_saved_changed_and_started(empty: Stage) -> None:
    """A draft posts nothing; it is changed in the same form, and starts from the status, with what was changed."""
    (grace,) = empty.people("grace")
    summary = await to_the_summary(empty, grace)
    shown = await grace.taps_in(summary, "schedule_draft")
    assert "saved as a draft" in said(shown)
    await grace.leaves()
    assert await campaigns(empty) == [("Better repairs", "draft")]
    await grace.looks_at_home()
    form = await grace.opens_from_home("campaign_change")
    assert "You are changing the draft “Better repairs”" in said(form)
    teams = await goes_on(grace, form, threshold="4")
    summary = await goes_on(grace, teams)
    assert "4 or more people" in said(summary)
    assert "This cannot start yet" not in said(summary)
    await goes_on(grace, summary)
    await grace.leaves()
    await empty.settles()
    assert await campaigns(empty) == [("Better repairs", "running")]
    assert grace.mention in said(empty.announcement("a coach for teams"))
    assert (await empty.parts.campaigns.show("Better repairs")).threshold == 4


async def test_twelve_teams_of_two_organisations(on_stage: Setting) -> None:
    """Twelve teams fit on one page; each is greeted, and the summary lists them under their organisations."""
    cast = tuple(
        Cast(f"team-{number:02}", (f"ann{number}", f"bo{number}"), (("martin", "nia")[number % 2],))
        for number in range(12)
    )
    async with on_stage(teams=cast) as stage:
        (grace,) = stage.people("grace")
        teams = await goes_on(grace, await form_of(grace), **basics(stage))
        values = leaders(stage, teams)
        for number, team in enumerate(cast):
            values[at(teams, f"organisation|{stage.channel(team.channel)}")] = ("Council", "Hospital")[number % 2]
        summary = await goes_on(grace, teams, **values)
        assert said(summary).index("_Council_") < said(summary).index("Team 10") < said(summary).index("_Hospital_")
        await goes_on(grace, summary)
        await stage.settles()
        for team in cast:
            assert len(stage.in_channel(team.channel)) == 1


# --- mistakes --------------------------------------------------------------------------------------------------------

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"start": date(2026, 12, 1)}, "start", "is in the past"),
    ({"start": date(2029, 1, 2)}, "start", "more than a year away"),
    ({"threshold": "2"}, "threshold", "out of range"),
    ({"threshold": "many"}, "threshold", "valid number"),
    ({"name": ""}, "name", "required"),
    ({"teams": []}, "teams", "required"),
    ({"priority": ""}, "priority", "required"),
    ({"priority_reason": ""}, "priority_reason", "required"),
    ({"second_priority": "Trust"}, "second_reason", "why “Trust” matters"),
    ({"second_reason": "Because."}, "second_priority", "few words"),
]


@pytest.mark.parametrize(("change", "field", "words"), WRONG)
async def test_what_is_wrong_is_said_at_its_field(empty: Stage, change: dict[str, Any], field: str, words: str) -> None:
    """A wrong value is refused at its field, what was typed stays, nothing is posted, and put right it goes on."""
    (grace,) = empty.people("grace")
    form = await form_of(grace)
    found = problems(await grace.sends(form, **basics(empty, **change)))
    assert list(found) == [field]
    assert words in found[field]
    assert empty.in_channel() == []
    front = grace.hands.modal()
    assert front is not None
    assert front.id == form.id
    right = {**basics(empty), "second_priority": "", "second_reason": ""}
    assert "Step 2 of 3" in said(await goes_on(grace, front, **right))


@pytest.mark.parametrize(("typed", "words"), [("2", "never below 3"), ("many", "whole number"), ("99", "hardly see")])
async def test_a_client_that_does_not_check_is_checked(empty: Stage, typed: str, words: str) -> None:
    """A threshold that does not fit is refused at its field even when Slack's own check is passed by."""
    (grace,) = empty.people("grace")
    form = await form_of(grace)
    element = next(b["element"] for b in form.blocks if b.get("block_id") == at(form, "threshold"))
    element.update({"type": "plain_text_input"})
    del element["min_value"], element["max_value"], element["initial_value"]
    found = problems(await grace.sends(form, **basics(empty, threshold=typed)))
    assert list(found) == ["threshold"]
    assert words in found["threshold"]


async def test_an_unknown_zone_is_refused(empty: Stage) -> None:
    """A zone that the form never offered is refused at its field."""
    (grace,) = empty.people("grace")
    form = await form_of(grace)
    nowhere = {"text": {"type": "plain_text", "text": "Atlantis"}, "value": "Europe/Atlantis"}
    zone = {"type": "static_select", "selected_option": nowhere}
    found = problems(await grace.sends(form, **basics(empty, zone=zone)))
    assert "is no time zone" in found["zone"]


async def test_a_channel_without_the_coach(on_stage: Setting) -> None:
    """Channels that the coach is not in are named with what to type; once invited, Next goes on."""
    async with on_stage(teams=TWO) as stage:
        grace, gwen, amina = stage.people("grace", "gwen", "amina")
        bot = stage.workspace.app.bot_user
        await gwen.hands.remove(stage.channel("nurses"), bot)
        await amina.hands.remove(stage.channel("housing"), bot)
        form = await form_of(grace)
        found = problems(await grace.sends(form, **basics(stage, start=date(2026, 12, 1))))
        assert set(found) == {"teams", "start"}
        assert "I am not in #housing and #nurses. Type /invite @Waymark in each of them" in found["teams"]
        assert "press Next again" in found["teams"]
        await gwen.hands.invite(stage.channel("nurses"), bot)
        await amina.hands.invite(stage.channel("housing"), bot)
        assert "Step 2 of 3" in said(await goes_on(grace, form, start=date(2027, 1, 12)))


async def test_a_private_channel_that_the_coach_cannot_see(empty: Stage) -> None:
    """Of a private channel that it is not in the coach does not know the name, and says so."""
    (grace,) = empty.people("grace")
    secret = empty.workspace.add_channel("secret", [grace.id], private=True, with_bot=False)
    found = problems(await grace.sends(await form_of(grace), **basics(empty, teams=[secret.id])))
    assert f"I am not in a private channel ({secret.id})" in found["teams"]


async def test_a_name_and_a_channel_are_taken_once(housing: Stage) -> None:
    """A second campaign of the same name, or in a channel that is busy, is refused at those fields."""
    (grace,) = housing.people("grace")
    found = problems(await grace.sends(await form_of(grace), **basics(housing, start=date(2027, 1, 19))))
    assert set(found) == {"name", "teams"}
    assert "There is a campaign called “Better repairs” already" in found["name"]
    assert "“Better repairs” runs in #housing" in found["teams"]


async def test_what_is_wrong_with_a_team_is_said_there(on_stage: Setting) -> None:
    """A team without a leader, two of one name and half-named organisations are refused at the team they are about."""
    async with on_stage(teams=TWO) as stage:
        (grace,) = stage.people("grace")
        teams = await goes_on(grace, await form_of(grace), **basics(stage))
        housing, nurses = (stage.channel(team.channel) for team in TWO)
        alone = leaders(stage, teams, nurses=())
        found = problems(await grace.sends(teams, **alone))
        assert list(found) == [f"leaders|{nurses}"]
        both = leaders(stage, teams)
        values = {at(teams, f"team|{nurses}"): "HOUSING", at(teams, f"organisation|{housing}"): "Council"}
        found = problems(await grace.sends(teams, **both, **values))
        assert set(found) == {f"team|{housing}", f"team|{nurses}", f"organisation|{nurses}"}
        values = {at(teams, f"team|{nurses}"): "Nurses", at(teams, f"organisation|{housing}"): ""}
        assert "Step 3 of 3" in said(await goes_on(grace, teams, **both, **values))


# --- nothing is lost -------------------------------------------------------------------------------------------------


async def test_a_form_that_was_closed_goes_on(empty: Stage) -> None:
    """Closed in the middle, and across a restart of the bot, the form opens with what was typed; or begins again."""
    (grace,) = empty.people("grace")
    await goes_on(grace, await form_of(grace), **basics(empty))
    await grace.leaves()
    await empty.bot_stops()
    await empty.bot_starts()
    form = await form_of(grace)
    assert "I kept what you typed" in said(form)
    kept = fill(form, {})
    assert kept[at(form, "name")]["name"]["value"] == "Better repairs"
    assert kept[at(form, "teams")]["teams"]["selected_conversations"] == [empty.channel()]
    fresh = await grace.taps_in(form, "schedule_afresh")
    assert fill(fresh, {})[at(fresh, "name")]["name"]["value"] in (None, "")
    assert "I kept what you typed" not in said(fresh)


async def test_the_way_back_loses_nothing(on_stage: Setting) -> None:
    """Back from the summary and from half-filled teams shows each step as it was left."""
    async with on_stage(teams=TWO) as stage:
        (grace,) = stage.people("grace")
        teams = await goes_on(grace, await form_of(grace), **basics(stage))
        housing = stage.channel("housing")
        half = leaders(stage, teams, nurses=())
        await grace.sends(teams, **half, **{at(teams, f"team|{housing}"): "Homes"})
        first = await grace.taps_in(teams, "schedule_back")
        assert fill(first, {})[at(first, "name")]["name"]["value"] == "Better repairs"
        teams = await goes_on(grace, first, name="Better homes")
        state = fill(teams, {})
        assert state[at(teams, f"team|{housing}")]["team"]["value"] == "Homes"
        assert state[at(teams, f"leaders|{housing}")]["leaders"]["selected_users"] == [stage.person("martin").id]
        summary = await goes_on(grace, teams, **leaders(stage, teams))
        teams = await grace.taps_in(summary, "schedule_back")
        summary = await goes_on(grace, teams)
        assert "Better homes" in said(summary)
        assert "Homes (" in said(summary)


async def test_two_admins_at_once(empty: Stage) -> None:
    """Another admin takes name and channel between the steps: the start is refused, and the way back is open."""
    (grace,) = empty.people("grace")
    summary = await to_the_summary(empty, grace)
    await empty.campaign_starts(threshold=3)
    still = await goes_on(grace, summary)
    assert "This cannot start yet" in said(still)
    assert "There is a campaign called “Better repairs” already" in said(still)
    assert "“Better repairs” runs in #housing" in said(still)
    assert len(await campaigns(empty)) == 1
    assert "schedule_back" in actions_of(still)


async def test_two_windows_of_one_admin(empty: Stage) -> None:
    """Changed in another window meanwhile, the form shows what would start now instead of starting it."""
    (grace,) = empty.people("grace")
    summary = await to_the_summary(empty, grace)
    other = empty.workspace.views.push(grace.id, (await _drawn_again(empty, grace)).body)
    await goes_on(grace, other, **basics(empty, threshold="5"))
    await grace.hands.close(other.id)
    still = await goes_on(grace, summary)
    assert "changed in another window" in said(still)
    assert "5 or more people" in said(still)
    assert "is running" in said(await goes_on(grace, still))


async def _drawn_again(stage: Stage, grace: Player) -> View:
    """The first step as another window would show it."""
    summary = grace.hands.modal()
    assert summary is not None
    first = await grace.taps_in(await grace.taps_in(summary, "schedule_back"), "schedule_back")
    copy = View("V0OTHER", grace.id, first.body, first.hash)
    teams = await goes_on(grace, first)
    await goes_on(grace, teams)
    return copy


async def test_a_double_submit_makes_one_campaign(empty: Stage) -> None:
    """The last step sent twice, from a slow line, makes one campaign and one greeting, and shows it both times."""
    (grace,) = empty.people("grace")
    summary = await to_the_summary(empty, grace)
    both = await asyncio.gather(*(empty.workspace.interactions.submission(grace.id, summary) for _ in range(2)))
    await empty.settles()
    for outcome in both:
        assert outcome.answer["response_action"] == "update"
        assert "is running" in str(outcome.answer["view"])
    assert len(await campaigns(empty)) == 1
    assert len(empty.in_channel()) == 1


# --- outsiders -------------------------------------------------------------------------------------------------------


async def test_a_channel_shared_outside_is_confirmed(empty: Stage) -> None:
    """The summary warns of a channel that outsiders read; only with the tick the campaign starts."""
    (grace,) = empty.people("grace")
    empty.workspace.channels[empty.channel()].is_ext_shared = True
    summary = await to_the_summary(empty, grace)
    assert "People outside your organisation read" in said(summary)
    found = problems(await grace.sends(summary))
    assert list(found) == ["shared"]
    assert empty.in_channel() == []
    assert "is running" in said(await goes_on(grace, summary, shared=["yes"]))


async def test_a_draft_in_a_shared_channel_is_confirmed_when_it_starts(empty: Stage) -> None:
    """A draft needs no tick; its Start asks for it, and forged without it starts nothing."""
    (grace,) = empty.people("grace")
    empty.workspace.channels[empty.channel()].is_ext_shared = True
    await grace.taps_in(await to_the_summary(empty, grace), "schedule_draft")
    await grace.leaves()
    await grace.looks_at_home()
    form = await grace.opens_from_home("campaign_start")
    assert "People outside your organisation read" in said(form)
    assert list(problems(await grace.sends(form))) == ["shared"]
    assert await campaigns(empty) == [("Better repairs", "draft")]
    done = await goes_on(grace, form, shared=["yes"])
    assert "has started" in said(done)
    await grace.leaves()
    await empty.settles()
    assert len(empty.in_channel()) == 1


# --- who may ---------------------------------------------------------------------------------------------------------


async def test_who_is_no_admin_cannot_schedule(housing: Stage) -> None:
    """Others are refused when they ask for the form, and when they send a step that was never theirs."""
    grace, amina = housing.people("grace", "amina")
    assert "Only Waymark admins" in await amina.commands("schedule")
    assert amina.hands.modal() is None
    form = await form_of(grace)
    forged = housing.workspace.views.open(amina.id, form.body)
    result = await amina.sends(forged, **basics(housing, name="Forged"))
    assert "may not do this" in str(problems(result))
    teams = await goes_on(grace, form, **basics(housing, name="Mine", teams=[empty_channel(housing)]))
    for view in (teams, await goes_on(grace, teams, **{at(teams, f"leaders|{empty_channel(housing)}"): [grace.id]})):
        forged = housing.workspace.views.open(amina.id, view.body)
        result = await amina.sends(forged, **fill(forged, {}))
        assert "may not do this" in said(result.view) + str(result.errors)
    assert await campaigns(housing) == [("Better repairs", "running")]


def empty_channel(stage: Stage) -> str:
    """A channel where nothing runs."""
    found = stage.workspace.channel_named("quiet")
    return found.id if found else stage.workspace.add_channel("quiet", [stage.person("grace").id]).id


async def test_a_form_belongs_to_its_admin(empty: Stage) -> None:
    """A form of one admin, sent by another, is not taken for that other's own."""
    grace, martin = empty.people("grace", "martin")
    form = await form_of(grace)
    await empty.bot_stops()
    empty.settings = empty.settings.model_copy(update={"admins": frozenset({grace.id, martin.id})})
    await empty.bot_starts()
    forged = empty.workspace.views.open(martin.id, form.body)
    result = await martin.sends(forged, **basics(empty, name="Forged"))
    assert "Open a new one with /waymark schedule" in str(problems(result))


# --- a slow Slack ----------------------------------------------------------------------------------------------------


async def test_a_slow_slack_makes_no_answer_late(on_stage: Setting) -> None:
    """While Slack takes its time to list people, the form is answered at once; members are there a little later."""
    async with on_stage(teams=TWO) as stage:
        (grace,) = stage.people("grace")
        summary = await to_the_summary(stage, grace)
        stage.workspace.faults.add("conversations.members", "429")
        made = await goes_on(grace, summary)
        assert "is running" in said(made)
        await stage.settles()
        (now,) = await stage.parts.campaigns.list(stage.parts.workspace)
        stage.campaign_id = now.campaign_id
        await stage.week_opens()
        assert (await stage.status()).members == 12
