"""One act of a person in Slack (a tap, a form, a command) and the ways to answer it where it was done.

These answers are immediate: at most once, right after what they answer was stored, never for a redelivery. They wait
for Slack for a short while only, because the acknowledgement, due within three seconds, comes after them.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import structlog
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.content.texts import Texts
from bot.dialogues.effects import Reply
from bot.slack.blocks.compose import compose
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Voice
from bot.slack.ports import Core
from bot.slack.trouble import Trouble
from bot.slack.views.said import said_view

LOG = structlog.get_logger("slack")
SLACK_MAY_TAKE = 2.0
"""Seconds an immediate answer waits for Slack."""
TAKES_ITS_PLACE = {"receipt/deleted", "followup/skipped", "followup/done"}
"""Answers in which the tapped message ends: they stand in its place, without its buttons."""


@dataclass(frozen=True)
class Edge:
    """What every listener needs: the core, the words, and campaign time."""

    core: Core
    texts: Texts
    clock: Clock

    def voice(self, zone: str = "UTC") -> Voice:
        """Speak to somebody whose clock stands in a zone."""
        return Voice(self.texts, zone=zone)

    def words(self, utterance: str, facts: Mapping[str, Any] | None = None, zone: str = "UTC") -> Rendered:
        """Compose an answer."""
        return compose(utterance, facts or {}, self.texts, zone=zone)

    def helping(self, user: str) -> Rendered:
        """Say what the coach does; admins can set a campaign up from there."""
        enquiries = self.core.enquiries
        return self.words("help", {"is_admin": enquiries.is_admin(user), "controller": asdict(enquiries.controller)})

    def reply(self, reply: Reply) -> Rendered:
        """Compose what a conversation answers."""
        return compose(reply.utterance, reply.facts, self.texts, reply.language, reply.zone)


@dataclass(frozen=True)
class Act:
    """A tap, a form or a command, with the means to answer it."""

    edge: Edge
    body: Mapping[str, Any]
    workspace: str
    client: AsyncWebClient
    respond: AsyncRespond

    @property
    def user(self) -> str:
        """Who acted."""
        return str(self.body.get("user_id") or self.body["user"]["id"])

    @property
    def view(self) -> Mapping[str, Any] | None:
        """The form or tab it was done in, if it was."""
        return self.body.get("view")

    @property
    def in_modal(self) -> bool:
        """Whether it was done in a form."""
        return self.view is not None and self.view["type"] == "modal"

    @property
    def thread_ts(self) -> str | None:
        """The thread that the tapped message stands in; none for the message that a thread hangs on."""
        message = self.body.get("message") or {}
        return message.get("thread_ts") if message.get("thread_ts") != message.get("ts") else None

    @property
    def channel(self) -> str | None:
        """The channel whose message was tapped: Slack says it, so the person is there. None for a DM or a view."""
        channel = str((self.body.get("channel") or {}).get("id", ""))
        return channel if channel and not self._in_direct_message else None

    @property
    def in_ephemeral(self) -> bool:
        """Whether it was done in a message for this person's eyes alone."""
        return bool((self.body.get("container") or {}).get("is_ephemeral"))

    @property
    def _in_direct_message(self) -> bool:
        return str((self.body.get("channel") or {}).get("id", "")).startswith("D")

    async def open(self, view: View) -> None:
        """Open a form; over another one when the tap was in a form."""
        show = self.client.views_push if self.in_modal else self.client.views_open
        async with asyncio.timeout(SLACK_MAY_TAKE):
            await show(trigger_id=self.body["trigger_id"], view=view)

    async def redraw(self, view: View) -> None:
        """Draw the form anew that the tap was in."""
        if self.view:
            async with asyncio.timeout(SLACK_MAY_TAKE):
                await self.client.views_update(view_id=self.view["id"], view=view)

    async def say(self, rendered: Rendered, *, title: str = "note", in_its_place: bool = False) -> None:
        """Answer for the person's eyes alone: in the channel or DM where they tapped, else in a view.

        `in_its_place` puts the answer where the tapped message stood.
        """
        if self.respond.response_url is None:
            await self.open(said_view(rendered, self.edge.voice(), title))
            return
        async with asyncio.timeout(SLACK_MAY_TAKE):
            heard = await self.respond(
                text=rendered.text,
                blocks=rendered.block_dicts(),
                response_type="ephemeral",
                replace_original=in_its_place,
                thread_ts=self.thread_ts,
                unfurl_links=False,
                unfurl_media=False,
            )
        if heard.status_code != 200:
            LOG.warning("not_said", status=heard.status_code)

    async def say_all(self, replies: tuple[Reply, ...]) -> None:
        """Answer with what a conversation wants said."""
        for reply in replies:
            ends = self.in_ephemeral or (self._in_direct_message and reply.utterance in TAKES_ITS_PLACE)
            await self.say(self.edge.reply(reply), in_its_place=ends)

    async def admit(self, trouble: Trouble) -> None:
        """Tell the person what did not work, in a sentence. What they tapped stays as it is."""
        await self.say(self.edge.words(trouble.utterance, {"sentence": trouble.sentence}), title="refused")
