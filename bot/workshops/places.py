"""In which weeks a facilitator may work, and what stands around one."""

from bot.errors import NotAllowed, NotFound, there
from bot.insight.themes import with_something_else
from bot.insight.workshop import ActionCaptured, ActionsForm, EntryForm, TeamOpen
from bot.scenes.stage import Setting, pack_of
from bot.storage.models import Round
from bot.storage.unit_of_work import UnitOfWork
from bot.workshops.capturing import as_captured

GONE = "That week is not here any more."
OWN_TEAM = "You lead this team, so another facilitator holds this session."
ASKED = ("open", "closed")
"""States of a week that a session may be about."""


async def open_teams(work: UnitOfWork, workspace: str, user: str) -> tuple[TeamOpen, ...]:
    """The teams whose week is open and that somebody does not lead, by name."""
    found = []
    for campaign in await work.campaigns.all(workspace):
        if campaign.state != "running":
            continue
        teams = {team.id: team for team in await work.teams.of_campaign(campaign.id)}
        for row in await work.rounds.of_campaign(campaign.id):
            team = teams[row.team_id]
            if row.state == "open" and user not in team.leaders:
                found.append(TeamOpen(row.id, team.name, pack_of(campaign).area(row.area).title))
    return tuple(sorted(found, key=lambda one: (one.team, one.round_id)))


async def setting_of(work: UnitOfWork, round_: Round | None, workspace: str, user: str) -> Setting:
    """What stands around a week that was asked. Raises `NotFound`, and `NotAllowed` for who leads its team."""
    if round_ is None or round_.workspace != workspace or round_.state not in ASKED:
        raise NotFound(GONE)
    campaign = there(await work.campaigns.get(round_.campaign_id), GONE)
    team = there(await work.teams.get(round_.team_id), GONE)
    if user in team.leaders:
        raise NotAllowed(OWN_TEAM)
    return Setting(campaign, team, round_, pack_of(campaign))


async def actions_form(work: UnitOfWork, setting: Setting, user: str, *, fresh: bool = True) -> ActionsForm:
    """What a facilitator has captured and not told the team of yet."""
    captured = await captured_by(work, await work.workshops.untold(setting.round.id, user))
    return ActionsForm(setting.round.id, setting.team.name, setting.area.title, captured, fresh)


async def captured_by(work: UnitOfWork, ids: list[str]) -> tuple[ActionCaptured, ...]:
    """These actions in the order in which they were captured; one whose time is over is left out."""
    promises = [await work.promises.get(one) for one in ids]
    return tuple(as_captured(promise) for promise in promises if promise is not None)


async def entry_form(work: UnitOfWork, setting: Setting, *, fresh: bool = True) -> EntryForm:
    """The form for another answer."""
    entered = await work.workshops.entered(setting.round.id)
    area = setting.area
    themes = with_something_else({theme.key: theme.title for theme in area.themes})
    return EntryForm(
        round_id=setting.round.id,
        team=setting.team.name,
        area_title=area.title,
        headline=area.headline,
        threshold=setting.campaign.threshold,
        questions=(("headline", area.title), *((one.key, one.short) for one in area.questions)),
        themes=tuple(themes.items()),
        entered=entered,
        left=max(0, setting.team.off_slack - entered),
        fresh=fresh,
    )
