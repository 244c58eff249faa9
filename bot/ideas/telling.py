"""Who is told what of an idea: its team in the channel, whoever owns it, leaders, and whoever raised it.

Each new idea comes to the channel five to ten minutes after it was shared, with a name or without: who watches a
colleague's screen learns nothing. Whoever gave no name is told in confidence: the ledger keeps encrypted to whom.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.ideas.places import RAISED_WITH, IdeaPlaced
from bot.ids import delivery_id, fresh_id, stand_in
from bot.insight.ideas import EXPERIMENT, RED_TAPE, WAITING
from bot.questions.hours import Chance, after_a_while
from bot.questions.messages import message
from bot.questions.places import Place
from bot.storage.identity import Identities
from bot.storage.models import Delivery
from bot.storage.repositories.deliveries import NEVER_CAME
from bot.storage.unit_of_work import UnitOfWork

SHARED, MOVED, WIN = "idea/shared", "idea/moved", "idea/win"
HANDED_OVER, OFFERED, ASKED = "idea/handed_over", "idea/offered", "idea/asked"
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class IdeaTeller:
    """Tells of one idea, in one transaction."""

    work: UnitOfWork
    identities: Identities
    placed: IdeaPlaced
    now: datetime
    chance: Chance

    async def share(self) -> None:
        """Tell the team of a new idea."""
        row = self._row(
            _shared_key(self.placed), SHARED, self.placed.team.channel, await _standing(self.work, self.placed)
        )
        row.due_at = self._later()
        await self.work.deliveries.plan(row)

    async def show(self) -> None:
        """Have the message in the channel say where the idea stands now."""
        await show(self.work, self.placed)

    async def in_thread(self, kind: str, by: str, said: Facts) -> None:
        """Say under that message what has become of it."""
        row = self._row(fresh_id(), MOVED, self.placed.team.channel, self._moved(kind, by, said))
        row.parent_id = delivery_id(_shared_key(self.placed))
        await self.work.deliveries.plan(row)

    async def win(self, by: str, said: Facts) -> None:
        """Tell the channel of a win, in the words of its review; told before, it says the newer words."""
        names = list(self.placed.win_names)
        outcome, words = self.placed.idea.stage, {name: said[name] for name in ("title", "happened", "next")}
        facts = {**self._about(), "by": by, "outcome": outcome, "said": words, "credit": self.placed.credit}
        facts["names"] = names
        before = await self._wins()
        for row in before:
            row.facts = facts
            await self.work.desired.show_message(row, facts)
        if not before:
            await self.work.deliveries.plan(self._row(fresh_id(), WIN, self.placed.team.channel, facts))
            await self.came_of_it("win", by, {})

    async def tells_a_win(self) -> bool:
        """Whether the channel has a win of it, or will, whose words nobody took back."""
        return any(row.facts["said"] for row in await self._wins())

    async def _wins(self) -> list[Delivery]:
        return [row for row in await wins_of(self.work, self.placed) if row.state not in NEVER_CAME]

    async def to_owner(self, by: str, role: str, words: str) -> None:
        """Tell the owner who offers help: that person says so by name."""
        if self.placed.owner not in {None, by}:
            facts = {**self._about(), "by": by, "role": role, "text": words}
            await self.work.deliveries.plan(self._row(fresh_id(), OFFERED, str(self.placed.owner), facts))

    async def to_leaders(self, what: str, words: str = "", said: Facts | None = None) -> None:
        """Ask the team's leaders for something; each may answer, and the first answer is shown to all."""
        for leader in self.placed.team.leaders:
            facts = {**self._about(), "what": what, "text": words, "state": "", "by": None, "words": ""}
            facts["said"] = dict(said or {})
            row = self._row(fresh_id(), ASKED, leader, facts)
            row.due_at = self._later()
            await self.work.deliveries.plan(row)

    async def show_answer(self, what: str, state: str, by: str, words: str) -> None:
        """Have what leaders were asked say how it was answered."""
        for row in await _asking(self.work, self.placed, what):
            row.facts = {**row.facts, "state": state, "by": by, "words": words}
            await self.work.desired.show_message(row, row.facts)

    async def handed_over(self, by: str) -> None:
        """Tell whoever raised it that somebody else takes it on."""
        await self._to_author(HANDED_OVER, by, {**self._about(), "by": by})

    async def came_of_it(self, kind: str, by: str, said: Facts) -> None:
        """Tell whoever raised it what somebody else made of it in the end."""
        await self._to_author(MOVED, by, self._moved(kind, by, said))

    async def _to_author(self, utterance: str, by: str, facts: Facts) -> None:
        """By name where they gave it, else in confidence."""
        if self.placed.credit is not None:
            if self.placed.credit != by:
                await self.work.deliveries.plan(self._row(fresh_id(), utterance, self.placed.credit, facts))
            return
        for user in await self._people():
            if user != by and self.placed.raised_by(user, self.identities):
                row = self._row(fresh_id(), utterance, stand_in(), facts)
                row.address, row.due_at = user, self._later()
                await self.work.deliveries.plan(row)

    async def _people(self) -> list[str]:
        objected = await self.work.objections.users(self.placed.campaign.workspace)
        return sorted({*self.placed.team.members, *self.placed.team.leaders} - objected)

    def _about(self) -> dict[str, Any]:
        return {"idea_id": self.placed.idea.id, "title": self.placed.title, "team": self.placed.team.name}

    def _moved(self, kind: str, by: str, said: Facts) -> dict[str, Any]:
        return {**self._about(), "kind": kind, "by": by, "said": dict(said), "credit": self.placed.credit}

    def _later(self) -> datetime:
        return after_a_while(self.placed.campaign, self.placed.team, self.now, self.chance)

    def _row(self, key: str, utterance: str, to: str, facts: Facts) -> Delivery:
        place = Place(self.placed.round, self.placed.team)
        return message(self.placed.campaign, place, key, utterance, to, facts, self.now)


