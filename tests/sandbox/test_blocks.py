"""Block Kit's counts and lengths: what stands at the limit passes, one more is refused with the place."""

import pytest

from sandbox.blocks.message import check_message
from sandbox.blocks.view import check_view
from sandbox.errors import SlackError


def plain(text):
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text):
    """A mrkdwn text object."""
    return {"type": "mrkdwn", "text": text}


def section(length=10, **fields):
    """A section with that many characters."""
    return {"type": "section", "text": mrkdwn("x" * length), **fields}


def button(**fields):
    """A button."""
    return {"type": "button", "text": plain("Go"), "action_id": "go", **fields}


def actions(*elements, **fields):
    """An actions block."""
    return {"type": "actions", "elements": list(elements), **fields}


def select(options, **fields):
    """A static select."""
    return {"type": "static_select", "action_id": "pick", "options": options, **fields}


def option(text="Yes", value="yes", **fields):
    """An option."""
    return {"text": plain(text), "value": value, **fields}


def field(element, **fields):
    """An input block."""
    return {"type": "input", "label": plain("Label"), "element": element, **fields}


def text_input(**fields):
    """A text input."""
    return {"type": "plain_text_input", "action_id": "typed", **fields}


def chart(points=1, title="Figures"):
    """A bar chart."""
    labels = [f"w{number}" for number in range(points)]
    series = [{"name": "now", "data": [{"label": label, "value": 1} for label in labels]}]
    body = {"type": "bar", "series": series, "axis_config": {"categories": labels}}
    return {"type": "data_visualization", "title": title, "chart": body}


def cells(*texts):
    """A row of a table."""
    return [{"type": "raw_text", "text": text} for text in texts]


def table(rows=1, columns=1):
    """A table of that size."""
    return {"type": "table", "rows": [cells(*["x"] * columns) for _ in range(rows)]}


def numbered(count):
    """That many different buttons."""
    return [button(action_id=f"b{number}") for number in range(count)]


