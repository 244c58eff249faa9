"""An admin sets a campaign up by the form; what is wrong is said at its field, and nothing that was typed is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sandbox.people.fill import fill
from tests.played.conftest import Setting
from tests.played.reading import chosen_in, options_of, said
from tests.played.scheduling import filled, form_of
from tests.played.stage import HOUSING, NURSES, Stage


async def test_an_admin_schedules_a_campaign(on_stage: Setting) -> None:
    """The form makes a running campaign: its dates are shown, its teams are greeted, and its question comes in time."""
    async with on_stage(teams=(HOUSING, NURSES)) as stage:
        (grace,) = stage.people("grace")
        form = await form_of(grace)
        assert options_of(form, "pack") == ["first-steps", "innovation-framework"]
        values = filled(
            stage,
            pack="innovation-framework",
            organisation="Northbridge",
            priority="Faster repairs",
            priority_reason="People wait nine months.",
            holidays="GB-ENG",
        )
        result = await grace.sends(form, **values)
        assert result.kind == "updated", result.errors
        shown = said(result.view)
        assert "“Better repairs” is set up" in shown
        assert shown.count("Residents at the heart") == 2
        assert "12 Jan" in shown
        for team in ("housing", "nurses"):
            assert grace.mention in said(stage.announcement("a coach for teams", team))
        (now,) = await stage.parts.campaigns.list(stage.parts.workspace)
        assert (now.name, now.state, sorted(now.teams)) == ("Better repairs", "running", ["housing", "nurses"])
        stage.campaign_id = now.campaign_id
        assert "Faster repairs" in said(await stage.week_opens())
        assert (await stage.round()).opens_on == date(2027, 1, 12)


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"start": date(2026, 12, 1)}, "start", "is in the past"),
    ({"start": date(2029, 1, 2)}, "start", "more than a year away"),
    ({"threshold": 2}, "threshold", "out of range"),
    ({"name": ""}, "name", "required"),
    ({"leaders": []}, "leaders", "required"),
    ({"teams": []}, "teams", "required"),
    ({"priority": "Faster repairs"}, "priority_reason", "why “Faster repairs” matters"),
    ({"priority_reason": "Because."}, "priority", "what matters most"),
]


@pytest.mark.parametrize(("change", "field", "words"), WRONG)
async def test_what_is_wrong_is_said_at_its_field(empty: Stage, change: dict[str, Any], field: str, words: str) -> None:
    """A wrong value is refused at its field, what was typed stays, nothing is posted, and put right it goes through."""
    (grace,) = empty.people("grace")
    form = await form_of(grace)
    result = await grace.sends(form, **filled(empty, **change))
    assert result.kind == "errors"
    assert list(result.errors) == [field]
    assert words in result.errors[field]
    assert empty.in_channel() == []
    front = grace.hands.modal()
    assert front is not None
    assert front.id == form.id
    assert front.values["organisation"] == fill(front, {})["organisation"]
    again = {"start": date(2027, 1, 12), "threshold": 3, "priority": "", "priority_reason": "", **filled(empty)}
    assert (await grace.sends(front, **again)).kind == "updated"


async def test_all_that_is_wrong_is_said_at_once(on_stage: Setting) -> None:
    """Several wrong values are refused together, each at its own field, a channel without the coach among them."""
    async with on_stage(teams=(HOUSING, NURSES)) as stage:
        grace, gwen = stage.people("grace", "gwen")
        await gwen.hands.remove(stage.channel("nurses"), stage.workspace.app.bot_user)
        result = await grace.sends(await form_of(grace), **filled(stage, start=date(2026, 12, 1)))
        assert set(result.errors) == {"teams", "start"}
        assert "/invite @Waymark" in result.errors["teams"]
        assert "nurses" in result.errors["teams"]


async def test_below_three_is_refused_by_the_server_too(empty: Stage) -> None:
    """A threshold below three is refused at its field even when Slack's own check is passed by."""
    (grace,) = empty.people("grace")
    form = await form_of(grace)
    element = next(block["element"] for block in form.blocks if block["block_id"] == "threshold")
    del element["min_value"]  # a client that does not check
    result = await grace.sends(form, **filled(empty, threshold=2))
    assert list(result.errors) == ["threshold"]
    assert "never below 3" in result.errors["threshold"]


async def test_a_name_and_a_channel_are_taken_once(housing: Stage) -> None:
    """A second campaign of the same name, or in a channel that is busy, is refused at those fields."""
    (grace,) = housing.people("grace")
    result = await grace.sends(await form_of(grace), **filled(housing, start=date(2027, 1, 19)))
    assert set(result.errors) == {"name", "teams"}
    assert "Better repairs" in result.errors["teams"]


async def test_a_double_submit_makes_one_campaign(empty: Stage) -> None:
    """The same form sent twice, from a slow line, makes one campaign and one greeting."""
    (grace,) = empty.people("grace")
    form = await form_of(grace)
    values = fill(form, {**filled(empty), "threshold": "3"})
    form.values = values
    first = await empty.workspace.interactions.submission(grace.id, form)
    second = await empty.workspace.interactions.submission(grace.id, form)
    await empty.settles()
    assert first.answer["response_action"] == "update"
    assert second.acknowledged
    assert len(await empty.parts.campaigns.list()) == 1
    assert len(empty.in_channel()) == 1


async def test_who_is_no_admin_cannot_schedule(housing: Stage) -> None:
    """Others are refused when they ask for the form, and when they send one that was never theirs."""
    grace, amina = housing.people("grace", "amina")
    assert "Only Waymark admins" in await amina.commands("schedule")
    assert amina.hands.modal() is None
    form = await form_of(grace)
    forged = housing.workspace.views.open(amina.id, form.body)
    values = {**filled(housing), "name": "Forged"}
    result = await amina.sends(forged, **values)
    assert result.kind == "errors"
    assert "may not do this" in str(result.errors)
    assert [now.name for now in await housing.parts.campaigns.list()] == ["Better repairs"]


async def test_the_form_remembers_nothing_of_others(empty: Stage) -> None:
    """The form opens with usual values only: a coming Tuesday, five people, London."""
    (grace,) = empty.people("grace")
    form = await form_of(grace)
    element = next(block["element"] for block in form.blocks if block["block_id"] == "start")
    assert element["initial_date"] == "2027-01-19"
    assert (chosen_in(form, "threshold"), chosen_in(form, "zone")) == ("5", "Europe/London")
