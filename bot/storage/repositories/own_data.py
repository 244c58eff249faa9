"""What people decided about their own data, and files that are on their way to them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Executable, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ids import fresh_id
from bot.storage.models import Delivery, Participation, Rating, Round, Support
from bot.storage.own_data_models import Departure, FileWaiting, MailAddress, Objection
from bot.storage.repositories.base import Repository
from bot.storage.repositories.deletions import MAIL_ADDRESS, RATING, SUPPORT, TAKING_PART, Deletions
from bot.storage.repositories.participations import participation_id


class Departures(Repository):
    """Who left a campaign, by code."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session)
        self._deletions = Deletions(session)

    async def leave(self, campaign_id: str, code: str) -> bool:
        """Note that somebody left. False when they had."""
        return await self._insert_once(Departure(campaign_id=campaign_id, person_code=code))

    async def come_back(self, campaign_id: str, code: str) -> bool:
        """Forget that somebody left. False when they had not."""
        whose = (Departure.campaign_id == campaign_id, Departure.person_code == code)
        return await self._changed(delete(Departure).where(*whose)) == 1

    async def has(self, campaign_id: str, code: str) -> bool:
        """Tell whether somebody left."""
        return await self._session.get(Departure, (campaign_id, code)) is not None

    async def codes(self, campaign_id: str) -> set[str]:
        """The codes of all who left a campaign."""
        return set(await self._all(select(Departure.person_code).where(Departure.campaign_id == campaign_id)))

    async def forget_given(self, campaign_id: str, codes: Collection[str], day: date) -> None:
        """Delete the ratings, reactions and flags of taking part that a person has in a campaign, under their codes.

        Each is noted in the ledger of deletions, by an id that says nothing. The flag of an open week stays: how many
        took part may have been told in the channel, and one fewer at the close would tell that somebody left.
        """
        rounds = select(Round.id).where(Round.campaign_id == campaign_id)
        over = rounds.where(Round.state != "open")
        theirs = (Participation.round_id.in_(over), Participation.person_code.in_(codes))
        ratings = delete(Rating).where(Rating.round_id.in_(rounds), Rating.person_code.in_(codes))
        flags = delete(Participation).where(*theirs).returning(Participation.round_id, Participation.person_code)
        supports = delete(Support).where(Support.person_code.in_(codes))
        gone = [(RATING, *row) for row in await self._gone(ratings.returning(Rating.id))]
        gone += [(TAKING_PART, participation_id(*row)) for row in await self._gone(flags)]
        gone += [(SUPPORT, *row) for row in await self._gone(supports.returning(Support.id))]
        for kind, about in gone:
            await self._deletions.note(kind, about, day)

    async def _gone(self, statement: Executable) -> list[tuple[Any, ...]]:
        await self._session.flush()
        return [tuple(row) for row in await self._session.execute(statement)]

    async def messages_to(self, workspace: str, user: str) -> list[Delivery]:
        """Messages that went to a person, or wait to, under their Slack id; the newest first."""
        query = select(Delivery).where(Delivery.workspace == workspace, Delivery.recipient == user)
        return await self._all(query.order_by(Delivery.created_at.desc(), Delivery.id))

    async def unsent(self, campaign_id: str) -> list[Delivery]:
        """A campaign's messages that have not begun to be sent."""
        query = select(Delivery).join(Round, Round.id == Delivery.round_id)
        return await self._all(query.where(Round.campaign_id == campaign_id, Delivery.state == "planned"))


class Objections(Repository):
    """Who objected."""

    async def object(self, workspace: str, user: str, at: datetime) -> bool:
        """Note an objection. False when there was one."""
        return await self._insert_once(Objection(workspace=workspace, user=user, at=at))

    async def take_back(self, workspace: str, user: str) -> bool:
        """Forget an objection that its author took back. False when there was none."""
        whose = (Objection.workspace == workspace, Objection.user == user)
        return await self._changed(delete(Objection).where(*whose)) == 1

    async def of(self, workspace: str, user: str) -> Objection | None:
        """A person's objection, if there is one."""
        return await self._session.get(Objection, (workspace, user), populate_existing=True)

    async def users(self, workspace: str) -> set[str]:
        """All who objected."""
        return set(await self._all(select(Objection.user).where(Objection.workspace == workspace)))


