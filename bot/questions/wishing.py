"""Brings to others what somebody chose for their question, once its moment has come: leaders read the wish, a colleague
is asked to speak, and whoever has a step of their own to take is told so, in confidence.

The moment was drawn by chance when they chose, or is the one at which leaders got the question. Broken off, it is done
again a minute later: what waits is found by a mark in its row, and the mark goes in the same transaction.
"""

from datetime import datetime, timedelta

from bot.ids import fresh_id
from bot.insight.ladder import ASKED, BY_NAME, NO, REPRESENTATIVE, as_read
from bot.questions.parts import Parts
from bot.questions.places import Placed, placed
from bot.questions.reach import codes_in, is_away
from bot.questions.showing import show_wish
from bot.questions.telling import NEXT, SPEAK, Teller
from bot.storage.ladder_models import Wish
from bot.storage.models import Campaign
from bot.storage.unit_of_work import UnitOfWork

LOST = timedelta(days=14)
"""A question that no leader has so long after its week closed will not come to them."""


class Wishing(Parts):
    """Finds what waits, and brings it."""

    async def bring(self) -> int:
        """Bring what is due. Return how many wishes that were."""
        now, done = self._clocks.campaign.now(), 0
        async with self._database.reading() as work:
            due = [wish.answer_id for wish in await work.ladder.waiting() if _is_due(wish, now)]
        for answer_id in due:
            async with self._database.unit_of_work() as work:
                if await self._brought(work, answer_id, now):
                    await work.commit()
                    done += 1
        if done:
            self._on_change()
        return done

    async def _brought(self, work: UnitOfWork, answer_id: str, now: datetime) -> bool:
        found = await _held(work, answer_id)
        wish = await work.ladder.hold(answer_id)
        if wish is None or not wish.waits or not _is_due(wish, now):
            return False
        if found is None or not found.places:
            wish.waits = not await _is_lost(work, answer_id, now)
            return not wish.waits
        await show_wish(work, found.question, as_read(wish.body))
        teller = Teller(work, self._identities, found, now, self._chance)
        body = {name: value for name, value in wish.body.items() if name != "due"}
        wish.waits, wish.body = False, await self._next(teller, body)
        await work.flush()
        return True

    async def _next(self, teller: Teller, body: dict[str, str]) -> dict[str, str]:
        """Ask the colleague who shall speak, or tell whoever asked what only they can do."""
        named = teller.placed.author is not None
        if body["way"] == REPRESENTATIVE and body.get("speaker"):
            return body if body.get("said") else await self._asked(teller, body)
        if body.get("told") or (body["way"] != REPRESENTATIVE and (body["way"] != BY_NAME or named)):
            return body
        if body["way"] == BY_NAME and await _is_named(teller):
            return body
        await teller.to_author(NEXT, {**_about(teller), "answer_id": teller.placed.key, "way": body["way"], "text": ""})
        return {**body, "told": "yes"}

    async def _asked(self, teller: Teller, body: dict[str, str]) -> dict[str, str]:
        """Who left or objected is not written to; whoever named them reads no more than that they have not answered."""
        campaign, speaker, key = teller.placed.campaign, body["speaker"], fresh_id()
        if not await is_away(teller.work, campaign, speaker, codes_in(self._identities, campaign, speaker)):
            item = {**_about(teller), "key": key, "text": "", "questions": teller.repeated()}
            await teller.in_confidence(SPEAK, speaker, item)
        return {**body, "said": ASKED, "ask": key}


async def _held(work: UnitOfWork, answer_id: str) -> Placed | None:
    """The question that leaders have, held; None while they do not have it."""
    question = await work.questions.of_answer(answer_id)
    held = await work.questions.hold(question.id) if question is not None else None
    return await placed(work, held) if held is not None else None


async def _is_named(teller: Teller) -> bool:
    names = await teller.work.ladder.names_about(teller.placed.question.id)
    return any("until" not in name.body for name in names)


async def _is_lost(work: UnitOfWork, answer_id: str, now: datetime) -> bool:
    answer = await work.answers.get(answer_id)
    round_ = await work.rounds.get(answer.round_id) if answer is not None else None
    return round_ is None or (round_.closed_at is not None and now - round_.closed_at > LOST)


def _about(teller: Teller) -> dict[str, str]:
    return {"question_id": teller.placed.question.id, "area_title": teller.placed.area_title}


def _is_due(wish: Wish, now: datetime) -> bool:
    return datetime.fromisoformat(wish.body["due"]) <= now


async def speaks_no_more(work: UnitOfWork, campaign: Campaign, user: str, now: datetime) -> None:
    """Somebody left, or objected: whoever named them to speak finds a no, and leaders read their name no more."""
    for wish in await work.ladder.wishes_of([campaign.id]):
        if wish.body.get("speaker") == user and wish.body.get("said") != NO:
            await _held(work, wish.answer_id)
            held = await work.ladder.hold(wish.answer_id)
            if held is not None and held.body.get("speaker") == user:
                held.waits, held.body = True, {**held.body, "said": NO, "due": now.isoformat()}
    await work.flush()