async def show(work: UnitOfWork, found: IdeaPlaced) -> None:
    """Have the message in the channel say where an idea stands now."""
    row = await work.deliveries.get(delivery_id(_shared_key(found)))
    if row is not None and row.facts:
        row.facts = await _standing(work, found)
        await work.desired.show_message(row, row.facts)


async def ask_no_more(work: UnitOfWork, found: IdeaPlaced, what: str) -> None:
    """Ask leaders no more for something: what they read says so, without its words; an answer stays with them."""
    for row in await _asking(work, found, what):
        if await work.deliveries.cancel(row):
            row.facts = {}
        else:
            row.facts = {**row.facts, "over": True, "text": "", "said": {}}
            await work.desired.show_message(row, row.facts)
    if what in found.asks:
        found.put(asks={name: ask for name, ask in found.asks.items() if name != what})


async def _asking(work: UnitOfWork, found: IdeaPlaced, what: str) -> list[Delivery]:
    """The messages by which leaders are asked for something now."""
    rows = [row for row in await work.ideas.messages(found.campaign.id, found.idea.id) if row.utterance == ASKED]
    return [row for row in rows if row.facts.get("what") == what and not row.facts.get("over")]


async def wins_of(work: UnitOfWork, found: IdeaPlaced) -> list[Delivery]:
    """The messages about an idea's win."""
    rows = await work.ideas.messages(found.campaign.id, found.idea.id)
    return [row for row in rows if row.utterance == WIN]


async def _standing(work: UnitOfWork, found: IdeaPlaced) -> dict[str, Any]:
    """The idea as it stands, for the message in the channel."""
    decide_on: str | None = None
    if found.idea.stage == EXPERIMENT:
        said = [row.body["said"] for row in await work.ideas.history(found.idea.id) if row.kind == EXPERIMENT]
        decide_on = said[-1].get("decide_on") if said else None
    words = {name: found.idea.body.get(name, "") for name in RAISED_WITH}
    more: dict[str, Any] = {"stage": found.idea.stage, "finisher": found.idea.finisher, "decide_on": decide_on}
    more["rule"] = found.asks.get(RED_TAPE, {}).get("state", WAITING)
    return {"idea_id": found.idea.id, **words, "credit": found.credit, "owner": found.owner, **more}


def _shared_key(found: IdeaPlaced) -> str:
    return f"{SHARED}/{found.idea.id}"
