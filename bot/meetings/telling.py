"""Who is told what of a meeting: the team in its thread, or those who raised the question by themselves; its leader.

To whom a message about somebody's place goes, the ledger keeps encrypted, under an id drawn by chance. Where only those
who raised a question are asked, each message waits a while, and a leader's card counts nobody: how many come is told in
a message that waits too, so that nobody can compare the moment with whoever was at their desk.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.campaigns.founding import zone_of
from bot.ids import Codes, delivery_id, fresh_id, stand_in
from bot.insight.meetings import BOOKED, COMING, COMMON, EACH, OFFERED, OPEN, SETTLED, SUITS, WAITING, band
from bot.meetings.around import Around, around, in_state
from bot.meetings.setting import booked
from bot.questions.hours import Chance, after_a_while, working_moment
from bot.questions.messages import message, plan_for_team
from bot.questions.places import Place
from bot.questions.reach import may_be_written_to
from bot.questions.telling import Teller
from bot.storage.identity import Identities
from bot.storage.meeting_models import MeetingTime
from bot.storage.models import Delivery
from bot.storage.unit_of_work import UnitOfWork

OFFER, CARD, NEWS, NOT_HELD = "meeting/offer", "meeting/card", "meeting/news", "meeting/not_held"
WORDS = ("topic", "place", "link", "access", "language", "area_title")
"""What a meeting's body holds."""
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Means:
    """What telling needs besides the meeting. `chance` draws how many seconds a message is held back."""

    work: UnitOfWork
    identities: Identities
    now: datetime  # campaign time
    chance: Chance


