"""The pictures in the thread of a digest: the leader's own teams up to that week, as they were published.

They are drawn when they are sent, and kept nowhere. What they show stands in words in the digest, on the page, and in
the picture's own alternative text.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from bot.content.drawings import Drawing, Drawings
from bot.content.texts import Texts
from bot.delivery.files import Content, Parcel
from bot.delivery.ports import Refused, TooEarly
from bot.dialogues.week import digest_key
from bot.digests.charts.chosen import charts_of
from bot.errors import there
from bot.ids import delivery_id
from bot.insight.publishing import Level
from bot.pages.breakdown import Standing, standing
from bot.pages.gathering import tiers_of
from bot.pages.groups import groups_of
from bot.roles import Permission, Roster
from bot.storage.database import Database
from bot.storage.models import DigestRecord
from bot.storage.unit_of_work import UnitOfWork

GONE = ("failed", "expired", "cancelled")


class DigestPictures:
    """Makes the parcels of digests' pictures (`Packs`)."""

    def __init__(self, database: Database, drawings: Drawings, texts: Texts, roster: Roster) -> None:
        self._database = database
        self._drawings = drawings
        self._texts = texts
        self._roster = roster

    async def thread(self, workspace: str, body: Mapping[str, Any]) -> str | None:
        """Return the digest's own message. Raises `TooEarly` until it stands, and `Refused` when it never will."""
        async with self._database.reading() as work:
            posted = await work.deliveries.get(delivery_id(digest_key(body["digest"])))
        if posted is None or posted.state in GONE:
            raise Refused("no_digest")
        if not posted.ts:
            raise TooEarly("digest_not_sent")
        return posted.ts

    async def pack(self, workspace: str, body: Mapping[str, Any], number: str) -> Parcel:
        """Draw the pictures; none where nothing may be shown. Raises `Refused` for who leads nothing there now."""
        async with self._database.reading() as work:
            drawn = await self._drawn(work, workspace, body)
        files = [await _file(place, drawing) for place, drawing in enumerate(drawn, start=1)]
        words = self._texts.render("chart/pictures", {"number": number, "pictures": len(files)})
        return Parcel(tuple(files), words)

    async def _drawn(self, work: UnitOfWork, workspace: str, body: Mapping[str, Any]) -> Sequence[Drawing]:
        digest = await work.digests.get(body["digest"])
        campaign = None if digest is None else there(await work.campaigns.get(digest.campaign_id))
        if digest is None or campaign is None or campaign.workspace != workspace or digest.leader != body["to"]:
            raise Refused("no_digest")
        now = await standing(work, campaign, digest.leader)
        if not self._roster.may(digest.leader, Permission.READ_OWN_PAGE, leads=now.leads):
            raise Refused("not_a_leader")
        return await self._of_digest(work, now, digest)

    async def _of_digest(self, work: UnitOfWork, now: Standing, digest: DigestRecord) -> Sequence[Drawing]:
        """Draw what the digest could know: nothing of later weeks."""
        tiers = await tiers_of(work, now, Level.TEAM)
        areas = [area for tier in tiers for area in tier.areas if area.week <= digest.week]
        charts = charts_of(groups_of(areas, now.campaign.name))
        return [self._drawings.draw(chart, now.campaign.language) for chart in charts]


async def _file(place: int, drawing: Drawing) -> Content:
    png = await asyncio.to_thread(drawing.png)
    return Content(f"waymark-{place}-{drawing.kind.replace('_', '-')}.png", drawing.title, png, drawing.words)
