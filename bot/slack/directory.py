"""Who is in a channel, what people and channels are called, who else reads a channel: as Slack tells it, for a while.

Only people count: no bots, no closed accounts, not Slackbot. What Slack said is kept in memory until it expires (by the
wire clock), because users.info takes about 100 requests a minute. A failure is `TryLater` or, when Slack refuses for
good, `NotFound`; whoever asks goes on with what was stored.
"""

import asyncio
from collections.abc import Awaitable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.campaigns.ports import ChannelSeen
from bot.clock import WireClock
from bot.delivery.ports import Refused
from bot.errors import NotFound, TryLater
from bot.insight.redaction import Names
from bot.slack import refusals

PAGE = 200  # Slack recommends at most 200 members a page
MEMBERS_LIFE = 60.0  # seconds
CHANNEL_LIFE = 600.0  # seconds: as long as an admin may take to fill in the form
PROFILE_LIFE = 3600.0  # seconds
NAMES_LIFE = 3600.0  # seconds
NAMES_PAGE = 1000  # Slack takes at most 1,000 a page, and about 20 pages a minute
_REMEMBERED = 10_000
_SLACKBOT = "USLACKBOT"

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class _Profile:
    name: str
    is_person: bool
    zone: str = ""
    names: tuple[str, ...] = ()  # every way Slack shows them


class _Memory(Generic[Kept]):
    """Values that expire. Full, it forgets what has expired, then everything."""

    def __init__(self, wire: WireClock, life: float) -> None:
        self._wire = wire
        self._life = life
        self._kept: dict[str, tuple[float, Kept]] = {}

    def get(self, key: str) -> Kept | None:
        until, value = self._kept.get(key, (float("-inf"), None))
        return value if until > self._wire.monotonic() else None

    def keep(self, key: str, value: Kept) -> Kept:
        now = self._wire.monotonic()
        if len(self._kept) >= _REMEMBERED:
            self._kept = {known: entry for known, entry in self._kept.items() if entry[0] > now}
            if len(self._kept) >= _REMEMBERED:
                self._kept.clear()
        self._kept[key] = (now + self._life, value)
        return value


