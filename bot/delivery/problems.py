"""Tells admins that a message could not be delivered, and what to do. Pure: makes rows, plans nothing.

Once a day for each channel and each of Slack's words, however many messages it meets, and never about such a message
itself. Of a direct message only that it was one: who it was for may show that this person wrote something in private.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.delivery.rows import Moment, Row, State
from bot.ids import planned_id
from bot.storage.models import Delivery

PROBLEM = "admin/problem"
NOBODY_KNOWS = "Waymark cannot tell whether this message arrived. Please look whether it is there."
UNKNOWN_FIX = "Please look at the app's settings in Slack, or ask whoever runs Waymark."
DIRECT = "a direct message"
BY_MAIL = "an invitation by e-mail"


class Undelivered(Protocol):
    """The message that met a problem."""

    @property
    def workspace(self) -> str:
        """Return where it was to go."""
        ...

    @property
    def recipient(self) -> str:
        """Return the channel or person it was for."""
        ...

    @property
    def address(self) -> str | None:
        """Return the person it is for, where `recipient` is a stand-in."""
        ...

    @property
    def utterance(self) -> str:
        """Return what it was to say."""
        ...

    @property
    def language(self) -> str:
        """Return its language."""
        ...

    @property
    def zone(self) -> str:
        """Return its readers' time zone."""
        ...

    @property
    def row(self) -> Row:
        """Return what became of it."""
        ...


def problem_messages(letter: Undelivered, admins: Sequence[str], now: Moment, fix: str) -> list[Delivery]:
    """Make one message for each admin, with an id that is the same all day."""
    if letter.utterance == PROBLEM:
        return []
    code = letter.row.error or "unknown"
    direct = letter.address or letter.recipient.startswith(("U", "W", "D"))
    where = DIRECT if direct else letter.recipient
    advice = fix or (NOBODY_KNOWS if letter.row.state is State.IN_DOUBT else UNKNOWN_FIX)
    facts = {"where": where, "code": code, "fix": advice}
    made = _messages(letter.workspace, facts, admins, now.campaign)
    for message in made:
        message.language, message.zone = letter.language, letter.zone
    return made


def mail_problem(workspace: str, code: str, fix: str, admins: Sequence[str], now: datetime) -> list[Delivery]:
    """The same of an e-mail, of which nobody is told whom it was for."""
    return _messages(workspace, {"where": BY_MAIL, "code": code, "fix": fix, "mail": True}, admins, now)


def _messages(workspace: str, facts: dict[str, Any], admins: Sequence[str], now: datetime) -> list[Delivery]:
    day = now.date().isoformat()
    return [
        Delivery(
            id=planned_id("problem", workspace, facts["where"], facts["code"], day, admin),
            workspace=workspace,
            recipient=admin,
            utterance=PROBLEM,
            facts=facts,
            priority=5,
            state=State.PLANNED.value,
            due_at=now,
            created_at=now,
        )
        for admin in admins
    ]
