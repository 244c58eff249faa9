"""The pace under any order of events: messages, replies, refusals and pauses, as many processes may bring them.

Processes share the buckets and their clock, and one after the other has them (`test_buckets.py`), so any interleaving
of processes is an order of events here.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from dataclasses import dataclass
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.delivery import pacing
from bot.delivery.pacing import LEAST, Bucket, Errand, Method, Pace

PACE = Pace()
POSTS = PACE.limit(Method.POST)
POST = pacing.key_of("T1", Method.POST)
#: What may leave beyond the rate: the burst; and of the lane of replies its burst, and what is paid for later only.
BEYOND = POSTS.burst + POSTS.burst + PACE.kept * POSTS.rate * PACE.ahead
#: After so long without a reply their lane is free, even at the slowest.
LONG_AGO = POSTS.burst / (PACE.kept * POSTS.rate * LEAST)
NEARLY = 1e-3


@dataclass(frozen=True, order=True)
class Departure:
    """A message that leaves."""

    at: float
    place: str


class Pacing(RuleBasedStateMachine):
    """Messages ask for turns; those that get none ask again when they were told to."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1e6
        self.held: dict[str, Bucket] = {}
        self.times: list[float] = []
        self.places: dict[str, list[float]] = {}
        self.waiting: list[tuple[float, int, Errand]] = []
        self.numbers = count()
        self.closed_until = 0.0
        self.last_reply = 0.0
        self.asks = 0

    # --- what happens ------------------------------------------------------------------------------------------------

    @rule(seconds=st.floats(0, 2) | st.floats(0, 90))
    def time_passes(self, seconds: float) -> None:
        """Those whose moment comes ask again, in the order of their moments."""
        end = self.now + seconds
        while self.waiting and self.waiting[0][0] <= end:
            at, _, errand = heapq.heappop(self.waiting)
            self.now = max(self.now, at)
            self.ask(errand)
        self.now = end

    @rule(number=st.integers(1, 40))
    def messages_fall_due(self, number: int) -> None:
        """As many channels as these get a message each."""
        for _ in range(number):
            self.ask(Errand("T1", f"C{next(self.numbers)}"))

    @rule(place=st.sampled_from(["C-a", "C-b"]), reply=st.booleans())
    def a_busy_channel_gets_one_more(self, place: str, reply: bool) -> None:
        """Some channels get one message after the other. The ledger sees that one is gone before the next one asks."""
        known = self.places.get(place, [])
        if place not in {errand.place for _, _, errand in self.waiting} and not (known and known[-1] > self.now):
            self.ask(Errand("T1", place, reply))

    @rule(number=st.integers(1, 12))
    def people_act(self, number: int) -> None:
        """The coach replies to people. The first one goes at once, unless Slack wants nothing."""
        if self.now - self.last_reply > LONG_AGO and self.closed_until <= self.now:
            assert self.ask(Errand("T1", f"D{next(self.numbers)}", reply=True)) == 0.0
        for _ in range(number):
            self.ask(Errand("T1", f"D{next(self.numbers)}", reply=True))

    @rule(retry_after=st.integers(1, 60), elapsed=st.floats(0, 3))
    def slack_says_too_many(self, retry_after: int, elapsed: float) -> None:
        """One process hears it; all stop."""
        before = pacing.share_of(self.held.get(POST, Bucket()), self.now, POSTS)
        self.held[POST] = pacing.penalise(self.held.get(POST, Bucket()), self.now, POSTS, retry_after, elapsed)
        self.closed_until = max(self.closed_until, self.now + retry_after)
        after = pacing.share_of(self.held[POST], self.now, POSTS)
        assert after in {before, max(LEAST, before / 2)}

    def ask(self, errand: Errand) -> float:
        """Ask for a turn, as a claim does. Returns the seconds that were told."""
        self.asks += 1
        told = pacing.turn(self.held, errand, self.now, PACE)
        self.held |= told.changed
        assert told.wait >= 0
        if not told.given:
            heapq.heappush(self.waiting, (self.now + told.wait, next(self.numbers), errand))
            return told.wait
        assert told.wait <= PACE.ahead
        assert self.now + told.wait >= self.closed_until - NEARLY
        self.check(Departure(self.now + told.wait, errand.place))
        if errand.reply:
            self.last_reply = self.now + told.wait
        return told.wait

    # --- what must hold ----------------------------------------------------------------------------------------------

    def check(self, new: Departure) -> None:
        """In no window that begins or ends with the new one leaves more than may; no place gets two within a second."""
        insort(self.times, new.at)
        place = bisect_left(self.times, new.at)
        for other in {*range(max(0, place - 40), min(len(self.times), place + 40)), *range(0, len(self.times), 50)}:
            window = abs(self.times[other] - new.at)
            assert abs(other - place) + 1 <= BEYOND + window * POSTS.rate + NEARLY
        before = self.places.setdefault(new.place, [])
        assert all(abs(at - new.at) >= 1 / PACE.channel.rate - NEARLY for at in before)
        before.append(new.at)

    @invariant()
    def the_rate_keeps_its_bounds(self) -> None:
        """Never above the full rate, never below the least, and on its way up."""
        bucket = self.held.get(POST, Bucket())
        shares = [pacing.share_of(bucket, self.now + later, POSTS) for later in (0, 60, 600, 6000)]
        assert shares == sorted(shares)
        assert shares[0] >= LEAST
        assert shares[-1] == 1.0

    def teardown(self) -> None:
        """In the end nothing new comes, and all that waits goes, at the rate there is, without asking all the time."""
        left, self.asks, began = len(self.waiting), 0, max(self.now, self.closed_until)
        slowest = POSTS.rate * pacing.share_of(self.held.get(POST, Bucket()), self.now, POSTS)
        while self.waiting:
            at, _, errand = heapq.heappop(self.waiting)
            self.now = max(self.now, at)
            self.ask(errand)
            assert self.asks <= 4 * left + 20
        if left:
            queued = max(bucket.queue for bucket in self.held.values())
            assert self.times[-1] <= max(began, queued) + (left + BEYOND) / slowest + PACE.ahead + 2


TestPacing = Pacing.TestCase
TestPacing.settings = settings(stateful_step_count=30)
