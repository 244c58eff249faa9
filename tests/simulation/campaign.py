"""Tells many stories, on several processes, and sums up what came of them."""

from __future__ import annotations

import gc
import itertools
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

from tests.simulation.mutations import MUTATIONS
from tests.simulation.story import Kind, Outcome, Story

AT_ONCE = 100
NOT_INJECTED = ("ok", "events", "posted", "left too late", *("sent", "failed", "expired", "cancelled", "planned"))


@dataclass
class Summary:
    """What came of many stories."""

    stories: int = 0
    failed: list[Outcome] = field(default_factory=list)
    unguarded: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        self.stories += 1
        self.unguarded += outcome.unguarded
        self.counts.update(outcome.counts)
        if outcome.broken:
            self.failed.append(outcome)
            self.kinds.update({broken.kind for broken in outcome.broken})

    @property
    def injected(self) -> str:
        """Say what went wrong, and how often."""
        faults = {name: number for name, number in self.counts.items() if name not in NOT_INJECTED and number}
        return ", ".join(f"{name} {number:,}" for name, number in sorted(faults.items(), key=lambda item: -item[1]))


def tell(seed: int, mutation: str | None = None) -> Outcome:
    """Tell one story, of the product as it is or with something taken away."""
    if mutation is None:
        return Story(seed).tell()
    with MUTATIONS[mutation]() as rules:
        return Story(seed, rules).tell()


def tell_many(
    seeds: Iterable[int],
    *,
    mutation: str | None = None,
    jobs: int = 1,
    enough: Callable[[Summary], bool] = lambda _summary: False,
    progress: Callable[[Summary], None] = lambda _summary: None,
) -> Summary:
    """Tell a story for each seed, on so many processes, until that is `enough`."""
    summary = Summary()
    with closing(_outcomes(seeds, mutation, jobs)) as outcomes:
        for outcome in outcomes:
            summary.add(outcome)
            if summary.stories % AT_ONCE == 0:
                progress(summary)
            if enough(summary):
                break
    return summary


def _outcomes(seeds: Iterable[int], mutation: str | None, jobs: int) -> Generator[Outcome, None, None]:
    if jobs == 1:
        yield from (tell(seed, mutation) for seed in seeds)
        return
    with get_context("spawn").Pool(jobs, gc.freeze) as pool:
        for outcomes in pool.imap_unordered(partial(_tell_batch, mutation), _batched(seeds)):
            yield from outcomes


def _batched(seeds: Iterable[int]) -> Iterator[tuple[int, ...]]:
    rest = iter(seeds)
    while batch := tuple(itertools.islice(rest, AT_ONCE)):
        yield batch


def _tell_batch(mutation: str | None, seeds: tuple[int, ...]) -> list[Outcome]:
    return [tell(seed, mutation) for seed in seeds]
