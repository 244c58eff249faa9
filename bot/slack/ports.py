"""What the Slack edge asks of the rest of Waymark, in the edge's words. `bot/bootstrap.py` hands in the real things."""

from collections.abc import Sequence
from typing import Protocol

from bot.campaigns.plan import CampaignPlan
from bot.campaigns.status import CampaignStatus
from bot.dialogues.effects import Reply
from bot.dialogues.events import Event
from bot.errors import FieldProblem
from bot.surfaces import AnswerForm, CampaignNow, FollowUpForm, Home, MyData, RoundNow, ScheduleForm


class Outcome(Protocol):
    """What came of an event."""

    @property
    def replies(self) -> tuple[Reply, ...]:
        """What to answer at once; nothing for a redelivery."""
        ...

    @property
    def fresh(self) -> bool:
        """Whether the event was new."""
        ...


class Conversing(Protocol):
    """The one transaction that every event goes through."""

    async def handle(self, event: Event) -> Outcome:
        """Store what an event means. Raises the person's errors, and `NotYetKnown` when it came too early."""
        ...


class Enquiring(Protocol):
    """Facts for forms, tabs and commands. Each method checks what the asking person may see."""

    async def answer_form(self, workspace: str, round_id: str, user: str) -> AnswerForm:
        """Give the empty answer form of a round."""
        ...

    async def change_form(self, workspace: str, answer_id: str, user: str) -> AnswerForm:
        """Give the form filled with one's own answer."""
        ...

    async def follow_up_form(self, workspace: str, answer_id: str, user: str) -> FollowUpForm:
        """Give the one follow-up question about one's own answer."""
        ...

    async def my_data(self, workspace: str, user: str) -> MyData:
        """Give all that can be traced to a person."""
        ...

    async def home(self, workspace: str, user: str) -> Home:
        """Give a person's Home tab."""
        ...

    async def status(self, workspace: str, user: str) -> tuple[CampaignNow | RoundNow, ...]:
        """Give what runs and what is open, as far as it concerns the person."""
        ...

    async def schedule_form(self, workspace: str, user: str) -> ScheduleForm:
        """Give what the scheduling form offers. Raises `NotAllowed` for who is no admin."""
        ...


class Created(Protocol):
    """A campaign that was just made."""

    @property
    def id(self) -> str:
        """The campaign's id."""
        ...


class Campaigning(Protocol):
    """What admins do with campaigns."""

    async def create(self, plan: CampaignPlan, workspace: str, by: str | None = None) -> Created:
        """Make and start a campaign. Raises `NotAllowed` for who is no admin, `FieldProblem` for a wrong field."""
        ...

    async def problems(self, plan: CampaignPlan, workspace: str) -> Sequence[FieldProblem]:
        """Find everything that is wrong with a plan."""
        ...

    async def show(self, campaign: str, workspace: str | None = None) -> CampaignStatus:
        """Give a campaign's status with every week."""
        ...


class Core(Protocol):
    """All of it."""

    @property
    def conversation(self) -> Conversing:
        """Where events go."""
        ...

    @property
    def enquiries(self) -> Enquiring:
        """Where facts come from."""
        ...

    @property
    def campaigns(self) -> Campaigning:
        """Where plans go."""
        ...

    async def show_home(self, workspace: str, user: str) -> None:
        """Bring a person's Home tab up to date."""
        ...
