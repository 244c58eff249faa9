"""The strict stand-in for Slack takes every message and view, and carries a tap to a form and back over both roads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
import uvicorn
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.datastructures import Headers

from bot.campaigns.sketch import Sketch
from bot.clock import AdjustableClock, WireClock
from bot.content.texts import Texts
from bot.dialogues import events as ev
from bot.dialogues.effects import Reply
from bot.errors import SettingsProblem
from bot.slack.app import build_app
from bot.slack.blocks.compose import COMPOSERS, compose
from bot.slack.blocks.voice import Voice
from bot.slack.client import slack_client
from bot.slack.transport import Signatures, http_route, socket_mode
from bot.slack.views.answer import answer_view, ask_view, change_view, follow_up_view
from bot.slack.views.home import home_view
from bot.slack.views.my_data import my_data_view
from bot.slack.views.said import said_view
from bot.slack.views.schedule import schedule_view
from bot.slack.views.schedule_dates import confirm_view, dates_view, made_view
from bot.slack.views.schedule_edit import edit_view, edited_view
from bot.slack.views.schedule_review import review_view
from bot.slack.views.schedule_teams import teams_view
from bot.surfaces import MyData, Reminders
from sandbox.apps import make_app
from sandbox.blocks.message import check_message
from sandbox.blocks.view import check_view
from sandbox.pace import Pace
from sandbox.people.person import Person
from sandbox.records import Channel
from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.slack import facts_of_views as facts
from tests.slack.samples import LONG, PLAIN
from tests.slack.stand_ins import StandInCore, http_body, payload, stand_in_slack

MESSAGES = [(name, kind) for kind in (PLAIN, LONG) for name in sorted(COMPOSERS) if name in kind]
ROUND = PLAIN["prompt/open"]["round_id"]

LONG_REVIEW = facts.review_of(
    facts.sketch_of(90), weeks=52, shared=(facts.SHARED,) * 90, problems=tuple(f"Problem {n}." for n in range(40))
)
MODALS: dict[str, Callable[[Voice], Any]] = {
    "answer": lambda voice: answer_view(facts.ANSWER_FORM, voice),
    "ask leaders": lambda voice: ask_view(facts.ANSWER_FORM, voice),
    "change": lambda voice: change_view(facts.CHANGE_FORM, voice),
    "follow-up": lambda voice: follow_up_view(facts.FOLLOW_UP_FORM, voice),
    "own data": lambda voice: my_data_view(facts.MY_DATA, voice),
    "much own data": lambda voice: my_data_view(
        MyData(facts.own_answers(90), (("Area", "now", 1),) * 90, Reminders()), voice
    ),
    "saved": lambda voice: said_view(compose("answer/saved", PLAIN["answer/saved"], voice.texts), voice),
    "schedule": lambda voice: schedule_view(facts.SCHEDULE_FORM, facts.SKETCH, voice),
    "an empty schedule": lambda voice: schedule_view(facts.SCHEDULE_FORM, Sketch("sketch-1"), voice),
    "a kept schedule": lambda voice: schedule_view(facts.SCHEDULE_FORM, replace(facts.sketch_of(90), kept=True), voice),
    "schedule teams": lambda voice: teams_view(facts.SKETCH, 1, voice),
    "many schedule teams": lambda voice: teams_view(facts.sketch_of(90), 2, voice),
    "schedule review": lambda voice: review_view(facts.REVIEW, voice),
    "a long schedule review": lambda voice: review_view(LONG_REVIEW, voice, "Somebody was quicker."),
    "made": lambda voice: made_view(facts.status_of_weeks(teams=20, weeks=12), voice),
    "edit": lambda voice: schedule_view(facts.SCHEDULE_FORM, replace(facts.EDIT, kept=True), voice),
    "an edit of a campaign from a file": lambda voice: schedule_view(facts.SCHEDULE_FORM, facts.FROM_FILE, voice),
    "edit review": lambda voice: edit_view(facts.AMENDED, voice),
    "a long edit review": lambda voice: edit_view(facts.LONG_AMENDED, voice, "Somebody was quicker."),
    "edited": lambda voice: edited_view(facts.status_of_weeks(teams=2, weeks=7), voice),
    "dates": lambda voice: dates_view(facts.status_of_weeks(teams=40, weeks=52, apart=True), voice),
    "confirm shared": lambda voice: confirm_view("campaign-1", [facts.SHARED], voice),
}


@pytest.mark.parametrize(("name", "samples"), MESSAGES)
def test_every_message_is_taken(texts: Texts, name: str, samples: dict[str, Any]) -> None:
    """Each utterance, at its usual and at its greatest length, passes the stand-in's checks."""
    rendered = compose(name, samples[name], texts, zone="Europe/London")
    check_message(rendered.text, rendered.block_dicts())


