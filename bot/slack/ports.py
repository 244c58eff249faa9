"""What the Slack edge asks of the rest of Waymark, in the edge's words. `bot/bootstrap.py` hands in the real things."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Protocol

from bot.campaigns.amending import Amended
from bot.campaigns.sketch import Basics, Sketch, TeamSketch
from bot.campaigns.status import CampaignStatus
from bot.campaigns.wizard import Review, Step
from bot.controller import Controller
from bot.dialogues.effects import Reply
from bot.dialogues.events import Event
from bot.enquiries.theme_pages import ProposalForm, ThemesPage
from bot.hearing.recognition import Recognised
from bot.insight.asked import QuestionShown, QuestionsShown
from bot.insight.promised import Wanted
from bot.insight.redaction import Names
from bot.slack.idea_ports import Ideas
from bot.slack.meeting_ports import AfterMeetings, Booking, Climbing, Mailing, Offering, Workshopping
from bot.slack.promise_port import Promising
from bot.slack.reader_ports import Paging, Subscribing
from bot.surfaces import (
    AnswerForm,
    CampaignNow,
    FollowUpForm,
    Home,
    MyData,
    Ongoing,
    QuotesPage,
    RoundNow,
    ScheduleForm,
)


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

    async def status(self, workspace: str, user: str) -> tuple[Ongoing | CampaignNow | RoundNow, ...]:
        """Give what runs and what is open, as far as it concerns the person."""
        ...

    @property
    def controller(self) -> Controller:
        """Who answers for the data."""
        ...

    def is_admin(self, user: str) -> bool:
        """Tell whether a person may run campaigns."""
        ...

    async def schedule_form(self, workspace: str, user: str) -> ScheduleForm:
        """Give what the scheduling form offers. Raises `NotAllowed` for who is no admin."""
        ...


class Campaigning(Protocol):
    """What admins do with campaigns. Each method raises `NotAllowed` for who is no admin, save those that only show."""

    async def show(self, campaign: str, workspace: str | None = None) -> CampaignStatus:
        """Give a campaign's status with every week."""
        ...

    async def start(
        self, campaign: str, by: str | None = None, workspace: str | None = None, *, confirmed: Collection[str] = ()
    ) -> CampaignStatus:
        """Start a draft. Raises `SharedOutside` for channels that outsiders read and that are not confirmed."""
        ...

    async def pause(self, campaign: str, by: str | None = None, workspace: str | None = None) -> CampaignStatus:
        """Stop asking."""
        ...

    async def resume(self, campaign: str, by: str | None = None, workspace: str | None = None) -> CampaignStatus:
        """Go on after a pause."""
        ...

    async def skip_week(
        self,
        campaign: str,
        by: str | None = None,
        workspace: str | None = None,
        *,
        expected: tuple[int, date] | None = None,
    ) -> CampaignStatus:
        """Move the next week and all after it, if it is still the expected one."""
        ...

    async def send_now(
        self,
        campaign: str,
        team: str | None = None,
        by: str | None = None,
        workspace: str | None = None,
        *,
        expected: tuple[int, date] | None = None,
    ) -> CampaignStatus:
        """Ask the next question at once, if it is still the expected one."""
        ...

    async def delete(self, campaign: str, by: str | None = None, workspace: str | None = None) -> CampaignNow:
        """Take a draft away, and give what it was."""
        ...

    def see_members_soon(self, campaign_id: str) -> None:
        """Look who is in a campaign's channels, without being waited for."""
        ...


class Scheduling(Protocol):
    """The scheduling form, step by step. Each method raises `NotAllowed` for who is no admin."""

    async def begin(self, workspace: str, by: str) -> Sketch:
        """Give the admin's unfinished sketch, or an empty one."""
        ...

    async def afresh(self, sketch_id: str, workspace: str, by: str) -> Sketch:
        """Throw away what was typed."""
        ...

    async def change(self, campaign_id: str, workspace: str, by: str) -> Sketch:
        """Give a sketch of a draft, to change it."""
        ...

    async def zone_of(self, user: str) -> str:
        """Give the zone of a person's profile, empty where it is not known."""
        ...

    async def load(self, sketch_id: str, workspace: str, by: str) -> Sketch:
        """Give the sketch as it is kept."""
        ...

    async def keep_basics(self, sketch_id: str, basics: Basics, workspace: str, by: str) -> Step:
        """Keep the first step, then check it."""
        ...

    async def keep_teams(self, sketch_id: str, teams: Mapping[str, TeamSketch], workspace: str, by: str) -> Step:
        """Keep some teams, then check them."""
        ...

    async def review(self, sketch_id: str, workspace: str, by: str) -> Review:
        """Gather what would happen."""
        ...

    async def finish(
        self, sketch_id: str, version: int, workspace: str, by: str, *, start: bool, confirmed: Collection[str] = ()
    ) -> str:
        """Make the campaign and give its id, a second time the same."""
        ...


