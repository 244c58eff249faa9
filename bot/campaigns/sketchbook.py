"""Sketches as rows: how what an admin typed is kept, and how a draft that is there becomes a sketch of its change."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from bot.campaigns.holiday_dates import OFFERED
from bot.campaigns.plan import Priority
from bot.campaigns.ports import ChannelSeen
from bot.campaigns.rhythm import PRESETS, parse_rhythm
from bot.campaigns.sketch import HIGHEST_THRESHOLD, PRIORITY_FIELDS, Basics, Sketch, TeamSketch
from bot.errors import AskAgain, NotFound
from bot.ids import fresh_id, planned_id
from bot.storage.models import Campaign, CampaignSketch, Team
from bot.storage.unit_of_work import UnitOfWork

GONE = "This form is finished already, or was thrown away. Open a new one with /waymark schedule."
EVERY_STATE = ("running", "paused", "draft", "finished")


@dataclass(frozen=True)
class Body:
    """What a sketch's row holds."""

    basics: Basics = field(default_factory=Basics)
    teams: Mapping[str, TeamSketch] = field(default_factory=dict)
    about_version: int = 0  # 0: no draft is being changed


BODY: TypeAdapter[Body] = TypeAdapter(Body)


def new_row(workspace: str, by: str, about: str, body: Body) -> CampaignSketch:
    """Make a row; `changed_at` is still to be set."""
    return CampaignSketch(id=fresh_id(), workspace=workspace, owner=by, about=about, body=written(body))


def written(body: Body) -> dict[str, Any]:
    """Turn a body into what its row keeps."""
    written: dict[str, Any] = BODY.dump_python(body, mode="json")
    return written


def read(row: CampaignSketch) -> Sketch:
    """Turn a row into the sketch it keeps."""
    body = BODY.validate_python(row.body)
    return Sketch(
        id=row.id,
        version=row.version,
        basics=body.basics,
        teams=body.teams,
        about=row.about if body.about_version else "",
        about_version=body.about_version,
    )


async def own_row(work: UnitOfWork, sketch_id: str, workspace: str, by: str, *, lock: bool = False) -> CampaignSketch:
    """Find an admin's own sketch. Raises `NotFound` for another's, and for one that became a campaign."""
    row = await (work.sketches.lock(sketch_id) if lock else work.sketches.get(sketch_id))
    if row is None or row.workspace != workspace or row.owner != by:
        raise NotFound(GONE)
    return row


def campaign_id_of(sketch_id: str) -> str:
    """Give the id of the campaign that comes of a sketch: the same each time, so that it comes once."""
    return planned_id("campaign of a sketch", sketch_id)


async def known_of(work: UnitOfWork, workspace: str, seen: Collection[ChannelSeen]) -> dict[str, TeamSketch]:
    """What the newest campaign in each channel knew about its team; else its channel's name is a good beginning."""
    before = await work.teams.in_channels(workspace, [channel.channel for channel in seen], EVERY_STATE)
    known = {team.channel: TeamSketch(team.name, team.organisation, tuple(team.leaders)) for team in before}
    return {channel.channel: TeamSketch(_as_words(channel.name)) for channel in seen} | known


def _as_words(name: str) -> str:
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def body_of(draft: Campaign, teams: list[Team]) -> Body:
    """Turn a draft into what the form would have held. Raises `AskAgain` where the form has no field for something."""
    rhythm = next((name for name, days in PRESETS.items() if parse_rhythm(days).to_dict() == draft.rhythm), None)
    more_than_the_form = (
        rhythm is None
        or draft.language != "en"
        or draft.threshold > HIGHEST_THRESHOLD
        or len(draft.priorities) > len(PRIORITY_FIELDS)
        or draft.holidays not in {None, *OFFERED}
        or any(team.zone for team in teams)
    )
    if rhythm is None or more_than_the_form:
        raise AskAgain(f"“{draft.name}” was made from a file and has settings that this form lacks. Change the file.")
    priorities = [Priority(one["title"], one["reason"]) for one in draft.priorities]
    return Body(
        basics=Basics(
            pack=draft.pack_key,
            name=draft.name,
            channels=tuple(team.channel for team in teams),
            start=draft.start.isoformat(),
            rhythm=rhythm,
            zone=draft.zone,
            threshold=str(draft.threshold),
            holidays=draft.holidays or "",
            priorities=tuple([*priorities, *Basics().priorities][: len(PRIORITY_FIELDS)]),
        ),
        teams={team.channel: TeamSketch(team.name, team.organisation, tuple(team.leaders)) for team in teams},
        about_version=draft.version,
    )
