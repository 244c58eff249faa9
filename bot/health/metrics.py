"""Figures for Prometheus. Every label's values are in a list that is known beforehand, so none can name anybody.

Gathered from the database at each scrape, so any number of processes tell the same; only `process_…` is one's own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot.delivery.rows import State
from bot.health.checks import Check
from bot.health.tallies import ANSWERS, TICKS, event_kinds
from bot.health.troubles import Kind, troubles
from bot.health.vitals import Vitals

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ROLES = ("run", "web", "worker")
STATES = tuple(state.value for state in State)
#: How a request that may have posted ended: `bot/delivery/happenings.py`, in the form in which attempts keep them.
OUTCOMES = (
    "accepted", "throttled", "never_left", "refused_for_good", "refused_as_drawn", "unclear", "lease_over", "found",
)  # fmt: skip
CHECKS = ("database", "migrations", "ticks", "lag", "socket", "clock")


class Figures:
    """Makes one page of figures. `registry` is the caller's own."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        self._page: list[Metric] = []
        ProcessCollector(registry=registry)
        registry.register(self)

    def collect(self) -> Iterable[Metric]:
        """Hand the registry the page that is being made."""
        return self._page

    def text(self, vitals: Vitals | None, checks: Iterable[Check]) -> bytes:
        """Write the page. Without `vitals` (the database is away) it holds the checks alone."""
        self._page = [*(_of(vitals) if vitals is not None else ()), _readiness(checks)]
        return generate_latest(self._registry)


def _readiness(checks: Iterable[Check]) -> Metric:
    held = {check.name: check.ok for check in checks}
    made = tuple(name for name in CHECKS if name in held)
    return _gauges("ready", "1 where a check holds, 0 where it fails", "check", made, held)


def _of(vitals: Vitals) -> Iterator[Metric]:
    tallies = vitals.tallies
    yield _gauges("deliveries", "Messages by state", "state", STATES, vitals.deliveries)
    yield _counters("delivery_attempts", "Requests that may have posted", "outcome", OUTCOMES, vitals.attempts)
    yield _gauge("lag_seconds", "How long the first message that may go has waited", vitals.lag.total_seconds())
    yield _gauge("beat_lag_seconds", "The same for a week's beats", vitals.beat_lag.total_seconds())
    yield _gauge("in_doubt_seconds", "The age of the oldest message in doubt", vitals.doubt_age.total_seconds())
    yield _counter("duplicates_found", "Messages found a second time", vitals.strays[0])
    yield _counter("duplicates_repaired", "Second copies that were taken away", vitals.strays[1])
    yield _gauge("unshown", "Messages and Home tabs that do not look as they should yet", vitals.unshown)
    yield _counter("beats_missed", "Beats that came too late to be of use", vitals.beats_missed)
    yield _counter("weeks_missed", "Weeks whose question came too late", vitals.weeks_missed)
    yield _counters("slack_answers", "Requests to Slack", "result", ANSWERS, _named("answers", tallies))
    yield _counters("events", "Events that came in, each once", "kind", event_kinds(), _named("events", tallies))
    yield _counter("duplicate_events", "Events that came again and changed nothing", tallies.get("duplicates", 0))
    yield _counters("ticks", "Ticks", "outcome", TICKS, _named("ticks", tallies))
    age = vitals.tick_age.total_seconds() if vitals.tick_age is not None else -1.0
    yield _gauge("tick_age_seconds", "How long ago the last tick was; -1 without any", age)
    roles = Counter(process.role for process in vitals.processes)
    yield _gauges("processes", "Processes that are there", "role", ROLES, roles)
    yield _gauge("clock_ahead_seconds", "The worst of the machines' clocks against Slack's", vitals.clock_ahead)
    found = {trouble.kind.value: 1 for trouble in troubles(vitals)}
    yield _gauges("trouble", "1 for what admins are told of", "kind", tuple(kind.value for kind in Kind), found)


def _named(family: str, tallies: Mapping[str, int]) -> dict[str, int]:
    return {name.partition("/")[2]: number for name, number in tallies.items() if name.startswith(f"{family}/")}


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"waymark_{name}", f"{about}.", value=value)


def _counter(name: str, about: str, value: float) -> Metric:
    return CounterMetricFamily(f"waymark_{name}", f"{about}.", value=value)


def _gauges(name: str, about: str, label: str, values: tuple[str, ...], found: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"waymark_{name}", f"{about}.", labels=[label])
    return _filled(family, values, found)


def _counters(name: str, about: str, label: str, values: tuple[str, ...], found: Mapping[str, float]) -> Metric:
    family = CounterMetricFamily(f"waymark_{name}", f"{about}.", labels=[label])
    return _filled(family, values, found)


def _filled(
    family: GaugeMetricFamily | CounterMetricFamily, values: tuple[str, ...], found: Mapping[str, float]
) -> Metric:
    """Every value of the list, and no other: what is not on it is left out."""
    for value in values:
        family.add_metric([value], float(found.get(value, 0)))
    return family
