"""The simulator by hand: many stories (`make torture-simulator`), or one of them told in full (`--tell 74`)."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime

from tests.simulation.campaign import Summary, tell_many
from tests.simulation.mutations import MUTATIONS
from tests.simulation.story import Kind, Story

EVERY = 5.0  # seconds between two signs of progress


def main() -> None:
    """Parse the command line and do as it says. Ends with 1 when a rule was broken, or a mutation was not found out."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000, help="how many stories (default 2000)")
    parser.add_argument("--start", type=int, default=0, help="the first seed (default 0)")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes (default 2)")
    parser.add_argument("--markdown", action="store_true", help="print rows for docs/reliability.md")
    parser.add_argument("--mutations", type=int, default=0, metavar="N", help="also N stories of each mutation")
    parser.add_argument("--tell", type=int, metavar="SEED", help="tell one story in full")
    given = parser.parse_args()
    if given.tell is not None:
        outcome = Story(given.tell, tell=_say).tell()
        _say("\n".join(map(str, outcome.broken)) or "No rule was broken.")
        sys.exit(bool(outcome.broken))
    command = f"python -m tests.simulation {' '.join(sys.argv[1:])}".replace(" --markdown", "")
    seeds = range(given.start, given.start + given.seeds)
    began = time.monotonic()
    summary = tell_many(seeds, jobs=given.jobs, progress=_Progress(given.seeds))
    _report(summary, command, time.monotonic() - began, markdown=given.markdown)
    found = [_found_out(name, given.mutations, given.jobs, markdown=given.markdown) for name in MUTATIONS]
    sys.exit(bool(summary.failed) or not all(found))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


class _Progress:
    """Says now and then how far it is."""

    def __init__(self, of: int) -> None:
        self._of = of
        self._said = self._began = time.monotonic()

    def __call__(self, summary: Summary) -> None:
        now = time.monotonic()
        if now - self._said >= EVERY:
            self._said = now
            rate = summary.stories / (now - self._began)
            sys.stderr.write(f"{summary.stories:,} of {self._of:,}, {rate:.0f}/s, {len(summary.failed)} broken\n")


def _report(summary: Summary, command: str, seconds: float, *, markdown: bool) -> None:
    kinds, counts = summary.kinds, summary.counts
    others = sum(kinds.values()) - kinds[Kind.LOST] - kinds[Kind.DUPLICATED]
    if markdown:
        done = f"{summary.stories:,} stories, {counts['posted']:,} messages posted, {seconds:.0f} s"
        cells = (
            f"{datetime.now(UTC):%Y-%m-%d}", f"`{command}`", done, summary.injected,
            kinds[Kind.LOST] + kinds[Kind.STUCK], kinds[Kind.DUPLICATED], others - kinds[Kind.STUCK],
        )  # fmt: skip
        _say(f"| {' | '.join(map(str, cells))} |")
    else:
        _say(f"{summary.stories:,} stories in {seconds:.0f} s; {counts['posted']:,} messages posted.")
        _say(f"Injected: {summary.injected}.")
        _say(", ".join(f"{kind} {kinds[kind]}" for kind in Kind) + ".")
    _say(
        f"Requests that stood still between the last check and the socket: {counts['left too late']:,}; "
        f"by those {summary.unguarded} second copies."
    )
    for outcome in summary.failed[:20]:
        _say(f"Seed {outcome.seed}: {'; '.join(map(str, outcome.broken))}")


def _found_out(name: str, stories: int, jobs: int, *, markdown: bool) -> bool:
    if not stories:
        return True
    summary = tell_many(range(stories), mutation=name, jobs=jobs)
    kinds = ", ".join(f"{kind} {number}" for kind, number in summary.kinds.most_common())
    cells = (f"without {name}", f"{len(summary.failed)} of {stories:,}", kinds)
    _say(f"| {' | '.join(cells)} |" if markdown else ": ".join(cells))
    return bool(summary.failed)


if __name__ == "__main__":
    main()
