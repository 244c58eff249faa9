"""Scheduling forms that are being filled in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.storage.models import CampaignSketch
from bot.storage.repositories.base import Repository


class Sketches(Repository):
    """What admins have typed so far: one row for each admin and each campaign that is being made or changed."""

    async def of(self, workspace: str, owner: str, about: str = "") -> CampaignSketch | None:
        """An admin's sketch of a new campaign, or of the draft `about`."""
        query = select(CampaignSketch).where(CampaignSketch.workspace == workspace, CampaignSketch.owner == owner)
        return await self._first(query.where(CampaignSketch.about == about))

    async def get(self, sketch_id: str) -> CampaignSketch | None:
        """One sketch."""
        return await self._session.get(CampaignSketch, sketch_id)

    async def lock(self, sketch_id: str) -> CampaignSketch | None:
        """One sketch as it is now, which nobody else can change before this transaction ends."""
        return await self._locked(CampaignSketch, sketch_id)

    async def add(self, sketch: CampaignSketch) -> None:
        """Keep a new sketch."""
        await self._put([sketch])

    async def write(self, sketch: CampaignSketch, body: Mapping[str, Any], at: datetime) -> None:
        """Keep what was typed; the version moves only when something changed."""
        if sketch.body != body:
            sketch.body, sketch.changed_at = dict(body), at
            await self._session.flush()

    async def remove(self, sketch: CampaignSketch) -> None:
        """Take a sketch away."""
        await self._session.delete(sketch)
        await self._session.flush()
