"""How Slack writes its things as JSON: messages, channels, users, files, views.

Reads the workspace, changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sandbox.records import Channel, Json, Message, StoredFile, User, View

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

TOMBSTONE = "This message was deleted."


def message_json(workspace: Workspace, message: Message, *, metadata: bool = False) -> Json:
    """Return a message as history and events show it; `metadata` only on request, as Slack does."""
    if message.deleted:
        return _tombstone(message) | _thread_fields(workspace, message)
    body: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    body |= _author_team(workspace, message.user)
    if message.subtype:
        body["subtype"] = message.subtype
    if message.client_msg_id:
        body["client_msg_id"] = message.client_msg_id
    for name in ("blocks", "attachments", "edited"):
        if getattr(message, name):
            body[name] = getattr(message, name)
    if message.by_app:
        body |= app_fields(workspace)
    if message.files:
        body["files"] = [file_json(workspace, workspace.files[file]) for file in message.files]
    if message.reactions:
        body["reactions"] = reactions_json(message)
    if metadata and message.metadata:
        body["metadata"] = message.metadata
    return body | _thread_fields(workspace, message)


def _author_team(workspace: Workspace, user: str) -> Json:
    """Return the author's team; somebody from another organisation (Slack Connect) is marked as such."""
    team = workspace.users[user].team_id if user in workspace.users else workspace.team_id
    return {"team": team} if team == workspace.team_id else {"team": team, "user_team": team, "source_team": team}


def app_fields(workspace: Workspace) -> Json:
    """Return what marks a message as the app's."""
    app = workspace.app
    profile = {
        "id": app.bot_id,
        "app_id": app.id,
        "user_id": app.bot_user,
        "name": app.name,
        "team_id": workspace.team_id,
        "deleted": False,
        "updated": workspace.created,
        "icons": {},
    }
    return {"bot_id": app.bot_id, "app_id": app.id, "bot_profile": profile}


def reactions_json(message: Message) -> list[Json]:
    """Return the reactions on a message."""
    return [{"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()]


def _tombstone(message: Message) -> Json:
    return {
        "type": "message",
        "subtype": "tombstone",
        "hidden": True,
        "user": "USLACKBOT",
        "text": TOMBSTONE,
        "ts": message.ts,
    }


def _thread_fields(workspace: Workspace, message: Message) -> Json:
    if message.is_reply:
        root = workspace.messages.get(message.channel, message.thread_ts or "")
        return {"thread_ts": message.thread_ts, "parent_user_id": root.user if root else ""}
    replies = workspace.messages.replies(message.channel, message.ts)
    if not replies:
        return {}
    authors = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(authors),
        "reply_users": authors[:5],
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": workspace.app.bot_user in authors,
    }


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    """Return a conversation as the app's bot sees it."""
    bot = workspace.app.bot_user
    common: Json = {"id": channel.id, "created": channel.created, "is_archived": channel.is_archived}
    if channel.kind == "im":
        other = next((member for member in channel.members if member != bot), bot)
        return common | {"is_im": True, "is_channel": False, "is_group": False, "user": other, "is_org_shared": False}
    return common | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public",
        "is_general": False,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_member": bot in channel.members,
        "creator": channel.creator,
        "context_team_id": workspace.team_id,
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": channel.created},
        "purpose": {"value": channel.purpose, "creator": channel.creator, "last_set": channel.created},
        "num_members": len(channel.members),
    }


def user_json(workspace: Workspace, user: User, *, locale: bool = False) -> Json:
    """Return a person or bot; the e-mail address only with ``users:read.email``, and never of another team's people."""
    zone = ZoneInfo(user.tz)
    here = datetime.fromtimestamp(workspace.wire.now(), zone)
    offset = here.utcoffset()
    shown = user.real_name  # as mentions in the client have it; the handle is `name`
    profile: Json = {"real_name": shown, "display_name": shown, "title": user.title, "team": user.team_id}
    if "users:read.email" in workspace.app.scopes and user.email and user.team_id == workspace.team_id:
        profile["email"] = user.email
    body: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": user.deleted,
        "tz": user.tz,
        "tz_label": here.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_bot": user.is_bot,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_restricted": False,
        "is_stranger": user.team_id != workspace.team_id,
        "is_app_user": False,
        "updated": workspace.created,
        "profile": profile,
    }
    return body | {"locale": user.locale} if locale else body


def file_json(workspace: Workspace, file: StoredFile) -> Json:
    """Return a file with where it was shared."""
    shares: Json = {}
    for channel, ts in file.shared:
        family = "public" if workspace.channels[channel].kind == "public" else "private"
        shares.setdefault(family, {}).setdefault(channel, []).append({"ts": ts})
    address = f"{workspace.base_url}/files/{file.id}/{file.name}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "user": file.user,
        "size": file.length,
        "alt_txt": file.alt_text,
        "mode": "hosted",
        "url_private": address,
        "url_private_download": address,
        "permalink": address,
        "channels": [channel for channel, _ in file.shared],
        "shares": shares,
    }


def view_json(workspace: Workspace, view: View, state: Json) -> Json:
    """Return a view with the state of its inputs."""
    return {
        "id": view.id,
        "team_id": workspace.team_id,
        "app_id": workspace.app.id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.app.bot_id,
        "title": None,
        "submit": None,
        "close": None,
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        **view.body,
        "hash": view.hash,
        "root_view_id": view.root_id or view.id,
        "previous_view_id": view.previous_id,
        "state": {"values": state},
    }
