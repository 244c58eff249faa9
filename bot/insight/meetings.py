"""Meetings face to face: words that records, forms and messages share. Pure."""

from __future__ import annotations

VISIT, ROUND_TABLE, LISTENING = "visit", "round_table", "listening"
REVERSE_MENTORING, ONE_TO_ONE, OUT_AND_ABOUT = "reverse_mentoring", "one_to_one", "out_and_about"
KINDS = (VISIT, ROUND_TABLE, LISTENING, REVERSE_MENTORING, ONE_TO_ONE, OUT_AND_ABOUT)
TEAM, RAISED = "team", "raised"
"""Whom a meeting is offered to: the whole team in its thread, or by themselves those who raised the question."""
EACH, COMMON = "each", "common"
"""Each time is held for whoever books it; or the one time is held that suits all."""
OFFERED, SETTLED, CALLED_OFF = "offered", "settled", "called_off"
HELD, NOT_HELD, CLOSED = "held", "not_held", "closed"
STATES = (OFFERED, SETTLED, CALLED_OFF, HELD, NOT_HELD, CLOSED)
"""Settled: a time is booked. Held: it took place, and some question has no outcome yet. Closed: each one has one."""
OPEN = "open"
TIME_STATES = (OPEN, SETTLED, CALLED_OFF, HELD, NOT_HELD)
BOOKED, WAITING, SUITS = "booked", "waiting", "suits"
