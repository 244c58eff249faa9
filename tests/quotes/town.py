"""A week in which people let themselves be quoted, and the desk of those who look at it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.campaigns.unlinking import Unlinking
from bot.clock import Clocks
from bot.errors import TryLater
from bot.insight.redaction import Names
from bot.quoting.desk import QuoteDesk
from bot.roles import Roster
from bot.surfaces import QuotesPage, QuoteToLook
from tests.conversation.room import T1, Room

FACILITATOR = "U0FIONA"
PEOPLE = ("U0AMINA", "U0BEN", "U0CARYS")
WORDS = "Siân turns every idea down, so nobody brings one."
READS = "[name] turns every idea down, so nobody brings one."
THEME = 0
"""The place of the theme that is tapped, among the area's."""


@dataclass
class Directory:
    """Whom the workspace knows; `away`: Slack does not answer."""

    known: tuple[str, ...] = ("Siân Prydderch",)
    away: bool = False

    async def names(self, people: Collection[str] = ()) -> Names:
        """Give the names."""
        if self.away:
            raise TryLater
        return Names.of(self.known)


def desk_of(
    room: Room, directory: Directory | None = None, facilitators: Collection[str] = (FACILITATOR, "U0MARTIN")
) -> QuoteDesk:
    """A desk over a room; Martin, who leads Housing, is a facilitator too."""
    roster = Roster(admins={"U0ADMIN"}, privacy_officers={"U0PRIV"}, facilitators=facilitators)
    clocks = Clocks(campaign=room.clock)
    return QuoteDesk(room.database, room.identities, clocks, roster, directory or Directory())


async def week_of_quotes(room: Room, *, words: Mapping[str, str] | None = None, mode: str = "confidential") -> None:
    """Three people answer, the first of them with words that may be quoted; then the week closes."""
    said = words or {PEOPLE[0]: WORDS}
    for user in PEOPLE:
        text = said.get(user)
        theme = room.pack.areas[0].themes[THEME].key
        await room.answers(user, text or "Not for quoting.", mode, quotable=text is not None, theme=theme)
    await room.posts()
    await room.comes("close")
    await Unlinking(room.database).move()


async def look(room: Room, user: str = FACILITATOR) -> QuotesPage:
    """Look at the list."""
    return await desk_of(room).look(T1, user)


async def only(room: Room) -> QuoteToLook:
    """The one quote there is."""
    (item,) = (await look(room)).items
    return item


async def released(room: Room) -> QuoteToLook:
    """Look at the one quote and release it."""
    item = await only(room)
    await desk_of(room).release(T1, FACILITATOR, item.quote_id, item.seen)
    await room.posts()
    return item


def quoted(facts: Mapping[str, Any]) -> list[str]:
    """The quotes of a digest, as they stand there."""
    groups = (facts["quotes"] or {"groups": []})["groups"]
    return [item["text"] for group in groups for item in group["quotes"]]


def in_digest(room: Room) -> list[str]:
    """The quotes on the screen of the newest digest."""
    return quoted(room.slack.said("digest/leader")[-1])


def in_thread(room: Room) -> list[list[str]]:
    """The quotes in the threads of digests."""
    return [quoted(facts) for facts in room.slack.said("digest/quotes")]
