"""An action that a session agreed is a promise without a question: its owner is told, and reminded, as of any promise.

`capture` is the only place where a session makes a promise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.dialogues.week import prompt_key
from bot.ids import delivery_id
from bot.insight.promised import FROM_SESSION
from bot.insight.workshop import ActionCaptured
from bot.questions.messages import message
from bot.questions.places import Place
from bot.questions.promising import Origin, make
from bot.scenes.stage import Setting
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

    @property
    def place(self) -> Place:
        """The team's week."""
        return Place(self.setting.round, self.setting.team)


async def capture(session: Session, action: ActionCaptured) -> str:
    """Keep an action as a promise to the team: its owner and who can say yes are told and reminded; give its id."""
    setting, origin = session.setting, Origin(FROM_SESSION)
    promise = await make(
        session.work, setting.campaign, [session.place], action.wanted, session.user, session.now, origin
    )
    return promise.id


def as_captured(promise: Promise) -> ActionCaptured:
    """A promise that came from a session, as it is listed."""
    return ActionCaptured(promise.body["text"], promise.owner, promise.due_on, promise.decider or "")


async def tell_team(session: Session, first: str, actions: Sequence[ActionCaptured]) -> None:
    """Say once, under the question of the week, what a session agreed; `first` is the id of its first action."""
    listed = [
        {"text": one.text, "owner": one.owner, "on": one.on.isoformat(), "decider": one.decider} for one in actions
    ]
    facts = {"by": session.user, "area_title": session.setting.area.title, "actions": listed}
    setting, key = session.setting, f"{SUMMARY}/{first}"
    row = message(setting.campaign, session.place, key, SUMMARY, setting.team.channel, facts, session.now)
    row.parent_id = delivery_id(prompt_key(session.setting.round.id))
    await session.work.deliveries.plan(row)
