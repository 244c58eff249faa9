"""The rest of the town, in a demo that somebody watches: colleagues who have their say before the clock moves on.

They do what `demo/planning.py` plans for them, once a week and team, in every campaign there is. The person whom a
visitor is, and whoever has taken part already by a visitor's hand, is left alone; what leaders do with their digest is
the visitor's to choose.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator

from bot.errors import there
from bot.storage.models import Round
from bot.storage.unit_of_work import UnitOfWork
from demo.acts import Act, WeekPlan
from demo.cast import CastTeam
from demo.controls import Between
from demo.planning import plan_week
from demo.playing import Player, StoryBroke
from demo.record import Record
from demo.words import Words
from demo.world import World
from sandbox.errors import SandboxError

#: What ends one person's turn and no one else's: a visitor may have taken their message or their place away.
TURN_IS_OVER = (StoryBroke, SandboxError)


class Town:
    """Everyone whom no visitor plays. `seed` decides what they do; nobody does the same thing twice."""

    def __init__(self, words: Words, seed: int) -> None:
        self._words = words
        self._seed = seed
        self._players: dict[str, Player] = {}
        self._campaigns: dict[str, int] = {}  # in the order in which they were met
        self._left: dict[tuple[str, str], deque[Act]] = {}  # by round and part of the week: what is still to do
        self._acted: defaultdict[str, set[str]] = defaultdict(set)  # by round: who did something of their own accord

    async def meanwhile(self, stage: World, visitor: str | None = None, between: Between | None = None) -> int:
        """Let everyone who has something to say this week say it, all but `visitor`. Returns how many things were done.

        `between` is called after each act; when it says False, the rest is left for another time.
        """
        teams = {team.channel: team for team in stage.cast.teams}
        done = await asyncio.gather(
            *(
                self._in_team(stage, round_, teams[round_.channel], visitor, between)
                for round_ in await self._lived_rounds(stage)
                if round_.channel in teams
            )
        )
        return sum(done)

    async def _lived_rounds(self, stage: World) -> list[Round]:
        """Rounds that people still live in, of whatever campaign: asked, and not over with the leaders' digest."""
        async with stage.parts.core.database.reading() as work:
            for campaign in await work.campaigns.all(stage.parts.workspace):
                self._campaigns.setdefault(campaign.id, len(self._campaigns))
            rounds = [round_ for campaign in self._campaigns for round_ in await work.rounds.of_campaign(campaign)]
        return [round_ for round_ in rounds if round_.state in ("open", "closed")]

    async def _in_team(
        self, stage: World, round_: Round, team: CastTeam, visitor: str | None, between: Between | None
    ) -> int:
        prompt = stage.workspace.messages.get(team.channel, round_.prompt_ts or "")
        if prompt is None:
            return 0
        if round_.id not in self._players:
            self._players[round_.id] = Player(stage.workspace, Record(), team.channel, round_.week, prompt)
        seed = self._seed + self._campaigns[round_.campaign_id]  # in another campaign people say other things
        plan = plan_week(team, self._words, round_.area, round_.week, seed)
        done = 0
        for part in _parts_now(round_, await _beats_done(stage, round_)):
            left = self._left.setdefault((round_.id, part), deque(_acts_of(plan, part)))
            if left:
                played = await _took_part(stage, round_) - self._acted[round_.id]
                done += await self._say(round_, left, played | {visitor or ""}, between)
        return done

    async def _say(self, round_: Round, left: deque[Act], alone: set[str], between: Between | None) -> int:
        done = 0
        while left:
            act = left.popleft()
            if act.person in alone:
                continue
            self._acted[round_.id].add(act.person)
            try:
                await self._players[round_.id].do(act)
            except TURN_IS_OVER:
                continue
            done += 1
            if between is not None and not await between():
                break
        return done


def _parts_now(round_: Round, done: set[str]) -> Iterator[str]:
    """The parts of a round's week that have come, in their order; what leaders do is the visitor's."""
    if round_.state == "open":
        yield "open"
        if "nudge" in done:
            yield "nudged"
        if "last_call" in done:
            yield "last_call"
    elif "digest" not in done:
        yield "late"


def _acts_of(plan: WeekPlan, part: str) -> tuple[Act, ...]:
    acts: dict[str, tuple[Act, ...]] = {
        "open": plan.open, "nudged": plan.nudged, "last_call": plan.last_call, "late": plan.late,
    }  # fmt: skip
    return acts[part]


async def _beats_done(stage: World, round_: Round) -> set[str]:
    async with stage.parts.core.database.reading() as work:
        return {beat.kind for beat in await work.beats.of_round(round_.id) if beat.state == "done"}


async def _took_part(stage: World, round_: Round) -> set[str]:
    """People of the round's team who answered or rated already."""
    async with stage.parts.core.database.reading() as work:
        codes = await work.participations.codes(round_.id)
        salt = await _salt(work, round_)
    codes_of = stage.parts.core.identities.codes
    people = [person.id for team in stage.cast.teams if team.channel == round_.channel for person in team.people]
    return {user for user in people if codes_of(salt, stage.parts.workspace, user).taking_part in codes}


async def _salt(work: UnitOfWork, round_: Round) -> str:
    return there(await work.campaigns.get(round_.campaign_id)).salt or ""
