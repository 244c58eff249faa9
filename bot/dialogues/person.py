"""What a person has asked of the coach, and what it says when they type to it."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.dialogues import effects as do
from bot.dialogues.coaching.unlinked import MODES, check_mode
from bot.dialogues.events import (
    DirectMessage,
    RemindersResumed,
    RemindersSnoozed,
    RemindersStopped,
    UsualModeChosen,
)
from bot.dialogues.machine import Dialogue, Rule
from bot.insight.probes import is_worrying

Effects = tuple[do.Effect, ...]
SNOOZE = timedelta(days=7)
HELP_WORDS = {"help", "?", "hello", "hi"}


@dataclass(frozen=True)
class Reminders:
    """on · snoozed (for a week) · stopped. `told`: the person knows what a typed DM is."""

    stage: str = "on"
    told: bool = False


@dataclass(frozen=True)
class PersonScene:
    """The question that is open for this person, if there is one, where there is help, and who answers for the data."""

    user: str
    round_id: str | None
    area_title: str | None
    support_route: str
    controller: do.Facts = field(default_factory=dict)


def _set(
    stage: str, utterance: str, state: Reminders, scene: PersonScene, effect: do.SetReminders
) -> tuple[Reminders, Effects]:
    until = effect.snoozed_until.isoformat() if effect.snoozed_until else None
    return replace(state, stage=stage), (effect, do.Reply(utterance=utterance, facts={"until": until}))


def _snooze(state: Reminders, event: RemindersSnoozed, scene: PersonScene) -> tuple[Reminders, Effects]:
    asked = do.SetReminders(user=scene.user, snoozed_until=event.at + SNOOZE)
    return _set("snoozed", "reminders/snoozed", state, scene, asked)


def _stop(state: Reminders, event: RemindersStopped, scene: PersonScene) -> tuple[Reminders, Effects]:
    return _set("stopped", "reminders/stopped", state, scene, do.SetReminders(user=scene.user, stopped=True))


def _resume(state: Reminders, event: RemindersResumed, scene: PersonScene) -> tuple[Reminders, Effects]:
    return _set("on", "reminders/resumed", state, scene, do.SetReminders(user=scene.user))


def _usual_mode(state: Reminders, event: UsualModeChosen, scene: PersonScene) -> tuple[Reminders, Effects]:
    """Start this person's form as they like it; each answer may still be given in another way."""
    check_mode(event.mode, MODES)
    said = do.Reply(utterance="mode/usual", facts={"mode": event.mode})
    return state, (do.SetUsualMode(user=scene.user, mode=event.mode), said)


def _typed(state: Reminders, event: DirectMessage, scene: PersonScene) -> tuple[Reminders, Effects]:
    """A typed DM is a Slack message, which owners may be able to export: say so once, and offer the form."""
    if event.text.strip().lower() in HELP_WORDS:
        return state, (_said(event, "help", {"is_admin": event.by_admin, "controller": scene.controller}),)
    if is_worrying(event.text):
        return state, (_said(event, "followup/support", {"support_route": scene.support_route}),)
    facts = {"round_id": scene.round_id, "area_title": scene.area_title, "first_time": not state.told}
    return replace(state, told=True), (_said(event, "dm/typed", facts),)


def _said(event: DirectMessage, utterance: str, facts: do.Facts) -> do.Say:
    """What the coach says back may tell what was said to it, so the ledger does not keep to whom."""
    return do.Say(key=f"dm/{event.id}", to=event.user, utterance=utterance, facts=facts, priority=1, in_confidence=True)


_STAGES = ("on", "snoozed", "stopped")

PERSON: Dialogue[Reminders, PersonScene] = Dialogue(
    name="person",
    about="Reminders on, snoozed or stopped; how the form starts; what is typed to the coach.",
    first="on",
    table={
        **{(stage, RemindersSnoozed): Rule(_snooze, ("snoozed",)) for stage in _STAGES},
        **{(stage, RemindersStopped): Rule(_stop, ("stopped",)) for stage in _STAGES},
        **{(stage, RemindersResumed): Rule(_resume, ("on",)) for stage in _STAGES},
        **{(stage, UsualModeChosen): Rule(_usual_mode, (stage,)) for stage in _STAGES},
        **{(stage, DirectMessage): Rule(_typed, (stage,)) for stage in _STAGES},
    },
)
