"""The people of the story, read from `demo/story/cast.yaml`, and the sandbox they live in. Everyone is made up."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.content.quick_yaml import read_yaml
from sandbox.apps import app_from_manifest
from sandbox.pace import Pace
from sandbox.workspace import Workspace

STORY = Path(__file__).resolve().parent / "story"
MANIFEST = Path(__file__).resolve().parent.parent / "manifest.yaml"

Manner = Literal["talkative", "sceptical", "private", "brief", "quiet"]


class Record(BaseModel):
    """A frozen piece of the story."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CastPerson(Record):
    """Somebody in the story; `manner` is how they like to answer (see `demo/planning.py`).

    `on_leave` holds the weeks in which they are away, and do nothing at all.
    """

    id: str
    name: str
    title: str
    manner: Manner = "quiet"
    on_leave: tuple[int, ...] = ()


class CastTeam(Record):
    """A team: its channel, its leaders by id, its people."""

    channel: str
    slug: str
    name: str
    organisation: str
    leaders: tuple[str, ...]
    people: tuple[CastPerson, ...]


class CastReader(CastPerson):
    """Somebody who gets digests of an organisation, or (none) of all teams together; `every` counts weeks."""

    kind: str
    organisation: str | None = None
    every: int | None = None


class CastPriority(Record):
    """A priority with its reason."""

    title: str
    reason: str


class CastCampaign(Record):
    """What the admin schedules."""

    name: str
    pack: str
    start: date
    threshold: int
    holidays: str
    priorities: tuple[CastPriority, ...]


class Cast(Record):
    """Everybody, and when the story begins."""

    workspace: str
    zone: str
    begins: datetime
    campaign: CastCampaign
    admin: CastPerson
    facilitator: CastPerson
    leaders: tuple[CastPerson, ...]
    readers: tuple[CastReader, ...] = ()
    teams: tuple[CastTeam, ...]

    def people(self) -> tuple[CastPerson, ...]:
        """Everyone: those in the office first, then the teams, then who gets digests of them."""
        teams = (person for team in self.teams for person in team.people)
        return (self.admin, self.facilitator, *self.leaders, *teams, *self.readers)


def load_cast(path: Path = STORY / "cast.yaml") -> Cast:
    """Read the cast."""
    return Cast.model_validate(read_yaml(path.read_text(encoding="utf-8")))


def build_workspace(cast: Cast, story: Callable[[], datetime], pace: Pace | None = None) -> Workspace:
    """A sandbox with the cast in it and the app of manifest.yaml installed in each team's channel."""
    app = app_from_manifest(read_yaml(MANIFEST.read_text(encoding="utf-8")))
    workspace = Workspace(app, name=cast.workspace, story=story, pace=pace)
    for person in cast.people():
        handle = person.name.lower().replace("dr ", "").replace(" ", ".")
        workspace.add_user(handle, person.name, user_id=person.id, title=person.title, tz=cast.zone)
    for team in cast.teams:
        members = [*(person.id for person in team.people), *team.leaders]
        workspace.add_channel(team.slug, members, channel_id=team.channel)
    office = [cast.admin.id, cast.facilitator.id, *(leader.id for leader in cast.leaders)]
    workspace.add_channel("partnership-office", office, with_bot=False)
    return workspace
