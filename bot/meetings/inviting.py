"""Invitations, as files in somebody's direct messages or by e-mail: once a change, to them alone, with the newest.

Whoever books, changes, gives a place back or calls a time off says so with `invite`, in its own transaction. What is
in the file is gathered when it is sent: a place that is there becomes an entry (METHOD:PUBLISH), one that is gone takes
the entry out (METHOD:CANCEL), with the time's own SEQUENCE. So it does not matter what happened between. The row says
encrypted whom it is for and about which time, under an id drawn by chance, and goes when the file stands.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.clock import Clocks
from bot.content.texts import Texts
from bot.delivery.files import INVITATION, Content, Parcel
from bot.delivery.mail import Letter
from bot.delivery.ports import TooEarly
from bot.ids import fresh_id, planned_id
from bot.insight.invitations import Invitation, as_file, as_request, method_of, one_line
from bot.meetings.setting import Setting, has_place, setting_of
from bot.storage.database import Database
from bot.storage.own_data_models import MailAddress
from bot.storage.unit_of_work import UnitOfWork

REMINDER = "meeting/reminder"
NAME = "meeting.ics"


async def invite(
    work: UnitOfWork, workspace: str, user: str, time_id: str, *, not_before: datetime | None = None
) -> None:
    """Have somebody's calendar know how it stands with them and a time. Nothing is committed here.

    Call it in the transaction that books or moves somebody, changes the time (after `sequence` was raised), gives a
    place back, or calls the time off: for each person whom it concerns, and after the rows are as they shall be. The
    same call does for all of these: when the file is sent, whoever has a place at a time that is on gets an entry, and
    whoever has not gets the same entry cancelled. So it is not for who only waits, or says that a time suits them. A
    file that still waits is replaced: two changes within seconds are one file.

    `not_before` (campaign time) holds it back: where people raised something in confidence and somebody else acted,
    give what `bot.questions.hours.after_a_while` draws, so that nobody can tell by the moment whose message it is. A
    reminder that waits is taken back when the place is gone.
    """
    for row in await work.files.of_person(workspace, user):
        if row.body["kind"] == INVITATION and row.body["time"] == time_id:
            await work.files.replace(row)
    body = {"kind": INVITATION, "to": user, "time": time_id, "from": not_before.isoformat() if not_before else ""}
    await work.files.plan(fresh_id(), workspace, body)
    found = await setting_of(work, time_id)
    if found is None or found.is_off or not await has_place(work, time_id, user):
        await remind_no_more(work, workspace, user, time_id)


async def remind_no_more(work: UnitOfWork, workspace: str, user: str, time_id: str) -> None:
    """Take back a reminder that has not left."""
    for row in await work.questions.unsent(workspace, REMINDER):
        if row.address == user and row.facts["time_id"] == time_id:
            await work.deliveries.cancel(row)


class Invitations:
    """Makes the files (`Packs`) and the e-mails (`Letters`)."""

    def __init__(self, database: Database, texts: Texts, clocks: Clocks, mail_from: str = "") -> None:
        """`mail_from` is the address that e-mails come from; empty where none are sent."""
        self._database = database
        self._texts = texts
        self._clock = clocks.campaign
        self._mail_from = mail_from

    async def thread(self, workspace: str, body: Mapping[str, Any]) -> str | None:
        """None: it stands by itself. Raises `TooEarly` for one that is held back."""
        if body["from"] and self._clock.now() < datetime.fromisoformat(body["from"]):
            raise TooEarly("held_back")
        return None

    async def pack(self, workspace: str, body: Mapping[str, Any], number: str) -> Parcel:
        """Write how it stands now. Nothing for a time that is over, or gone with its campaign."""
        stands = await self._stands(workspace, body)
        if stands is None:
            return Parcel((), "")
        found, written = stands
        said_yes = await self._said_yes(workspace, body)
        told = {"by_mail": bool(self._mail_from) and said_yes is None, "not_mailed": said_yes is not None}
        facts = {**_facts(found, written), "number": number, **told}
        words = self._texts.render("meeting/file", facts, language=found.campaign.language, zone=found.zone)
        return Parcel((Content(NAME, written.topic, as_file(written, self._clock.now())),), words)

    async def letter(self, workspace: str, body: Mapping[str, Any], number: str) -> Letter | None:
        """The same as an e-mail, to whoever said yes to that and has not taken it back."""
        await self.thread(workspace, body)  # not before its moment
        said_yes = await self._said_yes(workspace, body)
        stands = await self._stands(workspace, body) if said_yes else None
        if stands is None or said_yes is None:
            return None
        found, written = stands
        calendar = as_request(written, self._clock.now(), self._mail_from, said_yes.address)
        said = {"language": found.campaign.language, "zone": found.zone}
        facts = _facts(found, written)
        return Letter(
            to=said_yes.address,
            subject=one_line(self._texts.render_plain("meeting/mail_subject", facts, **said)),
            words=self._texts.render_plain("meeting/mail", facts, **said) + "\n",
            calendar=calendar,
            method=method_of(written),
            message_id=planned_id("mail", number, said_yes.number, written),
        )

    async def _said_yes(self, workspace: str, body: Mapping[str, Any]) -> MailAddress | None:
        """Where somebody wants it instead, and it can go there."""
        if not self._mail_from:
            return None
        async with self._database.reading() as work:
            return await work.mail_addresses.of(workspace, body["to"])

    async def _stands(self, workspace: str, body: Mapping[str, Any]) -> tuple[Setting, Invitation] | None:
        """How it stands with somebody and a time; None for one that is over, or gone with its campaign."""
        async with self._database.reading() as work:
            found = await setting_of(work, body["time"])
            placed = found is not None and await has_place(work, body["time"], body["to"])
        if found is None or found.meeting.workspace != workspace or found.time.starts_at <= self._clock.now():
            return None
        return found, invitation(found, cancelled=found.is_off or not placed)


def _facts(found: Setting, written: Invitation) -> dict[str, object]:
    changed = written.sequence > 0
    return {**found.facts(), "off": found.is_off, "cancelled": written.cancelled, "changed": changed}


def invitation(found: Setting, *, cancelled: bool) -> Invitation:
    """A time as a calendar is told it: what about, when and where, and nobody's name."""
    body = found.meeting.body
    return Invitation(
        time_id=found.time.id,
        starts_at=found.time.starts_at,
        minutes=found.time.minutes,
        sequence=found.time.sequence,
        topic=body.get("topic", ""),
        place=body.get("place", ""),
        link=body.get("link", ""),
        note=body.get("access", ""),
        cancelled=cancelled,
    )
