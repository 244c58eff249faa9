"""One transaction with every repository on it. Rolled back unless committed; opened only by `Database`."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import OurFault
from bot.storage.repositories.absences import Absences
from bot.storage.repositories.answers import Answers
from bot.storage.repositories.audit import Audit
from bot.storage.repositories.beats import Beats
from bot.storage.repositories.buckets import Buckets
from bot.storage.repositories.campaigns import Campaigns
from bot.storage.repositories.deletions import Deletions
from bot.storage.repositories.deliveries import Deliveries
from bot.storage.repositories.desired import Desired
from bot.storage.repositories.dialogues import Dialogues
from bot.storage.repositories.digests import Digests, Offers
from bot.storage.repositories.health import Processes, Signs, Tallies, Troubles
from bot.storage.repositories.hearing import ReadBacks, SignsOfLife
from bot.storage.repositories.ideas import Ideas
from bot.storage.repositories.jobs import Jobs
from bot.storage.repositories.ladder import Ladder
from bot.storage.repositories.meetings import Meetings
from bot.storage.repositories.own_data import Departures, FilesWaiting, MailAddresses, Objections
from bot.storage.repositories.participations import Participations
from bot.storage.repositories.people import Contacts, People
from bot.storage.repositories.promises import Promises, Sponsors
from bot.storage.repositories.publications import Publications
from bot.storage.repositories.purging import Purging
from bot.storage.repositories.questions import Questions
from bot.storage.repositories.quotes import Quotes
from bot.storage.repositories.ratings import Ratings
from bot.storage.repositories.rounds import Rounds
from bot.storage.repositories.seen import Seen
from bot.storage.repositories.sketches import Sketches
from bot.storage.repositories.subscriptions import Subscriptions
from bot.storage.repositories.supports import Supports
from bot.storage.repositories.teams import Teams
from bot.storage.repositories.themes import Themes
from bot.storage.repositories.uninstalls import Uninstalls
from bot.storage.repositories.unlinked import Unlinked
from bot.storage.repositories.workshops import Workshops
from bot.storage.wakes import Touched

BeforeCommit = Callable[["UnitOfWork"], Awaitable[None]]
"""Writes what else belongs into a transaction that made something due: see `UnitOfWork.touched`."""


class UnitOfWork:
    """The repositories, over one session. `session` is for the storage package, and for what writes before a commit."""

    def __init__(
        self, session: AsyncSession, *, read_only: bool = False, before_commit: BeforeCommit | None = None
    ) -> None:
        self.session = session
        self.touched = Touched()
        self._read_only = read_only
        self._before_commit = before_commit
        self.seen = Seen(session)
        self.signs_of_life = SignsOfLife(session)
        self.read_backs = ReadBacks(session)
        self.processes = Processes(session)
        self.tallies = Tallies(session)
        self.troubles = Troubles(session)
        self.signs = Signs(session)
        self.campaigns = Campaigns(session)
        self.sketches = Sketches(session)
        self.teams = Teams(session)
        self.rounds = Rounds(session)
        self.beats = Beats(session)
        self.answers = Answers(session)
        self.unlinked = Unlinked(session)
        self.ratings = Ratings(session)
        self.supports = Supports(session)
        self.participations = Participations(session)
        self.people = People(session)
        self.contacts = Contacts(session)
        self.publications = Publications(session)
        self.digests = Digests(session)
        self.offers = Offers(session)
        self.subscriptions = Subscriptions(session)
        self.dialogues = Dialogues(session)
        self.deliveries = Deliveries(session, self.touched)
        self.desired = Desired(session, self.touched)
        self.jobs = Jobs(session)
        self.buckets = Buckets(session)
        self.audit = Audit(session)
        self.quotes = Quotes(session)
        self.themes = Themes(session)
        self.questions = Questions(session)
        self.promises = Promises(session)
        self.workshops = Workshops(session)
        self.meetings = Meetings(session)
        self.ladder = Ladder(session)
        self.sponsors = Sponsors(session)
        self.ideas = Ideas(session)
        self.deletions = Deletions(session)
        self.purging = Purging(session)
        self.absences = Absences(session)
        self.uninstalls = Uninstalls(session)
        self.departures = Departures(session)
        self.objections = Objections(session)
        self.mail_addresses = MailAddresses(session)
        self.files = FilesWaiting(session)

    async def commit(self) -> None:
        """Keep everything since the last commit. Raises `ChangedMeanwhile` when somebody else was first."""
        if self._read_only:
            raise OurFault("A reading was asked to write.")
        if self._before_commit is not None and self.touched:
            await self.session.flush()
            await self._before_commit(self)
        await self.session.commit()
        self.touched.clear()

    async def rollback(self) -> None:
        """Drop everything since the last commit, and go on."""
        await self.session.rollback()
        self.touched.clear()

    async def flush(self) -> None:
        """Write changed rows now, within the transaction, so that a conflict shows here and not at the commit."""
        await self.session.flush()
