"""How fast things go: one a second in a channel, a budget for the workspace, a lane for replies, a pause after 429."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import pacing
from bot.delivery.pacing import Bucket, Errand, Forecast, Limit, Method, Pace, Turn

NOW = 1000.0
PACE = Pace()
POSTS = PACE.limit(Method.POST)


class Gate:
    """Buckets that are kept between turns, as the database does."""

    def __init__(self, pace: Pace = PACE) -> None:
        self.pace = pace
        self.held: dict[str, Bucket] = {}

    def ask(self, place: str, now: float = NOW, *, reply: bool = False, opens: bool = False) -> Turn:
        turn = pacing.turn(self.held, Errand("T1", place, reply, opens), now, self.pace)
        self.held |= turn.changed
        return turn

    def waits(self, number: int, now: float = NOW, *, reply: bool = False) -> list[float]:
        return [round(self.ask(f"{'D' if reply else 'C'}{n}", now, reply=reply).wait, 6) for n in range(number)]

    def close(self, seconds: float, now: float = NOW, elapsed: float = 0.0) -> None:
        key = pacing.key_of("T1", Method.POST)
        limit = self.pace.limit(Method.POST)
        self.held[key] = pacing.penalise(self.held.get(key, Bucket()), now, limit, seconds, elapsed)


def test_a_channel_takes_one_message_a_second() -> None:
    """Right after a message the next one in the same channel is to ask again in a second, and another goes at once."""
    gate = Gate()
    assert gate.ask("C1").given
    again = gate.ask("C1", NOW + 0.25)
    assert (again.given, again.changed) == (False, {})
    assert again.wait == pytest.approx(0.75)
    assert gate.ask("C2", NOW + 0.25).wait == 0.0
    assert gate.ask("C1", NOW + 1).given


def test_the_budget_goes_in_a_burst_and_then_at_its_rate() -> None:
    """Four messages go at once, the next ones a quarter of a second apart, up to five seconds ahead."""
    gate = Gate()
    waits = gate.waits(24)
    assert waits == [0, 0, 0, *(n / 4 for n in range(21))]
    late = gate.ask("C99")
    assert not late.given
    assert late.wait == pytest.approx(5.25)


def test_what_finds_no_slot_gets_moments_of_its_own() -> None:
    """A thousand messages that ask at once are told to come back one after the other, not all together."""
    gate = Gate()
    gate.waits(24)
    waits = [gate.ask(f"Z{n}").wait for n in range(1000)]
    assert waits == pytest.approx([5.25 + n / 4 for n in range(1000)])


def test_replies_pass_the_weeks_messages_by() -> None:
    """When the budget is gone for seconds, replies to people still go at once, and then at a fifth of its rate."""
    gate = Gate()
    gate.waits(24)
    assert gate.waits(6, reply=True) == [0, 0, 0, 0, 1.25, 2.5]
    assert gate.ask("D99", NOW + 60, reply=True).wait == 0.0


def test_replies_are_paid_for_by_the_weeks_messages() -> None:
    """What goes by the lane of replies makes the next ordinary message wait longer, so the sum stays the budget."""
    quiet, busy = Gate(), Gate()
    quiet.waits(10)
    busy.waits(10)
    busy.waits(4, reply=True)
    assert busy.ask("C99").wait == pytest.approx(quiet.ask("C99").wait + 4 / POSTS.rate)


def test_the_lane_of_replies_narrows_with_the_budget() -> None:
    """After Slack found us too fast, replies beside the week's messages go half as fast too."""
    gate = Gate()
    gate.close(1, elapsed=0.5)
    gate.waits(40, NOW + 1)
    waits = gate.waits(6, NOW + 1, reply=True)
    assert waits[:4] == [0, 0, 0, 0]
    assert waits[4] == pytest.approx(2.5, rel=0.02)
    assert waits[5] == pytest.approx(5.0, rel=0.02)


def test_without_other_messages_replies_use_the_whole_budget() -> None:
    """Forty replies at once leave at the budget's rate and not at the lane's."""
    gate = Gate()
    assert max(gate.waits(20, reply=True)) <= 4


def test_a_penalty_closes_the_workspace_and_halves_its_rate() -> None:
    """After "too many" nothing goes until Slack's time is over, replies neither, and then half as fast."""
    gate = Gate()
    gate.close(30)
    assert not gate.ask("C1", NOW + 10).given
    assert not gate.ask("D1", NOW + 10, reply=True).given
    assert gate.ask("C1", NOW + 28).wait == pytest.approx(2)
    waits = [gate.ask(f"X{n}", NOW + 60).wait for n in range(8)]
    assert waits[-1] - waits[-2] == pytest.approx(2 / POSTS.rate, rel=0.02)


def test_one_time_of_being_too_fast_halves_the_rate_once() -> None:
    """Ten requests that were under way together and are all refused count as one; a later one counts again."""
    bucket = Bucket()
    for n in range(10):
        bucket = pacing.penalise(bucket, NOW + n / 100, POSTS, 5, elapsed=0.5)
    assert pacing.share_of(bucket, NOW + 0.1, POSTS) == pytest.approx(0.5, abs=1e-3)
    bucket = pacing.penalise(bucket, NOW + 20, POSTS, 5, elapsed=0.5)
    assert pacing.share_of(bucket, NOW + 20, POSTS) == pytest.approx(0.25, abs=0.01)


