"""What was said already is worded anew: when an answer in it changes or goes, its week closes, or a talk is offered.

The answer itself is changed by then. The week's published words, its digests and its playback are rewritten, and what
stands in Slack is brought up to date; numbers stay as they were published.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.campaigns.names_given import forget_name, unsay
from bot.dialogues.week import digest_key, digest_keys
from bot.digests.following import follow_in_digest
from bot.ids import delivery_id
from bot.insight.following import follow
from bot.storage.models import Answer, Delivery, Round
from bot.storage.unit_of_work import UnitOfWork

NAMED = "thread/named_answer"
REMINDERS = ("nudge", "leader/rate")
ASKS_FOR_ANSWERS = ("playback", "last_call", "questions")
"""The keys of a week's messages, besides the question, that say until when it is open or how to answer."""

Change = Callable[[Mapping[str, Any]], dict[str, Any]]


async def reword(work: UnitOfWork, answer: Answer, text: str | None) -> None:
    """Put the new words in the place of the old ones everywhere; None takes them away."""
    if text is None:
        await work.ladder.drop_wish(answer.id)
    await _in_thread(work, answer.id, text)
    await _in_message(work, f"playback/{answer.round_id}", lambda facts: follow(facts, answer.id, text))
    round_ = await work.rounds.get(answer.round_id)
    if round_ is None or round_.figures is None:
        return
    counted = follow(round_.figures, answer.id, text)
    if counted != round_.figures:
        round_.figures = counted
    published = await work.publications.reword(
        round_.campaign_id, round_.week, lambda words: follow(words, answer.id, text)
    )
    if published:
        await _in_digests(work, round_, answer.id, text)
    await _in_question(work, round_, answer.id, text)


async def word_as_closed(work: UnitOfWork, round_id: str, *, few: bool) -> None:
    """Have a closed week's messages stop asking for answers: the channel's first, then each reminder in private."""

    def closed(facts: Mapping[str, Any]) -> dict[str, Any]:
        return {**facts, "closed": True, "few": few}

    for key in ASKS_FOR_ANSWERS:
        await _in_message(work, f"{key}/{round_id}", closed)
    for row in await work.deliveries.of_round(round_id):
        if row.utterance in REMINDERS:
            await _in_row(work, row, closed)


async def show_offer(work: UnitOfWork, digest_id: str, team_id: str) -> None:
    """Have a digest show that its leader offered a team a talk."""

    def offered(facts: Mapping[str, Any]) -> dict[str, Any]:
        if not facts:  # its time is over, and its words are gone
            return {}
        return {**facts, "offered": sorted({*facts.get("offered", ()), team_id})}

    await _in_message(work, digest_key(digest_id), offered)


async def _in_digests(work: UnitOfWork, round_: Round, key: str, text: str | None) -> None:
    for digest in await work.digests.of_campaign(round_.campaign_id):
        if digest.week == round_.week:
            digest.snapshot = follow_in_digest(digest.snapshot, key, text)
            for message in digest_keys(digest.id):
                await _in_message(work, message, lambda facts: follow_in_digest(facts, key, text))


async def _in_question(work: UnitOfWork, round_: Round, key: str, text: str | None) -> None:
    """A question to leaders, where it is repeated since; taken back, it goes with what was written back about it."""
    question = await work.questions.of_answer(key)
    if question is None:
        return
    keys = [key]
    if text is None:
        for name in await work.ladder.names_about(question.id):
            await forget_name(work, name)
        keys += await work.questions.drop(question.id)
    for each in keys:
        await unsay(work, round_.campaign_id, each, text)


async def unsay_reply(work: UnitOfWork, reply_id: str) -> None:
    """What somebody wrote back to a leader goes, and from the leader's messages too."""
    reply = await work.questions.get_reply(reply_id)
    if reply is None:
        return
    await work.questions.drop_reply(reply_id)
    await unsay(work, reply.campaign_id, reply_id)


async def _in_message(work: UnitOfWork, key: str, change: Change) -> None:
    """What has not left yet leaves with the new words; what stands in Slack is updated."""
    row = await work.deliveries.get(delivery_id(key))
    if row is not None:
        await _in_row(work, row, change)


async def _in_row(work: UnitOfWork, row: Delivery, change: Change) -> None:
    facts = change(row.facts)
    if facts != row.facts:
        row.facts = facts
        await work.desired.show_message(row, facts)


async def _in_thread(work: UnitOfWork, answer_id: str, text: str | None) -> None:
    """The message posted for the author: the conversation shows its change, the ledger forgets the old words."""
    for row in await work.deliveries.of_answer(answer_id):
        if row.utterance == NAMED:
            row.facts = {**row.facts, "text": text} if text is not None and row.facts else {}
            if text is None:
                await work.deliveries.cancel(row)
