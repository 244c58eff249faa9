"""A leader's way to the page in a real browser, and what a real process says of it: nothing."""

from __future__ import annotations

from pathlib import Path

import httpx
from playwright.async_api import Browser, expect

from demo.cast import load_cast
from demo.live import begin
from demo.world import World, next_event, world
from sandbox.client import routes
from tests.played.processes import environment, free_port, running
from tests.played.stage import Stage
from tests.played.test_page import BROWSER, asks_for_link
from tests.played.test_processes import ready


async def test_from_slack_to_the_page_by_clicking(browser: Browser, tmp_path: Path) -> None:
    """In the demo's client: the button, the link, the page in a tab of its own, by breakdown, on paper, and closed."""
    cast = load_cast()
    one_team = cast.model_copy(update={"teams": cast.teams[:1]})
    async with world(one_team, tmp_path / "page.sqlite3", routes=routes) as stage:
        await begin(stage)
        leader = one_team.teams[0].leaders[0]
        while not await _has_digest(stage, leader):
            assert await next_event(stage)
        slack = await (await browser.new_context(viewport={"width": 390, "height": 844})).new_page()
        slack.set_default_timeout(8_000)
        await slack.goto(f"{stage.base_url}/as/{leader}/app/messages")
        await slack.get_by_role("button", name="Open the page").click()
        link = slack.get_by_role("link", name="Open your page")
        async with slack.expect_popup() as opens:
            await link.click()
        page = await opens.value
        page.set_default_timeout(8_000)
        await expect(page).to_have_url(f"{stage.base_url}/page/")
        await expect(page.get_by_role("heading", level=1)).to_have_text(one_team.campaign.name)
        assert await page.evaluate("history.length") <= 2
        assert "link=" not in await page.evaluate("document.referrer + location.href")
        assert await page.evaluate("document.cookie") == ""
        await page.get_by_role("link", name="All teams together").click()
        await expect(page.locator("[aria-current]")).to_have_text("All teams together")
        async with page.expect_download() as comes:
            await page.get_by_role("link", name="as CSV").click()
        assert (await comes.value).suggested_filename == "waymark-by-partnership.csv"
        await page.get_by_role("button", name="Close the page").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Your page is closed")
        await page.goto(f"{stage.base_url}/page/")
        await expect(page.get_by_text("Your visit is over.")).to_be_visible()
        await slack.context.close()


async def _has_digest(stage: World, leader: str) -> bool:
    async with stage.parts.core.database.reading() as work:
        return bool(await work.digests.for_leader(stage.parts.workspace, leader))


async def test_a_process_tells_no_log_of_a_link(housing: Stage) -> None:
    """The web process takes a link that another process made, shows the page, and writes neither to its streams."""
    (martin,) = housing.people("martin")
    await housing.until("digest")
    link = await asks_for_link(martin)
    token = link.partition("link=")[2]
    env = environment(housing.settings, PORT=str(free_port()))
    env["WAYMARK_BASE_URL"] = f"http://127.0.0.1:{env['PORT']}"
    await housing.bot_stops()
    async with running(env, "run") as process:
        await ready(env)
        async with httpx.AsyncClient(headers=BROWSER, follow_redirects=True) as browser:
            page = await browser.get(f"{env['WAYMARK_BASE_URL']}/page/open?link={token}")
            assert (page.status_code, "Better repairs" in page.text) == (200, True)
            assert (await browser.get(f"{env['WAYMARK_BASE_URL']}/page/open?link={token}x")).status_code == 403
            (visit,) = browser.cookies.values()
        process.terminate()
        out, err = await process.communicate()
    for secret in (token, visit, martin.id):
        assert secret not in (out + err).decode()
