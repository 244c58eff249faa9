"""What is said on the working day before a meeting: to those who come, its leader, its channel, and other managers."""

from bot.content.markup import quote
from bot.slack.blocks.composer import Composer, plain, with_rows
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip

QUESTION, PROMISE = 600, 150
"""Characters of a question, and of each promise."""


def brief(facts: Facts, voice: Voice) -> Rendered:
    """Ready a leader: what was said, where views differ, what they promised, and how to use the time."""
    questions = [{**item, "text": clip(item["text"], QUESTION, quote)} for item in facts["questions"]]
    promises = [{**item, "text": clip(item["text"], PROMISE)} for item in facts["promises"]]
    return with_rows(voice.say("question/brief", {**facts, "questions": questions, "promises": promises}))


COMPOSERS: dict[str, Composer] = {
    "question/brief": brief,
    "meeting/reminder": plain("meeting/reminder"),
    "meeting/ahead": plain("meeting/ahead"),
    "meeting/managers": plain("meeting/managers"),
}
