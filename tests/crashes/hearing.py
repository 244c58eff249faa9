"""Stories in which people speak: the process that is killed is the whole coach, as `waymark run` makes it.

What Slack brought and was not acknowledged it brings again, to the next coach; who tapped or sent a form and saw that
it failed does it again. At the end what was said is held against what is stored, and what stands in Slack against the
ledger, by the checker that the torture uses.
"""

from __future__ import annotations

import asyncio
import signal
import traceback
from collections import Counter

from sqlalchemy import select

from bot.storage.models import Answer, Delivery, DesiredState, Participation, Rating, Support
from bot.storage.unlinked_models import UnlinkedAnswer, UnlinkedWaiting
from sandbox.errors import PersonError
from tests.crashes.town import Ending, Town, opened
from tests.crashes.verdicts import Verdict
from tests.crashes.weeks import STORIES, Week
from tests.crashes.worker import Worker
from tests.torture.checker import Stored, check
from tests.torture.town import report

MAY_TAKE = 10.0
"""Seconds from the decision to send a message until it stands."""
LOG = 4_000  # characters of a log that are told


async def play(database_url: str, first: Worker, second: Worker, verdict: Verdict) -> None:
    """Tell a story in which people speak."""
    week = STORIES[verdict.case.story]
    async with opened(database_url, first.home, socket=week.socket, first=first, second=second) as here:
        life = asyncio.ensure_future(here.lives.live(here.orders))
        story = asyncio.ensure_future(_told(here, week, life))
        try:
            await asyncio.wait({life, story}, return_when=asyncio.FIRST_EXCEPTION)
            if life.done():
                life.result()
            verdict.problems += await _problems(here, await story)
        except (TimeoutError, AssertionError, PersonError) as stuck:
            logs = (worker.log[-LOG:] for worker in (first, second))
            verdict.problems += ["".join(traceback.format_exception(stuck)), await here.unfinished(), *logs]
        finally:
            story.cancel()
            here.lives.break_off()
            await asyncio.gather(life, story, return_exceptions=True)
        verdict.killed, verdict.met = here.lives.killed, first.met


async def _told(here: Town, week: Week, life: asyncio.Future[None]) -> Ending:
    """Tell the story, and have whoever lives then end in good order."""
    ending = await week.tell(here)
    while not life.done():
        await here.quiet()
        asked = here.lives.current
        here.lives.signal(signal.SIGTERM)
        while here.lives.current is asked and not life.done():
            await asyncio.sleep(0.01)
    return ending


async def _problems(here: Town, ending: Ending) -> list[str]:
    """Hold what was said and what stands in Slack against what is stored."""
    async with here.core.database.reading() as work:
        session = work.session
        stored = Stored(
            deliveries=[row for row in await session.scalars(select(Delivery)) if not _refused(row, ending)],
            answers=(await session.scalars(select(Answer))).all(),
            desired=(await session.scalars(select(DesiredState))).all(),
        )
        ratings = sorted((row.scale, row.value, row.source) for row in await session.scalars(select(Rating)))
        supports = [row.reaction for row in await session.scalars(select(Support))]
        unlinked = [row.body["text"] for row in await session.scalars(select(UnlinkedAnswer))]
        unlinked += [row.body["text"] for row in await session.scalars(select(UnlinkedWaiting))]
        people = len((await session.scalars(select(Participation))).all())
    found = check(report(here.workspace, here.said), stored, here.moves, here.slack.now(), MAY_TAKE)
    stands = Counter(row.utterance for row in stored.deliveries if row.state == "sent")
    compared = {
        "the ratings": (ratings, sorted(ending.ratings)),
        "the reactions": (supports, ending.supports),
        "who took part": (people, ending.took_part),
        "what was said without a link": (sorted(unlinked), sorted(ending.unlinked)),
        **{f"messages {kind}": (stands[kind], times) for kind, times in ending.stands.items()},
    }
    wrong = [f"{what}: {there}, not {wanted}" for what, (there, wanted) in compared.items() if there != wanted]
    return [*found.lost, *found.duplicated, *found.broken, *wrong]


def _refused(row: Delivery, ending: Ending) -> bool:
    """Whether it is right that a message failed. After a crash Slack may be asked again, and take it then."""
    return row.utterance in ending.refused and row.state == "failed"
