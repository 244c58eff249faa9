"""A leader's digest of one week, as a frozen snapshot: the facts of the utterance `digest/leader`. Pure.

Read from frozen figures only, so the same week always gives the same digest. JSON values; no count of people below the
threshold is in it anywhere, and nobody who did not answer. How much of it fits one screen is decided by `fit.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.digests.facts import Brief, CampaignWeek, OfferMade, Rollup, TeamWeek, by_name
from bot.digests.rollup import roll_up
from bot.digests.sections.agenda import agenda
from bot.digests.sections.gaps import gaps
from bot.digests.sections.heard import heard
from bot.digests.sections.promises import promises
from bot.digests.sections.questions import questions
from bot.digests.sections.themes import themes
from bot.digests.sections.words import words

Section = Callable[[Brief], dict[str, Any] | None]

#: The digest from top to bottom. A section that has nothing to say is None.
SECTIONS: tuple[tuple[str, Section], ...] = (
    ("heard", heard),
    ("gaps", gaps),
    ("words", words),
    ("themes", themes),
    ("questions", questions),
    ("promises", promises),
    ("agenda", agenda),
)


def compose(
    digest_id: str,
    leader: str,
    campaign: CampaignWeek,
    teams: Sequence[TeamWeek],
    *,
    others: Sequence[TeamWeek] = (),
    offers: Sequence[OfferMade] = (),
    still_waiting: int = 0,
    unlinked: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """Compose the snapshot. `teams` are those the leader leads, `others` the campaign's other teams of the week.

    Teams still open are left out, and hold their organisation's sum back. `withheld` is True when no team of the
    leader's had enough people for figures; the digest then still has names, questions, and the agenda. `still_waiting`
    counts the questions of earlier digests about which no talk was offered; the last digest of a campaign says how many
    are left, with its own. `unlinked` are questions without any link from an organisation's small teams.
    """
    own = by_name([team for team in teams if team.figures is not None])
    brief = Brief(
        leader, campaign, own, _rollups(own, [*teams, *others], campaign.threshold, unlinked or {}), tuple(offers)
    )
    made = {name: section(brief) for name, section in SECTIONS}
    is_last = campaign.week == campaign.weeks
    return {
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
        "last": {"waiting": still_waiting + _put(made["questions"])} if is_last else None,
        **made,
    }


def _put(questions: dict[str, Any] | None) -> int:
    return len(questions["put"]) + int(questions["more"]) if questions else 0


def _rollups(
    own: Sequence[TeamWeek], everyone: Sequence[TeamWeek], threshold: int, unlinked: Mapping[str, Sequence[str]]
) -> tuple[Rollup, ...]:
    """Roll up each organisation in which the leader has a team too small for figures of its own."""
    needed = sorted({team.organisation for team in own if not (team.figures or {})["enough"]}, key=str.casefold)
    sums = (
        roll_up(name, [team for team in everyone if team.organisation == name], threshold, unlinked.get(name, ()))
        for name in needed
    )
    return tuple(rollup for rollup in sums if rollup is not None)
