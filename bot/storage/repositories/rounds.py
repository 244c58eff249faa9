"""Rounds: one team × one area × one week."""

from collections.abc import Collection

from sqlalchemy import delete, select, update

from bot.storage.models import Beat, Delivery, Round
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

    async def of_campaign(self, campaign_id: str, teams: Collection[str] | None = None) -> list[Round]:
        """A campaign's rounds by week, then by team; of some teams, or of all."""
        query = select(Round).where(Round.campaign_id == campaign_id)
        query = query if teams is None else query.where(Round.team_id.in_(teams))
        return await self._all(query.order_by(Round.week, Round.team_id))

    async def of_week(self, campaign_id: str, week: int) -> list[Round]:
        """The rounds of all teams in one week, as they are now."""
        query = select(Round).where(Round.campaign_id == campaign_id, Round.week == week)
        return await self._fresh(query.order_by(Round.team_id))

    async def versions(self, campaign_id: str, week: int, *, hold: bool = False) -> dict[str, int]:
        """The versions of a week's rounds by id; with `hold` nobody changes them before this transaction ends."""
        query = select(Round.id, Round.version).where(Round.campaign_id == campaign_id, Round.week == week)
        query = query.order_by(Round.id)
        found = await self._session.execute(query.with_for_update() if hold else query)
        return {round_id: version for round_id, version in found}  # noqa: C416 - a row is no pair to the types

    async def by_prompt(self, workspace: str, channel: str, ts: str) -> Round | None:
        """The round whose prompt is this message: where a thread belongs."""
        query = select(Round).where(Round.workspace == workspace, Round.channel == channel, Round.prompt_ts == ts)
        return await self._first(query)

    async def open_in(self, workspace: str, channel: str) -> list[Round]:
        """The open rounds of a channel, newest first; two when a channel is in two campaigns."""
        query = select(Round).where(Round.workspace == workspace, Round.channel == channel, Round.state == "open")
        return await self._all(query.order_by(Round.opened_at.desc(), Round.id))

    async def remove(self, round_id: str) -> None:
        """Take away a week that was never asked, with its beats. What was said about it, the introduction, stays."""
        said = update(Delivery).where(Delivery.round_id == round_id, Delivery.state != "planned")
        await self._changed(said.values(round_id=None))
        await self._changed(delete(Delivery).where(Delivery.round_id == round_id))
        await self._changed(delete(Beat).where(Beat.round_id == round_id))
        await self._changed(delete(Round).where(Round.id == round_id))

    async def set_prompt_ts(self, round_id: str, ts: str, channel: str | None = None) -> None:
        """Keep where the prompt stands. Does not count as a change of the round: the round's version stays."""
        values = {"prompt_ts": ts} if channel is None else {"prompt_ts": ts, "channel": channel}
        await self._changed(update(Round).where(Round.id == round_id).values(**values))
