"""Figures for Prometheus: every label is known beforehand, nobody is named, and all processes tell the same."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from bot.conversation import turns
from bot.delivery import happenings
from bot.delivery.rows import State
from bot.delivery.transitions import TABLE
from bot.health.checks import Check, Level
from bot.health.desk import HealthDesk
from bot.health.metrics import CHECKS, OUTCOMES, ROLES, STATES, Figures
from bot.health.pulse import Pulse
from bot.health.tallies import ANSWERS, TICKS, Tallies, event_kinds, kind_of
from bot.health.troubles import Kind
from bot.health.vitals import Vitals
from bot.web.app import create_web
from tests.health.conftest import MINUTE, NOON, Place

KNOWN = {
    "state": set(STATES), "outcome": {*OUTCOMES, *TICKS}, "result": set(ANSWERS), "kind": {*event_kinds(), *Kind},
    "role": set(ROLES), "check": set(CHECKS),
}  # fmt: skip


def samples(page: bytes) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Read a page as Prometheus does: name → labels → value."""
    read: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(page.decode()):
        for sample in family.samples:
            read.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return read


async def scraped(place: Place) -> bytes:
    """What one scrape of a web process gives."""
    web = create_web([], HealthDesk(place.database, place.clocks), CollectorRegistry(), notice="")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://waymark") as http:
        answer = await http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return answer.content


async def test_a_page_tells_what_is_in_the_database(place: Place) -> None:
    """Messages by state and outcome, lags, doubts, repairs, missed beats, events and answers: each figure is there."""
    story = place.story.now()
    await place.plan("late", due_at=story - 40 * MINUTE)
    await place.plan("doubt", recipient="C2", state="in_doubt", slack_last=story - 5 * MINUTE)
    async with place.database.unit_of_work() as work:
        for outcome in ("accepted", "accepted", "throttled"):
            await work.deliveries.attempts.add("doubt", token=1, started_at=story - MINUTE, outcome=outcome)
        await work.desired.show("stray/doubt/1.1", "T1", None, {})
        await work.tallies.add({"events/reply_posted": 3, "duplicates": 1, "answers/limited": 4, "ticks/well": 9})
        await work.commit()
    worker = Pulse(place.database, place.wire, Tallies(), "worker")
    worker.ticked(0)
    await worker.beat()
    place.story.advance(timedelta(minutes=10))
    await worker.beat()
    page = samples(await scraped(place))
    assert page["waymark_deliveries"][("state", "planned"),] == 1
    assert page["waymark_delivery_attempts_total"][("outcome", "accepted"),] == 2
    assert page["waymark_delivery_attempts_total"][("outcome", "throttled"),] == 1
    assert page["waymark_lag_seconds"][()] == 600  # since there was a process that could send it
    assert page["waymark_in_doubt_seconds"][()] == 900
    assert (page["waymark_duplicates_found_total"][()], page["waymark_duplicates_repaired_total"][()]) == (1, 0)
    assert page["waymark_events_total"][("kind", "reply_posted"),] == 3
    assert page["waymark_duplicate_events_total"][()] == 1
    assert page["waymark_slack_answers_total"][("result", "limited"),] == 4
    assert page["waymark_ticks_total"][("outcome", "well"),] == 10
    assert page["waymark_tick_age_seconds"][()] == 600
    assert page["waymark_processes"][("role", "worker"),] == 1
    assert page["waymark_ready"][("check", "ticks"),] == 0
    assert page["waymark_ready"][("check", "migrations"),] == 1
    assert ("check", "socket") not in {label for labels in page["waymark_ready"] for label in labels}
    assert page["waymark_beats_missed_total"][()] == 0


async def test_no_label_names_anybody(place: Place) -> None:
    """Whatever is in the database, no label's value is outside a fixed list, and no name, id or word is on the page."""
    await place.plan("d", facts={"words": "The rota leaves no hour."}, recipient="C0SECRET")
    async with place.database.unit_of_work() as work:
        await work.tallies.add({"events/UANA": 1, "answers/C1": 2, "events/reply_posted": 1, "Spring": 5})
        await work.deliveries.attempts.add("d", token=1, started_at=NOON, outcome="Housing")
        await work.commit()
    page = await scraped(place)
    for name, values in samples(page).items():
        for labels in values:
            for label, value in labels:
                assert value in KNOWN[label], f"{name} has a label {label}={value}"
    for word in (b"UANA", b"C1", b"C0SECRET", b"T1", b"Spring", b"Housing", b"Council", b"rota"):
        assert word not in page


def test_the_lists_are_whole() -> None:
    """Each state, each end of a request and each kind of event that the product knows has its place in the lists."""
    assert set(STATES) == {state.value for state in State}
    ends = {kind.__name__ for state, kind in TABLE if state is State.SENDING} | {happenings.Found.__name__}
    assert {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in ends} == set(OUTCOMES)
    assert {kind_of(kind) for kind in turns()} <= set(event_kinds())


def test_without_a_database_the_checks_are_still_told() -> None:
    """When the database is away a scrape shows that, instead of nothing; a page before it is not shown again."""
    figures = Figures(CollectorRegistry())
    figures.text(Vitals(now=NOON, wire=NOON), ())
    page = samples(figures.text(None, [Check("database", Level.FAILING, "")]))
    assert page["waymark_ready"] == {(("check", "database"),): 0}
    assert "waymark_lag_seconds" not in page
