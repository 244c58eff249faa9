"""Which late beats are still brought, dropped or missed."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.campaigns.grace import Verdict, judge_later, judge_opening

DUE = datetime(2026, 9, 8, 9, tzinfo=UTC)
CLOSES = DUE + timedelta(days=2, hours=7)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "late", "newer", "expected"),
    [
        ("upcoming", timedelta(0), False, Verdict.HANDLE),
        ("upcoming", timedelta(hours=48), False, Verdict.HANDLE),
        ("upcoming", timedelta(hours=48, seconds=1), False, Verdict.MISS_WEEK),
        ("upcoming", HOUR, True, Verdict.MISS_WEEK),
        ("open", timedelta(days=30), True, Verdict.HANDLE),  # it was asked; only the mark is missing
        ("missed", HOUR, False, Verdict.CANCEL),
    ],
)
def test_a_question_has_two_days_of_grace(state: str, late: timedelta, newer: bool, expected: Verdict) -> None:
    """A question is asked up to 48 hours late, unless a newer one is due; one that was asked is never missed."""
    assert judge_opening(state, DUE, DUE + late, CLOSES, newer_due=newer) is expected


def test_a_question_is_not_asked_after_the_close() -> None:
    """When the week is shorter than the grace, its close ends it."""
    assert judge_opening("upcoming", DUE, DUE + HOUR, DUE + HOUR, newer_due=False) is Verdict.MISS_WEEK


@pytest.mark.parametrize(
    ("kind", "state", "opened", "now", "expected"),
    [
        ("playback", "open", DUE, DUE + 30 * HOUR, Verdict.HANDLE),
        ("playback", "open", DUE + 30 * HOUR, DUE + 30 * HOUR, Verdict.DROP),  # the question itself came late
        ("nudge", "open", DUE, CLOSES, Verdict.DROP),
        ("last_call", "closed", DUE, CLOSES, Verdict.DROP),
        ("close", "open", DUE + 90 * HOUR, CLOSES + 900 * HOUR, Verdict.HANDLE),
        ("close", "upcoming", None, CLOSES, Verdict.WAIT),
        ("digest", "open", DUE, CLOSES + HOUR, Verdict.WAIT),
        ("digest", "closed", DUE, CLOSES + 900 * HOUR, Verdict.HANDLE),
        ("told_back", "closed", DUE, CLOSES + 900 * HOUR, Verdict.HANDLE),
        ("told_back", "missed", None, CLOSES, Verdict.CANCEL),
        ("digest", "missed", None, CLOSES, Verdict.HANDLE),  # leaders of other teams may wait for it
    ],
)
def test_what_follows_a_question(
    kind: str, state: str, opened: datetime | None, now: datetime, expected: Verdict
) -> None:
    """Reminders pass with their week; a close, a digest and a word back are owed however late, in their order."""
    due = DUE + 29 * HOUR if kind in {"playback", "nudge"} else CLOSES
    assert judge_later(kind, state, due, now, CLOSES, opened_at=opened) is expected
