"""The question that is open for a team, or the next one, as one reader sees it."""

from collections.abc import Iterable

from bot.enquiries.reading import Reading
from bot.enquiries.staff import still_asked
from bot.errors import there
from bot.scenes.stage import Setting, pack_of
from bot.storage.models import Round, Team
from bot.storage.repositories.teams import LIVE
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import RoundNow


async def rounds_now(work: UnitOfWork, reading: Reading) -> tuple[RoundNow, ...]:
    """For each team that the reader is in or leads the open question, or the next one."""
    teams = await still_asked(work, reading, await work.teams.with_member(reading.workspace, reading.user))
    teams += [team for team in await work.teams.led_by(reading.workspace, reading.user, LIVE) if team not in teams]
    return await rounds_of(work, reading, teams)


async def rounds_of(work: UnitOfWork, reading: Reading, teams: Iterable[Team]) -> tuple[RoundNow, ...]:
    """The same for these teams, what is still to come last."""
    found = [await _round_now(work, reading, team) for team in teams]
    there_now = (round_ for round_ in found if round_ is not None)
    return tuple(sorted(there_now, key=lambda round_: round_.state == "upcoming"))


async def _round_now(work: UnitOfWork, reading: Reading, team: Team) -> RoundNow | None:
    round_ = _current(await work.rounds.of_team(team.id))
    if round_ is None:
        return None
    campaign = there(await work.campaigns.get(team.campaign_id))
    return await _as_now(work, reading, Setting(campaign, team, round_, pack_of(campaign)))


def _current(rounds: list[Round]) -> Round | None:
    for state in ("open", "upcoming"):
        for round_ in sorted(rounds, key=lambda each: each.week):
            if round_.state == state:
                return round_
    return max(rounds, key=lambda each: each.week, default=None)


async def _as_now(work: UnitOfWork, reading: Reading, setting: Setting) -> RoundNow:
    beats = {beat.kind: beat.due_at for beat in await work.beats.of_round(setting.round.id)}
    codes = {row.person_code for row in await work.participations.of_round(setting.round.id)}
    return RoundNow(
        round_id=setting.round.id,
        campaign=setting.campaign.name,
        team=setting.team.name,
        channel=setting.team.channel,
        week=setting.round.week,
        weeks=len(setting.pack.areas),
        area_title=setting.area.title,
        headline=setting.area.headline,
        state=setting.round.state,
        opens_at=beats.get("open"),
        closes_at=beats.get("close"),
        took_part=reading.codes(setting.campaign).taking_part in codes,
        link=reading.link(setting.team.channel, setting.round.prompt_ts),
        zone=setting.zone,
        leads=reading.user in setting.team.leaders,
    )
