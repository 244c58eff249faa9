"""The attack on names: in random stories, nobody who never gave their name stands in anything that others are shown."""

from __future__ import annotations

import logging
import re
from collections import Counter
from datetime import timedelta
from io import BytesIO
from random import Random
from zipfile import ZipFile

import pytest

from bot.errors import OurFault
from demo.world import let_happen
from tests.attack.wanderer import Wanderer
from tests.played.eyes import Eyes
from tests.played.reading import said
from tests.played.stage import ADMIN, HOUSING, Stage, stage
from tests.played.test_page_truth import reads_report, visits

DISCREET = ("amina", "ben", "carys", "dev")
TALKERS = ("efa", "tom", "martin")
PLACES = ("page", "report")
WEEKS, ACTS = 3, 6
"""So many weeks, and so many acts between one thing that is due and the next."""


@pytest.mark.timeout(500)
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.full) for seed in range(1, 30))])
async def test_nobody_is_named_against_their_will(migrated_sqlite_url: str, seed: int) -> None:
    """Four people tap and write whatever there is, save what gives their name; no one else ever reads who they are."""
    async with stage(migrated_sqlite_url) as opened:
        eyes = Eyes(opened.workspace)
        done = await wanders(opened, Random(seed))
        pages = await leaders_read(opened)
        users = {name: opened.person(name).id for name in HOUSING.staff + HOUSING.leaders + (ADMIN,)}
    for name in DISCREET:
        others = {*eyes.of(*(user for other, user in users.items() if other != name)), *pages}
        given = [thing for thing in others if users[name] in thing or re.search(rf"\b{name.title()}\b", thing)]
        assert given == [], f"{name} is named; done: {done}"
    shown = eyes.of(*users.values())
    assert [thing for thing in shown if OurFault().sentence in thing] == []
    assert len(shown) > 200
    assert len(done) > 40, done
    logging.getLogger(__name__).info("what was done: %s", done)


async def wanders(stage: Stage, chance: Random) -> Counter[str]:
    """Some weeks of a campaign in which everybody does what they like; what was done, and how often."""
    await stage.campaign_starts(threshold=3)
    ids = {name: stage.person(name).id for name in (*DISCREET, *TALKERS)}
    wanderer = Wanderer(stage, chance, frozenset(ids[n] for n in DISCREET), tuple(ids[n] for n in TALKERS))
    people = [stage.person(name).hands for name in (*DISCREET, *TALKERS, ADMIN)]
    leader = stage.person("martin").hands
    while await stage.parts.runner.next_event_at() is not None and stage_week(stage) <= WEEKS:
        await stage.next_event()
        for _ in range(ACTS):
            await wanderer.acts(chance.choice([*people, leader]))
        await stage.passes(timedelta(minutes=chance.randint(1, 700)))
        await let_happen(stage.parts)
        await stage.settles()
    return wanderer.done


def stage_week(stage: Stage) -> int:
    """The week that was opened last."""
    titles = [said(message) for message in stage.in_channel() if message.blocks[0]["type"] == "header"]
    found = [re.search(r"Week (\d+) of", title) for title in titles]
    return max((int(match[1]) for match in found if match), default=0)


async def leaders_read(stage: Stage) -> list[str]:
    """What stands on the leader's page, in the report, and in their files."""
    martin = stage.person("martin")
    async with visits(martin) as browser:
        read = [(await browser.get("/page/")).text, await reads_report(browser, stage, martin.id)]
        files = sorted({(place, name) for place, html in zip(PLACES, read, strict=True) for name in linked_in(html)})
        assert len(files) > 8, files
        for place, name in files:
            answer = await browser.get(f"/{place}/{name}")
            assert answer.status_code == 200
            read.append(inside(answer.content) if name.endswith("xlsx") else answer.text)
    return read


def linked_in(html: str) -> list[str]:
    """The files that a page leads to."""
    return re.findall(r'href="([\w-]+\.(?:csv|xlsx))[?"]', html)


def inside(workbook: bytes) -> str:
    """All that lies in a workbook."""
    with ZipFile(BytesIO(workbook)) as book:
        return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())
