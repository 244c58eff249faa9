"""An admin sets a campaign up by the form; what is wrong is said at its field, and nothing that was typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sandbox.people.fill import fill
from tests.played.conftest import Setting
from tests.played.reading import actions_of, said
from tests.played.scheduling import errors_of, form_of, named, own_name, sends_basics, sends_teams, to_the_summary
from tests.played.stage import HOUSING, NURSES, Stage


async def test_an_admin_schedules_a_campaign(on_stage: Setting) -> None:
    """Three steps make a running campaign: nothing is posted before Start, teams are greeted, the question comes."""
    async with on_stage(teams=(HOUSING, NURSES)) as stage:
        (grace,) = stage.people("grace")
        summary = await to_the_summary(grace, stage, holidays="GB-ENG")
        told = said(summary)
        assert "Tuesday" in told
        assert "12 January 2027" in told
        assert stage.person("nia").mention in told
        assert stage.in_channel("housing") == []
        result = await grace.sends(summary)
        assert result.kind == "updated", result.errors
        assert "“Better repairs” is running" in said(result.view)
        for team in ("housing", "nurses"):
            assert grace.mention in said(stage.announcement("a coach for teams", team))
        (now,) = await stage.parts.campaigns.list(stage.parts.workspace)
        assert (now.name, now.state, sorted(now.teams)) == ("Better repairs", "running", ["Housing", "Nurses"])
        stage.campaign_id = now.campaign_id
        assert "Faster repairs" in said(await stage.week_opens())
        assert (await stage.round()).opens_on == date(2027, 1, 12)
        await stage.until("digest")
        assert "Better repairs" in stage.person("nia").reads_digest()


async def test_a_draft_waits_until_it_is_started(empty: Stage) -> None:
    """A draft posts nothing; an admin starts it from the Home tab, and then the team is greeted."""
    (grace,) = empty.people("grace")
    summary = await to_the_summary(grace, empty)
    draft = next(action for action in actions_of(summary) if action == "schedule_draft")
    assert "saved as a draft" in said(await grace.taps_in(summary, draft))
    await grace.leaves()
    assert empty.in_channel() == []
    assert "not started" in await grace.looks_at_home()
    await grace.opens_from_home("campaign_start")
    await empty.settles()
    assert "has started" in said(grace.hands.modal())
    assert "Better repairs" in said(empty.announcement("a coach for teams"))


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"start": date(2026, 12, 1)}, "start", "is in the past"),
    ({"start": date(2029, 1, 2)}, "start", "more than a year away"),
    ({"threshold": 2}, "threshold", "out of range"),
    ({"name": ""}, "name", "required"),
    ({"teams": []}, "teams", "required"),
    ({"second_priority": "Fewer forms"}, "second_reason", "why “Fewer forms” matters"),
]


@pytest.mark.parametrize(("change", "field", "words"), WRONG)
async def test_what_is_wrong_is_said_at_its_field(empty: Stage, change: dict[str, Any], field: str, words: str) -> None:
    """A wrong value is refused at its field, what was typed stays, nothing is posted, and put right it goes through."""
    (grace,) = empty.people("grace")
    result = await sends_basics(grace, empty, await form_of(grace), **change)
    assert list(errors_of(result)) == [field]
    assert words in errors_of(result)[field]
    front = grace.hands.modal()
    assert front is not None
    (reason,) = named(front, priority_reason="").keys()
    assert fill(front, {})[reason]["priority_reason"]["value"] == "People wait nine months."
    again = await sends_basics(grace, empty, front, second_priority="", second_reason="")
    assert again.kind == "updated"
    assert empty.in_channel() == []


async def test_a_form_that_was_left_is_kept(empty: Stage) -> None:
    """A form that was closed in the middle opens again with what was typed, also after a restart."""
    (grace,) = empty.people("grace")
    await sends_basics(grace, empty, await form_of(grace), name="Half a plan", start=date(2026, 12, 1))
    await grace.leaves()
    await empty.bot_stops()
    await empty.bot_starts()
    form = await form_of(grace)
    (name,) = named(form, name="").keys()
    assert fill(form, {})[name]["name"]["value"] == "Half a plan"


async def test_no_leader(empty: Stage) -> None:
    """A team without a leader is refused at that team's field."""
    (grace,) = empty.people("grace")
    first = await sends_basics(grace, empty, await form_of(grace))
    field = f"leaders|{empty.channel()}"
    result = await sends_teams(grace, empty, first.view, **{field: []})
    assert list(errors_of(result)) == [field]
    assert empty.in_channel() == []


