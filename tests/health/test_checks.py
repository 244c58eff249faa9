"""What must hold for the coach to do its work, and what is told when it does not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.health.checks import EVERYTHING, Level, checks, failing, in_words
from bot.health.troubles import Kind, troubles
from bot.health.vitals import Living, Vitals
from tests.health.conftest import MINUTE, NOON

SECOND = timedelta(seconds=1)
WORKER = Living(
    "worker", NOON - 60 * MINUTE, ticked_at=NOON - 4 * SECOND, uses_socket=True, socket_at=NOON - 5 * SECOND
)
WELL = Vitals(now=NOON, wire=NOON, revision="7", processes=(WORKER,))


def with_worker(**changes: object) -> Vitals:
    """All is well, but for something about the worker."""
    return replace(WELL, processes=(replace(WORKER, **changes),))  # type: ignore[arg-type]


def test_all_is_well() -> None:
    """Where everything holds nothing fails, nothing warns, and admins hear nothing."""
    found = checks(WELL, "7")
    assert {check.level for check in found} == {Level.WELL}
    assert [check.name for check in found] == ["database", "migrations", "ticks", "lag", "socket", "clock"]
    assert troubles(WELL) == ()


@pytest.mark.parametrize(
    ("vitals", "name", "part"),
    [
        (replace(WELL, revision="6"), "migrations", "waymark migrate"),
        (replace(WELL, revision=None), "migrations", "waymark migrate"),
        (with_worker(ticked_at=NOON - 121 * SECOND), "ticks", "no tick for 2 minutes"),
        (with_worker(ticked_at=None), "ticks", "no tick for 60 minutes"),
        (replace(WELL, processes=()), "ticks", "Start `waymark worker`"),
        (replace(WELL, processes=(Living("web", NOON),)), "ticks", "Start `waymark worker`"),
        (replace(WELL, oldest_due=NOON - 31 * MINUTE), "lag", "waited 31 minutes"),
        (replace(WELL, oldest_due=NOON - 31 * MINUTE, throttled=1), "lag", "Slack limits"),
        (with_worker(socket_at=NOON - 61 * SECOND), "socket", "not answered on the socket for 61 seconds"),
        (with_worker(socket_at=None), "socket", "60 minutes"),
    ],
)
def test_what_fails_is_named_with_what_to_do(vitals: Vitals, name: str, part: str) -> None:
    """Each thing that fails makes one check fail, with a sentence; where others do that work it is a warning."""
    (bad,) = [check for check in checks(vitals, "7", "run") if not check.ok]
    assert bad.name == name
    assert part in bad.say
    elsewhere = checks(vitals, "7", "web")
    assert failing(elsewhere) == (name == "migrations")
    assert [check.level for check in elsewhere if check.name == name] != [Level.WELL]
    assert failing(checks(vitals, "7", EVERYTHING))


@pytest.mark.parametrize(
    "vitals",
    [
        with_worker(ticked_at=None, started_at=NOON - 60 * SECOND),  # it has just begun
        with_worker(started_at=NOON - MINUTE, socket_at=None, ticked_at=NOON),
        replace(WELL, oldest_due=NOON + 60 * MINUTE),
        replace(with_worker(started_at=NOON - MINUTE), oldest_due=NOON - timedelta(days=9)),  # back after nine days
        replace(WELL, processes=(WORKER, replace(WORKER, ticked_at=NOON - 60 * MINUTE))),  # another one ticks
        replace(WELL, oldest_doubt=NOON - 14 * MINUTE, unshown=9),
    ],
)
def test_what_passes_by_itself_fails_nothing(vitals: Vitals) -> None:
    """A start, a long absence that is being made up for, or one process of many, is no reason for an alarm."""
    assert not failing(checks(vitals, "7"))
    assert troubles(vitals) == ()


@pytest.mark.parametrize("seconds", [-301.0, 7200.0])
def test_a_wrong_clock_is_a_warning(seconds: float) -> None:
    """A machine whose clock is more than five minutes off is told of, and does its work all the same."""
    vitals = with_worker(clock_ahead=seconds)
    (clock,) = [check for check in checks(vitals, "7") if check.name == "clock"]
    assert clock.level is Level.WARNING
    assert ("ahead of" if seconds > 0 else "behind") in clock.say
    assert not failing(checks(vitals, "7"))
    assert [trouble.facts for trouble in troubles(vitals)] == [{"minutes": round(seconds / 60)}]


def test_ticks_with_trouble_are_a_warning_and_later_a_trouble() -> None:
    """Ticks in which something fails go on; after a quarter of an hour in every process admins hear of it."""
    for minutes, told in ((3, False), (16, True)):
        vitals = with_worker(failing_since=NOON - minutes * MINUTE)
        assert [check.level for check in checks(vitals, "7") if check.name == "ticks"] == [Level.WARNING]
        assert [trouble.kind for trouble in troubles(vitals)] == ([Kind.TICKS] if told else [])
    both = replace(WELL, processes=(WORKER, replace(WORKER, failing_since=NOON - 60 * MINUTE)))
    assert troubles(both) == ()


@pytest.mark.parametrize(
    ("vitals", "kind"),
    [
        (replace(WELL, oldest_due=NOON - 31 * MINUTE), Kind.LATE),
        (replace(WELL, oldest_due=NOON - 16 * MINUTE, throttled=2), Kind.LIMITS),
        (replace(WELL, oldest_due=NOON - 90 * MINUTE, throttled=2), Kind.LIMITS),
        (replace(WELL, oldest_doubt=NOON - 16 * MINUTE), Kind.DOUBT),
        (replace(WELL, unshowable=2), Kind.UNSHOWN),
    ],
)
def test_what_lasts_is_a_trouble(vitals: Vitals, kind: Kind) -> None:
    """Late messages, Slack's limits, doubts and what cannot be shown are troubles of their own, one at a time."""
    assert [trouble.kind for trouble in troubles(vitals)] == [kind]


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=1), "1 second"), (timedelta(0), "0 seconds"), (timedelta(seconds=119), "119 seconds"),
        (timedelta(minutes=2), "2 minutes"), (timedelta(hours=49), "2 days"),
    ],
)  # fmt: skip
def test_spans_are_said_roughly(span: timedelta, said: str) -> None:
    """A span of time is said by the largest unit of which there are two."""
    assert in_words(span) == said
