"""What a process is killed in the middle of: small stories that together pass every commit and call of delivery.

A story plans what is to be sent, and says beforehand what must stand in Slack and in the ledger at the end, however
often somebody died on the way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import WireClock
from bot.delivery.ledger import stray
from bot.delivery.pacing import Method
from bot.delivery.ports import Outgoing
from bot.delivery.turnstile import Turnstile
from bot.slack.messenger import SlackMessenger
from bot.storage.database import Database
from bot.storage.models import Delivery, RateBucket
from sandbox.workspace import Workspace
from tests.delivery.office import FAST, TUESDAY

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)  # by the wire's clock


@dataclass
class Setting:
    """The town, the ledger, and who is who."""

    workspace: Workspace
    database: Database
    messenger: SlackMessenger
    team: str
    other: str
    archived: str
    ana: str
    admin: str

    async def plan(self, key: str, **given: Any) -> None:
        """Plan a message to the team, due now."""
        usual = {
            "mark": f"mark-{key}", "workspace": self.workspace.team_id, "recipient": self.team, "utterance": "said",
            "facts": {"text": key}, "due_at": TUESDAY, "created_at": TUESDAY, "state": "planned",
        }  # fmt: skip
        async with self.database.unit_of_work() as work:
            assert await work.deliveries.plan(Delivery(id=key, **(usual | given)))
            await work.commit()

    async def want(self, target: str, utterance: str | None, text: str = "") -> None:
        """Say what a target should look like."""
        async with self.database.unit_of_work() as work:
            await work.desired.show(target, self.workspace.team_id, utterance, {"text": text})
            await work.commit()

    async def stands(self, key: str, channel: str) -> str:
        """Put a message into Slack and into the ledger, as if it had been sent; return its timestamp."""
        posted = await self.messenger.post(
            Outgoing(
                workspace=self.workspace.team_id, channel=channel, utterance="said", facts={"text": key},
                mark=f"mark-{key}",
            )
        )  # fmt: skip
        await self.plan(key, state="sent", recipient=channel, channel=posted.channel, ts=posted.ts, sent_at=TUESDAY)
        return posted.ts

    def faulty(self, method: str, kind: Any, **more: Any) -> None:
        """Have Slack fail once."""
        self.workspace.faults.add(method, kind, **more)


@dataclass(frozen=True)
class Ending:
    """How it must end: each message's state in the ledger, what some of them say, and which do not stand any more."""

    states: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)
    gone: Collection[str] = ()


Story = Callable[[Setting], Awaitable[Ending]]


async def posts(here: Setting) -> Ending:
    """A question, a reply in its thread, and a direct message in confidence."""
    await here.plan("question")
    await here.plan("reply", parent_id="question", recipient=here.other)
    await here.plan("receipt", recipient="place-of-one", address=here.ana, priority=1)
    return Ending(dict.fromkeys(("question", "reply", "receipt"), "sent"))


async def doubts(here: Setting) -> Ending:
    """Lost answers, posts that never were, processes that died long ago, and a history that cannot be read at once."""
    here.faulty("chat.postMessage", "drop_after")
    here.faulty("chat.postMessage", "500")
    here.faulty("conversations.history", "429", seconds=1)
    await here.plan("first")
    await here.plan("second", recipient=here.other)
    dead = {"owner": "dead", "lease_until": LONG_AGO, "token": 3, "attempts": 1}
    await here.plan("was claimed", state="claimed", recipient=here.ana, **dead)
    began = {"slack_first": LONG_AGO, "slack_last": LONG_AGO, "channel": here.team}
    await here.plan("was sending", state="sending", **dead, **began)
    return Ending(dict.fromkeys(("first", "second", "was claimed", "was sending"), "sent"))


async def refusals(here: Setting) -> Ending:
    """Too many requests, an archived channel, a table that Slack does not take, a reply under nothing, one too late."""
    here.faulty("chat.postMessage", "429", seconds=2)
    await here.plan("patient")
    await here.plan("refused", recipient=here.archived)
    await here.plan("table", utterance="table", facts={"text": "figures", "rows": 101}, recipient=here.ana)
    await here.plan("orphan", parent_id="refused", recipient=here.other)
    await here.plan("late", not_after=TUESDAY - timedelta(seconds=1), recipient=here.other)
    async with here.database.unit_of_work() as work:
        work.session.add(RateBucket(key="long/ago", tat=0, queue=0, share=1, cut_at=0, closed_until=0, full_at=1))
        await work.commit()
    states = {"patient": "sent", "refused": "failed", "table": "sent", "orphan": "cancelled", "late": "expired"}
    return Ending(states, {"table": "table, figures, 101, True"})


async def looks(here: Setting) -> Ending:
    """Messages that change, go, or stand twice; a Home tab; and what Slack does not let happen."""
    for key in ("changes", "goes"):
        await here.stands(key, here.team)
    await here.stands("twice", here.other)  # Slack takes three at once in one channel, and no more
    surplus = await here.messenger.post(
        Outgoing(workspace=here.workspace.team_id, channel=here.other, utterance="said", mark="mark-twice")
    )
    sent = {"state": "sent", "channel": here.team, "sent_at": TUESDAY}
    await here.plan("vanished", ts="1.000001", **sent)
    await here.want("message/changes", "said", "newer")
    await here.want("message/goes", None)
    await here.want("message/vanished", "said", "newer")
    await here.want(stray("twice", surplus.ts), None)
    await here.want(f"home/{here.workspace.team_id}/{here.ana}", "home")
    here.faulty("chat.update", "429", seconds=1)
    turnstile = Turnstile(here.database, FAST, WireClock())
    await turnstile.close(here.workspace.team_id, Method.HOME, retry_after=160, elapsed=0)
    await turnstile.close(here.workspace.team_id, Method.POST, retry_after=20, elapsed=0)
    await here.plan("paced", recipient=here.other)
    states = dict.fromkeys(("changes", "goes", "twice", "vanished", "paced"), "sent")
    return Ending(states, {"changes": "said, newer", "paced": "said, paced"}, gone=("goes", "vanished"))


STORIES: Mapping[str, Story] = {"posts": posts, "doubts": doubts, "refusals": refusals, "looks": looks}
