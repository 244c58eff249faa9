"""Plays a whole campaign without a browser, and reports what it holds against what people did."""

import asyncio
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import there
from bot.storage.models import Round
from demo.acts import Act
from demo.cast import Cast, CastTeam, load_cast
from demo.compare import compare
from demo.planning import plan_week
from demo.playing import Player
from demo.record import Record
from demo.report import area_titles, digests_of, rounds_of
from demo.words import Words, load_words
from demo.world import World, next_event, plan_of, world


@dataclass
class _Course:
    """How far the story has come: rounds in which people have had their say, by moment."""

    record: Record
    words: Words
    seed: int
    weeks: int
    players: dict[str, Player] = field(default_factory=dict)
    lived: set[tuple[str, str]] = field(default_factory=set)  # (round, moment)


async def autoplay(weeks: int, seed: int = 1, cast: Cast | None = None) -> dict[str, Any]:
    """Play so many weeks and return the report: areas, rounds, digests, lost, duplicated."""
    cast = cast or load_cast()
    with tempfile.TemporaryDirectory(prefix="waymark-") as folder:
        async with world(cast, Path(folder) / "autoplay.sqlite3") as stage:
            record = await play(stage, weeks, seed)
            return await report(stage, record)


async def play(stage: World, weeks: int, seed: int) -> Record:
    """Start the campaign and let its people live through it, to the end of the last week's talk with leaders."""
    course = _Course(Record(), load_words(), seed, weeks)
    await stage.parts.campaigns.create(plan_of(stage.cast), stage.parts.workspace, stage.cast.admin.id)
    await stage.parts.dispatcher.settle()
    rounds, done = await _course_of(stage)
    while not _told(rounds, done, weeks) and await next_event(stage):
        rounds, done = await _course_of(stage)
        await _live(stage, course, rounds, done)
    return course.record


def _told(rounds: list[Round], done: dict[str, set[str]], weeks: int) -> bool:
    """Whether every team has come to the end of so many weeks: it was told what happens next."""
    return all(round_.state == "missed" or "told_back" in done[round_.id] for round_ in rounds if round_.week <= weeks)


async def _course_of(stage: World) -> tuple[list[Round], dict[str, set[str]]]:
    """Every round, and for each the beats that are done."""
    async with stage.parts.core.database.reading() as work:
        campaign = there(await work.campaigns.by_name(stage.parts.workspace, stage.cast.campaign.name))
        done: dict[str, set[str]] = defaultdict(set)
        for beat in await work.beats.of_campaign(campaign.id):
            if beat.state == "done":
                done[beat.round_id].add(beat.kind)
        return await work.rounds.of_campaign(campaign.id), done


async def _live(stage: World, course: _Course, rounds: list[Round], done: dict[str, set[str]]) -> None:
    """Teams live side by side; in a team one thing happens after another."""
    teams = {team.channel: team for team in stage.cast.teams}
    ahead = [
        _do_all(player, acts)
        for round_ in rounds
        for player, acts in _acts_now(stage, course, round_, teams[round_.channel], done[round_.id])
    ]
    await asyncio.gather(*ahead)
    await stage.parts.dispatcher.settle()


async def _do_all(player: Player, acts: Sequence[Act]) -> None:
    for act in acts:
        await player.do(act)


def _acts_now(
    stage: World, course: _Course, round_: Round, team: CastTeam, done: set[str]
) -> Iterator[tuple[Player, Sequence[Act]]]:
    """What a team's people do now: each moment of a round comes once."""
    moments = {
        "open": round_.state == "open" and round_.prompt_ts is not None,
        "nudged": round_.state == "open" and "nudge" in done,
        "last_call": round_.state == "open" and "last_call" in done,
        "late": round_.state == "closed",
        "digest": round_.state == "closed" and "digest" in done,
    }
    for moment, has_come in moments.items():
        if has_come and (round_.id, moment) not in course.lived:
            course.lived.add((round_.id, moment))
            plan = plan_week(team, course.words, round_.area, round_.week, course.seed)
            yield _player(stage, course, round_, team), getattr(plan, moment)


def _player(stage: World, course: _Course, round_: Round, team: CastTeam) -> Player:
    if round_.id not in course.players:
        prompt = there(stage.workspace.messages.get(team.channel, round_.prompt_ts or ""))
        course.players[round_.id] = Player(stage.workspace, course.record, team.channel, round_.week, prompt)
        title = area_titles().get(round_.area, round_.area)
        print(f"week {round_.week}, {team.name}: {title}", file=sys.stderr)  # noqa: T201 - progress
    return course.players[round_.id]


async def report(stage: World, record: Record) -> dict[str, Any]:
    """The report as JSON values. `lost` and `duplicated` are numbers; `differences` says what they count."""
    rounds = await rounds_of(stage)
    differences = await compare(stage, record)
    return {
        "areas": list(dict.fromkeys(round_["area"] for round_ in sorted(rounds, key=lambda each: each["week"]))),
        "rounds": rounds,
        "digests": await digests_of(stage),
        "lost": len(differences.lost),
        "duplicated": len(differences.duplicated),
        "differences": {"lost": differences.lost, "duplicated": differences.duplicated},
    }
