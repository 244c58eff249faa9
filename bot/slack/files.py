"""Files to people over Slack's Web API: `FilePost` of `bot/delivery/files.py`. Each call sends each request once.

Three steps, as Slack has them: ask for an address (files.getUploadURLExternal), bring the bytes there, complete
(files.completeUploadExternal). Until it is completed nobody sees a file, so what goes wrong before is done anew.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.delivery.files import Content, Place
from bot.delivery.ports import DeliveryProblem, Limited, NotSent, Refused
from bot.slack import refusals
from bot.slack.messenger import CLOCK_MARGIN, PAGE, SlackMessenger, sent

UPLOADED = 200  # HTTP: Slack has the bytes


class SlackFiles:
    """Uploads, completes and looks for files."""

    def __init__(self, client: AsyncWebClient, messenger: SlackMessenger) -> None:
        """`messenger` knows people's direct messages."""
        self._client = client
        self._messenger = messenger

    async def address(self, workspace: str, recipient: str) -> str:
        """Return the direct messages with a person."""
        return await self._messenger.address(workspace, recipient)

    async def upload(self, file: Content) -> str:
        """Bring the bytes to Slack. What is in doubt here did no harm: nothing shows until it is completed."""
        try:
            shows = {"alt_txt": file.shows} if file.shows else {}
            size = len(file.content)
            place = await sent(self._client.files_getUploadURLExternal(filename=file.name, length=size, **shows))
            await self._bring(str(place["upload_url"]), file.content)
        except (Refused, Limited):
            raise
        except DeliveryProblem as problem:
            raise NotSent(problem.code) from problem
        return str(place["file_id"])

    async def _bring(self, address: str, content: bytes) -> None:
        session = cast("aiohttp.ClientSession", self._client.session)
        try:
            async with session.post(address, data=content, allow_redirects=False) as said:
                if said.status != UPLOADED:
                    raise NotSent(f"http_{said.status}")
        except refusals.CALL_ERRORS as error:
            raise refusals.meant_by(error) from error

    async def complete(self, place: Place, ids: Sequence[str], titles: Sequence[str], words: str) -> None:
        """Show uploaded files in a conversation, as one message."""
        named = zip(ids, titles, strict=True)
        files: list[dict[str, str | None]] = [{"id": file_id, "title": title} for file_id, title in named]
        await sent(
            self._client.files_completeUploadExternal(
                files=files, channel_id=place.channel, thread_ts=place.thread_ts, initial_comment=words
            )
        )

    async def stands(self, place: Place, ids: Sequence[str], number: str, since: datetime) -> bool:
        """Look through the conversation, or the thread, for the files, or for the number in the words beside them."""
        oldest = f"{(since - CLOCK_MARGIN).timestamp():.6f}"
        cursor: str | None = None
        while cursor != "":
            page = await sent(self._page(place, oldest=oldest, limit=PAGE, cursor=cursor))
            for message in page.get("messages") or []:
                there = {one.get("id") for one in message.get("files") or []}
                if there & set(ids) or number in (message.get("text") or ""):
                    return True
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        return False

    async def _page(self, place: Place, **query: Any) -> AsyncSlackResponse:
        """Ask for a page of a conversation; its history has no replies, so of a thread they are asked for."""
        if place.thread_ts is None:
            return await self._client.conversations_history(channel=place.channel, **query)
        return await self._client.conversations_replies(channel=place.channel, ts=place.thread_ts, **query)
