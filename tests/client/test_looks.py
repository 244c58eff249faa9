"""How the client looks on a desk: nothing covers what one reads, and what looks like one thing to press is one."""

from __future__ import annotations

from playwright.async_api import Browser, Locator, Page, expect

from tests.client.conftest import World


async def covers(upper: Locator, lower: Locator) -> bool:
    """Whether one thing on the page lies over another."""
    one, other = await upper.bounding_box(), await lower.bounding_box()
    assert one is not None
    assert other is not None
    apart_x = one["x"] >= other["x"] + other["width"] or other["x"] >= one["x"] + one["width"]
    # A line's box has room above and below its letters.
    apart_y = one["y"] + one["height"] - 7 <= other["y"] or other["y"] + other["height"] - 7 <= one["y"]
    return not (apart_x or apart_y)


async def the_tools_leave_words_free(page: Page, live: str, world: World) -> None:
    """Hovering shows a message's tools beside its time and first line, in the narrow thread too."""
    root = await world.ben.post(world.team.id, "Ring people first.")
    for words in ("A line that is as wide as the thread, and then wider. " * 3, "One more. " * 20):
        await world.ana.post(world.team.id, words, root)
    await page.goto(f"{live}{world.team_path}?thread={root}")
    messages = page.get_by_role("region", name="Replies").get_by_role("article")
    await expect(messages).to_have_count(3)
    for message, reads in (
        (messages.nth(0), ".byline time"),
        (messages.nth(1), ".byline time"),
        (messages.nth(2), ".words"),
    ):
        await message.hover()
        assert not await covers(message.locator(".tools"), message.locator(reads)), reads


async def test_what_one_reads_and_presses(browser: Browser, live: str, world: World) -> None:
    """Tools cover no words, the clock's sentence has two lines, and a suggestion is pressed wherever one presses it."""
    page = await browser.new_page(viewport={"width": 1280, "height": 820})
    page.set_default_timeout(8_000)
    await the_tools_leave_words_free(page, live, world)

    world.story.said = "The week’s question went out, and before that teams heard what happens next."
    world.workspace.changes.publish("clock")
    said = page.locator("#story-said")
    await expect(said).to_have_text(world.story.said)
    fits = "one => one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight"
    assert await said.evaluate(fits), "the clock's sentence is cut"

    await page.goto(f"{live}/try")
    await page.get_by_text("As Ana Jones", exact=True).click(force=True)
    await page.wait_for_url(f"**{world.team_path}")
    await page.goto(f"{live}/try")
    await page.get_by_role("link", name="Calendar").click()
    await page.wait_for_url("**/calendar#today")
    await page.close()
