"""What the privacy officer does about people's data. Each use is written to the audit trail, where the person sees it.

The right is checked here, by who asks: `by` is a Slack id, or None for whoever may type on the server. Nothing is
handed out unless its entry was stored first.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from bot.campaigns.forgetting import COMMAND_LINE
from bot.clock import Clock
from bot.content.markup import USER_ID
from bot.enquiries.desk import Enquiries
from bot.enquiries.rights import ACCESS, PUBLIC, SEARCH
from bot.errors import FieldProblem
from bot.ids import planned_id
from bot.insight.naming import speaks_of
from bot.roles import Permission, Roster
from bot.scenes.stage import pack_of
from bot.storage.database import Database
from bot.storage.models import Campaign
from bot.storage.unit_of_work import UnitOfWork

FOR_OFFICERS = "Only a privacy officer may do this."
LONGEST_REASON = 200


@dataclass(frozen=True)
class Hit:
    """A text that speaks of somebody: where it was given, and its words; not by whom."""

    where: str  # the answer's id, or "unlinked"
    campaign: str
    week: int
    area_title: str
    mode: str
    text: str


class PrivacyDesk:
    """Access requests, and searches for people who are named in what others wrote."""

    def __init__(self, database: Database, enquiries: Enquiries, clock: Clock, roster: Roster) -> None:
        """`clock` is campaign time."""
        self._database = database
        self._enquiries = enquiries
        self._clock = clock
        self._roster = roster

    async def access(self, workspace: str, user: str, reason: str = "", by: str | None = None) -> dict[str, Any]:
        """All that is kept about a person, as JSON values, with this very use of the right among it."""
        self._allow(by, Permission.ANSWER_ACCESS_REQUEST)
        _check_user(user)
        await self._note(workspace, by, ACCESS, subject=user, about=_reason(reason))
        return await self._enquiries.everything(workspace, user)

    async def ask(self, workspace: str, user: str, reason: str, by: str, wish: str) -> None:
        """The same as a file to the officer's direct messages. `wish` is one id a form, so that sent twice is once."""
        self._allow(by, Permission.ANSWER_ACCESS_REQUEST)
        _check_user(user)
        body = {"kind": "access", "to": by, "about": user}
        async with self._database.unit_of_work() as work:
            if await work.seen.first_time(wish, self._clock.now()):
                await work.files.plan(planned_id("file", workspace, wish), workspace, body)
                await work.audit.note(workspace, self._clock.now(), by, ACCESS, subject=user, about=_reason(reason))
            await work.commit()

    async def search(self, workspace: str, name: str, about: str | None = None, by: str | None = None) -> list[Hit]:
        """Texts of all campaigns that have this name in them. `about`: the Slack id of whom it is, if they have one.

        The name is not written down anywhere. Raises `FieldProblem` for one that could not be found.
        """
        self._allow(by, Permission.SEARCH_TEXTS)
        if about is not None:
            _check_user(about)
        try:
            found = speaks_of(name)
        except ValueError as wrong:
            raise FieldProblem("name", "Please give a name with at least one letter.") from wrong
        await self._note(workspace, by, SEARCH, subject=about, about="")
        async with self._database.reading() as work:
            return [hit async for hit in _texts(work, workspace) if found(hit.text)]

    async def note_public(self, campaign: Campaign, by: str | None = None) -> None:
        """Write down that what may be published of a campaign was taken out."""
        self._allow(by, Permission.EXPORT_FOR_PUBLIC)
        await self._note(campaign.workspace, by, PUBLIC, campaign_id=campaign.id)

    def _allow(self, by: str | None, act: Permission) -> None:
        if by is not None:
            self._roster.require(by, act, FOR_OFFICERS)

    async def _note(self, workspace: str, by: str | None, act: str, **what: str | None) -> None:
        async with self._database.unit_of_work() as work:
            await work.audit.note(workspace, self._clock.now(), by or COMMAND_LINE, act, **what)  # type: ignore[arg-type]
            await work.commit()


async def _texts(work: UnitOfWork, workspace: str) -> AsyncIterator[Hit]:
    for campaign in await work.campaigns.all(workspace):
        async for hit in _in_campaign(work, campaign):
            yield hit


async def _in_campaign(work: UnitOfWork, campaign: Campaign) -> AsyncIterator[Hit]:
    pack = pack_of(campaign)
    rounds = {row.id: row for row in await work.rounds.of_campaign(campaign.id)}
    for answer in await work.answers.of_campaign(campaign.id):
        row = rounds[answer.round_id]
        title = pack.area(row.area).title
        yield Hit(answer.id, campaign.name, row.week, title, answer.mode, answer.text or "")
    titles = {row.week: pack.area(row.area).title for row in rounds.values()}
    for week, text in await work.unlinked.words(campaign.id):
        yield Hit("unlinked", campaign.name, week, titles.get(week, ""), "unlinked", text)


def _check_user(user: str) -> None:
    if not USER_ID.fullmatch(user):
        raise FieldProblem("user", "A Slack id looks like U012AB3CD. You find it in the person’s profile in Slack.")


def _reason(reason: str) -> str:
    return " ".join(reason.split())[:LONGEST_REASON]
