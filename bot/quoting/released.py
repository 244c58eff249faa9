"""What is released of a week, read in one place; and the digests that have it, kept in step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.dialogues.week import digest_key, quotes_facts, quotes_key
from bot.digests.sections.quotes import Released, with_quotes
from bot.ids import delivery_id
from bot.quoting.sources import key_of, sources_in
from bot.storage.models import Delivery, DigestRecord
from bot.storage.unit_of_work import UnitOfWork

UTTERANCE = "digest/quotes"


async def released(work: UnitOfWork, campaign_id: str, week: int) -> tuple[Released, ...]:
    """Every quote of a week that leaders may read now: the one place that digests read them from.

    Shuffled once and for all: the ids, drawn by chance, are their order.
    """
    found: list[Released] = []
    quotes = await work.quotes.released(campaign_id, week)
    sources = await sources_in(work, campaign_id, quotes)
    for quote in quotes:
        source = sources.get(key_of(quote))
        if source is not None:
            found.append(
                Released(
                    key=quote.id,
                    text=quote.body["text"],
                    teams=frozenset(team.id for team in source.teams),
                    organisation=source.organisation,
                    unlinked=source.answer is None,
                    theme=source.theme if source.counted else "",
                    also=bool(source.theme) and not source.counted,
                    residents=source.residents,
                )
            )
    return tuple(found)


async def keep_digests_in_step(work: UnitOfWork, campaign_id: str, week: int, due_at: datetime | None = None) -> None:
    """Have every digest of a week show what is released now: in its snapshot, on its screen, and in its thread.

    `due_at` is when a leader may hear of it, if this is the first of a digest that went.
    """
    now = await released(work, campaign_id, week)
    for digest in await work.digests.of_campaign(campaign_id):
        if digest.week == week:
            await _keep_in_step(work, digest, now, due_at)


async def _keep_in_step(
    work: UnitOfWork, digest: DigestRecord, now: tuple[Released, ...], due_at: datetime | None
) -> None:
    before, after = digest.snapshot.get("quotes"), with_quotes(digest.snapshot, now)
    if after["quotes"] == before:
        return
    digest.snapshot = after
    message = await work.deliveries.get(delivery_id(digest_key(digest.id)))
    if message is None or "heard" not in message.facts:  # it was never written, or its words cannot be opened
        return
    await _show(work, message, {**message.facts, "quotes": after["quotes"]})
    under = await work.deliveries.get(delivery_id(quotes_key(digest.id)))
    if under is not None:
        await _show(work, under, {**under.facts, "quotes": after["quotes"]})
    elif after["quotes"] and due_at is not None:
        await _say_in_thread(work, message, digest.id, after, due_at)


async def _show(work: UnitOfWork, row: Delivery, facts: dict[str, Any]) -> None:
    """Bring a message up to date: one that has not left leaves with the new words."""
    row.facts = facts
    await work.desired.show_message(row, facts)


async def _say_in_thread(
    work: UnitOfWork, message: Delivery, digest_id: str, facts: Mapping[str, Any], due_at: datetime
) -> None:
    """Released after the digest went: its leader hears of it once, in its thread, and later ones are added there."""
    await work.deliveries.plan(
        Delivery(
            id=delivery_id(quotes_key(digest_id)),
            workspace=message.workspace,
            recipient=message.recipient,
            parent_id=message.id,
            utterance=UTTERANCE,
            facts=dict(quotes_facts(facts)),
            language=message.language,
            zone=message.zone,
            priority=message.priority,
            state="planned",
            due_at=max(due_at, message.due_at),
            created_at=due_at,
        )
    )
