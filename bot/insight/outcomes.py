"""What may become of a question to leaders: words that records, digests and messages share. Pure."""

from __future__ import annotations

QUESTION, CONCERN, MEETING = "question", "concern", "meeting"
KINDS = (QUESTION, CONCERN, MEETING)
WAITING, ANSWERED, PASSED_ON = "waiting", "answered", "passed_on"
PROMISED, TALK_OFFERED, NOT_NOW = "promised", "talk_offered", "not_now"
AGREED, DECLINED, MORE_WORK = "agreed", "declined", "more_work"
OUTCOMES = (AGREED, DECLINED, MORE_WORK)
"""What a meeting may end with for a question: each has somebody who owns it; all but a no have a day."""
STATES = (WAITING, ANSWERED, PASSED_ON, PROMISED, TALK_OFFERED, NOT_NOW, *OUTCOMES)
OPEN = frozenset({WAITING, PASSED_ON})
"""Nobody has said yet what comes of it."""
TAKEN_BACK = "taken_back"
"""What a digest says of one that it counted and that is not there any more: no state, as its record is gone."""
WORKING_DAYS = {QUESTION: 10, CONCERN: 5, MEETING: 5}
"""By when a reply is due, from the day on which leaders read it: both sides see the date."""
