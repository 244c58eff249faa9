"""Sends files: what people asked for, invitations, a digest's pictures. Nothing twice, nothing lost, to nobody else.

What is in a file is gathered when it is sent, and is never stored. The steps: claim the row; upload the bytes, which
shows nothing to anybody; **write down Slack's ids**; complete the upload into the person's direct messages; forget the
row. Whoever finds ids in a row knows that the upload may have been completed: it looks in the direct messages for the
ids, or for the number in the words beside them, and completes those same ids again only if neither is there long after.
The row alone says whom a file is about and for; ids come into no other row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.clock import Clocks
from bot.delivery.mail import ByMail
from bot.delivery.ports import DeliveryProblem, Limited, NotSent, Refused, TooEarly
from bot.delivery.rows import Timing
from bot.delivery.transitions import may_leave
from bot.ids import planned_id, stand_in
from bot.storage.database import Database
from bot.storage.models import Delivery
from bot.storage.own_data_models import FileWaiting

LOG = structlog.get_logger("delivery")
MOST_ATTEMPTS = 20  # doubling waits: the last tries are five minutes apart
PATIENT = 8  # so many at most count while it waits for its message: looks a few minutes apart, and many tries left
PICTURES = "pictures"
"""The kind of wish for a digest's pictures; its body says which digest (`digest`) and to whom it went (`to`)."""
INVITATION = "invitation"
"""The kind of wish for a file that a calendar reads; its body says which time of a meeting (`time`), to whom (`to`),
and from when on (`from`)."""
UNASKED = {PICTURES}
"""Kinds that nobody asked for: nobody hears that they did not come, and what they show stands in words elsewhere."""
NOT_SENT = "I could not send your file. If you do not see it in our messages, please ask for it again."
INSTEAD = {INVITATION: "I could not send you a file for your calendar. Please check the meeting there yourself."}
"""What is said in the place of that where nobody can ask again."""


@dataclass(frozen=True)
class Content:
    """One file: its name, the title that people read, its bytes, and what a picture shows, in words."""

    name: str
    title: str
    content: bytes
    shows: str = ""


@dataclass(frozen=True)
class Parcel:
    """What is sent at once: the files, and the words beside them (Slack markup). Without files nothing is sent."""

    files: tuple[Content, ...]
    words: str


@dataclass(frozen=True)
class Place:
    """A conversation, or a thread in it."""

    channel: str
    thread_ts: str | None = None


class FilePost(Protocol):
    """Slack, as far as files need it. Raises `DeliveryProblem`s and nothing else that a request may cause."""

    async def address(self, workspace: str, recipient: str) -> str:
        """Return the direct messages with a person."""
        ...

    async def upload(self, file: Content) -> str:
        """Bring the bytes to Slack and return the file's id. Nobody sees it yet."""
        ...

    async def complete(self, place: Place, ids: Sequence[str], titles: Sequence[str], words: str) -> None:
        """Show uploaded files in a conversation, as one message."""
        ...

    async def stands(self, place: Place, ids: Sequence[str], number: str, since: datetime) -> bool:
        """Tell whether a message with these files, or with this number in its words, stands there since then."""
        ...


class Packs(Protocol):
    """Knows what the rows ask for. Raises `Refused` for who may not have it, `TooEarly` for what has to wait."""

    async def thread(self, workspace: str, body: Mapping[str, Any]) -> str | None:
        """Return the message under which it belongs, None for none."""
        ...

    async def pack(self, workspace: str, body: Mapping[str, Any], number: str) -> Parcel:
        """Gather it, at this moment; `number` is what it is found by."""
        ...


