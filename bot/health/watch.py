"""Tells admins in Slack what does not go as it should, and when it is over.

One message a trouble and day at most, to each admin. When the trouble ends the message itself says so; when it begins
again within the day the same message says that. A message that has not left when all is well again never does.

What Slack refused for good the ledger tells at once (`delivery/problems.py`); here it is only said when it is over. Of
messages in doubt it tells too, so that trouble is kept here for the Home tab alone.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clocks
from bot.delivery.problems import PROBLEM
from bot.health.troubles import Kind, Trouble, troubles
from bot.health.vitals import take_vitals
from bot.ids import planned_id
from bot.storage.database import Database
from bot.storage.models import Delivery, TroubleNote
from bot.storage.repositories.deliveries import NEVER_CAME
from bot.storage.unit_of_work import UnitOfWork

UTTERANCE = "admin/trouble"
A_DAY = timedelta(days=1)
TOLD_BY_THE_LEDGER = frozenset({Kind.DOUBT})
REMEMBERED = timedelta(days=7)
"""How long after Slack refused something it is still said that it is over."""


class Watch:
    """Looks now and then, in each process that ticks. Any number may look at once."""

    def __init__(self, database: Database, clocks: Clocks, workspace: str, admins: Collection[str]) -> None:
        self._database = database
        self._clocks = clocks
        self._workspace = workspace
        self._admins = tuple(sorted(admins))

    async def look(self) -> None:
        """Look once, and have said what is new. Raises `TryLater`."""
        found = {trouble.kind.value: trouble for trouble in troubles(await take_vitals(self._database, self._clocks))}
        async with self._database.reading() as work:
            known = {row.kind for row in await work.troubles.open(self._workspace)}
        for kind in sorted(known | set(found)):
            async with self._database.unit_of_work() as work:
                await self._note(work, kind, found.get(kind))
                await work.commit()
        await self._say_what_is_over()

    async def _note(self, work: UnitOfWork, kind: str, trouble: Trouble | None) -> None:
        now = self._clocks.campaign.now()
        if trouble is not None:
            fresh = TroubleNote(
                workspace=self._workspace, kind=kind, facts=trouble.facts, since=trouble.since, over_at=now, told=0
            )
            await work.troubles.begin(fresh)
        note = await work.troubles.lock(self._workspace, kind)
        if note is None or (trouble is None and note.over_at is not None):
            return
        if trouble is None:
            note.over_at = now
            if not await self._show(work, note):
                note.told_at = None  # nobody has read of it
            return
        began_again = note.over_at is not None
        if began_again:
            note.since, note.facts, note.over_at = trouble.since, trouble.facts, None
        if kind not in TOLD_BY_THE_LEDGER:
            await self._tell(work, note, now, began_again=began_again)

    async def _tell(self, work: UnitOfWork, note: TroubleNote, now: datetime, *, began_again: bool) -> None:
        if note.told_at is None or now - note.told_at >= A_DAY:
            note.told, note.told_at = note.told + 1, now
            zone = await _zone(work, self._workspace)
            for admin in self._admins:
                await work.deliveries.plan(self._message(note, admin, now, zone))
        elif began_again:
            await self._show(work, note)

    def _message(self, note: TroubleNote, admin: str, now: datetime, zone: str) -> Delivery:
        return Delivery(
            id=_message_id(note, admin),
            workspace=self._workspace,
            recipient=admin,
            utterance=UTTERANCE,
            facts=_facts(note),
            zone=zone,
            priority=5,
            state="planned",
            due_at=now,
            not_after=now + A_DAY,
            created_at=now,
        )

    async def _show(self, work: UnitOfWork, note: TroubleNote) -> bool:
        """Bring the newest messages about it up to date. False when none of them has left."""
        told = [await work.deliveries.get(_message_id(note, admin)) for admin in self._admins]
        over = note.over_at is not None
        stand = [await _bring_up_to_date(work, row, _facts(note), over=over) for row in told if row is not None]
        return any(stand)

    # --- what Slack refused ------------------------------------------------------------------------------------------

    async def _say_what_is_over(self) -> None:
        """A channel that refused messages and takes them again: the message about it says so."""
        since = self._clocks.campaign.now() - REMEMBERED
        async with self._database.reading() as work:
            told = await work.signs.told_since(self._workspace, PROBLEM, since)
            over = [row.id for row in told if await _is_over(work, row)]
        for message_id in over:
            async with self._database.unit_of_work() as work:
                row = await work.deliveries.get(message_id)
                if row is not None:
                    await _bring_up_to_date(work, row, {**row.facts, "over": True}, over=True)
                await work.commit()


async def _is_over(work: UnitOfWork, told: Delivery) -> bool:
    """Whether a place takes messages again, and the message that told of it does not say so yet."""
    shown = await work.desired.get(f"message/{told.id}")
    if shown is not None and shown.facts.get("over"):
        return False
    return await work.signs.takes_again(told.workspace, str(told.facts["where"]), told.created_at)


async def _bring_up_to_date(work: UnitOfWork, told: Delivery, facts: dict[str, Any], *, over: bool) -> bool:
    """Have a message say what holds now. One that is over before it has left stays unsaid: then False."""
    if told.state in NEVER_CAME:
        return False
    if over and told.state == "planned" and told.slack_first is None and await work.deliveries.cancel(told):
        return False
    await work.desired.show_message(told, facts)
    return True


def _message_id(note: TroubleNote, admin: str) -> str:
    return planned_id("trouble", note.workspace, note.kind, note.told, admin)


def _facts(note: TroubleNote) -> dict[str, Any]:
    over = note.over_at.isoformat() if note.over_at else None
    return {**note.facts, "kind": note.kind, "since": note.since.isoformat(), "over": over}


async def _zone(work: UnitOfWork, workspace: str) -> str:
    """The zone of the newest running campaign: admins are most likely there."""
    return next((campaign.zone for campaign in await work.campaigns.running(workspace)), "UTC")
