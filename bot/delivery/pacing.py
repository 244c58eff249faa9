"""How fast messages go out: one a second in a channel, a budget for the workspace, a pause when Slack says so.

Plain and in memory: one process, or one share of the budget for each. It only tells how long to wait and counts what
goes; nobody waits in here, so a slow channel delays no other. Slack: chat.postMessage takes about one message a second
in a channel, chat.update about 50 a minute and views.publish about 100 a minute in a workspace.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

REPLY = 1  # the priority of replies to people: they may use the whole budget
_REMEMBERED = 4096  # channels whose last post we keep; older ones have long been free again


class Kind(StrEnum):
    """What Slack limits by itself, beside posting messages."""

    UPDATE = "update"
    HOME = "home"
    OPEN = "open"  # opening a DM


@dataclass(frozen=True)
class Pace:
    """Speeds in Slack's own seconds. `factor` divides every wait: 1 for Slack itself, more for a scaled sandbox."""

    channel_interval: float = 1.0
    channel_burst: int = 1  # Slack bears short bursts; we do not use them unless told to
    workspace_rate: float = 4.0  # messages a second
    reserved: float = 0.2  # the share of the workspace's budget that only replies to people may use
    updates_rate: float = 50 / 60
    updates_burst: int = 10
    homes_rate: float = 100 / 60
    homes_burst: int = 20
    opens_rate: float = 50 / 60
    opens_burst: int = 20
    factor: float = 1.0


@dataclass
class Bucket:
    """At most `burst` at once, and one more each `interval` seconds (GCRA)."""

    interval: float
    burst: int = 1
    _next: float = field(default=float("-inf"))

    def wait(self, now: float) -> float:
        """Return the seconds until one more may go."""
        return max(0.0, self._next - (self.burst - 1) * self.interval - now)

    def take(self, now: float) -> None:
        """Count one that goes now."""
        self._next = max(self._next, now) + self.interval

    def is_full(self, now: float) -> bool:
        """Tell whether nothing is remembered any more."""
        return self._next <= now


class Pacing:
    """The waits of all channels and workspaces. `now` is always a monotonic reading in seconds."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._channels: dict[tuple[str, str], Bucket] = {}
        self._everything: dict[str, Bucket] = defaultdict(lambda: self._budget(1.0))
        self._ordinary: dict[str, Bucket] = defaultdict(lambda: self._budget(1.0 - pace.reserved))
        self._shown: dict[tuple[str, Kind], Bucket] = {}
        self._closed_until: dict[tuple[str, Kind | None], float] = {}

    def wait(self, workspace: str, channel: str, priority: int, now: float) -> float:
        """Return the seconds until a message may go to a channel; 0.0 means now."""
        waits = [self._penalty(workspace, None, now), self._everything[workspace].wait(now)]
        if priority > REPLY:
            waits.append(self._ordinary[workspace].wait(now))
        known = self._channels.get((workspace, channel))
        if known is not None:
            waits.append(known.wait(now))
        return max(waits)

    def take(self, workspace: str, channel: str, priority: int, now: float) -> None:
        """Count a message that goes now."""
        self._everything[workspace].take(now)
        if priority > REPLY:
            self._ordinary[workspace].take(now)
        if len(self._channels) > _REMEMBERED:
            self._channels = {key: bucket for key, bucket in self._channels.items() if not bucket.is_full(now)}
        fresh = Bucket(self._pace.channel_interval / self._pace.factor, self._pace.channel_burst)
        self._channels.setdefault((workspace, channel), fresh).take(now)

    def wait_to_show(self, workspace: str, kind: Kind, now: float) -> float:
        """Return the seconds until a desired state may be shown; 0.0 means now."""
        return max(self._penalty(workspace, kind, now), self._showing(workspace, kind).wait(now))

    def take_to_show(self, workspace: str, kind: Kind, now: float) -> None:
        """Count a desired state that is shown now."""
        self._showing(workspace, kind).take(now)

    def close(self, workspace: str, retry_after: float, now: float, kind: Kind | None = None) -> float:
        """Send no more messages (or updates, Homes, openings) to a workspace for `retry_after` of Slack's seconds.

        Slack limits each method by itself. Returns the wait in real seconds.
        """
        real = retry_after / self._pace.factor
        key = (workspace, kind)
        self._closed_until[key] = max(self._closed_until.get(key, now), now + real)
        return real

    def _penalty(self, workspace: str, kind: Kind | None, now: float) -> float:
        return max(0.0, self._closed_until.get((workspace, kind), now) - now)

    def _budget(self, share: float) -> Bucket:
        rate = self._pace.workspace_rate * share
        return Bucket(1.0 / rate / self._pace.factor, max(1, int(rate)))

    def _showing(self, workspace: str, kind: Kind) -> Bucket:
        pace = self._pace
        rate, burst = {
            Kind.UPDATE: (pace.updates_rate, pace.updates_burst),
            Kind.HOME: (pace.homes_rate, pace.homes_burst),
            Kind.OPEN: (pace.opens_rate, pace.opens_burst),
        }[kind]
        return self._shown.setdefault((workspace, kind), Bucket(1.0 / rate / pace.factor, burst))
