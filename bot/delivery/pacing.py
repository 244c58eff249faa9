"""How fast things go out: one message a second in a channel, a budget for the workspace, a pause when Slack says so.

Pure: `(bucket, now, …) -> (bucket, wait)`. Whoever keeps the buckets (`turnstile.py`) keeps them for all processes.

- A bucket is a GCRA: `tat` is the moment at which all that went is paid for; `burst` may go before it is.
- A 429 closes a bucket for Slack's Retry-After and halves its rate; it comes back by a hundredth of the full rate a
  minute, counted from stored moments.
- A message takes a slot at most `ahead` seconds from now. One that finds none joins a queue: it learns when to ask
  again, and those that ask at the same time get moments of their own. The queue holds nothing back: it only spreads.
- Ordinary messages may use the whole budget. Replies to people have a lane of their own beside it, a fifth of the
  budget wide, so that they never wait for the week's messages; what goes there is paid for by those, later.

Moments are seconds on the buckets' clock, which only ever grows and which means nothing elsewhere; spans are seconds.
Slack: chat.postMessage takes about one message a second in a channel and several hundred a minute in a workspace,
chat.update and conversations.open 50 a minute, views.publish 100 a minute.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

REPLY = 1  # the priority of replies to people
HALF = 0.5
LEAST = 1 / 16  # of the full rate: however often Slack says "too many", something still goes
A_HUNDREDTH_A_MINUTE = 0.01 / 60
ROUNDING = 1e-6  # seconds: readings of clocks are large numbers
FARTHEST = 3600.0  # seconds: nobody waits longer, so a moment further ahead means that the clock went back


class Method(StrEnum):
    """What Slack limits by itself, in Slack's words; and e-mail, which a mail server limits."""

    POST = "chat.postMessage"
    UPDATE = "chat.update"
    DELETE = "chat.delete"
    HOME = "views.publish"
    OPEN = "conversations.open"
    MAIL = "smtp"


@dataclass(frozen=True)
class Limit:
    """At most `burst` at once, and `rate` more a second."""

    rate: float
    burst: int = 1
    recovery: float = A_HUNDREDTH_A_MINUTE  # shares of the full rate that come back in a second

    def times(self, factor: float) -> "Limit":
        """Return the same limit for a world that is faster by a factor."""
        return replace(self, rate=self.rate * factor, recovery=self.recovery * factor)


def _methods() -> Mapping[Method, Limit]:
    tier_3, tier_4 = 50 / 60, 100 / 60
    return {
        Method.POST: Limit(4.0, 4),
        Method.UPDATE: Limit(tier_3, 10),
        Method.DELETE: Limit(tier_3, 10),
        Method.HOME: Limit(tier_4, 20),
        Method.OPEN: Limit(tier_3, 20),
        Method.MAIL: Limit(1.0, 5),
    }


@dataclass(frozen=True)
class Pace:
    """Speeds in Slack's own seconds. `factor` divides every wait: 1 for Slack itself, more for a scaled sandbox."""

    methods: Mapping[Method, Limit] = field(default_factory=_methods)
    channel: Limit = Limit(1.0)
    kept: float = 0.2  # the share of the workspace's budget that is kept for replies to people
    most_ahead: float = 5.0  # a slot further away than this is not taken yet
    factor: float = 1.0

    @property
    def ahead(self) -> float:
        """Return how many real seconds ahead a slot may be taken."""
        return self.most_ahead / self.factor

    def real(self, seconds: float) -> float:
        """Return the real wait for one of Slack's waits."""
        return min(seconds, FARTHEST) / self.factor

    def limit(self, method: Method) -> Limit:
        """Return a method's limit in real seconds."""
        return self._real_limits[method]

    @cached_property
    def channel_limit(self) -> Limit:
        """Return a channel's limit in real seconds."""
        return self.channel.times(self.factor)

    @cached_property
    def replies_limit(self) -> Limit:
        """Return the limit of the lane of replies in real seconds, at full rate."""
        posts = self.limit(Method.POST)
        return replace(posts, rate=posts.rate * self.kept)

    @cached_property
    def _real_limits(self) -> Mapping[Method, Limit]:
        return {method: limit.times(self.factor) for method, limit in self.methods.items()}


@dataclass(frozen=True)
class Bucket:
    """What is remembered of one limit. One that is full and open again is worth nothing: it equals a new one."""

    tat: float = 0.0
    queue: float = 0.0  # the last moment that was given to one who is to ask again
    share: float = 1.0  # of the full rate, when it was cut last
    cut_at: float = 0.0
    closed_until: float = 0.0


@dataclass(frozen=True)
class NotYet:
    """Nothing was done, because Slack's limits leave no room now. Worth another call after so many seconds."""

    seconds: float


