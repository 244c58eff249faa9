"""The life of a message, as a pure table: nothing illegal, nothing stuck, nothing lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.happenings import (
    Accepted,
    Begin,
    Cancel,
    CannotLook,
    Claim,
    Found,
    Happening,
    LeaseOver,
    NeverLeft,
    NotThere,
    Orphaned,
    Paced,
    RefusedAsDrawn,
    RefusedForGood,
    Throttled,
    Unclear,
)
from bot.delivery.rows import (
    FINAL,
    Moment,
    Row,
    State,
    Timing,
    changes,
)
from bot.delivery.transitions import TABLE, Effect, UnexpectedStep, advance, is_due, may_leave

NOON = datetime(2027, 3, 2, 12, tzinfo=UTC)
TIMING = Timing()

#: The arrows of the drawing at the top of transitions.py, written down a second time.
ARROWS: dict[State, set[State]] = {
    State.PLANNED: {State.PLANNED, State.CLAIMED, State.EXPIRED, State.CANCELLED, State.SENT},
    State.CLAIMED: {State.PLANNED, State.SENDING, State.EXPIRED, State.FAILED, State.CANCELLED, State.SENT},
    State.SENDING: {State.SENT, State.PLANNED, State.FAILED, State.IN_DOUBT},
    State.IN_DOUBT: {State.IN_DOUBT, State.SENT, State.PLANNED, State.EXPIRED},
    State.SENT: {State.SENT},
    State.FAILED: {State.SENT},
    State.EXPIRED: {State.SENT},
    State.CANCELLED: {State.CANCELLED},
}

happenings: st.SearchStrategy[Happening] = st.one_of(
    st.builds(Claim, st.just("node")),
    st.builds(Paced, st.floats(0, 5000)),
    st.builds(Begin, st.just("C1"), st.none()),
    st.builds(Accepted, st.just("C1"), st.just("1.000001")),
    st.builds(Throttled, st.floats(0, 1000)),
    st.builds(NeverLeft, st.just("no_connection")),
    st.builds(RefusedForGood, st.just("is_archived")),
    st.builds(RefusedAsDrawn, st.just("invalid_blocks")),
    st.builds(Unclear, st.just("timeout")),
    st.builds(LeaseOver),
    st.builds(Found, st.just("C1"), st.just("1.000001")),
    st.builds(NotThere, st.floats(0, 100).map(lambda seconds: moment(seconds).wire)),
    st.builds(CannotLook, st.just("missing_scope"), st.none() | st.floats(0, 100)),
    st.builds(Orphaned),
    st.builds(Cancel),
)
stories = st.lists(st.tuples(happenings, st.floats(-30, 400)), max_size=40)


def moment(seconds: float = 0, campaign: float | None = None) -> Moment:
    """Noon plus so many seconds, on both clocks unless told otherwise."""
    return Moment(
        NOON + timedelta(seconds=seconds if campaign is None else campaign), NOON + timedelta(seconds=seconds)
    )


def planned(**fields: object) -> Row:
    """A row that is due at noon."""
    return replace(Row(state=State.PLANNED, due_at=NOON), **fields)  # type: ignore[arg-type]


def sending() -> Row:
    """A row whose request left at noon."""
    claimed = advance(planned(), moment(), Claim("node"), TIMING).row
    return advance(claimed, moment(), Begin("C1"), TIMING).row


def in_doubt() -> Row:
    """A row whose request left at noon and timed out."""
    return advance(sending(), moment(15), Unclear("timeout"), TIMING).row


@given(stories, st.none() | st.floats(0, 2000))
def test_any_story_keeps_to_the_arrows(story: list[tuple[Happening, float]], lasts: float | None) -> None:
    """Whatever happens in whatever order, only drawn arrows are taken, the token never shrinks and sent is final."""
    row, clock = planned(not_after=None if lasts is None else NOON + timedelta(seconds=lasts)), 0.0
    for happening, passed in story:
        clock += passed
        known = (row.state, type(happening)) in TABLE
        if not known:
            with pytest.raises(UnexpectedStep):
                advance(row, moment(clock), happening, TIMING)
            continue
        after = advance(row, moment(clock), happening, TIMING).row
        assert after.state in ARROWS[row.state]
        assert after.token >= row.token
        assert (after.due_at, after.not_after) == (row.due_at, row.not_after)
        if after.state is State.SENDING:
            assert after.slack_last is not None
        row = after


def test_each_state_that_is_not_final_has_a_way_on() -> None:
    """No state is a dead end unless it is final, and to a final one nothing happens but that the message is seen."""
    leaving = {state for state, kind in TABLE if kind is not Found}
    assert leaving == set(State) - FINAL
    assert {state for state, kind in TABLE if kind is Found} == set(State)
    assert {kind for _, kind in TABLE} == set(get_args(Happening))


def test_a_claim_and_a_lapsed_lease_each_outdate_whoever_held_the_row() -> None:
    """The token grows with each claim and each lapsed lease, so that a frozen worker writes nothing."""
    claimed = advance(planned(), moment(), Claim("node"), TIMING).row
    lapsed = advance(claimed, moment(200), LeaseOver(), TIMING).row
    assert (claimed.token, lapsed.token, lapsed.state) == (1, 2, State.PLANNED)
    assert advance(sending(), moment(200), LeaseOver(), TIMING).row.token == 2


def test_a_crash_while_sending_is_looked_into_and_never_simply_repeated() -> None:
    """A lease that ran out after the request may have left leads to a look."""
    assert advance(sending(), moment(121), LeaseOver(), TIMING).row.state is State.IN_DOUBT


def looked(row: Row, seconds: float, answered: float | None = None) -> Row:
    """The row after a look that began so many seconds after noon, was answered then or later, and saw nothing."""
    happening = NotThere(moment(seconds if answered is None else answered).wire)
    return advance(row, moment(seconds), happening, TIMING).row


@pytest.mark.parametrize("seconds", [21, 30, 60, 97.9])
def test_not_there_is_no_verdict_before_slack_must_have_shown_it(seconds: float) -> None:
    """Until guard, time-out and lag have passed since the first look, "not there" only means: look again."""
    row = looked(looked(in_doubt(), 18), seconds)
    assert row.state is State.IN_DOUBT
    assert row.retry_at is not None
    assert NOON + timedelta(seconds=seconds) < row.retry_at <= NOON + timedelta(seconds=max(98, seconds + 3))


def test_not_there_long_after_means_never_posted() -> None:
    """Once Slack must have shown it, a message that is not there is planned again, with a new token."""
    row = looked(looked(in_doubt(), 18), 98)
    assert (row.state, row.token, row.retry_at) == (State.PLANNED, 2, None)


def test_a_message_that_never_posted_and_is_too_late_expires() -> None:
    """After the verdict a message past its time is not sent late."""
    row = replace(in_doubt(), not_after=NOON + timedelta(seconds=60))
    assert looked(looked(row, 18), 98).state is State.EXPIRED


def test_one_look_is_never_a_verdict() -> None:
    """However old a request seems to be, its sender may have had a wrong clock: the wait begins with a look."""
    assert looked(in_doubt(), 3600).state is State.IN_DOUBT


def test_the_verdict_counts_from_the_first_looks_answer_at_its_latest() -> None:
    """A look that took long, or whose time is uncertain, puts the verdict off by as much."""
    row = looked(in_doubt(), 18, answered=30)
    assert looked(row, 109.9).state is State.IN_DOUBT
    assert looked(row, 110).state is State.PLANNED


def test_a_new_request_begins_a_new_wait() -> None:
    """What was found missing before counts for that request alone."""
    again = looked(looked(in_doubt(), 18), 98)
    claimed = advance(again, moment(100), Claim("node"), TIMING).row
    begun = advance(claimed, moment(100), Begin("C1"), TIMING).row
    doubted = advance(begun, moment(101), Unclear("timeout"), TIMING).row
    assert looked(doubted, 200).state is State.IN_DOUBT


@pytest.mark.parametrize(("waited", "leaves"), [(0.0, True), (5.0, True), (5.1, False), (4000.0, False)])
def test_a_request_leaves_soon_after_its_note_or_not_at_all(waited: float, leaves: bool) -> None:
    """Between the stored note and the request there is no time for a freeze."""
    assert may_leave(1000.0, 1000.0 + waited, TIMING) is leaves


def test_a_message_whose_turn_is_far_off_asks_again_then_and_is_not_taken() -> None:
    """It stays planned with its token, is not due before its moment, and waits no longer than anybody may."""
    step = advance(planned(), moment(), Paced(400), TIMING)
    assert step.row == replace(planned(), retry_at=moment(400).wire)
    assert not is_due(step.row, moment(399), TIMING)
    assert is_due(step.row, moment(400), TIMING)
    assert advance(planned(), moment(), Paced(1e6), TIMING).row.retry_at == moment(TIMING.longest_wait).wire


def test_a_message_in_doubt_that_is_seen_is_sent() -> None:
    """Seen in Slack means sent, where it was seen, and its place is noted."""
    step = advance(in_doubt(), moment(20), Found("C1", "5.000001"), TIMING)
    assert (step.row.state, step.row.channel, step.row.ts) == (State.SENT, "C1", "5.000001")
    assert Effect.NOTE_PLACE in step.effects


@pytest.mark.parametrize("state", sorted(set(State) - {State.SENT, State.CANCELLED}))
def test_what_is_seen_in_slack_stands_whatever_the_ledger_thought(state: State) -> None:
    """A message that shows after all is sent, and whoever has it under way holds an old token."""
    before = planned(state=state, token=4, owner="node", lease_until=NOON, retry_at=NOON, error="not_after")
    step = advance(before, moment(), Found("C1", "5.000001"), TIMING)
    assert (step.row.state, step.row.ts, step.row.token) == (State.SENT, "5.000001", 5)
    assert (step.row.owner, step.row.lease_until, step.row.retry_at, step.row.error) == (None, None, None, None)


@pytest.mark.parametrize(
    ("known", "seen", "stays", "surplus"),
    [
        ("5.000001", "5.000001", "5.000001", None),
        ("5.000001", "9.000001", "5.000001", "9.000001"),
        ("9.000001", "10.000001", "9.000001", "10.000001"),
        ("9.000001", "5.000001", "5.000001", "9.000001"),
    ],
)
def test_of_two_copies_the_older_stays(known: str, seen: str, stays: str, surplus: str | None) -> None:
    """The younger copy is surplus, whichever of them the ledger knew."""
    step = advance(planned(state=State.SENT, channel="C1", ts=known), moment(), Found("C1", seen), TIMING)
    assert (step.row.state, step.row.ts, step.surplus) == (State.SENT, stays, surplus)
    assert (Effect.NOTE_PLACE in step.effects) is (stays != known)


def test_what_was_cancelled_and_shows_all_the_same_is_surplus() -> None:
    """Nobody wants it, so it is taken away."""
    step = advance(planned(state=State.CANCELLED), moment(), Found("C1", "5.000001"), TIMING)
    assert (step.row.state, step.surplus) == (State.CANCELLED, "5.000001")


def test_a_look_that_is_not_possible_waits_and_tells_the_admins_in_the_end() -> None:
    """Without a look there is no verdict: the row stays in doubt, and after a quarter of an hour admins hear of it."""
    early = advance(in_doubt(), moment(100), CannotLook("missing_scope"), TIMING)
    late = advance(early.row, moment(901), CannotLook("missing_scope"), TIMING)
    assert (early.row.state, early.effects) == (State.IN_DOUBT, frozenset())
    assert (late.row.state, late.effects) == (State.IN_DOUBT, frozenset({Effect.TELL_ADMINS}))


def test_too_many_requests_wait_as_long_as_slack_asks() -> None:
    """A 429 plans the message again after Retry-After."""
    row = advance(sending(), moment(), Throttled(30), TIMING).row
    assert (row.state, row.retry_at) == (State.PLANNED, NOON + timedelta(seconds=30))
    assert not is_due(row, moment(29), TIMING)
    assert is_due(row, moment(30), TIMING)


def test_a_retry_beyond_the_longest_wait_is_due_at_once() -> None:
    """When the machine's clock stepped back by hours, a retry does not wait for the hours to pass again."""
    row = planned(retry_at=NOON + timedelta(seconds=2))
    assert not is_due(row, moment(), TIMING)
    assert is_due(row, moment(-7200, campaign=0), TIMING)


