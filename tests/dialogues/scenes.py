"""Scenes and events for the dialogues' tests, with plain values."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.dialogues import events as ev
from bot.dialogues.coaching.scene import AnswerSeen, Coaching, CoachingScene
from bot.dialogues.person import PersonScene, Reminders
from bot.dialogues.review import OfferedTeam, Review, ReviewScene
from bot.dialogues.week import Week, WeekScene
from bot.ids import Codes
from bot.insight.probes import ProbeOption

NOON = datetime(2027, 1, 12, 12, tzinfo=UTC)

VALUES: dict[str, Any] = {
    "id": "Ev1",
    "workspace": "T1",
    "at": NOON,
    "due_at": NOON,
    "channel": "C1",
    "thread_ts": "1.000001",
    "ts": "2.000002",
    "user": "U1",
    "text": "We asked tenants which repair matters most and changed the order of our visits last week.",
    "version_ts": "2.000002",
    "name": "four",
    "round_id": "round",
    "scale": "now",
    "value": 3,
    "users": ("U1", "U2"),
    "question": "headline",
    "mode": "confidential",
    "answer_id": "answer",
    "theme": "residents.shaping",
    "digest_id": "digest",
    "team_id": "team",
}


def event(kind: type[ev.Event], **changes: Any) -> ev.Event:
    """An event of any type, with plain values for what it needs."""
    needed = {field.name: VALUES[field.name] for field in fields(kind) if field.name in VALUES}
    return kind(**{**needed, **changes})


def coaching_scene(**changes: Any) -> CoachingScene:
    """A person of staff in an open round, about an answer of their own that was given in the form."""
    facts: dict[str, Any] = {
        "round_id": "round",
        "team_channel": "C1",
        "area_title": "Residents first",
        "week": 1,
        "open": True,
        "by_leader": False,
        "codes": Codes("u1-answers", "u1-ratings", "u1-support", "u1-taking-part", "u1-talks", "u1-unlinked"),
        "user": "U1",
        "threshold": 5,
        "questions": {"headline": "Do residents come first?", "residents.needs": "Knowing what people need"},
        "probes": (ProbeOption("residents.thin", "What did you see?", "thin"),),
        "neutral_probe": ProbeOption("residents.neutral", "Can you give a recent example?", "default"),
        "support_route": "Talk to your manager.",
        "themes": (("residents.shaping", "Shaping things together"),),
        "answer": AnswerSeen("answer", "confidential", own=True, in_thread=False),
    }
    return CoachingScene(**{**facts, **changes})


def week_scene(**changes: Any) -> WeekScene:
    """A team's week with people heard, and a digest that is ready."""
    facts: dict[str, Any] = {
        "round_id": "round",
        "campaign_id": "campaign",
        "week": 1,
        "channel": "C1",
        "area_title": "Residents first",
        "headline": "Do residents come first?",
        "prompt": {"team": "Housing"},
        "questions": {"questions": []},
        "closes_at": NOON + timedelta(days=2),
        "anybody": True,
        "heard": [5, 9],
        "figures": {"heard": [5, 9]},
        "leaders": ("U9",),
    }
    return WeekScene(**{**facts, **changes})


def review_scene(**changes: Any) -> ReviewScene:
    """A digest of one leader, U1, with one team."""
    facts: dict[str, Any] = {
        "digest_id": "digest",
        "leader": "U1",
        "area_title": "Residents first",
        "team": OfferedTeam("team", "Housing", "C1", "round"),
    }
    return ReviewScene(**{**facts, **changes})


def person_scene() -> PersonScene:
    """A person with an open question."""
    return PersonScene(
        user="U1",
        round_id="round",
        area_title="Residents first",
        support_route="Talk to your manager.",
        controller={"notice": "https://town.example/privacy"},
    )


STATES: dict[str, Any] = {
    "week": Week,
    "coaching": lambda stage: (
        Coaching(stage, "answer", "residents.neutral", "dm") if stage == "asked" else Coaching(stage)
    ),
    "review": Review,
    "person": Reminders,
}
SCENES: dict[str, Any] = {
    "week": week_scene,
    "coaching": coaching_scene,
    "review": review_scene,
    "person": person_scene,
}
