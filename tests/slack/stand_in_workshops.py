"""The desk of sessions in a room, played by notes of what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.insight.workshop import ActionCaptured, ActionsForm, EntryForm, Spoken, TeamOpen

if TYPE_CHECKING:
    from tests.slack.stand_ins import StandInCore

ENTRY = EntryForm(
    round_id="round-1",
    team="Repairs",
    area_title="A clear vision",
    headline="Do you know what we are trying to change, and why?",
    threshold=5,
    questions=(("headline", "A clear vision"), ("vision.q1", "Hearing why")),
    themes=(("vision.plan", "The plan"), ("something-else", "Something else")),
    entered=2,
    left=4,
)


@dataclass(frozen=True)
class StandInWorkshops:
    """It notes what it was asked, and knows one team."""

    core: StandInCore

    async def teams(self, workspace: str, user: str) -> tuple[TeamOpen, ...]:
        self.core._ask("teams", workspace, user)
        return (TeamOpen("round-1", "Repairs", "A clear vision"),)

    async def actions(self, workspace: str, user: str, round_id: str) -> ActionsForm:
        self.core._ask("actions", workspace, user, round_id)
        return ActionsForm(round_id, "Repairs", "A clear vision")

    async def capture(
        self, workspace: str, user: str, round_id: str, act_id: str, action: ActionCaptured
    ) -> ActionsForm:
        self.core._ask("capture", workspace, user, round_id, act_id, action)
        return ActionsForm(round_id, "Repairs", "A clear vision", (action,))

    async def finish(self, workspace: str, user: str, round_id: str, act_id: str) -> int:
        self.core._ask("finish", workspace, user, round_id, act_id)
        return 1

    async def entry(self, workspace: str, user: str, round_id: str) -> EntryForm:
        self.core._ask("entry", workspace, user, round_id)
        return ENTRY

    async def enter(self, workspace: str, user: str, round_id: str, act_id: str, said: Spoken) -> EntryForm:
        self.core._ask("enter", workspace, user, round_id, act_id, said)
        return ENTRY
