"""What was published of the same groups when the framework ran before: for a page that sets each area beside it.

A team is the same where its channel is, an organisation where its name is. Only the groups of the breakdown are looked
for, so that nobody reads of an earlier campaign what they may not read of this one. Who leads no team reads of an
earlier one only what they got wider digests of there: those who answered then were told who reads.
"""

from collections.abc import Collection

from bot.insight.publishing import Level
from bot.pages.breakdown import Standing, standing
from bot.pages.facts import GapBefore
from bot.scenes.trends import gaps_of_sums, gaps_of_teams, runs_before
from bot.storage.models import Campaign
from bot.storage.unit_of_work import UnitOfWork

Found = dict[tuple[str, str], GapBefore]  # by group and area


async def gaps_before(work: UnitOfWork, now: Standing, level: Level) -> tuple[GapBefore, ...]:
    """Find each group's newest earlier gap in each area."""
    found: Found = {}
    for campaign in await runs_before(work, now.campaign):
        if level is Level.TEAM:
            found |= await _of_teams(work, now, campaign)
        else:
            found |= await _of_sums(work, campaign, await _readable(work, now, campaign, level))
    return tuple(found.values())


async def _of_teams(work: UnitOfWork, now: Standing, campaign: Campaign) -> Found:
    names = {now.teams[row.team_id].channel: now.teams[row.team_id].name for row in now.rounds if row.id in now.own}
    rounds = [row for row in await work.rounds.of_campaign(campaign.id) if row.channel in names]
    return {
        (names[row.channel], row.area): GapBefore(names[row.channel], row.area, campaign.name, then.gap)
        for row, then in await gaps_of_teams(work, campaign, rounds)
    }


async def _readable(work: UnitOfWork, now: Standing, campaign: Campaign, level: Level) -> Collection[str | None]:
    """The organisations whose sums of an earlier campaign are theirs to read; None is all together."""
    groups: Collection[str | None] = now.organisations if level is Level.ORGANISATION else (None,)
    if now.leads:
        return groups
    then = await standing(work, campaign, now.leader)
    return [each for each in groups if (each in then.organisations if each is not None else then.leads or then.reads)]


async def _of_sums(work: UnitOfWork, campaign: Campaign, theirs: Collection[str | None]) -> Found:
    return {
        (one.organisation or "", one.area): GapBefore(
            one.organisation or "", one.area, campaign.name, one.gap.gap, one.gap.whole
        )
        for one in await gaps_of_sums(work, campaign)
        if one.organisation in theirs
    }
