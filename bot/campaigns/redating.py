"""Moves weeks that have not opened: after a pause, when a week is skipped, when one is sent by hand.

Works on rows inside the service's transaction; which dates result is the calendar's matter. What has opened never
moves, save a week that was opened and whose question a pause kept from ever leaving: that one is asked anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.campaigns.calendar import (
    HolidayCalendar,
    PlannedRound,
    WorkCalendar,
    local_date,
    plan_now,
    plan_rounds,
    prompt_day_of_week,
)
from bot.campaigns.founding import holidays_of, rhythm_of, zone_of
from bot.campaigns.plan import next_prompt_day
from bot.campaigns.rhythm import WEEK, Rhythm
from bot.dialogues.week import PROMPT_GRACE, prompt_key
from bot.ids import delivery_id
from bot.storage.models import Beat, Campaign, Round, Team
from bot.storage.repositories.beats import Move
from bot.storage.unit_of_work import UnitOfWork

A_WEEK = timedelta(days=WEEK)
JUST_BEFORE = timedelta(seconds=1)


@dataclass(frozen=True)
class TeamWeeks:
    """A team with its rounds by week, their beats by round, and the calendar its dates are made with."""

    team: Team
    rounds: Sequence[Round]
    beats: Mapping[str, Sequence[Beat]]
    rhythm: Rhythm
    zone: ZoneInfo
    holidays: HolidayCalendar

    @property
    def upcoming(self) -> list[Round]:
        """List the rounds that have not opened, by week."""
        return [row for row in self.rounds if row.state == "upcoming"]

    def prompt_day(self, row: Round) -> date:
        """Give the prompt day of a round's calendar week, before holidays moved it."""
        return prompt_day_of_week(row.opens_on, self.rhythm)


async def weeks_of(
    work: UnitOfWork, campaign: Campaign, now: datetime, teams: Sequence[Team] | None = None
) -> list[TeamWeeks]:
    """Gather every team's rounds, or those of some teams."""
    rhythm, holidays = rhythm_of(campaign), holidays_of(campaign, now)
    rounds: dict[str, list[Round]] = {}
    beats: dict[str, list[Beat]] = {}
    some = None if teams is None else [team.id for team in teams]
    for row in await work.rounds.of_campaign(campaign.id, some):
        rounds.setdefault(row.team_id, []).append(row)
    for beat in await work.beats.of_campaign(campaign.id, some):
        beats.setdefault(beat.round_id, []).append(beat)
    return [
        TeamWeeks(team, rounds[team.id], beats, rhythm, zone_of(team, campaign), holidays)
        for team in (await work.teams.of_campaign(campaign.id) if teams is None else teams)
    ]


async def redate_from_now(work: UnitOfWork, teams: Sequence[TeamWeeks], now: datetime) -> None:
    """Move what has not opened to the next prompt day that is still to come; what lies later stays.

    Teams that are at the same week stay together, also when it is too late today for the one furthest east.
    """
    await _redate(work, teams, now, None)


async def redate_after(work: UnitOfWork, teams: Sequence[TeamWeeks], end: datetime, now: datetime) -> None:
    """The same, and not before the day after `end`, when the channel of one of the teams becomes free."""
    await _redate(work, teams, now, end)


async def _redate(work: UnitOfWork, teams: Sequence[TeamWeeks], now: datetime, end: datetime | None) -> None:
    starts: dict[int, date] = {}
    for weeks in teams:
        if weeks.upcoming:
            week = weeks.upcoming[0].week
            free = date.min if end is None else local_date(end, weeks.zone) + timedelta(days=1)
            starts[week] = max(_earliest(weeks, now), free, starts.get(week, date.min))
    moves: list[Move] = []
    for weeks in teams:
        if weeks.upcoming:
            moves += _replan(weeks, weeks.upcoming, starts[weeks.upcoming[0].week])
    await work.beats.move_all(moves)


