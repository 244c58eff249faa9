"""Where leaders say what comes of a question: answer, promise, pass on, thank, offer a talk, or say not now.

Each act is checked here whoever sent it: that the question was put to them, or passed on to them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.content.markup import USER_ID
from bot.errors import FieldProblem, NotAllowed, NotFound
from bot.insight.asked import QuestionShown, QuestionsShown, first_due
from bot.insight.ladder import wish_in
from bot.insight.outcomes import ANSWERED, DECLINED, NOT_NOW, OUTCOMES, PASSED_ON, PROMISED, TALK_OFFERED
from bot.insight.promised import FROM_QUESTION, Wanted
from bot.questions.acts import Act, Desk, check_words
from bot.questions.open import is_of_week, up_to
from bot.questions.places import Placed, placed, whence
from bot.questions.promising import LONGEST, Origin, check_wanted, make
from bot.questions.standing import as_held, standing
from bot.questions.talking import offer
from bot.questions.telling import NAMED, PASSED, THANKS
from bot.storage.models import Delivery
from bot.storage.unit_of_work import UnitOfWork

NOT_YOURS = "This question was not put to you, so only others can say what comes of it."
THANKED_ALREADY = "Thanks for this question went out already, so I do not send them again. Thank you for the thought."
THREAD, PRIVATE = "thread", "private"


class QuestionDesk(Desk):
    """The leaders' desk."""

    async def look(self, workspace: str, user: str, question_id: str) -> QuestionShown:
        """Give a leader one question. Raises `NotAllowed` for whom it was not put to."""
        async with self._database.reading() as work:
            found = await self._placed(work, workspace, await work.questions.get(question_id))
            if not found.may_act(user):
                raise NotAllowed(NOT_YOURS)
            return await shown_to(work, found, user)

    async def of_digest(self, workspace: str, user: str, digest_id: str) -> QuestionsShown:
        """Give a leader the questions of their digest, in its order, and what still waits of earlier weeks; those taken
        back are left out."""
        async with self._database.reading() as work:
            digest = await work.digests.get(digest_id)
            campaign = await work.campaigns.get(digest.campaign_id) if digest else None
            if digest is None or campaign is None or campaign.workspace != workspace:
                raise NotFound("That digest is not here any more.")
            if digest.leader != user:
                raise NotAllowed("This digest was written to somebody else.")
            put = (digest.snapshot.get("questions") or {"put": ()})["put"]
            kept = [await work.questions.get(item["id"]) for item in put if item.get("id")]
            of_week = [question for question in kept if question is not None]
            ids = {question.id for question in of_week}
            waiting = [question for question in await up_to(work, digest, workspace) if question.id not in ids]
            found = [await placed(work, question) for question in (*of_week, *waiting)]
            may = [one for one in found if one is not None and one.places and one.may_act(user)]
            may.sort(key=lambda one: first_due(one.question.kind, one.question.reply_by))
            shown = {one.question.id: await shown_to(work, one, user) for one in may}
            this_week = [one for one in may if one.question.id in ids or is_of_week(one.question, digest)]
        return QuestionsShown(
            tuple(shown[one.question.id] for one in this_week),
            tuple(shown[one.question.id] for one in may if one not in this_week),
        )

    async def answer(self, workspace: str, user: str, question_id: str, act_id: str, words: str, how: str) -> bool:
        """Answer all who raised it: to the team, or each by themselves. False when it came before."""
        async with self._acting(workspace, user, question_id, act_id) as act:
            check_words(words)
            if how == PRIVATE and not can_be_written_to(act.placed):
                raise FieldProblem("how", "Nobody can be written to about this one. Please choose the thread.")
            if act.fresh and how == PRIVATE:
                await act.becomes(ANSWERED, how=PRIVATE)
                await act.teller.to_askers(_about(act, words))
            elif act.fresh:
                await act.becomes(ANSWERED, how=THREAD, words=words)
                await act.tell_team(words=words)
        return act.fresh

    async def not_now(self, workspace: str, user: str, question_id: str, act_id: str, words: str) -> bool:
        """Say no for now, and why."""
        async with self._acting(workspace, user, question_id, act_id) as act:
            check_words(words)
            if act.fresh:
                await act.becomes(NOT_NOW, words=words)
                await act.tell_team(words=words)
        return act.fresh

    async def promise(self, workspace: str, user: str, question_id: str, act_id: str, wanted: Wanted) -> bool:
        """Promise something until a day, oneself or for somebody who then owns it."""
        async with self._acting(workspace, user, question_id, act_id) as act:
            check_words(wanted.words, LONGEST)
            check_wanted(wanted, *act.whose, act.now)
            if act.fresh:
                said = {"words": wanted.words, "owner": wanted.owner, "on": wanted.due_on.isoformat()}
                await act.becomes(PROMISED, **said)
                await act.tell_team(**said, **({"decider": wanted.decider} if wanted.decider else {}))
                await _make(act, wanted)
        return act.fresh

    async def settle(
        self, workspace: str, user: str, question_id: str, act_id: str, came: str, wanted: Wanted | None, words: str
    ) -> bool:
        """Say what a talk about it led to: agreed, declined with the reason, or more work. The team reads it, and all
        who raised it are told by themselves. What is to be done becomes a promise with an owner and a day."""
        async with self._acting(workspace, user, question_id, act_id) as act:
            check_words(words, LONGEST)
            _check_settled(act, came, wanted)
            if act.fresh:
                said = {} if wanted is None else {"owner": wanted.owner, "on": wanted.due_on.isoformat()}
                await act.becomes(came, words=words, **said)
                await act.tell_team(words=words, **said)
                if can_be_written_to(act.placed):
                    await act.teller.to_askers({**_about(act, words), "came": came, **said})
                if wanted is not None:
                    await _make(act, wanted)
        return act.fresh

    async def pass_on(self, workspace: str, user: str, question_id: str, act_id: str, to: str, words: str) -> bool:
        """Give it to somebody else, with a note: they hold it then, and read no name."""
        async with self._acting(workspace, user, question_id, act_id) as act:
            _check_holder(act, to)
            if act.fresh:
                act.question.holder = to
                await act.becomes(PASSED_ON)
                await act.teller.to_leader(to, PASSED, _passed(act, to, words), later=False)
                await act.tell_team(holder=to, before=standing(act.question)["before"])
        return act.fresh

    async def thank(self, workspace: str, user: str, question_id: str, act_id: str, words: str) -> bool:
        """Thank whoever asked, in private: they are asked whether it may be said by name. Without a link, the
        team reads it."""
        async with self._acting(workspace, user, question_id, act_id) as act:
            check_words(words)
            if act.fresh:
                if "thanks" in act.question.body:
                    raise FieldProblem("text", THANKED_ALREADY)
                act.question.body = {**act.question.body, "thanks": {"by": user, "words": words}}
                if can_be_written_to(act.placed):
                    await act.teller.to_author(THANKS, _about(act, words))
                else:
                    await act.tell_team("thanked", words=words)
        return act.fresh

    async def offer_talk(self, workspace: str, user: str, question_id: str, act_id: str) -> bool:
        """Offer the team a talk about it."""
        async with self._acting(workspace, user, question_id, act_id) as act:
            if act.fresh:
                await act.becomes(TALK_OFFERED)
                await offer(act)
        return act.fresh

    @asynccontextmanager
    async def _acting(self, workspace: str, user: str, question_id: str, act_id: str) -> AsyncIterator[Act]:
        async with self._begun(workspace, user, question_id, act_id) as act:
            if not act.placed.may_act(user):
                raise NotAllowed(NOT_YOURS)
            yield act


