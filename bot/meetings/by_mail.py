"""Somebody's yes to getting their invitations by e-mail, and the address that goes with it: given and taken back.

The address is kept locked, and is there exactly as long as the yes is.
"""

from bot.clock import Clocks
from bot.controller import mail_address
from bot.errors import FieldProblem, NotAllowed, NotFound
from bot.storage.database import Database

NOT_OFFERED = "No mail server is set up here, so invitations come as files. Ask whoever runs Waymark."
OBJECTED = "You have objected to the use of your data, so I keep no address. Take that back first."
NO_ADDRESS = "Please type an e-mail address, such as amina@example.org, in plain letters."
NO_YES = "Nothing is kept without your yes. Tick the box, or close the form."


class MailDesk:
    """The desk."""

    def __init__(self, database: Database, clocks: Clocks, *, offered: bool) -> None:
        """`offered`: there is a mail server."""
        self._database = database
        self._clock = clocks.campaign
        self._offered = offered

    async def look(self, workspace: str, user: str) -> str:
        """Give one's own address, empty for none. Raises `NotFound` where no e-mail is sent."""
        if not self._offered:
            raise NotFound(NOT_OFFERED)
        async with self._database.reading() as work:
            kept = await work.mail_addresses.of(workspace, user)
        return kept.address if kept else ""

    async def say_yes(self, workspace: str, user: str, typed: str, *, agreed: bool) -> str:
        """Keep the address that somebody typed, with their yes. Raises `FieldProblem`."""
        if not self._offered:
            raise NotFound(NOT_OFFERED)
        address = mail_address(typed)
        if address is None:
            raise FieldProblem("mail_address", NO_ADDRESS)
        if not agreed:
            raise FieldProblem("mail_agree", NO_YES)
        async with self._database.unit_of_work() as work:
            if await work.objections.of(workspace, user):
                raise NotAllowed(OBJECTED)
            await work.mail_addresses.keep(workspace, user, address, self._clock.now().date())
            await work.commit()
        return address

    async def take_back(self, workspace: str, user: str) -> bool:
        """Delete the address: no e-mail goes to it any more. False when there was none."""
        async with self._database.unit_of_work() as work:
            gone = await work.mail_addresses.drop(workspace, user, self._clock.now().date())
            await work.commit()
        return gone
