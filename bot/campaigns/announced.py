"""What a team was told follows its week: where the close of an open week moves, messages that name it say the new one.

A close moves when its day has become free: a holiday that was proclaimed late, or other holidays that an admin chose.
"""

from collections.abc import Sequence

from bot.campaigns.redating import TeamWeeks
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
                    await _say_anew(work, row, move)


async def _say_anew(work: UnitOfWork, row: Delivery, move: Move) -> None:
    row.facts = {**row.facts, "closes_at": move.due_at.isoformat()}
    await work.desired.show(
        f"message/{row.id}", row.workspace, row.utterance, row.facts, language=row.language, zone=row.zone
    )