def test_a_calendar_time_waits_for_the_calendar() -> None:
    """A message that is due tomorrow is not claimed today, however the wire clock stands."""
    row = planned(due_at=NOON + timedelta(days=1))
    assert advance(row, moment(10**6, campaign=0), Claim("node"), TIMING).row is row


def test_a_message_past_its_time_expires_instead_of_going_out_late() -> None:
    """Last week's prompt is not posted this week, whether it was planned or just claimed."""
    late = planned(not_after=NOON - timedelta(seconds=1))
    assert advance(late, moment(), Claim("node"), TIMING).row.state is State.EXPIRED
    claimed = advance(replace(late, not_after=NOON), moment(), Claim("node"), TIMING).row
    assert advance(claimed, moment(1), Begin("C1"), TIMING).row.state is State.EXPIRED


def test_a_request_does_not_leave_on_a_lease_that_may_end_before_it() -> None:
    """With less than guard and time-out left on the lease the message goes back instead of out."""
    claimed = advance(planned(), moment(), Claim("node"), TIMING).row
    assert advance(claimed, moment(99), Begin("C1"), TIMING).row.state is State.SENDING
    assert advance(claimed, moment(101), Begin("C1"), TIMING).row.state is State.PLANNED


def test_changes_names_only_what_changed_in_plain_values() -> None:
    """What is written to the ledger is the difference, with the state as a plain string."""
    before = planned()
    after = advance(before, moment(), Claim("node"), TIMING).row
    differing = changes(before, after)
    assert set(differing) == {"state", "token", "owner", "lease_until", "attempts"}
    assert type(differing["state"]) is str


def test_waiting_doubles_up_to_the_longest() -> None:
    """Retries back off by doubling and never wait longer than the longest wait."""
    waits = [TIMING.retry(attempts) for attempts in range(1, 12)]
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == TIMING.longest_retry
