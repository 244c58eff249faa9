"""Rate limits and their factor, trigger ids, response addresses, and faults on purpose."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from sandbox.clocks import ManualWire
from sandbox.errors import RateLimited, SlackError
from sandbox.limits import Limits
from sandbox.pace import Pace
from sandbox.workspace import Workspace


def posts_until_refused(limits, channel="C1"):
    """Post until it is refused; how many passed, and the wait Slack asks for."""
    for count in range(1000):
        try:
            limits.post(channel)
        except RateLimited as refused:
            return count, refused.retry_after
    raise AssertionError("never refused")


def test_one_post_a_second_after_a_short_burst():
    """Three posts at once pass, the fourth waits a second; other channels are not touched."""
    wire = ManualWire()
    limits = Limits(wire, Pace())
    assert posts_until_refused(limits) == (3, 1)
    limits.post("C2")
    wire.advance(1)
    assert posts_until_refused(limits) == (1, 1)


def test_the_factor_divides_the_wait_and_not_retry_after():
    """With a factor of ten a tenth of a second is enough; Retry-After stays in Slack's own seconds."""
    wire = ManualWire()
    limits = Limits(wire, Pace(scale=10))
    assert posts_until_refused(limits) == (3, 1)
    wire.advance(0.1)
    assert posts_until_refused(limits) == (1, 1)


def test_the_workspace_has_a_limit_too():
    """Posting everywhere at once is refused as well."""
    limits = Limits(ManualWire(), Pace())
    for number in range(100):
        limits.post(f"C{number}")
    with pytest.raises(RateLimited):
        limits.post("C100")


def test_a_tier_is_calls_a_minute():
    """Tier two: twenty calls, then one every three seconds."""
    wire = ManualWire()
    limits = Limits(wire, Pace())
    for _ in range(20):
        limits.call("users.list", "t2")
    with pytest.raises(RateLimited) as refused:
        limits.call("users.list", "t2")
    assert refused.value.retry_after == 3
    wire.advance(3)
    limits.call("users.list", "t2")


async def test_429_carries_retry_after(world):
    """Through HTTP a refusal is status 429 with the header."""
    for number in range(3):
        await world.client.chat_postMessage(channel=world.team, text=str(number))
    with pytest.raises(SlackApiError) as refused:
        await world.client.chat_postMessage(channel=world.team, text="too fast")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"


def test_triggers_live_three_seconds_of_wire_time():
    """A trigger id serves once within three seconds; the factor does not touch it."""
    wire = ManualWire()
    workspace = Workspace(wire=wire, pace=Pace(scale=100))
    early, late = workspace.triggers.issue("U1"), workspace.triggers.issue("U1")
    wire.advance(2.9)
    assert workspace.triggers.take(early).user == "U1"
    wire.advance(0.2)
    with pytest.raises(SlackError, match="expired_trigger_id"):
        workspace.triggers.take(late)
    with pytest.raises(SlackError, match="exchanged_trigger_id"):
        workspace.triggers.take(early)


async def test_response_addresses_serve_five_times_in_thirty_minutes():
    """The sixth use is refused, and so is any use after half an hour."""
    wire = ManualWire()
    workspace = Workspace(wire=wire)
    ana = workspace.add_user("ana")
    team = workspace.add_channel("team", [ana.id], with_bot=False)
    old = workspace.response_urls.issue(ana.id, team.id, None).rpartition("/")[2]
    ticket = workspace.response_urls.issue(ana.id, team.id, None).rpartition("/")[2]
    for number in range(5):
        workspace.response_urls.use(ticket, {"text": str(number)})
    assert len(workspace.person(ana.id).ephemerals()) == 5
    with pytest.raises(SlackError, match="used_url"):
        workspace.response_urls.use(ticket, {"text": "six"})
    with pytest.raises(SlackError, match="no_text"):
        workspace.response_urls.use(old, {})
    wire.advance(1801)
    with pytest.raises(SlackError, match="expired_url"):
        workspace.response_urls.use(old, {"text": "late"})


async def test_response_addresses_over_http(world):
    """A bad message is answered with its error, an unknown address with 404."""
    url = world.workspace.response_urls.issue(world.ana.id, world.team, None)
    async with aiohttp.ClientSession() as session:
        async with session.post(url, json={"text": "x", "blocks": [{"type": "banner"}]}) as answer:
            assert (answer.status, (await answer.json())["error"]) == (400, "invalid_blocks")
        async with session.post(url + "x", json={"text": "x"}) as answer:
            assert (answer.status, (await answer.json())["error"]) == (404, "expired_url")
        async with session.post(url, json={"text": "Hello", "response_type": "in_channel"}) as answer:
            assert (answer.status, await answer.text()) == (200, "ok")
    assert [message.text for message in world.ben.messages(world.team)] == ["Hello"]


@pytest.mark.parametrize(
    ("kind", "effect"),
    [("drop_before", 0), ("drop_after", 1), ("timeout_before", 0), ("timeout_after", 1)],
)
async def test_cut_connections(world, kind, effect):
    """A cut connection leaves the caller without an answer, before or after the message was posted."""
    world.workspace.faults.add("chat.postMessage", kind, seconds=0.05)
    with pytest.raises(aiohttp.ClientError):
        await world.client.chat_postMessage(channel=world.team, text="x")
    assert len(world.ana.messages(world.team)) == effect
    await world.client.chat_postMessage(channel=world.team, text="y")
    assert len(world.ana.messages(world.team)) == effect + 1


async def test_answered_faults(world):
    """A rule counts down: 429 with its wait, an error by name, 500 before and after the effect."""
    faults = world.workspace.faults
    faults.add("chat.postMessage", "429", seconds=7)
    faults.add("*", "error", error="internal_error", times=2)
    with pytest.raises(SlackApiError) as limited:
        await world.client.chat_postMessage(channel=world.team, text="x")
    assert limited.value.response.headers["Retry-After"] == "7"
    for call in (world.client.auth_test(), world.client.team_info()):
        with pytest.raises(SlackApiError) as failed:
            await call
        assert failed.value.response["error"] == "internal_error"
    for kind, effect in (("500", 0), ("500_after", 1)):
        faults.add("chat.postMessage", kind)
        with pytest.raises(SlackApiError) as broken:
            await world.client.chat_postMessage(channel=world.team, text="x")
        assert broken.value.response.status_code == 500
        assert len(world.ana.messages(world.team)) == effect
    assert [entry.data["fault"] for entry in world.workspace.journal.calls("chat.postMessage")] == [
        "429",
        "500",
        "500_after",
    ]
