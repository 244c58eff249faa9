"""Whose words nobody looks at any more, because they objected to the use of their data. What is released stays so."""

from collections.abc import Collection

from bot.quoting.sources import Source
from bot.storage.identity import Identities
from bot.storage.models import Answer, Campaign
from bot.storage.unit_of_work import UnitOfWork


async def objectors(
    work: UnitOfWork, identities: Identities, workspace: str, campaigns: Collection[Campaign]
) -> frozenset[str]:
    """The codes of their answers in these campaigns: they are few. Where links were destroyed, nobody finds them."""
    users = await work.objections.users(workspace)
    found = [(campaign.salt, user) for campaign in campaigns if campaign.salt for user in users]
    return frozenset(identities.codes(salt, workspace, user).answers for salt, user in found)


async def unheard(
    work: UnitOfWork, identities: Identities, workspace: str, campaigns: Collection[Campaign]
) -> frozenset[str]:
    """All who objected: their Slack ids, and the codes of their answers in these campaigns."""
    users = await work.objections.users(workspace)
    return frozenset(users) | await objectors(work, identities, workspace, campaigns)


def wrote(people: Collection[str], answer: Answer) -> bool:
    """Whether one of these, by id or by code, wrote an answer."""
    return (answer.author or answer.person_code) in people


async def objected(work: UnitOfWork, identities: Identities, source: Source) -> bool:
    """Whether the author of a source is among them."""
    campaign = source.campaign
    return of_them(source, await objectors(work, identities, campaign.workspace, [campaign]))


def of_them(source: Source, codes: Collection[str]) -> bool:
    """The same, with their codes at hand."""
    return source.answer is not None and source.answer.person_code in codes
