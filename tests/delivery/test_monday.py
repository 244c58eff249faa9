"""Very many channels due at one moment, in small: all are told once, and Slack never has to say "too many"."""

from __future__ import annotations

import pytest

from benchmarks.monday import Task, measure


@pytest.mark.parametrize("spread", [True, False])
async def test_three_hundred_channels_are_told_once_and_slack_refuses_none(
    migrated_sqlite_url: str, spread: bool
) -> None:
    """Against a Slack that takes exactly the budget, each message stands once and none is refused."""
    done = await measure(Task(migrated_sqlite_url, 300, factor=40, spread=spread))
    assert (done.refused, done.missed, done.twice) == (0, 0, 0)


async def test_many_workers_tell_all_once_and_slack_refuses_none(migrated_postgres_url: str) -> None:
    """The same with the workers' jobs on PostgreSQL, where all are due at once."""
    done = await measure(Task(migrated_postgres_url, 120, factor=40, spread=False))
    assert (done.refused, done.missed, done.twice) == (0, 0, 0)