async def take_back_unasked(work: UnitOfWork, teams: Sequence[TeamWeeks], now: datetime) -> None:
    """Make weeks upcoming again whose question was planned, and is too late now to leave for the first time."""
    for weeks in teams:
        for row in weeks.rounds:
            if row.state == "open" and await _unasked(work, weeks, row, now):
                await work.deliveries.take_back(row.id)
                await work.beats.plan_again(row.id)
                row.state, row.opened_at = "upcoming", None


def held_back(teams: Sequence[TeamWeeks], now: datetime) -> list[Move]:
    """Find what came due in a pause, in weeks that had begun: it is due now, when the pause is over.

    Its date stays, by which the conversation knows it: what was handled just before the pause is not handled again.
    """
    return [
        Move(beat.id, beat.local_date, now)
        for weeks in teams
        for row in weeks.rounds
        for beat in (weeks.beats[row.id] if row.state != "upcoming" else ())
        if beat.state == "planned" and beat.due_at < now
    ]


async def _unasked(work: UnitOfWork, weeks: TeamWeeks, row: Round, now: datetime) -> bool:
    prompt = await work.deliveries.get(delivery_id(prompt_key(row.id)))
    if prompt is None or prompt.state not in {"planned", "expired"} or prompt.slack_first is not None:
        return False
    due = {beat.kind: beat.due_at for beat in weeks.beats[row.id]}
    in_time = now - due["open"] <= PROMPT_GRACE and now < due["close"]
    return not in_time and not await work.participations.codes(row.id)


def calendar_moves(teams: Sequence[TeamWeeks], now: datetime) -> list[Move]:
    """Find what would come at another time, were it planned today, by the hours, zones and holidays as they are now.

    Each week stays in its own calendar week, so that weeks that were skipped stay skipped. Of a week that was opened
    only what would come on a day that is free by now moves, to the next working day; the hours that were announced
    stay. An update of the machine's zones or holidays is followed in this way.
    """
    moves: list[Move] = []
    for weeks in teams:
        was = {beat.id: beat.due_at for row in weeks.rounds for beat in weeks.beats[row.id]}
        moved = {move.beat_id: move for move in _off_free_days(weeks, now)}
        moved |= {move.beat_id: move for move in _upcoming_again(weeks, now, moved)}
        moves += [move for move in moved.values() if move.due_at != was[move.beat_id]]
    return moves


def _off_free_days(weeks: TeamWeeks, now: datetime) -> Iterator[Move]:
    work = WorkCalendar(weeks.zone, weeks.holidays)
    for row in weeks.rounds:
        before: datetime | None = None
        for beat in weeks.beats[row.id] if row.state in {"open", "closed"} else ():
            due = beat.due_at
            overtaken = before is not None and due < before
            if beat.state == "planned" and due > now and (overtaken or not work.is_working_day(beat.local_date)):
                planned = work.beat(beat.local_date, due.astimezone(weeks.zone).time(), before)
                yield Move(beat.id, planned.local_date, planned.due_at)
                due = planned.due_at
            before = due


def _upcoming_again(weeks: TeamWeeks, now: datetime, moved: Mapping[str, Move]) -> Iterator[Move]:
    earliest, after = next_prompt_day(date.min, weeks.rhythm, weeks.zone, now), None
    told_back = _told_back_beat(weeks, weeks.upcoming[0]) if weeks.upcoming else None
    if told_back is not None:
        after = moved[told_back.id].due_at if told_back.id in moved else told_back.due_at
    for row in weeks.upcoming:
        due = {beat.kind: beat.due_at for beat in weeks.beats[row.id]}
        if due["open"] <= now:  # it is being asked at this moment
            earliest, after = weeks.prompt_day(row) + A_WEEK, due["told_back"]
            continue
        start = max(weeks.prompt_day(row), earliest)
        (planned,) = plan_rounds(start, 1, weeks.rhythm, weeks.zone, weeks.holidays, first_week=row.week, after=after)
        yield from _apply(weeks, row, planned)
        earliest = prompt_day_of_week(planned.opens_on, weeks.rhythm) + A_WEEK
        after = planned.beats["told_back"].due_at