async def _make(act: Act, wanted: Wanted) -> None:
    """Make the promise, and have the question know it: it says then what becomes of it."""
    origin = Origin(FROM_QUESTION, act.question.id)
    made = await make(act.work, act.placed.campaign, act.placed.places, wanted, act.user, act.now, origin)
    act.question.body = {**act.question.body, "promise_id": made.id}


def can_be_written_to(found: Placed) -> bool:
    """Whether those who raised it could be written to: what kind of question it is decides, never who asked it."""
    return found.answer is not None and (found.campaign.salt is not None or found.author is not None)


async def shown_to(work: UnitOfWork, found: Placed, reader: str) -> QuestionShown:
    """A question as those read it who may act on it, with the name that somebody gave this reader.

    The name stands here once its message has come to them, and no longer than it stands there.
    """
    given = {row.id for row in await work.ladder.names_about(found.question.id) if "until" not in row.body}
    said = await work.questions.messages(found.campaign.id) if given else ()
    items = [item for row in said if _has_come(row, reader) for item in row.facts["items"]]
    return replace(_shown(found, reader), by_name=next((it["user"] for it in items if it.get("key") in given), None))


def _has_come(row: Delivery, reader: str) -> bool:
    return row.utterance == NAMED and row.recipient == reader and row.state == "sent"


def _shown(found: Placed, reader: str) -> QuestionShown:
    """Whoever it was passed on to reads no name."""
    question, leads = found.question, found.leads(reader)
    return QuestionShown(
        question_id=question.id,
        text=found.text,
        author=found.author if leads else None,
        **whence(found),
        area_title=found.area_title,
        week=question.week,
        kind=question.kind,
        **standing(question),
        reply_by=question.reply_by,
        private=can_be_written_to(found),
        asked_by=question.body.get("asked_by", 0),
        **wish_in(question.body),
        thanked="thanks" in question.body,
    )


def _about(act: Act, words: str) -> dict[str, str]:
    """What somebody who asked is told: none of their own words."""
    return {
        "question_id": act.question.id,
        "leader": act.user,
        "area_title": act.placed.area_title,
        "text": words,
    }


def _passed(act: Act, to: str, words: str) -> dict[str, object]:
    question = act.question
    return {
        "question_id": question.id,
        "leader": act.user,
        "area_title": act.placed.area_title,
        "text": words.strip(),
        "kind": question.kind,
        **whence(act.placed),
        **as_held(question, to),
        "questions": act.teller.repeated(),
    }


def _check_settled(act: Act, came: str, wanted: Wanted | None) -> None:
    """Check what a talk led to; a no needs its reason alone."""
    if came not in OUTCOMES:
        raise FieldProblem("came", "Please choose what came of it.")
    if came != DECLINED and wanted is None:
        raise FieldProblem("due_on", "Please choose a day.")
    if wanted is not None:
        check_wanted(wanted, *act.whose, act.now)


def _check_holder(act: Act, to: str) -> None:
    if not USER_ID.fullmatch(to) or to == act.user:
        raise FieldProblem("to", "Please choose somebody else who can answer this.")
    if any(to in place.team.staff for place in act.placed.places):
        raise FieldProblem("to", "That person is in the team that asked. Choose somebody who can answer the team.")
