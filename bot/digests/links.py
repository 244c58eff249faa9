"""Links to messages in Slack. Pure."""

from __future__ import annotations


def message_link(workspace_url: str | None, channel: str, ts: str | None) -> str | None:
    """Build a message's address, None where a part is missing: `<workspace url>archives/<channel>/p<ts, no dot>`."""
    if not workspace_url or not ts:
        return None
    return f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
