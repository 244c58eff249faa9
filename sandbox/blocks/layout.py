"""Layout blocks: their fields and limits, and on which surfaces each may stand.

Limits from Slack's Block Kit reference; the surfaces of newer blocks from its published ``blocks.json``.
"""

from collections.abc import Mapping

from sandbox.blocks.charts import CHART_FIELDS
from sandbox.blocks.composition import mrkdwn, plain, words
from sandbox.blocks.elements import CARD_HAS_CONTENT, IMAGE, elements_for
from sandbox.blocks.rich_text import (
    DATA_TABLE_CHECKS,
    DATA_TABLE_FIELDS,
    DATA_TABLE_OPTIONS,
    RICH_TEXT,
    RICH_TEXT_FIELDS,
    TABLE_FIELDS,
    TABLE_OPTIONS,
    TITLED,
    URL_SOURCE,
)
from sandbox.blocks.rules import (
    Place,
    Rule,
    Shape,
    anything,
    at_least_one,
    boolean,
    by_type,
    exactly_one,
    items,
    one_of,
    string,
    url,
)

NOT_ON: dict[str, frozenset[str]] = {
    "message": frozenset({"alert", "file"}),
    "modal": frozenset(
        {"card", "carousel", "context_actions", "data_visualization", "file", "markdown", "plan", "table", "task_card"}
    ),
    "home": frozenset(
        {"alert", "context_actions", "data_visualization", "file", "markdown", "plan", "table", "task_card"}
    ),
}
"""Blocks each surface refuses."""

BLOCK_ID = string(255)


def _block(
    kind: str,
    required: Mapping[str, Rule],
    optional: Mapping[str, Rule] | None = None,
    also: tuple[Rule, ...] = (),
) -> Shape:
    return Shape(required, {"block_id": BLOCK_ID, **(optional or {})}, type=kind, also=also)


_CONTEXT_PARTS = by_type({"plain_text": plain(3000), "mrkdwn": mrkdwn(3000), "image": IMAGE})
_CARD: dict[str, Rule] = {
    "hero_image": IMAGE,
    "icon": IMAGE,
    "title": words(150),
    "subtitle": words(150),
    "body": words(200),
    "actions": items(by_type(elements_for("card")), 5),
}
_TASK_CARD = _block(
    "task_card",
    {"task_id": string(255), "title": string(3000), "status": one_of("pending", "in_progress", "complete", "error")},
    {"details": RICH_TEXT, "output": RICH_TEXT, "sources": items(by_type({"url": URL_SOURCE}), 50)},
)
_CARD_BLOCK = _block("card", {}, _CARD, also=(CARD_HAS_CONTENT,))

BLOCKS: dict[str, Shape] = {
    "section": _block(
        "section",
        {},
        {
            "text": words(3000),
            "fields": items(words(2000), 10),
            "accessory": by_type(elements_for("accessory")),
            "expand": boolean,
        },
        also=(at_least_one("text", "fields"),),
    ),
    "divider": _block("divider", {}),
    "header": _block("header", {"text": plain(150)}),
    "image": _block(
        "image",
        {"alt_text": string(2000)},
        {"image_url": url(), "slack_file": anything, "title": plain(2000)},
        also=(exactly_one("image_url", "slack_file"),),
    ),
    "context": _block("context", {"elements": items(_CONTEXT_PARTS, 10)}),
    "actions": _block("actions", {"elements": items(by_type(elements_for("actions")), 25)}),
    "context_actions": _block("context_actions", {"elements": items(by_type(elements_for("context_actions")), 5)}),
    "input": _block(
        "input",
        {"label": plain(2000), "element": by_type(elements_for("input"))},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": _block("rich_text", RICH_TEXT_FIELDS),
    "markdown": _block("markdown", {"text": string(12_000)}),
    "table": _block("table", TABLE_FIELDS, TABLE_OPTIONS),
    "data_table": _block("data_table", DATA_TABLE_FIELDS, DATA_TABLE_OPTIONS, also=DATA_TABLE_CHECKS),
    "data_visualization": _block("data_visualization", CHART_FIELDS),
    "alert": _block(
        "alert",
        {"text": words(200)},
        {"level": one_of("default", "info", "warning", "error", "success")},
    ),
    "card": _CARD_BLOCK,
    "carousel": _block("carousel", {"elements": items(_CARD_BLOCK, 10)}),
    "task_card": _TASK_CARD,
    "plan": _block("plan", {"title": string(3000)}, {"tasks": items(_TASK_CARD, 50)}),
    "video": _block(
        "video",
        {"alt_text": string(2000), "video_url": url(), "thumbnail_url": url(), "title": plain(200)},
        {
            "title_url": url(),
            "description": plain(200),
            "provider_icon_url": url(),
            "provider_name": string(50),
            "author_name": string(50),
        },
    ),
    "file": _block("file", {"external_id": string(255), "source": one_of("remote")}),
    "call": _block("call", {"call_id": string(255)}, {"api_decoration_available": boolean, "call": anything}),
}


def _children(value: object, place: Place) -> None:
    items(block, 10)(value, place)


BLOCKS["container"] = _block(
    "container",
    {"child_blocks": _children},
    {
        "title": plain(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": words(150),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": IMAGE,
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    also=TITLED,
)


def block(value: object, place: Place) -> None:
    """Check one block on its surface."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind in NOT_ON[place.surface]:
        place.report(f"block type {kind} is not allowed on this surface: {place.surface}")
    by_type(BLOCKS)(value, place)
