"""On many machines: what a pause held back goes out as soon as the campaign is resumed."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.campaigns.plan import TeamPlan
from bot.clock import AdjustableClock, Clocks
from bot.delivery.scaled_queue import JobQueue
from bot.storage.database import Database
from bot.storage.models import Delivery
from bot.storage.types import Vault
from tests.campaigns.world import ADMIN, HOUSING, NURSES, THURSDAY, WORKSPACE, World, london, plan

PARKS = TeamPlan("C0PARKS", ("U0OTHER",), "Parks", "Northbridge Council")


@pytest.fixture
async def many(migrated_postgres_url: str, vault: Vault) -> AsyncIterator[World]:
    """A campaign of two teams on Wednesday of its first week, on a database that writes jobs."""
    clock = AdjustableClock(frozen_at=THURSDAY)
    queue = JobQueue(make_url(migrated_postgres_url), Clocks(campaign=clock))
    database = Database(migrated_postgres_url, vault, queue.before_commit)
    world = World(database, clock=clock)
    world.directory.inside.add("C0PARKS")
    await world.service.create(plan(HOUSING, NURSES), WORKSPACE, ADMIN)
    await world.play_until(london(9, 9, 9))
    yield world
    await database.dispose()


async def plans(world: World, team: str, *keys: str) -> None:
    """Plan messages of a team's open week, due now; they stand in one line."""
    row = (await world.rounds(team))[0]
    now = world.clock.now()
    async with world.database.unit_of_work() as work:
        for key in keys:
            message = Delivery(
                id=key, workspace=WORKSPACE, recipient=row.channel, utterance="playback", facts={}, due_at=now,
                created_at=now, state="planned", round_id=row.id,
            )  # fmt: skip
            assert await work.deliveries.plan(message)
        await work.commit()


async def jobs(world: World) -> list[str]:
    """What jobs there are for."""
    async with world.database.reading() as work:
        rows = await work.session.scalars(text("SELECT queueing_lock FROM procrastinate_jobs ORDER BY 1"))
        return list(rows)


async def workers_take_every_job(world: World) -> None:
    """Stand for workers whose steps find nothing that may go: a job is taken once, then it is gone."""
    async with world.database.unit_of_work() as work:
        await work.session.execute(text("DELETE FROM procrastinate_jobs"))
        await work.session.commit()


async def test_what_a_pause_held_has_its_jobs_in_the_resume_s_own_transaction(many: World) -> None:
    """With the end of the pause the first message in each line has a job, though its first one was taken in vain."""
    await many.service.pause("Spring", ADMIN)
    await plans(many, "Housing", "first", "second")
    await plans(many, "Nurses", "other")
    await workers_take_every_job(many)
    await many.service.resume("Spring", ADMIN)
    assert await jobs(many) == ["deliver:first", "deliver:other"]


async def test_the_end_of_one_pause_is_not_the_end_of_another(many: World) -> None:
    """A pause writes no job, and what another campaign's pause holds waits for the end of its own."""
    await many.service.create(plan(PARKS, name="Summer", start=date(2026, 9, 15)), WORKSPACE, ADMIN)
    await many.send_what_is_due()
    for name in ("Spring", "Summer"):
        await many.service.pause(name, ADMIN)
    await plans(many, "Housing", "spring's")
    await plans(many, "Parks", "summer's")
    await workers_take_every_job(many)
    await many.service.resume("Spring", ADMIN)
    assert await jobs(many) == ["deliver:spring's"]
    await workers_take_every_job(many)
    await many.service.resume("Summer", ADMIN)
    assert await jobs(many) == ["deliver:summer's"]
