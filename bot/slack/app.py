"""The Bolt app: one listener for each kind of payload, each a few lines, over a core that is handed in.

`process_before_response`: an event is stored before it is acknowledged, so what fails is brought again by Slack. What
no listener wants is acknowledged all the same, because Slack counts and repeats what is not.
"""

import logging
import re
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.content.texts import Texts
from bot.errors import TryLater
from bot.slack.act import Act, Edge
from bot.slack.actions import tapped
from bot.slack.commands import typed
from bot.slack.forms import sent
from bot.slack.happenings import happened, home_opened, removed
from bot.slack.ports import Core
from bot.slack.trouble import note

LOG = structlog.get_logger("slack")
ANYTHING = re.compile(".*", re.DOTALL)

Body = dict[str, Any]
#: What other rooms call the app, which only `bot/slack` may import from Slack's packages.
App = AsyncApp


def build_app(client: AsyncWebClient, core: Core, *, texts: Texts, clock: Clock) -> AsyncApp:
    """Build the app. `clock` tells campaign time. `http_route` checks the signatures of what comes over HTTP."""
    app = AsyncApp(
        client=client,
        name="waymark",
        logger=logging.getLogger("slack_bolt"),  # one that `bot.logs` can silence: Bolt's own take the root's level
        request_verification_enabled=False,
        process_before_response=True,
        raise_error_for_unhandled_request=True,
    )
    edge = Edge(core, texts, clock)
    _listen_to_events(app, edge)
    _listen_to_people(app, edge)

    async def on_error(error: Exception, body: Body) -> BoltResponse:
        return await _not_taken(edge, error, body)

    app.error(on_error)
    return app


def _listen_to_events(app: AsyncApp, edge: Edge) -> None:
    async def on_happening(body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        await happened(edge, body, _workspace(context), client)

    async def on_home(body: Body, context: AsyncBoltContext) -> None:
        await home_opened(edge, body, _workspace(context))

    async def on_removal(body: Body, context: AsyncBoltContext) -> None:
        await removed(edge, body, _workspace(context))

    for event in ("app_uninstalled", "tokens_revoked"):
        app.event(event)(on_removal)
    for event in ("message", "reaction_added", "reaction_removed"):
        app.event(event)(on_happening)
    app.event("app_home_opened")(on_home)


def _listen_to_people(app: AsyncApp, edge: Edge) -> None:
    def act_of(body: Body, context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond) -> Act:
        return Act(edge, body, _workspace(context), client, respond)

    async def on_tap(
        ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        await tapped(act_of(body, context, client, respond))
        await ack()

    async def on_form(
        ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        await ack(**await sent(act_of(body, context, client, respond)))

    async def on_command(
        ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        await ack(**await typed(act_of(body, context, client, respond)))

    app.action(ANYTHING)(on_tap)
    app.view(ANYTHING)(on_form)
    app.command(ANYTHING)(on_command)


def _workspace(context: AsyncBoltContext) -> str:
    """The workspace the app is installed in: a partner's person in a shared channel carries their own team's id."""
    installed = context.authorize_result.team_id if context.authorize_result else None
    return installed or context.team_id or ""


async def _not_taken(edge: Edge, error: Exception, body: Body) -> BoltResponse:
    """Say to Slack whether it should bring something again. Nobody's words are logged."""
    if isinstance(error, BoltUnhandledRequestError) and body.get("type") == "app_rate_limited":
        return await _left_out(edge)
    if isinstance(error, BoltUnhandledRequestError):
        LOG.info("left_alone", kind=body.get("type"), what=(body.get("event") or {}).get("type"))
        return BoltResponse(status=200, body="")
    if isinstance(error, TryLater):
        LOG.info("bring_again", reason=type(error).__name__)
        edge.core.refused()
        return BoltResponse(status=503, body="")
    note(error)
    return BoltResponse(status=500, body="")


async def _left_out(edge: Edge) -> BoltResponse:
    """Slack brings no more than 30,000 events an hour, says so each minute, and does not bring the rest later."""
    LOG.warning("events_left_out")
    try:
        await edge.core.missed_some()
    except TryLater:
        return BoltResponse(status=503, body="")
    return BoltResponse(status=200, body="")
