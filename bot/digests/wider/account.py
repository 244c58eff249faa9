"""What leaders did with what was asked of them: how many questions, how many answered, how fast, what waits. Pure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.digests.wider.facts import WiderBrief


def account(brief: WiderBrief) -> list[dict[str, Any]] | None:
    """List each organisation's account, in alphabetical order; those in which nobody asked anything are left out."""
    asked = [one for one in brief.accounts if one.raised]
    return [asdict(one) for one in sorted(asked, key=lambda one: one.organisation.casefold())] or None
