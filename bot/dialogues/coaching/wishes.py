"""How somebody who asks their leaders would like it taken up, as the form for a question says it."""

from bot.dialogues.coaching.scene import is_put
from bot.dialogues.events import AnswerGiven
from bot.errors import FieldProblem
from bot.insight.ladder import WAYS, WRITING, ways_for

NOT_UNLINKED = (
    "That needs that I can reach you later, and of Unlinked words I keep no link. Please choose another way, or"
    " Confidential."
)


def wish_of(event: AnswerGiven) -> str:
    """Give the way that was chosen; empty for an answer in writing, and for what is no question to leaders.

    Raises `FieldProblem` for a way that cannot be had in this mode.
    """
    if not is_put(event.question) or event.wish == WRITING:
        return ""
    if event.wish not in WAYS:
        raise FieldProblem("wish", "Please choose one of the ways.")
    if event.wish not in ways_for(event.mode):
        raise FieldProblem("wish", NOT_UNLINKED)
    return event.wish
