"""One call of a Web API method.

Its arguments read the way Slack reads them, and the look-ups that many methods share.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.errors import SlackError
from sandbox.records import Channel, Json, Message, User

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

TS = re.compile(r"\d{9,11}\.\d{6}")


@dataclass
class Call:
    """A method's arguments (merged from query, form, JSON and multipart) and the world it acts on."""

    workspace: Workspace
    args: Json

    def text(self, name: str, default: str = "") -> str:
        """Return an argument as text."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def required(self, *names: str) -> str:
        """Return the first argument, after making sure that all are there. Raises ``invalid_arguments``."""
        missing = [name for name in names if self.args.get(name) in (None, "")]
        if missing:
            raise SlackError("invalid_arguments", messages=[f"missing required field: {name}" for name in missing])
        return self.text(names[0])

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return an argument as a truth value: true, 1 and "true" are true."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() in ("true", "1")

    def integer(self, name: str, default: int) -> int:
        """Return an argument as a number. Raises ``invalid_arguments``."""
        try:
            return int(self.args.get(name) or default)
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", messages=[f"must be an integer: {name}"]) from None

    def structure(self, name: str, error: str) -> Any:
        """Return an argument that is a list or an object, sent as such or as JSON text. Raises the given error."""
        value = self.args.get(name)
        if not isinstance(value, str) or not value:
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None

    def names(self, name: str) -> list[str]:
        """Return an argument that is a list or text with commas."""
        value = self.args.get(name) or []
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else list(value)

    def need(self, *scopes: str) -> None:
        """Make sure one of the scopes was granted. Raises ``missing_scope`` with what is needed and provided."""
        granted = self.workspace.app.scopes
        if not granted.intersection(scopes):
            raise SlackError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(granted)))

    def need_for(self, channel: Channel, right: str) -> None:
        """Make sure of ``read``, ``history`` or the like for this kind of conversation."""
        self.need(f"{channel.scope_prefix}:{right}")

    @property
    def bot(self) -> str:
        """The id of the app's bot user."""
        return self.workspace.app.bot_user

    def channel(self, name: str = "channel") -> Channel:
        """Return the conversation an argument names, if the bot can see it. Raises ``channel_not_found``."""
        found = self.workspace.channels.get(self.required(name))
        if found is None or (found.kind != "public" and self.bot not in found.members):
            raise SlackError("channel_not_found")
        return found

    def joined(self, name: str = "channel") -> Channel:
        """Return the conversation an argument names, if the bot is a member. Raises ``not_in_channel``."""
        found = self.channel(name)
        if self.bot not in found.members:
            raise SlackError("not_in_channel")
        return found

    def user(self, name: str = "user") -> User:
        """Return the user an argument names. Raises ``user_not_found``."""
        found = self.workspace.users.get(self.required(name))
        if found is None:
            raise SlackError("user_not_found")
        return found

    def message(self, channel: Channel, ts: str, error: str = "message_not_found") -> Message:
        """Return a message everyone sees. Raises the given error."""
        found = self.workspace.messages.get(channel.id, ts)
        if found is None or found.deleted:
            raise SlackError(error)
        return found


@dataclass(frozen=True)
class Method:
    """One row of the table.

    A method, how often it may be called, its scopes, and the errors it can answer beyond the general.

    All `scopes` are needed (those that depend on the kind of conversation are checked by the function itself).
    """

    name: str
    run: Callable[[Call], Json]
    tier: str
    scopes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    token: str = "bot"  # noqa: S105 (which kind of token, not a token)
