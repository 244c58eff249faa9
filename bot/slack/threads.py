"""Reads threads over Slack's Web API: `Threads` of `bot/hearing/ports.py`.

conversations.replies is limited to 50 requests a minute and more for an organisation's own app (tier 3); its pages hold
up to 999 messages, Slack recommends 200. reactions.get names everybody who reacted where a page does not.
"""

from collections.abc import Awaitable, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.delivery.ports import Limited, Refused
from bot.hearing.ports import Closed, SeenMessage, ThreadPage, Unreadable
from bot.slack import refusals
from bot.slack.inbound.threads import lists_everybody, seen_message

PAGE = 200
NOTHING_THERE = frozenset({"thread_not_found", "message_not_found"})


class SlackThreads:
    """Slack's threads."""

    def __init__(self, client: AsyncWebClient, own_user: str) -> None:
        """`own_user` is the coach's own id, whose reactions are nobody's."""
        self._client = client
        self._own_user = own_user

    async def page(self, channel: str, ts: str, after: str | None = None) -> ThreadPage | None:
        """Read a part of the thread under a message; None when nothing stands there any more."""
        said = await self._replies(channel=channel, ts=ts, limit=PAGE, cursor=after)
        if said is None:
            return None
        messages = [await self._whole(channel, message) for message in said.get("messages") or []]
        cursor = (said.get("response_metadata") or {}).get("next_cursor") or None
        return ThreadPage(tuple(seen_message(message, own_user=self._own_user) for message in messages), cursor)

    async def root(self, channel: str, ts: str) -> SeenMessage | None:
        """Look at the message that a thread hangs on, by its own ts or by that of a message in it."""
        said = await self._replies(channel=channel, ts=ts, limit=1)
        found = (said.get("messages") or [None])[0] if said is not None else None
        if not found:
            return None
        above = found.get("thread_ts")
        if above and above != found["ts"]:
            return await self.root(channel, above)
        return seen_message(found, own_user=self._own_user)

    async def stands(self, channel: str, ts: str) -> bool:
        """Tell whether a message of a thread is still there."""
        said = await self._replies(channel=channel, ts=ts, oldest=ts, latest=ts, inclusive=True, limit=PAGE)
        return said is not None and any(message.get("ts") == ts for message in said.get("messages") or [])

    async def _replies(self, **query: Any) -> AsyncSlackResponse | None:
        """Ask for replies; None when there is no such thread."""
        try:
            return await _asked(self._client.conversations_replies(**query, include_all_metadata=True))
        except Closed as closed:
            if closed.code in NOTHING_THERE:
                return None
            raise

    async def _whole(self, channel: str, message: Mapping[str, Any]) -> Mapping[str, Any]:
        if lists_everybody(message):
            return message
        said = await _asked(self._client.reactions_get(channel=channel, timestamp=str(message["ts"]), full=True))
        shown = said.get("message") or {}
        return {**message, "reactions": shown.get("reactions") or []}


async def _asked(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    try:
        return await call
    except refusals.CALL_ERRORS as error:
        meant = refusals.meant_by(error)
        if isinstance(meant, Refused):
            raise Closed(meant.code, meant.fix) from error
        raise Unreadable(meant.code, meant.retry_after if isinstance(meant, Limited) else None) from error
