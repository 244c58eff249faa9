"""Which minute is a team's own when many teams are due together. Pure.

Slack takes a few messages a second in a workspace. So ten thousand teams that are asked at 09:00 are asked from 09:00
on, each at a moment of its own. The rules of the spread:
- A team's place follows from its channel alone, so the same team has the same minute each week.
- What fits into a minute is not spread: delivery's own pace sees to that.
- Nothing is spread past the end of the working day or of its week; it goes out as fast as it can then.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from hashlib import blake2b

ROUNDING = 1e-6  # seconds
A_MINUTE = timedelta(minutes=1)
#: Messages to a team's channel at a beat; the closing of a week changes messages that stand.
MESSAGES = {"open": 2, "close": 0}


def places(channels: Collection[str]) -> Mapping[str, float]:
    """Give each channel its place between 0 and 1: the rank of its hash."""
    ranked = sorted(channels, key=lambda channel: (blake2b(channel.encode(), digest_size=8).digest(), channel))
    return {channel: rank / len(ranked) for rank, channel in enumerate(ranked)}


def time_needed(beats: Mapping[str, int], budget: float) -> timedelta:
    """Tell how long the messages of so many beats of each kind take, at `budget` messages a second."""
    messages = sum(number * MESSAGES.get(kind, 1) for kind, number in beats.items())
    return timedelta(seconds=messages / budget)


def own_wait(place: float, needed: timedelta, room: timedelta) -> timedelta:
    """Give a team's wait after the beat, in whole seconds: never past `room`, the time that is left for it."""
    if needed <= A_MINUTE:
        return timedelta(0)
    seconds = place * max(min(needed, room), timedelta(0)).total_seconds()
    return timedelta(seconds=int(seconds + ROUNDING))
