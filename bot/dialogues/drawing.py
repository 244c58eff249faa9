"""Draws a dialogue from its table, as a Mermaid state diagram. Pure: a command writes the page."""

from typing import Any

from bot.dialogues.coaching.table import COACHING
from bot.dialogues.machine import Dialogue
from bot.dialogues.person import PERSON
from bot.dialogues.review import REVIEW
from bot.dialogues.week import WEEK

DIALOGUES: tuple[Dialogue[Any, Any], ...] = (WEEK, COACHING, REVIEW, PERSON)

_HEAD = """# Conversations

Drawn from the tables in `bot/dialogues/` by `make diagrams`; do not edit by hand. Each arrow is an event and where it
may lead. A pair that is not drawn is an error that changes nothing.
"""


def document() -> str:
    """The whole page: every dialogue with its diagram."""
    return "\n".join([_HEAD, *(_section(dialogue) for dialogue in DIALOGUES)])


def _section(dialogue: Dialogue[Any, Any]) -> str:
    return f"## {dialogue.name}\n\n{dialogue.about}\n\n```mermaid\n{mermaid(dialogue)}\n```\n"


def mermaid(dialogue: Dialogue[Any, Any]) -> str:
    """One state diagram; events that lead the same way share an arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (stage, event), rule in dialogue.table.items():
        for target in rule.to:
            arrows.setdefault((stage, target), []).append(event.__name__)
    lines = [f"    {stage} --> {target}: {', '.join(names)}" for (stage, target), names in arrows.items()]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {dialogue.first}", *lines])
