"""Pictures in the thread of a leader's digest: what they show is what the digest says, and it is said in words too."""

from __future__ import annotations

import asyncio

from sandbox.records import StoredFile
from tests.played.conftest import Setting
from tests.played.stage import HOUSING, NURSES, Stage

PNG = b"\x89PNG\r\n\x1a\n"


async def pictures(stage: Stage, leader: str = "martin") -> list[StoredFile]:
    """Have files sent that are due, twice over; the pictures in the thread of a leader's newest digest."""
    for _ in range(2):
        await stage.parts.files.send_due()
    await stage.settles()
    digest = stage.person(leader).got(action="offer_talk")
    replies = stage.workspace.messages.replies(digest.channel, digest.ts)
    return [stage.workspace.files[file] for message in replies for file in message.files]


async def rated(stage: Stage, *names: str, team: str = "housing") -> None:
    """People rate in private: 2 now, 4 needed."""
    for person in stage.people(*names):
        await person.answers_privately("As I said.", now=2, needed=4, team=team)


async def test_a_leader_of_several_teams_gets_a_heat_map(on_stage: Setting) -> None:
    """One picture, in the thread of their digest alone, whose words say each team's gap and what is not shown."""
    async with on_stage(teams=(HOUSING, NURSES)) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        await rated(stage, "amina", "ben", "carys")
        await rated(stage, "gwen", "hari", team="nurses")
        await stage.until("digest")
        (picture,) = await pictures(stage)
        assert (picture.name, picture.title) == ("waymark-1-heat-map.png", "The gap, by team and area")
        assert (picture.content or b"").startswith(PNG)
        assert "Community nurses: area 1 not shown" in picture.alt_text
        assert "Housing repairs: area 1 1.4" in picture.alt_text
        assert "1.4" in stage.person("martin").reads_digest()


async def test_a_leader_of_one_team_gets_two_from_the_second_week(housing: Stage) -> None:
    """One week of one team stands in words; from two on there is something to see, and the first is in it."""
    await rated(housing, "amina", "ben", "carys")
    await housing.until("digest")
    assert await pictures(housing) == []
    await housing.until("open")
    await rated(housing, "amina", "ben")
    await housing.until("digest")
    beside, heard = await pictures(housing)
    assert [beside.title, heard.title] == ["Now and needed, by area", "Who took part, by week"]
    assert "now 2" in beside.alt_text
    assert "not shown" in beside.alt_text
    assert "3 to 9" in heard.alt_text


async def test_a_picture_whose_answer_was_lost_is_found_in_its_thread(on_stage: Setting) -> None:
    """Slack showed it and the line was cut: a thread is no part of a conversation's history, and is looked through."""
    async with on_stage(teams=(HOUSING, NURSES)) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        await rated(stage, "amina", "ben", "carys")
        await stage.until("digest")
        stage.workspace.faults.add("files.completeUploadExternal", "drop_after")
        async with asyncio.timeout(60):
            while await waiting(stage):
                assert len(await pictures(stage)) <= 1
                await asyncio.sleep(0.2)
        assert len(await pictures(stage)) == 1


async def waiting(stage: Stage) -> int:
    """How many files the leaders still wait for."""
    async with stage.parts.core.database.reading() as work:
        leaders = [stage.person(name).id for name in ("martin", "nia")]
        return sum([len(await work.files.of_person(stage.parts.workspace, leader)) for leader in leaders])
