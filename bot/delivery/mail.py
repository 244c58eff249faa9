"""Sends by e-mail what would go as a file, to whoever said yes to that: the same row of `files_waiting`, the other way.

Whether it goes by e-mail is decided when it is sent. A mail server cannot be asked what it took, so what is in doubt is
sent again: what a calendar reads has the same UID and SEQUENCE, and the e-mail the same Message-ID as long as it says
the same. What is refused for good, or does not leave for long, comes as a file after all, and admins hear of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.clock import Clocks
from bot.delivery.pacing import Method
from bot.delivery.ports import DeliveryProblem, NotSent, Refused, TooEarly
from bot.delivery.problems import mail_problem
from bot.delivery.turnstile import Turnstile
from bot.storage.database import Database
from bot.storage.own_data_models import FileWaiting

MOST_BY_MAIL = 14  # attempts, after which it goes as a file: those that only waited count as eight at most
UNREACHED = "smtp_unreachable"
"""The code of a server that did not answer at all."""
STALLED = "smtp_stalled"
"""The code of a server that took the line and then did not answer in time."""
SILENT = {UNREACHED, STALLED}
QUIET = 30.0  # seconds for which such a server is not tried again: others wait for their files behind each try
UNREACHABLE = "Run `waymark doctor`: it tries the mail server. Until it answers, invitations come as files in Slack."


@dataclass(frozen=True)
class Letter:
    """An e-mail to one person, with what their calendar reads. Neither words nor address are ever logged."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    words: str = field(repr=False)
    calendar: bytes = field(repr=False)
    method: str
    message_id: str


class MailPost(Protocol):
    """A mail server. Raises `DeliveryProblem`s and nothing else that a request may cause."""

    async def send(self, letter: Letter) -> None:
        """Hand an e-mail over."""
        ...


class Letters(Protocol):
    """Knows what the rows ask for. Raises `TooEarly` for what has to wait."""

    async def letter(self, workspace: str, body: Mapping[str, Any], number: str) -> Letter | None:
        """Write it, at this moment; None where its person did not ask for e-mail, or nothing is to be said."""
        ...


class ByMail:
    """The way by e-mail."""

    def __init__(
        self,
        database: Database,
        post: MailPost,
        letters: Mapping[str, Letters],
        clocks: Clocks,
        turnstile: Turnstile,
        admins: Collection[str] = (),
    ) -> None:
        """`letters` write what rows of each kind ask for; other kinds never go by e-mail."""
        self._database = database
        self._post = post
        self._letters = letters
        self._clocks = clocks
        self._turnstile = turnstile
        self._admins = sorted(admins)
        self._quiet_until = float("-inf")

    async def sent(self, row: FileWaiting, number: str) -> bool:
        """Send it. False where it goes as a file. Raises what may be over later."""
        letters = self._letters.get(row.body["kind"])
        letter = None if letters is None else await letters.letter(row.workspace, row.body, number)
        if letter is None:
            return False
        try:
            await self._handed_over(row.workspace, letter)
        except Refused as refused:
            await self._tell(row.workspace, refused.code, refused.fix)
            return False
        except DeliveryProblem as problem:
            if row.attempts < MOST_BY_MAIL:
                raise
            await self._tell(row.workspace, problem.code, UNREACHABLE)
            return False
        return True

    async def _handed_over(self, workspace: str, letter: Letter) -> None:
        """Hand it to the server, unless that did not answer just now."""
        wire = self._clocks.wire
        if wire.monotonic() < self._quiet_until:
            raise NotSent(UNREACHED)
        await self._turn(workspace)
        try:
            await self._post.send(letter)
        except DeliveryProblem as problem:
            if problem.code in SILENT:
                self._quiet_until = wire.monotonic() + QUIET
            raise

    async def _turn(self, workspace: str) -> None:
        """Wait for a turn that comes within seconds. Raises `TooEarly` where others go first."""
        async with self._database.unit_of_work() as work:
            turn = await self._turnstile.ask_for(work, workspace, Method.MAIL)
            await work.commit()
        if not turn.given:
            raise TooEarly("paced")
        if turn.wait > 0:
            await self._clocks.wire.sleep(turn.wait)

    async def _tell(self, workspace: str, code: str, fix: str) -> None:
        """Tell admins, once a day for each of the server's words."""
        async with self._database.unit_of_work() as work:
            for message in mail_problem(workspace, code, fix, self._admins, self._clocks.campaign.now()):
                await work.deliveries.plan(message)
            await work.commit()
