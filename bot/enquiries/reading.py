"""One reader's question: who asks, when, and how their codes and links are made."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.controller import Controller
from bot.digests.links import message_link
from bot.errors import NotFound, there
from bot.ids import Codes
from bot.scenes.stage import Setting, pack_of
from bot.storage.identity import Identities
from bot.storage.models import Campaign, Round
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Reading:
    """The reader, and the moment (campaign time)."""

    identities: Identities
    now: datetime
    workspace: str
    user: str
    workspace_url: str
    controller: Controller = field(default_factory=Controller)
    has_officers: bool = False  # somebody is set up as privacy officer
    sends_mail: bool = False  # a mail server is set

    def codes(self, campaign: Campaign) -> Codes:
        """The reader's own codes in a campaign."""
        return self.identities.codes(campaign.salt, self.workspace, self.user)

    def link(self, channel: str, ts: str | None) -> str | None:
        """The address of a message."""
        return message_link(self.workspace_url, channel, ts)

    async def round(self, work: UnitOfWork, round_id: str) -> Round:
        """A round of the reader's workspace. Raises `NotFound`."""
        round_ = await work.rounds.get(round_id)
        if round_ is None or round_.workspace != self.workspace:
            raise NotFound("That question is not here any more.")
        return round_

    async def setting(self, work: UnitOfWork, round_: Round) -> Setting:
        """What stands around a round."""
        campaign = there(await work.campaigns.get(round_.campaign_id))
        team = there(await work.teams.get(round_.team_id))
        return Setting(campaign, team, round_, pack_of(campaign))
