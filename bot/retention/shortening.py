"""Takes from rows that stay what goes before them: people's words from figures and digests, then the figures too."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from bot.retention.batches import Batches
from bot.retention.stages import Stage
from bot.retention.words import digest_without_figures, digest_without_words, figures_without_words
from bot.storage.models import DigestRecord, Round

Shorten = Callable[[Mapping[str, Any]], dict[str, Any] | None]


def _nothing(_: Mapping[str, Any]) -> None:
    """Leave nothing."""


LEFT: Mapping[Stage, tuple[Shorten, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    Stage.RAW: (figures_without_words, digest_without_words),
    Stage.AGGREGATES: (_nothing, digest_without_figures),
}
"""What each stage leaves of a round's figures, and of a digest."""


async def shorten(batches: Batches, campaign_id: str, stage: Stage) -> Counter[str]:
    """Take it; return of how many rows of each table."""
    if stage not in LEFT:
        return Counter()
    of_figures, of_digest = LEFT[stage]

    def in_round(row: Round) -> bool:
        """Without its question's place its thread is no longer one of ours: nothing new is kept of it."""
        figures = None if row.figures is None else of_figures(row.figures)
        changed = figures != row.figures or row.prompt_ts is not None
        if changed:
            row.figures, row.prompt_ts = figures, None
        return changed

    def in_digest(row: DigestRecord) -> bool:
        left = of_digest(row.snapshot)
        changed = left != row.snapshot
        if changed:
            row.snapshot = left
        return changed

    shortened = Counter(
        rounds=await batches.each(lambda work, *place: work.purging.rounds_after(campaign_id, *place), in_round),
        digests=await batches.each(lambda work, *place: work.purging.digests_after(campaign_id, *place), in_digest),
    )
    if stage is Stage.RAW:
        shortened["teams"] = await batches.once(lambda work: work.purging.empty_teams(campaign_id))
    return +shortened