@pytest.mark.parametrize("name", sorted(MODALS))
def test_every_form_is_taken(texts: Texts, name: str) -> None:
    """Each form and page passes the stand-in's checks."""
    check_view(MODALS[name](Voice(texts)).to_dict(), "modal")


@pytest.mark.parametrize("home", facts.HOMES)
def test_every_home_is_taken(texts: Texts, home: Any) -> None:
    """The Home tab of every kind of reader passes the stand-in's checks."""
    check_view(home_view(home, Voice(texts)).to_dict(), "home")


# --- the two roads ---------------------------------------------------------------------------------------------------


@dataclass
class Played:
    """A workspace with the app connected to it, a core that remembers, and Ana in a team's channel."""

    workspace: Workspace
    core: StandInCore
    client: AsyncWebClient
    ana: Person
    team: Channel
    texts: Texts

    async def post(self, utterance: str) -> str:
        """Post an utterance into the team's channel."""
        said = compose(utterance, PLAIN[utterance], self.texts)
        posted = await self.client.chat_postMessage(channel=self.team.id, text=said.text, blocks=said.blocks)
        return str(posted["ts"])

    def says(self, utterance: str) -> None:
        """Let the conversation answer every event with an utterance."""
        self.core.replies = (Reply(utterance=utterance, facts=PLAIN[utterance]),)


@asynccontextmanager
async def over_sockets(app: AsyncApp, workspace: Workspace) -> AsyncIterator[None]:
    """Socket Mode."""
    async with socket_mode(app, workspace.app.app_token):
        yield


@asynccontextmanager
async def over_http(app: AsyncApp, workspace: Workspace) -> AsyncIterator[None]:
    """Signed requests to a port of our own."""
    pages = Starlette(routes=[http_route(app, workspace.app.signing_secret, WireClock())])
    server = uvicorn.Server(uvicorn.Config(pages, port=0, log_level="critical", lifespan="off"))
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup()
    port = server.servers[0].sockets[0].getsockname()[1]
    workspace.app.events_url = f"http://127.0.0.1:{port}/slack/events"
    try:
        yield
    finally:
        await server.shutdown()


@pytest.fixture(params=[over_sockets, over_http], ids=["socket mode", "signed http"])
async def played(request: pytest.FixtureRequest, texts: Texts) -> AsyncIterator[Played]:
    """The whole edge, with the strict stand-in on its far side."""
    signed = request.param is over_http
    workspace = Workspace(make_app(events_url="http://127.0.0.1:9/" if signed else None), pace=Pace(scale=100))
    ana = workspace.add_user("ana", "Ana Jones")
    team = workspace.add_channel("team", [ana.id])
    core = StandInCore()
    async with AsyncExitStack() as stack:
        base_url = await stack.enter_async_context(serve(workspace))
        client = await stack.enter_async_context(slack_client(workspace.app.bot_token, f"{base_url}/api/"))
        clock = AdjustableClock(frozen_at=facts.AT)
        app = build_app(client, core, texts=texts, clock=clock)
        await stack.enter_async_context(request.param(app, workspace))
        yield Played(workspace, core, client, workspace.person(ana.id), team, texts)


async def test_its_removal_is_heard_though_its_token_is_dead(played: Played) -> None:
    """Slack tells of the removal when the token is refused already; it is taken all the same."""
    await played.ana.remove_app()
    assert {call[:2] for call in played.core.asked} == {("uninstalled", played.workspace.team_id)}
    with pytest.raises(SlackApiError, match="account_inactive"):
        await played.client.auth_test()


async def test_from_a_button_to_a_form_to_saved(played: Played) -> None:
    """A tap opens the form, sending it stores one answer, and the form turns into the word that it is saved."""
    played.says("answer/saved")
    ts = await played.post("prompt/open")
    await played.ana.click(played.team.id, ts, "answer_privately")
    view = await played.ana.open_modal()
    assert view is not None
    result = await played.ana.submit(view.id, {"text": "We trust each other", "mode": "confidential", "now": "2"})
    assert result.kind == "updated"
    (given,) = played.core.events
    assert isinstance(given, ev.AnswerGiven)
    assert (given.text, given.now, given.round_id) == ("We trust each other", 2, "round-1")
    modal = played.ana.modal()
    assert modal is not None
    assert "is saved" in str(modal.blocks)


