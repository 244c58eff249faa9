"""Takes pictures of the sandbox's client in Chromium: one message, one form, a Home tab, or a whole screen.

The page is the one a visitor sees, save for what a still picture of one message needs: who wrote it stands above it
even when it is the second in a row, the tools and the day's line are left out, and a long form does not scroll.
"""

import base64
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, async_playwright
from playwright.async_api import Error as PlaywrightError

from demo.pictures.shrink import shrink

PHONE, SCREEN, GAP = 375, 740, 24


@dataclass(frozen=True)
class Size:
    """A screen in CSS pixels; `scale` is how many of the picture's pixels make one of them."""

    width: int
    height: int
    scale: float


UNROLLED = Size(PHONE, 3_600, 1.6)
"""A phone so long that nothing needs to scroll."""
ON_A_PHONE = Size(PHONE, SCREEN, 2.0)
ON_A_DESK = Size(1280, 860, 1.25)
SCREEN_STYLE = """
html { font-family: "Liberation Sans", Arial, sans-serif !important; }
* { animation: none !important; transition: none !important; caret-color: transparent !important; }
"""
PART_STYLE = f"""{SCREEN_STYLE}
.tools, .day, .new-line {{ display: none !important; }}
.composer-place {{ visibility: hidden; }}
#home-view {{ padding: 14px !important; margin: 0 -14px !important; background: #fff; }}
.continues .avatar {{ display: inline-grid !important; }}
.continues .byline {{ display: block !important; }}
dialog.modal, .modal-form {{ max-height: none !important; }}
.modal-body {{ overflow: visible !important; }}
"""
SHEET_STYLE = f"""
body {{ margin: 0; padding: {GAP}px; display: flex; gap: {GAP}px; background: #dde6e6; }}
img {{ width: {PHONE}px; border-radius: 20px; box-shadow: 0 3px 14px rgb(0 0 0 / 22%); }}
"""


@asynccontextmanager
async def chromium(program: Path, options: Sequence[str]) -> AsyncIterator[Browser]:
    """Start Chromium, with letters drawn in shades of grey: so a picture has few colours."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=[*options, "--disable-lcd-text"])
        yield browser
        await browser.close()


class Camera:
    """Takes pictures into a folder. `base_url` is where the client's pages are."""

    def __init__(self, browser: Browser, base_url: str, folder: Path) -> None:
        self._browser, self._base_url, self._folder = browser, base_url, folder

    async def message(self, user: str, channel: str, ts: str, file: str, *, thread: str | None = None) -> None:
        """Take one message as a person sees it; `thread` is the root of the thread it stands in."""
        async with self._phone(user, channel, thread) as page:
            pane = page.locator(".thread" if thread else ".conversation")
            await self.take(pane.locator(f'article[data-ts="{ts}"]'), file)

    async def modal(self, user: str, channel: str, file: str) -> None:
        """Take the form in front of a person, all of it."""
        async with self._phone(user, channel) as page:
            await self.take(page.locator("dialog#modal"), file)

    async def refused(self, user: str, channel: str, file: str) -> None:
        """Send the form in front of a person as it is, and take it with what it says about mistakes."""
        async with self._phone(user, channel) as page:
            form = page.locator("dialog#modal")
            await form.locator("#modal-submit").click()
            await form.locator(".field-error", has_text=re.compile(r"\w")).first.wait_for()
            await self.take(form, file)

    async def home(self, user: str, file: str) -> None:
        """Take a person's Home tab, all of it."""
        async with self._page(f"/as/{user}/app/home") as page:
            await self.take(page.locator("#home-view"), file)

    async def screen(self, path: str, file: str, size: Size, *, tops: Sequence[str] = (), form: bool = False) -> None:
        """Take a whole screen as it is. `tops` are parts to scroll to the top of their pane; `form`: one is open."""
        async with self._page(path, size, style=SCREEN_STYLE) as page:
            await page.locator(".timeline, #home-view").first.wait_for()
            if form:
                await page.locator("dialog#modal").wait_for()
            for top in tops:
                await page.locator(top).first.evaluate("part => part.scrollIntoView({ block: 'start' })")
            await self._keep(await page.screenshot(animations="disabled"), page, file)

    async def leaders_page(self, path: str, file: str, size: Size, part: str = "main") -> None:
        """Take a leader's page, or its report, as it stands in a browser, from one of its parts on."""
        async with self._page(path, size, style=SCREEN_STYLE) as page:
            await page.locator(part).first.evaluate("part => part.scrollIntoView({ block: 'start' })")
            await self._keep(await page.screenshot(animations="disabled"), page, file)

    async def strip(self, files: Sequence[str], file: str) -> None:
        """Put pictures of phone screens side by side."""
        async with self._page("/people", Size(len(files) * (PHONE + GAP) + GAP, SCREEN + 2 * GAP, 1.0)) as page:
            images = (base64.b64encode((self._folder / one).read_bytes()).decode() for one in files)
            sheet = "".join(f'<img src="data:image/png;base64,{image}">' for image in images)
            await page.set_content(f"<style>{SHEET_STYLE}</style>{sheet}")
            await self._keep(await page.screenshot(), page, file)

    def drop(self, files: Sequence[str]) -> None:
        """Throw pictures away that only served others."""
        for file in files:
            (self._folder / file).unlink()

    async def take(self, what: Locator, file: str) -> None:
        """Take one part of a page, all of it."""
        for last in (False, False, True):
            await what.wait_for()
            try:
                picture = await what.screenshot(animations="disabled")
                break
            except PlaywrightError:  # the page drew it anew just then
                if last:
                    raise
        await self._keep(picture, what.page, file)

    async def _keep(self, png: bytes, page: Page, file: str) -> None:
        target = self._folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(await shrink(png, page))

    @asynccontextmanager
    async def _phone(self, user: str, channel: str, thread: str | None = None) -> AsyncIterator[Page]:
        path = f"/as/{user}/in/{channel}" + (f"?thread={thread}" if thread else "")
        async with self._page(path) as page:
            yield page

    @asynccontextmanager
    async def _page(self, path: str, size: Size = UNROLLED, style: str = PART_STYLE) -> AsyncIterator[Page]:
        context = await self._browser.new_context(
            viewport={"width": size.width, "height": size.height},
            device_scale_factor=size.scale,
            bypass_csp=True,  # for the style of a still picture
            color_scheme="light",
            locale="en-GB",
            reduced_motion="reduce",
        )
        try:
            page = await context.new_page()
            await page.goto(f"{self._base_url}{path}")
            await page.add_style_tag(content=style)
            yield page
        finally:
            await context.close()
