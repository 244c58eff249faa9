"""A leader's digest of one week, as a frozen snapshot: the facts of the utterance `digest/leader`. Pure.

Read from frozen figures only, so the same week always gives the same digest. JSON values; no count of people below the
threshold is in it anywhere, and nobody who did not answer. How much of it fits one screen is decided by `fit.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.digests.facts import (
    Brief,
    CampaignWeek,
    LeadersSeen,
    OfferMade,
    PromiseMade,
    StillOpen,
    TeamWeek,
    Trend,
    by_name,
    closed,
)
from bot.digests.sections.agenda import agenda
from bot.digests.sections.differ import differ
from bot.digests.sections.gaps import gaps
from bot.digests.sections.heard import heard
from bot.digests.sections.ideas import ideas
from bot.digests.sections.leaders import leaders
from bot.digests.sections.promises import promises
from bot.digests.sections.questions import questions
from bot.digests.sections.quotes import Released, with_quotes
from bot.digests.sections.residents import residents
from bot.digests.sections.rhythm import rhythm
from bot.digests.sections.summary import summary
from bot.digests.sections.themes import themes
from bot.digests.sections.trend import trend
from bot.digests.sections.words import words
from bot.insight.ideas import IdeasNow
from bot.insight.sums import Sum

Section = Callable[[Brief], dict[str, Any] | None]

#: The digest from top to bottom. A section that has nothing to say is None.
SECTIONS: tuple[tuple[str, Section], ...] = (
    ("summary", summary),
    ("heard", heard),
    ("rhythm", rhythm),
    ("gaps", gaps),
    ("leaders", leaders),
    ("differ", differ),
    ("trend", trend),
    ("words", words),
    ("residents", residents),
    ("themes", themes),
    ("questions", questions),
    ("promises", promises),
    ("ideas", ideas),
    ("agenda", agenda),
)


def compose(
    digest_id: str,
    leader: str,
    campaign: CampaignWeek,
    teams: Sequence[TeamWeek],
    *,
    sums: Mapping[str | None, Sum | None] | None = None,
    offers: Sequence[OfferMade] = (),
    promised: Sequence[PromiseMade] = (),
    still_open: Sequence[StillOpen] = (),
    released: Sequence[Released] = (),
    trends: Mapping[str | None, Trend] | None = None,
    seen: LeadersSeen | None = None,
    shared: Sequence[IdeasNow] = (),
) -> dict[str, Any]:
    """Compose the snapshot. `teams` are those the leader leads, `sums` what was published of their organisations by
    name, and under None of the partnership.

    Teams still open are left out. `withheld` is True when no team of the
    leader's had enough people for figures; the digest then still has names, questions, and the agenda. `still_open`
    are the questions of earlier weeks that wait; the last digest of a campaign says how many are left, with its own.
    `released` quotes come in an order that means nothing.
    """
    own = by_name([team for team in teams if team.figures is not None])
    shown = {name: added for name, added in (sums or {}).items() if added is not None}
    brief = Brief(
        leader,
        campaign,
        own,
        _sums(own, shown),
        tuple(offers),
        tuple(promised),
        shown,
        trends or {},
        seen or LeadersSeen(),
        tuple(shared),
        tuple(still_open),
    )
    made = {name: section(brief) for name, section in SECTIONS}
    is_last = campaign.week == campaign.weeks
    snapshot = {
        "digest_id": digest_id,
        "leader": leader,
        "campaign": campaign.name,
        "week": campaign.week,
        "weeks": campaign.weeks,
        "threshold": campaign.threshold,
        "area": campaign.area.key,
        "area_title": campaign.area.title,
        "headline": campaign.area.headline,
        "withheld": len(brief.small_teams()) == len(own),
        "teams": [{"team_id": team.team_id, "team": team.team, "channel": team.channel} for team in own],
        "order": [name for name, _ in SECTIONS],
        "last": {"waiting": len(still_open) + _put(made["questions"])} if is_last else None,
        **made,
    }
    return with_quotes(snapshot, released)


def _put(questions: dict[str, Any] | None) -> int:
    return len(questions["put"]) + int(questions["more"]) if questions else 0


def _sums(own: Sequence[TeamWeek], sums: Mapping[str | None, Sum]) -> tuple[Sum, ...]:
    """Find what stands in for the leader's small teams: their organisations' sums, or else the partnership's."""
    names = sorted({team.organisation for team in own if not closed(team)["enough"]}, key=str.casefold)
    found = [sums.get(name) for name in names]
    standing_in = [*found, sums.get(None)] if None in found else found
    return tuple(added for added in standing_in if added is not None)
