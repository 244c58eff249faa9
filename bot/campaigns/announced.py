"""What a team was told follows its weeks: where a moment that a message names moves, the message says the new one.

The close of an open week moves when its day has become free: a holiday that was proclaimed late, or other holidays that
an admin chose. The next question moves with a pause, a week that is skipped, or one that is sent by hand; the last word
about the week before names its day, and so does the hello before the first week.
"""

from collections.abc import Sequence
from typing import Any

from bot.campaigns.redating import TeamWeeks
from bot.dialogues.week import told_back_key
from bot.ids import delivery_id
from bot.storage.models import Delivery
from bot.storage.repositories.beats import Move
from bot.storage.unit_of_work import UnitOfWork

NAME_THE_CLOSE = {"prompt/open", "playback", "nudge", "last_call"}


async def move_announced(work: UnitOfWork, teams: Sequence[TeamWeeks], moves: Sequence[Move]) -> None:
    """Move beats, and say so where the close of an open week was announced."""
    await work.beats.move_all(moves)
    closes = {beat.id for weeks in teams for beats in weeks.beats.values() for beat in beats if beat.kind == "close"}
    rounds = {beat.id: row for weeks in teams for row in weeks.rounds for beat in weeks.beats[row.id]}
    for move in moves:
        if move.beat_id in closes and rounds[move.beat_id].state == "open":
            for row in await work.deliveries.of_round(rounds[move.beat_id].id):
                if row.utterance in NAME_THE_CLOSE:
                    await say_anew(work, row, closes_at=move.due_at.isoformat())


async def name_the_next(work: UnitOfWork, teams: Sequence[TeamWeeks]) -> None:
    """Where a team was told when it is asked next, and has not been asked since, say the day as it is now."""
    for weeks in teams:
        closed = [row for row in weeks.rounds if row.state == "closed"]
        if closed and weeks.upcoming and all(row.state != "open" for row in weeks.rounds):
            told = await work.deliveries.get(delivery_id(told_back_key(closed[-1].id)))
            if told is not None:
                await say_anew(work, told, next_on=weeks.upcoming[0].opens_on.isoformat())


async def say_anew(work: UnitOfWork, row: Delivery, **facts: Any) -> None:
    """Give a message other facts: it leaves with them, or is changed in its place. Nothing happens if it has them."""
    if all(row.facts.get(name) == value for name, value in facts.items()):
        return
    row.facts = {**row.facts, **facts}
    await work.desired.show_message(row, row.facts)