def next_week(rounds: Iterable[Round]) -> tuple[int, date] | None:
    """Give the next week that no team has begun, and the first day on which it opens; None when all have begun."""
    every = list(rounds)
    week = max((row.week for row in every if row.state != "upcoming"), default=0) + 1
    days = [row.opens_on for row in every if row.week == week]
    return (week, min(days)) if days else None


async def skip_next(work: UnitOfWork, teams: Sequence[TeamWeeks]) -> int | None:
    """Move the next week that no team has begun, and all after it, by a week. Gives its number, None without one."""
    week, _ = next_week(row for weeks in teams for row in weeks.rounds) or (0, None)
    if not week:
        return None
    moves: list[Move] = []
    for weeks in teams:
        moving = [row for row in weeks.upcoming if row.week >= week]
        if moving:
            moves += _replan(weeks, moving, weeks.prompt_day(moving[0]) + A_WEEK)
    await work.beats.move_all(moves)
    return week


async def open_now(work: UnitOfWork, teams: Sequence[TeamWeeks], now: datetime) -> None:
    """Make each team's next week due at once. What is left of the week before comes just before it."""
    await work.beats.move_all([move for weeks in teams for move in _opened(weeks, now)])


def _opened(weeks: TeamWeeks, now: datetime) -> Iterator[Move]:
    row, later = weeks.upcoming[0], weeks.upcoming[1:]
    for earlier in weeks.rounds:
        if earlier.week < row.week:
            yield from _hurry(weeks, earlier, now)
    planned = plan_now(row.week, now, weeks.rhythm, weeks.zone, weeks.holidays)
    yield from _apply(weeks, row, planned)
    if later:
        start = max(planned.opens_on + A_WEEK, weeks.prompt_day(later[0]))
        yield from _replan(weeks, later, start, after=planned.beats["told_back"].due_at)


def _earliest(weeks: TeamWeeks, now: datetime) -> date:
    """The first upcoming round's own prompt day, or the next one that is still to come; never brought forward."""
    return max(weeks.prompt_day(weeks.upcoming[0]), next_prompt_day(date.min, weeks.rhythm, weeks.zone, now))


def _replan(weeks: TeamWeeks, rounds: Sequence[Round], start: date, *, after: datetime | None = None) -> Iterator[Move]:
    after = after or _told_back(weeks, rounds[0])
    planned = plan_rounds(
        start, len(rounds), weeks.rhythm, weeks.zone, weeks.holidays, first_week=rounds[0].week, after=after
    )
    for row, week in zip(rounds, planned, strict=True):
        yield from _apply(weeks, row, week)


def _told_back(weeks: TeamWeeks, row: Round) -> datetime | None:
    """When the round before this one is told back, if it is one that was asked."""
    beat = _told_back_beat(weeks, row)
    return None if beat is None else beat.due_at


def _told_back_beat(weeks: TeamWeeks, row: Round) -> Beat | None:
    before = [other for other in weeks.rounds if other.week < row.week and other.state != "missed"]
    beats = weeks.beats[before[-1].id] if before else ()
    return next((beat for beat in beats if beat.kind == "told_back"), None)


def _apply(weeks: TeamWeeks, row: Round, planned: PlannedRound) -> Iterator[Move]:
    row.opens_on = planned.opens_on
    for beat in weeks.beats[row.id]:
        to = planned.beats[beat.kind]
        yield Move(beat.id, to.local_date, to.due_at)


def _hurry(weeks: TeamWeeks, row: Round, now: datetime) -> Iterator[Move]:
    for beat in weeks.beats[row.id]:
        if beat.state == "planned" and beat.due_at > now:
            yield Move(beat.id, local_date(now, weeks.zone), now - JUST_BEFORE)