async def test_all_that_is_wrong_is_said_at_once(on_stage: Setting) -> None:
    """Several wrong values are refused together, each at its own field, a channel without the coach among them."""
    async with on_stage(teams=(HOUSING, NURSES)) as stage:
        grace, gwen = stage.people("grace", "gwen")
        await gwen.hands.remove(stage.channel("nurses"), stage.workspace.app.bot_user)
        result = await sends_basics(grace, stage, await form_of(grace), start=date(2026, 12, 1))
        assert set(errors_of(result)) == {"teams", "start"}
        assert "/invite @Waymark" in errors_of(result)["teams"]


async def test_below_three_is_refused_by_the_server_too(empty: Stage) -> None:
    """A threshold below three is refused at its field even when Slack's own check is passed by."""
    (grace,) = empty.people("grace")
    form = await form_of(grace)
    element = next(block["element"] for block in form.blocks if own_name(block.get("block_id", "")) == "threshold")
    del element["min_value"]  # a client that does not check
    result = await sends_basics(grace, empty, form, threshold=2)
    assert "never below 3" in errors_of(result)["threshold"]


async def test_a_name_and_a_channel_are_taken_once(housing: Stage) -> None:
    """A second campaign of the same name, or in a channel that is busy, is refused at those fields."""
    (grace,) = housing.people("grace")
    result = await sends_basics(grace, housing, await form_of(grace), start=date(2027, 1, 19))
    assert set(errors_of(result)) == {"name", "teams"}
    assert "Better repairs" in errors_of(result)["teams"]


async def test_a_double_start_makes_one_campaign(empty: Stage) -> None:
    """Start tapped twice, on a slow line, makes one campaign and one greeting."""
    (grace,) = empty.people("grace")
    summary = await to_the_summary(grace, empty)
    first = await empty.workspace.interactions.submission(grace.id, summary)
    second = await empty.workspace.interactions.submission(grace.id, summary)
    await empty.settles()
    assert "is running" in str(first.answer)
    assert "is running" in str(second.answer)
    assert len(await empty.parts.campaigns.list()) == 1
    assert len(empty.in_channel()) == 1


async def test_a_channel_that_outsiders_read(on_stage: Setting) -> None:
    """A channel shared with another organisation is named, and must be confirmed before anything is posted there."""
    async with on_stage(teams=(replace(HOUSING, guests=("ben",)),)) as stage:
        (grace,) = stage.people("grace")
        summary = await to_the_summary(grace, stage)
        assert "People outside your organisation read" in said(summary)
        refused = await grace.sends(summary)
        assert list(errors_of(refused)) == ["shared"]
        assert stage.in_channel() == []
        confirmed = await grace.sends(summary, **named(summary, shared=["yes"]))
        assert "is running" in said(confirmed.view)
        assert len(stage.in_channel()) == 1


async def test_who_is_no_admin_cannot_schedule(housing: Stage) -> None:
    """Others are refused when they ask for the form, and at each step of one that was never theirs."""
    grace, amina = housing.people("grace", "amina")
    assert "Only Waymark admins" in await amina.commands("schedule")
    assert amina.hands.modal() is None
    other = housing.workspace.add_channel("canteen", [amina.id])
    first = await form_of(grace)
    forged = housing.workspace.views.open(amina.id, {**first.body})
    step = await sends_basics(amina, housing, forged, name="Forged", teams=[other.id])
    assert "may not do this" in str(step.errors)
    second = await sends_basics(grace, housing, first, name="Spring", teams=[other.id])
    assert second.view is not None
    forged = housing.workspace.views.open(amina.id, {**second.view.body})
    step = await amina.sends(forged, **named(forged, **{f"leaders|{other.id}": [amina.id]}))
    assert "may not do this" in str(step.errors)
    third = await grace.sends(second.view, **named(second.view, **{f"leaders|{other.id}": [grace.id]}))
    assert third.view is not None
    forged = housing.workspace.views.open(amina.id, {**third.view.body})
    assert "may not do this" in said((await amina.sends(forged)).view)
    assert [now.name for now in await housing.parts.campaigns.list()] == ["Better repairs"]


async def test_campaign_buttons_are_for_admins(housing: Stage) -> None:
    """An admin pauses a campaign with its button; the same button forged by somebody else is refused."""
    grace, amina = housing.people("grace", "amina")
    await amina.forges(housing.prompt(), "campaign_pause", housing.campaign_id)
    assert "may not do this" in amina.told_here()
    assert (await housing.status()).now.state == "running"
    await grace.looks_at_home()
    await grace.opens_from_home("campaign_pause")
    assert (await housing.status()).now.state == "paused"


async def test_the_form_begins_with_usual_values(empty: Stage) -> None:
    """The form opens with usual values: the first Tuesday that leaves a few days, five people, London."""
    (grace,) = empty.people("grace")
    form = await form_of(grace)
    state = {own_name(block_id): next(iter(fields.values())) for block_id, fields in fill(form, {}).items()}
    assert state["start"]["selected_date"] == "2027-01-19"
    assert state["threshold"]["value"] == "5"
    assert state["zone"]["selected_option"]["value"] == "Europe/London"
