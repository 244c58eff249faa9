"""What the Slack edge asks about who reads: wider digests and when they come, and links to leaders' pages."""

from typing import Protocol

from bot.insight.readers import ReadersForm, ReaderShown
from bot.pages.facts import PageLink


class Subscribing(Protocol):
    """Who gets wider digests, and when. Each method checks who may."""

    async def readers(self, workspace: str, by: str, campaign_id: str) -> ReadersForm:
        """Give an admin who gets wider digests of a campaign."""
        ...

    async def name(self, workspace: str, by: str, campaign_id: str, user: str, kind: str, of: str) -> bool:
        """Have somebody get digests; False when they did. Raises `FieldProblem`."""
        ...

    async def take_out(self, workspace: str, by: str, subscription_id: str) -> str:
        """Have somebody get no more digests; gives the campaign's id."""
        ...

    async def mine(self, workspace: str, user: str, subscription_id: str) -> ReaderShown:
        """Give a reader what they chose."""
        ...

    async def choose(self, workspace: str, user: str, subscription_id: str, every: str, day: str, hour: str) -> None:
        """Keep how often a digest comes, and when. Raises `FieldProblem`."""
        ...

    async def stop(self, workspace: str, user: str, subscription_id: str) -> None:
        """Send somebody no more of a digest."""
        ...

    async def choose_hour(self, workspace: str, user: str, hour: str) -> None:
        """Keep at what hour a team's leader gets their digest."""
        ...


class Paging(Protocol):
    """Where leaders' pages are."""

    async def link(self, workspace: str, user: str, about: str) -> PageLink:
        """Make a link to a leader's page, for who leads there. Raises `NotFound` and `NotAllowed`."""
        ...
