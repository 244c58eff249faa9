"""The pictures of the documentation: none is missing, none is stale, and one is taken here as a proof."""

from __future__ import annotations

import html
import inspect
import pkgutil
import re
import struct
from importlib import import_module
from pathlib import Path

import pytest
from playwright.async_api import Browser

import bot.slack.views
from bot.slack.blocks.compose import COMPOSERS
from demo.cast import Cast
from demo.live import begin
from demo.pictures.camera import PHONE, UNROLLED, Camera
from demo.pictures.kinds import every_kind, load_chapters
from demo.pictures.page import messages_page
from demo.pictures.shoot import Shoot
from demo.world import world
from sandbox.client import routes

DOCS = Path("docs")
README_PICTURES = (
    "week.png", "digest.png", "thread.png", "home.png", "phone.png", "page.png", "page-phone.png", "report.png"
)  # fmt: skip
MOST_BYTES = 7_000_000
SHOWS_WORDS_OF_OTHERS = {"said_view"}  # it puts a message into a form; the message has its own picture
PICTURE = re.compile(r'<img src="pictures/(?P<file>[^"]+)" width="\d+" alt="(?P<alt>[^"]*)">')


def views() -> set[str]:
    """Every function that draws a form or a tab."""
    modules = [import_module(f"bot.slack.views.{each.name}") for each in pkgutil.iter_modules(bot.slack.views.__path__)]
    return {
        name
        for module in modules
        for name, made in inspect.getmembers(module, inspect.isfunction)
        if name.endswith("_view") and made.__module__ == module.__name__
    }


def test_every_message_and_form_is_on_the_list() -> None:
    """Whatever the coach can say or draw has its entry, and no entry is of something that is gone."""
    kinds = list(every_kind())
    assert {kind.utterance for kind in kinds if kind.utterance} == set(COMPOSERS) - {"home"}
    assert {kind.view for kind in kinds if kind.view} == views() - SHOWS_WORDS_OF_OTHERS
    assert len({kind.picture for kind in kinds}) == len(kinds)


def test_every_entry_has_its_picture_on_the_page() -> None:
    """The page shows each kind once with its words, each picture is there, and no other pictures lie about."""
    page = (DOCS / "messages.md").read_text(encoding="utf-8")
    shown = {match["file"]: match["alt"] for match in PICTURE.finditer(page)}
    assert list(shown) == [kind.picture for kind in every_kind()]
    assert all(len(alt) > 20 for alt in shown.values())
    there = {str(file.relative_to(DOCS / "pictures")) for file in (DOCS / "pictures").rglob("*.png")}
    assert there == set(shown) | set(README_PICTURES)
    assert sum(file.stat().st_size for file in (DOCS / "pictures").rglob("*")) < MOST_BYTES
    said = {kind.name: html.unescape(shown[kind.picture]) for kind in every_kind()}
    assert page == messages_page(load_chapters(), said)


@pytest.mark.timeout(120)
async def test_a_picture_is_of_the_message_it_names(browser: Browser, one_team: Cast, tmp_path: Path) -> None:
    """The week's question is found by the ledger, taken at a phone's width, and its own text stands beside it."""
    database = tmp_path / "pictures.sqlite3"
    async with world(one_team, database, routes=routes) as stage:
        await begin(stage)
        shoot = Shoot(stage, Camera(browser, stage.base_url, tmp_path))
        prompt = await shoot.posted("prompt/open", one_team.teams[0].channel)
        await shoot.take("prompt/open", shoot.person("Amina"), prompt)
    picture = (tmp_path / "messages" / "prompt-open.png").read_bytes()
    width, height = struct.unpack(">II", picture[16:24])
    assert picture.startswith(b"\x89PNG")
    assert width == PHONE * UNROLLED.scale
    assert height > width
    assert "Reply in this thread" in shoot.said["prompt/open"]
