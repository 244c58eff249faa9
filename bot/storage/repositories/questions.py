"""Questions to leaders, who asks them too, and what those who asked wrote back."""

from collections.abc import Collection

from sqlalchemy import and_, delete, or_, select

from bot.insight.outcomes import OPEN
from bot.storage.models import Delivery, Round
from bot.storage.question_models import LeaderQuestion, QuestionReply, QuestionVote
from bot.storage.repositories.answers import Answers
from bot.storage.repositories.base import Repository

UTTERANCES = "question/%"
"""The messages that are about a question."""
TOLD_BACK = "told_back"


class Questions(Repository):
    """What was put to leaders, and what became of it."""

    async def put(self, question: LeaderQuestion) -> bool:
        """Keep a question. False when it is there: it is put once."""
        return await self._insert_once(question)

    async def get(self, question_id: str) -> LeaderQuestion | None:
        """One question."""
        return await self._session.get(LeaderQuestion, question_id, populate_existing=True)

    async def hold(self, question_id: str) -> LeaderQuestion | None:
        """One as it is now, held until the transaction ends; before it its answer, as whoever changes that does."""
        found = await self.get(question_id)
        if found is not None and found.answer_id is not None:
            await Answers(self._session).hold(found.answer_id)
        return await self._locked(LeaderQuestion, question_id)

    async def of_answer(self, answer_id: str) -> LeaderQuestion | None:
        """The question that an answer is."""
        return await self._first(select(LeaderQuestion).where(LeaderQuestion.answer_id == answer_id))

    async def of_campaign(self, campaign_id: str) -> list[LeaderQuestion]:
        """A campaign's questions, the oldest week first; within a week in an order that means nothing."""
        query = select(LeaderQuestion).where(LeaderQuestion.campaign_id == campaign_id)
        return await self._fresh(query.order_by(LeaderQuestion.week, LeaderQuestion.id))

    async def of_team(self, campaign_id: str, rounds: Collection[str], organisation: str) -> list[LeaderQuestion]:
        """Those of a team's weeks, and those that small teams of its organisation asked together; in the same order."""
        shared = and_(LeaderQuestion.round_id.is_(None), LeaderQuestion.organisation == organisation)
        which = (LeaderQuestion.campaign_id == campaign_id, or_(LeaderQuestion.round_id.in_(rounds), shared))
        query = select(LeaderQuestion).where(*which)
        return await self._fresh(query.order_by(LeaderQuestion.week, LeaderQuestion.id))

    async def held_by(self, workspace: str, user: str) -> list[LeaderQuestion]:
        """Those that were passed on to somebody."""
        query = select(LeaderQuestion).where(LeaderQuestion.workspace == workspace, LeaderQuestion.holder == user)
        return await self._fresh(query.order_by(LeaderQuestion.week, LeaderQuestion.id))

    async def waiting(self, campaign_id: str) -> list[LeaderQuestion]:
        """A campaign's questions of which nobody has said yet what comes of them, in the same order."""
        which = (LeaderQuestion.campaign_id == campaign_id, LeaderQuestion.state.in_(OPEN))
        return await self._fresh(select(LeaderQuestion).where(*which).order_by(LeaderQuestion.week, LeaderQuestion.id))

    async def drop(self, question_id: str) -> list[str]:
        """Forget a question, with who asks it too and what was written back; give the ids of those replies."""
        theirs = QuestionReply.question_id == question_id
        replies = await self._all(select(QuestionReply.id).where(theirs))
        await self._changed(delete(QuestionReply).where(theirs).execution_options(synchronize_session="fetch"))
        votes = delete(QuestionVote).where(QuestionVote.question_id == question_id)
        await self._changed(votes.execution_options(synchronize_session="fetch"))
        itself = delete(LeaderQuestion).where(LeaderQuestion.id == question_id)
        await self._changed(itself.execution_options(synchronize_session="fetch"))
        return replies

    async def messages(self, campaign_id: str, *utterances: str) -> list[Delivery]:
        """The messages of a campaign that repeat words of its questions; those of some kinds, or all of them."""
        every = Delivery.utterance.like(UTTERANCES) | (Delivery.utterance == TOLD_BACK)
        about = Delivery.utterance.in_(utterances) if utterances else every
        query = select(Delivery).join(Round, Round.id == Delivery.round_id)
        return await self._all(query.where(Round.campaign_id == campaign_id, about).order_by(Delivery.id))

    async def unsent(self, workspace: str, utterance: str) -> list[Delivery]:
        """Messages of one kind that still wait, held: another may be put into one of them."""
        which = (Delivery.workspace == workspace, Delivery.utterance == utterance, Delivery.state == "planned")
        return await self._fresh(select(Delivery).where(*which).order_by(Delivery.id).with_for_update())

    # --- replies ------------------------------------------------------------------------------------------------------

    async def reply(self, reply: QuestionReply) -> bool:
        """Keep a reply. False when it was kept before."""
        return await self._insert_once(reply)

    async def get_reply(self, reply_id: str) -> QuestionReply | None:
        """One reply."""
        return await self._session.get(QuestionReply, reply_id)

    async def replies_of(self, codes: Collection[str]) -> list[QuestionReply]:
        """What a person wrote back, under their codes."""
        query = select(QuestionReply).where(QuestionReply.person_code.in_(codes))
        return await self._all(query.order_by(QuestionReply.id))

    async def drop_reply(self, reply_id: str) -> bool:
        """Forget a reply."""
        gone = delete(QuestionReply).where(QuestionReply.id == reply_id)
        return await self._changed(gone.execution_options(synchronize_session="fetch")) == 1

    # --- votes --------------------------------------------------------------------------------------------------------

    async def vote(self, question_id: str, code: str, campaign_id: str) -> bool:
        """Keep that somebody asks it too. False when they did before."""
        vote = QuestionVote(question_id=question_id, person_code=code, campaign_id=campaign_id, voted=True)
        return await self._insert_once(vote)

    async def say_helped(self, question_id: str, code: str, campaign_id: str, helped: str) -> bool:
        """Keep whether what came of it helped somebody. False when they said so before."""
        of_whom = {"question_id": question_id, "person_code": code, "campaign_id": campaign_id}
        if await self._insert_once(QuestionVote(**of_whom, voted=False, helped=helped)):
            return True
        kept = await self._session.get(QuestionVote, (question_id, code), populate_existing=True)
        if kept is None or kept.helped is not None:
            return False
        kept.helped = helped
        return True

    async def helped(self, questions: Collection[str]) -> list[QuestionVote]:
        """What was said of some questions: whether what came of them helped."""
        query = select(QuestionVote).where(QuestionVote.question_id.in_(questions), QuestionVote.helped.is_not(None))
        return await self._fresh(query.order_by(QuestionVote.question_id, QuestionVote.person_code))

    async def voters(self, question_id: str) -> set[str]:
        """The codes of all who ask it too."""
        which = (QuestionVote.question_id == question_id, QuestionVote.voted)
        return set(await self._all(select(QuestionVote.person_code).where(*which)))

    async def votes_of(self, codes: Collection[str]) -> list[QuestionVote]:
        """What a person asks too, and what they said helped, under their codes."""
        query = select(QuestionVote).where(QuestionVote.person_code.in_(codes))
        return await self._all(query.order_by(QuestionVote.question_id))

    async def drop_vote(self, question_id: str, code: str) -> bool:
        """Forget that somebody asks it too, and whether it helped."""
        which = (QuestionVote.question_id == question_id, QuestionVote.person_code == code)
        gone = delete(QuestionVote).where(*which)
        return await self._changed(gone.execution_options(synchronize_session="fetch")) == 1