class FileSender:
    """Takes rows of `files_waiting` to their end. Any number of processes may."""

    def __init__(
        self,
        database: Database,
        post: FilePost,
        packs: Mapping[str, Packs],
        clocks: Clocks,
        timing: Timing | None = None,
        mail: ByMail | None = None,
    ):
        """`packs` gather what is in a file, each for its kinds; `mail` is the way by e-mail, where there is one."""
        self._database = database
        self._post = post
        self._packs = packs
        self._clocks = clocks
        self._timing = timing or Timing()
        self._mail = mail

    async def send_due(self) -> int:
        """Send what is due, one after the other; return how many files came to stand."""
        async with self._database.reading() as work:
            due = await work.files.due(self._clocks.wire.now())
        return sum([await self.step(file_id) for file_id in due])

    async def step(self, file_id: str) -> bool:
        """Try to bring one file to its end. True when it stands and its row is forgotten."""
        row = await self._claim(file_id)
        if row is None:
            return False
        try:
            done = await self._looked_for(row) if row.file_ids else await self._mailed(row) or await self._uploaded(row)
        except Refused:
            await self._give_up(row)
            return False
        except DeliveryProblem as problem:
            await self._put_off(row, problem)
            return False
        except Exception as unforeseen:  # noqa: BLE001 - a file that cannot be made keeps no other one waiting
            LOG.warning("file_not_made", error=type(unforeseen).__name__)
            await self._put_off(row, NotSent("not_made"))
            return False
        if done:
            await self._drop(row)
        return done

    async def _claim(self, file_id: str) -> FileWaiting | None:
        now = self._clocks.wire.now()
        async with self._database.unit_of_work() as work:
            row = await work.files.claim(file_id, now, now + timedelta(seconds=self._timing.lease))
            await work.commit()
        return row

    async def _mailed(self, row: FileWaiting) -> bool:
        return self._mail is not None and await self._mail.sent(row, number_of(row.id))

    async def _uploaded(self, row: FileWaiting) -> bool:
        place = await self._place(row)
        parcel = await self._parcel(row)
        if not parcel.files:
            return True
        ids = [await self._post.upload(file) for file in parcel.files]
        return await self._completed(row, place, ids, [file.title for file in parcel.files], parcel.words)

    async def _looked_for(self, row: FileWaiting) -> bool:
        """Look for a file that may stand; only long after it was last completed "not there" means that it never was."""
        ids, last = list(row.file_ids or ()), row.completing_at or self._clocks.wire.now()
        place = await self._place(row)
        if await self._post.stands(place, ids, number_of(row.id), last - timedelta(days=1)):
            return True
        verdict = last + timedelta(seconds=self._timing.verdict + self._clocks.wire.uncertain)
        if self._clocks.wire.now() < verdict:
            await self._put_off_until(row, verdict, row.attempts)
            return False
        parcel = await self._parcel(row)
        return await self._completed(row, place, ids, [file.title for file in parcel.files], parcel.words)

    async def _parcel(self, row: FileWaiting) -> Parcel:
        return await self._packs[row.body["kind"]].pack(row.workspace, row.body, number_of(row.id))

    async def _place(self, row: FileWaiting) -> Place:
        thread = await self._packs[row.body["kind"]].thread(row.workspace, row.body)
        return Place(await self._post.address(row.workspace, row.body["to"]), thread)

    async def _completed(self, row: FileWaiting, place: Place, ids: list[str], titles: list[str], words: str) -> bool:
        """Complete an upload whose ids are written down before any byte leaves. False when the row is another's."""
        wire = self._clocks.wire
        began = wire.monotonic()
        async with self._database.unit_of_work() as work:
            if not await work.files.completing(row.id, row.token, ids, wire.now()):
                return False
            await work.commit()
        if not may_leave(began, wire.monotonic(), self._timing):
            raise NotSent("too_slow")
        await self._post.complete(place, ids, titles, words)
        return True

    async def _drop(self, row: FileWaiting) -> None:
        """Forget it. If somebody took the row over meanwhile, they find the file where it stands."""
        async with self._database.unit_of_work() as work:
            await work.files.drop(row.id, row.token)
            await work.commit()

    async def _put_off(self, row: FileWaiting, problem: DeliveryProblem) -> None:
        attempts = min(row.attempts, PATIENT) if isinstance(problem, TooEarly) else row.attempts
        if attempts >= MOST_ATTEMPTS:
            await self._give_up(row)
            return
        wait = problem.retry_after if isinstance(problem, Limited) else self._timing.retry(attempts)
        later = timedelta(seconds=min(wait, self._timing.longest_wait))
        await self._put_off_until(row, self._clocks.wire.now() + later, attempts)

    async def _put_off_until(self, row: FileWaiting, moment: datetime, attempts: int) -> None:
        async with self._database.unit_of_work() as work:
            await work.files.put_off(row.id, row.token, moment, attempts)
            await work.commit()

    async def _give_up(self, row: FileWaiting) -> None:
        """Forget it and say so to whoever asked, in a message of the ledger; whoever asked twice hears it once."""
        now = self._clocks.campaign.now()
        sorry = Delivery(
            id=planned_id("delivery", f"file/{row.id}"),
            workspace=row.workspace,
            recipient=stand_in(),
            address=row.body["to"],
            utterance="trouble",
            facts={"sentence": INSTEAD.get(row.body["kind"], NOT_SENT)},
            priority=1,
            state="planned",
            due_at=now,
            created_at=now,
        )
        async with self._database.unit_of_work() as work:
            if await work.files.drop(row.id, row.token) and row.body["kind"] not in UNASKED:
                await work.deliveries.plan(sorry)
            await work.commit()


def number_of(file_id: str) -> str:
    """Make the number that people read beside a file, and by which it is found again."""
    return planned_id("file number", file_id).replace("-", "")[:10].upper()
