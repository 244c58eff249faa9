"""What was and will be due in the story, in words: read from the database each time, nothing is remembered here."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from bot.storage.models import Beat
from demo.world import World
from sandbox.client import agenda

COMING = {
    "open": "The week’s question",
    "playback": "What was said so far, played back",
    "nudge": "A reminder to those who have not taken part",
    "last_call": "Last call",
    "close": "The week closes",
    "digest": "The leaders’ digest",
    "told_back": "The team hears what happens next",
}
HAPPENED = {
    "open": "the week's question went out",
    "playback": "teams heard what was said so far",
    "nudge": "reminders went out",
    "last_call": "last call went out",
    "close": "the week closed",
    "digest": "leaders got their digest",
    "told_back": "teams heard what happens next",
}


async def calendar(stage: World) -> list[agenda.Beat]:
    """Every beat of the workspace's campaigns, past and to come, team by team. Those of a paused campaign wait."""
    found = []
    async with stage.parts.core.database.reading() as work:
        for campaign in await work.campaigns.all(stage.parts.workspace):
            names = {team.id: team.name for team in await work.teams.of_campaign(campaign.id)}
            rounds = {round_.id: round_ for round_ in await work.rounds.of_campaign(campaign.id)}
            for beat in await work.beats.of_campaign(campaign.id):
                if beat.state != "planned" or campaign.state == "running":
                    round_ = rounds[beat.round_id]
                    found.append(_line(beat, round_.week, names[round_.team_id]))
    return found


def _line(beat: Beat, week: int, team: str) -> agenda.Beat:
    (state,) = (state for state in get_args(agenda.State) if state == beat.state)
    return agenda.Beat(beat.due_at, f"{COMING[beat.kind]} (week {week})", team, state)


async def coming_at(stage: World, moment: datetime) -> list[str]:
    """What is due at a moment to come, each kind once; what is no beat is a message that waits for its time."""
    async with stage.parts.core.database.reading() as work:
        due = [beat for beat in await work.beats.due(moment, 1000) if beat.due_at == moment]
    kinds = (COMING[beat.kind] for beat in due)
    return list(dict.fromkeys(f"{what[0].lower()}{what[1:]}" for what in kinds)) or ["a message goes out"]


async def paused(stage: World) -> bool:
    """Whether something is planned, and waits for somebody to resume its campaign."""
    async with stage.parts.core.database.reading() as work:
        return any(campaign.state == "paused" for campaign in await work.campaigns.all(stage.parts.workspace))


async def waiting(stage: World) -> list[Beat]:
    """What is due by now and has not happened."""
    async with stage.parts.core.database.reading() as work:
        return await work.beats.due(stage.story.now(), 1000)


async def again(stage: World, beats: Sequence[Beat]) -> list[Beat]:
    """The same beats as they are now."""
    async with stage.parts.core.database.reading() as work:
        found = [await work.beats.get(beat.id) for beat in beats]
    return [beat for beat in found if beat is not None]


async def next_planned(stage: World) -> datetime | None:
    """When something is due after now."""
    now = stage.story.now()
    moments = [beat.at for beat in await calendar(stage) if beat.state == "planned" and beat.at > now]
    return min(moments, default=None)
