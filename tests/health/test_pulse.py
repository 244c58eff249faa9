"""What a process tells of itself, again and again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clock import WireClock
from bot.health.desk import learn_time
from bot.health.pulse import Pulse
from bot.health.tallies import Tallies
from bot.health.vitals import Living, take_vitals
from bot.storage.errors import DatabaseAway
from tests.health.conftest import MINUTE, NOON, Place


async def living(place: Place) -> tuple[Living, ...]:
    """The processes that are there, as any process sees them."""
    return (await take_vitals(place.database, place.clocks)).processes


async def test_a_process_tells_how_it_does(place: Place) -> None:
    """Its role, its ticks, its trouble, its socket and its clock can be read by others; a silent one is gone."""
    alive = True

    async def answers() -> bool:
        return alive

    pulse = Pulse(place.database, place.wire, Tallies(), "worker")
    pulse.listens(answers)
    pulse.ticked(0)
    await pulse.beat()
    assert await living(place) == (Living("worker", NOON, NOON, None, True, NOON, 0.0),)
    place.story.advance(MINUTE / 2)
    alive, place.wire.off = False, 7200.04
    pulse.ticked(2)
    pulse.ticked(None)
    await pulse.beat()
    now = place.story.now()
    assert await living(place) == (Living("worker", NOON, now, now, True, NOON, 7200.0),)
    pulse.ticked(0)
    await pulse.beat()
    assert (await living(place))[0].failing_since is None
    place.story.advance(2 * MINUTE)
    assert await living(place) == ()


async def test_a_process_that_ends_is_forgotten_and_loses_no_count(place: Place) -> None:
    """At its end a process hands over what it counted last, and is not waited for."""
    tallies = Tallies()
    pulse = Pulse(place.database, place.wire, tallies, "run")
    await pulse.beat()
    tallies.answer("limited")
    await pulse.end()
    vitals = await take_vitals(place.database, place.clocks)
    assert (vitals.processes, vitals.tallies) == ((), {"answers/limited": 1})


async def test_what_cannot_be_stored_is_counted_later(one_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the database is away counts are kept, and none is told twice."""
    tallies = Tallies()
    pulse = Pulse(one_place.database, one_place.wire, tallies, "run")
    tallies.answer("answered")

    def away(*_: Any) -> Any:
        raise DatabaseAway

    with monkeypatch.context() as patched:
        patched.setattr(one_place.database, "unit_of_work", away)
        with pytest.raises(DatabaseAway):
            await pulse.beat()
    tallies.answer("answered")
    await pulse.beat()
    await pulse.beat()
    assert (await take_vitals(one_place.database, one_place.clocks)).tallies == {"answers/answered": 2}


@pytest.mark.parametrize("off", [-7200.0, 0.0, 7200.0])
@pytest.mark.parametrize("same_machine", [True, False])
async def test_the_command_line_knows_the_time_on_a_wrong_machine(
    one_place: Place, off: float, *, same_machine: bool
) -> None:
    """Without asking Slack, what is typed goes by Slack's time, on the machine that is wrong and on a right one."""
    place, real = one_place, datetime.now(UTC)
    place.story.move_to(real - timedelta(seconds=3))
    place.wire.off = off
    await Pulse(place.database, place.wire, Tallies(), "worker").beat()
    wire = WireClock()
    if same_machine:
        wire.machine = lambda: datetime.now(UTC) + timedelta(seconds=off)  # type: ignore[method-assign]
    await learn_time(place.database, wire)
    assert abs((wire.now() - real).total_seconds()) < 5


async def test_what_was_told_long_ago_says_nothing_about_now(one_place: Place) -> None:
    """A process that ended hours ago on a wrong machine does not make a right one wrong."""
    one_place.story.move_to(datetime.now(UTC) - timedelta(hours=5))
    one_place.wire.off = 7200.0
    await Pulse(one_place.database, one_place.wire, Tallies(), "worker").beat()
    wire = WireClock()
    await learn_time(one_place.database, wire)
    assert wire.ahead == pytest.approx(0, abs=0.1)


async def test_without_any_process_the_machines_clock_counts(one_place: Place) -> None:
    """Before anything runs there is nobody to learn the time from."""
    wire = WireClock()
    await learn_time(one_place.database, wire)
    assert wire.ahead == pytest.approx(0, abs=0.1)
