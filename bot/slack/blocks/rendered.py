"""A message that is ready for Slack, and the check that Slack will take it. Nothing here knows what is said.

Limits, from Slack's reference and from what it was measured to refuse (`msg_blocks_too_long`): 50 blocks a message,
9,500 characters of text in them, 15,000 characters of JSON, 3,000 a section; the top-level text stays under 4,000,
because an update refuses more. A Home tab has 100 blocks and 250 kB.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from bot.errors import OurFault

BlockDict = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """How much one surface takes."""

    text: int
    blocks: int
    block_text: int
    json: int


MESSAGE = Limits(text=4_000, blocks=50, block_text=9_500, json=15_000)
HOME_TAB = Limits(text=4_000, blocks=100, block_text=200_000, json=240_000)


class DoesNotFit(OurFault, ValueError):
    """This message is longer than Slack allows."""


@dataclass(frozen=True)
class Rendered:
    """`text` says everything by itself (screen readers read it); `blocks` show the same with buttons."""

    text: str
    blocks: list[Block] = field(default_factory=list)

    def block_dicts(self) -> list[BlockDict]:
        """Return the blocks as Slack's API takes them. Raises `DoesNotFit` when one is too long for its kind."""
        try:
            return [block.to_dict() for block in self.blocks]
        except SlackObjectFormationError as error:
            raise DoesNotFit(str(error)) from error


def check(rendered: Rendered, name: str, limits: Limits = MESSAGE) -> Rendered:
    """Return the message if Slack will take it; raise `DoesNotFit` naming the utterance and the limit."""
    blocks = rendered.block_dicts()
    sizes = {
        "characters of text": (len(rendered.text), limits.text),
        "blocks": (len(blocks), limits.blocks),
        "characters in blocks": (sum(map(len, texts_in(blocks))), limits.block_text),
        "characters of JSON": (len(json.dumps(blocks, ensure_ascii=False)), limits.json),
    }
    for what, (size, most) in sizes.items():
        if size > most:
            raise DoesNotFit(f"The message {name} has {size} {what}; Slack takes {most}.")
    if not rendered.text.strip():
        raise DoesNotFit(f"The message {name} has no text; screen readers would say nothing.")
    return rendered


def texts_in(value: object) -> Iterator[str]:
    """Every text that people read in some blocks."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)
