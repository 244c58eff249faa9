"""Whether all goes as planned, for admins: what failed beside the teams' weeks, and what should be done by now."""

from collections.abc import Sequence
from datetime import timedelta

from bot.campaigns.status import ongoing_in
from bot.enquiries.reading import Reading
from bot.storage.models import Delivery
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import CampaignNow, Health, Undelivered

LATE = timedelta(minutes=15)
"""A step that is due for longer than this is stuck: ticks come every few seconds."""
RECENT = timedelta(days=14)
SHOWN = 3


async def health(work: UnitOfWork, reading: Reading, campaigns: Sequence[CampaignNow]) -> Health:
    """Gather what needs a look. What failed in a team's week stands with its campaign, and is only counted here."""
    troubled = await work.deliveries.troubled(reading.workspace)
    beside = [row for row in troubled if row.round_id is None and row.due_at > reading.now - RECENT]
    return Health(
        problems=sum(now.problems for now in campaigns if now.state != "finished") + len(beside),
        undelivered=tuple(_undelivered(row) for row in beside[:SHOWN]),
        late=await _late(work, reading),
        ongoing=await ongoing_in(work, reading.workspace),
    )


def _undelivered(row: Delivery) -> Undelivered:
    """What is about a private act is addressed in confidence, and stays so."""
    return Undelivered(row.utterance, row.state, row.error or "", "" if row.address else row.recipient)


async def _late(work: UnitOfWork, reading: Reading) -> int:
    rounds = [await work.rounds.get(beat.round_id) for beat in await work.beats.due(reading.now - LATE)]
    return sum(row is not None and row.workspace == reading.workspace for row in rounds)
