"""The desk where every surface asks: one method a question, each in one read."""

from collections.abc import Collection
from typing import Any

from bot.campaigns.status import ongoing_in
from bot.clock import Clocks
from bot.content.schema import Pack
from bot.controller import Controller
from bot.enquiries import campaigns, everything, forms, home, own, rounds
from bot.enquiries.reading import Reading
from bot.roles import Permission, Roster
from bot.storage.database import Database
from bot.storage.identity import Identities
from bot.surfaces import (
    AnswerForm,
    CampaignNow,
    FollowUpForm,
    Home,
    MyData,
    Ongoing,
    RoundNow,
    ScheduleForm,
)


class Enquiries:
    """Answers questions about what is stored, for one reader at a time."""

    def __init__(
        self,
        database: Database,
        identities: Identities,
        clocks: Clocks,
        packs: Collection[Pack],
        *,
        roster: Roster,
        workspace_url: str = "",
        controller: Controller | None = None,
        sends_mail: bool = False,
    ) -> None:
        self._database = database
        self._identities = identities
        self._clocks = clocks
        self._packs = tuple(packs)
        self._roster = roster
        self._url = workspace_url
        self._controller = controller or Controller()
        self._sends_mail = sends_mail

    def _reading(self, workspace: str, user: str) -> Reading:
        now, officers = self._clocks.campaign.now(), bool(self._roster.privacy_officers)
        about = (self._url, self._controller, officers, self._sends_mail)
        return Reading(self._identities, now, workspace, user, *about)

    @property
    def controller(self) -> Controller:
        """Who answers for the data."""
        return self._controller

    def is_admin(self, user: str) -> bool:
        """Whether a person may run campaigns."""
        return self._roster.may(user, Permission.RUN_CAMPAIGNS)

    def is_officer(self, user: str) -> bool:
        """Whether a person may take out what is kept about somebody."""
        return self._roster.may(user, Permission.ANSWER_ACCESS_REQUEST)

    async def answer_form(self, workspace: str, round_id: str, user: str) -> AnswerForm:
        """The private answer form of a round. Raises `NotFound` for a round that is not of this workspace."""
        async with self._database.reading() as work:
            return await forms.answer_form(work, self._reading(workspace, user), round_id)

    async def change_form(self, workspace: str, answer_id: str, user: str) -> AnswerForm:
        """The form filled with one's own answer. Raises `NotAllowed` for another's."""
        async with self._database.reading() as work:
            return await forms.change_form(work, self._reading(workspace, user), answer_id)

    async def follow_up_form(self, workspace: str, answer_id: str, user: str) -> FollowUpForm:
        """The form of the follow-up question that was put about one's own answer."""
        async with self._database.reading() as work:
            return await forms.follow_up_form(work, self._reading(workspace, user), answer_id)

    async def my_data(self, workspace: str, user: str) -> MyData:
        """Everything that can be traced to the reader."""
        async with self._database.reading() as work:
            return await own.my_data(work, self._reading(workspace, user))

    async def everything(self, workspace: str, user: str) -> dict[str, Any]:
        """All that is kept about the reader, as JSON values."""
        async with self._database.reading() as work:
            return await everything.everything(work, self._reading(workspace, user))

    async def home(self, workspace: str, user: str) -> Home:
        """The Home tab of a member, leader or admin, each part only for whom it is."""
        async with self._database.reading() as work:
            facilitates = self._roster.may(user, Permission.RELEASE_QUOTES)
            reading = self._reading(workspace, user)
            return await home.home(work, reading, is_admin=self.is_admin(user), is_facilitator=facilitates)

    async def status(self, workspace: str, user: str) -> tuple[Ongoing | CampaignNow | RoundNow, ...]:
        """Admins see what is the matter and every campaign; everyone sees the questions of their own teams."""
        async with self._database.reading() as work:
            reading = self._reading(workspace, user)
            asked = await rounds.rounds_now(work, reading)
            if not self.is_admin(user):
                return asked
            return (
                *await ongoing_in(work, workspace),
                *await campaigns.campaigns_now(work, workspace, reading.now),
                *asked,
            )

    async def schedule_form(self, workspace: str, user: str) -> ScheduleForm:
        """What the scheduling form offers. Raises `NotAllowed` for anyone who is not an admin."""
        async with self._database.reading() as work:
            zone = await campaigns.usual_zone(work, workspace)
        return campaigns.schedule_form(self._packs, self._clocks.campaign.now(), zone, is_admin=self.is_admin(user))