class MailAddresses(Repository):
    """To which address somebody wants invitations."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session)
        self._deletions = Deletions(session)

    async def of(self, workspace: str, user: str) -> MailAddress | None:
        """A person's address, if they said yes and did not take it back."""
        theirs = select(MailAddress).where(MailAddress.workspace == workspace, MailAddress.user == user)
        return await self._session.scalar(theirs.execution_options(populate_existing=True))

    async def keep(self, workspace: str, user: str, address: str, day: date) -> None:
        """Keep an address, in the place of the one before."""
        await self.drop(workspace, user, day)
        await self._insert_once(MailAddress(workspace=workspace, user=user, number=fresh_id(), address=address))

    async def drop(self, workspace: str, user: str, day: date) -> bool:
        """Delete an address, and note that in the ledger of deletions. False when there was none."""
        row = await self.of(workspace, user)
        if row is None or not await self.drop_again(row.number):
            return False
        await self._deletions.note(MAIL_ADDRESS, row.number, day)
        return True

    async def drop_again(self, number: str) -> bool:
        """Delete what a restored backup brought back."""
        return await self._changed(delete(MailAddress).where(MailAddress.number == number)) == 1


class FilesWaiting(Repository):
    """Files on their way. A row goes when its file stands, or cannot."""

    async def plan(self, id: str, workspace: str, body: dict[str, Any]) -> bool:  # noqa: A002 - the field's own name
        """Keep a wish for a file. False when it was kept before."""
        row = FileWaiting(id=id, workspace=workspace, body=body, token=0, attempts=0)
        return await self._insert_once(row)

    async def due(self, now: datetime) -> list[str]:
        """Those that nobody is sending, and whose time has come (wire time); the longest waiting first."""
        free = or_(FileWaiting.lease_until.is_(None), FileWaiting.lease_until < now)
        ready = or_(FileWaiting.retry_at.is_(None), FileWaiting.retry_at <= now)
        return await self._all(select(FileWaiting.id).where(free, ready).order_by(FileWaiting.id))

    async def claim(self, id: str, now: datetime, until: datetime) -> FileWaiting | None:  # noqa: A002
        """Take one, for as long as the lease lasts. None when somebody else has it, or it is gone."""
        free = or_(FileWaiting.lease_until.is_(None), FileWaiting.lease_until < now)
        statement = update(FileWaiting).where(FileWaiting.id == id, free)
        taken = statement.values(
            token=FileWaiting.token + 1, attempts=FileWaiting.attempts + 1, lease_until=until, retry_at=None
        )
        if await self._changed(taken.execution_options(synchronize_session=False)) != 1:
            return None
        return await self._session.get(FileWaiting, id, populate_existing=True)

    async def completing(self, id: str, token: int, file_ids: list[str], at: datetime) -> bool:  # noqa: A002
        """Write down Slack's ids before the upload is completed. False when somebody else has taken it over."""
        return await self._set(id, token, file_ids=file_ids, completing_at=at)

    async def put_off(self, id: str, token: int, until: datetime, attempts: int) -> bool:  # noqa: A002
        """Let go of it until then, after so many attempts that count."""
        return await self._set(id, token, lease_until=None, retry_at=until, attempts=attempts)

    async def drop(self, id: str, token: int) -> bool:  # noqa: A002
        """Forget it: it stands, or never will."""
        return await self._changed(delete(FileWaiting).where(FileWaiting.id == id, FileWaiting.token == token)) == 1

    async def of_person(self, workspace: str, user: str) -> list[FileWaiting]:
        """Those that are for somebody; who they are for is sealed, so all that wait are looked at: there are few."""
        rows = await self._all(select(FileWaiting).where(FileWaiting.workspace == workspace))
        return [row for row in rows if row.body["to"] == user]

    async def replace(self, row: FileWaiting) -> None:
        """Forget one that nobody has begun to send: another takes its place."""
        untouched = (FileWaiting.lease_until.is_(None), FileWaiting.file_ids.is_(None))
        await self._changed(delete(FileWaiting).where(FileWaiting.id == row.id, *untouched))

    async def _set(self, id: str, token: int, **values: Any) -> bool:  # noqa: A002
        changed = update(FileWaiting).where(FileWaiting.id == id, FileWaiting.token == token).values(**values)
        return await self._changed(changed.execution_options(synchronize_session=False)) == 1
