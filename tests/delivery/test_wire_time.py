"""Wire time is Slack's own: learnt from its answers, carried on by a counter that nobody can set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import Clocks
from bot.slack.client import slack_client
from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.support.machine import NOON, Machine


def test_until_slack_has_answered_it_is_the_machines_time() -> None:
    """A process that has heard nothing goes by its own clock."""
    clock = Machine(wall=NOON + timedelta(hours=2))
    assert (clock.now(), clock.uncertain) == (NOON + timedelta(hours=2), 0.0)


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_step_of_the_machines_clock_changes_nothing(hours: int) -> None:
    """After the first answer a machine that is set two hours on or back still knows Slack's time."""
    clock = Machine()
    clock.ask()
    clock.wall += timedelta(hours=hours)
    clock.pass_(600)
    assert abs((clock.now() - clock.true).total_seconds()) < 3
    assert clock.ahead == pytest.approx(hours * 3600, abs=3)


@given(st.lists(st.tuples(st.floats(0, 14), st.floats(0, 14), st.floats(0, 3000)), min_size=1, max_size=30))
def test_slacks_clock_is_always_between_now_and_now_plus_uncertain(story: list[tuple[float, float, float]]) -> None:
    """However slow the answers and long the silences, the true time is never outside what the clock says."""
    clock = Machine()
    for there, back, silence in story:
        clock.ask(there, back)
        for seconds in (0.0, silence):
            clock.pass_(seconds)
            assert clock.now() <= clock.true <= clock.now() + timedelta(seconds=clock.uncertain + 1e-3)


def test_a_quick_answer_is_believed_longer_than_a_slow_one() -> None:
    """A slow answer says less about the time, so it does not replace a quick one of a minute ago."""
    clock = Machine()
    clock.ask(0.01, 0.01)
    clock.pass_(60)
    before = clock.uncertain
    clock.ask(7, 7)
    assert clock.uncertain == pytest.approx(before, abs=0.01)


def test_a_machine_that_was_halted_with_its_counter_learns_the_time_anew() -> None:
    """An answer that contradicts what the clock believed is believed: the counter stood still, Slack did not."""
    clock = Machine()
    clock.ask()
    clock.true += timedelta(minutes=10)
    clock.ask()
    assert abs((clock.now() - clock.true).total_seconds()) < 3


@pytest.mark.parametrize("date", [None, "", "yesterday", "Tue, 02 Mar 2027 10:00:00"])
def test_an_answer_without_a_readable_date_teaches_nothing(date: str | None) -> None:
    """No header, or one that is no moment, leaves the clock as it was."""
    clock = Machine()
    clock.hear(date, clock.monotonic())
    assert clock.now() == clock.wall


async def test_the_clock_hears_every_answer_of_slack_refusals_too() -> None:
    """A machine that is two hours ahead knows Slack's time after one request, even one that Slack refuses."""
    clock = Clocks.real().wire
    clock.machine = lambda: datetime.now(UTC) + timedelta(hours=2)  # type: ignore[method-assign]
    workspace = Workspace()
    async with (
        serve(workspace) as base_url,
        slack_client(workspace.app.bot_token, f"{base_url}/api/", clock) as client,
    ):
        workspace.faults.add("auth.test", "429")
        with pytest.raises(Exception, match="ratelimited"):
            await client.auth_test()
    assert clock.ahead == pytest.approx(7200, abs=3)
