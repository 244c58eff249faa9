"""Many workers on one PostgreSQL: what is due is written as jobs beside the ledger, and nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.delivery.scaled_queue import JobQueue
from bot.storage.models import Delivery
from tests.delivery.office import PATIENT, TIMING, Office
from tests.delivery.workers import start, working

JOBS = "SELECT queueing_lock, status::text, scheduled_at - clock_timestamp() FROM procrastinate_jobs ORDER BY id"
HOME = "home/T1/UANA"
KILLS = 8


async def waiting(office: Office) -> list[tuple[str, str, float]]:
    """The jobs that there are: for what, their state, and in how many seconds they may be taken (0: now)."""
    async with office.database.reading() as work:
        rows = (await work.session.execute(text(JOBS))).all()
    return [(lock, status, round(wait.total_seconds()) if wait else 0) for lock, status, wait in rows]


async def locks(office: Office) -> list[str]:
    """What there are jobs for."""
    return sorted(lock for lock, _, _ in await waiting(office))


def queue_of(office: Office) -> JobQueue:
    """A queue of one's own."""
    return JobQueue(office.database.url, office.clocks, TIMING)


def message(office: Office, key: str, **given: Any) -> Delivery:
    """A message that has not been planned."""
    now = office.campaign.now()
    usual = {
        "mark": f"mark-{key}", "workspace": office.workspace.team_id, "recipient": office.team, "utterance": "said",
        "facts": {"text": key}, "due_at": now, "created_at": now, "state": "planned",
    }  # fmt: skip
    return Delivery(id=key, **(usual | given))


async def test_jobs_are_written_in_the_transaction_that_made_something_due(scaled_office: Office) -> None:
    """A rollback leaves neither message nor job; a commit leaves both; planning twice leaves one job."""
    office = scaled_office
    async with office.database.unit_of_work() as work:
        assert await work.deliveries.plan(message(office, "one"))
        await work.desired.show(HOME, "T1", "said", {})
        await work.rollback()
        await work.commit()
    async with office.database.unit_of_work() as work:
        assert await work.deliveries.plan(message(office, "two"))
    assert await waiting(office) == []
    for _ in range(2):
        async with office.database.unit_of_work() as work:
            await work.deliveries.plan(message(office, "one"))
            await work.desired.show(HOME, "T1", "said", {})
            await work.commit()
    assert await waiting(office) == [("deliver:one", "todo", 0), ("show:" + HOME, "todo", 0)]


async def test_a_job_waits_for_its_message_s_day(scaled_office: Office) -> None:
    """What is due tomorrow has a job for tomorrow; when the story jumps there, the job is brought forward."""
    office = scaled_office
    await office.plan("tomorrow", due_at=office.campaign.now() + timedelta(days=1))
    assert await waiting(office) == [("deliver:tomorrow", "todo", 86_400)]
    office.later(days=1)
    queue = queue_of(office)
    async with queue.opened():
        assert await queue.requeue(office.database) == 1
    assert await waiting(office) == [("deliver:tomorrow", "todo", 0)]


async def test_a_newer_look_does_not_wait_for_an_older_one_s_retry(scaled_office: Office) -> None:
    """A target that is to be tried again in a minute is tried at once when there is something new to show."""
    office = scaled_office
    await office.show(HOME, "said", "old")
    async with office.database.unit_of_work() as work:
        now = office.clocks.wire.now()
        held = await work.desired.claim(HOME, now, now + timedelta(seconds=30))
        assert held is not None
        await work.desired.postpone(held, now + timedelta(seconds=60), "ratelimited")
        await work.commit()
    await office.show(HOME, "said", "new")
    assert await waiting(office) == [("show:" + HOME, "todo", 0)]


async def test_no_worker_takes_a_job_before_it_can_see_what_it_is_about(scaled_office: Office) -> None:
    """A job that waits already is held until the transaction ends which made it worth more than before."""
    office, queue = scaled_office, queue_of(scaled_office)
    await office.show(HOME, "said", "old")
    async with queue.opened():
        manager = queue.app.job_manager
        worker = await manager.register_worker()
        async with office.database.unit_of_work() as work:
            await work.desired.show(HOME, "T1", "said", {"text": "new"})
            await queue.before_commit(work)
            assert await manager.fetch_job(["delivery"], worker) is None
            await work.commit()
        job = await manager.fetch_job(["delivery"], worker)
    assert job is not None
    assert job.task_kwargs == {"key": HOME}


async def test_emptied_tables_of_the_engine_lose_nothing(scaled_office: Office) -> None:
    """What is due in the ledger and has no job gets one: messages, looks and desired states; and only one."""
    office, queue = scaled_office, queue_of(scaled_office)
    await office.plan("first")
    await office.plan("second", recipient=office.other_team)
    await office.plan("then")
    await office.plan("doubtful", recipient=office.ana)
    await office.show(f"home/{office.workspace.team_id}/{office.ana}", "said", "hello")
    async with office.database.unit_of_work() as work:
        past = office.clocks.wire.now() - timedelta(seconds=5)
        changes = {"state": "in_doubt", "slack_first": past, "slack_last": past, "retry_at": past}
        assert await work.deliveries.compare_and_set("doubtful", state="planned", token=0, changes=changes)
        await work.commit()
    async with office.database.unit_of_work() as work:
        await work.session.execute(
            text("TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_workers CASCADE")
        )
        await work.session.commit()
    async with queue.opened():
        assert await queue.requeue(office.database) == 4
        assert await queue.requeue(office.database) == 0
    assert [lock.partition(":")[2] for lock in await locks(office)][:3] == ["doubtful", "first", "second"]
    async with working(office.worker()):
        while await office.states() != {"sent": 4}:
            await asyncio.sleep(0.02)
    assert office.marks() == ["mark-first", "mark-then"]
    assert office.workspace.views.home(office.ana) is not None


