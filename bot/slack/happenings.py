"""What each event of the Events API does. Errors are let through: Slack brings the event again when it is not taken.

Store, then acknowledge: Bolt acknowledges after these functions return. Only the answers after the commit are guarded,
because the event is stored by then and a redelivery would change nothing.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.dialogues.effects import Reply
from bot.dialogues.events import Event, ReplyPosted
from bot.errors import AskAgain, OurFault
from bot.slack.act import SLACK_MAY_TAKE, Edge
from bot.slack.inbound.messages import event_in
from bot.slack.trouble import attempt, worded


async def happened(edge: Edge, body: Mapping[str, Any], workspace: str, client: AsyncWebClient) -> None:
    """Take a message or a reaction. Raises `TryLater` and what is unforeseen, so that Slack brings it again."""
    event = event_in(body, workspace, edge.clock.now())
    if event is None:
        return
    try:
        outcome = await edge.core.conversation.handle(event)
    except (AskAgain, OurFault) as error:
        worded(error)  # bringing it again would end the same way
        return
    for reply in outcome.replies:
        await attempt(_answer, edge, client, event, reply)


async def home_opened(edge: Edge, body: Mapping[str, Any], workspace: str) -> None:
    """Draw the Home tab for whoever opened it."""
    if body["event"].get("tab") == "home":
        await attempt(edge.core.show_home, workspace, body["event"]["user"])


async def _answer(edge: Edge, client: AsyncWebClient, event: Event, reply: Reply) -> None:
    said = edge.reply(reply)
    words: dict[str, Any] = {"text": said.text, "blocks": said.block_dicts()}
    if isinstance(event, ReplyPosted):  # who types to the coach is answered by a message, not at once
        async with asyncio.timeout(SLACK_MAY_TAKE):
            await client.chat_postEphemeral(channel=event.channel, user=event.user, thread_ts=event.thread_ts, **words)
