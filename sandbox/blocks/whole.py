"""Rules over all blocks of a message or view together: counts, ids that must differ, sums of lengths."""

import json
from collections import Counter
from typing import Any

from sandbox.blocks.layout import block
from sandbox.blocks.rules import Place
from sandbox.errors import SlackError
from sandbox.records import Json

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_TEXT = 11_000
MOST_JSON = 16_000
MOST_MARKDOWN = 12_000
MOST_CHARTS = 2
TABLES = {"table": 10_000, "data_table": 20_000}


def check_blocks(blocks: Any, surface: str, place: Place) -> None:
    """Report whatever is wrong with a list of blocks."""
    if not isinstance(blocks, list):
        place.report("must be an array")
        return
    if len(blocks) > MOST_BLOCKS[surface]:
        place.report(f"no more than {MOST_BLOCKS[surface]} items allowed")
    for index, one in enumerate(blocks):
        block(one, place.inside(index))
    known = [one for one in blocks if isinstance(one, dict)]
    _ids(known, place)
    _sums(known, place)


def check_tables(blocks: list[Json]) -> None:
    """Slack allows one table in a message, and so much text in it. Raises `SlackError` ``invalid_attachments``."""
    tables = [one for one in blocks if one.get("type") in TABLES]
    if len(tables) > 1:
        raise SlackError("invalid_attachments", messages=["only_one_table_allowed"])
    for table in tables:
        if _text_length(table) > TABLES[table["type"]]:
            raise SlackError("invalid_attachments", messages=["table_content_too_long"])


def check_total(blocks: list[Json]) -> None:
    """Refuse what is too long as a whole. Raises `SlackError` ``msg_blocks_too_long``.

    Slack does not publish this limit. Measured by others: 9,597 characters of text and 15,561 of JSON were accepted,
    11,341 and 17,694 refused. Tables and charts are counted by their own limits.
    """
    counted = [one for one in blocks if one.get("type") not in TABLES and one.get("type") != "data_visualization"]
    size = len(json.dumps(counted, ensure_ascii=False, separators=(",", ":")))
    if _text_length(counted) > MOST_TEXT or size > MOST_JSON:
        raise SlackError("msg_blocks_too_long")


def _text_length(part: Any) -> int:
    if isinstance(part, list):
        return sum(_text_length(one) for one in part)
    if not isinstance(part, dict):
        return 0
    own = part.get("text")
    return (len(own) if isinstance(own, str) else 0) + sum(_text_length(one) for one in part.values())


def _ids(blocks: list[Json], place: Place) -> None:
    for block_id, count in Counter(one["block_id"] for one in blocks if isinstance(one.get("block_id"), str)).items():
        if count > 1:
            place.report(f"block_id {block_id!r} already exists")
    for index, one in enumerate(blocks):
        elements = one.get("elements")
        if one.get("type") not in ("actions", "context_actions") or not isinstance(elements, list):
            continue
        names = Counter(
            str(element["action_id"]) for element in elements if isinstance(element, dict) and "action_id" in element
        )
        for action_id, count in names.items():
            if count > 1:
                place.inside(index).report(
                    f"action_id {action_id!r} already exists for block_id {one.get('block_id')!r}"
                )


def _sums(blocks: list[Json], place: Place) -> None:
    markdown = sum(len(str(one.get("text", ""))) for one in blocks if one.get("type") == "markdown")
    if markdown > MOST_MARKDOWN:
        place.report(f"markdown text must be less than {MOST_MARKDOWN + 1} characters in total")
    if sum(one.get("type") == "data_visualization" for one in blocks) > MOST_CHARTS:
        place.report(f"no more than {MOST_CHARTS} data_visualization blocks allowed")
    focused = [one for one in blocks if isinstance(one.get("element"), dict) and one["element"].get("focus_on_load")]
    if len(focused) > 1:
        place.report("only one element may have focus_on_load")
