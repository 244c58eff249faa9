"""Response addresses: five uses within thirty minutes, no scope needed, to answer or replace what was clicked.

Source: Slack, "Handling user interaction", message responses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.blocks.message import check_message
from sandbox.errors import SlackError
from sandbox.ids import secret
from sandbox.records import Json, Message
from sandbox.state import with_ids
from sandbox.text import sent_by_app

if TYPE_CHECKING:
    from sandbox.workspace import Workspace


@dataclass
class ResponseUrl:
    """One address; `message` is what was clicked, None for a command."""

    user: str
    channel: str
    message: Message | None
    expires: float
    uses: int = 0


class ResponseUrls:
    """Hands out response addresses and does what is posted to them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, user: str, channel: str, message: Message | None) -> str:
        """Return a new address."""
        ticket = secret()
        expires = self._workspace.wire.now() + self._workspace.pace.response_url_life
        self._issued[ticket] = ResponseUrl(user, channel, message, expires)
        return f"{self._workspace.base_url}/response/{self._workspace.app.id}/{ticket}"

    def use(self, ticket: str, body: Json) -> None:
        """Do what the body asks. Raises `SlackError`: ``expired_url``, ``used_url``, or what a bad message raises."""
        url = self._issued.get(ticket)
        if url is None or self._workspace.wire.now() > url.expires:
            raise SlackError("expired_url")
        if url.uses >= self._workspace.pace.response_url_uses:
            raise SlackError("used_url")
        if body.get("delete_original"):
            self._delete(url)
        else:
            self.show(url, body)
        url.uses += 1

    def acknowledged(self, user: str, channel: str, body: Json) -> None:
        """Show the message a slash command was acknowledged with."""
        self.show(ResponseUrl(user, channel, None, 0), body)

    def show(self, url: ResponseUrl, body: Json) -> None:
        """Post or replace a message for what was clicked."""
        blocks: list[Json] = body.get("blocks") or []
        text = str(body.get("text") or "")
        check_message(text, blocks, body.get("attachments") or [])
        fields: Json = {"blocks": with_ids(blocks, self._workspace.ids.new("b")), "text": sent_by_app(text)}
        if body.get("replace_original") and url.message is not None:
            self._workspace.posting.change(url.message, **fields)
            return
        self._post(url, body, fields)

    def _post(self, url: ResponseUrl, body: Json, fields: Json) -> None:
        workspace = self._workspace
        reader = None if body.get("response_type") == "in_channel" else url.user
        thread_ts = body.get("thread_ts") or (url.message.thread_ts if url.message else None)
        message = workspace.posting.new(
            workspace.channels[url.channel],
            workspace.app.bot_user,
            fields["text"],
            blocks=fields["blocks"],
            by_app=True,
            ephemeral_to=reader,
            thread_ts=thread_ts,
        )
        workspace.posting.post(message)

    def _delete(self, url: ResponseUrl) -> None:
        if url.message is not None:
            self._workspace.posting.delete(url.message)