# --- one bucket ------------------------------------------------------------------------------------------------------


def share_of(bucket: Bucket, now: float, limit: Limit) -> float:
    """Return the share of the full rate that may be used by now."""
    return min(1.0, bucket.share + limit.recovery * max(0.0, now - bucket.cut_at))


def interval(bucket: Bucket, now: float, limit: Limit) -> float:
    """Return the seconds that one costs now."""
    return 1.0 / (limit.rate * share_of(bucket, now, limit))


def slot(bucket: Bucket, now: float, limit: Limit) -> float:
    """Return the earliest moment at which one more may go."""
    free_at = max(bucket.closed_until, bucket.tat - (limit.burst - 1) * interval(bucket, now, limit))
    return free_at if free_at - now > ROUNDING else now


def take(bucket: Bucket, at: float, now: float, limit: Limit) -> Bucket:
    """Count one that goes at a moment, now or soon."""
    return replace(bucket, tat=max(bucket.tat, at) + interval(bucket, now, limit))


def queue_up(bucket: Bucket, at: float, now: float, step: float) -> tuple[Bucket, float]:
    """Return the seconds after which one that finds no slot before `at` is to ask again, `step` after the last one."""
    place = min(max(at, bucket.queue + step), now + FARTHEST)
    return replace(bucket, queue=place), place - now


def reserve(bucket: Bucket, now: float, limit: Limit, ahead: float) -> tuple[Bucket, float]:
    """Take the next slot, if it is at most `ahead` seconds away; else say when to ask again (more than `ahead`)."""
    at = slot(bucket, now, limit)
    if at - now <= ahead:
        return take(bucket, at, now, limit), at - now
    return queue_up(bucket, at, now, interval(bucket, now, limit))


def penalise(bucket: Bucket, now: float, limit: Limit, wait: float, elapsed: float) -> Bucket:
    """Slack said "too many" to a request that began `elapsed` seconds ago: nothing more goes for `wait` seconds.

    The rate is halved once for each time that Slack found us too fast: requests that had begun before the last cut say
    nothing new.
    """
    closed = replace(bucket, closed_until=max(bucket.closed_until, now + wait))
    share = share_of(bucket, now, limit)
    if share < 1.0 and now - elapsed <= bucket.cut_at:
        return closed
    return replace(closed, share=max(LEAST, share * HALF), cut_at=now)


def full_at(bucket: Bucket, limit: Limit) -> float:
    """Return the moment from which on the bucket may be forgotten."""
    recovered_at = bucket.cut_at + (1.0 - bucket.share) / limit.recovery if bucket.share < 1.0 else 0.0
    return max(bucket.tat, bucket.queue, bucket.closed_until, recovered_at)


def believed(bucket: Bucket, now: float, limit: Limit, ahead: float) -> Bucket:
    """Return the bucket without moments that cannot be: then its clock was set back or is another one."""
    latest = {
        "tat": now + ahead + 3 * limit.burst / (limit.rate * LEAST),
        "queue": now + FARTHEST,
        "cut_at": now,
        "closed_until": now + FARTHEST,
    }
    wrong = {name: now for name, last in latest.items() if getattr(bucket, name) > last}
    return replace(bucket, **wrong) if wrong else bucket


# --- a message's way through all of them -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Errand:
    """A message that is to go: where to, whether it replies to a person's act, whether a DM is opened for it first."""

    workspace: str
    place: str
    reply: bool = False
    opens: bool = False


@dataclass(frozen=True)
class Turn:
    """What a message that asks for its turn is told. `wait` seconds until it goes, or until it is to ask again.

    `changed` is what must be stored, in the same transaction.
    """

    wait: float
    given: bool
    changed: Mapping[str, Bucket] = field(default_factory=dict)


def key_of(workspace: str, method: Method) -> str:
    """Name the bucket of a method in a workspace."""
    return f"{workspace}/{method}"


def limits_of(errand: Errand, pace: Pace) -> Mapping[str, Limit]:
    """Name the buckets that a message passes, each with its limit at full rate."""
    limits = {
        key_of(errand.workspace, Method.POST): pace.limit(Method.POST),
        f"{errand.workspace}/to/{errand.place}": pace.channel_limit,
    }
    if errand.reply:
        limits[_lane(errand)] = pace.replies_limit
    if errand.opens:
        limits[key_of(errand.workspace, Method.OPEN)] = pace.limit(Method.OPEN)
    return limits


