"""Delivery's way to Slack: composes a message from its utterance and facts, and sends one request.

Nothing is repeated here and nothing is stored; what Slack's refusals mean is `refusals.py`. Every message says in its
`text` what its blocks say, unfurls nothing, and carries its mark in the metadata (which anyone in the workspace can
read: so the mark is opaque).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.content.texts import Texts
from bot.delivery.ports import InDoubt, NotSent, Outgoing, Posted, Refused, TooRich
from bot.errors import OurFault
from bot.slack import refusals

EVENT_TYPE = "waymark_message"
PLAIN = "plain"  # the fact by which the ledger asks for a message without its table
PAGE = 200  # Slack: at most 999 messages a page, recommends 200
#: A look begins so much before the first request: our reading of Slack's clock is good to seconds.
CLOCK_MARGIN = timedelta(minutes=1)

#: What composing may raise: a missing template, fact or label, a block that is too long.
COMPOSE_ERRORS = (OurFault, SlackObjectFormationError, LookupError, ValueError, TypeError)


class Rendered(Protocol):
    """A composed message: its whole meaning as text, and the same as blocks."""

    @property
    def text(self) -> str:
        """Return what a screen reader reads."""
        ...

    @property
    def blocks(self) -> Sequence[Any]:
        """Return the blocks, as models or as dictionaries."""
        ...


Compose = Callable[[str, Mapping[str, Any], Texts, str, str], Rendered]
#: The facts of a person's Home tab, by workspace and user, gathered when it is published.
HomeFacts = Callable[[str, str], Awaitable[Mapping[str, Any]]]


class SlackMessenger:
    """The `Messenger` of `bot/delivery/ports.py` over Slack's Web API."""

    def __init__(
        self, client: AsyncWebClient, compose: Compose, texts: Texts, home_facts: HomeFacts | None = None
    ) -> None:
        """`client` must send once (`retry_handlers=[]`, see `client.py`). `compose` is the block modules'."""
        self._client = client
        self._compose = compose
        self._texts = texts
        self._home_facts = home_facts
        self._direct: dict[tuple[str, str], str] = {}

    async def address(self, workspace: str, recipient: str) -> str:
        """Return the channel id to post to; a person's DM is opened once and remembered."""
        if not recipient.startswith(("U", "W")):
            return recipient
        known = self._direct.get((workspace, recipient))
        if known is None:
            opened = await sent(self._client.conversations_open(users=recipient))
            known = str(_required(opened, "channel")["id"])
            self._direct[workspace, recipient] = known
        return known

    def is_open(self, workspace: str, recipient: str) -> bool:
        """Tell whether a recipient is a channel, or a person whose DM was opened before."""
        return not recipient.startswith(("U", "W")) or (workspace, recipient) in self._direct

    async def post(self, message: Outgoing, may_leave: Callable[[], bool] = lambda: True) -> Posted:
        """Post a message with its mark (chat.postMessage), if it may still leave once it is drawn."""
        drawn = self._draw(message)
        channel = await self.address(message.workspace, message.channel)
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"id": message.mark}} if message.mark else None
        if not may_leave():
            raise NotSent("too_slow")
        request = self._client.chat_postMessage(
            channel=channel,
            text=drawn.text,
            blocks=list(drawn.blocks),
            metadata=metadata,
            thread_ts=message.thread_ts,
            unfurl_links=False,
            unfurl_media=False,
        )
        try:
            said = await sent(request)
        except Refused as refused:
            if refused.code in refusals.FORM and _has_table(drawn) and not message.facts.get(PLAIN):
                raise TooRich(refused.code, refused.fix) from refused
            raise
        return Posted(str(_required(said, "channel")), str(_required(said, "ts")))

    async def update(self, channel: str, ts: str, message: Outgoing) -> None:
        """Change a posted message's text and blocks (chat.update); its metadata stays."""
        drawn = self._draw(message)
        await sent(self._client.chat_update(channel=channel, ts=ts, text=drawn.text, blocks=list(drawn.blocks)))

    async def delete(self, channel: str, ts: str) -> None:
        """Take a posted message away (chat.delete)."""
        await sent(self._client.chat_delete(channel=channel, ts=ts))

    async def publish_home(self, user: str, message: Outgoing) -> None:
        """Show a person's Home tab (views.publish), with what there is to show at this moment."""
        if self._home_facts is not None:
            message = replace(message, facts=await self._home_facts(message.workspace, user))
        drawn = self._draw(message)
        await sent(self._client.views_publish(user_id=user, view=View(type="home", blocks=list(drawn.blocks))))

    async def find(self, channel: str, mark: str, thread_ts: str | None, since: datetime) -> list[Posted]:
        """Look through the thread, or the channel's history, page by page, for messages with this mark."""
        where = await self.address("", channel)
        pages = self._pages(where, thread_ts, f"{(since - CLOCK_MARGIN).timestamp():.6f}")
        return [Posted(where, str(message["ts"])) async for page in pages for message in page if _marked(message, mark)]

    async def has_replies(self, channel: str, ts: str) -> bool:
        """Tell whether a message has a thread (conversations.replies, which gives the message itself first)."""
        said = await sent(self._client.conversations_replies(channel=channel, ts=ts, limit=2))
        return len(said.get("messages") or []) > 1

    async def _pages(self, channel: str, thread_ts: str | None, oldest: str) -> AsyncIterator[list[dict[str, Any]]]:
        query: dict[str, Any] = {"channel": channel, "oldest": oldest, "limit": PAGE, "include_all_metadata": True}
        cursor: str | None = None
        while cursor != "":
            if thread_ts is None:
                page = await sent(self._client.conversations_history(**query, cursor=cursor))
            else:
                page = await sent(self._client.conversations_replies(**query, ts=thread_ts, cursor=cursor))
            yield page.get("messages") or []
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""

    def _draw(self, message: Outgoing) -> Rendered:
        try:
            return self._compose(message.utterance, message.facts, self._texts, message.language, message.zone)
        except COMPOSE_ERRORS as error:
            raise Refused("cannot_compose", refusals.ruling("cannot_compose").fix) from error


async def sent(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """Await one call; raises the `DeliveryProblem` that its failure means."""
    try:
        return await call
    except refusals.CALL_ERRORS as error:
        raise refusals.meant_by(error) from error


def _has_table(drawn: Rendered) -> bool:
    """Tell whether a message has what an older or smaller Slack may refuse; composers draw it plainly when asked."""
    return any(getattr(block, "type", None) == "table" for block in drawn.blocks)


def _marked(message: Mapping[str, Any], mark: str) -> bool:
    metadata = message.get("metadata") or {}
    return metadata.get("event_type") == EVENT_TYPE and metadata.get("event_payload", {}).get("id") == mark


def _required(said: AsyncSlackResponse, name: str) -> Any:
    value = said.get(name)
    if value is None:
        raise InDoubt("unreadable_answer")
    return value
