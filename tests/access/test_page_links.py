"""The doors of a leader's page: each link and visit that is another's, for something else, from elsewhere, old, forged.

Each is signed with the installation's own key where somebody could have such a one, so that nothing but the check that
the test is about refuses it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from bot.clock import AdjustableClock
from bot.pages.links import LINK_LIFE, VISIT_LIFE, Links, Pass, Purpose
from tests.played.conftest import Setting
from tests.played.stage import HOUSING, Cast, Stage

WARD = Cast("ward", ("gwen", "hari", "iris"), ("nia",), name="Ward four", organisation="County Health")
BROWSER = {"sec-fetch-mode": "navigate"}
FILES = {
    "page": ("", "tables.xlsx", "figures.csv", "themes.csv", "questions.csv", "promises.csv"),
    "report": ("", "tables.xlsx", "gaps.csv", "measure.csv", "then-and-now.csv", "promises.csv"),
}
DOORS = tuple(f"/{purpose}/{file}" for purpose, files in FILES.items() for file in files)


@pytest.fixture
async def lived(on_stage: Setting) -> AsyncIterator[Stage]:
    """Two teams with a leader each, whose first week has closed."""
    async with on_stage(teams=(HOUSING, WARD)) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        for person in stage.people("amina", "ben", "carys"):
            await person.rates(now=2, needed=4, team="housing")
        await stage.until("digest")
        yield stage


def links(stage: Stage, ago: float = 0, key: bytes | None = None) -> Links:
    """Links as they were made so many seconds ago, with the installation's key or another."""
    core = stage.parts.core
    made = core.clocks.wire.now() - timedelta(seconds=ago)
    return Links(key or core.identities.link_key(), AdjustableClock(frozen_at=made))


def holder(stage: Stage, name: str = "martin", purpose: Purpose = Purpose.PAGE) -> Pass:
    """Somebody with the campaign."""
    return Pass(stage.parts.workspace, stage.person(name).id, stage.campaign_id, purpose)


async def knocks(stage: Stage, door: str, **cookies: str) -> httpx.Response:
    """Ask for an address with these cookies, as a browser does."""
    base = stage.settings.base_url
    async with httpx.AsyncClient(base_url=base, cookies=cookies, headers=BROWSER) as browser:
        return await browser.get(door)


Bent = Callable[[Stage], Pass]
NOT_THEIRS: dict[str, Bent] = {
    "a member's": lambda stage: holder(stage, "amina"),
    "a stranger's": lambda stage: replace(holder(stage), user="UNOBODY01"),
    "an admin's": lambda stage: holder(stage, "grace"),
    "another workspace's": lambda stage: replace(holder(stage), workspace="T0OTHER"),
    "another campaign's": lambda stage: replace(holder(stage), campaign_id="0b7d1c53-4c0e-5c3a-9d56-0f6f1f5f5a01"),
    "no campaign's": lambda stage: replace(holder(stage), campaign_id=""),
}


async def test_who_may_and_who_may_not(lived: Stage) -> None:
    """A link and a visit that is rightly signed opens for a leader of the campaign, and for nobody else anything."""
    for purpose in Purpose:
        path, cookie = f"/{purpose.value}/", f"waymark_{purpose.value}"
        for who in ("martin", "nia"):
            mine = links(lived).link(holder(lived, who, purpose))
            assert (await knocks(lived, f"{path}open?link={mine}")).status_code == 303
            answer = await knocks(lived, path, **{cookie: links(lived).visit(holder(lived, who, purpose))})
            assert (answer.status_code, "Better repairs" in answer.text) == (200, True)
        refused = set()
        for bent in NOT_THEIRS.values():
            theirs = replace(bent(lived), purpose=purpose)
            answers = [
                await knocks(lived, f"{path}open?link={links(lived).link(theirs)}"),
                await knocks(lived, path, **{cookie: links(lived).visit(theirs)}),
                await knocks(lived, f"{path}promises.csv", **{cookie: links(lived).visit(theirs)}),
            ]
            refused |= {(answer.status_code, answer.text) for answer in answers}
            assert not any("set-cookie" in answer.headers for answer in answers)
        assert len(refused) == 1
        ((status, said),) = refused
        assert status == 403
        assert "Better repairs" not in said


