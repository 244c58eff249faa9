"""A Bolt app with the flows of a coach, for both ways in: by socket and by signed HTTP."""

from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

BUTTON = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "A question"}},
    {
        "type": "actions",
        "block_id": "doors",
        "elements": [
            {
                "type": "button",
                "action_id": "answer",
                "value": "q1",
                "text": {"type": "plain_text", "text": "Answer privately"},
            }
        ],
    },
]


@dataclass
class Seen:
    """What the app was told."""

    values: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    retries: list[tuple[str, str]] = field(default_factory=list)


def question_modal(**fields: Any) -> dict[str, Any]:
    """A modal with a text and a choice."""
    options = [{"text": {"type": "plain_text", "text": name}, "value": name.lower()} for name in ("Yes", "No")]
    return {
        "type": "modal",
        "callback_id": "answer",
        "title": {"type": "plain_text", "text": "Answer"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            {
                "type": "input",
                "block_id": "text",
                "label": {"type": "plain_text", "text": "Your answer"},
                "element": {"type": "plain_text_input", "action_id": "typed", "multiline": True, "max_length": 40},
            },
            {
                "type": "input",
                "block_id": "choice",
                "optional": True,
                "label": {"type": "plain_text", "text": "Choose"},
                "element": {"type": "static_select", "action_id": "picked", "options": options},
            },
        ],
        **fields,
    }


def make_coach(client: AsyncWebClient, signing_secret: str | None = None) -> tuple[AsyncApp, Seen]:
    """A small coach: thanks in threads, opens a modal, updates its message, answers a command, publishes a home."""
    app = AsyncApp(client=client, signing_secret=signing_secret, process_before_response=True)
    seen = Seen()

    @app.event("message")
    async def on_message(event, say, request):
        seen.events.append(event)
        if "x-slack-retry-num" in request.headers:
            seen.retries.append((request.headers["x-slack-retry-num"][0], request.headers["x-slack-retry-reason"][0]))
        if event.get("subtype") is None:
            await say(text=f"Thanks <@{event['user']}>", thread_ts=event["ts"])

    @app.action("answer")
    async def on_button(ack, body, client):
        await ack()
        view = question_modal(private_metadata=f"{body['channel']['id']} {body['message']['ts']}")
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("answer")
    async def on_submit(ack, view, client):
        seen.values = view["state"]["values"]
        if seen.values["text"]["typed"]["value"] == "bad":
            await ack(response_action="errors", errors={"text": "Please say more."})
            return
        await ack()
        channel, ts = view["private_metadata"].split()
        await client.chat_update(channel=channel, ts=ts, text="Answered")

    @app.command("/waymark")
    async def on_command(ack, command, respond):
        await ack(f"You said {command['text']}")
        await respond(text="And more", response_type="in_channel")

    @app.event("app_home_opened")
    async def on_home(event, client):
        block = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [block]})

    @app.event({"type": "reaction_added"})
    async def on_reaction(event):
        seen.events.append(event)

    return app, seen