@dataclass(frozen=True)
class Herald:
    """Tells of one meeting, in one transaction."""

    means: Means
    there: Around

    async def offer(self) -> None:
        """Offer it to whom it is for, to a team in its channel where nobody misses it; and give its leader a card."""
        if self.there.by_themselves:
            for user in await self.askers():
                await self._by_themselves(OFFER, user, await self.facts())
        else:
            for place in self.there.places:
                key = f"{OFFER}/{self.there.meeting.id}/{place.round.id}"
                await self.means.work.deliveries.plan(
                    self._row(key, OFFER, place, place.team.channel, await self.facts())
                )
        leader = self.there.meeting.leader
        card = self._row(_card_key(self.there), CARD, self.there.places[0], leader, await self.card())
        await self.means.work.deliveries.plan(card)

    async def offer_to_one_more(self, user: str) -> None:
        """Offer it to somebody who came to ask its question too, while a time of it is still to come."""
        coming = any(time.starts_at > self.means.now for time in self.there.coming)
        if self.there.by_themselves and self.there.meeting.state in COMING and coming:
            await self._by_themselves(OFFER, user, await self.facts())

    async def refresh(self) -> None:
        """Have every message that shows it show it as it is now."""
        work, mine, facts = self.means.work, self.there.meeting.id, await self.facts()
        for row in await work.meetings.messages(self.there.campaign.id):
            if row.utterance == OFFER and row.facts.get("meeting_id") == mine and row.facts != facts:
                row.facts = facts
                await work.desired.show_message(row, row.facts)
        card, shown = await work.deliveries.get(delivery_id(_card_key(self.there))), await self.card()
        if card is not None and card.facts and card.facts != shown:
            card.facts = shown
            await work.desired.show_message(card, card.facts)

    async def tell(self, user: str, what: str, time: MeetingTime) -> None:
        """Tell somebody what became of their place; nobody else reads to whom it goes."""
        facts = {**await self.facts(), "what": what, "time_id": time.id, "at": time.starts_at.isoformat()}
        await self._by_themselves(NEWS, user, facts)

    async def tell_leader(self, what: str, time: MeetingTime, before: str = "") -> None:
        """Tell the leader what came about by itself; `before` is how it stood when they were told last."""
        facts = {**await self.facts(), "what": what, "time_id": time.id, "at": time.starts_at.isoformat()}
        told = {"threshold": self.there.campaign.threshold, "to_leader": True, "before": before}
        row = self._row(fresh_id(), NEWS, self.there.places[0], self.there.meeting.leader, {**facts, **told})
        row.due_at = self._when()
        await self.means.work.deliveries.plan(row)

    # --- after it -----------------------------------------------------------------------------------------------------

    async def ask_leader(self, key: str, utterance: str, more: Facts) -> None:
        """Ask the leader about what is over, in working hours, once for each key."""
        row = self._row(key, utterance, self.there.places[0], self.there.meeting.leader, {**self.about(), **more})
        row.due_at = working_moment(self.there.campaign, self.there.places[0].team, self.means.now)
        await self.means.work.deliveries.plan(row)

    async def ask_in_private(self, utterance: str, user: str, more: Facts) -> None:
        """Ask somebody who came, after a while; nobody else reads to whom it goes."""
        if await may_be_written_to(self.means.work, self.means.identities, self.there.campaign, user, self.means.now):
            row = self._row(fresh_id(), utterance, self.there.places[0], stand_in(), {**self.about(), **more})
            row.address, row.due_at = user, self.after_a_while()
            await self.means.work.deliveries.plan(row)

    async def say_instead(self, utterance: str, user: str, time_id: str, changes: Facts) -> None:
        """Have what somebody was asked in private say something else from now on."""
        for row in await self.means.work.meetings.messages(self.there.campaign.id):
            if row.utterance == utterance and row.address == user and row.facts["time_id"] == time_id:
                row.facts = {**row.facts, **changes}
                await self.means.work.desired.show_message(row, row.facts)

    async def not_held(self, time: MeetingTime, words: str) -> None:
        """Tell whom it was for, and whoever had a place, that it did not take place, and why."""
        facts = {**self.about(), "at": time.starts_at.isoformat(), "words": words.strip()}
        if self.there.by_themselves:
            holders = {booking.body["user"] for booking in await booked(self.means.work, time.id)}
            for user in sorted({*await self.askers(), *holders}):
                await self._by_themselves(NOT_HELD, user, facts)
            return
        for place in self.there.places:
            row = self._row(f"{NOT_HELD}/{time.id}/{place.round.id}", NOT_HELD, place, place.team.channel, facts)
            await plan_for_team(self.means.work, row, place)

    def about(self) -> dict[str, Any]:
        """What every message about it says."""
        meeting = self.there.meeting
        return {"meeting_id": meeting.id, "topic": meeting.body["topic"], "leader": meeting.leader}

    async def tell_bands(self) -> None:
        """Tell the leader roughly how many come, where they may read no number: none, some, or k or more."""
        if not self.there.by_themselves:
            return
        meeting, bands = self.there.meeting, dict(self.there.meeting.body.get("bands", {}))
        for time in self.there.coming:
            before = bands.get(time.id, "none")
            now = band(await self._coming(time.id), self.there.campaign.threshold)
            if now != before:
                bands[time.id] = now
                before = await self._unsaid(time) or before
                if now != before:
                    await self.tell_leader(f"band_{now}", time, before)
        meeting.body = {**meeting.body, "bands": bands}

    async def _unsaid(self, time: MeetingTime) -> str:
        """Leave unsaid what still waits to be told of a time; how it stood before that, or nothing."""
        for row in await self.means.work.meetings.messages(self.there.campaign.id):
            waits = row.utterance == NEWS and row.state == "planned" and row.facts.get("time_id") == time.id
            if waits and row.facts.get("before") and await self.means.work.deliveries.cancel(row):
                return str(row.facts["before"])
        return ""

    async def _coming(self, time_id: str) -> int:
        bookings = await self.means.work.meetings.bookings(time_id)
        return len(in_state(bookings, BOOKED)) + len(in_state(bookings, SUITS))

    # --- whom it is for -----------------------------------------------------------------------------------------------

    async def askers(self) -> list[str]:
        """All who raised its question, can be found, and have not left the campaign; without who offers it."""
        teller = self._teller()
        found = [] if teller is None else await teller.found_askers()
        return [user for user in found if user != self.there.meeting.leader and not await self._left(user)]

    async def _left(self, user: str) -> bool:
        campaign = self.there.campaign
        code = self.means.identities.codes(campaign.salt, campaign.workspace, user).away
        return await self.means.work.departures.has(campaign.id, code)

    async def raised(self, user: str) -> bool:
        """Whether somebody raised its question."""
        teller = self._teller()
        return teller is not None and await teller.raised(user)

    def _teller(self) -> Teller | None:
        question, means = self.there.question, self.means
        if question is None:
            return None
        return Teller(means.work, means.identities, question, means.now, means.chance)

    @property
    def zone(self) -> str:
        """Where its clock stands."""
        return zone_of(self.there.places[0].team, self.there.campaign).key

    def code(self, user: str) -> str:
        """What stands for somebody in the bookings of this campaign."""
        return self.codes(user).meeting

    def codes(self, user: str) -> Codes:
        """All that stands for somebody in this campaign."""
        campaign = self.there.campaign
        return self.means.identities.codes(campaign.salt, campaign.workspace, user)

    # --- what it says -------------------------------------------------------------------------------------------------

    async def facts(self) -> dict[str, Any]:
        """What those may read whom it is for: never who comes, and never how many of those who raised something."""
        meeting = self.there.meeting
        return {
            "meeting_id": meeting.id,
            "kind": meeting.kind,
            "whom": meeting.whom,
            "rule": meeting.rule,
            "state": OFFERED if self._hides(meeting.state) else meeting.state,
            "leader": meeting.leader,
            "teams": [place.team.name for place in self.there.places],
            **{
                name: meeting.body.get(name, "")
                for name in ("topic", "place", "link", "access", "language", "area_title")
            },
            "times": [await self._time(time) for time in self.there.times],
        }

    def _hides(self, state: str) -> bool:
        """Whether a state only tells that somebody booked: then nothing may change where people look."""
        return state == SETTLED and self.there.meeting.rule == EACH

    async def card(self) -> dict[str, Any]:
        """The same for its leader, with how many come."""
        facts = await self.facts()
        times = [{**shown, **await self._taken(shown["id"])} for shown in facts["times"]]
        return {**facts, "times": times, "threshold": self.there.campaign.threshold}

    async def _time(self, time: MeetingTime) -> dict[str, Any]:
        taken = len(in_state(await self.means.work.meetings.bookings(time.id), BOOKED))
        choosing = self.there.meeting.rule == COMMON and self.there.meeting.state == OFFERED
        hidden = choosing or self.there.by_themselves
        return {
            "id": time.id,
            "at": time.starts_at.isoformat(),
            "minutes": time.minutes,
            "state": OPEN if self._hides(time.state) else time.state,
            "left": None if hidden else max(0, time.places - taken),
            "full": taken >= time.places,
        }

    async def _taken(self, time_id: str) -> dict[str, Any]:
        if self.there.by_themselves:
            return {"taken": None, "waiting": 0, "places": None, "full": False}
        waiting = in_state(await self.means.work.meetings.bookings(time_id), WAITING)
        places = self.there.time(time_id).places
        return {"taken": await self._coming(time_id), "waiting": len(waiting), "places": places}

    # --- how it goes --------------------------------------------------------------------------------------------------

    async def _by_themselves(self, utterance: str, user: str, facts: Facts) -> None:
        row = self._row(fresh_id(), utterance, self.there.places[0], stand_in(), facts)
        row.address, row.due_at = user, self._when()
        await self.means.work.deliveries.plan(row)

    def _when(self) -> datetime:
        return self.after_a_while() if self.there.by_themselves else self.means.now

    def after_a_while(self) -> datetime:
        """Draw the moment at which somebody is told of what another did."""
        return after_a_while(self.there.campaign, self.there.places[0].team, self.means.now, self.means.chance)

    def _row(self, key: str, utterance: str, place: Place, to: str, facts: Facts) -> Delivery:
        return message(self.there.campaign, place, key, utterance, to, facts, self.means.now)


def _card_key(there: Around) -> str:
    return f"{CARD}/{there.meeting.id}"


async def herald_of(means: Means, meeting_id: str) -> Herald | None:
    """Tell of a meeting as it is now; None once it is gone."""
    meeting = await means.work.meetings.get(meeting_id)
    return None if meeting is None else Herald(means, await around(means.work, meeting))
