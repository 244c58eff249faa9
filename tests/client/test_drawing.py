"""Each block and element that Waymark may send is drawn; what cannot be is named; nothing in a block becomes code."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import Environment
from starlette.datastructures import FormData, UploadFile

from sandbox.blocks.layout import BLOCKS as KNOWN_BLOCKS
from sandbox.blocks.message import check_message
from sandbox.blocks.view import check_view
from sandbox.client.drawing import BLOCKS, ELEMENTS, Drawing, input_name
from sandbox.client.forms import read_states
from sandbox.client.memory import Memory
from sandbox.client.reader import Reader
from sandbox.client.screens import Screens
from sandbox.errors import PersonError
from sandbox.state import initial_state, with_ids
from tests.client.conftest import World
from tests.client.gallery import INPUTS, inputs, layout, mrkdwn, plain

NASTY = "<script>alert('x')</script>\" onfocus=\"alert(1)"


def drawing(world: World, blocks: list[dict[str, Any]], state: Any = None) -> Drawing:
    """A drawing for Ana's eyes."""
    screens = Screens(world.workspace, Memory())
    templates: Environment = screens._blocks
    return Drawing(templates, Reader(world.workspace, world.ana.user), "modal", "k", state or initial_state(blocks))


def draw(world: World, blocks: list[dict[str, Any]]) -> str:
    """The HTML of blocks."""
    named = with_ids(blocks, "b")
    return str(drawing(world, named).blocks(named))


