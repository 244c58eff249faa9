"""The client on a phone: what a thumb reaches, and that words and acts agree there as they do on a desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Browser, Page, ViewportSize, expect
from slack_sdk.web.async_client import AsyncWebClient

from tests.client.conftest import World

PHONE = ViewportSize(width=390, height=844)


async def on_a_phone(browser: Browser, address: str) -> Page:
    """A page on a telephone."""
    context = await browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = await context.new_page()
    page.set_default_timeout(8_000)
    await page.goto(address)
    return page


async def test_the_guide_on_a_phone(browser: Browser, live: str, world: World) -> None:
    """Folded, it says when one went astray and where its button goes; its end is told, and the menu brings it back."""
    page = await on_a_phone(browser, live)
    await page.get_by_role("button", name="Show me round").click()
    guide = page.get_by_role("region", name="Guide")
    await expect(guide.get_by_text("Write in the channel.")).to_be_hidden()
    world.path.astray = "That went elsewhere."
    world.workspace.changes.publish("clock")
    await expect(guide.get_by_text("That went elsewhere.")).to_be_visible()
    await expect(page.locator("#said")).to_have_text("That went elsewhere.")
    await page.goto(f"{live}{world.ana_home}/app/messages")
    await expect(guide.get_by_role("strong")).to_be_visible()
    way = guide.get_by_role("link", name="Take me there")
    await expect(way).to_be_visible()
    said = await way.evaluate("way => way.innerText")
    assert said.strip() == "Take me there", "what one sees is what one hears"

    world.path.looked = True
    await page.goto(f"{live}/as/{world.ben.id}/in/{world.team.id}")
    await expect(guide.get_by_text("Now try something else.")).to_be_visible()
    await expect(guide.get_by_role("link", name="What to try next")).to_be_visible()
    await guide.get_by_role("button", name="Hide the guide").click()
    await expect(guide).to_have_count(0)
    await page.get_by_role("button", name="Open the menu").click()
    await page.get_by_role("button", name="Guide").click()
    await expect(guide.get_by_role("link", name="What to try next")).to_be_focused()
    await expect(page.get_by_role("button", name="Close the menu")).to_be_hidden()
    await page.context.close()


async def test_a_menu_stays_on_the_screen(
    browser: Browser, live: str, world: World, start_coach: Callable[[], Awaitable[AsyncWebClient]]
) -> None:
    """Each choice of a menu can be read and tapped on a phone, also where its button stands at the left edge."""
    client = await start_coach()
    choices = ("Pass up", "Say thanks", "Offer times")
    options: list[Any] = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in choices]
    menu = {"type": "overflow", "action_id": "more", "options": options}
    await client.chat_postMessage(channel=world.team.id, text="More", blocks=[{"type": "actions", "elements": [menu]}])
    page = await on_a_phone(browser, f"{live}{world.team_path}")
    await page.locator(".menu summary").last.click()
    for name in choices:
        box = await page.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert box["y"] + box["height"] <= PHONE["height"]
        assert box["width"] > PHONE["width"] / 2
    await page.context.close()
