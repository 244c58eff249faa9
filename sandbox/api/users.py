"""users.*, team.*, bots.*, dnd.*: who is here."""

from __future__ import annotations

from sandbox.api.call import Call, Method
from sandbox.api.conversations import visible, wanted_kinds
from sandbox.api.paging import page
from sandbox.errors import SlackError
from sandbox.records import Json, User
from sandbox.shapes import channel_json, user_json


def info(call: Call) -> Json:
    """users.info."""
    return {"user": user_json(call.workspace, call.user(), locale=call.flag("include_locale"))}


def list_(call: Call) -> Json:
    """users.list."""
    shown, more = page(call, list(call.workspace.users.values()))
    locale = call.flag("include_locale")
    return {"members": [user_json(call.workspace, user, locale=locale) for user in shown]} | more


def conversations(call: Call) -> Json:
    """users.conversations: those of the bot, or those it shares with a user."""
    user = call.text("user") or call.bot
    if user not in call.workspace.users:
        raise SlackError("user_not_found")
    found = [channel for channel in visible(call, wanted_kinds(call)) if user in channel.members]
    if call.flag("exclude_archived"):
        found = [channel for channel in found if not channel.is_archived]
    shown, more = page(call, found)
    return {"channels": [channel_json(call.workspace, channel) for channel in shown]} | more


def lookup_by_email(call: Call) -> Json:
    """users.lookupByEmail."""
    email = call.required("email").lower()
    for user in call.workspace.users.values():
        if user.email.lower() == email and not user.deleted:
            return {"user": user_json(call.workspace, user)}
    raise SlackError("users_not_found")


def team(call: Call) -> Json:
    """team.info."""
    workspace = call.workspace
    return {
        "team": {"id": workspace.team_id, "name": workspace.name, "domain": workspace.name.lower(), "email_domain": ""}
    }


def bot(call: Call) -> Json:
    """bots.info."""
    app = call.workspace.app
    if call.text("bot") not in ("", app.bot_id):
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": app.bot_id,
            "deleted": False,
            "name": app.name,
            "app_id": app.id,
            "user_id": app.bot_user,
            "icons": {},
        }
    }


def dnd(call: Call) -> Json:
    """dnd.info."""
    return _dnd(call.user() if call.text("user") else call.workspace.users[call.bot])


def dnd_team(call: Call) -> Json:
    """dnd.teamInfo."""
    call.required("users")
    known = call.workspace.users
    return {"users": {user: _dnd(known[user]) for user in call.names("users") if user in known}}


def _dnd(user: User) -> Json:
    times = {"next_dnd_start_ts": user.dnd.starts or 1, "next_dnd_end_ts": user.dnd.ends or 1}
    return {"dnd_enabled": user.dnd.enabled, **times}


METHODS = (
    Method("users.info", info, "t4", ("users:read",), ("user_not_found",)),
    Method("users.list", list_, "t2", ("users:read",), ("invalid_cursor", "invalid_limit")),
    Method(
        "users.conversations",
        conversations,
        "t3",
        (),
        ("user_not_found", "invalid_types", "invalid_cursor", "invalid_limit"),
    ),
    Method("users.lookupByEmail", lookup_by_email, "t3", ("users:read.email",), ("users_not_found",)),
    Method("team.info", team, "t3", ("team:read",)),
    Method("bots.info", bot, "t3", ("users:read",), ("bot_not_found",)),
    Method("dnd.info", dnd, "t3", ("dnd:read",), ("user_not_found",)),
    Method("dnd.teamInfo", dnd_team, "t2", ("dnd:read",)),
)
