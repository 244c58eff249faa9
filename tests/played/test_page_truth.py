"""Every truth on leaders' pages against what is stored: two organisations, two leaders, two weeks, each breakdown."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.insight.publishing import Level
from tests.played.conftest import Setting
from tests.played.people import Player
from tests.played.reading import said
from tests.played.stage import HOUSING, Cast, Stage
from tests.played.test_page import BROWSER, link_in
from tests.played.test_questions import ASKED, acts, enough

WARD = Cast("ward", ("gwen", "hari", "iris", "jack"), ("nia",), name="Ward four", organisation="County Health")
CLINIC = Cast("clinic", ("kate", "liam"), ("martin", "nia"), name="Clinic", organisation="County Health")
SCALES = ("now", "needed", "gap")


def tables(page: str) -> dict[str, dict[str, list[str]]]:
    """The figures in the tables of a page: area → group → its cells."""
    found: dict[str, dict[str, list[str]]] = {}
    for table in re.findall(r"<table>.*?</table>", page, re.DOTALL):
        caption = unescape(re.findall(r"<caption>(.*?)</caption>", table)[0])
        rows = re.findall(r'<th scope="rowgroup">(.*?)</th>(.*?)</tr>\s*<tr>(.*?)</tr>', table, re.DOTALL)
        for name, cells, note in rows:
            group, area = unescape(name), caption
            if group.startswith("Week "):  # one group, in a table of areas
                group, area = area, group
            told = [words(cell) for cell in [*re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL), note]]
            found.setdefault(area, {})[group] = told
    return found


def words(html: str) -> str:
    """What a piece of a page says."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@asynccontextmanager
async def visits(person: Player, action: str = "open_page") -> AsyncIterator[httpx.AsyncClient]:
    """Open the page from the Home tab, and give the browser that is on it."""
    await person.looks_at_home()
    link = link_in(said(await person.opens_from_home(action)))
    await person.leaves()
    base = "{0.scheme}://{0.netloc}".format(urlsplit(link))
    async with httpx.AsyncClient(headers=BROWSER, follow_redirects=True, base_url=base) as browser:
        assert (await browser.get(link)).status_code == 200
        yield browser


async def lives(stage: Stage) -> None:
    """Two weeks: Housing rates in both, the ward in one, the clinic is too small; questions, and a talk."""
    housing, ward = stage.people(*HOUSING.staff), stage.people(*WARD.staff)
    clinic = stage.people(*CLINIC.staff)
    await stage.week_opens()
    for number, person in enumerate(housing):
        await person.rates(now=1 + number % 3, needed=4, team="housing")
    for person in ward:
        await person.rates(now=2, needed=5, team="ward")
    await clinic[0].rates(now=1, needed=2, team="clinic")
    await housing[0].replies("The van <is> late & cold.", team="housing")
    await housing[1].asks_leaders("Why was the depot closed?")
    await stage.until("digest")
    await stage.until("told_back")
    await stage.week_opens()
    for person in housing[:4]:
        await person.rates(now=3, needed=5, team="housing")
    await stage.until("digest")


async def ledger(stage: Stage) -> dict[tuple[int, str], Mapping[str, Any]]:
    """The numbers that were published, by week and audience; a team's under its name."""
    async with stage.parts.core.database.reading() as work:
        names = {f"team/{team.id}": team.name for team in await work.teams.of_campaign(stage.campaign_id)}
        rows = await work.publications.of_campaign(stage.campaign_id)
    return {(row.week, names.get(row.audience, row.audience)): row.body for row in rows if row.kind == "figures"}


MINE: Mapping[str, Mapping[Level, Mapping[str, str]]] = {
    "martin": {
        Level.TEAM: {"Housing repairs": "Housing repairs", "Clinic": "Clinic"},
        Level.ORGANISATION: {
            "Northbridge Council": "organisation/Northbridge Council",
            "County Health": "organisation/County Health",
        },
        Level.PARTNERSHIP: {"All teams together": "partnership"},
    },
    "nia": {
        Level.TEAM: {"Ward four": "Ward four", "Clinic": "Clinic"},
        Level.ORGANISATION: {"County Health": "organisation/County Health"},
        Level.PARTNERSHIP: {"All teams together": "partnership"},
    },
}
"""Whose figures each leader may read, at each level: the group's name on the page, and in the ledger."""


async def test_every_figure_is_the_published_one(on_stage: Setting) -> None:
    """Each leader, by each breakdown: their groups, no other's, and the ledger's numbers, on page, file and report."""
    async with on_stage(teams=(HOUSING, WARD, CLINIC)) as stage:
        await stage.campaign_starts(threshold=3)
        await lives(stage)
        published = await ledger(stage)
        compared = 0
        for name, levels in MINE.items():
            async with visits(stage.person(name)) as browser:
                for level, groups in levels.items():
                    compared += right(tables((await browser.get(f"/page/?by={level}")).text), groups, published)
                    file = (await browser.get(f"/page/figures.csv?by={level}")).text
                    for row in csv.DictReader(io.StringIO(file)):
                        group = row["group"] if level is not Level.PARTNERSHIP else "All teams together"
                        body = published.get((int(row["week"]), groups[group]), {"enough": False})
                        same([*(row[scale] for scale in SCALES), ""], body, "")
                report = await reads_report(browser, stage, stage.person(name).id)
                parts = report.split('aria-labelledby="by-')[1:]
                for part, groups in zip(parts, list(levels.values())[::-1], strict=True):
                    right(tables(part), groups, published)
        assert compared >= 6


