"""People's hands: what they type, choose, fill in, and what they cannot do."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from slack_bolt.async_app import AsyncApp

from sandbox.apps import app_from_manifest
from sandbox.clocks import ManualWire
from sandbox.errors import AppAnsweredBadly, PersonError
from sandbox.people.fill import fill
from sandbox.records import View
from sandbox.workspace import Workspace
from tests.sandbox.bolt import question_modal
from tests.sandbox.stage import modal, section


async def test_typed_text_becomes_slacks_text(world):
    """Names, channels and links typed by a person become markup, the rest is escaped; a rich text block is added."""
    ts = await world.ana.post(world.team, "@Waymark and @Ben Rees: see #team, https://example.org/a?b=1&c. <b>")
    message = world.workspace.messages.get(world.team, ts)
    bot = world.workspace.app.bot_user
    assert message.text == (
        f"<@{bot}> and <@{world.ben.id}>: see <#{world.team}|team>, <https://example.org/a?b=1&amp;c>. &lt;b&gt;"
    )
    parts = message.blocks[0]["elements"][0]["elements"]
    assert [part["type"] for part in parts] == ["user", "text", "user", "text", "channel", "text", "link", "text"]
    assert parts[6]["url"] == "https://example.org/a?b=1&c"


async def test_a_mention_is_an_event_of_its_own(world):
    """Mentioning the app in a channel sends app_mention beside the message event."""
    await world.ana.post(world.team, "@waymark hello")
    kinds = {entry.data["event_type"] for entry in world.workspace.journal.deliveries()}
    assert kinds == {"message", "app_mention"}


async def test_what_a_person_cannot_do(world):
    """Acts that Slack's client would not offer are refused in words, and nothing happens."""
    ts = await world.ana.post(world.team, "mine")
    secret = world.workspace.add_channel("secret", [world.ben.id], private=True).id
    for act in (
        world.ana.post(secret, "let me in"),
        world.ana.post(world.team, "   "),
        world.ana.post(world.team, "x", "1000000000.000001"),
        world.ben.edit(world.team, ts, "not mine"),
        world.ben.delete(world.team, ts),
        world.ben.unreact(world.team, ts, "wave"),
        world.ben.react(world.team, ts, "Not An Emoji"),
        world.ben.join(secret + "x"),
        world.ana.click(world.team, ts, "nothing"),
        world.ana.click_home("nothing"),
        world.ana.submit("V0NOTHING00", {}),
        world.ana.slash("/unknown"),
    ):
        with pytest.raises(PersonError):
            await act
    with pytest.raises(PersonError):
        world.workspace.person("U0NOBODY000")


async def test_the_journal_keeps_acts_and_calls(world):
    """What people did and what the app called are in the journal, without the token."""
    ts = await world.ana.post(world.team, "hello")
    await world.ana.react(world.team, ts, "wave")
    await world.client.chat_postMessage(channel=world.team, text="hi")
    assert [entry.data["act"] for entry in world.workspace.journal.acts()] == ["post", "react"]
    assert world.workspace.journal.acts("post")[0].data["text"] == "hello"
    call = world.workspace.journal.calls("chat.postMessage", ok=True)[0]
    assert call.data["args"] == {"channel": world.team, "text": "hi"}
    assert world.workspace.app.bot_token not in str([entry.data for entry in world.workspace.journal])


def options(*names):
    """Options of a select."""
    return [{"text": {"type": "plain_text", "text": name.title()}, "value": name} for name in names]


def view_of(*elements):
    """An open modal with one input block for each element."""
    blocks = [
        {"type": "input", "block_id": f"b{n}", "label": {"type": "plain_text", "text": "L"}, "element": element}
        for n, element in enumerate(elements)
    ]
    return View("V1", "U1", {"type": "modal", "blocks": blocks}, "h")


