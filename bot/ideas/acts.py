"""One act of somebody on one idea: one transaction, in which nobody else changes it. What comes twice is one act."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clocks
from bot.dialogues.coaching.scene import LOST_LINK
from bot.errors import AskAgain, NotAllowed, NotFound
from bot.ideas.places import IdeaPlaced, check_reader, note, placed
from bot.ideas.telling import IdeaTeller
from bot.questions.hours import DRAWN, Chance
from bot.questions.parts import Parts
from bot.questions.reach import AWAY, codes_in, is_away
from bot.roles import Permission, Roster
from bot.storage.database import Database
from bot.storage.idea_models import Idea
from bot.storage.identity import Identities
from bot.storage.models import Campaign
from bot.storage.unit_of_work import UnitOfWork

GONE = "That idea is not here any more. Whoever raised it took it back, or its time is over."
NOT_OWNER = "Only whoever takes an idea forward can do this. You can offer help instead."
ONLY_LEADERS = "Only leaders of this team can answer that."
May = Callable[[IdeaPlaced, str], None]


@dataclass(frozen=True)
class IdeaAct:
    """The act; `fresh`: it did not come before."""

    work: UnitOfWork
    placed: IdeaPlaced
    teller: IdeaTeller
    user: str
    now: datetime
    fresh: bool

    @property
    def idea(self) -> Idea:
        """The idea."""
        return self.placed.idea

    async def note(self, kind: str, said: Mapping[str, str] | None = None) -> None:
        """Add an entry to its history, with who did it and on which day."""
        await note(self.work, self.idea, kind, self.user, self.placed.day(self.now), said or {})

    def must_own(self) -> None:
        """Raise `NotAllowed` for anybody but its owner."""
        if self.placed.owner != self.user:
            raise NotAllowed(NOT_OWNER)


class IdeaActs(Parts):
    """What every act on ideas needs."""

    def __init__(
        self,
        database: Database,
        identities: Identities,
        clocks: Clocks,
        roster: Roster | None = None,
        on_change: Callable[[], None] = lambda: None,
        chance: Chance = DRAWN,
    ) -> None:
        """`chance` draws how many seconds something is held back."""
        super().__init__(database, identities, clocks, on_change, chance)
        self._roster = roster or Roster()

    @asynccontextmanager
    async def _begun(
        self, workspace: str, user: str, idea_id: str, act_id: str, may: May = check_reader
    ) -> AsyncIterator[IdeaAct]:
        """One act, kept unless it came before or something is wrong with it; `may` raises `NotAllowed`."""
        async with self._database.unit_of_work() as work:
            fresh = await work.seen.first_time(act_id, self._clocks.wire.now())
            found = await self._placed(work, workspace, await work.ideas.hold(idea_id))
            may(found, user)
            self._roster.require(user, Permission.SHARE_IDEAS)
            teller = self._teller(work, found)
            yield IdeaAct(work, found, teller, user, teller.now, fresh)
            if fresh:
                await work.commit()
        self._on_change()

    def _teller(self, work: UnitOfWork, found: IdeaPlaced) -> IdeaTeller:
        return IdeaTeller(work, self._identities, found, self._clocks.campaign.now(), self._chance)

    async def _placed(self, work: UnitOfWork, workspace: str, idea: Idea | None) -> IdeaPlaced:
        if idea is None or idea.workspace != workspace:
            raise NotFound(GONE)
        return await placed(work, idea)

    async def _check_here(self, work: UnitOfWork, campaign: Campaign, user: str) -> None:
        """Raise `AskAgain` where nothing new shall be kept of somebody, not even by name."""
        if await is_away(work, campaign, user, codes_in(self._identities, campaign, user)):
            raise AskAgain(AWAY)


def code_of(identities: Identities, campaign: Campaign, user: str) -> str:
    """The code under which somebody raises ideas without a name. Raises `AskAgain` where none can be made."""
    if campaign.salt is None:
        raise AskAgain(LOST_LINK)
    return identities.codes(campaign.salt, campaign.workspace, user).ideas
