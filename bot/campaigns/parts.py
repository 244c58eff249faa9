"""What admins' acts on campaigns are made of: handed to the service and to the scheduling form alike."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.campaigns.ports import Directory
from bot.campaigns.shelf import PackShelf
from bot.clock import Clocks
from bot.roles import Roster
from bot.storage.database import Database
from bot.storage.identity import Identities


def _nothing() -> None:
    """Nobody needs to know."""


@dataclass(frozen=True)
class CampaignParts:
    """`directory` None (no Slack at hand) leaves out what only Slack knows.

    `on_change` is called after each commit that may have made something due.
    """

    database: Database
    packs: PackShelf
    identities: Identities
    clocks: Clocks
    directory: Directory | None = None
    roster: Roster = field(default_factory=Roster)
    on_change: Callable[[], None] = _nothing
