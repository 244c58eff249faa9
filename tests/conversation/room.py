"""A room to hold the real conversation in: a real database, the real sender, and pigeonholes in Slack's place.

Tests speak in verbs: `room.begins(…)`, `room.comes("open")`, `room.replies(…)`, `room.answers(…)`, `room.taps(…)`.
Each act comes a second after the one before, and each has an event id of its own unless a test gives one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from bot.campaigns.founding import found
from bot.campaigns.plan import CampaignPlan, Priority, TeamPlan
from bot.campaigns.shelf import PackShelf
from bot.clock import AdjustableClock, Clocks
from bot.content.schema import Pack
from bot.content.texts import Texts
from bot.conversation import Conversation, Outcome
from bot.delivery.desired import DesiredStates
from bot.delivery.ledger import Ledger
from bot.delivery.pacing import Pace
from bot.delivery.ports import Outgoing, Posted, Refused
from bot.delivery.rows import Timing
from bot.delivery.sender import Sender
from bot.delivery.turnstile import Turnstile
from bot.dialogues import events as ev
from bot.enquiries import Enquiries
from bot.publishing import read_team
from bot.roles import Roster
from bot.settings import ROOT
from bot.storage.database import Database
from bot.storage.identity import Identities
from bot.storage.models import Answer, Beat, Delivery, DigestRecord, Round, Team

T1 = "T0WORK"
MONDAY = datetime(2027, 1, 11, 9, tzinfo=UTC)
TUESDAY = date(2027, 1, 12)
SUPPORT = "Talk to your union."
PLENTY = "Tenants told us last week that they wait for days without knowing when somebody comes, so we rang them all."


@dataclass(frozen=True)
class Cast:
    """A team: its channel, the people in it, and who leads it."""

    channel: str = "C0HOUSING"
    members: tuple[str, ...] = ("U0AMINA", "U0BEN", "U0CARYS", "U0DEV", "U0MARTIN")
    leaders: tuple[str, ...] = ("U0MARTIN",)
    name: str = "Housing"
    organisation: str = "Northbridge"
    zone: str | None = None


HOUSING = Cast()
NURSES = Cast("C0NURSES", ("U0GWEN", "U0HARI", "U0IRIS"), ("U0MARTIN", "U0NIA"), "Nurses")


@cache
def read_pack() -> Pack:
    """The first pack, read from its files once for all rooms."""
    return PackShelf(ROOT / "content" / "packs").pack("innovation-framework", "en")


@cache
def read_texts() -> Texts:
    """The words, read from their files once for all rooms."""
    return Texts(ROOT / "content" / "texts")


@dataclass
class Pigeonholes:
    """Slack's place: keeps what was posted. Holds what `Messenger` promises."""

    standing: dict[tuple[str, str], Outgoing] = field(default_factory=dict)
    refuses: str = ""  # the word with which deletions are refused
    _stamps: count[int] = field(default_factory=lambda: count(1))

    async def address(self, workspace: str, recipient: str) -> str:
        return f"D{recipient[1:]}" if recipient.startswith("U") else recipient

    def is_open(self, workspace: str, recipient: str) -> bool:
        return True

    async def post(self, message: Outgoing, may_leave: Callable[[], bool] = lambda: True) -> Posted:
        place = Posted(await self.address(message.workspace, message.channel), f"1700000000.{next(self._stamps):06}")
        self.standing[place.channel, place.ts] = message
        return place

    async def update(self, channel: str, ts: str, message: Outgoing) -> None:
        assert (channel, ts) in self.standing
        self.standing[channel, ts] = message

    async def delete(self, channel: str, ts: str) -> None:
        if self.refuses:
            raise Refused(self.refuses)
        del self.standing[channel, ts]

    async def publish_home(self, user: str, message: Outgoing) -> None:
        self.standing["home", user] = message

    async def find(self, channel: str, mark: str, thread_ts: str | None, since: datetime) -> list[Posted]:
        raise NotImplementedError

    async def has_replies(self, channel: str, ts: str) -> bool:
        raise NotImplementedError

    def said(self, utterance: str, channel: str | None = None) -> list[Mapping[str, Any]]:
        """The facts of what stands under an utterance, oldest first."""
        return [
            message.facts
            for (place, _), message in self.standing.items()
            if message.utterance == utterance and channel in (None, place)
        ]


