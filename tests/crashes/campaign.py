"""Has many cases played: first each story to its end, which tells the points there are, then a case for each point."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from bot.settings import ROOT
from tests.crashes.case import STORIES
from tests.crashes.verdicts import Case, Verdict, read_verdict


@dataclass(frozen=True)
class Bench:
    """Where the cases' databases come from: a migrated SQLite file, a PostgreSQL server and a template there."""

    file: str
    server: str
    template: str

    def case(self, story: str, database: str) -> Case:
        """Return the case in which nobody is killed."""
        if database == "sqlite":
            return Case(story, file=self.file)
        return Case(story, server=self.server, template=self.template)

    def whole_stories(self, database: str) -> list[Case]:
        """Return each story, to be told to its end."""
        return [self.case(story, database) for story in STORIES]


def play(cases: Iterable[Case], told: Callable[[Verdict], None] = lambda _verdict: None) -> list[Verdict]:
    """Play cases in processes that are forked from a loaded one."""
    lines = "".join(f"{json.dumps(asdict(case))}\n" for case in cases)
    verdicts = []
    command = [sys.executable, "-m", "tests.crashes.zygote"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as zygote:
        assert zygote.stdin is not None
        assert zygote.stdout is not None
        zygote.stdin.write(lines)
        zygote.stdin.close()
        for line in zygote.stdout:
            verdicts.append(read_verdict(line))
            told(verdicts[-1])
    assert zygote.returncode == 0, f"the process that plays the cases ended with {zygote.returncode}"
    return verdicts


def cases(recorded: Iterable[Verdict], hits: int) -> Iterator[Case]:
    """Return a case for each of the first `hits` meetings with each point that whole stories met.

    Stories of sending differ in what has been planned, so each of them has its own. A coach does much in every story
    (it starts, signs, sends), so of that the first story that meets it is enough.
    """
    had: set[tuple[object, ...]] = set()
    for verdict in recorded:
        for point, times in Counter(verdict.met).items():
            where = (verdict.case.file, point, *own(verdict.case))
            if where not in had:
                had.add(where)
                for hit in range(1, min(times, hits) + 1):
                    yield replace(verdict.case, point=point, hit=hit)


def own(case: Case) -> tuple[str, ...]:
    """What makes a point one of its own in a story."""
    return (case.story,) if STORIES[case.story].each else ()


def points(recorded: Iterable[Verdict]) -> Mapping[str, set[str]]:
    """Return the points that were met, each with where: before, after, or both."""
    found: dict[str, set[str]] = {}
    for verdict in recorded:
        for name in verdict.met:
            point, _, side = name.rpartition(":")
            found.setdefault(point, set()).add(side)
    return found
