"""What people do in a week of the large play, drawn by chance: every act goes through the product's conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from bot.content.schema import Area
from bot.dialogues import events as ev
from bot.dialogues.coaching.scene import CONCERN, RESIDENTS, TO_LEADERS
from bot.errors import WaymarkError
from bot.ids import planned_id
from bot.storage.models import Answer, Round
from tests.conversation.room import T1, Cast, Room

NUMBERS = ("one", "two", "three", "four", "five")
WORDS = (
    "We could ask before we begin", "Nobody has the time for it", "It went well in the other office",
    "The forms are too long", "People wait for days", "Our manager listens", "We share what we learn each Friday",
    "The tools are old & slow", "Residents told us <this> before", "I tried it last month and it worked",
)  # fmt: skip
BUSY = (0.08, 0.25, 0.45, 0.6, 0.8, 1.0)
"""What part of a team takes part; drawn for each team and week."""


@dataclass
class Crowd:
    """All people of a land, with a die of their own. `acts` counts what they did, `refused` what was not taken."""

    room: Room
    chance: Random
    acts: int = 0
    refused: int = 0
    _texts: int = 0
    _replies: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def text(self, about: str = "") -> str:
        """Words that nobody else says."""
        self._texts += 1
        return f"{about}{self.chance.choice(WORDS)}, {self._texts}."

    async def do(self, kind: type[ev.Event], **facts: Any) -> bool:
        """Bring one act; False when the coach says that it cannot be done."""
        self.acts += 1
        try:
            await self.room.hears(kind, **facts)
        except WaymarkError:
            self.refused += 1
            return False
        return True

    async def week(self, team: Cast, round_: Round, area: Area) -> None:
        """A team's open week."""
        staff = [user for user in team.members if user not in team.leaders]
        busy = self.chance.choice(BUSY)
        self._replies[round_.id] = []
        for user in staff:
            if self.chance.random() < busy:
                await self._takes_part(user, team, round_, area)
        await self._second_thoughts(round_)
        for leader in team.leaders:
            if self.chance.random() < 0.25:
                await self._leads(leader, team, round_)

    async def late(self, team: Cast, round_: Round) -> None:
        """Somebody answers when the week is closed: no figure may have it."""
        user = self.chance.choice([user for user in team.members if user not in team.leaders])
        how = self.chance.choice(("confidential", "named"))
        asks = self.chance.choice(("headline", TO_LEADERS))
        text = self.text("Late: ")
        await self.do(
            ev.AnswerGiven, round_id=round_.id, user=user, question=asks, text=text, mode=how, now=5, needed=1
        )

    async def _takes_part(self, user: str, team: Cast, round_: Round, area: Area) -> None:
        ways = [way for way, odds in (("reacts", 0.3), ("taps", 0.35), ("form", 0.55)) if self.chance.random() < odds]
        ways += ["writes"] if self.chance.random() < 0.15 else []
        for way in ways or ["taps"]:
            await getattr(self, f"_{way}")(user, team, round_, area)

    async def _reacts(self, user: str, team: Cast, round_: Round, _: Area) -> None:
        name = self.chance.choice(NUMBERS)
        at = {"channel": team.channel, "ts": round_.prompt_ts, "user": user, "name": name}
        await self.do(ev.ReactionAdded, **at)
        if self.chance.random() < 0.05:
            await self.do(ev.ReactionRemoved, **at)

    async def _taps(self, user: str, _: Cast, round_: Round, __: Area) -> None:
        for scale in self.chance.choice((("now",), ("now", "needed"), ("now", "needed"), ("needed",))):
            value = self.chance.randint(1, 5)
            await self.do(ev.RatingTapped, round_id=round_.id, user=user, scale=scale, value=value)

    async def _form(self, user: str, _: Cast, round_: Round, area: Area) -> None:
        questions = ["headline"] * 5 + [q.key for q in area.questions] + [TO_LEADERS, TO_LEADERS, CONCERN, RESIDENTS]
        question = self.chance.choice(questions)
        themes = [theme.key for theme in area.themes]
        rates = self.chance.random() < 0.6
        await self.do(
            ev.AnswerGiven,
            round_id=round_.id,
            user=user,
            question=question,
            text=self.text("Why so? " if question in (TO_LEADERS, CONCERN) else ""),
            mode=self.chance.choice(("confidential", "confidential", "unlinked", "named")),
            now=self.chance.randint(1, 5) if rates else None,
            needed=self.chance.randint(2, 5) if rates else None,
            theme=self.chance.choice([*themes[:2], *themes]) if self.chance.random() < 0.7 else None,
            quotable=self.chance.random() < 0.3,
        )

    async def _writes(self, user: str, team: Cast, round_: Round, area: Area) -> None:
        ts = f"1800000000.{self.acts:06}"
        place = {"channel": team.channel, "thread_ts": round_.prompt_ts, "ts": ts, "version_ts": ts}
        others = list(self._replies[round_.id])
        if not await self.do(ev.ReplyPosted, **place, user=user, text=self.text()):
            return
        self._replies[round_.id].append((user, ts))
        answer_id = planned_id("answer", T1, team.channel, ts)
        if self.chance.random() < 0.6:
            theme = self.chance.choice(area.themes).key
            await self.do(ev.ThemeChosen, answer_id=answer_id, user=user, theme=theme)
        for author, stands in others[-2:]:
            if author != user:
                await self.do(ev.ReactionAdded, channel=team.channel, ts=stands, user=user, name="thumbsup")
        if self.chance.random() < 0.08:
            await self.do(ev.ReplyDeleted, **{**place, "version_ts": f"1800000001.{self.acts:06}"})

    async def _second_thoughts(self, round_: Round) -> None:
        """Some change what they said in confidence, give it their name, or take it back."""
        async with self.room.database.reading() as work:
            answers = await work.answers.of_round(round_.id)
        async with self.room.database.reading() as work:
            campaign = await work.campaigns.get(round_.campaign_id)
            team = await work.teams.get(round_.team_id)
        assert campaign is not None
        assert team is not None
        whose = {self.room.identities.codes(campaign.salt, T1, user).answers: user for user in team.members}
        for answer in answers:
            user = whose.get(answer.person_code or "")
            if user is not None and answer.mode == "confidential":
                await self._thinks_again(user, answer)

    async def _thinks_again(self, user: str, answer: Answer) -> None:
        dice = self.chance.random()
        if dice < 0.04:
            await self.do(ev.AnswerWithdrawn, answer_id=answer.id, user=user)
        elif dice < 0.1:
            given = {"round_id": answer.round_id, "question": answer.question, "theme": answer.theme}
            mode = self.chance.choice(("named", "confidential"))
            text = self.text("Why so? " if answer.question in (TO_LEADERS, CONCERN) else "")
            await self.do(ev.AnswerChanged, answer_id=answer.id, user=user, text=text, mode=mode, **given)

    async def _leads(self, leader: str, team: Cast, round_: Round) -> None:
        for scale in ("now", "needed"):
            value = self.chance.randint(1, 5)
            await self.do(ev.LeaderRated, round_id=round_.id, user=leader, scale=scale, value=value)
        if leader in team.members and self.chance.random() < 0.3:
            facts = {"round_id": round_.id, "user": leader, "question": "headline", "text": self.text("As a leader: ")}
            await self.do(ev.AnswerGiven, **facts, mode="named", now=1, needed=1)
