"""What people's clicks, submissions and commands look like to the app, and the wait for its acknowledgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.delivery.envelope import Envelope, EnvelopeType, Outcome
from sandbox.errors import AppDidNotRespond
from sandbox.records import Channel, Json, Message, View
from sandbox.shapes import message_json, view_json
from sandbox.state import current_state

if TYPE_CHECKING:
    from sandbox.workspace import Workspace


class Interactions:
    """Sends interactions; each method waits for the acknowledgement and raises `AppDidNotRespond` without one."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def message_action(self, user: str, message: Message, channel: Channel, action: Json, state: Json) -> Outcome:
        """Send ``block_actions`` from a message."""
        workspace = self._workspace
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral_to is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        shown = message_json(workspace, message)
        name = "directmessage" if channel.kind == "im" else channel.name
        payload: Json = {
            "type": "block_actions",
            **self._common(user),
            "container": container,
            "trigger_id": workspace.triggers.issue(user),
            "channel": {"id": channel.id, "name": name},
            "state": {"values": state},
            "response_url": workspace.response_urls.issue(user, channel.id, message),
            "actions": [action],
        }
        if message.ephemeral_to is None:
            payload["message"] = shown
        return await self._send("interactive", payload)

    async def view_action(self, user: str, view: View, action: Json) -> Outcome:
        """Send ``block_actions`` from a modal or a home tab."""
        payload = {
            "type": "block_actions",
            **self._common(user),
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._workspace.triggers.issue(user, view.id if view.kind == "modal" else None),
            "view": self._view(view),
            "actions": [action],
        }
        return await self._send("interactive", payload)

    async def submission(self, user: str, view: View) -> Outcome:
        """Send ``view_submission``."""
        payload = {
            "type": "view_submission",
            **self._common(user),
            "trigger_id": self._workspace.triggers.issue(user, view.id),
            "view": self._view(view),
            "response_urls": [],
        }
        return await self._send("interactive", payload)

    async def closed(self, user: str, view: View, *, is_cleared: bool) -> Outcome:
        """Send ``view_closed``."""
        payload = {"type": "view_closed", **self._common(user), "view": self._view(view), "is_cleared": is_cleared}
        return await self._send("interactive", payload)

    async def suggestion(self, user: str, block_id: str, action_id: str, value: str, view: View | None) -> Outcome:
        """Send ``block_suggestion``: the options of an external select for what was typed."""
        payload = {"type": "block_suggestion", **self._common(user), "block_id": block_id, "action_id": action_id}
        payload |= {"value": value, **({"view": self._view(view)} if view else {})}
        return await self._send("interactive", payload)

    async def command(self, user: str, command: str, text: str, channel: Channel) -> Outcome:
        """Send a slash command."""
        workspace = self._workspace
        payload = {
            "token": "sandbox",
            "team_id": workspace.users[user].team_id,
            "team_domain": workspace.name.lower(),
            "channel_id": channel.id,
            "channel_name": "directmessage" if channel.kind == "im" else channel.name,
            "user_id": user,
            "user_name": workspace.users[user].name,
            "command": command,
            "text": text,
            "api_app_id": workspace.app.id,
            "is_enterprise_install": "false",
            "response_url": workspace.response_urls.issue(user, channel.id, None),
            "trigger_id": workspace.triggers.issue(user),
        }
        return await self._send("slash_commands", payload)

    async def _send(self, kind: EnvelopeType, payload: Json) -> Outcome:
        outcome = await self._workspace.dispatcher.send(Envelope(kind, payload)).final
        if not outcome.acknowledged:
            raise AppDidNotRespond(f"({payload.get('type', payload.get('command'))}: {outcome.reason})")
        return outcome

    def _common(self, user: str) -> Json:
        workspace = self._workspace
        person = workspace.users[user]
        return {
            "user": {"id": user, "username": person.name, "name": person.name, "team_id": person.team_id},
            "api_app_id": workspace.app.id,
            "token": "sandbox",
            "team": {"id": workspace.team_id, "domain": workspace.name.lower()},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _view(self, view: View) -> Json:
        return view_json(self._workspace, view, current_state(view.blocks, view.values))
