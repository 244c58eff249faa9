"""The scenes before a campaign: an admin sets one up step by step, looks after it, and keeps a draft."""

from datetime import date
from typing import Any

from demo.pictures.shoot import Shoot
from sandbox.people.fill import fill
from sandbox.people.person import Person
from sandbox.records import Message

OFFICE = "partnership-office"


async def step_by_step(shoot: Shoot) -> None:
    """The form's three steps, with mistakes in the first one, and the campaign that comes of them."""
    grace = shoot.person("Grace")
    await shoot.opens_by(grace, "schedule")
    await shoot.take_form("schedule", grace)
    await _basics(shoot, grace, start=date(2026, 12, 1), second_priority="One front door for help")
    await shoot.take_form("schedule:errors", grace, with_mistakes=True)
    await shoot.sends(grace, **_typed(shoot))
    await shoot.take_form("schedule_teams", grace)
    await shoot.sends(grace, **_leaders(shoot))
    await shoot.take_form("schedule_review", grace)
    await shoot.sends(grace)
    await shoot.take_form("schedule_made", grace)
    await shoot.closes(grace)


async def looking_after_it(shoot: Shoot) -> None:
    """Status with its buttons, all dates, and a pause."""
    grace = shoot.person("Grace")
    status = await shoot.asks(grace, "status")
    await shoot.take("status:admin", grace, status)
    await shoot.opens(grace, status, "campaign_dates")
    await shoot.take_form("schedule_dates", grace)
    await shoot.closes(grace)
    await _an_edit(shoot, grace, status)
    await _a_reader(shoot, grace, status)
    dm = grace.dm_with_bot()
    paused = await shoot.whispered(grace, dm, lambda: grace.click(dm, status.ts, "campaign_pause"))
    await shoot.take("status:changed", grace, paused)


async def _an_edit(shoot: Shoot, grace: Person, status: Message) -> None:
    """The holidays of a campaign that runs are changed."""
    await shoot.opens(grace, status, "campaign_edit")
    await shoot.take_form("edit", grace)
    await shoot.sends(grace, holidays="GB-ENG")
    await shoot.sends(grace)
    await shoot.take_form("edit_review", grace)
    await shoot.sends(grace)
    await shoot.take_form("edited", grace)
    await shoot.closes(grace)


async def _a_reader(shoot: Shoot, grace: Person, status: Message) -> None:
    """Somebody is named who gets digests of all teams."""
    await shoot.opens(grace, status, "campaign_readers")
    joyce = shoot.person("Joyce").id
    await shoot.sends(grace, reader=[joyce], reader_kind="partnership", reader_group="all")
    await shoot.take_form("readers", grace)
    await shoot.closes(grace)


async def a_draft(shoot: Shoot) -> None:
    """A campaign in a channel that partners read too: kept as a draft, then confirmed."""
    grace, workspace = shoot.person("Grace"), shoot.stage.workspace
    office = shoot.channel(OFFICE)
    await grace.invite(office, workspace.app.bot_user)
    workspace.channels[office].is_ext_shared = True
    await shoot.opens_by(grace, "schedule")
    await shoot.sends(grace, **_typed(shoot) | {"name": "The office itself", "teams": [office]})
    await shoot.sends(grace, **{shoot.place(grace, f"leaders|{office}"): [shoot.person("Martin").id]})
    review = await shoot.shows(grace)
    await grace.click_view(review.id, "schedule_draft")
    await shoot.settles()
    await shoot.take_form("schedule_made:draft", grace)
    await shoot.closes(grace)
    status = await shoot.asks(grace, "status")
    await shoot.opens(grace, status, "campaign_start")
    await shoot.take_form("schedule_confirm", grace)
    await shoot.closes(grace)


async def _basics(shoot: Shoot, grace: Person, **changes: Any) -> None:
    """Type into the first step without sending it."""
    form = await shoot.shows(grace)
    form.values = fill(form, _typed(shoot) | changes)


def _typed(shoot: Shoot) -> dict[str, Any]:
    campaign = shoot.stage.cast.campaign
    (first, *_) = campaign.priorities
    return {
        "pack": campaign.pack,
        "name": campaign.name,
        "teams": [team.channel for team in shoot.stage.cast.teams],
        "start": campaign.start,
        "priority": first.title,
        "priority_reason": first.reason,
        "second_priority": "",
    }


def _leaders(shoot: Shoot) -> dict[str, Any]:
    grace, teams = shoot.person("Grace"), shoot.stage.cast.teams
    leaders = {shoot.place(grace, f"leaders|{team.channel}"): list(team.leaders) for team in teams}
    places = {shoot.place(grace, f"organisation|{team.channel}"): team.organisation for team in teams}
    return leaders | places
