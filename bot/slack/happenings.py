"""What each event of the Events API does. Errors are let through: Slack brings the event again when it is not taken.

Store, then acknowledge: Bolt acknowledges after these functions return. Only the answers after the commit are guarded,
because the event is stored by then and a redelivery would change nothing.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.dialogues.effects import Reply
from bot.dialogues.events import DirectMessage, Event, ReactionAdded, ReplyDeleted, ReplyPosted
from bot.errors import AskAgain, NotYetKnown, OurFault
from bot.hearing.recognition import Recognised
from bot.slack.act import SLACK_MAY_TAKE, Edge
from bot.slack.inbound.messages import event_in
from bot.slack.ports import Outcome
from bot.slack.trouble import attempt, worded


async def happened(edge: Edge, body: Mapping[str, Any], workspace: str, client: AsyncWebClient) -> None:
    """Take a message or a reaction. Raises `TryLater` and what is unforeseen, so that Slack brings it again."""
    event = event_in(body, workspace, edge.clock.now())
    if isinstance(event, DirectMessage):
        event = replace(event, by_admin=edge.core.enquiries.is_admin(event.user))
    if event is not None:
        await taken(edge, event, client)


async def taken(edge: Edge, event: Event, client: AsyncWebClient) -> None:
    """Have an event played, whoever found it: Slack, or a reading of the thread. Raises as `happened` does."""
    try:
        outcome = await _played(edge, event)
    except (AskAgain, OurFault) as error:
        worded(error)  # bringing it again would end the same way
        return
    for reply in outcome.replies if outcome else ():
        await attempt(_answer, edge, client, event, reply)


async def _played(edge: Edge, event: Event) -> Outcome | None:
    """Play an event. What came before its question was known is played once the question is recognised in Slack.

    None when it belongs to no question. Raises `NotYetKnown` while nobody can tell.
    """
    try:
        return await edge.core.conversation.handle(event)
    except NotYetKnown:
        place = _place(event)
        if place is None:
            raise
        under = await _recognised(edge, *place)
    if not under.ours:
        return None
    if under.ts != place[1]:  # a reaction to a reply, which has to come first
        raise NotYetKnown
    return await edge.core.conversation.handle(event)


def _place(event: Event) -> tuple[str, str] | None:
    """The message that an event hangs on, by channel and ts."""
    if isinstance(event, ReactionAdded):
        return event.channel, event.ts
    if isinstance(event, ReplyPosted | ReplyDeleted) and event.thread_ts is not None:
        return event.channel, event.thread_ts
    return None


async def _recognised(edge: Edge, channel: str, ts: str) -> Recognised:
    try:
        async with asyncio.timeout(SLACK_MAY_TAKE):
            return await edge.core.recognise(channel, ts)
    except TimeoutError as slow:
        raise NotYetKnown from slow


async def home_opened(edge: Edge, body: Mapping[str, Any], workspace: str) -> None:
    """Draw the Home tab for whoever opened it."""
    if body["event"].get("tab") == "home":
        await attempt(edge.core.show_home, workspace, body["event"]["user"])


async def removed(edge: Edge, body: Mapping[str, Any], workspace: str) -> None:
    """Take that Waymark was removed from the workspace, or that its own token was: a person's says nothing about it."""
    event = body["event"]
    if event["type"] == "app_uninstalled" or (event.get("tokens") or {}).get("bot"):
        second = body.get("event_time")
        told_at = datetime.fromtimestamp(second, UTC) if isinstance(second, int) else None
        await edge.core.uninstalled(workspace, body["event_id"], told_at)


async def _answer(edge: Edge, client: AsyncWebClient, event: Event, reply: Reply) -> None:
    said = edge.reply(reply)
    words: dict[str, Any] = {"text": said.text, "blocks": said.block_dicts()}
    if isinstance(event, ReplyPosted):  # who types to the coach is answered by a message, not at once
        async with asyncio.timeout(SLACK_MAY_TAKE):
            await client.chat_postEphemeral(channel=event.channel, user=event.user, thread_ts=event.thread_ts, **words)
