"""Ideas on a leader's page: each from its need to its result, and lessons, to those who may read them in Slack."""

from __future__ import annotations

from dataclasses import replace

from bot.insight.ideas import DECIDED, EXPERIMENT, STOPPED
from bot.insight.publishing import Level
from bot.pages.breakdown import standing
from bot.pages.facts import LeadersPage, Lessons
from bot.pages.gathering import gather, named_on
from bot.pages.ideas import ideas_of, lessons_of
from bot.storage.models import DigestRecord
from tests.conversation.conftest import room, vault
from tests.conversation.room import HOUSING, NURSES, T1, Room
from tests.ideas.town import (
    AMINA,
    BEN,
    IDEA,
    LEARNED,
    MARTIN,
    NEED,
    TRY,
    a_while,
    act,
    desk_of,
    moves,
    shares,
    tried,
)

__all__ = ["room", "vault"]
NIA = "U0NIA"
TRUST = replace(NURSES, channel="C0TRUST", name="Trust", organisation="Southbridge", leaders=("U0TESS",))


async def page_of(room: Room, user: str) -> LeadersPage:
    """The page of somebody, by their teams."""
    async with room.database.reading() as work:
        campaign = (await work.campaigns.all(T1))[0]
        return await gather(work, await standing(work, campaign, user), Level.TEAM, room.clock.now())


async def lessons(room: Room, user: str, wanted: str = "") -> Lessons:
    """What somebody's page finds in the library."""
    async with room.database.reading() as work:
        campaign = (await work.campaigns.all(T1))[0]
        return await lessons_of(work, await standing(work, campaign, user), wanted)


async def begins(room: Room) -> None:
    """Housing and Nurses of one organisation, Trust of another; Martin leads the first two, Nia the second."""
    await room.begins(HOUSING, NURSES, TRUST)
    await room.comes("open")


async def test_an_idea_is_traced_from_its_need_to_its_result(room: Room) -> None:
    """The page has its need, the priority that its week named, each step with who made it, the decision, the lesson."""
    await begins(room)
    idea = await tried(room, resources="Fifty pounds.")
    await desk_of(room).answer(T1, MARTIN, idea.id, act(), "resources", "yes", "")
    await moves(room, idea.id, DECIDED, decided="We keep it.", why="Half the calls.")
    await desk_of(room).look_back(T1, AMINA, idea.id, act(), LEARNED, "team")
    page = await page_of(room, MARTIN)
    (traced,) = page.ideas
    assert (traced.team, traced.week, traced.stage, traced.title) == ("Housing", 1, DECIDED, IDEA)
    assert (traced.words["need"], traced.priority) == (NEED, "Faster repairs")
    assert [(move.kind, move.by) for move in traced.moves] == [
        ("idea", AMINA),
        (EXPERIMENT, AMINA),
        ("resources", MARTIN),
        (DECIDED, AMINA),
        ("review", AMINA),
    ]
    assert traced.said(EXPERIMENT)["test"] == TRY["test"]
    assert traced.asks == (("resources", "yes"),)
    assert traced.learned is not None
    assert traced.learned.said["happened"] == LEARNED["happened"]
    assert named_on(page) >= {AMINA, MARTIN}


async def test_whoever_gave_no_name_has_none_on_the_page(room: Room) -> None:
    """An idea in confidence has no name; taken back it has no words either, and what others did stays."""
    await begins(room)
    idea = await shares(room)
    await a_while(room)
    page = await page_of(room, MARTIN)
    assert (page.ideas[0].credit, page.ideas[0].owner, named_on(page)) == (None, None, set())
    await desk_of(room).take_on(T1, BEN, idea.id, act())
    await desk_of(room).take_back(T1, AMINA, idea.id, act())
    (traced,) = (await page_of(room, MARTIN)).ideas
    assert (traced.title, traced.words, traced.owner) == ("", {}, BEN)


async def test_an_idea_is_for_its_team(room: Room) -> None:
    """Who leads another team does not read it, of the same organisation or not; nor who leads this one no more."""
    await begins(room)
    idea = await shares(room)
    assert [len((await page_of(room, user)).ideas) for user in (MARTIN, NIA, "U0TESS")] == [1, 0, 0]
    async with room.database.unit_of_work() as work:
        team = await work.teams.get(idea.team_id)
        assert team is not None
        team.leaders, team.members = [], [user for user in team.members if user != MARTIN]
        await work.commit()
    assert (await page_of(room, MARTIN)).ideas == ()


async def test_open_ideas_come_first(room: Room) -> None:
    """What still waits stands above what is over."""
    await begins(room)
    over = await tried(room)
    await moves(room, over.id, STOPPED, learned="Too dear.")
    await shares(room, BEN, idea="")
    assert [idea.stage for idea in (await page_of(room, MARTIN)).ideas] == ["needed", STOPPED]


async def test_what_residents_told_stands_beside_it(room: Room) -> None:
    """Of the reader's own digest of that week and team: what was told by name, and quotes that pass it on; no other."""
    await begins(room)
    idea = await shares(room)
    told = {"told": [{"text": "I waited in all day."}]}
    quoted = {"quotes": [{"text": "Nobody came.", "residents": True}, {"text": "Ours.", "residents": False}]}
    snapshot = {
        "residents": {"teams": [{"team": "Housing", **told}, {"team": "Nurses", "told": [{"text": "Not this."}]}]},
        "quotes": {"groups": [{"team_id": idea.team_id, **quoted}, {"team_id": None, **quoted}]},
    }
    async with room.database.reading() as work:
        now = await standing(work, (await work.campaigns.all(T1))[0], MARTIN)
        rows = [DigestRecord(week=week, snapshot=snapshot if week == 1 else {}) for week in (2, 1)]
        page = await gather(work, replace(now, digests=[]), Level.TEAM, room.clock.now())
        assert page.ideas[0].told == ()
        (traced,) = await ideas_of(work, replace(now, digests=rows), ())
    assert traced.told == ("I waited in all day.", "Nobody came.")


async def test_lessons_go_as_far_as_in_slack(room: Room) -> None:
    """The page finds what `/waymark learning` finds: the team's own, the organisation's where its owner said so."""
    await begins(room)
    idea = await tried(room)
    await moves(room, idea.id, STOPPED, learned="People change their phones.")
    for reach, found in (("team", [1, 0, 0]), ("organisation", [1, 1, 0]), ("all", [1, 1, 0])):
        await desk_of(room).look_back(T1, AMINA, idea.id, act(), LEARNED, reach)
        assert [len((await lessons(room, user, "CAFE")).found) for user in (MARTIN, NIA, "U0TESS")] == found
    assert (await lessons(room, MARTIN, "trams")).found == ()
    await desk_of(room).answer(T1, MARTIN, idea.id, act(), "reach", "yes", "", "3")
    assert [len((await lessons(room, user)).found) for user in (MARTIN, NIA, "U0TESS")] == [1, 1, 1]
