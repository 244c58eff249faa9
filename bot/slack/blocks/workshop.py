"""What is said about a session in a room: to the team, once, and to the facilitator."""

from collections.abc import Iterable
from typing import Any

from bot.slack.blocks.composer import Composer, plain, with_rows
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip

ACTION = 300
"""Characters of an action in a list, once it is escaped."""


def listed(actions: Iterable[Facts]) -> list[dict[str, Any]]:
    """Actions as a list shows them."""
    return [{**item, "text": clip(" ".join(item["text"].split()), ACTION)} for item in actions]


def summary(facts: Facts, voice: Voice) -> Rendered:
    """Tell a team what a session agreed."""
    return with_rows(voice.say("workshop/summary", {**facts, "actions": listed(facts["actions"])}))


COMPOSERS: dict[str, Composer] = {"workshop/summary": summary, "workshop/done": plain("workshop/done")}
