"""A small world for campaigns: a database, two clocks, a stand-in for the conversation and one for Slack's lists."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bot.campaigns.amending import Amending
from bot.campaigns.editor import CampaignEditor
from bot.campaigns.parts import CampaignParts
from bot.campaigns.plan import CampaignPlan, Priority, TeamPlan
from bot.campaigns.ports import ChannelSeen
from bot.campaigns.runner import CampaignRunner
from bot.campaigns.service import CampaignService
from bot.campaigns.shelf import PackShelf
from bot.campaigns.wizard import Wizard
from bot.clock import AdjustableClock, Clocks
from bot.dialogues.events import BEATS, BeatDue, CloseDue, Event, MembersSeen, OpenDue
from bot.errors import OurFault, TryLater
from bot.roles import Roster
from bot.settings import ROOT
from bot.storage.database import Database
from bot.storage.identity import Identities
from bot.storage.models import Beat, Delivery, Round

WORKSPACE = "T0WORK"
ADMIN = "U0ADMIN"
OTHER_ADMIN = "U0BOSS"
KINDS = {event: kind for kind, event in BEATS.items()}
THURSDAY = datetime(2026, 9, 3, 9, tzinfo=UTC)  # 10:00 in London; the first question comes on Tuesday, 8 September
HOUSING = TeamPlan("C0HOUSING", ("U0LEADER",), "Housing", "Northbridge Council")
PACKS = PackShelf(ROOT / "content" / "packs")
"""Read from their files once for all worlds, and again where a file has changed."""
NURSES = TeamPlan("C0NURSES", ("U0LEADER", "U0OTHER"), "Nurses", "Northbridge Health")


def plan(*teams: TeamPlan, **changes: object) -> CampaignPlan:
    """Make a plan for some teams."""
    values: dict[str, object] = {
        "name": "Spring",
        "pack": "innovation-framework",
        "start": date(2026, 9, 8),
        "zone": "Europe/London",
        "teams": teams or (HOUSING, NURSES),
        "priorities": (Priority("Faster repairs", "People wait too long."),),
        **changes,
    }
    return CampaignPlan(**values)  # type: ignore[arg-type]


@dataclass
class FakeConversation:
    """Keeps the conversation's contract: one transaction an event, and a second one of the same id changes nothing."""

    database: Database
    events: list[Event] = field(default_factory=list)
    """Every event that had an effect."""
    calls: list[str] = field(default_factory=list)
    fail: set[str] = field(default_factory=set)
    """Rounds or kinds whose beats fail, before anything is kept."""
    crash_after: set[str] = field(default_factory=set)
    """Kinds after which the process dies: everything is kept, nothing comes back."""

    async def handle(self, event: Event) -> None:
        kind = KINDS.get(type(event), "members") if isinstance(event, BeatDue) else "members"
        self.calls.append(event.id)
        if kind in self.fail or getattr(event, "round_id", "") in self.fail:
            raise OurFault("This beat fails in this test.")
        async with self.database.unit_of_work() as work:
            if not await work.seen.first_time(event.id, event.at):
                return
            match event:
                case OpenDue() | CloseDue():
                    row = await work.rounds.lock(event.round_id)
                    assert row is not None
                    row.state = "open" if isinstance(event, OpenDue) else "closed"
                    if isinstance(event, OpenDue):
                        row.opened_at = event.at
                case MembersSeen():
                    for team in await work.teams.in_channel(event.workspace, event.channel):
                        await work.teams.set_members(team.id, event.users)
                case _:
                    pass
            await work.commit()
        self.events.append(event)
        if kind in self.crash_after:
            self.crash_after.discard(kind)
            raise OurFault("The process dies here in this test.")

    def beats(self) -> list[tuple[str, str]]:
        """List what came due: kind and round."""
        return [(KINDS[type(event)], event.round_id) for event in self.events if isinstance(event, BeatDue)]

    def kinds(self) -> list[str]:
        """List what came due, without the rounds."""
        return [kind for kind, _ in self.beats()]


def _at_once() -> asyncio.Event:
    answers = asyncio.Event()
    answers.set()
    return answers


