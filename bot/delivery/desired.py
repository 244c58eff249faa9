"""Shows what a message or a Home tab should look like now. The latest version wins; it is never in doubt.

Showing something twice does no harm, so failures are simply tried again with growing waits. What Slack refuses for good
(the message is gone, the Home tab is off) is given up quietly, with the word noted; a later version is tried again. But
words that cannot be taken away, though their author took them back, are told to the admins.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeGuard

from bot.delivery.ledger import KEY_OR_BACKUP, STRAY, UNREADABLE, Ledger, Letter
from bot.delivery.pacing import Method, NotYet
from bot.delivery.ports import DeliveryProblem, Limited, Messenger, NotSent, Outgoing, Refused
from bot.delivery.rows import State
from bot.delivery.turnstile import Turnstile
from bot.storage.models import Delivery, DesiredState
from bot.storage.repositories.desired import Held
from bot.storage.types import Lost
from bot.storage.unit_of_work import UnitOfWork

HOME = "home"
#: Nothing stands there any more, or it may stay.
GONE = {"message_not_found", "channel_not_found", "not_posted", "has_replies"}
TAKE_AWAY = "A message should be taken away, and Slack does not let Waymark do it. Please delete it by hand."


class DesiredStates:
    """Brings targets to their latest version: `message/<delivery id>`, `home/<workspace>/<user>`, and
    `stray/<delivery id>/<ts>`, a message's second copy, which should be gone."""

    def __init__(self, ledger: Ledger, messenger: Messenger, turnstile: Turnstile) -> None:
        self._ledger = ledger
        self._messenger = messenger
        self._turnstile = turnstile

    async def show(self, target: str) -> bool | NotYet:
        """Try to show a target's latest version. False when there was nothing to do, or it did not work.

        A turn that comes within seconds is waited for here; of any other it says `NotYet`.
        """
        began = self._ledger.wire.monotonic()
        claimed = await self._claim(target)
        if not isinstance(claimed, _Claimed):
            return claimed or False
        held, began = claimed.held, began + claimed.wait
        if claimed.wait > 0:
            await self._ledger.wire.sleep(claimed.wait)
        try:
            await self._send(held.wanted, began)
        except Refused as refused:
            await self._give_up(held, refused)
            return False
        except DeliveryProblem as problem:
            await self._postpone(held, problem, began)
            return False
        return await self._shown(held)

    async def take_over(self) -> None:
        """Free every target at once: for a process that knows that it is the only one."""
        async with self._ledger.database.unit_of_work() as work:
            await work.desired.take_over(self._ledger.now().wire)
            await work.commit()

    async def _claim(self, target: str) -> "_Claimed | NotYet | None":
        """Take a target, with its turn, for as long as two requests may last (a DM may have to be opened first)."""
        now, timing = self._ledger.now(), self._ledger.timing
        async with self._ledger.database.unit_of_work() as work:
            wanted = await work.desired.due(target, now.wire)
            if wanted is None:
                return None
            turn = await self._turnstile.ask_for(work, wanted.workspace, method_of(wanted))
            if not turn.given:
                await work.desired.put_off(target, now.later(turn.wait))
                await work.commit()
                return NotYet(turn.wait)
            lease_until = now.later(turn.wait + timing.guard + 2 * timing.http)
            held = await work.desired.take(wanted, lease_until)
            if held is None:
                return None
            await work.commit()
            return _Claimed(held, turn.wait)

    async def _shown(self, held: Held) -> bool:
        """Note that it worked. One that was taken over from somebody else is shown once more, later."""
        again_at = self._ledger.now().later(self._ledger.timing.http) if held.lapsed else None
        async with self._ledger.database.unit_of_work() as work:
            noted = await _noted(work, held, await work.desired.shown(held, again_at))
            await work.commit()
            return noted

    async def _send(self, wanted: DesiredState, began: float) -> None:
        if is_home(wanted.target):
            user = wanted.target.rpartition("/")[2]
            await self._messenger.publish_home(user, _outgoing(wanted, user))
            return
        posted = await self._posted(wanted.target)
        if posted is None or posted.state != State.SENT or posted.channel is None or posted.ts is None:
            raise Refused("not_posted")
        if isinstance(wanted.facts, Lost) or isinstance(posted.address, Lost):
            raise Refused(UNREADABLE, KEY_OR_BACKUP)
        channel = posted.channel
        if posted.address:
            channel = await self._messenger.address(posted.workspace, posted.address)
        if self._ledger.wire.monotonic() - began > self._ledger.timing.guard + self._ledger.timing.http:
            raise NotSent("too_slow")  # we were frozen: others may show something newer by now
        if wanted.target.startswith(f"{STRAY}/"):
            await self._take_away_stray(channel, wanted.target.rpartition("/")[2], posted.thread_ts)
        elif wanted.utterance is None:
            await self._messenger.delete(channel, posted.ts)
        else:
            await self._messenger.update(channel, posted.ts, _outgoing(wanted, channel))

    async def _take_away_stray(self, channel: str, ts: str, thread_ts: str | None) -> None:
        """Delete a second copy, unless people have replied to it: then it is theirs too."""
        if thread_ts is None and await self._messenger.has_replies(channel, ts):
            raise Refused("has_replies")
        await self._messenger.delete(channel, ts)

    async def _posted(self, target: str) -> Delivery | None:
        """The message that a target is about; None for a Home tab."""
        if is_home(target):
            return None
        async with self._ledger.database.reading() as work:
            return await work.deliveries.get(target.split("/")[1])

    async def _give_up(self, held: Held, refused: Refused) -> None:
        wanted, posted = held.wanted, await self._posted(held.wanted.target)
        async with self._ledger.database.unit_of_work() as work:
            await _noted(work, held, await work.desired.give_up(held, refused.code))
            if wanted.utterance is None and _stands_for_all(posted) and refused.code not in GONE:
                letter = Letter.of(posted)
                letter = replace(letter, row=replace(letter.row, error=refused.code))
                await self._ledger.tell_admins(work, letter, self._ledger.now(), refused.fix or TAKE_AWAY)
            await work.commit()

    async def _postpone(self, held: Held, problem: DeliveryProblem, began: float) -> None:
        wanted = held.wanted
        wait = self._ledger.timing.retry(wanted.attempts + 1)
        if isinstance(problem, Limited):
            elapsed = self._ledger.wire.monotonic() - began
            wait = await self._turnstile.close(wanted.workspace, method_of(wanted), problem.retry_after, elapsed)
        retry_at = self._ledger.now().wire + timedelta(seconds=wait)
        async with self._ledger.database.unit_of_work() as work:
            await _noted(work, held, await work.desired.postpone(held, retry_at, problem.code))
            await work.commit()