def turn(held: Mapping[str, Bucket], errand: Errand, now: float, pace: Pace) -> Turn:
    """Give a message its turn if it comes soon; else say when to ask again.

    `held` are the buckets of `limits_of`; a missing one is full.
    """
    buckets = _believed(held, errand, now, pace)
    way = _way(buckets, errand, now, pace)
    if way.at - now > pace.ahead:
        queued, wait = queue_up(buckets[way.line], way.at, now, way.step)
        return Turn(wait, given=False, changed={way.line: queued})
    if not way.takes:
        return Turn(way.at - now, given=False)
    return Turn(way.at - now, given=True, changed=_taken(buckets, way, errand, now, pace))


class Forecast:
    """What a process thinks that the buckets hold: it saves it from asking for turns that cannot come yet.

    `skew` is how far the buckets' clock is ahead of the readings that are passed in.
    """

    def __init__(self, held: Mapping[str, Bucket], pace: Pace, skew: float = 0.0) -> None:
        self._buckets = dict(held)
        self._pace = pace
        self._skew = skew

    def wait(self, errand: Errand, reading: float) -> float:
        """Return the seconds until a message may go; 0.0 means now."""
        now = reading + self._skew
        return _way(_believed(self._buckets, errand, now, self._pace), errand, now, self._pace).at - now

    def wait_for_budget(self, workspace: str, reading: float) -> float:
        """Return the seconds until an ordinary message to any place of a workspace may go."""
        return self.wait_to_show(workspace, Method.POST, reading)

    def take(self, errand: Errand, reading: float) -> None:
        """Count a message that goes as soon as it may."""
        now = reading + self._skew
        buckets = _believed(self._buckets, errand, now, self._pace)
        way = _way(buckets, errand, now, self._pace)
        self._buckets |= _taken(buckets, way, errand, now, self._pace)

    def wait_to_show(self, workspace: str, method: Method, reading: float) -> float:
        """Return the seconds until a request of a kind may go; 0.0 means now."""
        now, limit = reading + self._skew, self._pace.limit(method)
        return slot(self._shown(workspace, method, now, limit), now, limit) - now

    def take_to_show(self, workspace: str, method: Method, reading: float) -> None:
        """Count a request that goes as soon as it may."""
        now, limit = reading + self._skew, self._pace.limit(method)
        before = self._shown(workspace, method, now, limit)
        self._buckets[key_of(workspace, method)] = take(before, slot(before, now, limit), now, limit)

    def _shown(self, workspace: str, method: Method, now: float, limit: Limit) -> Bucket:
        return believed(self._buckets.get(key_of(workspace, method), Bucket()), now, limit, self._pace.ahead)


@dataclass(frozen=True)
class _Way:
    """How a message may go: when at the earliest, through which buckets, and in which line it waits if that is late."""

    at: float
    line: str
    step: float  # seconds from one to the next in that line
    takes: Collection[str] = ()  # none where no slot is kept for the future


def _way(buckets: Mapping[str, Bucket], errand: Errand, now: float, pace: Pace) -> _Way:
    limits = limits_of(errand, pace)
    posts, lane = key_of(errand.workspace, Method.POST), _lane(errand)
    gates = {key: slot(buckets[key], now, limits[key]) for key in limits if key not in {posts, lane}}
    last = max(gates, key=lambda key: gates[key])
    if gates[last] > now:
        # A place takes one after the other, and DMs are opened just before: a slot kept for later would be lost to all.
        return _Way(gates[last], last, interval(buckets[last], now, limits[last]))
    step = interval(buckets[posts], now, limits[posts])
    straight = _Way(slot(buckets[posts], now, limits[posts]), posts, step, limits.keys() - {lane})
    if not errand.reply:
        return straight
    beside = max(buckets[posts].closed_until, slot(buckets[lane], now, _lane_limit(buckets, errand, now, pace)))
    return replace(straight, line=lane) if straight.at <= beside else _Way(beside, lane, step, limits.keys())


def _taken(buckets: Mapping[str, Bucket], way: _Way, errand: Errand, now: float, pace: Pace) -> dict[str, Bucket]:
    limits = {**limits_of(errand, pace), _lane(errand): _lane_limit(buckets, errand, now, pace)}
    return {key: take(buckets[key], way.at, now, limits[key]) for key in way.takes}


def _believed(held: Mapping[str, Bucket], errand: Errand, now: float, pace: Pace) -> dict[str, Bucket]:
    limits = limits_of(errand, pace)
    return {key: believed(held.get(key, Bucket()), now, limit, pace.ahead) for key, limit in limits.items()}


def _lane(errand: Errand) -> str:
    return f"{errand.workspace}/replies"


def _lane_limit(buckets: Mapping[str, Bucket], errand: Errand, now: float, pace: Pace) -> Limit:
    """The lane narrows with the road."""
    share = share_of(buckets[key_of(errand.workspace, Method.POST)], now, pace.limit(Method.POST))
    return replace(pace.replies_limit, rate=pace.replies_limit.rate * share)
