"""Delivery to the app: acknowledgement, retries and their marks, several sockets, closing, duplicates, signatures."""

import asyncio

import aiohttp
import pytest
from aiohttp import web

from sandbox.apps import make_app
from sandbox.clocks import ManualWire
from sandbox.delivery.signed_http import signature
from sandbox.errors import AppDidNotRespond
from sandbox.pace import Pace
from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.sandbox.bolt import BUTTON, make_coach

QUICK = Pace(scale=1000, ack_timeout=0.15)


@pytest.fixture
def pace() -> Pace:
    """Quick retries, and an app has 0.15 seconds to acknowledge."""
    return QUICK


class RawSocket:
    """A Socket Mode client that acknowledges only what it is told to."""

    def __init__(self, socket):
        self.socket = socket
        self.got = []

    async def next(self, *, ack):
        """Receive one envelope and acknowledge it or not."""
        message = await self.socket.receive_json(timeout=2)
        self.got.append(message)
        if ack:
            await self.socket.send_json({"envelope_id": message["envelope_id"]})
        return message


@pytest.fixture
async def open_socket(world):
    """Opens raw sockets."""
    async with aiohttp.ClientSession() as session:

        async def opened():
            answer = await world.client.apps_connections_open(app_token=world.workspace.app.app_token)
            raw = RawSocket(await session.ws_connect(answer["url"]))
            hello = await raw.socket.receive_json(timeout=2)
            assert hello["type"] == "hello"
            return raw

        yield opened


async def test_unacknowledged_events_come_again(world, open_socket):
    """Without acknowledgement an event comes again, numbered, with its reason and event id and a new envelope id."""
    raw = await open_socket()
    posting = asyncio.ensure_future(world.ana.post(world.team, "hello"))
    first = await raw.next(ack=False)
    second = await raw.next(ack=True)
    await posting
    await world.workspace.dispatcher.idle()
    assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "http_timeout")
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert first["envelope_id"] != second["envelope_id"]
    attempts = world.workspace.journal.deliveries("message")
    assert [entry.data["acknowledged"] for entry in attempts] == [False, True]


async def test_an_event_is_given_up_after_three_retries(world, open_socket):
    """After the first attempt and three retries Slack stops."""
    raw = await open_socket()
    posting = asyncio.ensure_future(world.ana.post(world.team, "hello"))
    numbers = [(await raw.next(ack=False))["retry_attempt"] for _ in range(4)]
    await posting
    await world.workspace.dispatcher.idle()
    assert numbers == [0, 1, 2, 3]
    assert not raw.socket.closed
    assert len(world.workspace.journal.deliveries("message", acknowledged=False)) == 4


async def test_each_envelope_goes_to_one_socket(world, open_socket):
    """Two sockets share the envelopes; none gets what the other got."""
    one, two = await open_socket(), await open_socket()
    for number in range(4):
        posting = asyncio.ensure_future(world.ana.post(world.team, str(number)))
        first = asyncio.ensure_future(one.next(ack=True))
        second = asyncio.ensure_future(two.next(ack=True))
        _, waiting = await asyncio.wait([first, second], return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        await posting
    ids = [message["payload"]["event_id"] for raw in (one, two) for message in raw.got]
    assert len(ids) == len(set(ids)) == 4
    assert len(one.got) == len(two.got) == 2


async def test_a_closed_socket_hands_over(world, open_socket):
    """What a socket had not acknowledged when it broke goes to another one."""
    one, two = await open_socket(), await open_socket()
    posting = asyncio.ensure_future(world.ana.post(world.team, "hello"))
    done, waiting = await asyncio.wait(
        [asyncio.ensure_future(raw.next(ack=False)) for raw in (one, two)], return_when=asyncio.FIRST_COMPLETED
    )
    for task in waiting:
        task.cancel()
    got = one if one.got else two
    await got.socket.close()
    again = await (two if got is one else one).next(ack=True)
    await posting
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "connection_failed")
    assert done.pop().result()["payload"]["event_id"] == again["payload"]["event_id"]


async def test_a_click_that_is_not_acknowledged_is_told_to_the_person(world, open_socket):
    """A person whose click the app does not acknowledge sees Slack's sentence."""
    await open_socket()
    posted = await world.client.chat_postMessage(channel=world.team, text="x", blocks=BUTTON)
    with pytest.raises(AppDidNotRespond, match="That app did not respond"):
        await world.ana.click(world.team, posted["ts"], "answer")


async def test_the_client_comes_back_after_disconnect(world, connect):
    """Told to refresh, the SDK's client opens a new socket and messages are answered again."""
    app, _ = make_coach(world.client)
    await connect(app)
    sockets = world.workspace.dispatcher.sockets
    await sockets.disconnect("refresh_requested")
    await asyncio.wait_for(sockets.arrived.wait(), 10)
    await world.ana.post(world.team, "hello")
    assert await world.ben.wait_for_message(world.team) is not None


