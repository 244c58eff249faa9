"""An action that a session agreed is a promise without a question: its owner is told, and reminded, as of any promise.

`capture` is the only place where a session makes a promise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.campaigns.calendar import DAY, instant
from bot.dialogues.week import prompt_key
from bot.ids import delivery_id, fresh_id
from bot.insight.workshop import ActionCaptured
from bot.questions.hours import MORNING, calendar_of
from bot.questions.promising import DUE, MADE, OPEN, STILL_WORTH
from bot.questions.telling import PROMISE
from bot.scenes.stage import Setting
from bot.storage.models import Delivery
from bot.storage.question_models import Promise
from bot.storage.unit_of_work import UnitOfWork

SUMMARY = "workshop/summary"


@dataclass(frozen=True)
class Session:
    """A facilitator at work about one week, in one transaction."""

    work: UnitOfWork
    setting: Setting
    user: str
    now: datetime

    def row(self, key: str, utterance: str, to: str, facts: dict[str, Any]) -> Delivery:
        """Make a message that goes to somebody now."""
        return Delivery(
            id=delivery_id(key),
            workspace=self.setting.campaign.workspace,
            recipient=to,
            utterance=utterance,
            facts=facts,
            language=self.setting.campaign.language,
            zone=self.setting.zone,
            round_id=self.setting.round.id,
            priority=1,
            state="planned",
            due_at=self.now,
            created_at=self.now,
        )


async def capture(session: Session, action: ActionCaptured) -> str:
    """Keep an action as a promise, tell its owner if that is somebody else, and have them reminded; give its id."""
    campaign, team = session.setting.campaign, session.setting.team
    decider = {"decider": action.decider} if action.decider else {}
    promise = Promise(
        id=fresh_id(),
        workspace=campaign.workspace,
        campaign_id=campaign.id,
        round_id=session.setting.round.id,
        question_id=None,
        made_by=session.user,
        owner=action.owner,
        body={"text": action.text, **decider},
        due_on=action.on,
        state=OPEN,
        made_at=session.now,
        version=1,
    )
    await session.work.promises.add(promise)
    calendar, day = calendar_of(campaign, team, session.now), action.on - DAY
    while not calendar.is_working_day(day):
        day -= DAY
    reminder = max(session.now + timedelta(minutes=1), instant(day, MORNING, calendar.zone))
    for when, due_at in ((MADE, session.now), (DUE, reminder)):
        if when == DUE or action.owner != session.user:
            facts = {"promise_id": promise.id, "text": action.text, "on": action.on.isoformat()}
            told = {**facts, "made_by": session.user, "when": when, "state": OPEN}
            row = session.row(f"{PROMISE}/{promise.id}/{when}", PROMISE, action.owner, told)
            row.due_at, row.not_after = due_at, due_at + STILL_WORTH
            await session.work.deliveries.plan(row)
    return promise.id


def as_captured(promise: Promise) -> ActionCaptured:
    """A promise that came from a session, as it is listed."""
    return ActionCaptured(promise.body["text"], promise.owner, promise.due_on, promise.body.get("decider", ""))


async def tell_team(session: Session, first: str, actions: Sequence[ActionCaptured]) -> None:
    """Say once, under the question of the week, what a session agreed; `first` is the id of its first action."""
    listed = [
        {"text": one.text, "owner": one.owner, "on": one.on.isoformat(), "decider": one.decider} for one in actions
    ]
    facts = {"by": session.user, "area_title": session.setting.area.title, "actions": listed}
    row = session.row(f"{SUMMARY}/{first}", SUMMARY, session.setting.team.channel, facts)
    row.parent_id = delivery_id(prompt_key(session.setting.round.id))
    await session.work.deliveries.plan(row)