async def test_a_rating_is_confirmed_where_it_was_tapped(played: Played) -> None:
    """A tapped number is stored and confirmed in the channel to the one who tapped."""
    played.says("rating/kept")
    ts = await played.post("prompt/open")
    await played.ana.click(played.team.id, ts, "rate:needed:4")
    (rated,) = played.core.events
    assert isinstance(rated, ev.RatingTapped)
    assert (rated.scale, rated.value, rated.round_id) == ("needed", 4, ROUND)
    assert "4 out of 5" in played.ana.ephemerals(played.team.id)[-1].text


async def test_a_thread_reply_its_edit_and_its_end(played: Played) -> None:
    """A reply, its edit, its deletion and a reaction with a skin tone all arrive as events, in their order."""
    played.says("followup/ask_here")
    ts = await played.post("prompt/open")
    reply = await played.ana.post(played.team.id, "We talk < once a year & that is it", ts)
    await played.ana.edit(played.team.id, reply, "We talk twice a year")
    await played.ana.react(played.team.id, ts, "four::skin-tone-3")
    await played.ana.delete(played.team.id, reply)
    await played.workspace.dispatcher.idle()
    kinds = [type(event) for event in sorted(played.core.events, key=lambda event: getattr(event, "version_ts", "9"))]
    assert kinds == [ev.ReplyPosted, ev.ReplyEdited, ev.ReplyDeleted, ev.ReactionAdded]
    posted = next(event for event in played.core.events if type(event) is ev.ReplyPosted)
    assert posted.text == "We talk < once a year & that is it"
    assert "Only you can see this" in played.ana.ephemerals(played.team.id)[0].text


async def test_the_command_and_own_data(played: Played) -> None:
    """/waymark answers the asker alone, and own data opens in pages that turn."""
    await played.ana.slash("/waymark", "status", played.team.id)
    assert "Open until" in played.ana.ephemerals(played.team.id)[-1].text
    await played.ana.slash("/waymark", "my-data", played.team.id)
    view = await played.ana.open_modal()
    assert view is not None
    assert "8 more answers follow" in str(view.blocks)
    await played.ana.click_view(view.id, "open_my_data")
    turned = played.ana.modal()
    assert turned is not None
    assert "Reminders are on" in str(turned.blocks)


async def test_a_campaign_is_scheduled(played: Played) -> None:
    """The scheduling form opens from the command, is filled in and sent, and goes on to its second step."""
    await played.ana.slash("/waymark", "schedule", played.team.id)
    view = await played.ana.open_modal()
    assert view is not None
    result = await played.ana.submit(view.id, {"name": "Autumn 2027", "teams": [played.team.id]})
    assert result.kind == "updated"
    assert result.view is not None
    assert result.view.body["callback_id"] == "schedule_teams"
    _, sketch, basics, *_ = next(asked for asked in played.core.asked if asked[0] == "keep_basics")
    assert (sketch, basics.name, basics.channels) == ("sketch-1", "Autumn 2027", (played.team.id,))


# --- signatures ------------------------------------------------------------------------------------------------------


def signed(body: str, secret: str, at: int) -> dict[str, str]:
    """Slack's headers for a body."""
    return {
        "X-Slack-Request-Timestamp": str(at),
        "X-Slack-Signature": SignatureVerifier(secret).generate_signature(timestamp=str(at), body=body) or "",
    }


@dataclass
class WrongMachine(WireClock):
    """Slack's clock on a machine whose own is some hours off."""

    off: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        super().__init__()
        self.hear(format_datetime(datetime.now(UTC), usegmt=True), self.monotonic())

    def machine(self) -> datetime:
        return datetime.now(UTC) + self.off


@pytest.mark.parametrize("hours", [-2, 0, 2])
@pytest.mark.parametrize(
    ("secret", "age", "status"),
    [("s3cret", 0, 200), ("s3cret", 290, 200), ("wrong", 0, 401), ("s3cret", 600, 401), ("s3cret", -600, 401)],
    ids=str,
)
async def test_only_what_slack_signed_is_taken(texts: Texts, secret: str, age: int, status: int, hours: int) -> None:
    """Over HTTP a wrong or an old signature is refused and stores nothing, however wrong the machine's clock is."""
    async with stand_in_slack() as (_, client):
        core, wire = StandInCore(), WrongMachine(timedelta(hours=hours))
        app = build_app(client, core, texts=texts, clock=AdjustableClock(frozen_at=facts.AT))
        body, kind = http_body(payload("message_reply"))
        now = int(datetime.now(UTC).timestamp()) - age
        transport = httpx.ASGITransport(Starlette(routes=[http_route(app, "s3cret", wire)]))
        async with httpx.AsyncClient(transport=transport, base_url="http://waymark") as http:
            headers = {"Content-Type": kind, **signed(body, secret, now)}
            answer = await http.post("/slack/events", content=body, headers=headers)
    assert answer.status_code == status
    assert len(core.events) == (1 if status == 200 else 0)


