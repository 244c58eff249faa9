"""The report of a campaign that asked one question twice: what it says, and that everybody can read it."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser
from starlette.applications import Starlette

from bot.content.texts import Texts
from bot.insight.publishing import Level
from bot.pages.facts import LeadersPage
from bot.pages.links import Purpose
from bot.pages.report import LEVELS
from bot.settings import ROOT
from bot.web.pages import leaders_pages
from tests.client.test_browser import SCHEMES
from tests.pages.ended import ended, of_many, reviewing
from tests.web.test_leaders_page import AT, Desk, shows


class AtTheEnd(Desk):
    """A desk at which "page" is a visit to a campaign that is over, and "open" to its last week."""

    async def page(self, visit: str, purpose: Purpose, level: Level, wanted: str | None = None) -> LeadersPage:
        if visit == "many":
            return of_many(level)
        return ended(level) if visit == "page" else reviewing(level)

    async def report(self, visit: str) -> tuple[LeadersPage, ...]:
        return tuple([await self.page(visit, Purpose.REPORT, level) for level in LEVELS])


async def get(path: str, visit: str) -> httpx.Response:
    """Ask with a visit's cookie."""
    texts = Texts(ROOT / "content" / "texts")
    app = Starlette(routes=leaders_pages(AtTheEnd(), ROOT / "content", texts))  # type: ignore[arg-type]
    cookies = {"waymark_page": visit, "waymark_report": visit}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=AT, cookies=cookies) as http:
        return await http.get(path)


def words(html: str) -> str:
    """What a page says, without its pictures."""
    plain = re.sub(r"<svg.*?</svg>|<style>.*?</style>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", plain)).split())


def table(html: str, caption: str) -> str:
    """What the table under a caption says."""
    (found,) = [each for each in re.findall(r"<table>.*?</table>", html, re.DOTALL) if f">{caption}<" in each]
    return words(found)


async def test_then_and_now_stand_side_by_side() -> None:
    """For each breakdown the report has now, needed and the gap of both weeks, and how the gap has changed."""
    page = (await get("/report/", "page")).text
    assert words(page).count("Then and now “Does the way we work here help people to try <new> things?”") == 3
    repairs = table(page, "Repairs: then and now")
    assert "Week 5 2.4 4.1 1.7" in repairs
    assert "Week 8 3.1 4.0 0.9" in repairs
    assert repairs.endswith("The gap is smaller by 0.8.")
    assert table(page, "Advice: then and now").endswith("The gap is wider by 0.3.")
    assert table(page, "Shop: then and now").endswith("The gap is the same.")
    northshire = table(page, "Northshire: then and now")
    assert northshire.endswith("The gap is smaller by 0.8. Mind that they are not of the same teams.")
    assert "Week 8 3.1 4.0 0.9" in table(page, "All teams together: then and now")


@pytest.mark.parametrize(
    ("team", "said"),
    [
        ("Care", "Week 5 – no figure – no figure – no figure No figures, so that nobody in a small group stands out."),
        ("Wards", "Week 8 – no figure – no figure – no figure No figures, so that nobody in a small group stands out."),
        ("New here", "Week 5 – no figure – no figure – no figure Not asked that week."),
        ("Depot", "From the ratings all can see."),
    ],
)
async def test_where_one_of_the_two_is_not_there_the_report_says_so(team: str, said: str) -> None:
    """Too few people, or not asked: it is said beside the week, and that nothing can be compared."""
    told = table((await get("/report/", "page")).text, f"{team}: then and now")
    assert said in told
    assert told.endswith("One of the two has no gap, so they cannot be compared.")


async def test_the_picture_says_what_the_table_says() -> None:
    """Each breakdown has one picture, with each of its numbers in its name; whom it may not show is not in it."""
    page = (await get("/report/", "page")).text
    figures = re.findall(r'aria-label="Then and now">\s*<svg.*?aria-label="([^"]*)"(.*?)</svg>', page, re.DOTALL)
    assert len(figures) == 3
    name, drawn = next(each for each in figures if "Repairs" in each[0])
    assert "Repairs, week 5: now 2.4, needed 4.1, a gap of 1.7. Repairs, week 8: now 3.1, needed 4.0" in name
    assert not re.search("Care|Wards|New here", name + drawn)
    assert set(re.findall(r">(Week \d)<", drawn)) == {"Week 5", "Week 8"}


async def test_the_framework_ran_before() -> None:
    """Each area's gap of the campaign before stands beside the one of now, under the names of both."""
    page = words((await get("/report/", "page")).text)
    assert "Repairs: “Autumn <2026>” and this time" in page
    assert "All teams together: “Autumn <2026>” and this time" in page
    assert "Week 5: How we work day to day 2.5 1.7 Week 8: Looking back 0.9 0.9" in page


async def test_before_the_last_week_has_closed_nothing_stands_empty() -> None:
    """The report says what will come and when, without a heading; so does the page, among what is to come."""
    report = words((await get("/report/", "open")).text)
    assert "Then and now" not in report
    assert (
        report.count("Week 8 asks again what week 5 asked. Once it has closed, the two stand here side by side.") == 1
    )
    assert "side by side" not in words((await get("/report/", "page")).text)


async def test_many_teams_are_readable() -> None:
    """Of sixty teams there is no picture and no long line, but how many gaps are smaller, and a table to open."""
    page = (await get("/report/", "many")).text
    assert len(re.findall(r'aria-label="Then and now">', page)) == 2, "all together, and the organisations"
    section = page.partition('<section id="by-team"')[2]
    assert "In 30 of 60 the gap is smaller, in 30 wider." in words(section)
    each = table(section, "The gap in week 5 and in week 8")
    assert "Team 00 1.7 0.9 -0.8" in each
    assert "Team 01 1.7 2.0 +0.3" in each
    assert len(re.findall(r"<details>", section.partition("<section id=")[0])) == 3, "that, and each week's figures"


async def test_the_three_widest_gaps_and_all_areas() -> None:
    """The report names the three areas whose gap is widest; where there are more, all stand in a table to open."""
    page = (await get("/report/", "many")).text
    ranked = page.partition('<section id="ranked"')[2].partition("</section>")[0]
    listed = re.findall(r"<li>(.*?):", ranked)
    assert listed == ["Area 4", "Area 3", "How we work day to day"]
    every = table(ranked, "The gap in each area, all teams together")
    assert "Area 4 1.0 4.0 3.0 Area 3 2.0 4.0 2.0 How we work day to day 2.4" in every
    few = (await get("/report/", "page")).text.partition('<section id="ranked"')[2].partition("</section>")[0]
    assert "<details>" not in few


@pytest.mark.timeout(240)
async def test_everyone_can_read_it(browser: Browser) -> None:
    """At 320 pixels, in light and dark, axe finds nothing, and nothing scrolls sideways."""
    page = await browser.new_page(viewport={"width": 320, "height": 700})
    for visit in ("page", "open", "many"):
        await shows(page, await get("/report/", visit))
        await page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        for scheme, rules in SCHEMES:
            await page.emulate_media(color_scheme=scheme)
            found = await Axe().run(page, options=rules)
            assert found.violations_count == 0, f"{visit}, {scheme}: {found.generate_report()}"
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(wider) <= 0, visit
        cells = "[...document.querySelectorAll('td.number')].map(one => one.getBoundingClientRect().right)"
        assert max(await page.evaluate(cells)) <= 320, "every number of a table is seen"
    await page.close()
