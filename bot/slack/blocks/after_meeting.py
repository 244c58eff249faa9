"""What is said after a meeting: did it happen, what waits for an outcome, and what those who came thought of it."""

from slack_sdk.models.blocks import Block

from bot.content.markup import quote
from bot.slack.blocks.composer import Composer, plain, with_rows
from bot.slack.blocks.pieces import button, row
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip

HAPPENED = ("meeting_happened", "meeting_not_yet", "meeting_moved", "meeting_did_not")
WORDS = 1_200


def happened(facts: Facts, voice: Voice) -> Rendered:
    """Ask a leader whether it happened; once they said, the question is gone."""
    said = voice.say("meeting/happened", {"said_heard": "", "said_again": "", **facts})
    if facts["said"] not in {"", "not_yet"}:
        rows = [row(button(voice, "meeting_questions", facts["meeting_id"]))] if facts["said"] == "held" else []
        return with_rows(said, *rows)
    return with_rows(said, _asks(voice, facts["time_id"]))


def waits(facts: Facts, voice: Voice) -> Rendered:
    """Remind a leader of what waits: whether it happened, or what came of its questions."""
    rows = [_asks(voice, time["id"]) for time in facts["times"]]
    if facts["count"]:
        rows.append(row(button(voice, "meeting_questions", facts["meeting_id"], style="primary")))
    return with_rows(voice.say("meeting/waits", facts), *rows)


def felt(facts: Facts, voice: Voice) -> Rendered:
    """Ask somebody who came two things in private; what they said stands in the place of its buttons."""
    whole = {"heard": "", "again": "", **facts}
    rows = [
        row(*(button(voice, f"{what}_{word}", facts["time_id"]) for word in ("yes", "no")))
        for what in ("heard", "again")
        if not whole[what]
    ]
    return with_rows(voice.say("meeting/felt", whole), *rows)


def not_held(facts: Facts, voice: Voice) -> Rendered:
    """Say that it did not happen, and why."""
    return with_rows(voice.say("meeting/not_held", {**facts, "words": clip(facts["words"], WORDS, quote)}))


def _asks(voice: Voice, time_id: str) -> Block:
    first, *others = HAPPENED
    return row(button(voice, first, time_id, style="primary"), *(button(voice, name, time_id) for name in others))


COMPOSERS: dict[str, Composer] = {
    "meeting/happened": happened,
    "meeting/waits": waits,
    "meeting/felt": felt,
    "meeting/not_held": not_held,
    "meeting/after_done": plain("meeting/after_done"),
}
