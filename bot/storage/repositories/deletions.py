"""What was deleted before its time, written in the transaction that deletes it. Never a person, never a word.

The id of an entry is made from what it is about where that can be deleted only once, so that it is noted once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from bot.ids import fresh_id, planned_id
from bot.storage.models import Participation, Rating, Support
from bot.storage.repositories.base import Repository
from bot.storage.repositories.participations import participation_id
from bot.storage.retention_models import Deletion

ANSWER = "answer"  # taken out or deleted, in the form or in the thread
QUOTE = "quote"  # the permission to quote an answer was taken back
NAME = "name"  # a Named answer whose author made it Confidential
RATING = "rating"  # taken back
SUPPORT = "support"  # a reaction taken back
TAKING_PART = "taking part"  # a flag that its owner had deleted when they left
VOTE = "vote"  # that somebody asks a question too, deleted when they left: the question, under a code
FELT = "felt"  # what somebody said of a meeting, deleted when they left: the time, under a code
REPLY = "reply"  # what somebody wrote back to a leader, deleted when they left
PLACE = "place"  # at a meeting, deleted when somebody left or objected: the time, under a code
NAME_GIVEN = "name given"  # to leaders, to meet: taken back
MAIL_ADDRESS = "mail address"  # to which somebody wanted invitations: taken back
IDEA = "idea"  # taken back by whoever raised it
IDEA_PART = "idea part"  # what somebody did about an idea, deleted when they left: the idea, under a code
LEFT = "left"  # a campaign, under a code
CAME_BACK = "came back"  # to a campaign, under a code
LINKS = "links"  # a campaign's salt was destroyed
UNINSTALLED = "uninstalled"  # Slack told that a workspace removed Waymark
REINSTALLED = "reinstalled"  # it was there again
KINDS = frozenset({
    ANSWER, QUOTE, NAME, RATING, SUPPORT, TAKING_PART, VOTE, FELT, REPLY, PLACE, NAME_GIVEN, MAIL_ADDRESS, IDEA,
    IDEA_PART, LEFT, CAME_BACK, LINKS, UNINSTALLED, REINSTALLED,
})  # fmt: skip
ONCE = frozenset({ANSWER, IDEA, LINKS, REPLY, NAME_GIVEN, MAIL_ADDRESS})
"""What can be deleted once only."""


@dataclass(frozen=True)
class Entry:
    """One deletion, as the database and the file hold it."""

    id: str
    kind: str
    about: str
    day: date


class Deletions(Repository):
    """The ledger of deletions inside the database."""

    async def note(self, kind: str, about: str, day: date) -> None:
        """Write that something was deleted."""
        made = planned_id("deletion", kind, about) if kind in ONCE else fresh_id()
        await self.add(Entry(made, kind, about, day))

    async def add(self, entry: Entry) -> bool:
        """Write an entry. False when it is there already."""
        return await self._insert_once(Deletion(id=entry.id, kind=entry.kind, about=entry.about, day=entry.day))

    async def after(self, number: int, limit: int) -> list[tuple[int, Entry]]:
        """Entries with a higher number, in their order."""
        query = select(Deletion).where(Deletion.number > number).order_by(Deletion.number).limit(limit)
        return [(row.number, _entry(row)) for row in await self._all(query)]

    async def known(self, ids: Collection[str]) -> set[str]:
        """Which of these are in the database."""
        return set(await self._all(select(Deletion.id).where(Deletion.id.in_(ids))))

    async def drop_rating(self, rating_id: str) -> bool:
        """Delete a rating that was taken back."""
        return await self._changed(delete(Rating).where(Rating.id == rating_id)) == 1

    async def drop_support(self, support_id: str) -> bool:
        """Delete a reaction that was taken back."""
        return await self._changed(delete(Support).where(Support.id == support_id)) == 1

    async def drop_participation(self, made: str) -> bool:
        """Delete a flag by what is noted of it. All are looked through: only a restore asks, and nothing leads back."""
        for row in await self._session.execute(select(Participation.round_id, Participation.person_code)):
            if participation_id(*row) == made:
                whose = (Participation.round_id == row.round_id, Participation.person_code == row.person_code)
                return await self._changed(delete(Participation).where(*whose)) == 1
        return False


def _entry(row: Deletion) -> Entry:
    return Entry(row.id, row.kind, row.about, row.day)