@dataclass(frozen=True)
class _Claimed:
    """A target that was taken; `wait` seconds until it may be shown."""

    held: Held
    wait: float


async def _noted(work: UnitOfWork, held: Held, noted: bool) -> bool:
    """Have the newest version shown once more if somebody else has taken the target meanwhile.

    Two requests may have passed each other on their way then, and what stands may be the older one.
    """
    if not noted:
        await work.desired.show_again(held.wanted.target)
    return noted


def _stands_for_all(posted: Delivery | None) -> TypeGuard[Delivery]:
    """Whether others than the one it was written to can read a message."""
    return posted is not None and posted.address is None


def is_home(target: str) -> bool:
    """Tell whether a target is a person's Home tab."""
    return target.startswith(f"{HOME}/")


def method_of(wanted: DesiredState) -> Method:
    """Tell which of Slack's limits showing a target counts towards."""
    if is_home(wanted.target):
        return Method.HOME
    return Method.DELETE if wanted.utterance is None else Method.UPDATE


def _outgoing(wanted: DesiredState, channel: str) -> Outgoing:
    return Outgoing(
        workspace=wanted.workspace,
        channel=channel,
        utterance=wanted.utterance or "",
        facts=wanted.facts,
        language=wanted.language,
        zone=wanted.zone,
    )