class SlackDirectory:
    """The `Directory` of `bot/campaigns/ports.py` over Slack's Web API."""

    def __init__(self, client: AsyncWebClient, wire: WireClock) -> None:
        self._client = client
        self._members: _Memory[tuple[str, ...]] = _Memory(wire, MEMBERS_LIFE)
        self._profiles: _Memory[_Profile] = _Memory(wire, PROFILE_LIFE)
        self._channels: _Memory[ChannelSeen] = _Memory(wire, CHANNEL_LIFE)
        self._reading_names: asyncio.Future[dict[str, tuple[str, ...]]] | None = None
        self._everybody: _Memory[dict[str, tuple[str, ...]]] = _Memory(wire, NAMES_LIFE)

    async def members(self, workspace: str, channel: str) -> tuple[str, ...]:
        """Return the people in a channel, as Slack ids in alphabetical order."""
        key = f"{workspace}/{channel}"
        known = self._members.get(key)
        if known is not None:
            return known
        everyone = await self._everyone(channel)
        people = [user for user in everyone if (await self._profile(user)).is_person]
        return self._members.keep(key, tuple(sorted(people)))

    async def look(self, channel: str) -> ChannelSeen:
        """See a channel. Where the coach is in it that is remembered; else it may have been invited meanwhile."""
        known = self._channels.get(channel)
        if known is not None:
            return known
        try:
            said = await _asked(self._client.conversations_info(channel=channel))
        except NotFound:
            return ChannelSeen(channel)
        seen = _seen(channel, said["channel"])
        return self._channels.keep(channel, seen) if seen.is_member else seen

    async def name_of(self, user: str) -> str:
        """Return what a person is called in Slack."""
        return (await self._profile(user)).name

    async def zone_of(self, user: str) -> str:
        """Return the zone of a person's profile, empty where Slack does not say."""
        return (await self._profile(user)).zone

    async def names(self, people: Collection[str] = ()) -> Names:
        """Return what everybody is called, for taking names out of words; and `people` from other workspaces.

        In memory only, like everything here: names are never stored, and never logged.
        """
        known = await self.everybody()
        strangers = [user for user in people if user not in known]
        found = [name for user in strangers for name in await self._names_of(user)]
        return Names.of([*(name for names in known.values() for name in names), *found])

    async def everybody(self) -> Mapping[str, tuple[str, ...]]:
        """Return what each person of the workspace is called, by id, as `name_of` first: one list for all."""
        return self._everybody.get("") or await self._read_all_names()

    async def _read_all_names(self) -> dict[str, tuple[str, ...]]:
        """Read them once for all who wait; whoever stops waiting does not stop the reading."""
        if self._reading_names is None or self._reading_names.done():
            self._reading_names = asyncio.ensure_future(self._all_names())
            self._reading_names.add_done_callback(lambda read: read.cancelled() or read.exception())
        return self._everybody.keep("", await asyncio.shield(self._reading_names))

    async def _all_names(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        cursor: str | None = None
        while cursor != "":
            page = await _asked(self._client.users_list(limit=NAMES_PAGE, cursor=cursor))
            found |= {user["id"]: _names(user) for user in page.get("members") or [] if not _is_bot(user)}
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        return found

    async def _names_of(self, user: str) -> tuple[str, ...]:
        try:
            return (await self._profile(user)).names
        except NotFound:  # Slack does not show them, so nobody here knows their name
            return ()

    async def _everyone(self, channel: str) -> list[str]:
        users: list[str] = []
        cursor: str | None = None
        while cursor != "":
            page = await _asked(self._client.conversations_members(channel=channel, limit=PAGE, cursor=cursor))
            users += page.get("members") or []
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        return users

    async def _profile(self, user: str) -> _Profile:
        known = self._profiles.get(user)
        if known is None:
            said = await _asked(self._client.users_info(user=user))
            known = self._profiles.keep(user, _profile(said["user"]))
        return known


def _profile(user: dict[str, Any]) -> _Profile:
    names = _names(user)
    is_person = not (user.get("is_bot") or user.get("deleted") or user.get("id") == _SLACKBOT)
    return _Profile(names[0] if names else str(user.get("id")), is_person, str(user.get("tz") or ""), names)


def _is_bot(user: dict[str, Any]) -> bool:
    return bool(user.get("is_bot")) or user.get("id") == _SLACKBOT


def _names(user: dict[str, Any]) -> tuple[str, ...]:
    """The one that Slack shows in a mention stands first: the display name, or else the full name."""
    words = user.get("profile") or {}
    shown = (words.get("display_name"), words.get("real_name"), user.get("real_name"), user.get("name"))
    return tuple(dict.fromkeys(str(name) for name in shown if name))


def _seen(channel: str, said: dict[str, Any]) -> ChannelSeen:
    """Shared outside: with another organisation, or offered to one (Slack Connect), not with a sister workspace."""
    only_inside = said.get("is_org_shared") and not said.get("is_ext_shared")
    shared = said.get("is_ext_shared") or said.get("is_pending_ext_shared") or said.get("is_shared")
    return ChannelSeen(
        channel=channel,
        name=str(said.get("name") or ""),
        is_member=bool(said.get("is_member")),
        shared=bool(shared) and not only_inside,
    )


async def _asked(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    try:
        return await call
    except refusals.CALL_ERRORS as error:
        meant = refusals.meant_by(error)
        if isinstance(meant, Refused):
            raise NotFound(f"Slack does not show this to Waymark ({meant.code}). {meant.fix}") from error
        raise TryLater(f"Slack could not be asked just now ({meant.code}). Please try again in a minute.") from error
