"""What a resident said, as somebody passes it on: kept without what tells who the resident is, as far as that is known.

Residents did not agree to anything, so patterns (numbers, addresses, names with a title) are taken out before the words
are kept, and not only where they are quoted. The form asks for no names: the net has holes (docs/redaction.md).
"""

from dataclasses import replace
from typing import TypeVar

from bot.dialogues.coaching.scene import RESIDENTS
from bot.dialogues.events import AnswerGiven
from bot.insight.redaction import redact

Given = TypeVar("Given", bound=AnswerGiven)


def without_residents(event: Given) -> Given:
    """The same answer, with what is known to tell who a resident is taken out of a resident's words."""
    return replace(event, text=redact(event.text).text) if event.question == RESIDENTS else event