class Page(HTMLParser):
    """Collects the tags of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_gallery_is_what_slack_takes() -> None:
    """The blocks these tests draw would be accepted by Slack."""
    check_message("gallery", layout(), [])
    check_view({"type": "modal", "title": plain("All"), "submit": plain("Send"), "blocks": inputs()}, "modal")


def test_every_block_of_a_message_is_drawn(world: World) -> None:
    """Each block is drawn with its words, and the one that is not drawn says so."""
    html = draw(world, layout())
    for words in ("Week 1 of 7", "<strong>Bold</strong>", "Needed 5", "Taking part", "rich cell", "Gaps", "a point"):
        assert words in html
    assert html.count("does not draw") == 1
    assert "does not draw the block “video”" in html
    assert "&lt;b&gt;not bold&lt;/b&gt;" in html
    assert 'alt="Bars: now 3, needed 5"' in html


@pytest.mark.parametrize("kind", sorted(INPUTS))
def test_every_input_is_drawn_with_its_label(world: World, kind: str) -> None:
    """Each input has a control, a label or legend, a place for its error, and a hint that it points at."""
    block = next(block for block in inputs() if block["element"]["type"] == kind)
    page = Page(draw(world, [block]))
    names = [attrs["name"] for tag, attrs in page.tags if tag in ("input", "select", "textarea") and "name" in attrs]
    assert set(names) == {input_name(f"b_{kind}", f"a_{kind}")}
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    described = next(attrs["aria-describedby"] for _, attrs in page.tags if "aria-describedby" in attrs)
    assert described is not None
    assert set(described.split()) <= ids
    labelled = {attrs["for"] for tag, attrs in page.tags if tag == "label" and "for" in attrs}
    assert labelled <= ids
    assert labelled or any(tag == "legend" for tag, _ in page.tags)


def test_ids_are_unique(world: World) -> None:
    """No two elements on a page share an id."""
    page = Page(draw(world, [*inputs(), *layout()]))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs and not (attrs["id"] or "").startswith("confirm")]
    assert len(ids) == len(set(ids))


def test_what_is_not_drawn_is_named(world: World) -> None:
    """Every block type that Slack has is either drawn or named as not drawn, and so is an element."""
    for kind in set(KNOWN_BLOCKS) - BLOCKS:
        assert f"does not draw the block “{kind}”" in draw(world, [{"type": kind}])
    assert "external_select" not in ELEMENTS
    actions = {"type": "actions", "elements": [{"type": "external_select", "action_id": "x"}]}
    assert "does not draw the element “external_select”" in draw(world, [actions])
    for kind in ("external_select", "multi_external_select", "file_input"):
        element = {"type": kind, "action_id": "x"}
        html = draw(world, [{"type": "input", "block_id": "i", "label": plain("Who"), "element": element}])
        assert f"does not draw the element “{kind}”. Slack does." in html
        assert "<label" not in html  # it would point at nothing


def test_choices_are_the_readers(world: World) -> None:
    """A list of conversations holds no private channel of others, a list of people holds no app."""
    html = draw(world, inputs())
    assert "housing-repairs" in html
    assert "front-door" in html
    assert "leaders" not in html
    assert "Ben Rees" in html
    assert not re.search(r"<option[^>]*>Coach</option>", html)


def test_who_is_chosen_stands_first(world: World) -> None:
    """In a list that scrolls nobody has to look for who is chosen already; a closed list keeps its order."""
    for kind, first in (("multi_users_select", "Ben Rees"), ("users_select", "Ana Jones")):
        chosen = {"initial_users": [world.ben.id]} if kind.startswith("multi") else {"initial_user": world.ben.id}
        element = {"type": kind, "action_id": "who", **chosen}
        label = {"type": "plain_text", "text": "Who?"}
        html = draw(world, [{"type": "input", "block_id": "who", "label": label, "element": element}])
        assert min(("Ana Jones", "Ben Rees"), key=html.index) == first


def test_a_block_cannot_bring_code(world: World) -> None:
    """Words, values, ids and addresses of blocks stay words and attributes, whatever they hold."""
    nasty: list[dict[str, Any]] = [
        {"type": "header", "text": plain(NASTY)},
        {"type": "section", "block_id": NASTY, "text": mrkdwn(NASTY), "fields": [plain(NASTY)]},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": NASTY, "text": plain(NASTY), "value": NASTY, "style": NASTY},
                {"type": "button", "action_id": "b", "text": plain("x"), "url": "javascript:alert(1)"},
                {
                    "type": "static_select",
                    "action_id": "s",
                    "options": [{"text": plain(NASTY), "value": NASTY}],
                    "placeholder": plain(NASTY),
                },
            ],
        },
        {"type": "image", "image_url": "javascript:alert(1)", "alt_text": NASTY},
        {"type": "markdown", "text": f"{NASTY} [x](javascript:alert(1))"},
        {"type": NASTY},
    ]
    page = Page(draw(world, nasty))
    assert not any(tag == "script" for tag, _ in page.tags)
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
    for _, attrs in page.tags:
        assert not (attrs.get("href") or attrs.get("src") or "").startswith("javascript")


def test_a_form_comes_back_as_the_states_it_showed(world: World) -> None:
    """A form that nobody has touched gives exactly the states it was drawn from."""
    blocks = with_ids(inputs(), "b")
    page = Page(draw(world, blocks))
    reader = Reader(world.workspace, world.ana.user)
    pairs: list[tuple[str, str | UploadFile]] = []
    for tag, attrs in page.tags:
        name = attrs.get("name")
        if tag == "input" and name and (attrs.get("type") not in ("radio", "checkbox") or "checked" in attrs):
            pairs.append((name, attrs.get("value") or ""))
    html = draw(world, blocks)
    for name, body in re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.DOTALL):
        pairs.append((unescape(name), body.replace("\n", "\r\n")))
    assert read_states(blocks, FormData(pairs), reader) == initial_state(blocks)


def test_an_option_that_is_not_offered_is_refused(world: World) -> None:
    """A made-up option is refused, as Slack's client could not have sent it."""
    blocks = with_ids(inputs(), "b")
    form = FormData([(input_name("b_static_select", "a_static_select"), "made up")])
    with pytest.raises(PersonError, match="does not offer made up"):
        read_states(blocks, form, Reader(world.workspace, world.ana.user))
