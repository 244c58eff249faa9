"""What people asked of the coach, and how often it wrote to them first."""

from datetime import date

from sqlalchemy import func, select

from bot.ids import planned_id
from bot.storage.models import Contact, Person
from bot.storage.repositories.base import Repository


class People(Repository):
    """Snooze, stop, and what a person was told once."""

    async def get(self, workspace: str, user: str) -> Person | None:
        """What is kept about a person, None when they never asked for anything."""
        return await self._session.get(Person, (workspace, user))

    async def ensure(self, workspace: str, user: str) -> Person:
        """The same, made if it is not there; change it and commit."""
        await self._insert_once(Person(workspace=workspace, user=user))
        return await self._session.get_one(Person, (workspace, user))


class Contacts(Repository):
    """Messages that the coach began with one person; `week_of` is the Monday, in the team's zone."""

    async def count(self, workspace: str, user: str, week_of: date) -> int:
        """How many there were in that week."""
        query = select(func.count()).select_from(Contact)
        query = query.where(Contact.workspace == workspace, Contact.user == user, Contact.week_of == week_of)
        return (await self._session.scalars(query)).one()

    async def add(self, workspace: str, user: str, week_of: date, kind: str, round_id: str | None = None) -> bool:
        """Count one. The same kind for the same round (or week) is counted once; False when it was."""
        made = planned_id("contact", workspace, user, kind, round_id or week_of)
        row = Contact(id=made, workspace=workspace, user=user, week_of=week_of, kind=kind, round_id=round_id)
        return await self._insert_once(row)

    async def of_person(self, workspace: str, user: str) -> list[Contact]:
        """All that one person had, the newest week first."""
        query = select(Contact).where(Contact.workspace == workspace, Contact.user == user)
        return await self._all(query.order_by(Contact.week_of.desc(), Contact.id))

    async def kinds(self, round_id: str, user: str) -> set[str]:
        """What kinds of message a person had from the coach about a round."""
        query = select(Contact.kind).where(Contact.round_id == round_id, Contact.user == user)
        return set(await self._all(query))

    async def kinds_in_week(self, workspace: str, user: str, week_of: date) -> list[str]:
        """What kinds of message a person had from the coach in that week, one entry a message."""
        query = select(Contact.kind).where(Contact.workspace == workspace, Contact.user == user)
        return await self._all(query.where(Contact.week_of == week_of))
