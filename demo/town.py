"""The rest of the town, in a demo that somebody watches: colleagues who have their say before the clock moves on.

They do what `demo/planning.py` plans for them, once a week and team. Whoever has taken part already, by a visitor's
hand, is left alone; and what leaders do with their digest is the visitor's to choose.
"""

import asyncio
from collections.abc import Sequence

from bot.errors import there
from bot.storage.models import Round
from bot.storage.unit_of_work import UnitOfWork
from demo.acts import Act
from demo.cast import CastTeam
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
        self._spoken: set[tuple[str, str]] = set()  # round and part of the week

    async def meanwhile(self, stage: World) -> int:
        """Let everyone who has something to say in an open week say it. Returns how many things were done."""
        teams = {team.channel: team for team in stage.cast.teams}
        rounds = [round_ for round_ in await _open_rounds(stage) if round_.channel in teams]
        done = await asyncio.gather(*(self._in_team(stage, round_, teams[round_.channel]) for round_ in rounds))
        return sum(done)

    async def _in_team(self, stage: World, round_: Round, team: CastTeam) -> int:
        prompt = stage.workspace.messages.get(team.channel, round_.prompt_ts or "")
        if prompt is None or round_.area not in self._words.areas:
            return 0
        plan = plan_week(team, self._words, round_.area, round_.week, self._seed)
        player = self._players.setdefault(
            round_.id, Player(stage.workspace, Record(), team.channel, round_.week, prompt)
        )
        done = await self._say(stage, round_, player, "open", plan.open)
        if await _reminded(stage, round_):
            done += await self._say(stage, round_, player, "nudged", plan.nudged)
        return done

    async def _say(self, stage: World, round_: Round, player: Player, part: str, acts: Sequence[Act]) -> int:
        if (round_.id, part) in self._spoken:
            return 0
        self._spoken.add((round_.id, part))
        visited = await _took_part(stage, round_)
        done = 0
        for act in acts:
            if act.person not in visited:
                try:
                    await player.do(act)
                except TURN_IS_OVER:
                    continue
                done += 1
        return done


async def _open_rounds(stage: World) -> list[Round]:
    async with stage.parts.core.database.reading() as work:
        campaign = there(await work.campaigns.by_name(stage.parts.workspace, stage.cast.campaign.name))
        return [round_ for round_ in await work.rounds.of_campaign(campaign.id) if round_.state == "open"]


async def _reminded(stage: World, round_: Round) -> bool:
    async with stage.parts.core.database.reading() as work:
        return any(beat.kind == "nudge" and beat.state == "done" for beat in await work.beats.of_round(round_.id))


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
