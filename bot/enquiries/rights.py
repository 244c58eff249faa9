"""Who used a right over somebody's data, as that person may read it: from the audit trail, which nobody can change.

An entry is about a person by their Slack id, or by any of their codes of a campaign whose links still stand; or it is
about a whole campaign whose teams they are in (`ABOUT_ALL`). An entry about anybody else is never among them.
"""

from dataclasses import astuple

from bot.campaigns.forgetting import ACT as LINKS_DESTROYED
from bot.enquiries.reading import Reading
from bot.retention.purging import BEGAN, PURGED
from bot.storage.models import AuditEntry
from bot.storage.repositories.teams import BEGUN
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import RightsUsed, RightUsed

SHOWN = 50
ACCESS = "took out all that is kept about a person"
SEARCH = "searched what people wrote for a person’s name"
PUBLIC = "took out what may be published of a campaign"
ABOUT_ALL = (LINKS_DESTROYED, PUBLIC, BEGAN, *PURGED.values())
"""The acts that concern everybody in a campaign. No other entry without a person in it is shown to anybody."""
ROLES = {ACCESS: "privacy officer", SEARCH: "privacy officer"}
"""The role that an act is kept for, where a person in Slack does it."""


async def rights_used(work: UnitOfWork, reading: Reading, limit: int = SHOWN) -> RightsUsed:
    """The newest entries that concern the reader."""
    campaigns = {row.id: row for row in await work.campaigns.all(reading.workspace)}
    teams = await work.teams.with_member(reading.workspace, reading.user, BEGUN)
    names = {row.id: row.name for row in campaigns.values()}
    mine = {team.campaign_id for team in teams}
    codes = {code for row in campaigns.values() if row.salt for code in astuple(reading.codes(row))}
    about_them = await work.audit.about(reading.workspace, reading.user, codes, limit)
    about_all = await work.audit.of_campaigns(reading.workspace, mine, ABOUT_ALL)
    entries = sorted([*about_them, *about_all], key=lambda entry: entry.at, reverse=True)
    return RightsUsed(tuple(_used(entry, names) for entry in entries[:limit]), reading.user)


def _used(entry: AuditEntry, names: dict[str, str]) -> RightUsed:
    campaign = names.get(entry.campaign_id or "", "")
    return RightUsed(entry.at, entry.act, entry.actor, ROLES.get(entry.act, ""), entry.about, campaign)
