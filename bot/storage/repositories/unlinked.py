"""Unlinked answers: kept beside a spent token while their week is open, then moved to where nothing leads to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from secrets import SystemRandom
from typing import Any

from sqlalchemy import Select, delete, exists, select
from sqlalchemy.orm import aliased

from bot.ids import fresh_id
from bot.storage.models import Round, Team
from bot.storage.repositories.base import Repository
from bot.storage.unlinked_models import SpentToken, UnlinkedAnswer, UnlinkedWaiting

_OVER = ("closed", "missed")
_CHANCE = SystemRandom()
Body = Mapping[str, Any]
"""What was said: text, question, theme, quotable."""


@dataclass(frozen=True, order=True)
class Group:
    """The parent group of an Unlinked answer: an organisation (or none, the whole campaign) in one week."""

    campaign_id: str
    week: int
    organisation: str


class Unlinked(Repository):
    """Nothing here is in an order that means anything."""

    async def spend(self, token: str, round_id: str) -> bool:
        """Spend somebody's token for a round. False when it was spent."""
        return await self._insert_once(SpentToken(token=token, round_id=round_id))

    async def is_spent(self, token: str) -> bool:
        """Whether somebody has given their Unlinked answer of an open round."""
        return await self._session.get(SpentToken, token) is not None

    async def spent(self, round_id: str) -> set[str]:
        """The tokens spent in a round whose answers were not moved yet."""
        return set(await self._all(select(SpentToken.token).where(SpentToken.round_id == round_id)))

    async def keep(self, round_id: str, body: Body) -> None:
        """Put an answer into the buffer."""
        await self._put([UnlinkedWaiting(id=fresh_id(), round_id=round_id, body=dict(body))])

    async def waiting(self, round_id: str) -> list[Body]:
        """What lies in the buffer of a round."""
        query = select(UnlinkedWaiting).where(UnlinkedWaiting.round_id == round_id).order_by(UnlinkedWaiting.id)
        return [row.body for row in await self._all(query)]

    async def withheld(self, group: Group) -> list[Body]:
        """What was said in the teams of a group that are too small for figures of their own, moved already or not."""
        moved = select(UnlinkedAnswer).where(*_within(group), UnlinkedAnswer.withheld).order_by(UnlinkedAnswer.id)
        bodies: list[Body] = [row.body for row in await self._all(moved)]
        for round_ in await self._all(_rounds(group).where(Round.state.in_(_OVER))):
            if is_withheld(round_):
                bodies += await self.waiting(round_.id)
        return bodies

    async def words(self, campaign_id: str) -> list[tuple[int, str]]:
        """Every Unlinked text of a campaign with its week, waiting or moved, in the order of the words themselves."""
        waits = select(UnlinkedWaiting, Round.week).join(Round, Round.id == UnlinkedWaiting.round_id)
        waiting = await self._session.execute(waits.where(Round.campaign_id == campaign_id))
        moved = await self._all(select(UnlinkedAnswer).where(UnlinkedAnswer.campaign_id == campaign_id))
        said = [(week, row.body["text"]) for row, week in waiting] + [(row.week, row.body["text"]) for row in moved]
        return sorted(said)

    async def of_group(self, group: Group) -> list[UnlinkedAnswer]:
        """What stays of a group, after the move."""
        return await self._all(select(UnlinkedAnswer).where(*_within(group)).order_by(UnlinkedAnswer.id))

    async def ready(self) -> list[Group]:
        """Groups of which something is to be moved: those that have answers or tokens, and no team still open.

        Teams that close at the same time are so moved together, and a small one lies among the others.
        """
        still_open, its_team = aliased(Round), aliased(Team)
        beside = exists().where(
            still_open.campaign_id == Round.campaign_id,
            still_open.week == Round.week,
            still_open.state == "open",
            its_team.id == still_open.team_id,
            its_team.organisation == Team.organisation,
        )
        held = Round.id.in_(select(UnlinkedWaiting.round_id)) | Round.id.in_(select(SpentToken.round_id))
        query = select(Round.campaign_id, Round.week, Team.organisation).join(Team, Team.id == Round.team_id)
        found = await self._session.execute(query.where(held, Round.state.in_(_OVER), ~beside).distinct())
        return sorted(Group(*row) for row in found)

    async def move(self, group: Group, most: int) -> bool:
        """Move some of a group's answers, drawn at random; with the last of them its tokens go. True when all is done.

        The group's rounds are held, so that nobody reads in between.
        """
        over = _rounds(group).where(Round.state.in_(_OVER)).order_by(Round.id).with_for_update(of=Round)
        rounds = {row.id: row for row in await self._fresh(over)}
        rows = await self._all(select(UnlinkedWaiting).where(UnlinkedWaiting.round_id.in_(rounds)))
        _CHANCE.shuffle(rows)
        await self._put(_moved(group, row, rounds[row.round_id]) for row in rows[:most])
        await self._forget([row.id for row in rows[:most]])
        if len(rows) > most:
            return False
        await self._changed(delete(SpentToken).where(SpentToken.round_id.in_(rounds)))
        return True

    async def _forget(self, waiting: Sequence[str]) -> None:
        await self._changed(delete(UnlinkedWaiting).where(UnlinkedWaiting.id.in_(waiting)))


def is_withheld(round_: Round) -> bool:
    """Whether a closed round has no figures of its own, because too few took part."""
    return not (round_.figures or {}).get("enough", False)


def _moved(group: Group, row: UnlinkedWaiting, round_: Round) -> UnlinkedAnswer:
    """The same words under another id; sealed again, so that even the bytes are others."""
    return UnlinkedAnswer(
        id=fresh_id(),
        campaign_id=group.campaign_id,
        week=group.week,
        organisation=group.organisation,
        withheld=is_withheld(round_),
        body=dict(row.body),
    )


def _within(group: Group) -> Collection[Any]:
    return (
        UnlinkedAnswer.campaign_id == group.campaign_id,
        UnlinkedAnswer.week == group.week,
        UnlinkedAnswer.organisation == group.organisation,
    )


def _rounds(group: Group) -> Select[Round]:
    query = select(Round).join(Team, Team.id == Round.team_id)
    return query.where(
        Round.campaign_id == group.campaign_id, Round.week == group.week, Team.organisation == group.organisation
    )
