"""The desk where a leader's page is asked for: a link by a tap in Slack, a visit by a link, the page by a visit.

Whoever asks is looked up again each time: a link and a visit say who was given them, not that they may still read.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar
from urllib.parse import urlencode

from bot.clock import Clock, Clocks
from bot.controller import Controller
from bot.errors import NotAllowed, NotFound, TryLater
from bot.insight.publishing import Level
from bot.pages.breakdown import Standing, standing
from bot.pages.facts import LeadersPage, PageLink
from bot.pages.gathering import gather, named_on
from bot.pages.ideas import lessons_of
from bot.pages.links import LINK_LIFE, LinkRefused, Links, Pass, Purpose
from bot.pages.measure import measured
from bot.pages.report import LEVELS
from bot.roles import Permission, Roster
from bot.storage.database import Database
from bot.storage.unit_of_work import UnitOfWork

MINUTES = LINK_LIFE // 60
NAMES_MAY_TAKE = 3.0
"""Seconds that a page waits for what people are called; then they are “a colleague”."""
MANY = 20
"""So many people are asked for one by one; for more the whole list is read, because Slack counts each question."""
SOMEBODY = "a colleague"
ONLY_LEADERS = "This page is for leaders of a team in this campaign, and for those who get its digests."


Found = TypeVar("Found")


class CallsPeople(Protocol):
    """Knows what people are called."""

    async def name_of(self, user: str) -> str:
        """Give the name a person goes by. Raises `TryLater` or `NotFound`."""
        ...

    async def everybody(self) -> Mapping[str, Sequence[str]]:
        """Give what each person of the workspace is called, by id. Raises `TryLater` or `NotFound`."""
        ...


def path_of(purpose: Purpose) -> str:
    """Where the pages of a purpose stand, below the address."""
    return f"/{purpose.value}"


class PageDesk:
    """Gives links and visits, and what stands on the page. `address` is where browsers find the web process."""

    def __init__(
        self,
        database: Database,
        links: Links,
        roster: Roster,
        people: CallsPeople,
        address: str,
        controller: Controller | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._database = database
        self._links = links
        self._roster = roster
        self._people = people
        self._controller = controller or Controller()
        self._clock = clock or Clocks.real().campaign
        self.address = address

    async def link(self, workspace: str, user: str, about: str) -> PageLink:
        """Make a link for who tapped. `about` is "campaign/<id>", "report/<id of a campaign>", "digest/<id>" or
        "wider/<id of a wider digest>".

        Raises `NotFound` for what is not of this workspace, `NotAllowed` for who leads nothing there.
        """
        purpose = Purpose.REPORT if about.startswith("report/") else Purpose.PAGE
        async with self._database.reading() as work:
            holder = Pass(workspace, user, await _campaign_of(work, about, user), purpose)
            await self._standing(work, holder)
        if not self.address:
            return PageLink(None, MINUTES)
        token = urlencode({"link": self._links.link(holder)})
        return PageLink(f"{self.address}{path_of(purpose)}/open?{token}", MINUTES)

    async def open(self, token: str, purpose: Purpose) -> str:
        """Exchange a link for a visit. Raises `LinkOver` and `LinkRefused`; so it does for who leads nothing now."""
        holder = self._links.read_link(token, purpose)
        async with self._database.reading() as work:
            await self._still_reads(work, holder)
        return self._links.visit(holder)

    async def page(self, visit: str, purpose: Purpose, level: Level, wanted: str | None = None) -> LeadersPage:
        """Gather the page, with lessons that hold the `wanted` words (None: without any). Raises `VisitOver`, and
        `LinkRefused` for who leads nothing there any more."""
        holder = self._links.read_visit(visit, purpose)
        async with self._database.reading() as work:
            now = await self._still_reads(work, holder)
            page = await gather(work, now, level if now.leads else wider_level(level), self._clock.now())
            lessons = None if wanted is None or not now.leads else await lessons_of(work, now, wanted)
        return replace(page, names=await self._names(page), notice=self._controller.notice, lessons=lessons)

    async def report(self, visit: str) -> tuple[LeadersPage, ...]:
        """Gather every breakdown that they may read, in the order of `LEVELS`. Raises what `page` raises."""
        holder = self._links.read_visit(visit, Purpose.REPORT)
        async with self._database.reading() as work:
            now = await self._still_reads(work, holder)
            levels, at = [one for one in LEVELS if now.leads or one is not Level.TEAM], self._clock.now()
            parts = [await gather(work, now, level, at) for level in levels]
            measure = await measured(work, now.campaign, now.organisations)
        names = await self._names(parts[0])
        return tuple(replace(part, names=names, measure=measure) for part in parts)

    def form_key(self, visit: str) -> str:
        """Give the key that forms of this visit carry."""
        return self._links.form_key(visit)

    def check_form(self, visit: str, key: str) -> None:
        """Raise `LinkRefused` for a form that did not come from a page of this visit."""
        if not self._links.is_form_of(visit, key):
            raise LinkRefused

    async def _still_reads(self, work: UnitOfWork, holder: Pass) -> Standing:
        try:
            return await self._standing(work, holder)
        except (NotFound, NotAllowed) as problem:  # of what is not theirs they learn nothing, not even that it is there
            raise LinkRefused from problem

    async def _standing(self, work: UnitOfWork, holder: Pass) -> Standing:
        campaign = await work.campaigns.get(holder.campaign_id)
        if campaign is None or campaign.workspace != holder.workspace:
            raise NotFound("That campaign is not here any more.")
        now = await standing(work, campaign, holder.user)
        self._roster.require(holder.user, Permission.READ_OWN_PAGE, ONLY_LEADERS, leads=now.leads, reads=now.reads)
        return now

    async def _names(self, page: LeadersPage) -> dict[str, str]:
        """Say what people are called who are named there; their names are read from Slack and kept nowhere."""
        users = sorted(named_on(page))
        listed = await _in_time(self._people.everybody()) if len(users) > MANY else None
        names = {user: listed[user][0] for user in users if listed and listed.get(user)}
        rest = [user for user in users if user not in names][:MANY]
        found = await asyncio.gather(*(_in_time(self._people.name_of(user)) for user in rest))
        names |= {user: name for user, name in zip(rest, found, strict=True) if name}
        return dict.fromkeys(users, SOMEBODY) | names


async def _in_time(asked: Awaitable[Found]) -> Found | None:
    """Wait for Slack a little; None when it does not answer, or knows nothing."""
    try:
        async with asyncio.timeout(NAMES_MAY_TAKE):
            return await asked
    except (TryLater, NotFound, TimeoutError):
        return None


async def _campaign_of(work: UnitOfWork, about: str, user: str) -> str:
    kind, _, key = about.partition("/")
    if kind in {"campaign", "report"}:
        return key
    if kind == "wider":
        return await _campaign_of_wider(work, key, user)
    digest = await work.digests.get(key) if kind == "digest" else None
    if digest is None or digest.leader != user:
        raise NotFound("That digest is not here any more.")
    return digest.campaign_id


async def _campaign_of_wider(work: UnitOfWork, digest_id: str, user: str) -> str:
    digest = await work.subscriptions.digest(digest_id)
    subscription = await work.subscriptions.get(digest.subscription_id) if digest else None
    if digest is None or subscription is None or subscription.user != user:
        raise NotFound("That digest is not here any more.")
    return digest.campaign_id


def wider_level(level: Level) -> Level:
    """Give what is shown to who reads of no team alone."""
    return Level.ORGANISATION if level is Level.TEAM else level
