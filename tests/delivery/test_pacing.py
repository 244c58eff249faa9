"""How fast messages go: one a second in a channel, a budget for the workspace, a share kept for replies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pacing import Bucket, Kind, Pace, Pacing


def test_a_channel_takes_one_message_a_second() -> None:
    """Right after a message the next one in the same channel waits a second, and another channel does not."""
    pacing = Pacing(Pace(workspace_rate=100))
    pacing.take("T1", "C1", 5, 0.0)
    assert pacing.wait("T1", "C1", 5, 0.25) == pytest.approx(0.75)
    assert pacing.wait("T1", "C1", 5, 1.0) == 0.0
    assert pacing.wait("T1", "C2", 5, 0.25) == 0.0


def test_a_burst_is_possible_when_it_is_asked_for() -> None:
    """A channel may get two at once if the pace says so, and then waits for both."""
    pacing = Pacing(Pace(workspace_rate=100, channel_burst=2))
    pacing.take("T1", "C1", 5, 0.0)
    assert pacing.wait("T1", "C1", 5, 0.0) == 0.0
    pacing.take("T1", "C1", 5, 0.0)
    assert pacing.wait("T1", "C1", 5, 0.0) == pytest.approx(1.0)


def test_a_fifth_of_the_budget_is_kept_for_replies() -> None:
    """When the week's messages have used their share, a reply to a person still goes at once."""
    pacing = Pacing(Pace(workspace_rate=10, reserved=0.2))
    sent = 0
    while pacing.wait("T1", f"C{sent}", 5, 0.0) == 0.0:
        pacing.take("T1", f"C{sent}", 5, 0.0)
        sent += 1
    assert sent == 8
    assert pacing.wait("T1", "D1", 1, 0.0) == 0.0
    assert pacing.wait("T2", "C1", 5, 0.0) == 0.0


def test_a_penalty_closes_the_workspace_and_no_other() -> None:
    """After "too many" nothing goes to that workspace until Slack's time is over."""
    pacing = Pacing(Pace())
    assert pacing.close("T1", 30, 0.0) == 30
    assert pacing.wait("T1", "C9", 1, 10.0) == pytest.approx(20)
    assert pacing.wait("T2", "C9", 1, 10.0) == 0.0
    assert pacing.wait_to_show("T1", Kind.UPDATE, 10.0) == 0.0


def test_the_factor_divides_every_wait() -> None:
    """A sandbox whose pacing is scaled down by ten is met with waits that are ten times shorter."""
    pacing = Pacing(Pace(factor=10))
    pacing.take("T1", "C1", 5, 0.0)
    assert pacing.wait("T1", "C1", 5, 0.0) == pytest.approx(0.1)
    assert pacing.close("T1", 30, 0.0) == pytest.approx(3)


def test_updates_and_homes_have_rates_of_their_own() -> None:
    """Updates go in a small burst and then at chat.update's rate, without slowing messages."""
    pacing = Pacing(Pace())
    for _ in range(10):
        assert pacing.wait_to_show("T1", Kind.UPDATE, 0.0) == 0.0
        pacing.take_to_show("T1", Kind.UPDATE, 0.0)
    assert pacing.wait_to_show("T1", Kind.UPDATE, 0.0) == pytest.approx(1.2)
    assert pacing.wait_to_show("T1", Kind.HOME, 0.0) == 0.0
    assert pacing.wait("T1", "C1", 5, 0.0) == 0.0


def test_channels_long_free_are_forgotten() -> None:
    """Ten thousand channels do not stay in memory once their second has passed."""
    pacing = Pacing(Pace(workspace_rate=1e6))
    for number in range(10_000):
        pacing.take("T1", f"C{number}", 5, number * 2.0)
    assert len(pacing._channels) < 5000


@given(st.lists(st.floats(0, 3), max_size=60), st.floats(0.1, 2), st.integers(1, 4))
def test_a_bucket_never_gives_more_than_its_burst_in_a_window(pauses: list[float], interval: float, burst: int) -> None:
    """In any window no more than burst plus one an interval get through, however they arrive."""
    bucket, now, passed = Bucket(interval, burst), 0.0, []
    for pause in pauses:
        now += pause
        if bucket.wait(now) <= 0:
            bucket.take(now)
            passed.append(now)
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            window = passed[last] - passed[first]
            assert last - first + 1 <= burst + window / interval + 1e-6
