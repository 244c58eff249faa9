"""The runner with the product's own conversation: what the two promise each other holds for a whole campaign."""

import asyncio
import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.campaigns.rhythm import KINDS
from bot.campaigns.runner import CampaignRunner
from bot.clock import Clocks
from bot.content.texts import Texts
from bot.conversation import Conversation
from bot.errors import AskAgain
from bot.settings import ROOT
from bot.storage.database import Database
from bot.storage.identity import Identities
from bot.storage.models import Beat, Round
from bot.storage.types import Vault
from tests.campaigns.world import ADMIN, HOUSING, THURSDAY, WORKSPACE, World, london, plan
from tests.support.framework import WEEKS


def with_conversation(world: World) -> CampaignRunner:
    """A runner that brings its events to the product's conversation."""
    conversation = Conversation(
        world.database,
        Identities("a key that is long enough for tests"),
        Texts(ROOT / "content" / "texts"),
        support_route="Talk to somebody.",
    )
    return CampaignRunner(world.database, conversation.handle, Clocks(campaign=world.clock), world.directory)


@pytest.mark.both_databases
async def test_all_weeks_with_the_real_conversation(world: World) -> None:
    """Every beat of all weeks is accepted by the conversation, and each leader gets one digest a week."""
    await world.service.create(plan(), WORKSPACE, ADMIN)
    world.runner = with_conversation(world)
    done = 0
    while (moment := await world.runner.next_event_at()) is not None:
        world.clock.move_to(max(moment, world.clock.now()))
        tick = await world.runner.tick()
        await world.send_what_is_due()
        assert tick.failed == 0
        done += tick.done
    assert done == 2 * WEEKS * len(KINDS)
    assert await world.states("Housing") == await world.states("Nurses") == ["closed"] * WEEKS
    async with world.database.reading() as work:
        (campaign,) = await work.campaigns.all()
        digests = await work.digests.of_campaign(campaign.id)
        said = Counter(row.utterance for row in await work.deliveries.of_campaign(campaign.id))
    assert campaign.state == "finished"
    assert Counter((digest.leader, digest.week) for digest in digests) == {
        (leader, week): 1 for leader in ("U0LEADER", "U0OTHER") for week in range(1, WEEKS + 1)
    }
    assert (said["intro"], said["prompt/open"], said["told_back"]) == (2, 2 * WEEKS, 2 * WEEKS)


@pytest.mark.both_databases
async def test_a_long_absence_with_the_real_conversation(world: World) -> None:
    """After nine days away the conversation accepts what is still brought, and goes on with the next week."""
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    world.runner = with_conversation(world)
    await world.play_until(london(9, 14, 12))
    world.clock.move_to(london(9, 23, 12))
    tick = await world.runner.tick()
    assert (tick.failed, tick.missed) == (0, 1)
    assert (await world.states())[:4] == ["closed", "missed", "open", "upcoming"]
    await world.play_until(london(12, 30, 12))
    assert await world.states() == ["closed", "missed"] + ["closed"] * (WEEKS - 2)


# --- any story -------------------------------------------------------------------------------------------------------

ACTS = st.sampled_from(["pause", "resume", "skip_week", "send_now", "away", "play", "play"])
STORIES = st.lists(st.tuples(ACTS, st.integers(1, 300)), min_size=3, max_size=9)


@settings(max_examples=max(6, (settings.default or settings()).max_examples // 5))  # a story takes a second or two
@given(story=STORIES)
def test_any_story_keeps_the_order(story: list[tuple[str, int]], migrated_file: Path, vault: Vault) -> None:
    """Whatever an admin does and however long the bot is away, no beat is brought twice or out of its order."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "story.sqlite3"
        shutil.copy(migrated_file, file)
        asyncio.run(_told(story, Database(f"sqlite+aiosqlite:///{file}", vault)))


async def _told(story: list[tuple[str, int]], database: Database) -> None:
    try:
        world = World(database, THURSDAY)
        await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
        by_hand: set[str] = set()
        for act, hours in story:
            await _act(world, act, timedelta(hours=hours), by_hand)
            _check(world, [(row, await world.beats(row)) for row in await world.rounds()], by_hand)
    finally:
        await database.dispose()


async def _act(world: World, act: str, span: timedelta, by_hand: set[str]) -> None:
    if act == "away":
        await world.at(world.clock.now() + span)
    elif act == "play":
        await world.play_until(world.clock.now() + span)
    else:
        try:
            await getattr(world.service, act)("Spring")
        except AskAgain:
            return
        if act == "send_now":
            before = set(await world.states())
            await world.runner.tick()
            assert "open" in set(await world.states()) or before == {"closed"}
            by_hand |= {row.id for row in await world.rounds() if row.state == "open"}


def _check(world: World, rounds: list[tuple[Round, dict[str, Beat]]], by_hand: set[str]) -> None:
    brought = world.conversation.beats()
    assert len(brought) == len(set(brought))
    week_of = {row.id: row.week for row, _ in rounds}
    places = [(week_of[round_id], KINDS.index(kind)) for kind, round_id in brought]
    assert places == sorted(places)
    planned = [(row, beats) for row, beats in rounds if row.state != "missed"]
    for row, beats in planned:
        due = [beats[kind].due_at for kind in KINDS]
        assert due == sorted(due) or row.state == "closed"  # a word back that was hurried may come before its old day
    for (one, beats), (other, others) in pairwise(planned):
        assert beats["told_back"].due_at < others["open"].due_at or one.state == "missed"
        if other.id not in by_hand:
            assert one.opens_on.isocalendar()[:2] < other.opens_on.isocalendar()[:2]
