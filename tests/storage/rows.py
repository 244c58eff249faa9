"""Rows with what they must have; a test names only what it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.storage.models import Answer, Beat, Campaign, Delivery, DigestRecord, Offer, Round, Team

TUESDAY = datetime(2026, 1, 6, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def campaign(key: str = "c", **given: Any) -> Campaign:
    """A running campaign of workspace T1."""
    usual = {
        "workspace": "T1", "name": "Spring", "state": "running", "pack_key": "pack", "pack_version": "1",
        "pack": {"areas": []}, "zone": "Europe/London", "start": TUESDAY.date(), "threshold": 5,
        "rhythm": {"open": "Tue 10:00"}, "priorities": [], "salt": "salt", "created_by": "UADMIN",
        "created_at": TUESDAY,
    }  # fmt: skip
    return Campaign(id=key, **(usual | given))


def team(key: str = "t", **given: Any) -> Team:
    """A team in channel C1 of campaign `c`."""
    usual = {
        "campaign_id": "c", "workspace": "T1", "channel": "C1", "name": "Housing", "organisation": "Council",
        "leaders": ["ULEAD"], "members": ["UANA", "UBEN"],
    }  # fmt: skip
    return Team(id=key, **(usual | given))


def round_(key: str = "r", **given: Any) -> Round:
    """The open first round of team `t`."""
    usual = {
        "campaign_id": "c", "team_id": "t", "workspace": "T1", "channel": "C1", "week": 1, "area": "leadership",
        "opens_on": TUESDAY.date(), "state": "open",
    }  # fmt: skip
    return Round(id=key, **(usual | given))


def beat(key: str, **given: Any) -> Beat:
    """A planned beat of round `r`, due on Tuesday."""
    usual = {"round_id": "r", "kind": key, "local_date": TUESDAY.date(), "due_at": TUESDAY, "state": "planned"}
    return Beat(id=key, **(usual | given))


def answer(key: str = "a", **given: Any) -> Answer:
    """A Named answer in the thread of round `r`."""
    usual = {
        "workspace": "T1", "round_id": "r", "mode": "named", "author": "UANA",
        "question": "headline", "text": "More time", "created_at": TUESDAY,
    }  # fmt: skip
    return Answer(id=key, **(usual | given))


def delivery(key: str, **given: Any) -> Delivery:
    """A planned message to channel C1, due on Tuesday."""
    usual = {
        "mark": f"mark-{key}", "workspace": "T1", "recipient": "C1", "utterance": "prompt/open",
        "facts": {"area": "leadership"}, "due_at": TUESDAY, "created_at": TUESDAY,
    }  # fmt: skip
    return Delivery(id=key, **(usual | given))


def digest(key: str = "d", **given: Any) -> DigestRecord:
    """A leader's digest of week 1."""
    usual = {
        "campaign_id": "c", "leader": "ULEAD", "week": 1, "withheld": False, "snapshot": {"heard": "a few"},
        "issued_at": TUESDAY,
    }  # fmt: skip
    return DigestRecord(id=key, **(usual | given))


def offer(key: str = "o", **given: Any) -> Offer:
    """A leader's offer to team `t` from digest `d`."""
    usual = {"digest_id": "d", "round_id": "r", "team_id": "t", "leader": "ULEAD", "offered_at": TUESDAY}
    return Offer(id=key, **(usual | given))
