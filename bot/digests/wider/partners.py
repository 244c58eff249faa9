"""Where partners see it differently: the organisations furthest apart, or the reader's own beside all together. Pure.

Only published figures, in alphabetical order: no first and no last. One's own beside all together needs three
organisations: where there are two, it would give the other one's figure away to whom it was not written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.digests.sections.differ import beside, furthest, now_of
from bot.digests.wider.facts import AreaTold, WiderBrief
from bot.insight.sums import Sum


def partners(brief: WiderBrief) -> list[dict[str, Any]] | None:
    """List {title, pair: [{organisation, now}, …]}; of a single organisation {title, own, together}. Or None."""
    sides = _joint if brief.organisation is None else _own
    lines = [{"title": area.title, **found} for area in brief.areas if (found := sides(area))]
    return lines or None


def _joint(area: AreaTold) -> dict[str, Any] | None:
    known = [{"organisation": name, "now": now_of(added)} for name, added in _by_name(area.organisations)]
    pair = furthest(known)
    return {"pair": pair} if pair else None


def _own(area: AreaTold) -> dict[str, Any] | None:
    return beside(area.own, area.together, len(area.organisations))


def _by_name(organisations: Mapping[str, Sum | None]) -> list[tuple[str, Sum | None]]:
    return sorted(organisations.items(), key=lambda each: each[0].casefold())
