"""The one transaction: seen before? → load → step → carry out → commit.

Every event, whoever brings it, goes through `Conversation.handle`. What the dialogue wants is stored in the same
transaction; messages wait for the commit as ledger rows; immediate replies go back to whoever brought the event,
and never for a redelivery.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from bot.carrying_out import Carrier
from bot.clock import WireClock
from bot.content.texts import Texts
from bot.controller import Controller
from bot.dialogues import events as ev
from bot.dialogues.effects import Reply
from bot.scenes import coaching, leading, members, own_choices, person, review, week
from bot.scenes.stage import Stage
from bot.storage.database import Database
from bot.storage.errors import ChangedMeanwhile
from bot.storage.identity import Identities

ATTEMPTS = 3
"""Two people may change one row at once; the later transaction is tried again on fresh rows."""

Turn = Callable[[Stage, ev.Event], Awaitable[tuple[Reply, ...]]]


@dataclass(frozen=True)
class Outcome:
    """What came of an event. `fresh` is False for a redelivery, which changes nothing and gets no replies."""

    replies: tuple[Reply, ...] = ()
    fresh: bool = True


def turns() -> dict[type[ev.Event], Turn]:
    """Which scene plays which event."""
    return {
        **dict.fromkeys((ev.ReplyPosted, ev.ReplyEdited, ev.ReplyDeleted), coaching.in_thread),
        **dict.fromkeys((ev.ReactionAdded, ev.ReactionRemoved), coaching.reaction),
        **dict.fromkeys((ev.RatingTapped, ev.AnswerGiven), coaching.in_round),
        **dict.fromkeys(coaching.ABOUT_ANSWERS, coaching.about_answer),
        **dict.fromkeys((ev.RemindersSnoozed, ev.RemindersStopped, ev.RemindersResumed), person.play),
        **dict.fromkeys((ev.UsualModeChosen, ev.DirectMessage), person.play),
        ev.TalkOffered: review.play,
        ev.LeaderRated: leading.rate,
        ev.MembersSeen: members.seen,
        ev.MemberSeen: members.one_seen,
        **dict.fromkeys(ev.BEATS.values(), week.play),
        **own_choices.PLAYS,
    }


class Conversation:
    """Handles events, each in one transaction."""

    def __init__(
        self,
        database: Database,
        identities: Identities,
        texts: Texts,
        *,
        support_route: str,
        workspace_url: str = "",
        controller: Controller | None = None,
        on_commit: Callable[[], None] = lambda: None,
        wire: WireClock | None = None,
        heard: Callable[[ev.Event, bool], None] = lambda _event, _fresh: None,
        privacy_officers: Collection[str] = (),
    ) -> None:
        """`heard` learns of each event that was played, and whether it was new."""
        self._database = database
        self._identities = identities
        self._texts = texts
        self._support_route = support_route
        self._workspace_url = workspace_url
        self._controller = controller or Controller()
        self._on_commit = on_commit
        self._wire = wire or WireClock()
        self._heard = heard
        self._privacy_officers = tuple(privacy_officers)
        self._turns = turns()

    async def handle(self, event: ev.Event) -> Outcome:
        """Play one event. Raises the dialogue's own errors (nothing is stored then), and `NotYetKnown`."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                outcome = await self._once(event)
            except ChangedMeanwhile:
                if attempt == ATTEMPTS:
                    raise
            else:
                self._on_commit()
                self._heard(event, outcome.fresh)
                return outcome
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _once(self, event: ev.Event) -> Outcome:
        async with self._database.unit_of_work() as work:
            if not await work.seen.first_time(event.id, self._wire.now()):
                return Outcome(fresh=False)
            stage = Stage(
                work=work,
                carrier=Carrier(work, event),
                identities=self._identities,
                texts=self._texts,
                support_route=self._support_route,
                workspace_url=self._workspace_url,
                controller=self._controller,
                privacy_officers=self._privacy_officers,
            )
            replies = await self._turns[type(event)](stage, event)
            await work.commit()
        return Outcome(replies)
