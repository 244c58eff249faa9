"""Every state of a leader's page, by the real routes and templates: readable by everybody, strict, with safe forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, Route
from starlette.applications import Starlette

from bot.content.texts import Texts
from bot.errors import TryLater
from bot.insight.publishing import Level
from bot.pages.facts import LeadersPage, Lessons
from bot.pages.links import LinkOver, LinkRefused, Purpose, VisitOver
from bot.pages.report import LEVELS
from bot.retention.words import digest_without_figures, digest_without_words
from bot.settings import ROOT
from bot.web.pages import leaders_pages
from tests.client.test_browser import SCHEMES
from tests.pages.stories import LESSON, NAMES, empty, full, snapshot

AT = "https://waymark.test"
NAVIGATES = {"sec-fetch-mode": "navigate"}
STATES = {
    "page": ("/page/", "page"),
    "by organisation": ("/page/?by=organisation", "page"),
    "all together": ("/page/?by=partnership", "page"),
    "empty": ("/page/", "empty"),
    "words gone": ("/page/", "no words"),
    "figures gone": ("/page/", "no figures"),
    "searched": ("/page/?find=a+%3Ctext%3E", "page"),
    "nothing found": ("/page/?find=%3Cb%3EWe", "page"),
    "report": ("/report/", "page"),
    "report, empty": ("/report/", "empty"),
    "link to open": ("/page/open?link=good", ""),
    "expired link": ("/page/open?link=old", ""),
    "forged link": ("/page/open?link=forged", ""),
    "no visit": ("/page/", ""),
    "stacked": ("/page/?by=team&by=organisation", "page"),
    "Slack is away": ("/page/", "away"),
}
STOPS = "a:visible, button:visible, summary:visible, input:visible, [tabindex]:visible"
SECRET = "what Amina said"
LEFT = {"no words": digest_without_words, "no figures": digest_without_figures}
STATUS = {"expired link": 410, "forged link": 403, "no visit": 401, "stacked": 400, "Slack is away": 503}


class Desk:
    """A desk at which "page" and "empty" are visits, and "good" is a link."""

    def __init__(self, address: str = AT) -> None:
        self.address = address

    async def open(self, token: str, purpose: Purpose) -> str:
        if token == "good":
            return "page"
        raise LinkOver if token == "old" else LinkRefused

    async def page(self, visit: str, purpose: Purpose, level: Level, wanted: str | None = None) -> LeadersPage:
        if wanted:
            return full(level, lessons=Lessons(wanted, (LESSON,) if wanted == "a <text>" else ()))
        if visit == "away":
            raise TryLater
        if visit == "broken":
            raise RuntimeError(SECRET)
        if visit in LEFT:
            return full(level, digest=LEFT[visit](snapshot()), finished=True, timeline=())
        if visit not in {"page", "empty"}:
            raise VisitOver
        return full(level) if visit == "page" else empty()

    async def report(self, visit: str) -> tuple[LeadersPage, ...]:
        return tuple([await self.page(visit, Purpose.REPORT, level) for level in LEVELS])

    def form_key(self, visit: str) -> str:
        return f"key of {visit}"

    def check_form(self, visit: str, key: str) -> None:
        if key != self.form_key(visit):
            raise LinkRefused


def app(address: str = AT) -> Starlette:
    """The routes, over that desk."""
    texts = Texts(ROOT / "content" / "texts")
    return Starlette(routes=leaders_pages(Desk(address), ROOT / "content", texts))  # type: ignore[arg-type]


async def get(
    path: str,
    visit: str = "",
    method: str = "GET",
    address: str = AT,
    data: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """Ask, with a visit's cookie."""
    cookies = {"waymark_page": visit, "waymark_report": visit} if visit else None
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app(address)), base_url=AT, cookies=cookies) as http:
        return await http.request(method, path, data=data, headers=headers)


@pytest.fixture(params=STATES)
async def state(request: pytest.FixtureRequest) -> tuple[str, httpx.Response]:
    """One state of the page."""
    return request.param, await get(*STATES[request.param])


def test_each_state_is_strict_and_says_what_it_is(state: tuple[str, httpx.Response]) -> None:
    """Each has its status and a title, runs nothing, keeps nothing, and sends a form nowhere but here."""
    name, answer = state
    assert answer.status_code == STATUS.get(name, 200)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith(
        "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; style-src"
    )
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert re.search(r"<title>[^<]{8,}</title>", answer.text)
    assert '<html lang="en">' in answer.text
    assert not re.search(r"<(?:script|iframe|img|link)\b| on\w+=| style=", answer.text)