async def reads_report(browser: httpx.AsyncClient, stage: Stage, user: str) -> str:
    """Open a link to the report, and give what stands there."""
    link = await stage.parts.pages.link(stage.parts.workspace, user, f"report/{stage.campaign_id}")
    answer = await browser.get(str(link.url))
    assert answer.status_code == 200
    return answer.text


def right(
    shown: Mapping[str, Mapping[str, list[str]]], groups: Mapping[str, str], published: Mapping[tuple[int, str], Any]
) -> int:
    """Compare a page's tables with the ledger: these groups, no other, in both weeks; how many rows had numbers."""
    weeks = {week: rows for week in (1, 2) for caption, rows in shown.items() if caption.startswith(f"Week {week}:")}
    assert set(weeks) == {1, 2}
    assert all(set(rows) == set(groups) for rows in weeks.values())
    return sum(same(rows[group], published[week, key]) for week, rows in weeks.items() for group, key in groups.items())


def same(cells: list[str], body: Mapping[str, Any], nothing: str = "– no figure") -> bool:
    """Whether a row's figures are those of an entry; fails where they are not. True where there were numbers."""
    *numbers, note = cells
    visible = bool(body.get("enough", body.get("shown")))
    ratings = (body.get("ratings") or {}) if visible else {}
    assert numbers == [nothing if ratings.get(scale) is None else str(ratings[scale]) for scale in SCALES]
    if note and visible:
        low, high = body["heard"]
        assert (f"{low} or more people" if high is None else f"{low} to {high} people") in note
        assert ("Views are split." in note) is bool(ratings.get("split"))
    elif note:
        assert note == "No figures, so that nobody in a small group stands out."
    return bool(ratings)


async def test_words_follow_their_author_and_no_other_leaders_words_are_shown(on_stage: Setting) -> None:
    """What was said stands on the page of the leader it was for, as typed, and goes when its author deletes it."""
    async with on_stage(teams=(HOUSING, WARD)) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        amina, ben, carys = stage.people("amina", "ben", "carys")
        martin, nia = stage.people("martin", "nia")
        for person in (amina, ben, carys):
            await person.rates(now=2, needed=4, team="housing")
        ts = await amina.replies("The van <is> late & cold.", team="housing")
        await ben.asks_leaders("Why was the depot closed?")
        await stage.until("digest")
        async with visits(martin) as browser, visits(nia) as other:
            page = words((await browser.get("/page/")).text)
            (figures,) = re.findall(r"now [\d.]+, needed [\d.]+, a gap of [\d.]+", page)
            assert "Amina: “The van <is> late & cold.”" in page
            assert "Asked in confidence, Housing repairs" in page
            assert "No answer yet: one is due by" in page
            assert "Ben" not in page
            theirs = words((await other.get("/page/")).text)
            assert "van" not in theirs
            assert "depot" not in theirs
            assert "Housing" not in theirs
            await martin.offers_talk()
            offered = words((await browser.get("/page/")).text)
            assert offered.count("A talk was offered on Friday 15 January.") == 2
            await amina.deletes(ts, team="housing")
            after = words((await browser.get("/page/")).text)
            assert "cold" not in after
            assert figures in after


async def test_what_a_leader_promised(housing: Stage) -> None:
    """The page says what its leader promised, until when, and that it is kept; no file has a word of it."""
    amina, martin = housing.people("amina", "martin")
    await enough(housing)
    await amina.asks_leaders(ASKED, mode="named")
    await housing.until("digest")
    async with visits(martin) as browser:
        assert f"“{ASKED}” Amina, Housing repairs" in words((await browser.get("/page/")).text)
        await acts(martin, "question_promise", text="A second depot.", due_on="2027-01-21")
        page = words((await browser.get("/page/")).text)
        assert "Promised on Friday 15 January, by Martin, until Thursday 21 January. “A second depot.”" in page
        assert "“A second depot.” To Housing repairs. Martin owns it. Open, until Thursday 21 January." in page
        await housing.until("told_back")
        await housing.until("nudge")
        await martin.taps(martin.got(action="promise_kept"), "promise_kept")
        page = words((await browser.get("/page/")).text)
        assert re.search(r"“A second depot.” To Housing repairs. Martin owns it. Kept on \w+ \d+ January.", page)
        assert "A second depot." in (await browser.get("/page/promises.csv")).text
        assert "depot" not in (await browser.get("/page/figures.csv")).text


async def test_an_answer_in_private_is_not_repeated(housing: Stage) -> None:
    """A leader's page says that they answered in private, and when; what they wrote stays with those who got it."""
    amina, martin = housing.people("amina", "martin")
    await enough(housing)
    await amina.asks_leaders(ASKED)
    await housing.until("digest")
    await acts(martin, "question_answer", text="Come and see me.", how="private")
    async with visits(martin) as browser:
        page = words((await browser.get("/page/")).text)
    assert "Answered on Friday 15 January, in private." in page
    assert "Come and see me." not in page
    assert "Amina" not in page
