"""What belongs to no campaign and goes by its own age; and what is kept of people who are in no team any more."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence, Set
from datetime import datetime, timedelta
from functools import partial

from bot.retention.batches import Batches
from bot.retention.stages import Terms, months_after
from bot.storage.database import Database
from bot.storage.repositories.absences import Someone
from bot.storage.unit_of_work import UnitOfWork

AUDIT_MONTHS = 72  # the database refuses to delete younger entries
A_DAY = timedelta(days=1)  # so much later than the database's own clock would allow
OLD_BY_RAW = ("campaign_sketches", "contacts", "delivery_attempts", "desired_states", "deliveries")
"""Tables of which some rows go with the first term, those that refer to others first."""

Act = Callable[[UnitOfWork, Sequence[Someone]], Awaitable[int]]


async def old(batches: Batches, terms: Terms, now: datetime, wire: datetime) -> Counter[str]:
    """Delete what is old by itself. The trail's age is told by the earlier of two clocks, because one may jump."""
    raw, headlines = months_after(now, -terms.raw), months_after(now, -terms.headlines)
    trail = months_after(min(now, wire) - A_DAY, -max(terms.headlines, AUDIT_MONTHS))
    before = {**dict.fromkeys(OLD_BY_RAW, raw), "deletions": headlines, "audit": trail}
    gone = Counter[str]()
    for table, moment in before.items():
        gone[table] = await _old_of(batches, table, moment)
    return +gone


async def _old_of(batches: Batches, table: str, before: datetime) -> int:
    return await batches.all(lambda work, most: work.purging.remove_old(table, before, most))


async def absent(database: Database, batches: Batches, terms: Terms, now: datetime) -> Counter[str]:
    """Forget people who have been in no team for the first term, and begin to count for those who are now in none."""
    async with database.reading() as work:
        known, present = await work.absences.known(), await work.absences.in_teams()
        since = await work.absences.all()
    away = known - present
    long_away = {who for who in away & since.keys() if months_after(since[who], terms.raw) <= now}
    await _in_parts(batches, since.keys() - away, lambda work, some: work.absences.forget(some))
    await _in_parts(batches, away - since.keys(), lambda work, some: work.absences.note(some, now))
    return +Counter(people=await _in_parts(batches, long_away, lambda work, some: work.absences.forget_people(some)))


async def _in_parts(batches: Batches, people: Set[Someone], act: Act) -> int:
    listed, total = sorted(people), 0
    for first in range(0, len(listed), batches.at_once):
        total += await batches.once(partial(_acted, act, listed[first : first + batches.at_once]))
    return total


async def _acted(act: Act, some: Sequence[Someone], work: UnitOfWork) -> int:
    return await act(work, some)
