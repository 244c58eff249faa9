"""Buttons: what was tapped, and the event it means. Pure.

Action ids: `rate:now:3`, and a leader's own `lead:now:3`, with the round's id as value; `delete_answer` and
`followup_skip` with the answer's; reminders with anything; `usual_mode` with the mode that was chosen;
`theme_chosen` with "<answer id>|<theme>"; `ask_for_days` with "<digest id>|<team id>". `trigger_id` is unique for each
tap, so it is the event's id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.dialogues.events import (
    AnswerWithdrawn,
    Event,
    FollowUpSkipped,
    LeaderRated,
    RatingTapped,
    RemindersResumed,
    RemindersSnoozed,
    RemindersStopped,
    TalkOffered,
    ThemeChosen,
    UsualModeChosen,
)
from bot.errors import NotFound
from bot.slack.inbound.own_taps import own_event

REMINDERS = {
    "snooze_reminders": RemindersSnoozed,
    "stop_reminders": RemindersStopped,
    "resume_reminders": RemindersResumed,
}
SCALES = {"now", "needed"}
HIGHEST = 5


@dataclass(frozen=True)
class Tap:
    """One tap: the action's id, its value (a chosen option's for a list), who, and the trigger that opens forms."""

    action: str
    value: str
    user: str
    trigger_id: str


def tap_in(body: Mapping[str, Any]) -> Tap:
    """Read a `block_actions` payload."""
    action = body["actions"][0]
    chosen = action.get("selected_option") or {}
    return Tap(
        action=action["action_id"],
        value=str(action.get("value") or chosen.get("value") or ""),
        user=body["user"]["id"],
        trigger_id=body.get("trigger_id") or "",
    )


def event_of(tap: Tap, workspace: str, at: datetime) -> Event | None:
    """Read the event that a tap means; None for buttons that open something. Raises `NotFound` for a broken value."""
    stamp: dict[str, Any] = {"id": tap.trigger_id, "workspace": workspace, "at": at, "user": tap.user}
    if tap.action in REMINDERS:
        return REMINDERS[tap.action](**stamp)
    match tap.action.split(":"):
        case ["rate", scale, number] if scale in SCALES and number.isdigit() and 1 <= int(number) <= HIGHEST:
            return RatingTapped(round_id=tap.value, scale=scale, value=int(number), **stamp)
        case ["lead", scale, number] if scale in SCALES and number.isdigit() and 1 <= int(number) <= HIGHEST:
            return LeaderRated(round_id=tap.value, scale=scale, value=int(number), **stamp)
        case ["usual_mode"]:
            return UsualModeChosen(mode=tap.value, **stamp)
        case ["delete_answer"]:
            return AnswerWithdrawn(answer_id=tap.value, **stamp)
        case ["theme_chosen"]:
            return _theme(tap.value, stamp)
        case ["followup_skip"]:
            return FollowUpSkipped(answer_id=tap.value, **stamp)
        case ["ask_for_days"]:
            return _talk(tap.value, stamp)
    return own_event(tap.action, tap.value, stamp)


def _talk(value: str, stamp: dict[str, Any]) -> TalkOffered:
    digest_id, _, team_id = value.partition("|")
    if not digest_id or not team_id:
        raise NotFound("That team is not part of this digest any more.")
    return TalkOffered(digest_id=digest_id, team_id=team_id, **stamp)


def _theme(value: str, stamp: dict[str, Any]) -> ThemeChosen:
    answer_id, _, theme = value.partition("|")
    if not answer_id or not theme:
        raise NotFound("That theme is not on the list any more.")
    return ThemeChosen(answer_id=answer_id, theme=theme, **stamp)
