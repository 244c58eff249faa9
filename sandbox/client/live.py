"""Server-sent events: tells a page that something its person sees has changed.

The page then asks for its panes anew.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from sandbox.changes import Change
from sandbox.client.reader import Reader

PING_SECONDS = 20


async def changes_for(reader: Reader) -> AsyncIterator[dict[str, str]]:
    """Give an event for each change this person can see, until the workspace closes."""
    with reader.workspace.changes.subscribe() as queue:
        yield {"event": "ready", "data": "{}"}
        while True:
            change = await queue.get()
            if change["kind"] == "closing":
                return
            if concerns(change, reader):
                yield {"event": "change", "data": json.dumps({"kind": change["kind"]})}


def concerns(change: Change, reader: Reader) -> bool:
    """Whether a change shows on this person's screen."""
    if change["kind"] in ("view", "home"):
        return bool(change["user"] == reader.user.id)
    if change["kind"] != "message":
        return True
    channel = reader.workspace.channels.get(change["channel"])
    addressed = change.get("reader") in (None, reader.user.id)
    return addressed and channel is not None and reader.may_see(channel)
