"""Stand-ins for the two neighbours of the Slack edge: the core behind it, and Slack's Web API before it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.campaigns.amending import Amended
from bot.campaigns.sketch import Basics, Sketch, TeamSketch
from bot.campaigns.status import CampaignStatus
from bot.campaigns.wizard import Review, Step
from bot.controller import Controller
from bot.dialogues.effects import Reply
from bot.dialogues.events import Event
from bot.enquiries.theme_pages import ProposalForm, ThemesPage
from bot.errors import FieldProblem, NotAllowed, NotYetKnown, TryLater
from bot.hearing.recognition import Recognised
from bot.insight.asked import QuestionShown, QuestionsShown
from bot.insight.promised import Wanted
from bot.insight.redaction import Names
from bot.pages.facts import PageLink
from bot.surfaces import (
    AnswerForm,
    CampaignNow,
    FollowUpForm,
    Home,
    MyData,
    Ongoing,
    QuotesPage,
    QuoteToLook,
    Reminders,
    RoundNow,
    ScheduleForm,
)
from tests.slack import facts_of_views as facts
from tests.slack.stand_in_desks import StandInAfterMeetings, StandInIdeas, StandInLadder, StandInMail
from tests.slack.stand_in_meetings import StandInMeetings
from tests.slack.stand_in_promises import StandInPromises
from tests.slack.stand_in_readers import StandInReaders
from tests.slack.stand_in_workshops import StandInWorkshops

PAYLOADS = Path(__file__).parent / "payloads"


def payload(name: str, response_url: str = "http://127.0.0.1:9/none") -> dict[str, Any]:
    """A whole payload as Slack sends it."""
    text = (PAYLOADS / f"{name}.json").read_text(encoding="utf-8")
    body: dict[str, Any] = json.loads(text.replace("RESPONSE_URL", response_url))
    return body


@dataclass(frozen=True)
class Came:
    """What came of an event."""

    replies: tuple[Reply, ...] = ()
    fresh: bool = True


@dataclass(frozen=True)
class StandInQuotes:
    """The desk where quotes are decided about, and whom the workspace knows."""

    core: StandInCore

    async def look(self, workspace: str, user: str, start: int = 0) -> QuotesPage:
        self.core._ask("look", workspace, user, start)
        return facts.QUOTES

    async def one(self, workspace: str, user: str, quote_id: str) -> QuoteToLook:
        self.core._ask("one", workspace, user, quote_id)
        return facts.QUOTES.items[0]

    async def release(self, workspace: str, user: str, quote_id: str, seen: str) -> None:
        self.core._ask("release", workspace, user, quote_id, seen)

    async def hide(self, workspace: str, user: str, quote_id: str, reason: str) -> bool:
        self.core._ask("hide", workspace, user, quote_id, reason)
        return True

    async def cut(self, workspace: str, user: str, quote_id: str, words: str) -> None:
        self.core._ask("cut", workspace, user, quote_id, words)

    async def stop(self, workspace: str, user: str, answer_id: str) -> None:
        self.core._ask("stop", workspace, user, answer_id)

    async def reply(self, workspace: str, user: str, quote_id: str, words: str) -> None:
        self.core._ask("reply", workspace, user, quote_id, words)

    async def names(self, people: Collection[str] = ()) -> Names:
        if self.core.fails:
            raise TryLater
        return Names.of(["Siân Prydderch"])


@dataclass(frozen=True)
class StandInThemes:
    """The desk where themes are corrected."""

    core: StandInCore

    async def look(self, workspace: str, user: str, start: int = 0) -> ThemesPage:
        self.core._ask("look at themes", workspace, user, start)
        return facts.THEMES

    async def correct(self, workspace: str, user: str, mark: str, theme: str) -> None:
        self.core._ask("correct", workspace, user, mark, theme)

    async def form(self, workspace: str, user: str) -> ProposalForm:
        self.core._ask("form", workspace, user)
        return facts.PROPOSAL

    async def propose(self, workspace: str, user: str, area: str, title: str, about: str) -> None:
        self.core._ask("propose", workspace, user, area, title, about)


@dataclass(frozen=True)
class StandInQuestions:
    """The desk where leaders say what comes of questions."""

    core: StandInCore

    async def look(self, workspace: str, user: str, question_id: str) -> QuestionShown:
        self.core._ask("question", workspace, user, question_id)
        return facts.QUESTION_PUT

    async def of_digest(self, workspace: str, user: str, digest_id: str) -> QuestionsShown:
        self.core._ask("questions", workspace, user, digest_id)
        return QuestionsShown((facts.QUESTION_PUT,), (facts.QUESTION_PUT,))

    async def answer(self, workspace: str, user: str, question_id: str, act_id: str, words: str, how: str) -> bool:
        return self._acts("answer", workspace, user, question_id, act_id, words, how)

    async def not_now(self, workspace: str, user: str, question_id: str, act_id: str, words: str) -> bool:
        return self._acts("not_now", workspace, user, question_id, act_id, words)

    async def promise(self, workspace: str, user: str, question_id: str, act_id: str, wanted: Wanted) -> bool:
        return self._acts("promise", workspace, user, question_id, act_id, wanted)

    async def settle(
        self, workspace: str, user: str, question_id: str, act_id: str, came: str, wanted: Wanted | None, words: str
    ) -> bool:
        return self._acts("settle", workspace, user, question_id, act_id, came, wanted, words)

    async def pass_on(self, workspace: str, user: str, question_id: str, act_id: str, to: str, words: str) -> bool:
        return self._acts("pass_on", workspace, user, question_id, act_id, to, words)

    async def thank(self, workspace: str, user: str, question_id: str, act_id: str, words: str) -> bool:
        return self._acts("thank", workspace, user, question_id, act_id, words)

    async def offer_talk(self, workspace: str, user: str, question_id: str, act_id: str) -> bool:
        return self._acts("offer_talk", workspace, user, question_id, act_id)

    async def reply_about(self, workspace: str, user: str, question_id: str) -> str:
        self.core._ask("reply_about", workspace, user, question_id)
        return facts.QUESTION_PUT.area_title

    async def reply(self, workspace: str, user: str, question_id: str, act_id: str, words: str) -> bool:
        return self._acts("reply", workspace, user, question_id, act_id, words)

    async def vote(self, workspace: str, user: str, value: str) -> str:
        self.core._ask("vote", workspace, user, value)
        return "counted"

    async def helped(self, workspace: str, user: str, question_id: str, act_id: str, *, helped: bool) -> bool:
        return self._acts("helped", workspace, user, question_id, act_id, helped)

    async def thanked(self, workspace: str, user: str, question_id: str, act_id: str, *, by_name: bool) -> bool:
        return self._acts("thanked", workspace, user, question_id, act_id, by_name)

    def _acts(self, *asked: Any) -> bool:
        fresh = asked not in self.core.asked
        self.core._ask(*asked)
        return fresh


@dataclass
class StandInCore:
    """A core that remembers what it was asked and answers what a test wants; `fails` is raised by everything."""

    replies: tuple[Reply, ...] = ()
    fails: Exception | None = None
    events: list[Event] = field(default_factory=list)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    wrong: list[FieldProblem] = field(default_factory=list)
    reviewed: Review = field(default_factory=lambda: facts.REVIEW)
    amended: Amended = field(default_factory=lambda: facts.AMENDED)
    edits: bool = False
    """Whether the form edits a campaign that has started."""
    meanwhile: Exception | None = None
    """Raised when a campaign is to be made or started."""
    root: Recognised | Exception = field(default_factory=NotYetKnown)
    """What a thread turns out to hang on, when the conversation does not know it."""
    zone: str = ""
    now: tuple[Ongoing | CampaignNow | RoundNow, ...] = (facts.CAMPAIGN, facts.ROUND)

    @property
    def conversation(self) -> StandInCore:
        return self

    @property
    def enquiries(self) -> StandInCore:
        return self

    @property
    def campaigns(self) -> StandInCore:
        return self

    @property
    def quotes(self) -> StandInQuotes:
        return StandInQuotes(self)

    @property
    def pages(self) -> StandInCore:
        return self

    async def link(self, workspace: str, user: str, about: str) -> PageLink:
        self._ask("link", workspace, user, about)
        return PageLink("https://waymark.example/page/open?link=made", 10)

    @property
    def themes(self) -> StandInThemes:
        return StandInThemes(self)

    @property
    def questions(self) -> StandInQuestions:
        return StandInQuestions(self)

    @property
    def workshops(self) -> StandInWorkshops:
        return StandInWorkshops(self)

    @property
    def asking(self) -> StandInQuestions:
        return StandInQuestions(self)

    @property
    def offering(self) -> StandInMeetings:
        return StandInMeetings(self)

    @property
    def booking(self) -> StandInMeetings:
        return StandInMeetings(self)

    @property
    def after(self) -> StandInAfterMeetings:
        return StandInAfterMeetings(self)

    @property
    def mail(self) -> StandInMail:
        return StandInMail(self)

    @property
    def ladder(self) -> StandInLadder:
        return StandInLadder(self)

    @property
    def promises(self) -> StandInPromises:
        return StandInPromises(self)

    @property
    def ideas(self) -> StandInIdeas:
        return StandInIdeas(self)

    @property
    def subscriptions(self) -> StandInReaders:
        return StandInReaders(self)

    @property
    def names(self) -> StandInQuotes:
        return StandInQuotes(self)

    @property
    def privacy(self) -> StandInCore:
        return self

    async def ask(self, workspace: str, user: str, reason: str, by: str, wish: str) -> None:
        self._ask("access", workspace, user, reason, by)

    def _ask(self, *asked: Any) -> None:
        self.asked.append(asked)
        if self.fails:
            raise self.fails

    async def handle(self, event: Event) -> Came:
        if self.fails:
            raise self.fails
        seen = event.id in {known.id for known in self.events}
        if not seen:
            self.events.append(event)
        return Came((), fresh=False) if seen else Came(self.replies)

    async def answer_form(self, workspace: str, round_id: str, user: str) -> AnswerForm:
        self._ask("answer_form", workspace, round_id, user)
        return facts.ANSWER_FORM

    async def change_form(self, workspace: str, answer_id: str, user: str) -> AnswerForm:
        self._ask("change_form", workspace, answer_id, user)
        return facts.CHANGE_FORM

    async def follow_up_form(self, workspace: str, answer_id: str, user: str) -> FollowUpForm:
        self._ask("follow_up_form", workspace, answer_id, user)
        return facts.FOLLOW_UP_FORM

    async def my_data(self, workspace: str, user: str) -> MyData:
        self._ask("my_data", workspace, user)
        return MyData(facts.own_answers(20), (), Reminders())

    async def home(self, workspace: str, user: str) -> Home:
        self._ask("home", workspace, user)
        return facts.MEMBER

    async def status(self, workspace: str, user: str) -> tuple[Ongoing | CampaignNow | RoundNow, ...]:
        self._ask("status", workspace, user)
        return self.now

    async def schedule_form(self, workspace: str, user: str) -> ScheduleForm:
        self._ask("schedule_form", workspace, user)
        return facts.SCHEDULE_FORM

    @property
    def wizard(self) -> StandInCore:
        return self

    @property
    def controller(self) -> Controller:
        return facts.CONTROLLER

    def is_admin(self, user: str) -> bool:
        return not isinstance(self.fails, NotAllowed)

    async def begin(self, workspace: str, by: str) -> Sketch:
        self._ask("begin", workspace, by)
        return facts.SKETCH

    async def afresh(self, sketch_id: str, workspace: str, by: str) -> Sketch:
        self._ask("afresh", sketch_id, workspace, by)
        return Sketch(sketch_id, 9)

    async def change(self, campaign_id: str, workspace: str, by: str) -> Sketch:
        self._ask("change", campaign_id, workspace, by)
        return replace(facts.SKETCH, about=campaign_id)

    async def zone_of(self, user: str) -> str:
        return self.zone

    def typed(self) -> Sketch:
        return facts.EDIT if self.edits else facts.SKETCH

    async def load(self, sketch_id: str, workspace: str, by: str) -> Sketch:
        self._ask("load", sketch_id, workspace, by)
        return self.typed()

    async def keep_basics(self, sketch_id: str, basics: Basics, workspace: str, by: str) -> Step:
        self._ask("keep_basics", sketch_id, basics, workspace, by)
        return Step(self.typed(), tuple(self.wrong))

    async def keep_teams(self, sketch_id: str, teams: Mapping[str, TeamSketch], workspace: str, by: str) -> Step:
        self._ask("keep_teams", sketch_id, dict(teams), workspace, by)
        return Step(self.typed(), tuple(self.wrong))

    async def review(self, sketch_id: str, workspace: str, by: str) -> Review:
        self._ask("review", sketch_id, workspace, by)
        return self.reviewed

    @property
    def amending(self) -> StandInCore:
        return self

    async def what_changes(self, sketch_id: str, workspace: str, by: str) -> Amended:
        self._ask("what_changes", sketch_id, workspace, by)
        return self.amended

    async def apply(
        self, sketch_id: str, version: int, campaign_id: str, workspace: str, by: str, confirmed: Collection[str] = ()
    ) -> CampaignStatus:
        self._ask("apply", sketch_id, version, campaign_id, by, tuple(confirmed))
        if self.meanwhile:
            raise self.meanwhile
        return facts.status_of_weeks(teams=2, weeks=7)

    async def finish(
        self, sketch_id: str, version: int, workspace: str, by: str, *, start: bool, confirmed: Collection[str] = ()
    ) -> str:
        self._ask("finish", sketch_id, version, by, start, tuple(confirmed))
        if self.meanwhile:
            raise self.meanwhile
        return "campaign-1"

    def see_members_soon(self, campaign_id: str) -> None:
        self.asked.append(("see_members_soon", campaign_id))

    async def start(
        self, campaign: str, by: str | None = None, workspace: str | None = None, *, confirmed: Collection[str] = ()
    ) -> CampaignStatus:
        self._ask("start", campaign, by, tuple(confirmed))
        if self.meanwhile and not confirmed:
            raise self.meanwhile
        return facts.status_of_weeks(teams=2, weeks=7)

    async def pause(self, campaign: str, by: str | None = None, workspace: str | None = None) -> CampaignStatus:
        self._ask("pause", campaign, by)
        return facts.status_of_weeks(teams=2, weeks=7)

    async def resume(self, campaign: str, by: str | None = None, workspace: str | None = None) -> CampaignStatus:
        self._ask("resume", campaign, by)
        return facts.status_of_weeks(teams=2, weeks=7)

    async def skip_week(
        self,
        campaign: str,
        by: str | None = None,
        workspace: str | None = None,
        *,
        expected: tuple[int, date] | None = None,
    ) -> CampaignStatus:
        self._ask("skip_week", campaign, by, expected)
        return facts.status_of_weeks(teams=2, weeks=7)

    async def send_now(
        self,
        campaign: str,
        team: str | None = None,
        by: str | None = None,
        workspace: str | None = None,
        *,
        expected: tuple[int, date] | None = None,
    ) -> CampaignStatus:
        self._ask("send_now", campaign, by, expected)
        return facts.status_of_weeks(teams=2, weeks=7)

    async def delete(self, campaign: str, by: str | None = None, workspace: str | None = None) -> CampaignNow:
        self._ask("delete", campaign, by)
        return facts.CAMPAIGN

    async def show(self, campaign: str, workspace: str | None = None) -> CampaignStatus:
        self._ask("show", campaign, workspace)
        return facts.status_of_weeks(teams=2, weeks=7)

    async def recognise(self, channel: str, ts: str) -> Recognised:
        self.asked.append(("recognise", channel, ts))
        if isinstance(self.root, Exception):
            raise self.root
        if self.root.ours and isinstance(self.fails, NotYetKnown):
            self.fails = None  # its question is known now
        return self.root

    async def missed_some(self) -> None:
        self._ask("missed_some")

    async def uninstalled(self, workspace: str, event_id: str, told_at: datetime | None) -> None:
        self._ask("uninstalled", workspace, event_id, told_at)

    def refused(self) -> None:
        self.asked.append(("refused",))

    async def show_home(self, workspace: str, user: str) -> None:
        self._ask("show_home", workspace, user)


@dataclass
class StandInSlack:
    """Slack's Web API: takes every call, remembers it, and answers `error` where a test wants one."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    url: str = ""

    @property
    def response_url(self) -> str:
        return f"{self.url}/respond"

    def called(self, method: str) -> list[dict[str, Any]]:
        """The arguments of each call of a method."""
        return [args for name, args in self.calls if name == method]

    async def take(self, request: web.Request) -> web.Response:
        method = request.path.rsplit("/", 1)[-1]
        args: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            args |= await request.json()
        else:
            args |= dict(await request.post())
        if method == "auth.test":
            return web.json_response(
                {"ok": True, "user_id": "U0WAYMARK1", "bot_id": "B0WAYMARK1", "team_id": "T0GREEN001"}
            )
        self.calls.append((method, args))
        error = self.errors.get(method)
        status = 404 if error and method == "respond" else 200
        return web.json_response(
            {"ok": False, "error": error} if error else {"ok": True, **self.answers.get(method, {})}, status=status
        )


@asynccontextmanager
async def stand_in_slack() -> AsyncIterator[tuple[StandInSlack, AsyncWebClient]]:
    """Serve the stand-in on loopback, with a client for it."""
    slack = StandInSlack()
    pages = web.Application()
    pages.router.add_route("*", "/{tail:.*}", slack.take)
    async with TestServer(pages) as server, ClientSession() as session:
        slack.url = str(server.make_url("")).rstrip("/")
        yield slack, AsyncWebClient("xoxb-test", base_url=f"{slack.url}/api/", session=session, retry_handlers=[])


async def send(app: AsyncApp, body: dict[str, Any]) -> BoltResponse:
    """Push a payload through Bolt's dispatcher, as Socket Mode does."""
    return await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))


def http_body(body: dict[str, Any]) -> tuple[str, str]:
    """How Slack writes a payload into an HTTP request: the body and its content type."""
    if "command" in body:
        return urlencode(body), "application/x-www-form-urlencoded"
    if body["type"] in {"event_callback", "app_rate_limited"}:
        return json.dumps(body), "application/json"
    return urlencode({"payload": json.dumps(body)}), "application/x-www-form-urlencoded"
