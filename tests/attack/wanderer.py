"""People who tap whatever is in front of them, and fill in whatever form opens, by chance: over the real roads.

Nothing here knows what the product can do: a button that is added tomorrow is tapped too. Whoever is *discreet* never
gives their name: that is all that is held back from them, and it is written down below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from sandbox.errors import PersonError
from sandbox.people.person import Person
from sandbox.records import Json, Message, View
from sandbox.state import elements
from tests.played.stage import Stage

NAMING = frozenset({
    "answer_here", "give_name", "meet_by_name", "speak_yes", "thank_by_name",
    "idea_finisher", "idea_help", "idea_move", "idea_name", "idea_review", "idea_stop", "idea_take_on", "idea_win_name",
})  # fmt: skip
"""What somebody taps to be named, or does with their name in front of others: the form or the button says so."""
NAMED = frozenset({"named"})
"""What somebody chooses in a form to be named."""
APART = frozenset({"my_data_leave", "leave_campaign", "object", "pause_campaign", "campaign_end", "end_campaign"})
"""What would end the story for somebody: it is told in stories of its own."""
NEWEST, TRIES = 6, 3
HOURS = timedelta(hours=5)


@dataclass
class Wanderer:
    """Wanders over a stage with its people."""

    stage: Stage
    chance: Random
    discreet: frozenset[str]
    talkers: tuple[str, ...]
    """Whom somebody chooses where a form asks for a person: they do not mind being named."""
    done: Counter[str] = field(default_factory=Counter)
    written: int = 0

    async def acts(self, person: Person) -> None:
        """Tap one thing that is in front of somebody; fill in what opens, and send it."""
        await self._home(person)
        found = [*self._on_messages(person), *self._on_home(person)]
        if not found:
            return
        where, element, choice = self.chance.choice(found)
        await self._quietly(self._tap(person, where, element, choice))
        await self.stage.settles()
        for _ in range(TRIES):
            view = person.modal()
            if view is None:
                return
            if not await self._in_view(person, view):
                break
            await self.stage.settles()
        while (view := person.modal()) is not None:
            await person.close(view.id)
        await self.stage.settles()

    async def _home(self, person: Person) -> None:
        if self.chance.random() < 0.3:
            await person.open_home()
            await self.stage.settles()

    # --- what is in front of somebody ---------------------------------------------------------------------------------

    def _on_messages(self, person: Person) -> Iterator[tuple[Any, Json, Any]]:
        channels = [c.id for c in self.stage.workspace.channels.values() if person.id in c.members]
        for channel in channels:
            shown = [m for m in person.messages(channel) if m.by_app and not m.deleted]
            for message in shown[-NEWEST:]:
                yield from ((message, element, choice) for element, choice in self._choices(person, message.blocks))

    def _on_home(self, person: Person) -> Iterator[tuple[Any, Json, Any]]:
        home = person.home()
        if home is not None:
            yield from ((home, element, choice) for element, choice in self._choices(person, home.blocks))

    def _choices(self, person: Person, blocks: list[Json]) -> Iterator[tuple[Json, Any]]:
        for block, element in elements(blocks):
            if block["type"] == "input" or not self._may(person, element["action_id"]) or "url" in element:
                continue
            if "options" in element:
                options = [o["value"] for o in element["options"] if self._may(person, o["value"].partition("|")[0])]
                if options:
                    yield element, self.chance.choice(options)
            elif element["type"] == "button":
                yield element, None

    def _may(self, person: Person, what: str) -> bool:
        return what not in APART and not (person.id in self.discreet and what in NAMING | NAMED)

    # --- tapping and filling in ---------------------------------------------------------------------------------------

    async def _tap(self, person: Person, where: Message | View, element: Json, choice: Any) -> None:
        action, picked = element["action_id"], {"value": element.get("value"), "selected": choice}
        self.done[action if choice is None else f"{action} {str(choice).partition('|')[0]}"] += 1
        if isinstance(where, Message):
            await person.click(where.channel, where.ts, action, **picked)
        elif where is person.home():
            await person.click_home(action, **picked)
        else:
            await person.click_view(where.id, action, **picked)

    async def _in_view(self, person: Person, view: View) -> bool:
        """Send a form, or tap something in what is only shown; False when there is nothing to do."""
        inputs = [(block, element) for block, element in elements(view.blocks) if block["type"] == "input"]
        if inputs and "submit" in view.body:
            values = {f"{b['block_id']}.{e['action_id']}": self._fill(person, b, e) for b, e in inputs}
            kept = {key: value for key, value in values.items() if value is not ...}
            self.done[f"sends {view.body.get('callback_id')}"] += 1
            sent = await self._quietly(person.submit(view.id, kept))
            return bool(sent and sent.kind in {"updated", "pushed"} and self.chance.random() < 0.5)
        found = list(self._choices(person, view.blocks))
        if not found:
            return False
        element, choice = self.chance.choice(found)
        await self._quietly(self._tap(person, view, element, choice))
        return True

    def _fill(self, person: Person, block: Json, element: Json) -> Any:
        """Something that fits a field; `...` leaves it as it is."""
        kind, now = element["type"], self.stage.story.now()
        if kind in {"plain_text_input", "email_text_input", "url_text_input"}:
            return ... if element.get("initial_value") else self._sentence(int(element.get("max_length", 200)))
        if kind == "number_input":
            return str(self.chance.randint(1, 8))
        if "options" in element:
            return self._option(person, block, element)
        if kind == "users_select":
            return self.chance.choice(self.talkers)
        if kind == "multi_users_select":
            return [self.chance.choice(self.talkers)]
        if kind == "datepicker":
            return (now + timedelta(days=self.chance.randint(1, 20))).date()
        if kind == "datetimepicker":
            return now + timedelta(hours=self.chance.randint(20, 120))
        return ...

    def _option(self, person: Person, block: Json, element: Json) -> Any:
        options = [o["value"] for o in element["options"] if self._may(person, o["value"])]
        if block["block_id"] == "mode" and person.id in self.discreet:
            options = [value for value in options if value not in NAMED] or options
        if element["type"] == "checkboxes":
            return options[:1]
        if "multi" in element["type"]:
            return options[: self.chance.randint(1, 2)]
        return self.chance.choice(options) if options else ...

    def _sentence(self, most: int) -> str:
        self.written += 1
        return f"What matters to us is number {self.written} on the list."[:most]

    async def _quietly(self, act: Any) -> Any:
        """A person may try what is gone by now, or what Slack's client does not send; the app must not fail."""
        try:
            return await act
        except PersonError:
            return None


def everybody(stage: Stage, names: Collection[str]) -> list[Person]:
    """People of a stage."""
    return [stage.person(name).hands for name in names]
