"""An admin edits a campaign that runs, in Slack: first what would change, then the change; nobody else may."""

from __future__ import annotations

from typing import Any

from sandbox.people.fill import fill
from sandbox.people.modals import SubmitResult
from sandbox.records import View
from tests.played.conftest import Setting
from tests.played.people import Player
from tests.played.reading import elements_of, said
from tests.played.scheduling import errors_of, named, own_name
from tests.played.stage import HOUSING, NURSES, Stage
from tests.support.framework import WEEKS


async def edits(admin: Player) -> View:
    """The form of the campaign that runs, opened from Home."""
    await admin.looks_at_home()
    return await admin.opens_from_home("campaign_edit")


async def goes_on(admin: Player, form: View, **values: Any) -> View:
    """Send a step, and give the next one."""
    result: SubmitResult = await admin.sends(form, **named(form, **values))
    assert result.kind == "updated", result.errors
    assert result.view is not None
    return result.view


def fields_of(form: View) -> set[str]:
    """What a step asks for."""
    return {own_name(str(block["block_id"])) for block in form.blocks if block["type"] == "input"}


async def test_an_admin_edits_a_campaign_in_the_middle_of_a_week(on_stage: Setting) -> None:
    """A team joins, a leader and the hours change: said first, then so; the open week goes on as it was announced."""
    async with on_stage(teams=(HOUSING, NURSES)) as stage:
        grace, martin = stage.people("grace", "martin")
        (housing,) = stage.plan().teams[:1]
        made = await stage.parts.campaigns.create(stage.plan(teams=[housing]), stage.parts.workspace)
        stage.campaign_id = made.id
        await stage.week_opens()
        form = await edits(grace)
        assert "You are changing “Better repairs”, which has started" in said(form)
        assert fields_of(form).isdisjoint({"pack", "start", "threshold"})
        assert fill(form, {})[next(iter(named(form, name="x")))]["name"]["value"] == "Better repairs"
        nurses = stage.channel("nurses")
        teams = await goes_on(grace, form, teams=[housing.channel, nurses], rhythm="wednesday", holidays="GB-ENG")
        lead = {nurses: [grace.id], housing.channel: [martin.id, grace.id]}
        places = {f"organisation|{channel}": "Council" for channel in lead}
        summary = await goes_on(grace, teams, **{f"leaders|{team}": people for team, people in lead.items()}, **places)
        for words in (
            "What changes in",
            "question Tue 10:00 → Wed 10:00",
            "Holidays: none → England",
            f"is led by {martin.mention}, {grace.mention}, from the next digest on",
            f"joins at week 2 of {WEEKS}",
        ):
            assert words in said(summary), words
        assert "20 January, 10:00" in said(summary)
        assert (await stage.status()).now.teams == (housing.name,)
        assert stage.in_channel("nurses") == []
        done = await goes_on(grace, summary)
        await stage.settles()
        assert "“Better repairs” is changed" in said(done)
        assert len(stage.in_channel("nurses")) == 1
        await stage.person("amina").replies("Ask at the door.", team="housing")
        await stage.until("digest")
        assert "Ask at the door." in martin.reads_digest()
        assert f"Week 1 of {WEEKS}" in grace.reads_digest()  # she is not in the channel, so without their words


async def test_two_admins_at_one_campaign(housing: Stage) -> None:
    """What another admin changed meanwhile is told, and both changes stand in the end."""
    grace, martin = housing.people("grace", "martin")
    await housing.bot_stops()
    housing.settings = housing.settings.model_copy(update={"admins": frozenset({grace.id, martin.id})})
    await housing.bot_starts()
    summary = await goes_on(grace, await goes_on(grace, await edits(grace), name="Repairs, better"))
    other = await goes_on(martin, await goes_on(martin, await edits(martin), holidays="GB-ENG"))
    assert "is changed" in said(await goes_on(martin, other))
    still = await goes_on(grace, summary)
    assert "This campaign has changed since you opened it" in said(still)
    assert "Its name: Better repairs → Repairs, better." in said(still)
    assert "Holidays" not in said(still).split("The weeks")[0]
    assert "“Repairs, better” is changed" in said(await goes_on(grace, still))
    status = await housing.parts.campaigns.show(housing.campaign_id)
    assert (status.now.name, status.holidays) == ("Repairs, better", "GB-ENG")


async def test_the_form_of_a_campaign_that_ended(housing: Stage) -> None:
    """A form that was left open until the campaign's last week was over is answered kindly, and changes nothing."""
    (grace,) = housing.people("grace")
    summary = await goes_on(grace, await goes_on(grace, await edits(grace), name="Too late"))
    async with housing.parts.core.database.unit_of_work() as work:
        campaign = await work.campaigns.lock(housing.campaign_id)
        assert campaign is not None
        campaign.state = "finished"
        await work.commit()
    told = await goes_on(grace, summary)
    assert "“Better repairs” is finished" in said(told)
    assert (await housing.status()).now.name == "Better repairs"


async def test_who_is_no_admin_edits_nothing(housing: Stage) -> None:
    """With an admin's button or any of the three steps in their hands, others are refused by the server."""
    grace, amina = housing.people("grace", "amina")
    await grace.looks_at_home()
    home = housing.workspace.views.home(grace.id)
    mine = housing.workspace.views.home(amina.id) or await seen_home(housing, amina)
    assert home is not None
    button = next(e for e in elements_of(home) if e["action_id"] == "campaign_edit")
    mine.body["blocks"].append({"type": "actions", "block_id": "forged", "elements": [button]})
    assert "may not do this" in said(await amina.opens_from_home("campaign_edit"))
    await amina.leaves()
    form = await edits(grace)
    teams = await goes_on(grace, form, name="Forged")
    summary = await goes_on(grace, teams)
    for step in (form, teams, summary):
        forged = housing.workspace.views.open(amina.id, step.body)
        result = await amina.sends(forged)
        assert "may not do this" in said(result.view) + str(errors_of(result))
        await amina.leaves()
    assert (await housing.status()).now.name == "Better repairs"


async def seen_home(stage: Stage, person: Player) -> View:
    """The Home tab of somebody, who looks at it now."""
    await person.looks_at_home()
    home = stage.workspace.views.home(person.id)
    assert home is not None
    return home
