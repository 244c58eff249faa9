"""The desk where it is kept who gets wider digests, played by notes of what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.insight.readers import ReadersForm, ReaderShown

if TYPE_CHECKING:
    from tests.slack.stand_ins import StandInCore

READER = ReaderShown(
    subscription_id="subscription-1",
    user="U0BOARD001",
    kind="board",
    organisation="Council",
    every=4,
    day="Tue",
    hour="09:00",
    stopped=False,
    campaign="Autumn 2026",
)
READERS = ReadersForm("campaign-1", "Autumn 2026", ("Council", "Health trust"), (READER,))


@dataclass(frozen=True)
class StandInReaders:
    """It notes what it was asked, and knows one reader."""

    core: StandInCore

    async def readers(self, workspace: str, by: str, campaign_id: str) -> ReadersForm:
        self.core._ask("readers", workspace, by, campaign_id)
        return READERS

    async def name(self, workspace: str, by: str, campaign_id: str, user: str, kind: str, of: str) -> bool:
        self.core._ask("name", workspace, by, campaign_id, user, kind, of)
        return True

    async def take_out(self, workspace: str, by: str, subscription_id: str) -> str:
        self.core._ask("take_out", workspace, by, subscription_id)
        return READERS.campaign_id

    async def mine(self, workspace: str, user: str, subscription_id: str) -> ReaderShown:
        self.core._ask("mine", workspace, user, subscription_id)
        return READER

    async def choose(self, workspace: str, user: str, subscription_id: str, every: str, day: str, hour: str) -> None:
        self.core._ask("choose", workspace, user, subscription_id, every, day, hour)

    async def stop(self, workspace: str, user: str, subscription_id: str) -> None:
        self.core._ask("stop", workspace, user, subscription_id)

    async def choose_hour(self, workspace: str, user: str, hour: str) -> None:
        self.core._ask("choose_hour", workspace, user, hour)