class Amending(Protocol):
    """The end of the scheduling form where it edits a campaign that has started; for admins only."""

    async def what_changes(self, sketch_id: str, workspace: str, by: str) -> Amended:
        """Find what would change."""
        ...

    async def apply(
        self, sketch_id: str, version: int, campaign_id: str, workspace: str, by: str, confirmed: Collection[str] = ()
    ) -> CampaignStatus:
        """Change the campaign, if its form and the campaign itself are as the admin saw them."""
        ...


class QuoteShown(Protocol):
    """One quote as it may be read."""

    @property
    def text(self) -> str:
        """Its words."""
        ...


class Quoting(Protocol):
    """What is done with quotes. Each method checks who may."""

    async def look(self, workspace: str, user: str, start: int = 0) -> QuotesPage:
        """Give a facilitator the list. Raises `NotAllowed` for anybody else."""
        ...

    async def one(self, workspace: str, user: str, quote_id: str) -> QuoteShown:
        """Give a facilitator one quote."""
        ...

    async def release(self, workspace: str, user: str, quote_id: str, seen: str) -> None:
        """Let leaders read a quote, if its words are those that were seen."""
        ...

    async def hide(self, workspace: str, user: str, quote_id: str, reason: str) -> bool:
        """Keep it from them; whether its author will be told why."""
        ...

    async def cut(self, workspace: str, user: str, quote_id: str, words: str) -> None:
        """Take out the words that `words` lacks."""
        ...

    async def stop(self, workspace: str, user: str, answer_id: str) -> None:
        """Take one's own permission back."""
        ...

    async def reply(self, workspace: str, user: str, quote_id: str, words: str) -> None:
        """Answer the reason why one's own quote is hidden."""
        ...


class Theming(Protocol):
    """What facilitators do with themes. Each method checks who may."""

    async def look(self, workspace: str, user: str, start: int = 0) -> ThemesPage:
        """Give a facilitator the list. Raises `NotAllowed` for anybody else."""
        ...

    async def correct(self, workspace: str, user: str, mark: str, theme: str) -> None:
        """Set the theme of an answer while its week is open."""
        ...

    async def form(self, workspace: str, user: str) -> ProposalForm:
        """Give what a theme may be proposed for."""
        ...

    async def propose(self, workspace: str, user: str, area: str, title: str, about: str) -> None:
        """Keep a proposed theme."""
        ...


class Questioning(Protocol):
    """What is done about questions to leaders. Each method checks who may; those that act say whether it was new."""

    async def look(self, workspace: str, user: str, question_id: str) -> QuestionShown:
        """Give one question to whom it was put."""
        ...

    async def of_digest(self, workspace: str, user: str, digest_id: str) -> QuestionsShown:
        """Give the questions of one's own digest, and what still waits of earlier weeks."""
        ...

    async def answer(self, workspace: str, user: str, question_id: str, act_id: str, words: str, how: str) -> bool:
        """Answer all who raised it, in the thread or each in private."""
        ...

    async def not_now(self, workspace: str, user: str, question_id: str, act_id: str, words: str) -> bool:
        """Say no for now, and why."""
        ...

    async def promise(self, workspace: str, user: str, question_id: str, act_id: str, wanted: Wanted) -> bool:
        """Promise something until a day."""
        ...

    async def settle(
        self, workspace: str, user: str, question_id: str, act_id: str, came: str, wanted: Wanted | None, words: str
    ) -> bool:
        """Say what a talk led to."""
        ...

    async def pass_on(self, workspace: str, user: str, question_id: str, act_id: str, to: str, words: str) -> bool:
        """Give it to somebody else, with a note."""
        ...

    async def thank(self, workspace: str, user: str, question_id: str, act_id: str, words: str) -> bool:
        """Thank whoever asked."""
        ...

    async def offer_talk(self, workspace: str, user: str, question_id: str, act_id: str) -> bool:
        """Offer the team a talk about it."""
        ...


