"""Crashes by hand: `python -m tests.crashes` kills at every point, several times each, on both databases.

`make torture-crashes` is the same with a row for docs/reliability.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.storage.migrate import upgrade
from tests.crashes.campaign import Bench, cases, play
from tests.crashes.verdicts import Verdict
from tests.support.postgres import postgres_server

DATABASES = ("sqlite", "postgresql")


def main() -> None:
    """Parse the command line and do as it says. Ends with 1 when anything was not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tests.crashes", description=__doc__)
    parser.add_argument("--hits", type=int, default=3, help="kill at so many meetings with each point (default 3)")
    parser.add_argument("--database", choices=DATABASES, action="append", help="only this database")
    parser.add_argument("--markdown", action="store_true", help="print rows for docs/reliability.md")
    given = parser.parse_args()
    command = f"python -m tests.crashes {' '.join(sys.argv[1:])}".replace(" --markdown", "").strip()
    with _bench() as bench:
        good = [
            _at_every_point(bench, database, given.hits, command, markdown=given.markdown)
            for database in given.database or DATABASES
        ]
    sys.exit(not all(good))


@contextmanager
def _bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        file = Path(folder) / "template.sqlite3"
        template = server.create()
        for url in (f"sqlite+aiosqlite:///{file}", server.url(template)):
            upgrade(url)
        yield Bench(str(file), server.admin_url.render_as_string(hide_password=False), template)
        server.drop(template)


def _at_every_point(bench: Bench, database: str, hits: int, command: str, *, markdown: bool) -> bool:
    began = time.monotonic()
    recorded = play(bench.whole_stories(database))
    wanted = list(cases(recorded, hits))
    done = []

    def told(verdict: Verdict) -> None:
        done.append(verdict)
        if len(done) % 20 == 0:
            sys.stderr.write(f"{database}: {len(done)} of {len(wanted)}\n")

    verdicts = [*recorded, *play(wanted, told)]
    _report(database, verdicts, time.monotonic() - began, command, markdown=markdown)
    return not any(verdict.problems for verdict in verdicts)


def _report(database: str, verdicts: Sequence[Verdict], seconds: float, command: str, *, markdown: bool) -> None:
    killed = [verdict for verdict in verdicts if verdict.killed]
    points = {verdict.case.point for verdict in killed}
    problems = [problem for verdict in verdicts for problem in verdict.problems]
    twice = sum("times" in problem and "not 1" not in problem for problem in problems)
    sums = (
        f"{len(killed)} processes killed at {len(points)} points", len(problems) - twice, twice,
    )  # fmt: skip
    if markdown:
        cells = (f"{datetime.now(UTC):%Y-%m-%d}", f"`{command}`", f"{database}, {seconds:.0f} s", *sums)
        _say(f"| {' | '.join(map(str, cells))} |")
    else:
        _say(f"{database}: {sums[0]} in {seconds:.0f} s; lost or wrong {sums[1]}, twice {sums[2]}.")
    for verdict in verdicts:
        for problem in verdict.problems:
            _say(f"{verdict.case.story}, {verdict.case.point} ({verdict.case.hit}): {problem}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
