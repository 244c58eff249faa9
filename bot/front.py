"""What the Slack edge asks for, in one place: where events go, where facts come from, where plans go, Home tabs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from bot.campaigns.amending import Amending
from bot.campaigns.service import CampaignService
from bot.campaigns.wizard import Wizard
from bot.conversation import Conversation
from bot.delivery.ports import Dispatcher
from bot.enquiries import Enquiries
from bot.enquiries.privacy_desk import PrivacyDesk
from bot.enquiries.theme_desk import ThemeDesk
from bot.hearing.presence import Presence
from bot.hearing.recognition import Recognised, Recogniser
from bot.ideas.desk import IdeaDesk
from bot.meetings.after_desk import AfterDesk
from bot.meetings.booking import BookingDesk
from bot.meetings.by_mail import MailDesk
from bot.meetings.offering import OfferDesk
from bot.pages.desk import PageDesk
from bot.questions.askers import AskerDesk
from bot.questions.desk import QuestionDesk
from bot.questions.promise_desk import PromiseDesk
from bot.questions.taking_up import LadderDesk
from bot.quoting.desk import QuoteDesk
from bot.quoting.ports import KnowsNames
from bot.retention.uninstalling import Uninstalling
from bot.storage.database import Database
from bot.subscriptions.desk import SubscriptionDesk
from bot.surfaces import Home
from bot.workshops.desk import WorkshopDesk

HOME: TypeAdapter[Home] = TypeAdapter(Home)


@dataclass(frozen=True)
class Front:
    """The parts that Slack's listeners use."""

    conversation: Conversation
    enquiries: Enquiries
    campaigns: CampaignService
    wizard: Wizard
    amending: Amending
    database: Database
    dispatcher: Dispatcher
    recogniser: Recogniser
    presence: Presence
    quotes: QuoteDesk
    themes: ThemeDesk
    questions: QuestionDesk
    asking: AskerDesk
    offering: OfferDesk
    booking: BookingDesk
    after: AfterDesk
    ladder: LadderDesk
    mail: MailDesk
    promises: PromiseDesk
    ideas: IdeaDesk
    subscriptions: SubscriptionDesk
    workshops: WorkshopDesk
    names: KnowsNames
    uninstalling: Uninstalling
    privacy: PrivacyDesk
    pages: PageDesk

    async def recognise(self, channel: str, ts: str) -> Recognised:
        """Look what the thread of a message hangs on; if it is ours, the ledger knows its place afterwards."""
        return await self.recogniser.recognise(channel, ts)

    async def missed_some(self) -> None:
        """Slack left events out: have threads read back."""
        await self.presence.missed_some()

    async def uninstalled(self, workspace: str, event_id: str, told_at: datetime | None) -> None:
        """Waymark was removed from a workspace: fall silent there."""
        await self.uninstalling.gone(workspace, event_id, told_at)

    def refused(self) -> None:
        """An event was not taken, and this may have been the last time that Slack brought it."""
        self.presence.refused()

    async def show_home(self, workspace: str, user: str) -> None:
        """Have a person's Home tab drawn afresh.

        The row holds no facts: a tab shows its owner's private words, which must not stand beside their Slack id in the
        database. They are gathered when the tab is published (`home_facts`).
        """
        async with self.database.unit_of_work() as work:
            await work.desired.show(f"home/{workspace}/{user}", workspace, "home", {})
            await work.commit()
        self.dispatcher.notify()


async def home_facts(enquiries: Enquiries, workspace: str, user: str) -> Mapping[str, Any]:
    """The facts of a person's Home tab at this moment, as JSON values."""
    facts: Mapping[str, Any] = HOME.dump_python(await enquiries.home(workspace, user), mode="json")
    return facts
