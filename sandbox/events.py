"""The Events API: which events the app gets, and in what shape.

An app gets an event only if it subscribed to it, was granted its scope, and its bot is a member of the conversation
(``app_home_opened`` needs none of the last two). The app's own messages come back to it as events, as in Slack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.delivery.envelope import Delivery, Envelope
from sandbox.records import EVENT_CHANNEL_TYPE, Channel, Json, Message
from sandbox.shapes import message_json
from sandbox.text import mentions

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

_MESSAGE_EVENTS = {
    "public": "message.channels",
    "private": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


class EventFeed:
    """Makes events and hands them to the dispatcher; each method returns the deliveries it started."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def posted(self, message: Message, channel: Channel) -> list[Delivery]:
        """Tell the app of a new message, and of a mention if it is mentioned outside a DM."""
        body = message_json(self._workspace, message) | {"channel": channel.id, "event_ts": message.ts}
        sent = self._message_event(body | {"channel_type": EVENT_CHANNEL_TYPE[channel.kind]}, channel)
        bot = self._workspace.app.bot_user
        if bot in mentions(message.text) and message.user != bot and channel.kind != "im":
            sent += self._send({**body, "type": "app_mention"}, channel, "app_mention", "app_mentions:read")
        return sent

    def changed(self, before: Json, message: Message, channel: Channel) -> list[Delivery]:
        """Tell the app that a message was edited (or left a tombstone)."""
        after = message_json(self._workspace, message)
        return self._hidden_event("message_changed", channel, {"message": after, "previous_message": before})

    def deleted(self, before: Json, channel: Channel) -> list[Delivery]:
        """Tell the app that a message is gone."""
        return self._hidden_event("message_deleted", channel, {"previous_message": before, "deleted_ts": before["ts"]})

    def reaction(self, kind: str, name: str, user: str, message: Message, channel: Channel) -> list[Delivery]:
        """Tell the app of ``reaction_added`` or ``reaction_removed``."""
        item = {"type": "message", "channel": message.channel, "ts": message.ts}
        event = {"type": kind, "user": user, "reaction": name, "item": item, "item_user": message.user}
        return self._send(event | self._stamp(), channel, kind, "reactions:read")

    def membership(self, kind: str, user: str, channel: Channel, inviter: str | None = None) -> list[Delivery]:
        """Tell the app of ``member_joined_channel`` or ``member_left_channel``."""
        letter = "C" if channel.kind == "public" else "G"
        event: Json = {"type": kind, "user": user, "channel": channel.id, "channel_type": letter}
        event["team"] = self._workspace.team_id
        if inviter:
            event["inviter"] = inviter
        return self._send(event | self._stamp(), channel, kind, f"{channel.scope_prefix}:read")

    def home_opened(self, user: str, channel: Channel, view: Json | None, tab: str) -> list[Delivery]:
        """Tell the app that a person opened its home or messages tab."""
        event: Json = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": tab}
        if view is not None:
            event["view"] = view
        return self._send(event | self._stamp(), None, "app_home_opened", None)

    def uninstalled(self) -> list[Delivery]:
        """Tell the app that its tokens are revoked and that it is uninstalled. In Slack either may come first."""
        revoked: Json = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self._workspace.app.bot_user]}}
        sent = self._send(revoked | self._stamp(), None, "tokens_revoked", None)
        return sent + self._send({"type": "app_uninstalled"} | self._stamp(), None, "app_uninstalled", None)

    def _message_event(self, body: Json, channel: Channel) -> list[Delivery]:
        return self._send(body, channel, _MESSAGE_EVENTS[channel.kind], f"{channel.scope_prefix}:history")

    def _hidden_event(self, subtype: str, channel: Channel, what: Json) -> list[Delivery]:
        stamp = self._stamp()
        body: Json = {"type": "message", "subtype": subtype, "hidden": True, "channel": channel.id, **what, **stamp}
        body |= {"ts": stamp["event_ts"], "channel_type": EVENT_CHANNEL_TYPE[channel.kind]}
        return self._message_event(body, channel)

    def _stamp(self) -> Json:
        return {"event_ts": self._workspace.timestamps.next()}

    def _send(self, event: Json, channel: Channel | None, subscription: str, scope: str | None) -> list[Delivery]:
        app = self._workspace.app
        if subscription not in app.events or (scope is not None and scope not in app.scopes):
            return []
        leaving = event["type"] == "member_left_channel" and event["user"] == app.bot_user
        if channel is not None and app.bot_user not in channel.members and not leaving:
            return []
        return [self._workspace.dispatcher.send(Envelope("events_api", self._callback(event, channel)))]

    def _callback(self, event: Json, channel: Channel | None) -> Json:
        workspace = self._workspace
        authorization = {
            "enterprise_id": None,
            "team_id": workspace.team_id,
            "user_id": workspace.app.bot_user,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        event_id = workspace.ids.new("Ev")
        return {
            "token": "sandbox",
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(workspace.wire.now()),
            "authorizations": [authorization],
            "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
            "event_context": f"4-{event_id}",
        }
