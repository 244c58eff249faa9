"""Draws Block Kit: each block and element by the macro of its type; what has none says so plainly.

The macros are in templates/blocks.html and templates/elements.html, and carry the names of Slack's types. This module
hands them words as HTML, ids that are unique on the page, and the state of each input.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from jinja2 import Environment
from markdown_it import MarkdownIt
from markupsafe import Markup

from sandbox.client.choices import Choices, choices
from sandbox.client.emoji import with_emoji
from sandbox.client.mrkdwn import mrkdwn
from sandbox.client.reader import Reader, safe_url
from sandbox.client.rich_text import rich_text
from sandbox.records import Json
from sandbox.state import STATE_KEYS, elements, empty

BLOCKS = frozenset({
    "section", "header", "context", "divider", "image", "actions", "input", "rich_text", "markdown", "table",
    "data_table", "data_visualization", "alert", "container", "context_actions",
})  # fmt: skip
ELEMENTS = frozenset({
    "button", "overflow", "static_select", "users_select", "channels_select", "conversations_select",
    "multi_static_select", "multi_users_select", "multi_channels_select", "multi_conversations_select",
    "radio_buttons", "checkboxes", "datepicker", "timepicker", "datetimepicker", "plain_text_input",
    "rich_text_input", "email_text_input", "url_text_input", "number_input", "image", "icon_button",
    "feedback_buttons",
})  # fmt: skip
GROUPS = frozenset({"radio_buttons", "checkboxes"}) | {kind for kind in ELEMENTS if kind.startswith("multi_")}
"""Elements that are several controls: they get a fieldset with a legend instead of a label."""


def input_name(block_id: str, action_id: str) -> str:
    """Return the name of a form's field for an input: both ids, so that it outlives a change of the view."""
    return json.dumps([block_id, action_id])


@dataclass
class Drawing:
    """Draws the blocks of one message or view.

    `key` begins every id; `state` holds the inputs' states by block and action id; `surface` is message, modal or
    home; `heading` is the level of its headings among those of the page.
    """

    templates: Environment
    reader: Reader
    surface: Literal["message", "modal", "home"]
    key: str
    state: dict[str, Json] = field(default_factory=dict)
    heading: int = 2
    numbers: Any = field(default_factory=itertools.count)

    def blocks(self, blocks: list[Json]) -> Markup:
        """Draw all blocks."""
        return Markup("").join(self.block(block) for block in blocks)

    def block(self, block: Json) -> Markup:
        """Draw one block."""
        kind = block["type"]
        return self._macro("blocks.html", kind if kind in BLOCKS else "unknown", block)

    def element(self, block: Json, element: Json, label: str = "", given_id: str = "") -> Markup:
        """Draw an element; `label` is its spoken name, or a group's legend. `given_id` is one a label points at."""
        kind = element["type"]
        name = kind if kind in ELEMENTS else "unknown"
        return self._macro("elements.html", name, block, element, given_id or self.new_id(), label)

    def has_controls(self, blocks: list[Json]) -> bool:
        """Whether a person can press or fill in anything."""
        return any(True for _ in elements(blocks))

    def words(self, text: Json | str | None) -> Markup:
        """Draw a text object: markup or plain."""
        if text is None or isinstance(text, str):
            return with_emoji(text or "")
        if text["type"] == "mrkdwn":
            return mrkdwn(text["text"], self.reader)
        return with_emoji(text["text"]) if text.get("emoji", True) else Markup.escape(text["text"])

    def plain(self, text: Json | None) -> str:
        """Return the words of a plain text object for an attribute."""
        return str(text["text"]) if text else ""

    def new_id(self) -> str:
        """Return an id that stands nowhere else on the page, and is the same the next time."""
        return f"{self.key}-{next(self.numbers)}"

    def name(self, block: Json, element: Json) -> str:
        """Return the name of an input's field."""
        return input_name(block["block_id"], element["action_id"])

    def is_group(self, element: Json) -> bool:
        """Whether an element is several controls."""
        return element["type"] in GROUPS

    def is_drawn(self, element: Json) -> bool:
        """Whether the client can show an element at all."""
        return element["type"] in ELEMENTS

    def state_of(self, block: Json, element: Json) -> Json:
        """Return the state of an element."""
        held: Json | None = self.state.get(block["block_id"], {}).get(element["action_id"])
        return held or empty(element)

    def value(self, block: Json, element: Json) -> str:
        """Return the value of an input that holds one, as its field shows it."""
        held = self.state_of(block, element)[STATE_KEYS[element["type"]][0]]
        if held is None:
            return ""
        if element["type"] == "datetimepicker":
            return datetime.fromtimestamp(int(held), self.reader.zone).strftime("%Y-%m-%dT%H:%M")
        return _flat(held) if isinstance(held, dict) else str(held)

    def choices(self, block: Json, element: Json) -> list[Choices]:
        """Return what an element offers."""
        state = self.state_of(block, element) if element["type"] in STATE_KEYS else {}
        return choices(element, state, self.reader)

    def rich_text(self, block: Json) -> Markup:
        """Draw rich text."""
        return rich_text(block, self.reader)

    def markdown(self, text: str) -> Markup:
        """Draw a markdown block; HTML in it stays text."""
        engine = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
        return Markup(engine.render(text))  # noqa: S704 - markdown-it escapes what it is given

    def picture(self, image: Json) -> str | None:
        """Return the address of an image, None if it cannot be shown."""
        url = image.get("image_url")
        if url:
            return safe_url(str(url))
        file_id = (image.get("slack_file") or {}).get("id")
        file = self.reader.workspace.files.get(file_id) if file_id else None
        return f"{self.reader.home}/file/{file.id}/{file.name}" if file else None

    def safe_url(self, url: str) -> str | None:
        """Return an address if it may be a link."""
        return self.reader.inside(url) or safe_url(url)

    def is_inside(self, url: str) -> bool:
        """Whether an address is a message of this workspace."""
        return self.reader.inside(url) is not None

    def _macro(self, template: str, name: str, *arguments: Any) -> Markup:
        macro = getattr(self.templates.get_template(template).module, name)
        return Markup(macro(self, *arguments))  # noqa: S704 - a template with autoescape made it


def _flat(rich: Json) -> str:
    parts = [part for section in rich.get("elements", []) for part in section.get("elements", [])]
    return "".join(str(part.get("text", "")) for part in parts)