async def test_an_event_may_come_twice(world, open_socket):
    """An acknowledged event is delivered once more, with the same event id."""
    raw = await open_socket()
    world.workspace.faults.add("message", "duplicate")
    posting = asyncio.ensure_future(world.ana.post(world.team, "hello"))
    first, second = await raw.next(ack=True), await raw.next(ack=True)
    await posting
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert second["retry_attempt"] == 1


async def test_a_socket_address_serves_once(world, open_socket):
    """The address of apps.connections.open cannot be used a second time."""
    answer = await world.client.apps_connections_open(app_token=world.workspace.app.app_token)
    async with aiohttp.ClientSession() as session:
        first = await session.ws_connect(answer["url"])
        assert (await first.receive_json(timeout=2))["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(answer["url"])


async def test_only_what_was_subscribed_is_sent(open_socket, world):
    """Without the subscription, the scope or the membership, the app hears nothing."""
    raw = await open_socket()
    world.workspace.app.events -= {"reaction_added"}
    world.workspace.app.scopes -= {"groups:history"}
    secret = world.workspace.add_channel("secret", [world.ana.id], private=True).id
    other = world.workspace.add_channel("other", [world.ana.id], with_bot=False).id
    await world.ana.post(secret, "not for the app: no scope")
    ts = await world.ana.post(other, "not for the app: no member")
    await world.ana.react(other, ts, "wave")
    assert len(world.workspace.journal.deliveries()) == 0
    assert raw.got == []


class Endpoint:
    """An app's address that answers as told."""

    def __init__(self):
        self.requests = []
        self.answers = []

    async def handle(self, request):
        """Take a request and give the next answer."""
        self.requests.append((dict(request.headers), await request.read()))
        status, headers = self.answers.pop(0) if self.answers else (200, {})
        return web.Response(status=status, headers=headers)


@pytest.fixture
async def endpoint(world):
    """An address that receives signed HTTP."""
    taken = Endpoint()
    app = web.Application()
    app.router.add_post("/events", taken.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world.workspace.app.events_url = f"http://127.0.0.1:{runner.addresses[0][1]}/events"
    yield taken
    await world.workspace.dispatcher.idle()
    await runner.cleanup()


async def test_http_is_signed_and_retried(world, endpoint):
    """A failed event is posted again with Slack's headers, and each request is signed over its raw body."""
    endpoint.answers = [(500, {}), (404, {})]
    await world.ana.post(world.team, "hello")
    await world.workspace.dispatcher.idle()
    assert len(endpoint.requests) == 3
    marks = [(h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h, _ in endpoint.requests]
    assert marks == [(None, None), ("1", "http_error"), ("2", "http_error")]
    for headers, body in endpoint.requests:
        expected = signature(world.workspace.app.signing_secret, headers["x-slack-request-timestamp"], body)
        assert headers["x-slack-signature"] == expected


async def test_no_retry_is_obeyed(world, endpoint):
    """An answer with x-slack-no-retry ends the retries of that event."""
    endpoint.answers = [(500, {"x-slack-no-retry": "1"})]
    await world.ana.post(world.team, "hello")
    await world.workspace.dispatcher.idle()
    assert len(endpoint.requests) == 1


async def test_an_app_that_is_not_there(world):
    """With nobody listening every attempt fails as a failed connection; the person's message stands all the same."""
    world.workspace.app.events_url = "http://127.0.0.1:1/events"
    ts = await world.ana.post(world.team, "hello")
    await world.workspace.dispatcher.idle()
    reasons = [entry.data["reason"] for entry in world.workspace.journal.deliveries("message")]
    assert reasons == ["connection_failed"] * 4
    assert world.ben.messages(world.team)[-1].ts == ts


async def test_retry_delays_are_slacks(world):
    """Unscaled, Slack's delays are nearly none, one minute and five; the factor divides them."""
    wire = ManualWire()
    workspace = Workspace(make_app(events_url="http://127.0.0.1:1/"), wire=wire, pace=Pace(scale=2))
    ana = workspace.add_user("ana")
    team = workspace.add_channel("team", [ana.id])
    async with serve(workspace):
        await workspace.person(ana.id).post(team.id, "hello")
        for delay, attempts in ((0.25, 2), (30.0, 3), (150.0, 4)):
            wire.advance(delay - 0.01)
            await asyncio.sleep(0.02)
            assert len(workspace.journal.deliveries("message")) == attempts - 1
            wire.advance(0.02)
            await asyncio.sleep(0.05)
            assert len(workspace.journal.deliveries("message")) == attempts
