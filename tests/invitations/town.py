"""A meeting in Housing's town: its time, who has a place, and Slack's place for files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import icalendar

from bot.clock import Clocks
from bot.delivery.files import INVITATION, Content, FileSender, Place
from bot.delivery.ports import Refused
from bot.ids import fresh_id
from bot.meetings.inviting import Invitations, invite
from bot.meetings.preparing import Preparing
from bot.storage.meeting_models import Booking, Meeting, MeetingTime
from bot.storage.unit_of_work import UnitOfWork
from tests.conversation.room import T1, Room, read_texts

AMINA, BEN, CARYS, DEV, MARTIN, NIA = "U0AMINA", "U0BEN", "U0CARYS", "U0DEV", "U0MARTIN", "U0NIA"
MONDAY = datetime(2027, 1, 25, 14, 0, tzinfo=UTC)
FRIDAY_BEFORE = datetime(2027, 1, 22, 10, 0, tzinfo=UTC)
"""The working day before it, at ten."""
TIME = "time-1"


async def offered(room: Room, *users: str, starts_at: datetime = MONDAY, **changes: Any) -> None:
    """A meeting about Housing's first week has one time, at which these have a place."""
    team = await room.team()
    body = {"topic": "What the depot is for", "place": "Room 2", "link": "", "access": "There is a lift."}
    usual = {"whom": "team", "rule": "each", "state": "settled", "leader": MARTIN, "team_id": team.id, "body": body}
    meeting = Meeting(
        id="meeting-1",
        workspace=T1,
        campaign_id=team.campaign_id,
        week=1,
        organisation="",
        question_id=None,
        kind="visit",
        made_at=room.clock.now(),
        version=1,
        **usual,
    )
    for name, value in changes.items():
        setattr(meeting, name, value)
    time = MeetingTime(
        id=TIME,
        campaign_id=team.campaign_id,
        meeting_id="meeting-1",
        starts_at=starts_at,
        minutes=45,
        places=8,
        state="settled",
        sequence=0,
        version=1,
    )
    async with room.database.unit_of_work() as work:
        await work.meetings.add(meeting, [time])
        await work.commit()
    for user in users:
        await books(room, user)


async def books(room: Room, user: str, state: str = "booked") -> None:
    """Somebody takes a place, and is invited."""
    team = await room.team()
    async with room.database.unit_of_work() as work:
        await work.meetings.book(
            Booking(
                id=fresh_id(),
                time_id=TIME,
                person_code=code(room, user),
                campaign_id=team.campaign_id,
                state=state,
                turn=1,
                body={"user": user},
                version=1,
            )
        )
        await invite(work, T1, user, TIME)
        await work.commit()


def code(room: Room, user: str) -> str:
    """A stand-in for the code under which somebody's place is kept."""
    return room.identities.codes("a salt", T1, user).meeting


async def gives_back(room: Room, user: str) -> None:
    """Somebody gives their place back."""
    async with room.database.unit_of_work() as work:
        assert await work.meetings.give_up(TIME, code(room, user))
        await invite(work, T1, user, TIME)
        await work.commit()


async def changes(room: Room, users: Sequence[str], *, not_before: datetime | None = None, **values: Any) -> None:
    """The leader changes the time, or calls it off; these are told."""
    async with room.database.unit_of_work() as work:
        time = await held(work)
        time.sequence += 1
        for name, value in values.items():
            setattr(time, name, value)
        await work.flush()
        for user in users:
            await invite(work, T1, user, TIME, not_before=not_before)
        await work.commit()


async def held(work: UnitOfWork) -> MeetingTime:
    """The time, with its meeting held."""
    await work.meetings.hold("meeting-1")
    time = await work.meetings.time(TIME)
    assert time is not None
    return time


@dataclass
class Shelf:
    """Slack's place for files: what is completed is shown."""

    uploads: dict[str, Content] = field(default_factory=dict)
    shown: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    refuses: bool = False

    async def address(self, workspace: str, recipient: str) -> str:
        return f"D{recipient[1:]}"

    async def upload(self, file: Content) -> str:
        made = f"F{len(self.uploads)}"
        self.uploads[made] = file
        return made

    async def complete(self, place: Place, ids: Sequence[str], titles: Sequence[str], words: str) -> None:
        if self.refuses:
            raise Refused("restricted_action")
        self.shown.append((place.channel, tuple(ids), words))

    async def stands(self, place: Place, ids: Sequence[str], number: str, since: datetime) -> bool:
        return any(set(ids) & set(files) for _, files, _ in self.shown)

    def got(self, user: str) -> list[tuple[str, str, int]]:
        """What somebody has in their messages: method, UID and SEQUENCE of each file."""
        files = [self.uploads[i].content for place, ids, _ in self.shown if place == f"D{user[1:]}" for i in ids]
        calendars = [icalendar.Calendar.from_ical(file) for file in files]
        events = [(calendar, calendar.walk("VEVENT")[0]) for calendar in calendars]
        return [(str(whole["METHOD"]), str(one["UID"]), int(str(one["SEQUENCE"]))) for whole, one in events]

    def words(self, user: str) -> list[str]:
        """What stands beside them."""
        return [words for place, _, words in self.shown if place == f"D{user[1:]}"]


async def sent(room: Room, shelf: Shelf) -> int:
    """All files that wait are sent; how many that was."""
    clocks = Clocks(campaign=room.clock)
    packs = {INVITATION: Invitations(room.database, read_texts(), clocks)}
    return await FileSender(room.database, shelf, packs, clocks).send_due()


async def waiting(room: Room) -> int:
    """How many files wait."""
    async with room.database.reading() as work:
        return sum([len(await work.files.of_person(T1, user)) for user in (AMINA, BEN, CARYS, DEV)])


def preparing(room: Room) -> Preparing:
    """What readies people, with the shortest wait."""
    clocks = Clocks(campaign=room.clock)
    return Preparing(room.database, room.identities, clocks, chance=lambda least, most: least)
