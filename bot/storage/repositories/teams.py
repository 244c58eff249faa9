"""Teams. Always in alphabetical order: teams are never ranked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, delete, func, select, update

from bot.storage.models import Beat, Campaign, Round, Team
from bot.storage.repositories.base import Repository

LIVE = ("running", "paused")  # the campaigns in which a team takes part now
BEGUN = (*LIVE, "finished")


Columns = TypeVarTuple("Columns")
_SPAN = (func.min(Beat.due_at), func.max(Beat.due_at))


@dataclass(frozen=True)
class Booking:
    """The time for which a campaign has a channel: from the next thing that is planned in it to the last (UTC)."""

    channel: str
    campaign_id: str
    name: str
    zone: str
    paused: bool
    first: datetime
    last: datetime


class Teams(Repository):
    """Channels that take part in campaigns."""

    async def add(self, *teams: Team) -> None:
        """Keep new teams; their campaign must be there."""
        await self._put(teams)

    async def get(self, team_id: str) -> Team | None:
        """One team."""
        return await self._session.get(Team, team_id)

    async def of_campaign(self, campaign_id: str) -> list[Team]:
        """A campaign's teams."""
        return await self._all(select(Team).where(Team.campaign_id == campaign_id).order_by(Team.name, Team.id))

    async def channels(self, workspace: str, states: Collection[str] = LIVE) -> list[str]:
        """The channels that take part in a workspace, each once."""
        query = select(Team.channel).join(Campaign, Campaign.id == Team.campaign_id)
        query = query.where(Team.workspace == workspace, Campaign.state.in_(states))
        return list((await self._session.scalars(query.distinct())).all())

    async def remove(self, team_id: str) -> None:
        """Take away a team that was never asked anything and has no rounds left."""
        await self._changed(delete(Team).where(Team.id == team_id))

    async def booked(self, workspace: str, channels: Collection[str]) -> list[Booking]:
        """What is still planned in those channels, a row for each campaign that runs there or is paused."""
        wanted = (Team.channel, Campaign.id, Campaign.name, Campaign.zone, Campaign.state, Campaign.created_at)
        query = select(*wanted, *_SPAN).join(Campaign, Campaign.id == Team.campaign_id)
        query = query.where(Team.workspace == workspace, Team.channel.in_(channels), Campaign.state.in_(LIVE))
        rows = await self._session.execute(
            _planned(query).group_by(*wanted).order_by(Campaign.created_at, Team.channel)
        )
        return [
            Booking(channel, campaign_id, name, zone, state == "paused", first, last)
            for channel, campaign_id, name, zone, state, _, first, last in rows
        ]

    async def booked_by(self, campaign_id: str, *, upcoming: bool = False) -> dict[str, tuple[datetime, datetime]]:
        """From when to when a campaign has something planned in each channel; of all, or of weeks that are to come."""
        query = _planned(select(Team.channel, *_SPAN)).where(Team.campaign_id == campaign_id)
        query = query.where(Round.state == "upcoming") if upcoming else query
        rows = await self._session.execute(query.group_by(Team.channel))
        return {channel: (first, last) for channel, first, last in rows}

    async def in_channel(self, workspace: str, channel: str, states: Collection[str] = LIVE) -> list[Team]:
        """The teams of one channel, in campaigns that are in one of `states`."""
        return await self._in_campaigns(workspace, states, Team.channel == channel)

    async def in_channels(
        self, workspace: str, channels: Collection[str], states: Collection[str] = LIVE
    ) -> list[Team]:
        """The teams of several channels, in campaigns that are in one of `states`; the newest campaign's last."""
        query = select(Team).join(Campaign, Campaign.id == Team.campaign_id)
        query = query.where(Team.workspace == workspace, Team.channel.in_(channels), Campaign.state.in_(states))
        return await self._all(query.order_by(Campaign.created_at, Team.id))

    async def led_by(self, workspace: str, user: str, states: Collection[str] = BEGUN) -> list[Team]:
        """The teams a person leads."""
        return await self._in_campaigns(workspace, states, self._holds(Team.leaders, user))

    async def with_member(self, workspace: str, user: str, states: Collection[str] = LIVE) -> list[Team]:
        """The teams a person was in when their channels were last looked at."""
        return await self._in_campaigns(workspace, states, self._holds(Team.members, user))

    async def set_members(self, team_id: str, users: Sequence[str]) -> None:
        """Keep who is in a team's channel now."""
        await self._changed(update(Team).where(Team.id == team_id).values(members=list(users)))

    async def _in_campaigns(self, workspace: str, states: Collection[str], which: ColumnElement[bool]) -> list[Team]:
        query = select(Team).join(Campaign, Campaign.id == Team.campaign_id)
        query = query.where(Team.workspace == workspace, Campaign.state.in_(states), which)
        return await self._all(query.order_by(Team.name, Campaign.created_at.desc(), Team.id))


def _planned(query: Select[*Columns]) -> Select[*Columns]:
    query = query.join(Round, Round.team_id == Team.id).join(Beat, Beat.round_id == Round.id)
    return query.where(Beat.state == "planned")
