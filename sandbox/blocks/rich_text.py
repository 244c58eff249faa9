"""Rich text and tables: nested parts that Slack checks by type."""

from typing import Any

from sandbox.blocks.rules import (
    Place,
    Rule,
    Shape,
    anything,
    boolean,
    by_type,
    exactly_one,
    integer,
    items,
    one_of,
    string,
    url,
)

_STYLE = Shape(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean
    ),
)
_STYLED: dict[str, Rule] = {"style": _STYLE}

_PART_SHAPES: dict[str, Shape] = {
    "text": Shape({"text": string(12_000)}, _STYLED, type="text"),
    "link": Shape({"url": url()}, {"text": string(3000), "unsafe": boolean, **_STYLED}, type="link"),
    "emoji": Shape(
        {"name": string(100)}, {"unicode": string(100), "skin_tone": integer(1, 6), **_STYLED}, type="emoji"
    ),
    "user": Shape({"user_id": string(100)}, _STYLED, type="user"),
    "usergroup": Shape({"usergroup_id": string(100)}, _STYLED, type="usergroup"),
    "channel": Shape({"channel_id": string(100)}, _STYLED, type="channel"),
    "broadcast": Shape({"range": one_of("here", "channel", "everyone")}, _STYLED, type="broadcast"),
    "color": Shape({"value": string(10)}, type="color"),
    "team": Shape({"team_id": string(100)}, _STYLED, type="team"),
    "date": Shape(
        {"timestamp": integer(0, 10**11), "format": string(200)},
        {"url": url(), "fallback": string(200), **_STYLED},
        type="date",
    ),
}
_PARTS = items(by_type(_PART_SHAPES), 1000, least=0)
_SECTION = Shape({"elements": _PARTS}, type="rich_text_section")

_RICH_TEXT_ELEMENTS: dict[str, Shape] = {
    "rich_text_section": _SECTION,
    "rich_text_list": Shape(
        {"elements": items(by_type({"rich_text_section": _SECTION}), 200), "style": one_of("bullet", "ordered")},
        {"indent": integer(0, 8), "offset": integer(0, 10**6), "border": integer(0, 1)},
        type="rich_text_list",
    ),
    "rich_text_quote": Shape({"elements": _PARTS}, {"border": integer(0, 1)}, type="rich_text_quote"),
    "rich_text_preformatted": Shape(
        {"elements": _PARTS}, {"border": integer(0, 1), "language": string(50)}, type="rich_text_preformatted"
    ),
}
RICH_TEXT_FIELDS: dict[str, Rule] = {"elements": items(by_type(_RICH_TEXT_ELEMENTS), 500, least=0)}
RICH_TEXT = Shape(RICH_TEXT_FIELDS, {"block_id": string(255)}, type="rich_text")

_RAW_TEXT = Shape({"text": string(10_000, least=0)}, type="raw_text")
_RAW_NUMBER = Shape({"value": anything, "text": string(100)}, type="raw_number")
CELLS = {"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": RICH_TEXT}
_COLUMN = Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _column(value: Any, place: Place) -> None:
    if value is not None:
        _COLUMN(value, place)


def _same_width(value: Any, place: Place) -> None:
    """Rows of a data table have as many cells as its header; the header holds no rich text."""
    rows = [row for row in value.get("rows") or [] if isinstance(row, list)]
    if rows and any(len(row) != len(rows[0]) for row in rows):
        place.report("all rows must have the same number of cells")
    if rows and any(isinstance(cell, dict) and cell.get("type") == "rich_text" for cell in rows[0]):
        place.report("the header row must not hold rich_text")


TABLE_FIELDS: dict[str, Rule] = {"rows": items(items(by_type(CELLS), 20), 100)}
TABLE_OPTIONS: dict[str, Rule] = {"column_settings": items(_column, 20)}
DATA_TABLE_FIELDS: dict[str, Rule] = {"caption": string(2000), "rows": items(items(by_type(CELLS), 20), 201, least=2)}
DATA_TABLE_OPTIONS: dict[str, Rule] = {"page_size": integer(1, 100), "row_header_column_index": integer(0, 19)}
DATA_TABLE_CHECKS: tuple[Rule, ...] = (_same_width,)

URL_SOURCE = Shape({"url": url(), "text": string(2000)}, {"icon_url": url()}, type="url")
TITLED: tuple[Rule, ...] = (exactly_one("title", "rich_text_title"),)
