"""Slack's rate limits: a bucket per method, one per channel for posting, one for all posting of the workspace.

Slack says of posting: about one a second per channel, short bursts tolerated, and a limit for the workspace whose
size is not published (ours is an assumption, see `Pace`). All refill times are divided by the pace's scale.
"""

import math

from sandbox.clocks import Wire
from sandbox.errors import RateLimited
from sandbox.pace import TIERS, Pace


class Bucket:
    """A bucket of `size` tokens that refills at `rate` tokens a second."""

    def __init__(self, size: float, rate: float, now: float) -> None:
        self._size = size
        self._rate = rate
        self._tokens = size
        self._at = now

    def wait(self, now: float) -> float:
        """Return the seconds until a token is there (0 when there is one), without taking it."""
        self._tokens = min(self._size, self._tokens + (now - self._at) * self._rate)
        self._at = now
        missing = 1 - self._tokens
        # Below a millionth of a token it is only the rounding of large clock readings.
        return missing / self._rate if missing > 1e-6 else 0.0

    def take(self) -> None:
        """Take one token."""
        self._tokens -= 1


class Limits:
    """All buckets of the workspace."""

    def __init__(self, wire: Wire, pace: Pace) -> None:
        self._wire = wire
        self._pace = pace
        self._buckets: dict[str, Bucket] = {}

    def call(self, method: str, tier: str) -> None:
        """Count one call of a method. Raises `RateLimited`."""
        size, rate = TIERS[tier]
        self._take([(f"method {method}", size, rate)])

    def post(self, channel: str) -> None:
        """Count one message into a channel. Raises `RateLimited`."""
        pace = self._pace
        self._take(
            [
                (f"channel {channel}", pace.post_burst, pace.posts_per_second),
                ("workspace", pace.workspace_burst, pace.workspace_posts_per_second),
            ]
        )

    def _take(self, wanted: list[tuple[str, float, float]]) -> None:
        now = self._wire.now()
        buckets = [
            self._buckets.setdefault(key, Bucket(size, self._pace.scale * rate, now)) for key, size, rate in wanted
        ]
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait > 0:
            raise RateLimited(max(1, math.ceil(wait * self._pace.scale - 1e-6)))
        for bucket in buckets:
            bucket.take()
