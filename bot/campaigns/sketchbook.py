"""Sketches as rows: how what an admin typed is kept, and how a campaign that is there becomes a sketch of a change."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from pydantic import TypeAdapter

from bot.campaigns.holiday_dates import OFFERED
from bot.campaigns.plan import Priority
from bot.campaigns.ports import ChannelSeen
from bot.campaigns.redating import next_week
from bot.campaigns.rhythm import PRESETS, parse_rhythm
from bot.campaigns.sketch import (
    HIGHEST_THRESHOLD,
    MOST_TEAMS,
    OWN_HOURS,
    PRIORITY_FIELDS,
    Basics,
    Running,
    Sketch,
    TeamSketch,
)
from bot.errors import AskAgain, NotFound
from bot.ids import fresh_id, planned_id
from bot.storage.models import Campaign, CampaignSketch, Round, Team
from bot.storage.unit_of_work import UnitOfWork

GONE = "This form is finished already, or was thrown away. Open a new one with /waymark schedule."
Typed = TypeVar("Typed", Basics, TeamSketch)
EVERY_STATE = ("running", "paused", "draft", "finished")


@dataclass(frozen=True)
class Opened:
    """What an edit's form held when it was opened: what differs now is what its admin changed."""

    basics: Basics = field(default_factory=Basics)
    teams: Mapping[str, TeamSketch] = field(default_factory=dict)

    def team(self, channel: str) -> TeamSketch:
        """Give one team as it stood then."""
        return self.teams.get(channel, TeamSketch())


@dataclass(frozen=True)
class Body:
    """What a sketch's row holds. `running` and `was` are set in an edit of a campaign that has started."""

    basics: Basics = field(default_factory=Basics)
    teams: Mapping[str, TeamSketch] = field(default_factory=dict)
    about_version: int = 0  # 0: no campaign is being changed
    running: Running | None = None
    was: Opened | None = None


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
        running=body.running,
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
    known = {team.channel: replace(_as_typed(team), zone=None) for team in before}
    return {channel.channel: TeamSketch(_as_words(channel.name)) for channel in seen} | known


def _as_typed(team: Team) -> TeamSketch:
    off_slack = str(team.off_slack) if team.off_slack else ""
    return TeamSketch(team.name, team.organisation, tuple(team.leaders), team.zone, off_slack)


def _as_words(name: str) -> str:
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


async def opened_body(work: UnitOfWork, campaign_id: str, workspace: str) -> Body:
    """What the form of a campaign that is there begins with. Raises `NotFound`, and `AskAgain` once it is over."""
    campaign = await work.campaigns.get(campaign_id)
    if campaign is None or campaign.workspace != workspace:
        raise NotFound("That campaign is not here any more.")
    if campaign.state == "finished":
        raise AskAgain(f"“{campaign.name}” is over, so there is nothing left to change.")
    teams, sponsor = await work.teams.of_campaign(campaign.id), await work.sponsors.of(campaign.id) or ""
    if campaign.state == "draft":
        return body_of(campaign, teams, sponsor)
    still_in = _still_in(await work.rounds.of_campaign(campaign.id))
    return edit_of(campaign, [team for team in teams if team.id in still_in], sponsor)


def _still_in(rounds: list[Round]) -> set[str]:
    """The teams that are asked again, or were asked to the end; the others were taken out."""
    last = max((row.week for row in rounds), default=0)
    upcoming = {row.team_id for row in rounds if row.state == "upcoming"}
    return upcoming if next_week(rounds) else upcoming | {row.team_id for row in rounds if row.week == last}


def body_of(draft: Campaign, teams: list[Team], sponsor: str = "") -> Body:
    """Turn a draft into what the form would have held. Raises `AskAgain` where the form has no field for something."""
    more_than_the_form = (
        _preset(draft) is None
        or draft.language != "en"
        or draft.threshold > HIGHEST_THRESHOLD
        or len(draft.priorities) > len(PRIORITY_FIELDS)
        or draft.holidays not in {None, *OFFERED}
        or any(team.zone for team in teams)
    )
    if more_than_the_form:
        raise AskAgain(f"“{draft.name}” was made from a file and has settings that this form lacks. Change the file.")
    return _filled(draft, teams, sponsor)


def edit_of(campaign: Campaign, teams: list[Team], sponsor: str = "") -> Body:
    """Turn a campaign that has started into what its edit begins with; what the form has no field for stays as it is.

    Raises `AskAgain` where there are more teams than a form takes.
    """
    if len(teams) > MOST_TEAMS:
        raise AskAgain(f"“{campaign.name}” has more than {MOST_TEAMS} teams. Change its file, on the command line.")
    filled = _filled(campaign, teams, sponsor)
    running = Running(
        language=campaign.language,
        zone=campaign.zone,
        holidays=campaign.holidays or "",
        rhythm=None if _preset(campaign) else campaign.rhythm,
        priorities=tuple(_priorities(campaign)[len(PRIORITY_FIELDS) :]),
    )
    return replace(filled, running=running, was=Opened(filled.basics, filled.teams))


def rebased(mine: Body, now: Body) -> Body:
    """Carry an edit over to the campaign as it is now: what its admin changed, on top of what others changed."""
    was = mine.was or Opened()
    channels = mine.teams.keys() | now.teams.keys()
    teams = {
        channel: _carried(was.team(channel), mine.teams.get(channel), now.teams.get(channel)) for channel in channels
    }
    basics = _carried(was.basics, mine.basics, now.basics)
    lists = (one.channels for one in (was.basics, mine.basics, now.basics))
    return replace(now, basics=replace(basics, channels=_both(*lists)), teams=teams)


def _carried(was: Typed, mine: Typed | None, now: Typed | None) -> Typed:
    """Take what `mine` changed since `was`, and everything else from `now`."""
    if mine is None or now is None:
        return mine or now or was
    own = {each.name: getattr(mine, each.name) for each in fields(mine)}
    return replace(now, **{name: value for name, value in own.items() if value != getattr(was, name)})


def _both(was: tuple[str, ...], mine: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    """Put two changes of a list together: who was taken out by one of them is out, who was put in is in."""
    stay = [channel for channel in now if channel in mine or channel not in was]
    return tuple(dict.fromkeys([*stay, *(channel for channel in mine if channel not in was)]))


def _filled(campaign: Campaign, teams: list[Team], sponsor: str) -> Body:
    return Body(
        basics=Basics(
            pack=campaign.pack_key,
            name=campaign.name,
            channels=tuple(team.channel for team in teams),
            start=campaign.start.isoformat(),
            rhythm=_preset(campaign) or OWN_HOURS,
            zone=campaign.zone,
            threshold=str(campaign.threshold),
            holidays=campaign.holidays or "",
            priorities=tuple([*_priorities(campaign), *Basics().priorities][: len(PRIORITY_FIELDS)]),
            sponsor=sponsor,
        ),
        teams={team.channel: _as_typed(team) for team in teams},
        about_version=campaign.version,
    )


def _preset(campaign: Campaign) -> str | None:
    return next((name for name, days in PRESETS.items() if parse_rhythm(days).to_dict() == campaign.rhythm), None)


def _priorities(campaign: Campaign) -> list[Priority]:
    return [Priority(one["title"], one["reason"]) for one in campaign.priorities]
