"""A real Bolt app over Socket Mode: what a coach does, from a message to a modal and back."""

import asyncio

from slack_bolt.async_app import AsyncApp

from sandbox.people.fill import fill


def bolt(world):
    """A Bolt app that talks to the sandbox."""
    return AsyncApp(client=world.client, raise_error_for_unhandled_request=False)


def question_modal(blocks=None):
    """A modal with a text, a choice and a tick box."""
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
                "element": {"type": "plain_text_input", "action_id": "typed", "multiline": True},
            },
            {
                "type": "input",
                "block_id": "choice",
                "optional": True,
                "label": {"type": "plain_text", "text": "Choose"},
                "element": {"type": "static_select", "action_id": "picked", "options": options},
            },
            *(blocks or []),
        ],
    }


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


async def test_a_message_is_answered(world, connect):
    """A person's message reaches Bolt, and what Bolt says stands in the thread."""
    app = bolt(world)

    @app.event("message")
    async def on_message(event, say):
        await say(text=f"Thanks <@{event['user']}>", thread_ts=event["ts"])

    await connect(app)
    ts = await world.ana.post(world.team, "We share less & less <3")
    reply = await world.ben.wait_for_message(world.team)
    assert reply is not None
    assert reply.thread_ts == ts
    assert reply.text == f"Thanks <@{world.ana.id}>"
    event = world.workspace.journal.deliveries("message")[0].data["payload"]["event"]
    assert event["text"] == "We share less &amp; less &lt;3"


async def test_button_modal_submit_update(world, connect):
    """Pressing a button opens a modal; submitting it gives the values; the app's update replaces the message."""
    app = bolt(world)
    seen = {}

    @app.action("answer")
    async def on_button(ack, body, client):
        await ack()
        await client.views_open(
            trigger_id=body["trigger_id"], view={**question_modal(), "private_metadata": body["message"]["ts"]}
        )

    @app.view("answer")
    async def on_submit(ack, body, view, client):
        await ack()
        seen.update(view["state"]["values"])
        await client.chat_update(channel=world.team, ts=view["private_metadata"], text="Answered")

    await connect(app)
    posted = await world.client.chat_postMessage(channel=world.team, text="A question", blocks=BUTTON)
    await world.ana.click(world.team, posted["ts"], "answer")
    view = await world.ana.open_modal()
    assert view is not None
    result = await world.ana.submit(view.id, fill(view, {"text": "We trust each other", "picked": "Yes"}))
    assert result.kind == "closed"
    changed = await world.ben.wait_for_message(world.team, lambda message: message.text == "Answered")
    assert changed is not None
    assert changed.blocks == []
    assert seen["text"]["typed"] == {"type": "plain_text_input", "value": "We trust each other"}
    assert seen["choice"]["picked"]["selected_option"]["value"] == "yes"


async def test_slash_command_is_answered_ephemerally(world, connect):
    """The payload of an acknowledgement is seen by the person who gave the command, and by nobody else."""
    app = bolt(world)

    @app.command("/waymark")
    async def on_command(ack, command):
        await ack(f"You said {command['text']}")

    await connect(app)
    await world.ana.slash("/waymark", "help", world.team)
    assert [message.text for message in world.ana.ephemerals(world.team)] == ["You said help"]
    assert world.ben.ephemerals() == []


async def test_home_tab_is_published(world, connect):
    """Opening the home tab tells the app, which publishes a view the person then sees."""
    app = bolt(world)

    @app.event("app_home_opened")
    async def on_home(event, client):
        block = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [block]})

    await connect(app)
    await world.ana.open_home()
    home = await world.ana.wait_for_home()
    assert home is not None
    assert home.blocks[0]["text"]["text"] == "Hello"
    await asyncio.sleep(0)