def test_words_are_words(state: tuple[str, httpx.Response]) -> None:
    """What people and admins wrote is never read as HTML, and nothing that is missing is printed."""
    _, answer = state
    assert "<b>We" not in answer.text
    assert "<spring>" not in answer.text
    assert "<Best>" not in answer.text
    assert not re.search(r"\bNone\b|\bUndefined\b|\{\{|\{%", unescape(re.sub(r"<style>.*?</style>", "", answer.text)))


def test_what_was_refused_learns_nothing(state: tuple[str, httpx.Response]) -> None:
    """Only a visit that stands is shown anything of a campaign, and every refusal says what to do."""
    name, answer = state
    if answer.status_code == 200 and name != "link to open":
        return
    assert "Repairs" not in answer.text
    assert "Better together" not in answer.text
    assert re.search(r"Slack|try again|Open the page|Choose one", answer.text)


async def shows(page: Page, answer: httpx.Response) -> None:
    """Have the browser show an answer as the server gave it."""

    async def served(route: Route) -> None:
        await route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.text)

    await page.unroute_all()
    await page.route("**/*", served)
    await page.goto(f"{AT}/page/")


@pytest.mark.timeout(240)
async def test_everyone_can_read_every_state(browser: Browser) -> None:
    """At 320 pixels, in light and dark, axe finds nothing in any state, nothing scrolls sideways, the style holds."""
    page = await browser.new_page(viewport={"width": 320, "height": 700})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for name, (path, visit) in STATES.items():
        await shows(page, await get(path, visit))
        await page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        for scheme, rules in SCHEMES:
            await page.emulate_media(color_scheme=scheme)
            found = await Axe().run(page, options=rules)
            assert found.violations_count == 0, f"{name}, {scheme}: {found.generate_report()}"
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(wider) <= 0, name
        assert await page.evaluate("getComputedStyle(document.querySelector('main')).paddingLeft") == "16px"
    assert [each for each in complaints if "status of" not in each] == []
    await page.close()


async def test_the_charts_are_those_of_the_breakdown() -> None:
    """Several teams have a heat map, one organisation its weeks; each is an image with its numbers as its name."""
    teams, organisation = (await get("/page/", "page")).text, (await get("/page/?by=organisation", "page")).text
    assert re.findall(r'<figure class="chart"[^>]*aria-label="([^"]*)"', teams) == ["The gap, by team and area"]
    titles = re.findall(r'<figure class="chart"[^>]*aria-label="([^"]*)"', organisation)
    assert titles == ["Now and needed, by area", "Who took part, by week"]
    (words,) = re.findall(r'role="img" aria-label="([^"]*)"', teams)
    assert "Repairs: area 1 1.7, area 2 1.7." in words
    assert "Care: area 1 not shown." in words


async def test_what_came_of_each_question_is_said() -> None:
    """Each state in its own words, with its day, its owner, and the words that the team read."""
    page = (await get("/page/", "page")).text
    lines = re.findall(r"<li>“What of.*?</li>", page, re.DOTALL)
    assert lines[:16] == lines[16:], "this week and the timeline say the same"
    told = [" ".join(unescape(re.sub(r"<[^>]+>", " ", line)).split()) for line in lines[:16]]
    name = NAMES["U0REP0000"]
    assert [line.split("Repairs. ")[1] for line in told] == [
        "No answer yet: one is due by Friday 29 January.",
        "Answered on Friday 15 January. “It moves <in> March.”",
        "Answered on Friday 15 January, in private.",
        f"Promised on Friday 15 January, by {name}, until Monday 1 March. “A new van.”",
        "Not answered yet: it was due by Friday 29 January.",
        f"Passed on to {name}. Not answered yet: it was due by Friday 29 January.",
        "Answered on Friday 15 January. “It moves <in> March.”"
        f" Promised on Friday 15 January, by {name}, until Monday 1 March. “A new van.”",
        f"Promised on Friday 15 January, by {name}, until Monday 1 March. “A van.”"
        f" Answered on Friday 15 January, in private. Passed on to {name}.",
        f"Promised on Friday 15 January, by {name}, and kept since. “A lamp.”",
        "Agreed on Friday 15 January: what was to be done is dropped since. “A gate.”",
        "A talk was offered on Friday 15 January.",
        "Not now, since Friday 15 January. “No money this year.”",
        f"Passed on to {name}. No answer yet: one is due by Friday 29 January.",
        f"Agreed on Friday 15 January: {name} sees to it, until Monday 1 March. “A key.” You met about it on Friday 15"
        " January. Did it help? Most of those who asked and told me say yes.",
        "Declined on Friday 15 January, because: “The law forbids it.” You met about it on Friday 15 January.",
        f"It needs more work, since Friday 15 January: {name} sees to it, until Monday 1 March. “We ask the landlord.”",
    ]