@pytest.mark.parametrize(
    ("element", "simple", "state"),
    [
        ({"type": "plain_text_input"}, "text", {"value": "text"}),
        ({"type": "number_input"}, 3, {"value": "3"}),
        ({"type": "email_text_input"}, "a@b.org", {"value": "a@b.org"}),
        ({"type": "static_select", "options": options("a", "b")}, "B", {"selected_option": options("b")[0]}),
        ({"type": "radio_buttons", "options": options("a", "b")}, "a", {"selected_option": options("a")[0]}),
        ({"type": "checkboxes", "options": options("a", "b")}, ["a", "b"], {"selected_options": options("a", "b")}),
        ({"type": "checkboxes", "options": options("a")}, None, {"selected_options": []}),
        ({"type": "multi_static_select", "options": options("a")}, "a", {"selected_options": options("a")}),
        ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
        ({"type": "multi_users_select"}, ["U1", "U2"], {"selected_users": ["U1", "U2"]}),
        ({"type": "multi_conversations_select"}, ["C1"], {"selected_conversations": ["C1"]}),
        ({"type": "channels_select"}, "C1", {"selected_channel": "C1"}),
        ({"type": "datepicker"}, date(2027, 1, 31), {"selected_date": "2027-01-31"}),
        ({"type": "timepicker"}, time(9, 30), {"selected_time": "09:30"}),
        (
            {"type": "datetimepicker"},
            datetime(2027, 1, 31, tzinfo=UTC),
            {"selected_date_time": int(datetime(2027, 1, 31, tzinfo=UTC).timestamp())},
        ),
    ],
)
def test_fill_knows_every_input(element, simple, state):
    """A simple value becomes the state Slack sends for that kind of input."""
    view = view_of({**element, "action_id": "a"})
    assert fill(view, {"a": simple}) == {"b0": {"a": {"type": element["type"], **state}}}


def test_fill_keeps_first_values_and_refuses_unknown_ones():
    """Inputs not named keep their first value; unknown keys and options are refused by name."""
    view = view_of(
        {"type": "plain_text_input", "action_id": "t", "initial_value": "kept"},
        {"type": "static_select", "action_id": "s", "options": options("a", "b"), "initial_option": options("a")[0]},
    )
    filled = fill(view, {"b1.s": "b"})
    assert filled["b0"]["t"]["value"] == "kept"
    assert filled["b1"]["s"]["selected_option"]["value"] == "b"
    with pytest.raises(PersonError, match="does not offer z; it offers: a, b"):
        fill(view, {"s": "z"})
    with pytest.raises(PersonError, match=r"no input x; its inputs are: b0\.t, b1\.s"):
        fill(view, {"x": 1})


@pytest.fixture
async def answering(world, connect):
    """Connects an app whose answer to a submission the test chooses."""
    app = AsyncApp(client=world.client, process_before_response=True)
    answer: dict[str, object] = {}

    @app.view("answer")
    async def on_submit(ack):
        await ack(**answer)

    @app.view_closed("answer")
    async def on_close(ack, body):
        await ack()
        answer["closed"] = body["is_cleared"]

    await connect(app)
    return answer


async def test_push_update_clear(world, answering):
    """A submission may push up to three modals, update the one in front, or clear them all."""
    views = world.workspace.views
    first = views.open(world.ana.id, question_modal())
    answering.update(response_action="push", view=question_modal())
    pushed = await world.ana.submit(first.id, {"text": "one"})
    assert (pushed.kind, len(views.stack(world.ana.id))) == ("pushed", 2)
    assert (pushed.view.root_id, pushed.view.previous_id) == (first.id, first.id)
    third = await world.ana.submit(pushed.view.id, {"text": "two"})
    with pytest.raises(AppAnsweredBadly, match="push_limit_reached"):
        await world.ana.submit(third.view.id, {"text": "three"})
    answering.update(response_action="update", view=question_modal(title={"type": "plain_text", "text": "Thanks"}))
    updated = await world.ana.submit(third.view.id, {"text": "three"})
    assert (updated.kind, updated.view.body["title"]["text"]) == ("updated", "Thanks")
    answering.clear()
    answering["response_action"] = "clear"
    cleared = await world.ana.submit(updated.view.id, {"text": "three"})
    assert (cleared.kind, world.ana.modal()) == ("cleared", None)


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update", "view": {"type": "modal", "blocks": []}},
        {"response_action": "shout"},
    ],
)
async def test_bad_answers_to_a_submission_are_seen(world, answering, answer):
    """Errors for a block that is no input, an invalid view or an unknown action: the person sees Slack's sentence."""
    view = world.workspace.views.open(world.ana.id, question_modal())
    answering.update(answer)
    with pytest.raises(AppAnsweredBadly, match="We had some trouble connecting"):
        await world.ana.submit(view.id, {"text": "x"})


