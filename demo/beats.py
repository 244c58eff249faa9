"""What was and will be due in the story, in words: read from the database each time, nothing is remembered here."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from bot.storage.models import Beat
from demo.world import World
from sandbox.client import agenda
from sandbox.journal import Entry

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

UNSAID = {
    "playback": "there was nothing to play back yet",
    "nudge": "nobody had to be reminded",
    "last_call": "no last call was needed",
    "told_back": "there was nothing to tell teams",
}
"""What is done without a word in each team: nobody is there to hear it, or there is nothing to say."""
PARTLY = {"playback": "teams that had answered heard what was said so far"}
"""What is done without a word in some teams, where that makes a difference to whoever looks at one of them."""


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


async def what_happened(stage: World, beats: Sequence[Beat]) -> list[str]:
    """What those of the beats that are done brought, each kind once: what nobody was told is not said to be told."""
    done = [beat for beat in beats if beat.state == "done"]
    silent = [beat for beat in done if beat.kind in UNSAID and not await _said(stage, beat)]
    return [brought(kind, done, silent) for kind in dict.fromkeys(beat.kind for beat in done)]


async def _said(stage: World, beat: Beat) -> bool:
    """Whether the beat had anything to say; its utterance bears its name."""
    async with stage.parts.core.database.reading() as work:
        return any(row.utterance == beat.kind for row in await work.deliveries.of_round(beat.round_id))


def brought(kind: str, done: Sequence[Beat], silent: Sequence[Beat]) -> str:
    """What a kind of beat brought, in words. `silent` are those of the `done` that said nothing."""
    everywhere, nowhere = (sum(beat.kind == kind for beat in some) for some in (done, silent))
    if nowhere == everywhere:
        return UNSAID[kind]
    return PARTLY.get(kind, HAPPENED[kind]) if nowhere else HAPPENED[kind]


def what_came(entries: Sequence[Entry]) -> list[str]:
    """The messages that came where no beat was due, such as an answer that a leader gave to somebody in private."""
    calls = [entry for entry in entries if entry.kind == "call" and entry.data["method"] == "chat.postMessage"]
    came = [entry.data["response"]["channel"] for entry in calls if (entry.data["response"] or {}).get("ok")]
    if not came:
        return []
    many = "1 message" if len(came) == 1 else f"{len(came)} messages"
    return [f"{many} came in private" if all(channel.startswith("D") for channel in came) else f"{many} came"]


async def next_planned(stage: World) -> datetime | None:
    """When something is due after now."""
    now = stage.story.now()
    moments = [beat.at for beat in await calendar(stage) if beat.state == "planned" and beat.at > now]
    return min(moments, default=None)
