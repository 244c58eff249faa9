"""What the web process serves: strict headers on every answer, and the privacy notice as a page for everyone."""

from __future__ import annotations

import re

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.health.checks import Check
from bot.health.vitals import Vitals
from bot.papers.writing import write
from bot.settings import Settings
from bot.web.app import create_web
from tests.client.test_browser import SCHEMES

NOTICE = write(
    Settings(
        WAYMARK_ORGANISATION="<script>alert(1)</script> Council",
        WAYMARK_CONTACT="a-very-long-address-for-data-protection-officers@northbridge-and-southbridge.example",
        WAYMARK_COMPLAINTS="https://northbridge.example/complain",
        WAYMARK_PRIVACY_NOTICE="https://northbridge.example/privacy",
    ),
    "privacy-notice",
)
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class Well:
    """A desk that finds nothing wrong."""

    async def examine(self) -> tuple[Vitals | None, tuple[Check, ...]]:
        return None, ()


def web() -> Starlette:
    """The web process's app, with a road for Slack that breaks."""

    async def refuse(request: Request) -> Response:
        return Response(status_code=401)

    return create_web([Route("/slack/events", refuse, methods=["POST"])], Well(), notice=NOTICE)


async def get(path: str, method: str = "GET") -> httpx.Response:
    """Ask it."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web()), base_url="http://waymark") as http:
        return await http.request(method, path)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/metrics", 200),
        ("GET", "/privacy", 200),
        ("POST", "/privacy", 405),
        ("GET", "/nowhere", 404),
        ("POST", "/slack/events", 401),
    ],
)
async def test_every_answer_is_strict(method: str, path: str, status: int) -> None:
    """Whatever is asked and whatever comes of it, a browser may run, load, frame and sniff nothing."""
    answer = await get(path, method)
    assert answer.status_code == status
    headers = answer.headers
    assert headers["content-security-policy"].startswith(NOTHING)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "unsafe" not in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]


async def test_the_notice_is_a_page_of_words() -> None:
    """The page has a title and a language, shows what is set as words, and holds no script."""
    answer = await get("/privacy")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="en">' in answer.text
    assert "<title>How we use what you tell Waymark</title>" in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Council answers for your data" in answer.text
    assert not re.search(r"<(?:script|iframe|img|link|form)\b| on\w+=", answer.text)


async def test_everyone_can_read_the_notice(browser: Browser) -> None:
    """On a phone of 320 pixels, in light and dark, axe finds nothing, nothing scrolls sideways, and the style holds."""
    page = await browser.new_page(viewport={"width": 320, "height": 700})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    answer = await get("/privacy")

    async def served(route: object) -> None:
        await route.fulfill(status=200, headers=dict(answer.headers), body=answer.text)  # type: ignore[attr-defined]

    await page.route("https://waymark.test/privacy", served)
    await page.goto("https://waymark.test/privacy")
    for scheme, rules in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        found = await Axe().run(page, options=rules)
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"
    assert await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert await page.evaluate("getComputedStyle(document.querySelector('main')).paddingLeft") == "16px"
    assert complaints == []
    await page.close()