@dataclass
class AsleepMachine(WireClock):
    """A machine that stood still together with its counter: what Slack's clock said last is long past."""

    slept: timedelta = timedelta(hours=3)

    def __post_init__(self) -> None:
        super().__init__()
        self.hear(format_datetime(datetime.now(UTC) - self.slept, usegmt=True), self.monotonic())


@pytest.mark.parametrize(
    ("secret", "age", "holds", "asked"),
    [("s3cret", 0, True, 1), ("wrong", 0, False, 0), ("s3cret", 600, False, 1)],
    ids=["signed now", "not signed", "an old request"],
)
async def test_a_machine_that_stood_still_asks_slack_the_time(secret: str, age: int, holds: bool, asked: int) -> None:
    """Where only the time seems wrong Slack is asked once, however many requests come, and each is judged again."""
    wire, questions = AsleepMachine(), list[str]()
    async with (
        stand_in_slack() as (slack, _),
        slack_client("xoxb", f"{slack.url}/api/", wire, questions.append) as client,
    ):
        signatures = Signatures("s3cret", wire, client)
        headers = Headers(signed("{}", secret, int(datetime.now(UTC).timestamp()) - age))
        found = await asyncio.gather(*(signatures.hold(b"{}", headers) for _ in range(5)))
    assert (found, questions) == ([holds] * 5, ["answered"] * asked)


@pytest.mark.parametrize("hours", [0, 3])
async def test_after_standing_still_events_are_taken(texts: Texts, hours: int) -> None:
    """Over HTTP an event that Slack signed is taken at once, however long the machine stood still."""
    wire, core = AsleepMachine(timedelta(hours=hours)), StandInCore()
    async with stand_in_slack() as (slack, _), slack_client("xoxb", f"{slack.url}/api/", wire) as client:
        app = build_app(client, core, texts=texts, clock=AdjustableClock(frozen_at=facts.AT))
        body, kind = http_body(payload("message_reply"))
        headers = {"Content-Type": kind, **signed(body, "s3cret", int(datetime.now(UTC).timestamp()))}
        transport = httpx.ASGITransport(Starlette(routes=[http_route(app, "s3cret", wire)]))
        async with httpx.AsyncClient(transport=transport, base_url="http://waymark") as http:
            answer = await http.post("/slack/events", content=body, headers=headers)
    assert (answer.status_code, len(core.events)) == (200, 1)


async def test_a_slack_that_does_not_answer_leaves_the_request_refused(texts: Texts) -> None:
    """When Slack cannot be asked for the time, a request with a wrong time stays refused, and nothing breaks."""
    wire = AsleepMachine()
    async with slack_client("xoxb", "http://127.0.0.1:9/api/", wire) as client:
        app = build_app(client, StandInCore(), texts=texts, clock=AdjustableClock(frozen_at=facts.AT))
        body, kind = http_body(payload("message_reply"))
        headers = {"Content-Type": kind, **signed(body, "s3cret", int(datetime.now(UTC).timestamp()))}
        transport = httpx.ASGITransport(Starlette(routes=[http_route(app, "s3cret", wire)]))
        async with httpx.AsyncClient(transport=transport, base_url="http://waymark") as http:
            answer = await http.post("/slack/events", content=body, headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("timestamp", ["", "soon", "1e9"])
async def test_a_timestamp_that_is_no_number_is_refused(texts: Texts, timestamp: str) -> None:
    """What is no timestamp is refused like a wrong signature, and breaks nothing."""
    async with stand_in_slack() as (_, client):
        app = build_app(client, StandInCore(), texts=texts, clock=AdjustableClock(frozen_at=facts.AT))
        transport = httpx.ASGITransport(Starlette(routes=[http_route(app, "s3cret", WireClock())]))
        async with httpx.AsyncClient(transport=transport, base_url="http://waymark") as http:
            headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": "v0=1"}
            answer = await http.post("/slack/events", content=b"{}", headers=headers)
    assert answer.status_code == 401


async def test_without_a_secret_there_is_no_http(texts: Texts) -> None:
    """An app without a signing secret is not offered over HTTP, because anybody could sign for it."""
    async with stand_in_slack() as (_, client):
        app = build_app(client, StandInCore(), texts=texts, clock=AdjustableClock(frozen_at=facts.AT))
        with pytest.raises(SettingsProblem, match="SLACK_SIGNING_SECRET"):
            http_route(app, "", WireClock())
