"""Trigger ids: proof that a person has just done something; they live three seconds of wire time and serve once."""

from dataclasses import dataclass

from sandbox.clocks import Wire
from sandbox.errors import SlackError
from sandbox.ids import secret
from sandbox.pace import Pace


@dataclass
class Trigger:
    """What a trigger id stands for; `view_id` when it came from inside a modal."""

    user: str
    expires: float
    view_id: str | None
    used: bool = False


class Triggers:
    """Hands out trigger ids and takes them back."""

    def __init__(self, wire: Wire, pace: Pace) -> None:
        self._wire = wire
        self._pace = pace
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str | None = None) -> str:
        """Return a new trigger id for that person."""
        now = self._wire.now()
        trigger_id = f"{int(now * 1000)}.{len(self._issued) + 1}.{secret()}"
        self._issued[trigger_id] = Trigger(user, now + self._pace.trigger_life, view_id)
        return trigger_id

    def take(self, trigger_id: str) -> Trigger:
        """Use a trigger id up.

        Raises `SlackError` with ``invalid_trigger_id``, ``exchanged_trigger_id`` or ``expired_trigger_id``.
        """
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._wire.now() > trigger.expires:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