def test_the_rate_comes_back_by_a_hundredth_a_minute() -> None:
    """Ten minutes after a cut a tenth of the full rate is back, after fifty minutes all of it, and never more."""
    bucket = pacing.penalise(Bucket(), NOW, POSTS, 5, elapsed=0.5)
    shares = [pacing.share_of(bucket, NOW + minutes * 60, POSTS) for minutes in (0, 10, 50, 500)]
    assert shares == pytest.approx([0.5, 0.6, 1.0, 1.0])
    assert pacing.full_at(bucket, POSTS) == pytest.approx(NOW + 50 * 60)


def test_however_often_slack_refuses_something_still_goes() -> None:
    """The rate never falls below a sixteenth."""
    bucket = Bucket()
    for n in range(50):
        bucket = pacing.penalise(bucket, NOW + n, POSTS, 1, elapsed=0)
    assert pacing.share_of(bucket, NOW + 50, POSTS) >= pacing.LEAST


def test_the_factor_divides_every_wait() -> None:
    """A sandbox whose pacing is scaled down by ten is met with waits that are ten times shorter, the way back too."""
    pace = Pace(factor=10)
    gate = Gate(pace)
    gate.ask("C1")
    assert gate.ask("C1").wait == pytest.approx(0.1)
    assert (pace.real(30), pace.ahead) == (3, 0.5)
    bucket = pacing.penalise(Bucket(), NOW, pace.limit(Method.POST), pace.real(5), elapsed=0.1)
    assert pacing.full_at(bucket, pace.limit(Method.POST)) == pytest.approx(NOW + 5 * 60)


def test_direct_messages_are_opened_at_their_own_rate() -> None:
    """After twenty the next DM that must be opened waits, and a slot for posting is not lost to it."""
    gate = Gate(replace(PACE, methods={**PACE.methods, Method.POST: Limit(1000.0, 1000)}))
    assert all(gate.ask(f"U{n}", opens=True).given for n in range(20))
    before = dict(gate.held)
    late = gate.ask("U20", opens=True)
    assert not late.given
    assert late.wait == pytest.approx(1.2)
    assert gate.held == before
    assert gate.ask("U20").given


def test_updates_and_homes_have_rates_of_their_own() -> None:
    """A method's requests go in a small burst and then at its rate, or are put off when their turn is far away."""
    limit = PACE.limit(Method.UPDATE)
    bucket, waits = Bucket(), []
    for _ in range(20):
        bucket, wait = pacing.reserve(bucket, NOW, limit, PACE.ahead)
        waits.append(wait)
    assert waits[:14] == pytest.approx([0] * 10 + [1.2, 2.4, 3.6, 4.8])
    assert waits[14:] == pytest.approx([6 + 1.2 * n for n in range(6)])


@pytest.mark.parametrize("moment", ["tat", "queue", "cut_at", "closed_until"])
def test_a_clock_that_was_set_back_stops_nothing(moment: str) -> None:
    """A moment that lies further ahead than it can is not believed, so nobody waits for it."""
    bucket = replace(Bucket(), **{moment: NOW + 30_000.0})
    gate = Gate()
    gate.held = dict.fromkeys(pacing.limits_of(Errand("T1", "C1", reply=True), PACE), bucket)
    assert gate.ask("C1", reply=True).wait == 0.0


def test_a_full_bucket_equals_a_new_one() -> None:
    """From `full_at` on a bucket lets through what a new one would, so its row may be forgotten."""
    gate = Gate()
    gate.waits(30)
    gate.waits(6, reply=True)
    gate.close(10)
    limits = pacing.limits_of(Errand("T1", "C1", reply=True), PACE)
    late = max(pacing.full_at(gate.held[key], limit) for key, limit in limits.items())
    assert gate.waits(30, late) == Gate().waits(30, late)


def test_a_forecast_knows_what_was_given() -> None:
    """What a process expects is what it is told when it asks, and taking one makes the next one wait."""
    gate = Gate()
    gate.waits(12)
    forecast = Forecast(gate.held, PACE, skew=-50.0)
    errand = Errand("T1", "C99")
    assert forecast.wait(errand, NOW + 50) == gate.ask("C99").wait
    forecast.take(errand, NOW + 50)
    assert forecast.wait(Errand("T1", "C98"), NOW + 50) == gate.ask("C98").wait
    assert forecast.wait(errand, NOW + 51) == pytest.approx(gate.ask("C99", NOW + 1).wait)
    assert forecast.wait_to_show("T1", Method.HOME, NOW + 50) == 0.0
    for _ in range(20):
        forecast.take_to_show("T1", Method.HOME, NOW + 50)
    assert forecast.wait_to_show("T1", Method.HOME, NOW + 50) == pytest.approx(0.6)


@given(st.lists(st.floats(0, 3), max_size=60), st.floats(0.1, 2), st.integers(1, 4))
def test_a_bucket_never_gives_more_than_its_burst_in_a_window(pauses: list[float], rate: float, burst: int) -> None:
    """In any window no more than the burst and the rate's share of the window get through, however they arrive."""
    limit, bucket, now = Limit(rate, burst), Bucket(), NOW
    passed: list[float] = []
    for pause in pauses:
        now += pause
        bucket, wait = pacing.reserve(bucket, now, limit, ahead=2.0)
        if wait <= 2.0:
            passed.append(now + wait)
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            assert last - first + 1 <= burst + (passed[last] - passed[first]) * rate + 1e-6