FINE_IN_MESSAGE = {
    "section at 3,000": section(3000),
    "10 fields of 2,000 at most": {"type": "section", "fields": [mrkdwn("x")] * 10},
    "header at 150": {"type": "header", "text": plain("x" * 150)},
    "25 buttons": actions(*numbered(25)),
    "button at 75 and 2,000": actions(button(text=plain("x" * 75), value="x" * 2000)),
    "option at 75 and 150": actions(select([option("x" * 75, "x" * 150)])),
    "100 options": actions(select([option(value=str(number)) for number in range(100)])),
    "context of 10": {"type": "context", "elements": [mrkdwn("x")] * 10},
    "divider": {"type": "divider"},
    "image": {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A"},
    "overflow of 5": actions(
        {"type": "overflow", "action_id": "o", "options": [option(value=str(n)) for n in range(5)]}
    ),
    "markdown": {"type": "markdown", "text": "**x**"},
    "table": table(100, 20),
    "chart": chart(20),
    "card": {"type": "card", "title": mrkdwn("x" * 150), "body": mrkdwn("x" * 200)},
    "carousel": {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn("x")}] * 10},
    "container": {"type": "container", "title": plain("x"), "child_blocks": [section()] * 10},
    "rich text": {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "x", "style": {"bold": True}}]}
        ],
    },
    "task card": {"type": "task_card", "task_id": "1", "title": "x", "status": "pending"},
    "context actions": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "f",
                "positive_button": {"text": plain("Good"), "value": "1"},
                "negative_button": {"text": plain("Bad"), "value": "0"},
            }
        ],
    },
    "input in a message": field(text_input()),
}
REFUSED_IN_MESSAGE = {
    "section above 3,000": (section(3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    "empty section text": (section(0), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "11 fields": ({"type": "section", "fields": [mrkdwn("x")] * 11}, "no more than 10 items allowed"),
    "field above 2,000": ({"type": "section", "fields": [mrkdwn("x" * 2001)]}, "must be less than 2001"),
    "section without text": ({"type": "section"}, "at least one of: text, fields"),
    "header above 150": ({"type": "header", "text": plain("x" * 151)}, "must be less than 151"),
    "header in mrkdwn": ({"type": "header", "text": mrkdwn("x")}, "must be of type plain_text"),
    "26 buttons": (actions(*numbered(26)), "no more than 25 items"),
    "no buttons": (actions(), "no fewer than 1 items"),
    "button above 75": (actions(button(text=plain("x" * 76))), "must be less than 76"),
    "button value above 2,000": (actions(button(value="x" * 2001)), "must be less than 2001"),
    "button without text": (actions({"type": "button", "action_id": "a"}), "missing required field: text"),
    "unknown field": (actions(button(colour="red")), "invalid additional property: colour"),
    "unknown style": (actions(button(style="green")), "must be one of: primary, danger"),
    "unknown block": ({"type": "banner"}, "unsupported type: banner"),
    "unknown element": (actions({"type": "slider"}), "unsupported type: slider"),
    "text input in actions": (actions(text_input()), "unsupported type: plain_text_input"),
    "action_id above 255": (actions(button(action_id="x" * 256)), "must be less than 256"),
    "block_id above 255": (section(block_id="x" * 256), "must be less than 256"),
    "same action_id twice": (actions(button(), button()), "action_id 'go' already exists"),
    "101 options": (actions(select([option(value=str(number)) for number in range(101)])), "no more than 100 items"),
    "no options": (actions(select([])), "no fewer than 1 items"),
    "option text above 75": (actions(select([option("x" * 76)])), "must be less than 76"),
    "option value above 150": (actions(select([option(value="x" * 151)])), "must be less than 151"),
    "options and groups": (actions(select([option()], option_groups=[])), "exactly one of: options, option_groups"),
    "first choice not offered": (
        actions(select([option()], initial_option=option(value="no"))),
        "must match the options",
    ),
    "overflow of 6": (
        actions({"type": "overflow", "action_id": "o", "options": [option(value=str(n)) for n in range(6)]}),
        "no more than 5 items",
    ),
    "placeholder above 150": (actions(select([option()], placeholder=plain("x" * 151))), "must be less than 151"),
    "confirm text above 300": (
        actions(
            button(confirm={"title": plain("t"), "text": plain("x" * 301), "confirm": plain("y"), "deny": plain("n")})
        ),
        "must be less than 301",
    ),
    "context of 11": ({"type": "context", "elements": [mrkdwn("x")] * 11}, "no more than 10 items"),
    "image without alt text": (
        {"type": "image", "image_url": "https://example.org/a.png"},
        "missing required field: alt_text",
    ),
    "image url above 3,000": (
        {"type": "image", "image_url": "https://example.org/" + "x" * 3000, "alt_text": "A"},
        "must be less than 3001",
    ),
    "alert in a message": ({"type": "alert", "text": mrkdwn("x")}, "not allowed on this surface: message"),
    "101 rows": (table(101), "no more than 100 items"),
    "21 columns": (table(1, 21), "no more than 20 items"),
    "number cell without text": (
        {"type": "table", "rows": [[{"type": "raw_number", "value": 1}]]},
        "missing required field: text",
    ),
    "chart title above 50": (chart(title="x" * 51), "must be less than 51"),
    "21 points": (chart(21), "no more than 20 items"),
    "card body above 200": ({"type": "card", "body": mrkdwn("x" * 201)}, "must be less than 201"),
    "11 cards": ({"type": "carousel", "elements": [{"type": "card", "title": mrkdwn("x")}] * 11}, "no more than 10"),
    "11 children": ({"type": "container", "title": plain("x"), "child_blocks": [section()] * 11}, "no more than 10"),
    "task card status": ({"type": "task_card", "task_id": "1", "title": "x", "status": "lost"}, "must be one of"),
    "a block that is no object": ("section", "unsupported type: None"),
    "label above 2,000": (field(text_input(), label=plain("x" * 2001)), "must be less than 2001"),
    "max_length above 3,000": (field(text_input(max_length=3001)), "must be between 1 and 3000"),
}


@pytest.mark.parametrize("name", FINE_IN_MESSAGE)
def test_fine_in_a_message(name):
    """A block at its limit is taken."""
    check_message("text", [FINE_IN_MESSAGE[name]])


@pytest.mark.parametrize("name", REFUSED_IN_MESSAGE)
def test_refused_in_a_message(name):
    """A block over its limit is refused as invalid_blocks, and the message names what and where."""
    block, complaint = REFUSED_IN_MESSAGE[name]
    with pytest.raises(SlackError) as refused:
        check_message("text", [block])
    assert refused.value.code == "invalid_blocks"
    assert any(complaint in message for message in refused.value.messages), refused.value.messages
    assert all("json-pointer:/blocks/0" in message for message in refused.value.messages)


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ([{"type": "divider"}] * 51, "invalid_blocks"),
        ([section(block_id="a"), section(block_id="a")], "invalid_blocks"),
        ([{"type": "markdown", "text": "x" * 6001}] * 2, "invalid_blocks"),
        ([chart()] * 3, "invalid_blocks"),
        ([section(2760)] * 4, "msg_blocks_too_long"),
        ([actions(*[button(action_id=f"a{n}", value="x" * 1400) for n in range(12)])], "msg_blocks_too_long"),
        ([table(), table()], "invalid_attachments"),
        ([{"type": "table", "rows": [cells("x" * 5001), cells("x" * 5000)]}], "invalid_attachments"),
    ],
)
def test_refused_as_a_whole(blocks, code):
    """Counts, double ids and sums over all blocks are checked too."""
    with pytest.raises(SlackError) as refused:
        check_message("text", blocks)
    assert refused.value.code == code


def test_fifty_blocks_and_ten_thousand_characters_pass():
    """Fifty blocks are taken, and a message just under the total is not too long."""
    check_message("text", [{"type": "divider"}] * 50)
    check_message("text", [section(2700)] * 4)


def modal(*blocks, **fields):
    """A modal with a submit button."""
    return {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": list(blocks), **fields}


FINE_VIEWS = {
    "all inputs": modal(
        *(
            field(element, block_id=f"b{number}")
            for number, element in enumerate(
                [
                    text_input(multiline=True, max_length=3000, min_length=0),
                    {"type": "email_text_input", "action_id": "e"},
                    {"type": "url_text_input", "action_id": "u"},
                    {"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "min_value": "1"},
                    {"type": "datepicker", "action_id": "d", "initial_date": "2027-01-31"},
                    {"type": "timepicker", "action_id": "t", "initial_time": "09:30"},
                    {"type": "datetimepicker", "action_id": "dt", "initial_date_time": 1_800_000_000},
                    {"type": "radio_buttons", "action_id": "r", "options": [option()], "initial_option": option()},
                    {"type": "checkboxes", "action_id": "c", "options": [option()]},
                    {"type": "multi_static_select", "action_id": "m", "options": [option()]},
                    {"type": "multi_conversations_select", "action_id": "mc", "filter": {"include": ["public"]}},
                    {"type": "multi_users_select", "action_id": "mu", "max_selected_items": 3},
                    {"type": "users_select", "action_id": "us"},
                    {"type": "channels_select", "action_id": "cs"},
                    {"type": "external_select", "action_id": "es", "min_query_length": 2},
                    {"type": "rich_text_input", "action_id": "rt"},
                    {"type": "file_input", "action_id": "f", "max_files": 2},
                ]
            )
        )
    ),
    "an alert": modal({"type": "alert", "text": mrkdwn("x"), "level": "warning"}),
    "100 blocks": modal(*[{"type": "divider"}] * 100),
}
REFUSED_VIEWS = {
    "title above 24": (modal(section(), title=plain("x" * 25)), "/view/title/text"),
    "no title": ({"type": "modal", "blocks": []}, "missing required field: title"),
    "submit above 24": (modal(section(), submit=plain("x" * 25)), "/view/submit/text"),
    "input without submit": (
        {"type": "modal", "title": plain("T"), "blocks": [field(text_input())]},
        "missing required field: submit",
    ),
    "callback_id above 255": (modal(section(), callback_id="x" * 256), "/view/callback_id"),
    "private_metadata above 3,000": (modal(section(), private_metadata="x" * 3001), "/view/private_metadata"),
    "101 blocks": (modal(*[{"type": "divider"}] * 101), "no more than 100 items"),
    "unknown field": (modal(section(), color="red"), "invalid additional property: color"),
    "markdown in a modal": (modal({"type": "markdown", "text": "x"}), "not allowed on this surface: modal"),
    "table in a modal": (modal(table()), "not allowed on this surface: modal"),
    "two in focus": (
        modal(*(field(text_input(focus_on_load=True), block_id=name) for name in "ab")),
        "only one element may have focus_on_load",
    ),
    "same block_id twice": (modal(section(block_id="a"), section(block_id="a")), "block_id 'a' already exists"),
}


@pytest.mark.parametrize("name", FINE_VIEWS)
def test_fine_views(name):
    """Every kind of input and the full number of blocks are taken in a modal."""
    check_view(FINE_VIEWS[name], "modal")


@pytest.mark.parametrize("name", REFUSED_VIEWS)
def test_refused_views(name):
    """A view over a limit is refused as invalid_arguments with the place."""
    view, complaint = REFUSED_VIEWS[name]
    with pytest.raises(SlackError) as refused:
        check_view(view, "modal")
    assert refused.value.code == "invalid_arguments"
    assert any(complaint in message for message in refused.value.messages), refused.value.messages


def test_home_refuses_alerts():
    """The home tab has its own list of blocks it refuses."""
    with pytest.raises(SlackError) as refused:
        check_view({"type": "home", "blocks": [{"type": "alert", "text": mrkdwn("x")}]}, "home")
    assert "not allowed on this surface: home" in refused.value.messages[0]
