"""Blocks of every kind the client draws, as an app would send them: for pictures and for tests of the drawing."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    """A text object with markup."""
    return {"type": "mrkdwn", "text": text}


def option(value: str, text: str, description: str | None = None) -> Json:
    """An option."""
    return {"value": value, "text": plain(text), **({"description": plain(description)} if description else {})}


YES_NO = [option("yes", "Yes"), option("no", "No", "Not this time")]
SURE = {
    "title": plain("Delete it?"),
    "text": mrkdwn("It is *gone* for good."),
    "confirm": plain("Delete"),
    "deny": plain("Keep"),
    "style": "danger",
}
PICTURE = "https://pictures.invalid/chart.png"

INPUTS: dict[str, Json] = {
    "static_select": {"options": YES_NO, "placeholder": plain("Choose a question")},
    "users_select": {},
    "channels_select": {},
    "conversations_select": {},
    "multi_static_select": {
        "option_groups": [
            {"label": plain("People"), "options": [option("a", "Skills"), option("b", "Time")]},
            {"label": plain("Place"), "options": [option("c", "Tools")]},
        ]
    },
    "multi_users_select": {},
    "multi_channels_select": {},
    "multi_conversations_select": {},
    "radio_buttons": {"options": YES_NO, "initial_option": YES_NO[0]},
    "checkboxes": {"options": YES_NO, "initial_options": [YES_NO[1]]},
    "datepicker": {"initial_date": "2026-03-03"},
    "timepicker": {"initial_time": "10:00"},
    "datetimepicker": {"initial_date_time": 1_772_532_000},
    "plain_text_input": {"multiline": True, "initial_value": "first line\nsecond line"},
    "email_text_input": {"placeholder": plain("you@example.org")},
    "url_text_input": {},
    "number_input": {"is_decimal_allowed": False, "initial_value": "5"},
    "rich_text_input": {},
}


def inputs() -> list[Json]:
    """One input block for each element that may stand in one."""
    return [
        {
            "type": "input",
            "block_id": f"b_{kind}",
            "label": plain(f"Label of {kind}"),
            "hint": plain(f"Hint of {kind}"),
            "optional": kind not in ("plain_text_input", "radio_buttons", "multi_users_select", "static_select"),
            "element": {"type": kind, "action_id": f"a_{kind}", **rest},
        }
        for kind, rest in INPUTS.items()
    ]


def layout() -> list[Json]:
    """The blocks that may stand in a message, with the elements of messages."""
    cell = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "rich cell", "style": {"bold": True}}]}
        ],
    }
    return [
        {"type": "header", "text": plain("Week 1 of 7: Vision :seedling:")},
        {
            "type": "section",
            "text": mrkdwn("*Bold*, _italic_, ~gone~, `code`"),
            "fields": [mrkdwn("*Now*\n3"), plain("Needed 5")],
        },
        {
            "type": "section",
            "text": plain("With a menu"),
            "accessory": {
                "type": "overflow",
                "action_id": "menu",
                "options": [option("one", "First"), option("two", "Second")],
            },
        },
        {
            "type": "section",
            "text": plain("With a picture"),
            "accessory": {"type": "image", "image_url": PICTURE, "alt_text": "A small chart"},
        },
        {
            "type": "context",
            "elements": [
                mrkdwn("Taking part is your choice."),
                {"type": "image", "image_url": PICTURE, "alt_text": "A face"},
            ],
        },
        {"type": "divider"},
        {"type": "image", "image_url": PICTURE, "alt_text": "Bars: now 3, needed 5", "title": plain("Now and needed")},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "go", "text": plain("Answer"), "style": "primary", "value": "r1"},
                {"type": "button", "action_id": "drop", "text": plain("Delete"), "style": "danger", "confirm": SURE},
                {"type": "button", "action_id": "read", "text": plain("Read more"), "url": "https://example.org/more"},
                {"type": "static_select", "action_id": "pick", "placeholder": plain("Rate it"), "options": YES_NO},
                {"type": "datepicker", "action_id": "day"},
                {"type": "timepicker", "action_id": "time"},
                {"type": "radio_buttons", "action_id": "radio", "options": YES_NO},
                {"type": "checkboxes", "action_id": "boxes", "options": YES_NO},
            ],
        },
        {"type": "markdown", "text": "## A heading\n\n- one **bold**\n- two\n\n<b>not bold</b>"},
        {
            "type": "table",
            "column_settings": [{"align": "left"}, {"align": "right"}],
            "rows": [
                [{"type": "raw_text", "text": "Area"}, {"type": "raw_text", "text": "Gap"}],
                [{"type": "raw_text", "text": "Vision"}, {"type": "raw_number", "value": 2, "text": "2"}],
                [cell, {"type": "raw_text", "text": "1"}],
            ],
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": "Thank you "}, {"type": "emoji", "name": "tada"}],
                },
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [{"type": "text", "text": "a point", "style": {"italic": True}}],
                        }
                    ],
                },
                {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said so"}]},
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1"}]},
            ],
        },
        {
            "type": "data_visualization",
            "title": "Gaps",
            "chart": {"type": "pie", "segments": [{"label": "Vision", "value": 2}]},
        },
        {
            "type": "video",
            "alt_text": "v",
            "video_url": "https://example.org/v",
            "thumbnail_url": PICTURE,
            "title": plain("A film"),
        },
    ]
