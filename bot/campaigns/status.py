"""How a campaign stands: for `waymark campaign show`, and for admins in Slack. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.campaigns.redating import next_week
from bot.content.packs import pack_from_json
from bot.storage.models import Beat, Campaign, Delivery, Round, Team
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import CampaignNow, NextWeek, Ongoing, TroubleNow

TROUBLES_SHOWN = 3


@dataclass(frozen=True)
class WeekNow:
    """One week of one team. `state` is upcoming, open, closed or missed; times are UTC."""

    week: int
    area_title: str
    team: str
    state: str
    opens_on: date
    opens_at: datetime
    closes_at: datetime
    zone: str


@dataclass(frozen=True)
class ProblemNow:
    """A message that Slack refused, or that may or may not be there."""

    team: str
    utterance: str
    state: str
    error: str


@dataclass(frozen=True)
class CampaignStatus:
    """A campaign in one line, its weeks by number and team, and what needs an admin's eye."""

    now: CampaignNow
    threshold: int
    language: str
    holidays: str | None
    rhythm: dict[str, str]
    members: int
    weeks: tuple[WeekNow, ...]
    problems: tuple[ProblemNow, ...]
    ongoing: tuple[Ongoing, ...] = ()


async def status_of(work: UnitOfWork, campaign: Campaign, now: datetime) -> CampaignStatus:
    """Gather a campaign's status. Where it runs, what is due by `now` is being done: next is what comes after it."""
    teams = {team.id: team for team in await work.teams.of_campaign(campaign.id)}
    rounds = await work.rounds.of_campaign(campaign.id)
    beats = await work.beats.of_campaign(campaign.id)
    troubled = await work.deliveries.troubled_of(campaign.id)
    pack = pack_from_json(campaign.pack["snapshot"])
    titles = {area.key: area.title for area in pack.areas}
    current = _current(rounds)
    waiting = [beat for beat in beats if beat.state == "planned"]
    due = [beat for beat in waiting if beat.due_at <= now] if campaign.state == "running" else []
    upcoming = next((beat for beat in waiting if beat not in due), None)
    weeks = _weeks(campaign, teams, rounds, beats, titles)
    return CampaignStatus(
        now=CampaignNow(
            campaign_id=campaign.id,
            name=campaign.name,
            state=campaign.state,
            pack_title=pack.title,
            week=current.week,
            weeks=len(pack.areas),
            area_title=titles[current.area],
            teams=tuple(team.name for team in teams.values()),
            next_kind=upcoming.kind if upcoming else None,
            next_at=upcoming.due_at if upcoming else None,
            zone=campaign.zone,
            problems=len(troubled) + sum(row.state == "missed" for row in rounds),
            next_week=_next_week(rounds, weeks),
            begun=any(row.state != "upcoming" for row in rounds),
            is_open=_all_open(rounds),
            due=bool(due),
            troubles=_troubles(teams, rounds, troubled),
        ),
        threshold=campaign.threshold,
        language=campaign.language,
        holidays=campaign.holidays,
        rhythm=dict(campaign.rhythm),
        members=len({person for team in teams.values() for person in team.members}),
        weeks=weeks,
        problems=_problems(teams, rounds, troubled),
        ongoing=await ongoing_in(work, campaign.workspace),
    )


async def ongoing_in(work: UnitOfWork, workspace: str) -> tuple[Ongoing, ...]:
    """What admins have been told of and is not over, for all campaigns at once; the oldest first."""
    return tuple(Ongoing(row.kind, row.since, row.facts) for row in await work.troubles.open(workspace))


def _current(rounds: list[Round]) -> Round:
    begun = [row for row in rounds if row.state != "upcoming"]
    return begun[-1] if begun else rounds[0]


def _next_week(rounds: list[Round], weeks: tuple[WeekNow, ...]) -> NextWeek | None:
    coming = next_week(rounds)
    if coming is None:
        return None
    number, day = coming
    first = min((week for week in weeks if week.week == number), key=lambda week: week.opens_at)
    return NextWeek(number, first.area_title, day, first.opens_at)


def _all_open(rounds: list[Round]) -> bool:
    """Whether every team that has a question to come has one open."""
    waiting = {row.team_id for row in rounds if row.state == "upcoming"}
    return waiting <= {row.team_id for row in rounds if row.state == "open"}


def _troubles(teams: dict[str, Team], rounds: list[Round], troubled: list[Delivery]) -> tuple[TroubleNow, ...]:
    by_id = {row.id: row for row in rounds}
    missed = [
        TroubleNow(teams[row.team_id].name, "", "missed", "", row.week) for row in rounds if row.state == "missed"
    ]
    failed = [
        TroubleNow(teams[row.team_id].name, delivery.utterance, delivery.state, delivery.error or "", row.week)
        for delivery in troubled
        if (row := by_id.get(delivery.round_id or "")) is not None
    ]
    newest = sorted((*missed, *failed), key=lambda trouble: trouble.week, reverse=True)
    return tuple(newest[:TROUBLES_SHOWN])


def _weeks(
    campaign: Campaign, teams: dict[str, Team], rounds: list[Round], beats: list[Beat], titles: dict[str, str]
) -> tuple[WeekNow, ...]:
    due = {(beat.round_id, beat.kind): beat.due_at for beat in beats}
    weeks = (
        WeekNow(
            week=row.week,
            area_title=titles[row.area],
            team=teams[row.team_id].name,
            state=row.state,
            opens_on=row.opens_on,
            opens_at=due[row.id, "open"],
            closes_at=due[row.id, "close"],
            zone=teams[row.team_id].zone or campaign.zone,
        )
        for row in rounds
    )
    return tuple(sorted(weeks, key=lambda week: (week.week, week.team.casefold())))


def _problems(teams: dict[str, Team], rounds: list[Round], troubled: list[Delivery]) -> tuple[ProblemNow, ...]:
    team_of = {row.id: teams[row.team_id].name for row in rounds}
    return tuple(
        ProblemNow(team_of[row.round_id or ""], row.utterance, row.state, row.error or "no reason given")
        for row in troubled
    )


def announcement(status: CampaignStatus, asked_for: date) -> str:
    """Say when the first question goes out, and why not on the day that was asked for, if it is another."""
    first = status.weeks[0]
    at = first.opens_at.astimezone(ZoneInfo(first.zone))
    said = f"The first question goes out on {long_date(at.date())} at {at:%H:%M} ({first.zone})."
    if at.date() == asked_for:
        return said
    return f"{said} That is the first day for a question on or after {long_date(asked_for)}."


def long_date(day: date) -> str:
    """Write a date out: Tuesday 8 September 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"
