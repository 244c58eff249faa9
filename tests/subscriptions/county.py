"""Three organisations that answer together, and those who get digests of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.clock import Clocks
from bot.roles import Roster
from bot.storage.models import Campaign
from bot.storage.subscription_models import Subscription, WiderDigest
from bot.subscriptions.desk import SubscriptionDesk
from bot.subscriptions.issuing import WIDER, WiderDigests
from tests.conversation.room import T1, Cast, Room

ADMIN, BOARD, SERVICE, PARTNERS = "U0ADMIN", "U0BOARD", "U0SERVICE", "U0PARTNER"
STAFF = {
    "Housing": ("U0A1", "U0A2", "U0A3"),
    "Nurses": ("U0B1", "U0B2", "U0B3"),
    "Fire crews": ("U0C1", "U0C2", "U0C3"),
}
COUNTY = (
    Cast("C0HOUSING", (*STAFF["Housing"], "U0LEAD1"), ("U0LEAD1",), "Housing", "Council"),
    Cast("C0NURSES", (*STAFF["Nurses"], "U0LEAD2"), ("U0LEAD2",), "Nurses", "Health trust"),
    Cast("C0FIRE", (*STAFF["Fire crews"], "U0LEAD3"), ("U0LEAD3",), "Fire crews", "Fire service"),
)
QUESTION = "Why was the depot closed?"
NOW = {"Housing": 1, "Nurses": 3, "Fire crews": 5}
"""What each team rates "now"."""


def desk_of(room: Room) -> SubscriptionDesk:
    """The desk, at which one person is an admin."""
    return SubscriptionDesk(room.database, Clocks(campaign=room.clock), Roster(admins={ADMIN}))


async def campaign_of(room: Room) -> Campaign:
    """The one campaign."""
    async with room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        return campaign


async def named(room: Room, user: str, kind: str, of: str = "all") -> Subscription:
    """An admin names somebody."""
    campaign = await campaign_of(room)
    await desk_of(room).name(T1, ADMIN, campaign.id, user, kind, of)
    return await subscription(room, user)


async def subscription(room: Room, user: str) -> Subscription:
    """Somebody's newest subscription, as it is now."""
    async with room.database.reading() as work:
        return (await work.subscriptions.of_person(T1, user))[0]


async def held(room: Room, week: int = 1, *, people: int = 3, asks: bool = False) -> None:
    """All teams are asked, so many of each rate, and leaders get their digests; one person may ask a question."""
    for team in COUNTY:
        await room.comes("open", team.name, week)
    for team in COUNTY:
        round_id = (await room.round(team.name, week)).id
        for user in STAFF[team.name][:people]:
            await room.rates(user, NOW[team.name], round_id=round_id)
    if asks:
        round_id = (await room.round("Housing", week)).id
        await room.answers("U0A1", QUESTION, "named", question="to_leaders", round_id=round_id)
    for kind in ("close", "digest"):
        for team in COUNTY:
            await room.comes(kind, team.name, week)


async def comes_due(room: Room, days: int = 7) -> int:
    """So many days go by, hour by hour, and the chore is done each time; give how many digests were written."""
    done = 0
    for _ in range(days * 24):
        room.clock.advance(timedelta(hours=1))
        done += await chore(room)
    await room.posts()
    return done


async def chore(room: Room) -> int:
    """The chore is done once."""
    return await WiderDigests(room.database, Clocks(campaign=room.clock)).issue()


def got(room: Room, user: str) -> list[dict[str, Any]]:
    """The wider digests that stand in somebody's messages."""
    return [dict(facts) for facts in room.slack.said(WIDER, f"D{user[1:]}")]


async def digests(room: Room, user: str) -> list[WiderDigest]:
    """Somebody's wider digests as they are kept, the newest first."""
    async with room.database.reading() as work:
        return await work.subscriptions.digests((await subscription(room, user)).id)
