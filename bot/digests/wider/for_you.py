"""What waits for the reader: questions that were passed on to them. Pure."""

from __future__ import annotations

from typing import Any

from bot.digests.wider.facts import WiderBrief


def for_you(brief: WiderBrief) -> dict[str, Any] | None:
    """Return {count, days}, or None when nothing waits. The questions stand in their Home tab."""
    return {"count": brief.passed, "days": brief.passed_days} if brief.passed else None
