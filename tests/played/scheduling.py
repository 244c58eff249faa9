"""The scheduling form as an admin fills it in: the one place here that knows its fields."""

from __future__ import annotations

from typing import Any

from sandbox.records import View
from tests.played.people import Player
from tests.played.stage import TUESDAY, Stage


async def form_of(admin: Player) -> View:
    """The scheduling form, opened by command."""
    return await admin.commands_form("schedule")


def filled(stage: Stage, **changes: Any) -> dict[str, Any]:
    """What an admin fills in, for all of the stage's teams."""
    return {
        "name": "Better repairs",
        "teams": [stage.channel(team.channel) for team in stage.teams],
        "leaders": [stage.person("martin").id],
        "start": TUESDAY,
        "threshold": 3,
        **changes,
    }
