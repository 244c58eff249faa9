"""A post office to test with: the sandbox as Slack, a real database, the product's own messenger and dispatcher.

Waits are short here: a request may take half a second, and Slack shows what it accepted within a fifth of one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.models.blocks import Block, RawTextObject, SectionBlock, TableBlock
from sqlalchemy.engine import make_url

from bot.clock import AdjustableClock, Clocks
from bot.content.texts import Texts
from bot.delivery.embedded import EmbeddedDispatcher
from bot.delivery.pacing import Pace
from bot.delivery.rows import Timing
from bot.delivery.scaled import Beat, ScaledDispatcher
from bot.delivery.scaled_queue import JobQueue
from bot.delivery.steps import Steps
from bot.slack.client import build_client
from bot.slack.messenger import SlackMessenger
from bot.storage.database import Database
from bot.storage.models import Delivery
from bot.storage.types import Vault
from sandbox.records import Message
from sandbox.workspace import Workspace

TUESDAY = datetime(2027, 3, 2, 10, tzinfo=UTC)
HTTP = 0.5
TIMING = Timing(
    http=HTTP, guard=0.3, lag=0.2, lease=1.2, looks=(0.05, 0.1, 0.3), first_retry=0.05, longest_retry=0.5, alarm=60
)
FAST = Pace(factor=20)
CROWDED = 200.0  # how many times faster than Slack a crowded office is
PATIENT = replace(TIMING, http=2.0, guard=1.0, lease=6.0)  # where processes stand in each other's way
QUICK = Beat(poll=0.1, heartbeat=0.2, silent=3.0, sweep=0.5, requeue=1.0, rest=0.1, finish=2.0)


@dataclass(frozen=True)
class Said:
    """A composed message."""

    text: str
    blocks: list[Block]


def compose(utterance: str, facts: Mapping[str, Any], _texts: object, _language: str, _zone: str) -> Said:
    """Say the utterance and its facts.

    The utterance `broken` asks for a fact that is never there; `table` draws so many `rows`, unless it is to be plain.
    """
    if utterance == "broken":
        return Said(str(facts["missing"]), [])
    text = ", ".join([utterance, *map(str, facts.values())])
    if utterance == "table" and not facts.get("plain"):
        return Said(text, [TableBlock(rows=[[RawTextObject(text="x")]] * facts["rows"])])
    return Said(text, [SectionBlock(text=text)])


@dataclass(frozen=True)
class Door:
    """What a process must be told to work in an office: where its database and its Slack are, and the keys to both."""

    database_url: str
    data_key: str
    api_url: str
    token: str
    jobs: bool
    http: float = HTTP

    @asynccontextmanager
    async def opened(self, clocks: Clocks) -> AsyncIterator[tuple[Database, SlackMessenger]]:
        """Open the database, which writes jobs if it is to, and the way to Slack."""
        before_commit = JobQueue(make_url(self.database_url), clocks).before_commit if self.jobs else None
        database = Database(self.database_url, Vault([self.data_key]), before_commit)
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.http)) as session:
            client = build_client(self.token, self.api_url, session)
            yield database, SlackMessenger(client, compose, Texts(Path("content/texts")))
        await database.dispose()


@dataclass
class Office:
    """Everything a delivery meets on its way."""

    workspace: Workspace
    database: Database
    messenger: SlackMessenger
    clocks: Clocks
    campaign: AdjustableClock
    team: str
    other_team: str
    ana: str
    admin: str
    door: Door

    def dispatcher(self, **given: Any) -> EmbeddedDispatcher | ScaledDispatcher:
        """Make a dispatcher over this database, of the kind that belongs to it."""
        return self.embedded(**given) if self.database.is_sqlite else self.worker(**given)

    def embedded(self, *, workers: int = 16, alone: bool = False, **given: Any) -> EmbeddedDispatcher:
        """Make the dispatcher for one process."""
        return EmbeddedDispatcher(self.steps(**given), workers=workers, alone=alone)

    def worker(self, *, workers: int = 16, beat: Beat = QUICK, **given: Any) -> ScaledDispatcher:
        """Make one of any number of workers over this database, which must write jobs."""
        queue = JobQueue(self.database.url, self.clocks, TIMING)
        return ScaledDispatcher(self.steps(**given), queue, workers=workers, beat=beat)

    def steps(self, **given: Any) -> Steps:
        """Make the steps that a dispatcher takes."""
        usual: dict[str, Any] = {"admins": [self.admin], "pace": FAST, "timing": TIMING}
        return Steps(self.database, self.messenger, self.clocks, **(usual | given))

    async def plan(self, key: str, **given: Any) -> None:
        """Plan a message to the team, due now."""
        now = self.campaign.now()
        usual = {
            "mark": f"mark-{key}", "workspace": self.workspace.team_id, "recipient": self.team, "utterance": "said",
            "facts": {"text": key}, "due_at": now, "created_at": now, "state": "planned",
        }  # fmt: skip
        async with self.database.unit_of_work() as work:
            assert await work.deliveries.plan(Delivery(id=key, **(usual | given)))
            await work.commit()

    async def show(self, target: str, utterance: str | None, text: str = "") -> None:
        """Say what a target should look like."""
        async with self.database.unit_of_work() as work:
            await work.desired.show(target, self.workspace.team_id, utterance, {"text": text})
            await work.commit()

    async def stored(self, key: str) -> Delivery:
        """Read a delivery."""
        async with self.database.reading() as work:
            found = await work.deliveries.get(key)
        assert found is not None
        return found

    async def states(self) -> dict[str, int]:
        """Count deliveries by state."""
        async with self.database.reading() as work:
            return await work.deliveries.counts()

    async def outcomes(self, key: str) -> list[str]:
        """List how each request of a delivery ended."""
        async with self.database.reading() as work:
            return [attempt.outcome for attempt in await work.deliveries.attempts.of(key)]

    def visible(self, channel: str | None = None) -> list[Message]:
        """List the coach's messages in a channel, threads included, oldest first."""
        return [message for message in self.workspace.messages.everything(channel or self.team) if message.by_app]

    def marks(self, channel: str | None = None) -> list[str]:
        """List the marks of the coach's messages in a channel."""
        return [(message.metadata or {})["event_payload"]["id"] for message in self.visible(channel)]

    def calls(self, method: str) -> int:
        """Count the requests for a method that reached Slack."""
        return len(self.workspace.journal.calls(method))

    def later(self, **span: float) -> None:
        """Let campaign time jump."""
        self.campaign.advance(timedelta(**span))