async def test_closing_tells_the_app_if_it_asked(world, answering):
    """A view with notify_on_close tells the app when the person closes it."""
    view = world.workspace.views.open(world.ana.id, question_modal(notify_on_close=True))
    await world.ana.close(view.id)
    assert answering["closed"] is False
    quiet = world.workspace.views.open(world.ana.id, question_modal())
    await world.ana.close(quiet.id)
    assert len(world.workspace.journal.deliveries("view_closed")) == 1


async def test_update_keeps_what_was_typed(world):
    """views.update keeps the input of blocks with the same ids, and forgets the others."""
    view = world.workspace.views.open(world.ana.id, question_modal())
    view.values = fill(view, {"text": "half a sentence", "picked": "yes"})
    body = question_modal()
    body["blocks"][1]["block_id"] = "other"
    answer = await world.client.views_update(view_id=view.id, hash=view.hash, view=body)
    values = answer["view"]["state"]["values"]
    assert values["text"]["typed"]["value"] == "half a sentence"
    assert values["other"]["picked"]["selected_option"] is None
    assert answer["view"]["hash"] == view.hash


async def test_elements_beside_buttons(world, connect):
    """Choosing in a message sends the choice and the state; a modal's input without dispatch_action sends nothing."""
    app = AsyncApp(client=world.client, process_before_response=True)
    told = []

    @app.action({"action_id": "pick"})
    async def on_pick(ack, body):
        await ack()
        told.append((body["actions"][0], body.get("state")))

    @app.action("menu")
    async def on_menu(ack, body):
        await ack()
        told.append((body["actions"][0], body.get("state")))

    await connect(app)
    elements = [
        {"type": "static_select", "action_id": "pick", "options": options("a", "b")},
        {"type": "overflow", "action_id": "menu", "options": options("x", "y")},
    ]
    blocks = [{"type": "actions", "block_id": "row", "elements": elements}]
    ts = (await world.client.chat_postMessage(channel=world.team, text="x", blocks=blocks))["ts"]
    await world.ana.click(world.team, ts, "pick", selected="b")
    await world.ben.click(world.team, ts, "menu", selected="y")
    (pick, state), (menu, other_state) = told
    assert pick["selected_option"]["value"] == "b"
    assert state["values"]["row"]["pick"]["selected_option"]["value"] == "b"
    assert menu["selected_option"]["value"] == "y"
    # Ben has not chosen what Ana chose.
    assert other_state["values"]["row"]["pick"]["selected_option"] is None
    select = {"type": "static_select", "action_id": "pick", "options": options("a", "b")}
    label = {"type": "plain_text", "text": "L"}
    quiet = modal(blocks=[{"type": "input", "block_id": "i", "label": label, "element": select}])
    view = world.workspace.views.open(world.ana.id, quiet)
    await world.ana.click_view(view.id, "pick", selected="a")
    assert len(told) == 2
    assert view.values["i"]["pick"]["selected_option"]["value"] == "a"


async def test_ephemeral_buttons_and_response_addresses(world, connect):
    """A click in an ephemeral message carries no message but an address, which can replace and delete it."""
    app = AsyncApp(client=world.client, process_before_response=True)
    bodies = []

    @app.action("go")
    async def on_go(ack, body, respond):
        await ack()
        bodies.append(body)
        await respond(text="Replaced", replace_original=True)

    await connect(app)
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "elements": [button]}]
    shown = await world.client.chat_postEphemeral(channel=world.team, user=world.ana.id, text="x", blocks=blocks)
    await world.ana.click(world.team, shown["message_ts"], "go")
    assert bodies[0]["container"]["is_ephemeral"] is True
    assert "message" not in bodies[0]
    replaced = await world.ana.wait_for_message(world.team, lambda message: message.text == "Replaced")
    assert replaced is not None
    ticket = bodies[0]["response_url"].rpartition("/")[2]
    world.workspace.response_urls.use(ticket, {"delete_original": True})
    assert world.ana.ephemerals() == []


