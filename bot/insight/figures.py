"""A round's frozen figures: everything that any audience may later see, chosen in one pass at the close. Pure.

JSON values only. The publication ledger is made of these (`bot/insight/publishing.py`) and never of answers, so what
was published once stays the same. `people` and `internal` are for adding teams up, and go into no message.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from operator import itemgetter
from typing import Any

from bot.insight.gaps import pool, publish
from bot.insight.heard import hear
from bot.insight.reach import reach_of
from bot.insight.suppression import check_threshold
from bot.insight.tally import QuestionPut, RoundTally
from bot.insight.themes import count_themes, no_themes

#: Raised when the shape changes, so that a reader can tell old figures.
SHAPE = 2


def freeze(tally: RoundTally, threshold: int) -> dict[str, Any]:
    """Choose what may be shown of a round to anybody, ever. `threshold` is k, the campaign's, 3 or more.

    Keys for showing: enough, heard (band), share, ratings ({base, now, needed, gap, split, agreed} or None), themes
    ([{key, title, people or None, band or None}]), named and leaders_named ([{author, text, channel, ts, support,
    question, key, follow_up, asked}]), questions ([{text, author or None, key, kind}]), entered (how many answers were
    entered in a session; 0 for fewer than k, None for none). Questions put in confidence
    wait in `internal` while too few people took part; whether any wait is not for showing. Unlinked ones never wait
    here, where they would be a small team's: they wait with those of its organisation (`bot/insight/sums.py`).
    """
    check_threshold(threshold)
    heard = hear(len(tally.people), tally.members, tally.seen, threshold)
    enough = heard.enough
    reach = reach_of(heard.band, heard.share, tally.members, tally.seen, threshold)
    unlinked = tally.unlinked_questions if enough else ()
    asked, held = _questions([*tally.questions, *unlinked], enough)
    ratings = pool(tally.ratings)
    return {
        "shape": SHAPE,
        "threshold": threshold,
        "team": tally.team,
        "organisation": tally.organisation,
        "area": tally.area,
        "week": tally.week,
        "enough": enough,
        "heard": list(heard.band),
        "share": heard.share,
        "ratings": publish(ratings, threshold) if enough else None,
        "themes": count_themes(tally.themes, tally.theme_titles, threshold, tally.members, reach.low)
        if enough
        else no_themes(tally.theme_titles),
        "named": [asdict(words) for words in tally.named],
        "leaders_named": [asdict(words) for words in tally.leaders_named],
        "questions": asked,
        "entered": _entered(tally.entered, threshold) if enough else None,
        "people": len(tally.people),
        "internal": {"ratings": ratings, "held_questions": held, "members": tally.members, "seen": tally.seen},
    }


def _entered(entered: int, threshold: int) -> int | None:
    if not entered:
        return None
    return entered if entered >= threshold else 0


def _questions(questions: Iterable[QuestionPut], enough: bool) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Split into those that may be shown and those held back; confidential ones in the order of the alphabet.

    Their true order is the order of time, which could tell who was online.
    """
    listed = [asdict(question) for question in questions]
    named = [question for question in listed if question["author"] is not None]
    confidential = sorted((question for question in listed if question["author"] is None), key=itemgetter("text"))
    return ([*named, *confidential], []) if enough else (named, confidential)
