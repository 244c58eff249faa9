"""What messages and Home tabs should look like: the latest version wins, and nothing is in doubt."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.delivery.ports import Messenger, Outgoing
from tests.delivery.office import TIMING, Office


async def test_a_message_takes_its_latest_look(any_office: Office) -> None:
    """Of several wishes about one message only the newest is shown, once."""
    office = any_office
    await office.plan("one")
    await office.show("message/one", "said", "first")
    await office.show("message/one", "said", "second")
    await office.dispatcher().settle()
    assert [message.text for message in office.visible()] == ["said, second"]
    assert office.calls("chat.update") == 1
    assert office.marks() == ["mark-one"]


async def test_a_look_waits_until_the_message_stands(office: Office) -> None:
    """A change wished for before the message is sent is shown after it, and does nothing until then."""
    await office.plan("one", due_at=office.campaign.now().replace(day=3))
    await office.show("message/one", "said", "changed")
    dispatcher = office.dispatcher()
    await dispatcher.settle()
    assert office.calls("chat.update") == 0
    office.later(days=1)
    await dispatcher.settle()
    assert [message.text for message in office.visible()] == ["said, changed"]


async def test_a_message_that_should_be_gone_is_deleted(office: Office) -> None:
    """A wish without an utterance takes the message away."""
    await office.plan("one")
    await office.show("message/one", None)
    await office.dispatcher().settle()
    assert office.visible() == []


@pytest.mark.parametrize("fault", ["500", "drop_after", "429", "drop_before"])
async def test_showing_is_tried_again_until_it_works(office: Office, fault: str) -> None:
    """Whatever goes wrong on the way, the message looks right in the end."""
    office.workspace.faults.add("chat.update", fault, times=2)  # type: ignore[arg-type]
    await office.plan("one")
    await office.show("message/one", "said", "changed")
    await office.dispatcher().settle()
    assert [message.text for message in office.visible()] == ["said, changed"]
    assert office.calls("chat.update") == 3


async def test_a_message_that_somebody_deleted_is_given_up_quietly(office: Office) -> None:
    """When the message is gone there is nothing to show, nothing to repeat, and nobody to tell."""
    await office.plan("one")
    dispatcher = office.dispatcher()
    await dispatcher.settle()
    office.workspace.posting.delete(office.visible()[0])
    await office.show("message/one", "said", "changed")
    await dispatcher.settle()
    async with office.database.reading() as work:
        wish = await work.desired.get("message/one")
    assert wish is not None
    assert (wish.shown_version, wish.error) == (wish.version, "message_not_found")
    assert await office.states() == {"sent": 1}


async def test_a_home_tab_is_published(office: Office) -> None:
    """A person's Home shows what it should."""
    await office.show(f"home/{office.workspace.team_id}/{office.ana}", "said", "welcome")
    await office.dispatcher().settle()
    home = office.workspace.views.home(office.ana)
    assert home is not None
    assert "welcome" in str(home.blocks)


async def test_a_home_tab_that_is_switched_off_is_given_up_with_the_reason(office: Office) -> None:
    """Slack's word is noted, and a later version is tried again."""
    target = f"home/{office.workspace.team_id}/{office.ana}"
    office.workspace.faults.add("views.publish", "error", error="not_enabled")
    await office.show(target, "said", "welcome")
    dispatcher = office.dispatcher()
    await dispatcher.settle()
    async with office.database.reading() as work:
        wish = await work.desired.get(target)
    assert wish is not None
    assert wish.error == "not_enabled"
    await office.show(target, "said", "welcome back")
    await dispatcher.settle()
    assert office.workspace.views.home(office.ana) is not None


async def test_an_older_look_never_stands_after_a_newer_one(any_office: Office) -> None:
    """A process that froze with an old version under way is overtaken; when it wakes, the newest is shown once more."""
    office = any_office
    await office.plan("one")
    first, second = office.steps(), office.steps()
    await office.dispatcher().settle()
    slow = Passing(office.messenger)
    first.desired._messenger = slow
    await office.show("message/one", "said", "old")
    frozen = asyncio.create_task(first.show("message/one"))
    await slow.reached.wait()
    await office.show("message/one", "said", "new")
    assert await second.show("message/one") is False  # the lease holds
    await office.clocks.wire.sleep(TIMING.guard + 2 * TIMING.http)
    assert await second.show("message/one") is True
    assert office.visible()[0].text == "said, new"
    slow.go.set()
    assert await frozen is False
    assert office.visible()[0].text == "said, old"  # passed on the way
    await office.dispatcher().settle()
    assert office.visible()[0].text == "said, new"


async def test_what_a_dead_process_was_showing_is_shown_twice(office: Office) -> None:
    """After a lease ran out nobody knows whether the dead process's request is still on its way."""
    await office.plan("one")
    await office.dispatcher().settle()
    await office.show("message/one", "said", "changed")
    async with office.database.unit_of_work() as work:
        now = office.clocks.wire.now()
        assert await work.desired.claim("message/one", now, now) is not None
        await work.commit()
    await office.dispatcher().settle()
    assert office.calls("chat.update") == 2
    assert [message.text for message in office.visible()] == ["said, changed"]


async def test_a_process_that_froze_before_its_request_sends_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between taking a target and the request no more time may pass than others count on."""
    await office.plan("one")
    await office.dispatcher().settle()
    await office.show("message/one", "said", "changed")
    steps = office.steps()
    claim, monotonic = steps.desired._claim, steps.wire.monotonic

    async def freezes(target: str) -> object:
        claimed = await claim(target)
        monkeypatch.setattr(steps.wire, "monotonic", lambda: monotonic() + 100)
        return claimed

    monkeypatch.setattr(steps.desired, "_claim", freezes)
    assert await steps.desired.show("message/one") is False
    assert office.calls("chat.update") == 0


class Passing:
    """A messenger whose update waits on the road until it is told to go on."""

    def __init__(self, real: Messenger) -> None:
        self._real = real
        self.reached, self.go = asyncio.Event(), asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    async def update(self, channel: str, ts: str, message: Outgoing) -> None:
        """Arrive late."""
        self.reached.set()
        await self.go.wait()
        await self._real.update(channel, ts, message)
