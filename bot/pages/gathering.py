"""Gathers what stands on a leader's page, from their digests and from what was published."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.content.schema import Pack
from bot.insight.publishing import Level
from bot.pages.before import gaps_before
from bot.pages.breakdown import Standing, lines_by_week
from bot.pages.facts import AreaSoFar, LeadersPage, Line, TierSoFar
from bot.pages.ideas import ideas_of
from bot.pages.promises import promises
from bot.pages.timeline import asked, earlier, timeline
from bot.scenes.stage import pack_of
from bot.storage.unit_of_work import UnitOfWork

SKILLS = "people"
"""The area of the innovation framework that is about skills; another pack may have none."""


async def gather(work: UnitOfWork, now: Standing, level: Level, at: datetime | None = None) -> LeadersPage:
    """Gather the page by one breakdown; `at` tells what is late. Names of people are left to who can ask Slack."""
    newest = now.digests[0] if now.digests else None
    known = await asked(work, now)
    tiers = await tiers_of(work, now, level)
    areas = [area for tier in tiers for area in tier.areas]
    promised = await promises(work, now, at)
    return LeadersPage(
        campaign=now.campaign.name,
        language=now.campaign.language,
        finished=now.campaign.state == "finished",
        weeks=len(pack_of(now.campaign).areas),
        threshold=now.campaign.threshold,
        zone=now.zone,
        level=level,
        organisations=now.organisations,
        digest=newest.snapshot if newest else None,
        issued_at=newest.issued_at if newest else None,
        tiers=tiers,
        skills=next((area for area in areas if area.key == SKILLS), None),
        timeline=await timeline(work, now, known),
        names={},
        promises=promised,
        ideas=await ideas_of(work, now, promised),
        leads=now.leads,
        before=await gaps_before(work, now, level),
        earlier=earlier(now, known),
    )


async def tiers_of(work: UnitOfWork, now: Standing, level: Level) -> tuple[TierSoFar, ...]:
    """Gather the campaign so far alone: its areas, each with a line for every group of the breakdown."""
    return _tiers(pack_of(now.campaign), await lines_by_week(work, now, level))


def _tiers(pack: Pack, lines: Mapping[int, tuple[Line, ...]]) -> tuple[TierSoFar, ...]:
    areas = [
        (area.tier, AreaSoFar(week, area.key, area.title, area.headline, lines.get(week, ()), area.repeats))
        for week, area in enumerate(pack.areas, start=1)
    ]
    tiers = [
        TierSoFar(tier.title, tuple(area for key, area in areas if key == tier.key and area.lines))
        for tier in pack.tiers
    ]
    return tuple(tier for tier in tiers if tier.areas)


def named_on(page: LeadersPage) -> set[str]:
    """Find whom the page names, by Slack id: nobody else's name is asked for."""
    digest = page.digest or {}
    put = [one for week in page.timeline for one in week.put]
    authors = [one.author for one in put]
    authors += [one.speaker for one in put]
    authors += [user for one in page.promises for user in (one.owner, one.made_by, one.decider)]
    authors += [change.by for one in page.promises for change in one.history]
    authors += [user for one in page.ideas for user in (one.credit, one.owner)]
    authors += [move.by for one in page.ideas for move in one.moves]
    authors += [user for one in put if one.outcome for user in (one.outcome.owner, one.outcome.holder)]
    authors += [said.owner for one in put if one.outcome for said in one.outcome.before]
    authors += [item.get("author") for item in _items((digest.get("questions") or {}).get("put"))]
    for team in _items((digest.get("residents") or {}).get("teams")):
        authors += [item["author"] for item in team["told"]]
    for team in _items((digest.get("words") or {}).get("teams")):
        authors += [item["author"] for name in ("answers", "leaders") for item in team[name]]
    return {author for author in authors if author}


def _items(value: Any) -> Iterator[Mapping[str, Any]]:
    yield from value or ()
