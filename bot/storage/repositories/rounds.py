"""Rounds: one team × one area × one week."""

from sqlalchemy import select, update

from bot.storage.models import Round
from bot.storage.repositories.base import Repository


class Rounds(Repository):
    """Rounds of every campaign, week by week."""

    async def add(self, *rounds: Round) -> None:
        """Keep new rounds; their team must be there."""
        await self._put(rounds)

    async def get(self, round_id: str) -> Round | None:
        """One round."""
        return await self._session.get(Round, round_id)

    async def lock(self, round_id: str) -> Round | None:
        """One round as it is now, which nobody else can change before this transaction ends."""
        return await self._locked(Round, round_id)

    async def of_team(self, team_id: str) -> list[Round]:
        """A team's rounds by week."""
        return await self._all(select(Round).where(Round.team_id == team_id).order_by(Round.week))

    async def of_campaign(self, campaign_id: str) -> list[Round]:
        """A campaign's rounds by week, then by team."""
        query = select(Round).where(Round.campaign_id == campaign_id)
        return await self._all(query.order_by(Round.week, Round.team_id))

    async def of_week(self, campaign_id: str, week: int) -> list[Round]:
        """The rounds of all teams in one week."""
        query = select(Round).where(Round.campaign_id == campaign_id, Round.week == week)
        return await self._all(query.order_by(Round.team_id))

    async def by_prompt(self, workspace: str, channel: str, ts: str) -> Round | None:
        """The round whose prompt is this message: where a thread belongs."""
        query = select(Round).where(Round.workspace == workspace, Round.channel == channel, Round.prompt_ts == ts)
        return await self._first(query)

    async def open_in(self, workspace: str, channel: str) -> list[Round]:
        """The open rounds of a channel, newest first; two when a channel is in two campaigns."""
        query = select(Round).where(Round.workspace == workspace, Round.channel == channel, Round.state == "open")
        return await self._all(query.order_by(Round.opened_at.desc(), Round.id))

    async def set_prompt_ts(self, round_id: str, ts: str, channel: str | None = None) -> None:
        """Keep where the prompt stands. Does not count as a change of the round: the round's version stays."""
        values = {"prompt_ts": ts} if channel is None else {"prompt_ts": ts, "channel": channel}
        await self._changed(update(Round).where(Round.id == round_id).values(**values))
