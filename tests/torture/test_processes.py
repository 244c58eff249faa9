"""Short ordeals: real processes, killed and frozen, clocks set, the database taken away, and all of Slack's faults.

`make torture-processes` has the long ones.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.postgres import PostgresMissingError
from tests.torture.database import Database, postgres_server, sqlite_file
from tests.torture.ordeal import Outcome, Plan, ordeal

pytestmark = pytest.mark.timeout(480)  # half a minute on a quiet machine


def survived(plan: Plan, database: Database, folder: Path) -> Outcome:
    """Live through it; nothing may be wrong, and something must have happened."""
    outcome = asyncio.run(ordeal(plan, database, folder))
    verdict = outcome.verdict
    assert verdict.is_good, (plan, verdict, outcome.injected)
    assert verdict.messages > 0
    assert sum(outcome.report.struck.values()) > 0
    return outcome


def test_one_process_on_sqlite(tmp_path: Path) -> None:
    """`waymark run` on SQLite, killed and started again: nothing is lost and nothing comes twice."""
    with sqlite_file(tmp_path) as database:
        survived(Plan(seed=11, seconds=8, teams=2, nemesis_pause=3, stage=3), database, tmp_path)


@pytest.mark.postgres
def test_three_processes_on_postgresql(tmp_path: Path) -> None:
    """`web` and two `worker`s on PostgreSQL: nothing is lost and nothing comes twice."""
    try:
        with postgres_server() as database:
            survived(Plan(seed=12, seconds=8, road="http", teams=2, nemesis_pause=2, stage=3), database, tmp_path)
    except PostgresMissingError as missing:
        pytest.skip(f"NOT TESTED: {missing}")