async def test_story_time_is_shown_and_wire_time_is_sent():
    """Messages show story time, which may jump, while their ts follows wire time and never repeats."""
    wire = ManualWire(1_800_000_000)
    moment = [datetime(2027, 1, 4, 9, tzinfo=UTC)]
    workspace = Workspace(wire=wire, story=lambda: moment[0])
    ana = workspace.add_user("ana")
    team = workspace.add_channel("team", [ana.id], with_bot=False)
    person = workspace.person(ana.id)
    first = await person.post(team.id, "Monday")
    moment[0] += timedelta(weeks=1)
    second = await person.post(team.id, "Next Monday")
    shown = [message.shown_at for message in person.messages(team.id)]
    assert shown[1] - shown[0] == timedelta(weeks=1)
    assert (first, second) == ("1800000000.000000", "1800000000.000001")


async def test_a_home_button_is_clicked(world, connect):
    """A button on the home tab reaches the app with the view as its container."""
    app = AsyncApp(client=world.client, process_before_response=True)
    bodies = []

    @app.action("go")
    async def on_go(ack, body):
        await ack()
        bodies.append(body)

    await connect(app)
    button = {"type": "button", "action_id": "go", "value": "1", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [section(), {"type": "actions", "elements": [button]}]
    await world.client.views_publish(user_id=world.ana.id, view={"type": "home", "blocks": blocks})
    await world.ana.click_home("go", value="1")
    assert bodies[0]["container"] == {"type": "view", "view_id": world.ana.home().id}
    assert bodies[0]["view"]["type"] == "home"


async def test_people_of_another_organisation(world):
    """In a shared channel a partner's person is marked by team, has no e-mail address here and cannot use commands."""
    guest = world.workspace.add_user("dee", "Dee", email="dee@partner.example.org", team_id="T0PARTNER00")
    shared = world.workspace.add_channel("shared", [guest.id], is_ext_shared=True).id
    person = world.workspace.person(guest.id)
    await person.post(shared, "hello")
    payload = world.workspace.journal.deliveries("message")[0].data["payload"]
    assert payload["is_ext_shared_channel"] is True
    assert (payload["team_id"], payload["event"]["user_team"]) == (world.workspace.team_id, "T0PARTNER00")
    profile = (await world.client.users_info(user=guest.id))["user"]["profile"]
    assert "email" not in profile
    with pytest.raises(PersonError, match="another organisation"):
        await person.slash("/waymark", "help", shared)


async def test_options_are_offered_while_typing(world, connect):
    """An external select asks the app for options."""
    app = AsyncApp(client=world.client, process_before_response=True)

    @app.options("who")
    async def on_typing(ack, payload):
        await ack(options=options(payload["value"]))

    await connect(app)
    select = {"type": "external_select", "action_id": "who", "min_query_length": 1}
    label = {"type": "plain_text", "text": "L"}
    body = modal(blocks=[{"type": "input", "block_id": "i", "label": label, "element": select}])
    view = world.workspace.views.open(world.ana.id, body)
    assert await world.ana.suggestions(view.id, "who", "ana") == options("ana")


def test_a_manifest_makes_the_app():
    """The app has the scopes, events and commands of its manifest, and no more."""
    app = app_from_manifest(
        {
            "display_information": {"name": "Coach"},
            "features": {
                "app_home": {"home_tab_enabled": True},
                "bot_user": {"display_name": "coach"},
                "slash_commands": [{"command": "/coach", "description": "Help"}],
            },
            "oauth_config": {"scopes": {"bot": ["chat:write"]}},
            "settings": {"event_subscriptions": {"bot_events": ["message.im"]}},
        }
    )
    assert (app.name, app.home_tab) == ("coach", True)
    assert (set(app.scopes), set(app.events), set(app.commands)) == ({"chat:write"}, {"message.im"}, {"/coach"})
