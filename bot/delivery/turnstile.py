"""Lets things through at Slack's pace: keeps the buckets of `pacing.py` in the database, for all processes alike.

A turn is asked for and stored in the transaction that claims a message, so whoever has the row has the turn too.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields

from bot.clock import WireClock
from bot.delivery import pacing
from bot.delivery.pacing import Bucket, Errand, Forecast, Limit, Method, Pace, Turn
from bot.storage.database import Database
from bot.storage.repositories.buckets import Values
from bot.storage.unit_of_work import UnitOfWork

FORGET_EVERY = 60.0  # seconds


class Turnstile:
    """Slack's limits, as far as all processes together have used them up."""

    def __init__(self, database: Database, pace: Pace, wire: WireClock) -> None:
        self.pace = pace
        self._database = database
        self._wire = wire
        self._forgot_at = float("-inf")

    async def ask(self, work: UnitOfWork, errand: Errand) -> Turn:
        """Ask for a message's turn, within the caller's transaction: what is given counts if that is committed."""
        limits = pacing.limits_of(errand, self.pace)
        held = _buckets(await work.buckets.hold(limits.keys()))
        turn = pacing.turn(held, errand, await self._now(work), self.pace)
        await work.buckets.keep(_rows(turn.changed, limits))
        return turn

    async def ask_for(self, work: UnitOfWork, workspace: str, method: Method) -> Turn:
        """Ask for the turn of a request that is no message, within the caller's transaction."""
        key, limit = pacing.key_of(workspace, method), self.pace.limit(method)
        held = _buckets(await work.buckets.hold([key]))
        now = await self._now(work)
        before = pacing.believed(held[key], now, limit, self.pace.ahead)
        after, wait = pacing.reserve(before, now, limit, self.pace.ahead)
        await work.buckets.keep(_rows({key: after}, {key: limit}))
        return Turn(wait, given=wait <= self.pace.ahead, changed={key: after})

    async def close(self, workspace: str, method: Method, retry_after: float, elapsed: float) -> float:
        """Slack said "too many" to a request that began `elapsed` seconds ago; `retry_after` are Slack's own seconds.

        Returns the real ones. Stored at once, whatever becomes of the request's row.
        """
        key, limit, wait = pacing.key_of(workspace, method), self.pace.limit(method), self.pace.real(retry_after)
        async with self._database.unit_of_work() as work:
            held = _buckets(await work.buckets.hold([key]))
            now = await self._now(work)
            before = pacing.believed(held[key], now, limit, self.pace.ahead)
            after = pacing.penalise(before, now, limit, wait, elapsed)
            await work.buckets.keep(_rows({key: after}, {key: limit}))
            await work.commit()
        return wait

    async def closed_for(self, workspace: str, method: Method) -> float:
        """Return the seconds for which Slack wants to hear nothing of a kind; 0.0 when it does not mind."""
        key, limit = pacing.key_of(workspace, method), self.pace.limit(method)
        async with self._database.reading() as work:
            bucket = _buckets(await work.buckets.look([key])).get(key, Bucket())
            now = await self._now(work)
        return max(0.0, pacing.believed(bucket, now, limit, self.pace.ahead).closed_until - now)

    async def forecast(
        self, work: UnitOfWork, errands: Iterable[Errand], shows: Iterable[tuple[str, Method]]
    ) -> Forecast:
        """Tell what is left for these, as things stand."""
        keys = {pacing.key_of(workspace, method) for workspace, method in shows}
        keys.update(*(pacing.limits_of(errand, self.pace) for errand in errands))
        now = await self._now(work)
        return Forecast(_buckets(await work.buckets.look(keys)), self.pace, now - self._wire.monotonic())

    async def forget(self) -> None:
        """Drop what says nothing any more: channels that had their last message a while ago. Now and then is enough."""
        if self._wire.monotonic() - self._forgot_at < FORGET_EVERY:
            return
        self._forgot_at = self._wire.monotonic()
        while True:
            async with self._database.unit_of_work() as work:
                if not await work.buckets.forget(await self._now(work)):
                    return
                await work.commit()

    async def _now(self, work: UnitOfWork) -> float:
        return await work.buckets.now(self._wire.monotonic())


def _buckets(rows: Mapping[str, Values]) -> dict[str, Bucket]:
    return {key: Bucket(**{name: row[name] for name in _FIELDS}) for key, row in rows.items()}


def _rows(changed: Mapping[str, Bucket], limits: Mapping[str, Limit]) -> dict[str, Values]:
    return {
        key: {**{name: getattr(bucket, name) for name in _FIELDS}, "full_at": pacing.full_at(bucket, limits[key])}
        for key, bucket in changed.items()
    }


_FIELDS: Collection[str] = tuple(field.name for field in fields(Bucket))
