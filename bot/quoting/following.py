"""Quotes follow their author: a quote goes when its answer is changed or deleted, or may not be quoted any more."""

from dataclasses import dataclass

from bot.quoting.released import keep_digests_in_step
from bot.quoting.telling import tell_over
from bot.storage.models import Answer
from bot.storage.quote_models import RELEASED
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Stood:
    """What of an answer a quote depends on."""

    text: str | None
    mode: str
    quotable: bool
    theme: str | None
    question: str

    @classmethod
    def of(cls, answer: Answer) -> "Stood":
        """Take it from the answer as it is now."""
        return cls(answer.text, answer.mode, answer.quotable, answer.theme, answer.question)


async def unquote(work: UnitOfWork, answer_id: str) -> bool:
    """Take the quote of an answer away, wherever it is read; one that may be quoted is looked at anew. True: it was.

    Numbers stay as they were frozen. Its author hears no more that it was hidden.
    """
    quote = await work.quotes.of_answer(answer_id)
    if quote is None:
        return False
    was_read = quote.state == RELEASED
    campaign_id, week = quote.campaign_id, quote.week
    await tell_over(work, quote)
    await work.quotes.drop(quote.id)
    if was_read:
        await keep_digests_in_step(work, campaign_id, week)
    return True
