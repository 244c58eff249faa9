"""The coach's own ledger of messages, as the sandbox's page behind the curtain asks for it. Reads only.

What is said and who is told about a private answer are sealed in the database; they are not opened here.
"""

from bot.storage.models import Delivery
from demo.world import World
from sandbox.client.ledger import LedgerLine

BY_STORY = ("created_at", "due_at", "not_after", "sent_at")
"""Campaign time; all other moments are real time or Slack's own."""
SEALED = frozenset({"facts", "address"})


class StoryLedger:
    """Reads the ledger of a world, once it runs."""

    def __init__(self) -> None:
        self._stage: World | None = None

    def begin(self, stage: World) -> None:
        """Take the ledger of a world that is running."""
        self._stage = stage

    async def deliveries(self) -> list[LedgerLine]:
        """Every message the coach planned, newest first."""
        if self._stage is None:
            return []
        async with self._stage.parts.core.database.reading() as work:
            rows = await work.deliveries.all()
        return [_line(row) for row in reversed(rows)]


def _line(row: Delivery) -> LedgerLine:
    columns = [column.key for column in Delivery.__table__.columns if column.key not in SEALED]
    return LedgerLine(
        mark=row.mark,
        what=row.utterance,
        to=None if row.address else row.recipient,
        state=row.state,
        attempts=row.attempts,
        due=row.due_at,
        channel=row.channel,
        ts=row.ts,
        error=row.error,
        row={name: _plain(getattr(row, name)) for name in columns},
        by_story=BY_STORY,
    )


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | str) else str(value)
