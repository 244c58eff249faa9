"""What people do while their coach is killed: small stories that together pass all that hears and all that is due.

Each story says at its end what must be stored; what people said the town has written down.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from tests.crashes.coach import LONGEST_WAIT
from tests.crashes.town import Ending, Town
from tests.crashes.worker import TIMING

AN_HOUR = 3700.0
LONGER = LONGEST_WAIT + timedelta(seconds=10)
"""No close waits so long for threads that cannot be read. Nobody who stands still for so long was away."""
LONG = "We ask them each spring, in the hall, with tea and a map of all the repairs that are waiting."


@dataclass(frozen=True)
class Week:
    """A story, and the road on which Slack reaches the coach."""

    tell: Callable[[Town], Awaitable[Ending]]
    socket: bool


async def thread(here: Town) -> Ending:
    """Answers to a question whose own arrival is in doubt, their edits and deletion, reactions, taps, typed words."""
    amina, ben, carys, dev, efa, tom, grace = here.people("amina", "ben", "carys", "dev", "efa", "tom", "grace")
    await here.quiet()
    here.workspace.faults.add("chat.postMessage", "drop_after", times=2)  # the question, and the invitation beside it
    await here.comes("open")
    prompt = await here.prompt()
    first = await amina.replies("We ask twice a year.", prompt)
    await here.quiet()
    second = await ben.replies("Never mind.", prompt)
    await amina.edits(first, "We ask three times a year.")
    await ben.deletes(second)
    await dev.replies(LONG, prompt)
    await carys.person.react(prompt.channel, prompt.ts, "two")
    await ben.person.react(prompt.channel, first, "heart")
    await tom.person.react(prompt.channel, prompt.ts, "five")
    await tom.person.unreact(prompt.channel, prompt.ts, "five")
    await efa.taps(prompt, "rate:now:3")
    await efa.taps(prompt, "rate:now:4")
    await tom.types("help")
    await tom.types("We have no ladder.")
    await grace.person.open_home()
    await here.left_out()
    return Ending(
        ratings=[("now", 2, "reaction"), ("now", 4, "button")],
        supports=["heart"],
        took_part=6,
        stands={"help": 1, "dm/typed": 1},
    )


async def forms(here: Town) -> Ending:
    """Private answers given, changed and taken back, follow-ups answered and skipped, reminders put off and stopped."""
    amina, ben, carys, dev, efa, tom = here.people("amina", "ben", "carys", "dev", "efa", "tom")
    await here.comes("open")
    prompt = await here.prompt()
    await here.quiet()
    form = await amina.opens(prompt, "answer_privately")
    await amina.sends(form, text="It is slow.", mode="confidential", now=2, needed=5)
    await amina.sends(await amina.opens(await amina.got("followup_reply"), "followup_reply"), text="On Mondays.")
    change = await amina.opens(await amina.got("change_answer"), "change_answer")
    await amina.sends(change, text="It is slow in winter.", now=3, instead_of="It is slow.")
    await ben.sends(await ben.opens(prompt, "answer_privately"), text="The van is late.", mode="confidential")
    await ben.taps(await ben.got("delete_answer"), "delete_answer")
    ben.takes_back("The van is late.")
    await carys.sends(await carys.opens(prompt, "answer_privately"), text="By hand.", mode="confidential")
    await carys.taps(await carys.got("followup_skip"), "followup_skip")
    await dev.sends(await dev.opens(prompt, "ask_leaders"), text="Why was the depot closed?", mode="confidential")
    await here.until("nudge")
    await efa.taps(await efa.got("snooze_reminders"), "snooze_reminders")
    await tom.taps(await tom.got("stop_reminders"), "stop_reminders")
    await here.quiet()
    await tom.taps(await tom.got("resume_reminders"), "resume_reminders")
    return Ending(
        ratings=[("needed", 5, "modal"), ("now", 3, "modal")],
        took_part=4,
        stands={"receipt/private": 4, "nudge": 2},
    )


async def weeks(here: Town) -> Ending:
    """All beats of a week whose threads cannot be read when they should be, and then weeks that are missed."""
    amina, ben, carys, efa, martin = here.people("amina", "ben", "carys", "efa", "martin")
    faults = here.workspace.faults
    await here.quiet()
    # The question goes out beside the leader's invitation, in either order: both come back too late.
    faults.add("chat.postMessage", "slow_after", times=2, seconds=TIMING.http + 1)
    await here.comes("open")
    prompt = await here.prompt()
    faults.add("conversations.history", "500", times=None)
    faults.add("conversations.replies", "500", times=None)
    await here.comes("playback")  # what came of the question is not known yet
    await here.sees(lambda: _owed(here))
    faults.clear()
    await here.quiet()
    for person, words in ((amina, "Ask at the door."), (ben, "Ask by phone."), (carys, "Ask the neighbours.")):
        await person.replies(words, prompt)
    form = await efa.opens(prompt, "answer_privately")
    await efa.sends(form, text="Nobody dares to say it.", mode="unlinked")
    await here.until("last_call")
    faults.add("conversations.replies", "500", times=None)
    await here.left_out()
    await here.comes("close")
    await here.sees(lambda: _close_waits(here))
    here.slack.ahead += LONGER.total_seconds()
    await here.sees(lambda: _closed(here))
    faults.clear()
    await here.until("digest")
    form = await martin.opens(await martin.got("offer_talk"), "offer_talk")
    await martin.taps_in(form, "ask_for_days")
    await here.quiet()
    here.move_to(here.clock.now() + timedelta(days=16))
    return Ending(took_part=4, unlinked=["Nobody dares to say it."], stands={"admin/unread": 1})


async def away(here: Town) -> Ending:
    """An absence in which much is said, changed and taken back, and then a channel that the coach is sent out of."""
    amina, ben, carys, dev, tom = here.people("amina", "ben", "carys", "dev", "tom")
    await here.comes("open")
    prompt = await here.prompt()
    first = await amina.replies("We ask twice a year.", prompt)
    second = await dev.replies("Never mind.", prompt)
    await here.quiet()
    async with here.nobody_hears():
        await ben.replies(LONG, prompt)
        await amina.edits(first, "We ask three times a year.")
        await dev.deletes(second)
        await carys.person.react(prompt.channel, prompt.ts, "two")
        await carys.person.react(prompt.channel, first, "heart")
    here.slack.ahead += AN_HOUR
    await tom.types("help")  # the answer to that tells the coach what time it is
    await here.sees(lambda: _supported(here))
    await here.quiet()
    coach = here.workspace.app.bot_user
    await ben.person.remove(prompt.channel, coach)
    await here.left_out()
    await here.comes("playback")
    await here.sees(lambda: _turned_down(here))
    await ben.person.invite(prompt.channel, coach)
    await here.quiet()
    await here.until("last_call")
    await here.sees(lambda: _over(here))
    await here.sees(lambda: _wrong_clock(here))
    return Ending(ratings=[("now", 2, "reaction")], supports=["heart"], took_part=4, refused=frozenset({"playback"}))


async def _owed(here: Town) -> bool:
    async with here.core.database.reading() as work:
        return await work.read_backs.count() > 0


async def _close_waits(here: Town) -> bool:
    """Whether it is noted since when the close waits: what time passes from then on counts."""
    async with here.core.database.reading() as work:
        rows = [await work.read_backs.of(row.id) for row in await here.rounds()]
    return any(row is not None and row.close_waits_since for row in rows)


async def _closed(here: Town) -> bool:
    return any(row.state == "closed" for row in await here.rounds())


async def _turned_down(here: Town) -> bool:
    """Whether Slack has refused the words to the team. Who died before it was noted cannot look, and is in doubt."""
    async with here.core.database.reading() as work:
        said = [row.state for row in await work.deliveries.all() if row.utterance == "playback"]
    return bool(said) and said[0] in ("failed", "in_doubt")


async def _over(here: Town) -> bool:
    """Whether the admin's message about what was refused, if there is one, says that it is over."""
    async with here.core.database.reading() as work:
        refused = (await work.deliveries.counts()).get("failed")
        return not refused or any(row.facts.get("over") is True for row in await work.desired.all())


async def _wrong_clock(here: Town) -> bool:
    """Whether the admin is told that the machine's clock differs from Slack's, by an hour."""
    async with here.core.database.reading() as work:
        return any(row.utterance == "admin/trouble" for row in await work.deliveries.all())


async def _supported(here: Town) -> bool:
    async with here.core.database.reading() as work:
        return any([await work.supports.of_round(row.id) for row in await here.rounds()])


STORIES: Mapping[str, Week] = {
    "thread": Week(thread, socket=False),
    "forms": Week(forms, socket=True),
    "weeks": Week(weeks, socket=True),
    "away": Week(away, socket=True),
}
