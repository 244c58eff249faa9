"""The demo from its first question to its end, in Chromium, through the eyes of a member, the leaders and an admin.

Rules: everything is done with the page's own controls; whatever a page complains about on the way fails the test; each
place that is looked at leaves its pictures in `var/whole-campaign`, wide and narrow, and a failure one of each page.
The town has a team for each leader, with fewer people, who do less: enough for figures in each but the smallest.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Response, expect

from bot.content.packs import load_pack
from bot.settings import ROOT
from demo.acts import React, Reply, WeekPlan
from demo.cast import Cast, CastTeam
from demo.live import live
from demo.planning import plan_week
from demo.words import Words
from demo.world import AUTOPLAY_SCALE, World
from tests.support.framework import WEEKS

AMINA, GRACE = "UHOUS00001", "UADMIN0001"
MARTIN, LEILA, BRYN = "ULEAD00001", "ULEAD00002", "ULEAD00003"
PEOPLE = {"housing-repairs": 6, "community-nurses": 4, "care-at-home": 2}
"""How many of each team's people are there: a team for each leader. Figures need three of them, which is the least an
admin may set, so the smallest team never has any."""
PATIENCE, TO_LIVE_A_WEEK = 15_000, 60_000
"""Milliseconds that a busy machine may need to answer, and to play a week."""
MOST_STEPS = 8
"""Presses of Next event: more than one week has."""
RULES: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NARROW, WIDE = (375, 740), (1280, 820)
PICTURES = ROOT / "var" / "whole-campaign"


@dataclass
class Visit:
    """Three people's pages at one address; `complaints` holds every error that a page or the server told of."""

    stage: World
    member: Page
    leader: Page
    admin: Page
    complaints: list[str] = field(default_factory=list)

    def pages(self) -> dict[str, Page]:
        """Each page by its person's role."""
        return {"member": self.member, "leader": self.leader, "admin": self.admin}

    def address(self, person: str, place: str) -> str:
        """Where a person finds a place."""
        return f"{self.stage.base_url}/as/{person}/{place}"

    @property
    def team(self) -> str:
        """The place of the member's team."""
        return f"in/{self.stage.cast.teams[0].channel}"

    def listen(self) -> None:
        """Hear what goes wrong on any of the pages."""

        def console(said: ConsoleMessage) -> None:
            if said.type in ("error", "warning"):
                self.complaints.append(f"{said.type}: {said.text}")

        def response(answer: Response) -> None:
            if answer.status >= 400:
                self.complaints.append(f"{answer.status} {answer.url}")

        for page in self.pages().values():
            page.set_default_timeout(PATIENCE)
            page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
            page.on("console", console)
            page.on("response", response)


def small_town(cast: Cast) -> Cast:
    """A team for each leader, with fewer people."""
    there = (team for team in cast.teams if team.slug in PEOPLE)
    teams = (team.model_copy(update={"people": team.people[: PEOPLE[team.slug]]}) for team in there)
    campaign = cast.campaign.model_copy(update={"threshold": 3})
    return cast.model_copy(update={"teams": tuple(teams), "campaign": campaign})


def quickly_lived(team: CastTeam, words: Words, area: str, week: int, seed: int) -> WeekPlan:
    """The member's team lives its weeks as in the demo; in the others one replies and everybody puts a number."""
    plan = plan_week(team, words, area, week, seed)
    if team.slug == "housing-repairs":
        return plan
    reply = next((act for act in plan.open if isinstance(act, Reply)), None)
    numbers = [React(person=person.id, name="three") for person in team.people if week not in person.on_leave]
    return replace(plan, open=(*numbers, *([reply] if reply else [])), nudged=(), last_call=(), late=())


