"""A small app for the browser to talk to: a prompt with buttons, a form with mistakes, a home tab, a command."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.client.gallery import inputs, layout, mrkdwn, option, plain

COMMANDS = ["/coach"]
CLOSES = "<!date^1772730000^{date_short_pretty} at {time}|Thursday 17:00>"


def prompt() -> list[dict[str, Any]]:
    """The weekly question."""
    rating = [
        {"type": "button", "action_id": f"rate:{n}", "text": plain(f"Now: {n}"), "value": str(n)} for n in range(1, 6)
    ]
    how = (
        "*Which one change would help the people you serve most?*\nOften we know it, and never say it.\n\n"
        "*How to answer*\n• *Reply in this thread.* Your name is shown.\n• *Tap Answer privately.* Leaders do not see "
        "your name.\n• React from :one: to :five: to rate it."
    )
    return [
        {"type": "header", "text": plain("Week 1 of 7: Vision")},
        {"type": "section", "text": mrkdwn(how)},
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "answer",
                    "text": plain("Answer privately"),
                    "style": "primary",
                    "value": "r1",
                },
                {"type": "button", "action_id": "silent", "text": plain("Ask our leaders"), "value": "r1"},
                {
                    "type": "button",
                    "action_id": "stop",
                    "text": plain("Stop reminders"),
                    "value": "r1",
                    "confirm": {
                        "title": plain("Stop reminders?"),
                        "text": plain("You can turn them on again."),
                        "confirm": plain("Stop them"),
                        "deny": plain("Keep them"),
                    },
                },
            ],
        },
        {"type": "actions", "elements": rating},
        {"type": "context", "elements": [mrkdwn(f"Taking part is your choice. Open until {CLOSES}.")]},
    ]


def form(text: str = "") -> dict[str, Any]:
    """The private answer form."""
    mode = [
        option("named", "Named", "Your name is shown."),
        option("private", "Confidential", "Leaders do not see it."),
    ]
    return {
        "type": "modal",
        "callback_id": "answer",
        "title": plain("Answer privately"),
        "submit": plain("Send"),
        "close": plain("Cancel"),
        "blocks": [
            {
                "type": "section",
                "text": mrkdwn("*Which one change would help most?*"),
                "accessory": {"type": "button", "action_id": "more", "text": plain("More"), "value": "m"},
            },
            {
                "type": "input",
                "block_id": "text",
                "label": plain("Your answer"),
                "hint": plain("Please do not name people."),
                "element": {
                    "type": "plain_text_input",
                    "action_id": "text",
                    "multiline": True,
                    **({"initial_value": text} if text else {}),
                },
            },
            {
                "type": "input",
                "block_id": "now",
                "label": plain("How well do we do this now?"),
                "optional": True,
                "element": {
                    "type": "static_select",
                    "action_id": "now",
                    "options": [option(str(n), str(n)) for n in range(1, 6)],
                },
            },
            {
                "type": "input",
                "block_id": "mode",
                "label": plain("Who sees it"),
                "element": {"type": "radio_buttons", "action_id": "mode", "options": mode, "initial_option": mode[1]},
            },
            {
                "type": "input",
                "block_id": "with",
                "label": plain("Who else should hear it?"),
                "optional": True,
                "element": {"type": "multi_users_select", "action_id": "with"},
            },
        ],
    }


def build(client: AsyncWebClient) -> AsyncApp:
    """The app with its listeners."""
    app = AsyncApp(client=client)

    @app.command("/coach")
    async def command(ack: Any, command: dict[str, Any], client: AsyncWebClient) -> None:
        if command["text"] == "gallery":
            await ack()
            view = {"type": "modal", "title": plain("Gallery"), "submit": plain("Send"), "blocks": inputs()}
            await client.views_open(trigger_id=command["trigger_id"], view=view)
            return
        if command["text"] == "blocks":
            await ack(text="Blocks", blocks=layout())
            return
        await ack(text=f"You typed: {command['text']}. Try `/coach help`.")

    @app.action("answer")
    async def answer(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.action("more")
    async def more(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        view = form()
        view["blocks"].append({"type": "context", "elements": [mrkdwn("A change may be small.")]})
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

    @app.action("stop")
    async def stop(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Reminders are off.", replace_original=False)

    @app.view("answer")
    async def submitted(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        values = body["view"]["state"]["values"]
        said = values["text"]["text"]["value"]
        if len(said) < 10:
            await ack(response_action="errors", errors={"text": "Please say a little more."})
            return
        await ack()
        mode = values["mode"]["mode"]["selected_option"]["value"]
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Kept ({mode}): {said}")

    @app.event("app_home_opened")
    async def opened(event: dict[str, Any], client: AsyncWebClient) -> None:
        blocks = [
            {"type": "header", "text": plain("This week")},
            {"type": "section", "text": mrkdwn(f"Hello <@{event['user']}>. *Vision* is open.")},
            {
                "type": "actions",
                "elements": [
                    {"type": "button", "action_id": "answer", "text": plain("Answer privately"), "style": "primary"}
                ],
            },
        ]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event("message")
    async def message() -> None:
        return

    @app.event("reaction_added")
    async def added() -> None:
        return

    @app.event("reaction_removed")
    async def removed() -> None:
        return

    return app