async def test_each_leader_reads_their_own(lived: Stage) -> None:
    """Whoever holds a leader's link reads that leader's page: nothing in the address or the cookie can be turned."""
    pages = {
        who: (await knocks(lived, "/page/", waymark_page=links(lived).visit(holder(lived, who)))).text
        for who in ("martin", "nia")
    }
    assert ("Housing repairs" in pages["martin"], "Ward four" in pages["martin"]) == (True, False)
    assert ("Housing repairs" in pages["nia"], "Ward four" in pages["nia"]) == (False, True)
    for query in ("?user=" + lived.person("nia").id, "?leader=nia", "?by=team&team=ward"):
        visit = links(lived).visit(holder(lived))
        assert "Ward four" not in (await knocks(lived, f"/page/{query}", waymark_page=visit)).text


async def test_for_one_purpose_only(lived: Stage) -> None:
    """A link to the page opens no report and the other way round, nor does a visit, whatever its cookie is called."""
    for purpose, other in ((Purpose.PAGE, Purpose.REPORT), (Purpose.REPORT, Purpose.PAGE)):
        token = links(lived).link(holder(lived, purpose=purpose))
        assert (await knocks(lived, f"/{other.value}/open?link={token}")).status_code == 403
        visit = links(lived).visit(holder(lived, purpose=purpose))
        for door in (door for door in DOORS if door.startswith(f"/{other.value}/")):
            answer = await knocks(lived, door, waymark_page=visit, waymark_report=visit)
            assert answer.status_code == 401, door


async def test_for_a_short_time_only(lived: Stage) -> None:
    """After ten minutes a link, after an hour a visit is over, by wire time: a story's weeks make neither older."""
    fresh = links(lived).link(holder(lived))
    await lived.passes(timedelta(days=2))
    assert (await knocks(lived, f"/page/open?link={fresh}")).status_code == 303
    old = links(lived, ago=LINK_LIFE + 60).link(holder(lived))
    answer = await knocks(lived, f"/page/open?link={old}")
    assert (answer.status_code, "fresh one" in answer.text) == (410, True)
    early = links(lived, ago=-60).link(holder(lived))
    assert (await knocks(lived, f"/page/open?link={early}")).status_code == 403
    for door in DOORS:
        purpose = Purpose(door.split("/")[1])
        visit = links(lived, ago=VISIT_LIFE + 60).visit(holder(lived, purpose=purpose))
        assert (await knocks(lived, door, waymark_page=visit, waymark_report=visit)).status_code == 401


async def test_forged(lived: Stage) -> None:
    """Another key, a link in a visit's place, a visit in a link's, and what was changed on its way open nothing."""
    mine = holder(lived)
    other = links(lived, key=b"another key of thirty-two bytes!")
    token = links(lived).link(mine)
    for bent in (
        other.link(mine),
        links(lived).visit(mine),
        token[:-1],
        f"{token}.x",
        token.swapcase(),
        "",
        "..",
        "🔑",
    ):
        answer = await knocks(lived, f"/page/open?link={bent}")
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    for bent in (other.visit(mine), token, links(lived).visit(mine)[:-1], "x"):
        assert (await knocks(lived, "/page/", waymark_page=bent)).status_code == 401


async def test_who_led_once_reads_what_they_were_sent(lived: Stage) -> None:
    """Without a team they keep the week that a digest brought them, and see no later week of anybody's."""
    async with lived.parts.core.database.unit_of_work() as work:
        for team in await work.teams.of_campaign(lived.campaign_id):
            team.leaders = ["UNEWLEAD1"] if team.name == "Housing repairs" else team.leaders
        await work.commit()
    old, new = (links(lived).visit(replace(holder(lived), user=user)) for user in (holder(lived).user, "UNEWLEAD1"))
    await lived.until("told_back")
    await lived.week_opens()
    for by in ("team", "organisation", "partnership"):
        page = (await knocks(lived, f"/page/?by={by}", waymark_page=old)).text
        assert "Week 1: Residents at the heart" in page
        assert "Week 2: A clear aim" not in page
    page = (await knocks(lived, "/page/", waymark_page=new)).text
    assert "Week 1: Residents at the heart" in page
    assert "Week 2: A clear aim" in page
    assert "Nothing to show yet." in page
