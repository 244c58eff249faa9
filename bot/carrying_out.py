"""Carries out what a dialogue wants, inside the conversation's transaction. One small method for each kind of effect.

Says become ledger rows, Shows become desired states; both leave only after the commit. Replies are handed back.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.campaigns.weeks import monday_of
from bot.delivery.files import PICTURES
from bot.dialogues import effects as do
from bot.dialogues.events import BeatDue, Event
from bot.errors import NotFound, there
from bot.ids import delivery_id, planned_id, stand_in
from bot.insight.publishing import Audience, Level, material, of_team
from bot.questions.talking import keep_offer
from bot.quoting.following import Stood, unquote
from bot.rewording import reword, word_as_closed
from bot.storage.errors import ChangedMeanwhile
from bot.storage.ladder_models import Wish
from bot.storage.models import Answer, Delivery, DigestRecord, Round
from bot.storage.repositories.deletions import NAME, QUOTE, RATING, SUPPORT
from bot.storage.repositories.ratings import rating_id
from bot.storage.repositories.supports import support_id
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Voice:
    """The language and the time zone in which something is said."""

    language: str = "en"
    zone: str = "UTC"


class Carrier:
    """Carries out effects for one event."""

    def __init__(self, work: UnitOfWork, event: Event) -> None:
        self._work = work
        self._event = event
        self._stand_in = stand_in()  # one an event, so that what is said to a person about one act stays in order

    async def carry_out(
        self, effects: Iterable[do.Effect], *, language: str = "en", zone: str = "UTC"
    ) -> tuple[do.Reply, ...]:
        """Carry out all effects in order; give back the immediate replies."""
        voice = Voice(language, zone)
        replies = []
        for effect in effects:
            if isinstance(effect, do.Reply):
                replies.append(replace(effect, language=language, zone=zone))
            else:
                await CARRY[type(effect)](self, effect, voice)
        return tuple(replies)

    async def say(self, effect: do.Say, voice: Voice) -> None:
        """Plan a message; the same key is never planned twice."""
        await self._work.deliveries.plan(
            Delivery(
                id=delivery_id(effect.key),
                workspace=self._event.workspace,
                recipient=self._stand_in if effect.in_confidence else effect.to,
                address=effect.to if effect.in_confidence else None,
                parent_id=delivery_id(effect.under) if effect.under else None,
                utterance=effect.utterance,
                facts=dict(effect.facts),
                language=voice.language,
                zone=voice.zone,
                round_id=effect.round_id,
                answer_id=effect.answer_id,
                priority=effect.priority,
                state="planned",
                due_at=self._due_at(effect),
                not_after=effect.not_after,
                created_at=self._event.at,
            )
        )

    def _due_at(self, effect: do.Say) -> datetime:
        """Now; or in the team's own minute, if that is still to come, and never later than it may be said at all."""
        at = max(self._event.at, effect.not_before or self._event.at)
        if not isinstance(self._event, BeatDue):
            return at
        own = self._event.due_at + self._event.spread
        return max(at, own if effect.not_after is None else min(own, effect.not_after))

    async def show(self, effect: do.Show, voice: Voice) -> None:
        """Keep what a message should look like now."""
        await self._work.desired.show(
            f"message/{delivery_id(effect.key)}",
            self._event.workspace,
            effect.utterance,
            dict(effect.facts),
            language=voice.language,
            zone=voice.zone,
        )

    async def keep_answer(self, effect: do.KeepAnswer, _: Voice) -> None:
        """Store an answer; an older version of a message never replaces a newer one."""
        await self._work.answers.add(
            Answer(
                id=effect.answer_id,
                workspace=self._event.workspace,
                round_id=effect.round_id,
                mode=effect.mode,
                author=effect.author,
                person_code=effect.person_code,
                question=effect.question,
                text=effect.text,
                theme=effect.theme,
                quotable=effect.quotable,
                late=effect.late,
                by_leader=effect.by_leader,
                follows=effect.follows,
                probe=effect.probe,
                channel=effect.channel,
                message_ts=effect.message_ts,
                version_ts=effect.version_ts,
                created_at=self._event.at,
            )
        )
        if effect.wish:
            round_ = there(await self._work.rounds.get(effect.round_id))
            await self._work.ladder.keep(
                Wish(answer_id=effect.answer_id, campaign_id=round_.campaign_id, body={"way": effect.wish}, waits=False)
            )

    async def keep_unlinked(self, effect: do.KeepUnlinked, _: Voice) -> None:
        """Store an answer without its author. Raises `ChangedMeanwhile` when they sent two at once."""
        if not await self._work.unlinked.spend(effect.token, effect.round_id):
            raise ChangedMeanwhile
        said = {"text": effect.text, "question": effect.question, "theme": effect.theme, "quotable": effect.quotable}
        if effect.wish:
            said["wish"] = effect.wish
        await self._work.unlinked.keep(effect.round_id, said)

    async def revise_answer(self, effect: do.ReviseAnswer, _: Voice) -> None:
        """Change an answer, and what repeats its words; those that had a name and lose it are repeated no more."""
        before = await self._work.answers.get(effect.answer_id)
        was_named = before is not None and before.mode == "named"
        stood = Stood.of(before) if before is not None else None
        changed = await self._work.answers.revise(
            effect.answer_id,
            text=effect.text,
            version_ts=effect.version_ts,
            mode=effect.mode,
            author=effect.author,
            person_code=effect.person_code,
            question=effect.question,
            theme=effect.theme,
            quotable=effect.quotable,
        )
        if changed and before is not None:
            hidden = was_named and before.mode != "named"
            if hidden:
                await self._note_deleted(NAME, before.id)
            if stood is not None and stood.quotable and not before.quotable:
                await self._note_deleted(QUOTE, before.id)
            await reword(self._work, before, None if hidden else effect.text or None)
            if Stood.of(before) != stood:
                await unquote(self._work, before.id)

    async def choose_theme(self, effect: do.ChooseTheme, _: Voice) -> None:
        """Store what an answer is about; a quote of it is looked at anew."""
        if await self._work.themes.choose(effect.answer_id, effect.theme, effect.words):
            await unquote(self._work, effect.answer_id)

    async def remove_answer(self, effect: do.RemoveAnswer, _: Voice) -> None:
        """Take an answer's words away, and wherever they were repeated."""
        answer = await self._work.answers.get(effect.answer_id)
        if answer is not None:
            await reword(self._work, answer, None)
            await unquote(self._work, answer.id)
        if effect.channel and effect.message_ts and effect.round_id:
            await self._work.answers.remove_at(
                self._event.workspace,
                effect.channel,
                effect.message_ts,
                round_id=effect.round_id,
                at=self._event.at,
                version_ts=effect.version_ts or effect.message_ts,
            )
        else:
            await self._work.answers.remove(effect.answer_id, at=self._event.at, version_ts=effect.version_ts)

    async def keep_rating(self, effect: do.KeepRating, _: Voice) -> None:
        """Store one rating."""
        await self._work.ratings.keep(
            effect.round_id,
            effect.person_code,
            effect.scale,
            effect.value,
            effect.source,
            by_leader=effect.by_leader,
            late=effect.late,
        )

    async def drop_rating(self, effect: do.DropRating, _: Voice) -> None:
        """Take a rating back."""
        whose = (effect.round_id, effect.person_code, effect.scale)
        if await self._work.ratings.drop(*whose, effect.value, effect.source):
            await self._note_deleted(RATING, rating_id(*whose))

    async def keep_support(self, effect: do.KeepSupport, _: Voice) -> None:
        """Store a supporting reaction."""
        await self._work.supports.keep(effect.answer_id, effect.person_code, effect.reaction)

    async def drop_support(self, effect: do.DropSupport, _: Voice) -> None:
        """Take a supporting reaction back."""
        which = (effect.answer_id, effect.person_code, effect.reaction)
        if await self._work.supports.drop(*which):
            await self._note_deleted(SUPPORT, support_id(*which))

    async def _note_deleted(self, kind: str, about: str) -> None:
        """Have it stay deleted when an older backup is restored. Answers that go are noted where they go."""
        await self._work.deletions.note(kind, about, self._event.at.date())

    async def note_taking_part(self, effect: do.NoteTakingPart, _: Voice) -> None:
        """Set the flag."""
        await self._work.participations.note(
            effect.round_id, effect.person_code, by_leader=effect.by_leader, late=effect.late
        )

    async def move_round(self, effect: do.MoveRound, _: Voice) -> None:
        """Set a round's state and when it came to be."""
        round_ = await self._round(effect.round_id)
        round_.state = effect.state
        if effect.state == "open":
            round_.opened_at = effect.at
        if effect.state == "closed":
            round_.closed_at = effect.at

    async def word_as_closed(self, effect: do.WordAsClosed, _: Voice) -> None:
        """Have the week's other messages say that it is closed."""
        await word_as_closed(self._work, effect.round_id, few=effect.few)

    async def freeze_figures(self, effect: do.FreezeFigures, _: Voice) -> None:
        """Count a week once: publish the team's figures, and keep what is needed for adding them up."""
        round_ = await self._round(effect.round_id)
        if round_.figures is None:
            round_.figures = material(effect.figures)
            audience, entries = Audience(Level.TEAM, round_.team_id), of_team(effect.figures)
            await self._work.publications.publish(round_.campaign_id, round_.week, audience, entries, effect.at)

    async def _round(self, round_id: str) -> Round:
        round_ = await self._work.rounds.lock(round_id)
        if round_ is None:
            raise NotFound(f"Round {round_id} is not in the database.")
        return round_

    async def count_contact(self, effect: do.CountContact, voice: Voice) -> None:
        """Count a message begun with a person, in their team's week."""
        week_of = monday_of(self._event.at, voice.zone)
        await self._work.contacts.add(self._event.workspace, effect.user, week_of, effect.kind, effect.round_id)

    async def set_reminders(self, effect: do.SetReminders, _: Voice) -> None:
        """Keep what a person asked about reminders."""
        person = await self._work.people.ensure(self._event.workspace, effect.user)
        person.nudges_stopped = effect.stopped
        person.snoozed_until = effect.snoozed_until

    async def set_usual_mode(self, effect: do.SetUsualMode, _: Voice) -> None:
        """Keep how a person's form starts."""
        person = await self._work.people.ensure(self._event.workspace, effect.user)
        person.usual_mode = effect.mode

    async def issue_digest(self, effect: do.IssueDigest, _: Voice) -> None:
        """Keep a digest's snapshot."""
        await self._work.digests.add(
            DigestRecord(
                id=effect.digest_id,
                campaign_id=effect.campaign_id,
                leader=effect.leader,
                week=effect.week,
                withheld=effect.withheld,
                snapshot=dict(effect.snapshot),
                issued_at=self._event.at,
            )
        )

    async def send_pictures(self, effect: do.SendPictures, _: Voice) -> None:
        """Keep a wish for a digest's pictures; they are drawn when they are sent."""
        body = {"kind": PICTURES, "to": effect.leader, "digest": effect.digest_id}
        await self._work.files.plan(planned_id(PICTURES, effect.digest_id), self._event.workspace, body)

    async def record_offer(self, effect: do.RecordOffer, _: Voice) -> None:
        """Keep a leader's offer, and show it where they made it."""
        place = (effect.team_id, effect.round_id)
        await keep_offer(self._work, effect.digest_id, place, effect.leader, self._event.at)


CARRY: dict[type[do.Effect], Callable[[Carrier, Any, Voice], Awaitable[None]]] = {
    do.Say: Carrier.say,
    do.Show: Carrier.show,
    do.KeepAnswer: Carrier.keep_answer,
    do.KeepUnlinked: Carrier.keep_unlinked,
    do.ReviseAnswer: Carrier.revise_answer,
    do.ChooseTheme: Carrier.choose_theme,
    do.RemoveAnswer: Carrier.remove_answer,
    do.KeepRating: Carrier.keep_rating,
    do.DropRating: Carrier.drop_rating,
    do.KeepSupport: Carrier.keep_support,
    do.DropSupport: Carrier.drop_support,
    do.NoteTakingPart: Carrier.note_taking_part,
    do.MoveRound: Carrier.move_round,
    do.WordAsClosed: Carrier.word_as_closed,
    do.FreezeFigures: Carrier.freeze_figures,
    do.CountContact: Carrier.count_contact,
    do.SetReminders: Carrier.set_reminders,
    do.SetUsualMode: Carrier.set_usual_mode,
    do.IssueDigest: Carrier.issue_digest,
    do.SendPictures: Carrier.send_pictures,
    do.RecordOffer: Carrier.record_offer,
}
