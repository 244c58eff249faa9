"""All that ever stood before somebody's eyes in the sandbox: messages as they came and changed, views, Home, files."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from sandbox.records import Message
from sandbox.workspace import Workspace


class Eyes:
    """Reads along from the moment it is made: what the app showed to whom. What people write is not the app's."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._seen: dict[str, set[str]] = defaultdict(set)
        self._tell = workspace.changes.publish
        workspace.changes.publish = self._publish  # type: ignore[method-assign]

    def of(self, *users: str) -> set[str]:
        """Give all that was shown to any of these people, each thing as it was shown."""
        return {thing for user in users for thing in self._seen[user]}

    def _publish(self, kind: str, **ids: Any) -> None:
        self._tell(kind, **ids)
        if kind == "message":
            self._read(ids["channel"], ids["ts"], ids["reader"])
        elif kind in {"home", "view"}:
            view = self._workspace.views.find(view_id=ids["view"])
            if view is not None:
                self._seen[ids["user"]].add(json.dumps(view.body))

    def _read(self, channel: str, ts: str, reader: str | None) -> None:
        stored = self._workspace.messages
        message = stored.get_ephemeral(channel, ts, reader) if reader else stored.get(channel, ts)
        if message is None or not message.by_app:
            return
        for user in [reader] if reader else self._workspace.channels[channel].members:
            self._seen[user].add(self._whole(message))

    def _whole(self, message: Message) -> str:
        files = [self._workspace.files[id_] for id_ in message.files]
        held = [(file.content or b"").decode(errors="replace") for file in files]
        return json.dumps([message.text, message.blocks, message.metadata, held])
