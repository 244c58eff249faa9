"""People of whom something is kept beside what belongs to a campaign, and since when they have been in no team."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, tuple_

from bot.storage.models import DesiredState, DialogueState, Person, Team
from bot.storage.own_data_models import MailAddress
from bot.storage.repositories.base import Repository
from bot.storage.retention_models import Absence

HOME, TALK = "home", "person"  # what follows is "/<workspace>/<user>"

Someone = tuple[str, str]
"""A workspace and a person's Slack id in it."""


class Absences(Repository):
    """Who has gone."""

    async def known(self) -> set[Someone]:
        """Of whom something is kept beside what belongs to a campaign."""
        found = {(row.workspace, row.user) for row in await self._all(select(Person))}
        found |= {(row.workspace, row.user) for row in await self._all(select(MailAddress))}
        for column, beginning in ((DesiredState.target, HOME), (DialogueState.key, TALK)):
            for key in await self._all(select(column).where(column.startswith(f"{beginning}/"))):
                _, workspace, user = key.split("/", 2)
                found.add((workspace, user))
        return found

    async def in_teams(self) -> set[Someone]:
        """Everybody who is in a team or leads one."""
        rows = await self._session.execute(select(Team.workspace, Team.members, Team.leaders))
        return {(workspace, user) for workspace, members, leaders in rows for user in (*members, *leaders)}

    async def all(self) -> dict[Someone, datetime]:
        """Since when people of whom something is kept have been in no team."""
        return {(row.workspace, row.user): row.since for row in await self._fresh(select(Absence))}

    async def note(self, people: Sequence[Someone], since: datetime) -> int:
        """Begin to count; say for how many."""
        new = [Absence(workspace=workspace, user=user, since=since) for workspace, user in people]
        return sum([await self._insert_once(absence) for absence in new])

    async def forget(self, people: Sequence[Someone]) -> int:
        """They are back, or nothing of them is kept."""
        return await self._changed(delete(Absence).where(tuple_(Absence.workspace, Absence.user).in_(people)))

    async def forget_people(self, people: Sequence[Someone]) -> int:
        """Delete what was kept of them; say how many rows."""
        homes, talks = ([f"{kind}/{workspace}/{user}" for workspace, user in people] for kind in (HOME, TALK))
        gone = await self._changed(delete(Person).where(tuple_(Person.workspace, Person.user).in_(people)))
        theirs = tuple_(MailAddress.workspace, MailAddress.user).in_(people)
        gone += await self._changed(delete(MailAddress).where(theirs))
        gone += await self._changed(delete(DesiredState).where(DesiredState.target.in_(homes)))
        gone += await self._changed(delete(DialogueState).where(DialogueState.key.in_(talks)))
        await self.forget(people)
        return gone
