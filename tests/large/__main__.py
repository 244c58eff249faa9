"""Play many teams and people for a whole campaign, and check every digest: `python -m tests.large`.

By default 60 teams and 2,000 people in all weeks of the pack, on SQLite. Prints what was played, how long it took, and
each thing that was not so; ends with 1 when there was one.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from cryptography.fernet import Fernet

from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.types import Vault
from tests.large.play import Play, Report

FAULTS_SHOWN = 40


async def played(teams: int, people: int, seed: int, weeks: int | None) -> Report:
    """Play on a fresh SQLite file."""
    with tempfile.TemporaryDirectory(prefix="waymark-large-") as folder:
        address = f"sqlite+aiosqlite:///{Path(folder) / 'large.sqlite3'}"
        await asyncio.to_thread(upgrade, address)
        database = Database(address, Vault([Fernet.generate_key().decode()]))
        try:
            play = Play(database, teams, people, seed, weeks)
            play.told = _progress
            return await play.run()
        finally:
            await database.dispose()


def _progress(report: Report) -> None:
    done = f"{report.acts:,} acts, {report.digests:,} digests, {len(report.faults)} not so"
    sys.stderr.write(f"week {report.weeks}: {done}\n")
    sys.stderr.write("".join(f"  {fault[:600]}\n" for fault in report.faults[-5:]))


def told(report: Report) -> str:
    """A report in words."""
    lines = [
        f"{report.weeks} weeks, {report.acts:,} acts ({report.refused:,} not taken), {report.digests:,} digests",
        f"{report.checked.total():,} checks of {len(report.checked)} kinds, {len(report.faults)} not so",
        *(f"  longest {name}: {number:,}" for name, number in sorted(report.longest.items())),
        *(f"  {name}: {seconds:,.1f} s" for name, seconds in report.seconds.items()),
        *(f"  checked {name}: {number:,}" for name, number in sorted(report.checked.items())),
        *report.faults[:FAULTS_SHOWN],
    ]
    return "\n".join(lines)


def main() -> int:
    """Play and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=60)
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--weeks", type=int)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.perf_counter()
    report = asyncio.run(played(asked.teams, asked.people, asked.seed, asked.weeks))
    sys.stdout.write(f"{told(report)}\n{time.perf_counter() - began:,.0f} s in all\n")
    return int(bool(report.faults))


if __name__ == "__main__":
    raise SystemExit(main())