@pytest.fixture
async def stage(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """The live demo, as `waymark demo` runs it, at the pace of autoplay."""
    monkeypatch.setattr("demo.live.LIVE_SCALE", AUTOPLAY_SCALE)
    monkeypatch.setattr("demo.town.plan_week", quickly_lived)
    standing: asyncio.Future[World] = asyncio.get_running_loop().create_future()
    leaving = asyncio.Event()
    story = asyncio.create_task(
        live(
            0,
            7,
            ready=standing.set_result,
            until=leaving.wait,
            database=tmp_path / "demo.sqlite3",
            cast=small_town(cast),
        )
    )
    either: set[asyncio.Future[Any]] = {story, standing}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if story.done():
        await story
    yield await standing
    leaving.set()
    await story


@asynccontextmanager
async def visiting(browser: Browser, stage: World, pictures: Path) -> AsyncIterator[Visit]:
    """Open the three pages; when something fails, leave pictures of them."""
    wide, high = WIDE
    member, leader, admin = [
        await browser.new_page(viewport={"width": wide, "height": high}, reduced_motion="reduce") for _ in range(3)
    ]
    visit = Visit(stage, member, leader, admin)
    visit.listen()
    well = False
    try:
        yield visit
        well = True
    finally:
        for role, page in visit.pages().items():
            if not well:
                await page.screenshot(path=pictures / f"{role}.png", full_page=True)
            await page.close()


def messages_in(page: Page) -> Locator:
    """The channel, or the conversation with the coach, that a page shows."""
    return page.get_by_role("region", name=re.compile("^Messages in "))


async def goes_to(page: Page, place: str) -> None:
    """Follow a link of the sidebar; what is new there may stand behind its name."""
    await page.locator("#sidebar").get_by_role("link", name=re.compile(f"^{place}")).click()


async def confirmed(page: Page, button: Locator, question: str, yes: str) -> None:
    """Press a button and agree to what it asks."""
    await button.click()
    dialog = page.get_by_role("dialog", name=question)
    await dialog.get_by_role("button", name=yes).click()
    await expect(dialog).to_have_count(0)


async def next_event(page: Page) -> str:
    """Press Next event, wait until the page says what that was, and return it."""
    async with page.expect_response("**/story/next", timeout=TO_LIVE_A_WEEK) as answer:
        await page.get_by_role("button", name="Next event").click()
    said = str((await (await answer.value).json())["said"])
    await expect(page.locator("#story-said")).to_have_text(said)
    return said


async def play_week(page: Page) -> None:
    """Let colleagues live the week to the leaders' digest, quickly."""
    await page.locator("#play-open").click()
    await page.get_by_role("button", name="Quickly").click()
    said = page.locator("#story-said")
    await expect(said).to_contain_text("Leaders got their digest", timeout=TO_LIVE_A_WEEK)
    await expect(page.get_by_role("button", name="Next event")).to_be_visible()


async def the_member_answers(visit: Visit, area: str) -> None:
    """Amina replies in the thread and is asked one thing more; then she answers by the form and has a receipt."""
    page = visit.member
    await page.goto(visit.address(AMINA, visit.team))
    asked = page.locator("article", has=page.get_by_role("heading", name=f"Week 1 of {WEEKS}: {area}")).first
    await asked.hover()
    await asked.get_by_role("link", name="Reply in thread").click()
    reply = page.get_by_role("textbox", name="Reply in the thread")
    await reply.fill("Ring people the night before. They know what has changed.")
    await reply.press("Enter")
    thread = page.get_by_role("region", name="Thread")
    await expect(thread.get_by_text("Ring people the night before.")).to_be_visible()
    follow_up = thread.locator("article.private", has_text="One more thought, if you like")
    await expect(follow_up).to_contain_text("Only visible to you")
    await expect(follow_up.get_by_role("button", name="Reply in private")).to_be_visible()
    await page.get_by_role("link", name="Close the thread").click()

    await asked.get_by_role("button", name="Answer privately").click()
    form = page.get_by_role("dialog", name="Answer privately")
    await form.get_by_role("textbox", name="Your answer").fill("I told a family two weeks. I knew it was wrong.")
    await form.get_by_label("How well do we do this now?").select_option("2")
    await form.get_by_role("button", name="Send").click()
    saved = page.get_by_role("dialog", name="Saved")
    await expect(saved).to_contain_text(f"Your answer on “{area}” is saved.")
    await saved.get_by_role("button", name="Close").last.click()
    await expect(saved).to_have_count(0)
    await goes_to(page, "Messages")
    receipt = messages_in(page).locator("article", has_text=f"Your answer on “{area}” is saved.")
    await expect(receipt).to_contain_text("Leaders do not see your name.")
    await expect(receipt.get_by_role("button", name="Change")).to_be_visible()
    await goes_to(page, visit.stage.cast.teams[0].slug)


async def the_admin_pauses_and_resumes(visit: Visit) -> None:
    """Grace asks for the status, pauses the campaign from it and resumes it from her Home; each open page follows."""
    page, name = visit.admin, visit.stage.cast.campaign.name
    await page.goto(visit.address(GRACE, "app/messages"))
    await page.get_by_role("textbox", name=re.compile("^Message to ")).fill("/waymark status")
    await page.keyboard.press("Enter")
    status = messages_in(page).locator("article", has_text=f"{name} ")
    await expect(status.last).to_contain_text(": running.")
    await confirmed(page, status.last.get_by_role("button", name="Pause"), f"Pause “{name}”?", "Pause it")
    await expect(messages_in(page).get_by_text(f"“{name}” is paused.")).to_be_visible()
    await expect(visit.member.locator("#story-said")).to_contain_text("The campaign is paused")
    await goes_to(page, "Home")
    home = page.get_by_role("region", name=re.compile("^Home of "))
    await expect(home.get_by_text(": paused.")).to_be_visible()
    assert "The campaign is paused" in await next_event(page)
    await confirmed(page, home.get_by_role("button", name="Resume"), f"Resume “{name}”?", "Resume it")
    done = page.get_by_role("dialog", name="Done")
    await expect(done).to_contain_text(f"“{name}” goes on.")
    await done.get_by_role("button", name="Close").last.click()
    await expect(done).to_have_count(0)
    await expect(home.get_by_text(": running.")).to_be_visible()
    for everybody in (page, visit.member):
        await expect(everybody.locator("#story-said")).to_have_text(re.compile("^Next, "))


async def the_leader_offers_a_talk(visit: Visit, area: str) -> None:
    """Martin reads the digest and offers a talk; Amina's open page shows it."""
    page = visit.leader
    await page.goto(visit.address(MARTIN, "app/messages"))
    digest = messages_in(page).locator("article", has=page.get_by_role("heading", name=f"Week 1 of {WEEKS}: {area}"))
    await expect(digest).to_contain_text("Heard: ")
    await expect(digest).to_contain_text("Thirty minutes, face to face")
    await digest.get_by_role("button", name="Offer times").click()
    ask = page.get_by_role("dialog", name="Offer times").get_by_role("button", name="Ask which days suit")
    await confirmed(page, ask, "Ask which days suit?", "Ask them")
    await expect(page.get_by_role("dialog").get_by_text("Thank you, that is recorded.")).to_be_visible()
    offered = messages_in(visit.member).locator("article", has_text="would like to talk with Housing repairs")
    await expect(offered).to_contain_text(f"“{area}”")
    await expect(offered).to_contain_text("Martin Hale")


async def a_week_begins(visit: Visit, week: int, area: str) -> None:
    """Press Next event until the week's question stands in the member's channel."""
    for _ in range(MOST_STEPS):
        if "The week's question went out" in await next_event(visit.member):
            break
    heading = messages_in(visit.member).get_by_role("heading", name=f"Week {week} of {WEEKS}: {area}", exact=True)
    await expect(heading).to_be_visible()


async def a_week_passes(visit: Visit, week: int, area: str) -> None:
    """From one Friday to the next by one press; the member's channel then shows the week that was, closed."""
    await visit.member.get_by_role("button", name="Move the clock one week on").click()
    said = visit.member.locator("#story-said")
    await expect(said).to_contain_text("Leaders got their digest. Before that", timeout=TO_LIVE_A_WEEK)
    closed = messages_in(visit.member).get_by_role("heading", name=f"Week {week} of {WEEKS}, closed: {area}")
    await expect(closed).to_be_visible(timeout=TO_LIVE_A_WEEK)


async def the_story_ends(visit: Visit) -> None:
    """Press Next event until nothing is planned; every page says so, and the way on leads to another campaign."""
    await visit.admin.goto(visit.address(GRACE, "app/messages"))
    said = ""
    for _ in range(MOST_STEPS):
        said = await next_event(visit.admin)
        if "The story ends here" in said:
            break
    assert "The story ends here" in said
    await expect(visit.member.get_by_role("region", name="The eight weeks are over")).to_be_visible()
    await visit.admin.get_by_role("link", name="Be Grace: plan another campaign").click()
    home = visit.admin.get_by_role("region", name=re.compile("^Home of "))
    await expect(home.get_by_text(": finished.")).to_be_visible()
    await expect(home).not_to_contain_text("needs a look")
    await home.get_by_role("button", name="Set up a campaign").click()
    form = visit.admin.get_by_role("dialog", name="Set up a campaign")
    await expect(form.get_by_label("What is the campaign called?")).to_be_visible()
    await form.get_by_role("button", name="Cancel").click()
    await expect(form).to_have_count(0)


async def each_leader_was_told(visit: Visit) -> None:
    """Every team's leader has a digest of each week; the smallest team's holds its figures back, the others do not."""
    for leader, withheld in ((MARTIN, False), (LEILA, False), (BRYN, True)):
        await visit.leader.goto(visit.address(leader, "app/messages"))
        heading = visit.leader.get_by_role("heading", name=re.compile(rf"^Week \d of {WEEKS}"))
        digests = messages_in(visit.leader).locator("article", has=heading)
        await expect(digests).to_have_count(WEEKS)
        await expect(digests.filter(has_text="No figures this week")).to_have_count(WEEKS if withheld else 0)


async def nothing_is_wrong(visit: Visit) -> None:
    """No place has an error or scrolls sideways, and in each kind of place axe finds no fault; each leaves pictures."""
    places = [(AMINA, place) for place in (visit.team, "app/home", "app/messages")]
    places += [(leader, place) for leader in (MARTIN, GRACE, LEILA, BRYN) for place in ("app/home", "app/messages")]
    page = visit.member
    for person, place in places:
        await page.goto(visit.address(person, place))
        await expect(page.locator("#stage .scroll")).to_be_visible()
        await expect(page.locator("#problems > *, .problem, .unknown, .not-connected, [data-waits]")).to_have_count(0)
        await looked_at(page, f"{person}-{place.replace('/', '-')}")
        if person in (AMINA, MARTIN, GRACE):  # the other leaders' pages are made like Martin's
            found = await Axe().run(page, options=RULES)
            assert found.violations_count == 0, f"{person}, {place}: {found.generate_report()}"
    for sheet in ("try", "calendar", "behind"):
        await page.goto(f"{visit.stage.base_url}/{sheet}")
        await looked_at(page, sheet)
    assert visit.complaints == []


async def looked_at(page: Page, where: str) -> None:
    """Look at a page on a desk and on a phone."""
    for width, height in (WIDE, NARROW):
        await page.set_viewport_size({"width": width, "height": height})
        wide = await page.evaluate(WIDER)
        assert wide <= 0, f"{where} scrolls sideways by {wide}px at {width}px"
        await page.screenshot(path=PICTURES / f"{where}-{width}.png")


@pytest.mark.timeout(60 * WEEKS)
async def test_a_whole_campaign_in_the_browser(browser: Browser, stage: World, tmp_path: Path) -> None:
    """A member, an admin and the leaders play all weeks to their end and past it, and no page has a fault."""
    pack = load_pack(ROOT / "content" / "packs" / stage.cast.campaign.pack)
    areas = [area.title for area in pack.areas]
    assert len(areas) == WEEKS
    async with visiting(browser, stage, tmp_path) as visit:
        await the_member_answers(visit, areas[0])
        await the_admin_pauses_and_resumes(visit)
        await play_week(visit.member)
        await the_leader_offers_a_talk(visit, areas[0])
        await a_week_begins(visit, 2, areas[1])
        await play_week(visit.member)
        for page in (visit.leader, visit.admin):  # what follows by itself costs time, and they did so for two weeks
            await page.goto(f"{stage.base_url}/people")
        for week, area in enumerate(areas[2:], start=3):
            await a_week_passes(visit, week, area)
        await the_story_ends(visit)
        await each_leader_was_told(visit)
        await nothing_is_wrong(visit)
