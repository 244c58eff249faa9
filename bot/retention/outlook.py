"""What goes when, campaign by campaign, in words: for `waymark retention`."""

from collections.abc import Iterator
from datetime import datetime

from bot.retention.purging import life_of
from bot.retention.stages import Stage, Terms, ended, going
from bot.storage.database import Database
from bot.storage.repositories.purging import Lived

WHAT = {
    Stage.RAW: "what people said, rated and did",
    Stage.AGGREGATES: "its figures",
    Stage.HEADLINES: "all the rest of it",
}


async def outlook(database: Database, terms: Terms, now: datetime) -> list[str]:
    """Say it, a line for each campaign and each stage; first of workspaces that removed Waymark."""
    async with database.reading() as work:
        lives, removed = await work.purging.lives(), await work.uninstalls.all()
    lines = [
        f"Waymark was removed from the workspace {workspace} on {_day(at)}. From then on all terms count."
        for workspace, at in sorted(removed.items())
    ]
    for lived in lives:
        lines += _of_campaign(lived, terms, now)
    return lines or ["There is no campaign."]


def _of_campaign(lived: Lived, terms: Terms, now: datetime) -> Iterator[str]:
    life = life_of(lived)
    end = ended(life)
    if end is None:
        yield f"“{lived.name}” is running. Its terms count from its end."
        return
    yield f"“{lived.name}” {_ended(lived, end)}."
    if lived.state == "draft":
        yield f"- {_going('all of it', going(life, terms)[Stage.RAW], now)}"
        return
    for stage, moment in going(life, terms).items():
        yield f"- {_going(WHAT[stage], moment, now)}"


def _ended(lived: Lived, end: datetime) -> str:
    if lived.uninstalled_at == end:
        return f"ended when Waymark was removed, on {_day(end)}"
    match lived.state:
        case "finished":
            return f"ended on {_day(end)}"
        case "draft":
            return f"is a draft; its term counts from {_day(end)}, unless it is started"
    return f"is paused; its terms count from {_day(end)}, unless it is resumed"


def _going(what: str, moment: datetime, now: datetime) -> str:
    return f"{what}: goes on {_day(moment)}" if moment > now else f"{what}: gone, or goes next night"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