def plain(html: str) -> str:
    """What a piece of a page says."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def told(html: str, heading: str) -> list[str]:
    """The lines below a heading, up to the next one."""
    below = html.partition(f">{heading}</h3>")[2].partition("<h3>")[0].partition("</section>")[0]
    found = re.findall(r"<(?:li|p)\b[^>]*>(.*?)</(?:li|p)>", below, re.DOTALL)
    return [plain(line) for line in found]


async def test_this_week_has_what_the_digest_has() -> None:
    """The leader's own view beside staff's, what stands side by side, residents, ideas; and what waits and is open."""
    page = (await get("/page/", "page")).text
    assert told(page, "Your own view") == [
        "Only leaders read this, and staff never do.",
        "Care: you gave nothing; there are no figures of staff",
        "Repairs: you say now 4, needed 5; staff say now 3.0, needed 3.9",
        "Other leaders together: now 3.5, needed 4.5. Their views are split.",
    ]
    assert told(page, "Side by side")[0] == "Teams see this differently: Repairs 2.4, Care & <co> 4.0 (now)."
    assert told(page, "What residents told us") == [
        f"“The <form> is too long.” {NAMES['U0REP0000']}, Repairs Open in Slack"
    ]
    assert told(page, "Ideas")[0].startswith(
        "3 shared, 1 being tried, 1 finished, on the day of the digest. The oldest"
    )
    assert told(page, "Who was heard")[0].endswith(
        "people, nearly everyone; 6 of the answers were entered in a session"
    )
    assert told(page, "Promises now") == ["2 open, 1 of them late. All promises"]
    assert told(page, "Talks you have offered on this") == ["Repairs, on Friday 15 January"]
    questions = told(page, "Questions put to you")
    assert (
        "“Who answers?” Asked in confidence in the smaller teams of Northshire. No answer yet: one is due"
        in " ".join(questions)
    )
    assert questions[-2] == (
        "From earlier weeks 3 questions still wait, 1 of them late. All questions, and what came of them"
    )
    said = plain(page)
    assert "In 1 of 2 teams with figures, people see a gap of 1 or more." in said
    assert "This was the last of 2 weeks. 10 questions still wait." in said
    assert "Few took part: Repairs. More reminders will not help." in said
    assert "A resident said: “<b>We</b> could ring" in said


async def test_each_idea_goes_from_a_need_to_what_came_of_it() -> None:
    """Need and residents' words, priority, idea, what was done, and the result; one without words says why."""
    for door in ("/page/", "/report/"):
        page = (await get(door, "page")).text
        need, whole, gone = (plain(each) for each in re.findall(r"<details>(.*?)</details>", page, re.DOTALL)[-3:])
        assert "Need “Nobody <knows> where the keys are.” For new people. Priority Week 2: A clear aim" in need
        assert "Leaders on the rule: not answered yet." in need
        assert need.endswith("Result Nothing yet: it is a need without an idea.")
        ben, amina = NAMES["U0REP0001"], NAMES["U0REP0000"]
        steps = [
            "A <text> that morning. (Repairs: decided)",
            "For tenants. What residents told the team in that week: “I waited in all <day>.”",
            "Priority “Warm & dry homes”, in week 1: Residents at the heart",
            f"Shared by {amina}. {ben} takes it forward.",
            f"Being tried, {ben}, Friday 15 January How we know: “Forty calls a week.”",
            "How residents take part: “Two tenants write it <with> us.”",
            "To be decided by Monday 1 February",
            "The answer: yes",
            "Promised to the team in that week: “A heater” Late, until Friday 29 January.",
            "Result Decided: “We keep it.” What was learned: We expected: “Fewer calls.”",
        ]
        assert [step for step in steps if step not in whole] == []
        assert sorted(steps, key=whole.index) == steps
        assert "Taken back, or its time is over (Care: stopped, and learned from)" in gone


