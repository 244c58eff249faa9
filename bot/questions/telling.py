"""Who is told what of a question: a team in its thread; a leader by name; those who asked in confidence, as a receipt.

What goes to somebody who asked repeats none of their words, and the ledger keeps encrypted to whom it goes. Its id is
drawn by chance: one made from the person and the act could be made again by whoever reads the database.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.errors import there
from bot.ids import Codes, fresh_id, stand_in
from bot.questions.hours import Chance, after_a_while
from bot.questions.messages import message, plan_for_team
from bot.questions.places import Place, Placed
from bot.storage.identity import Identities
from bot.storage.models import Delivery
from bot.storage.unit_of_work import UnitOfWork

OUTCOME = "question/outcome"
TOLD = "question/told"
REPLIES = "question/replies"
PASSED = "question/passed"
DUE = "question/due"
THANKS = "question/thanks"
THANKED = "question/thanked"
HELPED = "question/helped"
NAMED = "question/by_name"
SPEAK = "question/speak"
SPOKEN = "question/spoken"
NEXT = "question/next"
MOST_TOGETHER, TOGETHER = 4, 1_500
"""How much goes into one message: so many things, with so many characters in all, so that nothing of it is cut."""
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Teller:
    """Tells of one question, in one transaction."""

    work: UnitOfWork
    identities: Identities
    placed: Placed
    now: datetime
    chance: Chance

    def repeated(self) -> list[dict[str, str]]:
        """Its words where they are repeated: they follow their author, and go with them."""
        return [{"key": self.placed.key, "text": self.placed.text}]

    async def in_channels(self, utterance: str, key: str, facts: Item, places: Collection[Place] | None = None) -> None:
        """Say something to each team that it may come from."""
        for place in self.placed.places if places is None else places:
            row = self.row(f"{utterance}/{key}/{place.round.id}", utterance, place, place.team.channel, facts)
            await plan_for_team(self.work, row, place)

    async def to_leader(self, user: str, utterance: str, item: Item, *, later: bool = True) -> None:
        """Tell somebody who acts by name."""
        if not await self._with_others(utterance, user, item):
            row = self.row(fresh_id(), utterance, self._place, user, {"items": [dict(item)]})
            row.due_at = self._later() if later else self.now
            await self.work.deliveries.plan(row)

    # --- those who asked ----------------------------------------------------------------------------------------------

    async def to_askers(self, item: Item) -> None:
        """Tell all who raised it, after a while, by themselves. Whoever cannot be found is left out in silence."""
        for user in await self.found_askers():
            named = {"named": True} if user == self.placed.author else {}
            await self.in_confidence(TOLD, user, {**item, **named})

    async def found_askers(self) -> list[str]:
        """All who raised it and can be found."""
        voters = await self.work.questions.voters(self.placed.question.id)
        return [u for u in await self._people() if self._wrote(u) or self._codes(u).votes in voters]

    async def to_author(self, utterance: str, item: Item) -> None:
        """Tell whoever wrote it, in the same way."""
        for user in await self._people():
            if self._wrote(user):
                await self.in_confidence(utterance, user, item)

    async def raised(self, user: str) -> bool:
        """Whether somebody asked this, or asks it too."""
        voters = await self.work.questions.voters(self.placed.question.id)
        return self._wrote(user) or self._codes(user).votes in voters

    async def wrote(self, user: str) -> bool:
        """Whether somebody asked this."""
        return self._wrote(user)

    async def say_instead(self, utterance: str, user: str, changes: Item) -> None:
        """Have what somebody was told of this question in confidence say something else from now on."""
        for found in await self.work.questions.messages(self.placed.campaign.id, utterance):
            if found.address == user:
                row = there(await self.work.deliveries.hold(found.id))
                mine = self.placed.question.id
                items = [{**item, **changes} if item["question_id"] == mine else item for item in row.facts["items"]]
                row.facts = {**row.facts, "items": items}
                await self.work.desired.show_message(row, row.facts)

    async def _people(self) -> list[str]:
        """Everybody who may have asked, save who objected to the use of their data."""
        people = {user for place in self.placed.places for user in (*place.team.members, *place.team.leaders)}
        objected = await self.work.objections.users(self.placed.campaign.workspace)
        author = {self.placed.author} if self.placed.author else set()
        return sorted((people | author) - objected)

    def _wrote(self, user: str) -> bool:
        answer = self.placed.answer
        if answer is None:
            return False
        if answer.mode == "named":
            return answer.author == user
        return self.placed.campaign.salt is not None and answer.person_code == self._codes(user).answers

    def _codes(self, user: str) -> Codes:
        campaign = self.placed.campaign
        return self.identities.codes(campaign.salt, campaign.workspace, user)

    async def in_confidence(self, utterance: str, user: str, item: Item) -> None:
        """Tell somebody by themselves, after a while; the ledger keeps encrypted to whom it goes."""
        if not await self._with_others(utterance, user, item):
            row = self.row(fresh_id(), utterance, self._place, stand_in(), {"items": [dict(item)]})
            row.address, row.due_at = user, self._later()
            await self.work.deliveries.plan(row)

    async def _with_others(self, utterance: str, to: str, item: Item) -> bool:
        """Put it into a message of the same kind that still waits for the same person."""
        for row in await self.work.questions.unsent(self.placed.campaign.workspace, utterance):
            if to in {row.recipient, row.address} and _has_room(row.facts["items"], item):
                row.facts = {**row.facts, "items": [*row.facts["items"], dict(item)]}
                await self.work.desired.show_message(row, row.facts)
                return True
        return False

    def _later(self) -> datetime:
        return after_a_while(self.placed.campaign, self._place.team, self.now, self.chance)

    @property
    def _place(self) -> Place:
        return self.placed.places[0]

    def row(self, key: str, utterance: str, place: Place, to: str, facts: Item) -> Delivery:
        """Make a message that goes to somebody now."""
        return message(self.placed.campaign, place, key, utterance, to, facts, self.now)


def _has_room(items: list[Item], item: Item) -> bool:
    return len(items) < MOST_TOGETHER and sum(len(each["text"]) for each in (*items, item)) <= TOGETHER
