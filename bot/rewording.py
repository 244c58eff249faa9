"""What was said already is worded anew: when an answer in it changes or goes, its week closes, or a talk is offered.

The answer itself is changed by then. The week's published words, its digests and its playback are rewritten, and what
stands in Slack is brought up to date; numbers stay as they were published.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.campaigns.names_given import forget_name, unsay
from bot.dialogues.week import digest_key, digest_keys, questions_key
from bot.digests.following import follow_in_digest
from bot.errors import there
from bot.ids import delivery_id
from bot.insight.following import follow
from bot.insight.outcomes import TAKEN_BACK
from bot.storage.models import Answer, Delivery, Round
from bot.storage.question_models import LeaderQuestion
from bot.storage.unit_of_work import UnitOfWork

NAMED = "thread/named_answer"
REMINDERS = ("nudge", "leader/rate")
ASKS_FOR_ANSWERS = ("playback", "last_call", "questions")
"""The keys of a week's messages, besides the question, that say until when it is open or how to answer."""
HELD = ("put", "earlier")
"""Where a digest has questions: those it brought, and those of earlier weeks, which it counts."""

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


async def show_change(work: UnitOfWork, question: LeaderQuestion, changes: Mapping[str, Any]) -> None:
    """Have every digest that brought a question, or counts it among those of earlier weeks, say what became of it."""
    for found in await work.digests.of_campaign(question.campaign_id):
        if found.week < question.week or not _has(found.snapshot, question.id):
            continue
        digest = there(await work.digests.hold(found.id))  # two leaders may act on two questions of it at once
        digest.snapshot = with_changes(digest.snapshot, question.id, changes)
        for key in (digest_key(digest.id), questions_key(digest.id)):
            row = await work.deliveries.get(delivery_id(key))
            if row is not None and row.facts.get("questions"):
                row.facts = with_changes(row.facts, question.id, changes)
                await work.desired.show_message(row, row.facts)


def with_changes(facts: Mapping[str, Any], question_id: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Have a digest's facts say something else of a question."""
    asked = {name: facts["questions"].get(name, []) for name in HELD}
    told = {
        name: [{**item, **changes} if item.get("id") == question_id else item for item in items]
        for name, items in asked.items()
    }
    return {**facts, "questions": {**facts["questions"], **told}}


def _has(facts: Mapping[str, Any], question_id: str) -> bool:
    questions = facts.get("questions") or {}
    return any(item.get("id") == question_id for name in HELD for item in questions.get(name, ()))


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
        await show_change(work, question, {"state": TAKEN_BACK})
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