async def test_what_was_learned_is_searched_without_a_script() -> None:
    """A form asks for words, keeps the breakdown, and the page has what was found, or says that there is nothing."""
    page = (await get("/page/?by=organisation", "page")).text
    (search,) = re.findall(r'<form method="get".*?</form>', page, re.DOTALL)
    assert 'action="./#learned"' in search
    assert '<input type="hidden" name="by" value="organisation">' in search
    assert "3 lessons, the newest first." in plain(page)
    found = (await get(STATES["searched"][0], "page")).text
    assert 'name="find" value="a &lt;text&gt;"' in found
    assert "1 lesson with “a <text>”, the newest first." in plain(found)
    assert told(found, "Texts &lt;before&gt; a visit")[1:3] == [
        "We expected: Fewer calls.",
        "It happened: Calls fell by half.",
    ]
    assert "Nothing with “<b>We” yet." in plain((await get(STATES["nothing found"][0], "page")).text)
    assert 'type="search"' not in (await get("/report/", "page")).text


async def test_how_leaders_rate_stands_in_this_week_alone() -> None:
    """No file and no report has leaders' own ratings, and who leads nothing reads no such section."""
    held = [(await get(path, "page")).text for path in ("/report/", "/page/figures.csv", "/page/?by=organisation")]
    assert ["Other leaders together" in each for each in held] == [False, False, True]


async def test_the_report_says_what_it_led_to() -> None:
    """By organisation: how many weeks led to a talk, how long an answer took, what came of questions, and helped."""
    report = (await get("/report/", "page")).text
    (section,) = re.findall(r'<section id="measure".*?</section>', report, re.DOTALL)
    found = re.findall(r"<(?:li|h3)>.*?</", section, re.DOTALL)
    assert [" ".join(unescape(line.partition(">")[2].rstrip("</")).split()) for line in found] == [
        "North <shire>",
        "Talks: 3 of 7 team weeks led to a meeting that was held.",
        "First answer: 4 days after a question was raised, for the middle one of all.",
        "What came of 12 questions: 5 agreed, 3 answered, 2 declined with a reason, 1 in need of more work, 1 open.",
        "Did it help? Of 3 questions most of those who told me say yes. Of 1 question about half of those who told me"
        " say yes.",
        "Felt heard? Of 1 meeting nearly everyone of those who came and told me say yes.",
        "All together",
        "Talks: 3 of 8 team weeks led to a meeting that was held.",
        "No question was put to leaders.",
        "Did it help? Not enough people have said so yet.",
        "Felt heard? Not enough people have said so yet.",
    ]


async def test_by_keyboard_and_on_paper(browser: Browser) -> None:
    """The first Tab shows the way past the menu, each Tab shows where one is, and paper has no buttons on it."""
    page = await browser.new_page(viewport={"width": 390, "height": 800})
    await shows(page, await get("/page/", "page"))
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Skip to the page"
    assert await page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    stops = await page.locator(STOPS).count()
    for _ in range(stops - 1):
        await page.keyboard.press("Tab")
        assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert await page.evaluate("document.activeElement.textContent") == "Close the page"
    await page.emulate_media(media="print")
    assert await page.locator("button:visible, nav:visible, form:visible").count() == 0
    assert await page.locator("table:visible").count() > 0
    tall = "[...document.querySelectorAll('details dl')].map(one => one.checkVisibility({contentVisibilityAuto: true}))"
    assert await page.evaluate(tall) == [True] * 3, "paper cannot be opened"
    wider = "Math.max(...[...document.querySelectorAll('.chart svg')].map(one => one.getBoundingClientRect().width))"
    assert await page.evaluate(wider) <= 390, "paper cannot be scrolled"
    await page.close()


async def test_what_only_looks_gets_no_visit() -> None:
    """HEAD, a preview without a browser's signs and a browser that looks ahead get a button, and no cookie."""
    for method, headers in (
        ("HEAD", NAVIGATES),
        ("GET", {}),
        ("GET", {**NAVIGATES, "sec-purpose": "prefetch"}),
        ("GET", {"sec-fetch-mode": "no-cors"}),
    ):
        looked = await get("/page/open?link=good", method=method, headers=headers)
        assert (looked.status_code, "set-cookie" in looked.headers) == (200, False)


