"""The coach's table of teams in the browser client: an HTML table with header cells, without a fault for axe."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser

from bot.content.texts import Texts
from bot.slack.blocks.compose import compose
from sandbox.blocks.message import check_message
from tests.client.conftest import World
from tests.client.test_drawing import draw

TEXTS = Texts(Path(__file__).parents[2] / "content" / "texts")
STYLE = Path(__file__).parents[2] / "sandbox" / "client" / "static" / "blocks.css"
FACTS = {
    "area_title": "Residents at the heart",
    "small": 0,
    "teams": [
        {"team_id": "1", "team": "Front desk & post", "heard": [5, 9], "share": None},
        {"team_id": "2", "team": "Housing repairs", "heard": [10, 19], "share": "half"},
    ],
    "ratings": [{"team_id": "2", "team": "Housing repairs", "base": "both", "now": 2.6, "needed": 3.8, "gap": 1.2}],
}


def drawn(world: World) -> str:
    """The message as the client shows it, once the stand-in has taken it."""
    rendered = compose("digest/table", FACTS, TEXTS)
    blocks: list[dict[str, Any]] = rendered.block_dicts()
    check_message(rendered.text, blocks)
    return draw(world, blocks)


def test_the_table_has_header_cells_and_a_row_for_each_team(world: World) -> None:
    """Whoever hears the page is told the column of each number; a wide table can be scrolled by keyboard."""
    html = drawn(world)
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html) == ["Team", "Gap", "Now", "Needed", "Heard"]
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)]
    assert rows == [
        [],
        ["Front desk &amp; post", "not shown", "not shown", "not shown", "5 to 9"],
        ["Housing repairs", "1.2", "2.6", "3.8", "10 to 19"],
    ]
    assert html.count("<table>") == 1
    assert 'tabindex="0" role="region" aria-label="Table"' in html


async def test_axe_finds_nothing_and_no_word_is_broken(world: World, browser: Browser) -> None:
    """On a phone the table has no fault that axe can see, and is at least as wide as its longest words."""
    page = await browser.new_page(viewport={"width": 320, "height": 640})
    style = STYLE.read_text(encoding="utf-8")
    body = f"<main style='overflow-wrap: anywhere'><h1>Coach</h1>{drawn(world)}</main>"
    await page.set_content(f"<html lang='en'><title>Table</title><style>{style}</style><body>{body}</body></html>")
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    heights = await page.evaluate("[...document.querySelectorAll('th')].map(cell => cell.clientHeight)")
    assert max(heights) == min(heights) < 60
    await page.close()