class Room:
    """The conversation with everything around it."""

    def __init__(self, database: Database, *, first_event: int = 1, privacy_officers: Sequence[str] = ()) -> None:
        """`first_event`: where its events' ids begin; another room over the same database needs others."""
        self.database = database
        self.clock = AdjustableClock(frozen_at=MONDAY)
        self.slack = Pigeonholes()
        self.identities = Identities("a master key that is long enough")
        clocks = Clocks(campaign=self.clock)
        self.pack = read_pack()
        self.conversation = Conversation(
            database,
            self.identities,
            read_texts(),
            support_route=SUPPORT,
            workspace_url="https://town.slack.example/",
            privacy_officers=privacy_officers,
        )
        self.enquiries = Enquiries(
            database,
            self.identities,
            clocks,
            [self.pack],
            roster=Roster(admins={"U0ADMIN"}, privacy_officers=privacy_officers),
            workspace_url="https://town.slack.example/",
        )
        turnstile = Turnstile(database, Pace(factor=1e6), clocks.wire)
        self._ledger = Ledger(database, clocks, Timing(), ["U0ADMIN"])
        self._sender = Sender(self._ledger, self.slack, turnstile, "this-process")
        self._desired = DesiredStates(self._ledger, self.slack, turnstile)
        self._ids = count(first_event)

    # --- the campaign ------------------------------------------------------------------------------------------------

    async def begins(self, *teams: Cast, **changes: Any) -> None:
        """A running campaign with these teams (Housing unless told)."""
        cast = teams or (HOUSING,)
        values: dict[str, Any] = {
            "name": "Spring",
            "pack": "innovation-framework",
            "start": TUESDAY,
            "zone": "Europe/London",
            "teams": tuple(TeamPlan(t.channel, t.leaders, t.name, t.organisation, t.zone) for t in cast),
            "priorities": (Priority("Faster repairs", "People wait too long."),),
            "threshold": 3,
        }
        rows = found(
            CampaignPlan(**{**values, **changes}),
            self.pack,
            T1,
            by="U0ADMIN",
            now=self.clock.now(),
            salt=self.identities.new_salt(),
        )
        rows.campaign.state = "running"
        async with self.database.unit_of_work() as work:
            await work.campaigns.add(rows.campaign)
            await work.teams.add(*rows.teams)
            await work.rounds.add(*rows.rounds)
            await work.beats.add(*rows.beats)
            await work.commit()
        for team in cast:
            await self.sees(team.channel, *team.members)

    async def sees(self, channel: str, *users: str) -> None:
        """Somebody looks who is in a channel."""
        await self.hears(ev.MembersSeen, channel=channel, users=users)

    async def team(self, name: str = "Housing") -> Team:
        """A team by name, in the newest campaign that has it."""
        async with self.database.reading() as work:
            for campaign in await work.campaigns.all(T1):
                for team in await work.teams.of_campaign(campaign.id):
                    if team.name == name:
                        return team
        raise AssertionError(f"no team {name}")

    async def round(self, team: str = "Housing", week: int = 1) -> Round:
        """A team's round as it is now."""
        found_team = await self.team(team)
        async with self.database.reading() as work:
            return (await work.rounds.of_team(found_team.id))[week - 1]

    async def beat(self, kind: str, team: str = "Housing", week: int = 1) -> Beat:
        """A beat of a team's week."""
        round_ = await self.round(team, week)
        async with self.database.reading() as work:
            return next(beat for beat in await work.beats.of_round(round_.id) if beat.kind == kind)

    async def comes(self, kind: str, team: str = "Housing", week: int = 1, *, late: timedelta = timedelta()) -> None:
        """A beat comes due (and is noticed `late`); what it says goes out."""
        beat = await self.beat(kind, team, week)
        self.clock.move_to(max(beat.due_at + late, self.clock.now()))
        event = ev.BEATS[kind](
            id=f"beat/{beat.id}", workspace=T1, at=self.clock.now(), round_id=beat.round_id, due_at=beat.due_at
        )
        await self.conversation.handle(event)
        async with self.database.unit_of_work() as work:
            await work.beats.mark(beat.id, "done", self.clock.now())
            await work.commit()
        await self.posts()

    async def week(self, *kinds: str, team: str = "Housing", week: int = 1) -> None:
        """Several beats of one week, one after the other."""
        for kind in kinds:
            await self.comes(kind, team, week)

    # --- people ------------------------------------------------------------------------------------------------------

    async def hears(self, kind: type[ev.Event], **facts: Any) -> Outcome:
        """Bring an event to the conversation, a second after the last one."""
        self.clock.advance(timedelta(seconds=1, microseconds=1))
        stamp = {"id": f"Ev{next(self._ids)}", "workspace": T1, "at": self.clock.now()}
        return await self.conversation.handle(kind(**{**stamp, **facts}))

    async def replies(self, user: str, text: str = PLENTY, *, under: str | None = None, **facts: Any) -> Outcome:
        """Somebody writes in a thread: the open question's unless told."""
        ts = facts.pop("ts", f"1800000000.{next(self._ids):06}")
        kind = facts.pop("kind", ev.ReplyPosted)
        channel = facts.pop("channel", HOUSING.channel)
        thread = under or self.prompt_ts(channel)
        facts = {"version_ts": ts, **facts}
        return await self.hears(kind, channel=channel, thread_ts=thread, ts=ts, user=user, text=text, **facts)

    async def answers(self, user: str, text: str = PLENTY, mode: str = "confidential", **facts: Any) -> Outcome:
        """Somebody sends the private form."""
        round_id = facts.pop("round_id", None) or (await self.round()).id
        usual = {"question": "headline", "round_id": round_id}
        return await self.hears(ev.AnswerGiven, user=user, text=text, mode=mode, **{**usual, **facts})

    async def rates(self, user: str, value: int, scale: str = "now", **facts: Any) -> Outcome:
        """Somebody taps a number."""
        round_id = facts.pop("round_id", None) or (await self.round()).id
        return await self.hears(ev.RatingTapped, user=user, scale=scale, value=value, round_id=round_id, **facts)

    async def changes(self, user: str, answer: Answer, text: str, mode: str, **facts: Any) -> Outcome:
        """Somebody sends the form again for an answer."""
        given = {"question": answer.question, "round_id": answer.round_id, "answer_id": answer.id, **facts}
        return await self.hears(ev.AnswerChanged, user=user, text=text, mode=mode, **given)

    async def hears_theme(self, user: str, answer_id: str, theme: str, words: str = "") -> Outcome:
        """Somebody taps what an answer is about, or says it in a few words."""
        return await self.hears(ev.ThemeChosen, user=user, answer_id=answer_id, theme=theme, words=words)

    async def withdraws(self, user: str, answer: Answer) -> Outcome:
        """Somebody deletes an answer from its receipt."""
        return await self.hears(ev.AnswerWithdrawn, user=user, answer_id=answer.id)

    # --- what is there -----------------------------------------------------------------------------------------------

    async def posts(self) -> None:
        """Everything that is due goes out, and every message is brought up to date."""
        while planned := await self._claimable():
            for delivery_id in planned:
                await self._sender.step(delivery_id)
        async with self.database.reading() as work:
            wanted = [row.target for row in await work.desired.pending(self._ledger.now().wire)]
        for target in wanted:
            await self._desired.show(target)

    async def _claimable(self) -> list[str]:
        now = self._ledger.now()
        async with self.database.reading() as work:
            return [row.id for row in await work.deliveries.claimable(now.campaign, now.wire)]

    def prompt_ts(self, channel: str = HOUSING.channel) -> str:
        """Where the newest question of a channel stands."""
        return self.stamp("prompt/open", channel) or self.stamp("prompt/closed", channel) or "no prompt"

    def stamp(self, utterance: str, channel: str = HOUSING.channel) -> str | None:
        """Where the newest message with an utterance stands."""
        found_at = [ts for (c, ts), m in self.slack.standing.items() if c == channel and m.utterance == utterance]
        return found_at[-1] if found_at else None

    async def stored(self, team: str = "Housing", week: int = 1) -> list[Answer]:
        """The answers of a team's week that stand."""
        round_ = await self.round(team, week)
        async with self.database.reading() as work:
            return await work.answers.of_round(round_.id)

    async def texts(self, team: str = "Housing") -> list[str | None]:
        """The words of a team's first week that stand."""
        return [answer.text for answer in await self.stored(team)]

    async def deliveries(self, utterance: str) -> Sequence[Delivery]:
        """The ledger's rows of an utterance."""
        async with self.database.reading() as work:
            return [row for row in await work.deliveries.all() if row.utterance == utterance]

    async def digest(self, leader: str, week: int = 1) -> DigestRecord | None:
        """A leader's digest of a week."""
        async with self.database.reading() as work:
            (campaign,) = await work.campaigns.all(T1)
            return await work.digests.of_week(campaign.id, leader, week)

    async def figures(self, team: str = "Housing", week: int = 1) -> dict[str, Any]:
        """What was published of a closed week."""
        published = await self.published(team, week)
        assert published
        return published

    async def published(self, team: str = "Housing", week: int = 1) -> dict[str, Any]:
        """The same, or nothing before the week has closed."""
        row = await self.round(team, week)
        async with self.database.reading() as work:
            return await read_team(work, row) or {}