@pytest.mark.parametrize(
    ("address", "path", "secure"),
    [
        (AT, "/page", True),
        ("https://town.example/waymark", "/waymark/page", True),
        ("http://127.0.0.1:8080", "/page", False),
    ],
)
async def test_the_cookie_keeps_to_itself(address: str, path: str, secure: bool) -> None:
    """No script reads it, no other site's request carries it, no other path gets it, and it is for TLS alone."""
    came = await get("/page/open?link=good", address=address, headers=NAVIGATES)
    assert (came.status_code, came.headers["location"]) == (303, "./")
    parts = {part.strip().lower() for part in came.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite=lax", f"path={path}", "max-age=3600"} <= parts
    assert ("secure" in parts) is secure


async def test_one_purpose_has_no_cookie_of_the_other() -> None:
    """The report's visit is another cookie at another path."""
    came = await get("/report/open?link=good", headers=NAVIGATES)
    assert came.headers["set-cookie"].startswith("waymark_report=")
    assert "Path=/report" in came.headers["set-cookie"]


async def test_closing_needs_the_pages_own_form() -> None:
    """The form on the page ends the visit; a form that another site made a browser send does nothing."""
    key = re.findall(r'name="key" value="([^"]+)"', (await get("/page/", "page")).text)[0]
    closed = await get("/page/close", "page", "POST", data={"key": key})
    assert closed.status_code == 200
    assert re.match(r'waymark_page="?"?; .*Max-Age=0', closed.headers["set-cookie"])
    tries: tuple[dict[str, str], ...] = ({}, {"key": "key of another"}, {"key": "x" * 5000})
    for forged in tries:
        refused = await get("/page/close", "page", "POST", data=forged)
        assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)


async def test_what_breaks_is_told_in_words_and_kept_out_of_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    """An error nobody thought of is a page in words; the log has its kind and place, and nothing that it says."""
    answer = await get("/page/", "broken")
    assert (answer.status_code, "Something broke on our side" in answer.text) == (500, True)
    told = "".join(capfd.readouterr())
    assert SECRET not in answer.text + told
    assert "RuntimeError" in told
    assert "pages.py" in told


@pytest.mark.parametrize("path", ["/page/open", "/page/close", "/page/", "/page/figures.csv"])
async def test_nothing_else_is_answered(path: str) -> None:
    """Methods that no page needs are refused."""
    assert (await get(path, "page", "DELETE")).status_code == 405


@pytest.mark.parametrize("level", list(Level))
async def test_files_come_by_one_breakdown(level: Level) -> None:
    """Each file is an attachment of its kind, by the breakdown that was asked for, and not kept by the browser."""
    for table, form, kind in (("figures", "csv", "text/csv"), ("tables", "xlsx", "spreadsheetml")):
        file = await get(f"/page/{table}.{form}?by={level}", "page")
        assert kind in file.headers["content-type"]
        assert file.headers["content-disposition"] == f'attachment; filename="waymark-by-{level}.{form}"'
        assert file.headers["cache-control"] == "no-store"
        assert (await get(f"/page/{table}.{form}?by=team&by=organisation", "page")).status_code == 400
        assert (await get(f"/page/{table}.{form}")).status_code == 401


async def test_the_report_has_contents_and_files() -> None:
    """Its contents lead to each of its sections, by their headings' names; every file that it names is there."""
    report = (await get("/report/", "page")).text
    (contents,) = re.findall(r'<nav aria-labelledby="contents-title">.*?</nav>', report, re.DOTALL)
    links = re.findall(r'<a href="#([^"]+)">(.*?)</a>', contents)
    assert [section for section, _ in links] == re.findall(r'<section id="([^"]+)"', report)
    assert dict(links)["by-organisation"] == "Your organisation"
    (files,) = re.findall(r'<p class="files">.*?</p>', report, re.DOTALL)
    names = re.findall(r'<a href="([^"]+)" download>', files)
    assert names[:3] == ["tables.xlsx", "measure.csv", "gaps.csv"]
    for name in names:
        file = await get(f"/report/{name}", "page")
        called = "waymark-report.xlsx" if name == "tables.xlsx" else f"waymark-report-{name}"
        assert file.headers["content-disposition"] == f'attachment; filename="{called}"'
        assert (await get(f"/report/{name}")).status_code == 401
    assert (await get("/report/figures.csv", "page")).status_code == 400
    assert 'class="files"' not in (await get("/report/", "empty")).text
