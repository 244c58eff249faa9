"""What the coach says about decisions on one's own data: to whoever decided, and to the privacy officer."""

from pydantic import TypeAdapter

from bot.controller import Controller
from bot.slack.blocks.composer import Composer, plain, with_rows
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip

CONTROLLER = TypeAdapter(Controller)
LONGEST_NAME = 200


def done(facts: Facts, voice: Voice) -> Rendered:
    """Say what was done, and what it means for whom."""
    shown = {"mail": False, **facts, "controller": CONTROLLER.validate_python(facts.get("controller", {}))}
    if "campaign" in facts:
        shown["campaign"] = clip(facts["campaign"], LONGEST_NAME)
    return with_rows(voice.say("own/done", shown))


COMPOSERS: dict[str, Composer] = {
    "own/done": done,
    "own/objection_officer": plain("own/objection_officer"),
}