class Asking(Protocol):
    """What those who asked may do. Each method checks that they did."""

    async def reply_about(self, workspace: str, user: str, question_id: str) -> str:
        """Give the area of a question that one raised."""
        ...

    async def reply(self, workspace: str, user: str, question_id: str, act_id: str, words: str) -> bool:
        """Write back to whoever answered last."""
        ...

    async def vote(self, workspace: str, user: str, value: str) -> str:
        """Say that one asks it too; gives `counted`, `before` or `own`."""
        ...

    async def helped(self, workspace: str, user: str, question_id: str, act_id: str, *, helped: bool) -> bool:
        """Say whether what came of it helped."""
        ...

    async def thanked(self, workspace: str, user: str, question_id: str, act_id: str, *, by_name: bool) -> bool:
        """Say whether one may be thanked by name."""
        ...


class Naming(Protocol):
    """Whom a workspace knows."""

    async def names(self, people: Collection[str] = ()) -> Names:
        """Give the names to take out of words. Raises `TryLater`."""
        ...


class Answering(Protocol):
    """What the privacy officer may ask for."""

    async def ask(self, workspace: str, user: str, reason: str, by: str, wish: str) -> None:
        """Have all that is kept about a person sent to `by`. Raises `NotAllowed` for who is no privacy officer."""
        ...


class Core(Protocol):
    """All of it."""

    @property
    def pages(self) -> Paging:
        """Where links to a leader's page come from."""
        ...

    @property
    def privacy(self) -> Answering:
        """Where a privacy officer's acts go."""
        ...

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
        """Where admins' acts go."""
        ...

    @property
    def wizard(self) -> Scheduling:
        """Where the scheduling form goes."""
        ...

    @property
    def amending(self) -> Amending:
        """Where edits of campaigns that have started go."""
        ...

    @property
    def quotes(self) -> Quoting:
        """Where quotes are decided about."""
        ...

    @property
    def themes(self) -> Theming:
        """Where themes are corrected and proposed."""
        ...

    @property
    def questions(self) -> Questioning:
        """Where leaders say what comes of questions."""
        ...

    @property
    def asking(self) -> Asking:
        """Where those who asked act."""
        ...

    @property
    def offering(self) -> Offering:
        """Where leaders offer times."""
        ...

    @property
    def booking(self) -> Booking:
        """Where people take places."""
        ...

    @property
    def after(self) -> AfterMeetings:
        """Where it is said what became of meetings."""
        ...

    @property
    def mail(self) -> Mailing:
        """Where people say yes to invitations by e-mail."""
        ...

    @property
    def ladder(self) -> Climbing:
        """Where those who asked say how it shall be taken up."""
        ...

    @property
    def promises(self) -> Promising:
        """Where promises are made to teams, and changed."""
        ...

    @property
    def ideas(self) -> Ideas:
        """Where ideas are shared, helped with and taken forward."""
        ...

    @property
    def subscriptions(self) -> Subscribing:
        """Where it is kept who gets wider digests."""
        ...

    @property
    def workshops(self) -> Workshopping:
        """Where facilitators work in a session."""
        ...

    @property
    def names(self) -> Naming:
        """Where people's names come from."""
        ...

    async def recognise(self, channel: str, ts: str) -> Recognised:
        """Look what the thread of a message hangs on. If it is ours, events under it find their question afterwards.

        Raises `NotYetKnown` when Slack does not show it yet, and `TryLater` when it cannot be asked.
        """
        ...

    async def missed_some(self) -> None:
        """Slack left events out: have threads read back."""
        ...

    async def uninstalled(self, workspace: str, event_id: str, told_at: datetime | None) -> None:
        """Waymark was removed from a workspace: fall silent there, and let the terms of keeping begin.

        `told_at` is the event's time, by Slack's clock, where it has one.
        """

    def refused(self) -> None:
        """An event was not taken, and this may have been the last time that Slack brought it."""
        ...

    async def show_home(self, workspace: str, user: str) -> None:
        """Bring a person's Home tab up to date."""
        ...
