"""Every pair of every dialogue's table is walked, and every pair outside it is refused."""

import json
from typing import Any

import pytest

from bot.dialogues import events as ev
from bot.dialogues.drawing import DIALOGUES, document, mermaid
from bot.dialogues.effects import Effect, Say, Show
from bot.dialogues.machine import Dialogue, Rule
from bot.dialogues.week import WEEK, Week
from bot.errors import UnexpectedEvent
from bot.settings import ROOT
from tests.dialogues.scenes import SCENES, STATES, event, week_scene

PAIRS = [(dialogue, stage, kind) for dialogue in DIALOGUES for stage, kind in dialogue.table]
EVENTS = [kind for kind in vars(ev).values() if isinstance(kind, type) and issubclass(kind, ev.Event)]
MISSING = [
    (dialogue, stage, kind)
    for dialogue in DIALOGUES
    for stage in dialogue.stages
    for kind in EVENTS
    if (stage, kind) not in dialogue.table
]


def _name(value: Any) -> str:
    return getattr(value, "name", None) or getattr(value, "__name__", None) or str(value)


@pytest.mark.parametrize(("dialogue", "stage", "kind"), PAIRS, ids=_name)
def test_every_pair_of_the_table_leads_where_its_rule_says(
    dialogue: Dialogue[Any, Any], stage: str, kind: type[ev.Event]
) -> None:
    """Each pair of the table gives a stage its rule names and effects that can be stored as JSON."""
    after, effects = dialogue.step(STATES[dialogue.name](stage), event(kind), SCENES[dialogue.name]())
    assert after.stage in dialogue.table[stage, kind].to
    assert all(isinstance(effect, Effect) for effect in effects)
    for effect in effects:
        if isinstance(effect, Say | Show):
            json.dumps(dict(effect.facts))


@pytest.mark.parametrize(("dialogue", "stage", "kind"), MISSING, ids=_name)
def test_a_pair_outside_the_table_is_an_error_that_changes_nothing(
    dialogue: Dialogue[Any, Any], stage: str, kind: type[ev.Event]
) -> None:
    """A pair that the table does not hold raises UnexpectedEvent and leaves the state as it was."""
    state = STATES[dialogue.name](stage)
    with pytest.raises(UnexpectedEvent):
        dialogue.step(state, event(kind), SCENES[dialogue.name]())
    assert state == STATES[dialogue.name](stage)


def test_a_rule_cannot_lead_where_it_does_not_say() -> None:
    """A decision that ends in a stage outside its rule is refused, so that diagrams cannot lie."""
    astray: Dialogue[Week, Any] = Dialogue(
        "astray", "", "upcoming", {("upcoming", ev.OpenDue): Rule(lambda *_: (Week("closed"), ()), ("open",))}
    )
    with pytest.raises(UnexpectedEvent, match="leaves out"):
        astray.step(Week(), event(ev.OpenDue), week_scene())


def test_every_stage_can_be_reached_from_the_first() -> None:
    """No dialogue has a stage that nothing leads to."""
    for dialogue in DIALOGUES:
        reached = {dialogue.first}
        for _ in dialogue.stages:
            reached |= {to for (stage, _), rule in dialogue.table.items() if stage in reached for to in rule.to}
        assert reached == set(dialogue.stages)


def test_diagrams_in_the_docs_are_drawn_from_the_tables() -> None:
    """docs/dialogues.md is exactly what the tables draw."""
    assert (ROOT / "docs" / "dialogues.md").read_text(encoding="utf-8") == document()
    assert "upcoming --> open: OpenDue" in mermaid(WEEK)
