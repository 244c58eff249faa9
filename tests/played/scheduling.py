"""The scheduling form as an admin goes through it, step by step: the one place here that knows its fields."""

from __future__ import annotations

from typing import Any

from sandbox.people.modals import SubmitResult
from sandbox.records import View
from tests.played.people import Player
from tests.played.stage import TUESDAY, Stage


async def form_of(admin: Player) -> View:
    """The first step, opened by command."""
    return await admin.commands_form("schedule")


def named(form: View, **values: Any) -> dict[str, Any]:
    """Values by the ids that the fields have in this drawing of the form."""
    ids = [str(block["block_id"]) for block in form.blocks if block["type"] == "input"]
    return {next(each for each in ids if own_name(each) == name): value for name, value in values.items()}


def own_name(block_id: str) -> str:
    """A field's own name, whatever the drawing."""
    return block_id.partition("~")[0]


def errors_of(result: SubmitResult) -> dict[str, str]:
    """What is wrong, by the fields' own names."""
    return {own_name(block_id): sentence for block_id, sentence in result.errors.items()}


def basics(stage: Stage, **changes: Any) -> dict[str, Any]:
    """What an admin fills in first, for all of the stage's teams."""
    return {
        "pack": "innovation-framework",
        "name": "Better repairs",
        "teams": [stage.channel(team.channel) for team in stage.teams],
        "start": TUESDAY,
        "threshold": 3,
        "priority": "Faster repairs",
        "priority_reason": "People wait nine months.",
        **changes,
    }


async def sends_basics(admin: Player, stage: Stage, form: View, **changes: Any) -> SubmitResult:
    """Fill the first step in and send it."""
    return await admin.sends(form, **named(form, **basics(stage, **changes)))


async def sends_teams(admin: Player, stage: Stage, form: View | None, **changes: Any) -> SubmitResult:
    """Name the leaders of each team, and send the second step."""
    assert form is not None
    leaders = {
        f"leaders|{stage.channel(team.channel)}": [stage.person(leader).id for leader in team.leaders]
        for team in stage.teams
    }
    return await admin.sends(form, **named(form, **{**leaders, **changes}))


async def to_the_summary(admin: Player, stage: Stage, **changes: Any) -> View:
    """Go through the first two steps, and give the last one: the summary."""
    first = await sends_basics(admin, stage, await form_of(admin), **changes)
    assert first.kind == "updated", first.errors
    second = await sends_teams(admin, stage, first.view)
    assert second.kind == "updated", second.errors
    assert second.view is not None
    return second.view
