"""A week after which a leader offers times, and the desks at which times are offered and places taken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.clock import Clocks
from bot.insight.meetings import EACH, LISTENING, RAISED, TEAM, Wish
from bot.meetings.booking import BookingDesk
from bot.meetings.offering import OfferDesk
from bot.storage.meeting_models import Booking, Meeting, MeetingTime
from tests.conversation.room import T1, Room
from tests.questions.town import AMINA, BEN, DEPOT, MARTIN, act, askers_of, only, week_of

FIRST = datetime(2027, 2, 2, 10, tzinfo=UTC)
SECOND = datetime(2027, 2, 4, 14, tzinfo=UTC)
THIRD = datetime(2027, 2, 6, 9, tzinfo=UTC)  # a Saturday


def _least(least: int, most: int) -> int:
    return least


def offers_of(room: Room) -> OfferDesk:
    """The leaders' desk over a room, at which a message waits as briefly as it may."""
    return OfferDesk(room.database, room.identities, Clocks(campaign=room.clock), chance=_least)


def bookings_of(room: Room) -> BookingDesk:
    """The desk of those whom meetings are for, over a room."""
    return BookingDesk(room.database, room.identities, Clocks(campaign=room.clock), chance=_least)


def wish(*starts: datetime, **changes: Any) -> Wish:
    """What a leader fills in: a listening session for the team at these times, two places each."""
    moments = (*(starts or (FIRST, SECOND)), None, None)[:3]
    values: dict[str, Any] = {
        "topic": "The depot",
        "kind": LISTENING,
        "whom": TEAM,
        "rule": EACH,
        "starts": moments,
        "minutes": 45,
        "places": 2,
        "place": "Room 4",
        "access": "Step-free, with a hearing loop.",
        "spoken": "English and Welsh",
    }
    return Wish(**{**values, **changes})


async def offered(room: Room, *starts: datetime, **changes: Any) -> Meeting:
    """After a week, the leader offers the team times from the digest."""
    await week_of(room)
    return await offered_again(room, *starts, **changes)


async def offered_again(room: Room, *starts: datetime, **changes: Any) -> Meeting:
    """The leader offers the team times from the digest of a week that is over."""
    digest = await room.digest(MARTIN)
    assert digest is not None
    team = await room.team()
    await offers_of(room).offer_to_team(T1, MARTIN, digest.id, team.id, act(), wish(*starts, **changes))
    await room.posts()
    return (await meetings(room))[-1]


async def asked_and_offered(room: Room, *starts: datetime, voters: tuple[str, ...] = (BEN,), **changes: Any) -> Meeting:
    """Amina asks in confidence, others ask it too, and the leader offers times to those who raised it."""
    await week_of(room, (AMINA, DEPOT, "confidential"))
    question = await only(room)
    for voter in voters:
        await askers_of(room).vote(T1, voter, question.id)
    changes = {"whom": RAISED, **changes}
    await offers_of(room).offer_about(T1, MARTIN, question.id, act(), wish(*starts, **changes))
    await room.posts()
    return (await meetings(room))[-1]


async def meetings(room: Room) -> list[Meeting]:
    """Every meeting, the oldest first."""
    async with room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        return await work.meetings.of_campaign(campaign.id)


async def times(room: Room, meeting: Meeting) -> list[MeetingTime]:
    """Its times as they are now."""
    async with room.database.reading() as work:
        return await work.meetings.times_of(meeting.id)


async def places(room: Room, time: MeetingTime) -> list[Booking]:
    """Who has a place at a time, or waits, in their turn."""
    async with room.database.reading() as work:
        return await work.meetings.bookings(time.id)


async def states(room: Room, time: MeetingTime) -> dict[str, str]:
    """The same, by the Slack id that is kept encrypted."""
    return {row.body["user"]: row.state for row in await places(room, time)}


async def books(room: Room, user: str, time: MeetingTime) -> str:
    """Somebody taps a time; what they are told."""
    came = await bookings_of(room).book(T1, user, time.id, act())
    await room.posts()
    return str(came["what"])


async def gives_back(room: Room, user: str, time: MeetingTime) -> str:
    """Somebody gives their place back."""
    came = await bookings_of(room).give_back(T1, user, time.id, act())
    await room.posts()
    return str(came["what"])


def news(room: Room, user: str) -> list[str]:
    """What somebody was told of their place."""
    return [facts["what"] for facts in room.slack.said("meeting/news", f"D{user[1:]}")]


def offer_seen(room: Room, channel: str = "C0HOUSING") -> dict[str, Any]:
    """The newest offer that stands in a channel."""
    return dict(room.slack.said("meeting/offer", channel)[-1])


def card(room: Room, leader: str = MARTIN) -> dict[str, Any]:
    """The newest card of a leader."""
    return dict(room.slack.said("meeting/card", f"D{leader[1:]}")[-1])


async def met(room: Room, user: str, topic: str) -> None:
    """The leader offers the team times from a digest, and somebody takes a place."""
    first, _ = await times(room, await offered_again(room, topic=topic))
    await books(room, user, first)
