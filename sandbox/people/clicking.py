"""Clicking: buttons and other elements in messages, on the home tab and in modals; slash commands."""

from __future__ import annotations

from typing import Any

from sandbox.errors import PersonError, SlackError
from sandbox.people.actor import Actor
from sandbox.people.fill import element_state, find_element
from sandbox.records import Json, View
from sandbox.state import STATE_KEYS, current_state


class Clicking(Actor):
    """What a person does with interactive elements."""

    async def click(
        self,
        channel: str,
        ts: str,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
        selected: Any = None,
    ) -> None:
        """Press a button, or choose `selected` in another element, of a message (also an ephemeral one).

        `value` picks among buttons that share an action id. `selected` is a simple value, as `fill` takes it.
        """
        where = self._channel(channel)
        message = self._message(where, ts)
        block, element = find_element(message.blocks, action_id, block_id=block_id, value=value)
        mine = message.state_by_person.setdefault(self.id, {})
        action = self._act(mine, block, element, selected)
        self._note(
            "click", channel=where.id, ts=ts, action_id=action_id, block_id=block["block_id"], value=_picked(action)
        )
        state = current_state(message.blocks, mine)
        await self.workspace.interactions.message_action(self.id, message, where, action, state)

    async def click_home(
        self, action_id: str, *, block_id: str | None = None, value: str | None = None, selected: Any = None
    ) -> None:
        """Press or choose something on the app's home tab."""
        view = self.workspace.views.home(self.id)
        if view is None:
            raise PersonError(f"{self.user.name} sees nothing on the app's home tab.")
        await self._click_in(view, action_id, block_id, value, selected)

    async def click_view(
        self,
        view_id: str,
        action_id: str,
        *,
        block_id: str | None = None,
        value: str | None = None,
        selected: Any = None,
    ) -> None:
        """Press or choose something in an open modal.

        An input without ``dispatch_action`` changes without telling the app.
        """
        view = self.workspace.views.top(self.id)
        if view is None or view.id != view_id:
            raise PersonError(f"{self.user.name} does not have the modal {view_id} in front.")
        await self._click_in(view, action_id, block_id, value, selected)

    async def slash(self, command: str, text: str = "", channel: str | None = None) -> None:
        """Give a slash command in a channel (by default in the DM with the app); its answer appears as a message."""
        if command not in self.workspace.app.commands or "commands" not in self.workspace.app.scopes:
            raise PersonError(f"{command} is not a valid command.")
        if self.user.team_id != self.workspace.team_id:
            raise PersonError("People from another organisation cannot use this workspace's commands.")
        where = self._channel(channel or self.workspace.direct(self.id, self.workspace.app.bot_user).id)
        self._note("slash", command=command, text=text, channel=where.id)
        outcome = await self.workspace.interactions.command(self.id, command, text, where)
        if isinstance(outcome.answer, dict) and (outcome.answer.get("text") or outcome.answer.get("blocks")):
            try:
                self.workspace.response_urls.acknowledged(self.id, where.id, outcome.answer)
            except SlackError as error:
                self._note("refused_answer", command=command, error=error.code, messages=error.messages)
                raise

    async def _click_in(
        self, view: View, action_id: str, block_id: str | None, value: str | None, selected: Any
    ) -> None:
        block, element = find_element(view.blocks, action_id, block_id=block_id, value=value)
        action = self._act(view.values, block, element, selected)
        self._note("click", view=view.id, action_id=action_id, block_id=block["block_id"], value=_picked(action))
        if block["type"] != "input" or block.get("dispatch_action"):
            await self.workspace.interactions.view_action(self.id, view, action)

    def _act(self, values: Json, block: Json, element: Json, selected: Any) -> Json:
        """Put the choice into the state and return the action the app is told of."""
        action: Json = {
            key: element[key]
            for key in ("type", "action_id", "text", "value", "style", "placeholder")
            if key in element
        }
        action |= {"block_id": block["block_id"], "action_ts": self.workspace.timestamps.next()}
        if element["type"] in STATE_KEYS:
            state = element_state(element, selected)
            values.setdefault(block["block_id"], {})[element["action_id"]] = state
            action |= state
        elif element["type"] == "overflow":
            options = [option for option in element["options"] if option.get("value") == selected]
            if not options:
                raise PersonError(f"The menu has no entry {selected}.")
            action["selected_option"] = options[0]
        elif selected is not None:
            raise PersonError(f"Nothing can be selected in a {element['type']}.")
        return action


def _picked(action: Json) -> Any:
    key = STATE_KEYS.get(action["type"], ("value", ""))[0]
    return action.get(key, action.get("selected_option"))