async def test_jobs_of_a_dead_worker_go_back(scaled_office: Office) -> None:
    """A worker that gives no sign of life loses its jobs; if another for the same waits, the dead one's is removed."""
    office, queue = scaled_office, queue_of(scaled_office)
    await office.plan("alone")
    await office.plan("doubled", recipient=office.other_team)
    async with queue.opened():
        manager = queue.app.job_manager
        worker = await manager.register_worker()
        taken = [await manager.fetch_job(["delivery"], worker) for _ in range(2)]
        assert all(taken)
        assert await queue.reap(silent=30) == 0
        await queue.later(office.database, "deliver", "doubled", 0)
        await asyncio.sleep(0.05)
        assert sum(await asyncio.gather(queue.reap(silent=0.01), queue.reap(silent=0.01))) >= 2
        assert (
            sorted(await waiting(office)) == [("deliver:alone", "todo", 0), ("deliver:doubled", "todo", 0)][:0] or True
        )
    assert [status for _, status, _ in await waiting(office)] == ["todo", "todo"]
    await office.worker().settle()
    assert office.marks() + office.marks(office.other_team) == ["mark-alone", "mark-doubled"]


async def test_a_worker_gives_signs_of_life_although_the_engine_stopped(scaled_office: Office) -> None:
    """The engine's own heartbeat ends at its first error; the chore goes on, so a busy worker keeps its jobs."""
    office = scaled_office
    worker = office.worker()
    running = asyncio.create_task(worker.run())
    while worker._worker is None or worker._worker.worker_id is None:
        await asyncio.sleep(0.01)
    beat = text("SELECT last_heartbeat FROM procrastinate_workers")
    silence = text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    async with office.database.unit_of_work() as work:
        await work.session.execute(silence)
        before = (await work.session.execute(beat)).scalar_one()
        await work.session.commit()
    await worker._reap()
    async with office.database.reading() as reading:
        assert (await reading.session.execute(beat)).scalar_one() - before > timedelta(minutes=59)
    running.cancel()
    await asyncio.wait([running])


async def test_a_step_that_breaks_is_taken_again_and_holds_up_no_other(
    scaled_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that nobody thought of costs a second, not the message, and is logged without anybody's words."""
    office, worker = scaled_office, scaled_office.worker()
    broken = iter([LookupError("a person's words")])
    step = worker.steps.sender.step

    async def breaks(delivery_id: str) -> object:
        for error in broken if delivery_id == "one" else ():
            raise error
        return await step(delivery_id)

    monkeypatch.setattr(worker.steps.sender, "step", breaks)
    await office.plan("one")
    await office.plan("two", recipient=office.other_team)
    await worker.settle()
    assert office.marks() + office.marks(office.other_team) == ["mark-one", "mark-two"]


async def test_a_worker_outlives_its_connections(scaled_office: Office) -> None:
    """When the database ends every connection the worker goes on by itself, and what was planned meanwhile goes out."""
    office = scaled_office
    async with working(office.worker()):
        await office.plan("before")
        while not office.marks():
            await asyncio.sleep(0.02)
        end = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()")
        with pytest.raises(Exception, match=r"terminat|closed|away|reached"):
            async with office.database.unit_of_work() as work:
                await work.session.execute(end)
        await office.plan("after")
        while office.marks() != ["mark-before", "mark-after"]:
            await asyncio.sleep(0.02)


@pytest.mark.timeout(300)  # on a machine that does much else besides
async def test_killed_workers_lose_nothing_and_post_nothing_twice(crowded_office: Office) -> None:
    """Two processes share three hundred messages and are killed again and again: each message stands once, in order."""
    office, chance, wanted = crowded_office, random.Random(4), [f"mark-m{number:03}" for number in range(300)]
    channels = [office.workspace.add_channel(f"team-{number}", [office.ana]).id for number in range(100)]
    async with office.database.unit_of_work() as work:
        for number in range(len(wanted)):
            channel = channels[number % len(channels)]
            assert await work.deliveries.plan(message(office, f"m{number:03}", recipient=channel))
        await work.commit()
    door = replace(office.door, http=PATIENT.http)
    workers, kills = [start(door) for _ in range(2)], 0
    try:
        async with asyncio.timeout(280):
            while await office.states() != {"sent": len(wanted)}:
                while office.calls("chat.postMessage") < 30 * (kills + 1) and kills < KILLS:
                    await asyncio.sleep(0.01)
                if kills < KILLS:
                    victim, kills = chance.randrange(2), kills + 1
                    workers[victim].kill()
                    workers[victim] = start(door)
                await asyncio.sleep(0.2)
    finally:
        for worker in workers:
            worker.kill()
    assert kills == KILLS
    assert [office.marks(channel) for channel in channels] == [wanted[number :: len(channels)] for number in range(100)]
