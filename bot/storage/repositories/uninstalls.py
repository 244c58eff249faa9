"""Workspaces that removed Waymark."""

from datetime import datetime

from sqlalchemy import delete, select, update

from bot.storage.models import Campaign, Delivery, DesiredState
from bot.storage.own_data_models import FileWaiting
from bot.storage.repositories.base import Repository
from bot.storage.retention_models import Uninstall


class Uninstalls(Repository):
    """What Slack told of it, and what stops with it."""

    async def all(self) -> dict[str, datetime]:
        """When Slack told of which workspace that Waymark was removed."""
        return {row.workspace: row.at for row in await self._fresh(select(Uninstall))}

    async def note(self, workspace: str, at: datetime) -> bool:
        """Note that Waymark was removed. False when it is known."""
        return await self._insert_once(Uninstall(workspace=workspace, at=at))

    async def lift(self, workspace: str) -> bool:
        """It is there again. False when nobody had removed it."""
        return await self._changed(delete(Uninstall).where(Uninstall.workspace == workspace)) == 1

    async def silence(self, workspace: str) -> tuple[int, int]:
        """Pause what runs in a workspace and cancel what was to be said and shown; say how many of each.

        Files that somebody waits for are forgotten: who they are for and about stands in them.
        """
        mine = Campaign.workspace == workspace
        campaigns = await self._all(select(Campaign).where(mine, Campaign.state == "running").with_for_update())
        for campaign in campaigns:
            campaign.state = "paused"
        waiting = update(Delivery).where(Delivery.workspace == workspace, Delivery.state == "planned")
        cancelled = await self._changed(waiting.values(state="cancelled"))
        behind = update(DesiredState).where(DesiredState.workspace == workspace)
        await self._changed(behind.values(shown_version=DesiredState.version, retry_at=None))
        await self._changed(delete(FileWaiting).where(FileWaiting.workspace == workspace))
        return len(campaigns), cancelled
