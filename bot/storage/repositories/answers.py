"""Answers. Slack may tell of a message, its edits and its deletion in any order, and more than once.

Whatever the order, the same answer is left: the newest version (by `version_ts`, Slack's event_ts) wins, and a deletion
is final. A deletion that comes first leaves a tombstone, on which the message then breaks.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ids import planned_id
from bot.storage.models import Answer, Round, Support
from bot.storage.repositories.base import Repository
from bot.storage.repositories.deletions import ANSWER, Deletions
from bot.storage.theme_models import ThemeNote


class Answers(Repository):
    """What people said, and tombstones. What is deleted is noted in the ledger of deletions."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session)
        self._deletions = Deletions(session)

    async def add(self, answer: Answer) -> bool:
        """Keep an answer, or a newer version of one (same id or same message). False when what is there is newer."""
        if await self._insert_once(answer):
            return True
        kept = await self._same(answer)
        if kept is None or kept.deleted_at is not None:
            return False
        kept.created_at = min(kept.created_at, answer.created_at)  # whichever version was heard of first
        kept.late = kept.late and bool(answer.late)
        newer = _newer(answer.version_ts, kept)
        if newer:
            kept.text, kept.version_ts = answer.text, answer.version_ts
        await self._session.flush()
        return newer

    async def get(self, answer_id: str) -> Answer | None:
        """One answer, or its tombstone (`deleted_at` is set)."""
        return await self._session.get(Answer, answer_id)

    async def hold(self, answer_id: str) -> Answer | None:
        """The same as it is now, held with its round until the transaction ends.

        The round first, because whoever changes or deletes an answer holds that before anything else.
        """
        found = await self.get(answer_id)
        if found is None:
            return None
        await self._locked(Round, found.round_id)
        return await self._locked(Answer, answer_id)

    async def at_message(self, workspace: str, channel: str, ts: str) -> Answer | None:
        """The answer that this message is, or its tombstone."""
        return await self._first(_at(workspace, channel, ts))

    async def of_round(self, round_id: str) -> list[Answer]:
        """A round's answers, oldest first, without deleted ones."""
        return await self._all(_standing().where(Answer.round_id == round_id))

    async def with_deleted(self, round_id: str) -> list[Answer]:
        """All of a round's answers, oldest first, tombstones too."""
        query = select(Answer).where(Answer.round_id == round_id)
        return await self._all(query.order_by(Answer.created_at, Answer.id))

    async def of_campaign(self, campaign_id: str) -> list[Answer]:
        """A campaign's answers, oldest first, without deleted ones."""
        query = _standing().join(Round, Round.id == Answer.round_id)
        return await self._all(query.where(Round.campaign_id == campaign_id))

    async def of_person(self, workspace: str, author: str, codes: Collection[str]) -> list[Answer]:
        """All that a person said: under their name, and under any of these codes (they have one a campaign)."""
        by_name = and_(Answer.workspace == workspace, Answer.author == author)
        return await self._all(_standing().where(or_(by_name, Answer.person_code.in_(codes))))

    async def revise(
        self,
        answer_id: str,
        *,
        text: str,
        version_ts: str | None = None,
        mode: str | None = None,
        author: str | None = None,
        person_code: str | None = None,
        question: str | None = None,
        theme: str | None = None,
        quotable: bool | None = None,
    ) -> bool:
        """Change an answer; None leaves a field as it is. False when it is deleted, unknown or newer already.

        `version_ts` None is a change made in the form, which always comes after what it changes. Turning Confidential
        takes the author's name away, turning Named the code; and what ties it to answers of the other mode.
        """
        kept = await self._locked(Answer, answer_id)
        if kept is None or not _newer(version_ts, kept):
            return False
        if mode is not None and mode != kept.mode:
            kept.mode, kept.author, kept.person_code = mode, None, None
            await self._untie(kept)
        owner = {"author": author} if kept.mode == "named" else {"person_code": person_code}
        given = {**owner, "question": question, "theme": theme, "quotable": quotable}
        for name, value in given.items():
            if value is not None:
                setattr(kept, name, value)
        kept.text, kept.version_ts = text, version_ts or kept.version_ts
        await self._session.flush()
        return True

    async def remove(self, answer_id: str, *, at: datetime, version_ts: str | None = None) -> bool:
        """Take an answer's words away for good, with the support it got. False when it was gone already."""
        kept = await self._locked(Answer, answer_id)
        return kept is not None and await self._bury(kept, at, version_ts)

    async def remove_at(
        self, workspace: str, channel: str, ts: str, *, round_id: str, at: datetime, version_ts: str
    ) -> bool:
        """The same for the message at `ts` in the round's thread, also when the message itself is still to come."""
        tombstone = Answer(
            id=planned_id("tombstone", workspace, channel, ts), workspace=workspace, round_id=round_id, mode="named",
            author=None, person_code=None, question="headline", text=None, channel=channel, message_ts=ts,
            version_ts=version_ts, created_at=at, deleted_at=at,
        )  # fmt: skip
        if await self._insert_once(tombstone):
            return True
        kept = await self._same(tombstone)
        return kept is not None and await self._bury(kept, at, version_ts)

    async def _untie(self, kept: Answer) -> None:
        kept.follows = None
        await self._changed(update(Answer).where(Answer.follows == kept.id).values(follows=None))

    async def _same(self, answer: Answer) -> Answer | None:
        """What is kept under the id or at the message of `answer`, as it is now and held."""
        by_id = await self._locked(Answer, answer.id)
        if by_id is not None or answer.message_ts is None:
            return by_id
        query = _at(answer.workspace, answer.channel or "", answer.message_ts)
        return await self._first(query.with_for_update().execution_options(populate_existing=True))

    async def _bury(self, kept: Answer, at: datetime, version_ts: str | None) -> bool:
        if version_ts is not None and _order(version_ts) > _order(kept.version_ts):
            kept.version_ts = version_ts
        fresh = kept.deleted_at is None
        if fresh:
            kept.text = kept.author = kept.person_code = kept.theme = None
            kept.quotable, kept.deleted_at = False, at
            await self._changed(delete(Support).where(Support.answer_id == kept.id))
            await self._changed(delete(ThemeNote).where(ThemeNote.answer_id == kept.id))
            await self._deletions.note(ANSWER, kept.id, at.date())
        await self._session.flush()
        return fresh


def _standing() -> Select[Answer]:
    return select(Answer).where(Answer.deleted_at.is_(None)).order_by(Answer.created_at, Answer.id)


def _at(workspace: str, channel: str, ts: str) -> Select[Answer]:
    return select(Answer).where(
        Answer.workspace == workspace, Answer.channel == channel, Answer.message_ts == ts
    )  # fmt: skip


def _newer(version_ts: str | None, kept: Answer) -> bool:
    if kept.deleted_at is not None:
        return False
    return version_ts is None or _order(version_ts) > _order(kept.version_ts)


def _order(version_ts: str) -> tuple[int, str]:
    """Slack's timestamps in order: seconds as a number, then the six digits that follow."""
    seconds, _, fraction = version_ts.partition(".")
    return int(seconds or 0), fraction.ljust(6, "0")
