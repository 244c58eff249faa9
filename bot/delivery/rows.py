"""A ledger row as the life of a message sees it: its state, its times, and how long things may take. Pure data."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Where a message is in its life."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENDING = "sending"
    IN_DOUBT = "in_doubt"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


FINAL = frozenset({State.SENT, State.FAILED, State.EXPIRED, State.CANCELLED})


@dataclass(frozen=True)
class Timing:
    """How long things may take, in seconds. Defaults are the measured constants of the delivery design (5.2)."""

    http: float = 15.0  # total time-out of one request
    guard: float = 5.0  # a request leaves within this of the stored `sending`, or not at all
    lag: float = 60.0  # Slack shows an accepted message at most this long after the request's end (an assumption)
    lease: float = 120.0
    looks: tuple[float, ...] = (3.0, 15.0, 45.0)  # when to look for a message in doubt; after the first, from there
    alarm: float = 900.0  # a message still in doubt after this is told to the admins
    first_retry: float = 2.0
    longest_retry: float = 300.0  # our own back-off
    longest_wait: float = 3600.0  # anybody's: a retry further away than this means the clock went back

    @property
    def verdict(self) -> float:
        """Seconds after the first look, from when on "not there" means "never posted"."""
        return self.guard + self.http + self.lag

    def retry(self, attempts: int) -> float:
        """Seconds to wait after so many attempts: doubling, up to the longest."""
        return float(min(self.first_retry * 2 ** min(max(attempts - 1, 0), 20), self.longest_retry))


@dataclass(frozen=True)
class Moment:
    """Both clocks at once. Slack's clock is nowhere before `wire`, and at most `uncertain` seconds after it."""

    campaign: datetime
    wire: datetime
    uncertain: float = 0.0

    def later(self, seconds: float) -> datetime:
        """Return wire time so many seconds on."""
        return self.wire + timedelta(seconds=seconds)


@dataclass(frozen=True, kw_only=True)
class Row:
    """The part of a ledger row that its life is about. Names and meanings are those of `storage.models.Delivery`."""

    state: State
    due_at: datetime
    not_after: datetime | None = None
    token: int = 0
    owner: str | None = None
    lease_until: datetime | None = None
    retry_at: datetime | None = None
    attempts: int = 0
    looks: int = 0
    slack_first: datetime | None = None
    slack_last: datetime | None = None
    missed_at: datetime | None = None
    channel: str | None = None
    thread_ts: str | None = None
    ts: str | None = None
    error: str | None = None
    sent_at: datetime | None = None

    @classmethod
    def of(cls, stored: object) -> "Row":
        """Copy these fields of a stored delivery."""
        values = {field.name: getattr(stored, field.name) for field in fields(cls)}
        return cls(**{**values, "state": State(values["state"])})


def changes(before: Row, after: Row) -> dict[str, Any]:
    """Return the columns that a step changed, with plain values."""
    differing = (field.name for field in fields(Row) if getattr(before, field.name) != getattr(after, field.name))
    return {name: _plain(getattr(after, name)) for name in differing}


def _plain(value: object) -> object:
    return value.value if isinstance(value, StrEnum) else value