@dataclass
class FakeDirectory:
    """Slack's lists, with a switch for the day on which Slack does not answer."""

    people: dict[str, tuple[str, ...]] = field(default_factory=lambda: {"C0HOUSING": ("U1", "U2", "U0LEADER")})
    inside: set[str] = field(default_factory=lambda: {"C0HOUSING", "C0NURSES"})
    away: bool = False
    silent: bool = False
    shared: set[str] = field(default_factory=set)
    zones: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    looks: Counter[str] = field(default_factory=Counter)
    answers: asyncio.Event = field(default_factory=_at_once)

    async def members(self, workspace: str, channel: str) -> tuple[str, ...]:
        self.asked[channel] += 1
        if self.away:
            raise TryLater
        return self.people.get(channel, ())

    async def look(self, channel: str) -> ChannelSeen:
        self.looks[channel] += 1
        if self.silent:
            raise TryLater
        await self.answers.wait()
        name = channel.removeprefix("C0").lower()
        return ChannelSeen(channel, name, channel in self.inside, channel in self.shared)

    async def name_of(self, user: str) -> str:
        return user.title()

    async def zone_of(self, user: str) -> str:
        await self.answers.wait()
        return self.zones.get(user, "")

    def hangs(self) -> None:
        """Let Slack take its time from here on."""
        self.answers = asyncio.Event()


class World:
    """Everything that a test about campaigns needs, on one database."""

    def __init__(
        self,
        database: Database,
        now: datetime = THURSDAY,
        packs: PackShelf | None = None,
        clock: AdjustableClock | None = None,
    ) -> None:
        self.database = database
        self.clock = clock or AdjustableClock(frozen_at=now)
        self.directory = FakeDirectory()
        self.conversation = FakeConversation(database)
        self.changes = 0
        clocks = Clocks(campaign=self.clock)
        parts = CampaignParts(
            database,
            packs or PACKS,
            Identities("a key that is long enough for tests"),
            clocks,
            self.directory,
            roster=Roster(admins={ADMIN, OTHER_ADMIN}),
            on_change=self._changed,
        )
        self.service, self.wizard, self.editor = CampaignService(parts), Wizard(parts), CampaignEditor(parts)
        self.amending = Amending(parts)
        self.runner = CampaignRunner(database, self.conversation.handle, clocks, self.directory)

    def _changed(self) -> None:
        self.changes += 1

    async def at(self, moment: datetime) -> None:
        """Go to a moment, and let the runner do what is due."""
        self.clock.move_to(moment)
        await self.runner.tick()

    async def play_until(self, end: datetime) -> None:
        """Go from event to event, so that nothing is late, up to a moment."""
        while (moment := await self.runner.next_event_at()) is not None and moment <= end:
            await self.at(max(moment, self.clock.now()))
            await self.send_what_is_due()
        self.clock.move_to(max(end, self.clock.now()))

    async def send_what_is_due(self) -> None:
        """Stand for the dispatcher: messages that are due are sent."""
        now = self.clock.now()
        while True:
            async with self.database.unit_of_work() as work:
                due = await work.deliveries.claimable(now, now)
                for row in due:
                    if row.utterance == "prompt/open":
                        await work.rounds.set_prompt_ts(row.round_id or "", "1700000000.000001")
                    await work.deliveries.compare_and_set(row.id, state="planned", token=0, changes={"state": "sent"})
                await work.commit()
            if not due:
                return

    async def rounds(self, team: str = "Housing") -> list[Round]:
        """List a team's rounds by week."""
        async with self.database.reading() as work:
            for campaign in await work.campaigns.all():
                for row in await work.teams.of_campaign(campaign.id):
                    if row.name == team:
                        return await work.rounds.of_team(row.id)
        raise AssertionError(f"no team {team}")

    async def beats(self, row: Round) -> dict[str, Beat]:
        """List a round's beats by kind."""
        async with self.database.reading() as work:
            return {beat.kind: beat for beat in await work.beats.of_round(row.id)}

    async def opens(self, team: str = "Housing") -> list[date]:
        """List the local dates of a team's questions."""
        return [row.opens_on for row in await self.rounds(team)]

    async def states(self, team: str = "Housing") -> list[str]:
        """List the states of a team's rounds."""
        return [row.state for row in await self.rounds(team)]

    async def introductions(self) -> list[Delivery]:
        """List the introductions that were planned."""
        async with self.database.reading() as work:
            return [
                row
                for campaign in await work.campaigns.all()
                for row in await work.deliveries.of_campaign(campaign.id)
                if row.utterance == "intro"
            ]


def london(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Give an instant by London's summer clock, in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=1)
