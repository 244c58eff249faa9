"""What does not go as it should for so long that an admin should hear of it. Pure.

A trouble is known by its kind. Its facts are figures, never who or where.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.health.checks import WRONG_CLOCK
from bot.health.vitals import MANY_TRIES, Vitals

__all__ = ["MANY_TRIES", "Kind", "Trouble", "troubles"]

LATE = timedelta(minutes=30)
LIMITED = timedelta(minutes=15)
DOUBT = timedelta(minutes=15)
FAILING = timedelta(minutes=15)


class Kind(StrEnum):
    """What may be the matter. Each has its words in `admin/trouble.j2`."""

    LATE = "late"  # messages wait that could be sent
    LIMITS = "limits"  # they wait because Slack limits us
    DOUBT = "doubt"  # nobody knows whether a message arrived
    UNSHOWN = "unshown"  # messages or Home tabs cannot be brought up to date
    TICKS = "ticks"  # something that is due fails again and again
    CLOCK = "clock"  # a machine's clock is wrong


@dataclass(frozen=True)
class Trouble:
    """One thing, since when (campaign time), and figures about it."""

    kind: Kind
    since: datetime
    facts: dict[str, int] = field(default_factory=dict)


def troubles(vitals: Vitals) -> tuple[Trouble, ...]:
    """Find what admins should hear of."""
    return tuple(_found(vitals))


def _found(vitals: Vitals) -> Iterator[Trouble]:
    if vitals.throttled and vitals.lag > LIMITED:
        yield Trouble(Kind.LIMITS, vitals.now - vitals.lag)
    elif vitals.lag > LATE:
        yield Trouble(Kind.LATE, vitals.now - vitals.lag)
    if vitals.doubt_age > DOUBT:
        yield Trouble(Kind.DOUBT, vitals.now - vitals.doubt_age)
    if vitals.unshowable:
        yield Trouble(Kind.UNSHOWN, vitals.now, {"number": vitals.unshowable})
    if vitals.failing_for > FAILING:
        yield Trouble(Kind.TICKS, vitals.now - vitals.failing_for)
    if abs(vitals.clock_ahead) > WRONG_CLOCK:
        yield Trouble(Kind.CLOCK, vitals.now, {"minutes": round(vitals.clock_ahead / 60)})
