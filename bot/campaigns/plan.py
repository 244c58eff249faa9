"""What an admin asks for, and whether it can be done. Pure: what must be looked up is handed in as `Surroundings`.

Each problem names a field of the form (or a key of the file) and says in one sentence what to do about it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.campaigns.calendar import first_prompt_day, instant, local_date
from bot.campaigns.holiday_dates import check_code
from bot.campaigns.readers import ReaderPlan, reader_problems
from bot.campaigns.rhythm import STANDARD, WEEK, Rhythm, parse_rhythm
from bot.errors import FieldProblem

NEVER_BELOW = 3
USUAL_THRESHOLD = 5
LONGEST_NAME = 80  # leaves room in a Slack header (at most 150 characters) for the rest of its line
MOST_PRIORITIES = 5
MOST_OFF_SLACK = 500
OFF_SLACK = f"from 0 to {MOST_OFF_SLACK}"
DECIDE_DATES = frozenset({"pack", "language", "start", "rhythm", "zone", "holidays"})
"""Fields without which a plan has no dates."""
LONGEST_PRIORITY, LONGEST_REASON = 100, 250
MOST_DAYS_AHEAD = 400

_CHANNEL = re.compile(r"[CG][A-Z0-9_]{2,30}")
_PERSON = re.compile(r"[UW][A-Z0-9_]{2,30}")


@dataclass(frozen=True)
class Priority:
    """What the organisation most wants to make better, and why; prompts use both word for word."""

    title: str
    reason: str


@dataclass(frozen=True)
class TeamPlan:
    """A channel that is to take part; without a name it is called after its channel, and its zone is the plan's.

    For those of its people who are not on Slack (`off_slack`) facilitators may enter as many answers in a week; None
    leaves the number as it is, which is none for a new team.
    """

    channel: str
    leaders: tuple[str, ...]
    name: str = ""
    organisation: str = ""
    zone: str | None = None
    off_slack: int | None = None


@dataclass(frozen=True)
class CampaignPlan:
    """A pack, teams, a rhythm and a start date. `rhythm` is a preset's name or kind → "Tue 10:00".

    `readers` get wider digests, the `sponsor` hears of late promises (empty: nobody does); None: nothing is said about
    them, so they stay as they are.
    """

    name: str
    pack: str
    start: date
    zone: str
    teams: tuple[TeamPlan, ...]
    threshold: int = USUAL_THRESHOLD
    language: str = "en"
    holidays: str | None = None
    priorities: tuple[Priority, ...] = ()
    rhythm: str | Mapping[str, str] = STANDARD
    readers: tuple[ReaderPlan, ...] | None = None
    sponsor: str | None = None

    def zones(self) -> tuple[ZoneInfo, ...]:
        """List the zone of each team."""
        return tuple(ZoneInfo(team.zone or self.zone) for team in self.teams)


@dataclass(frozen=True)
class Busy:
    """Another campaign in a channel, and the day of its last word there; None while it is paused."""

    name: str
    until: date | None = None

    def sentence(self, who: str, what_to_do: str = "Choose a later start day, or another channel.") -> str:
        """Say who is in the way in which channel or team, until when, and what to do."""
        if self.until is None:
            return f"“{self.name}” is paused in {who}, so its end is not known. Wait for its end, or choose another."
        day = f"{self.until.day} {self.until:%B %Y}"
        return f"“{self.name}” runs in {who} until {day}. {what_to_do}"


@dataclass(frozen=True)
class Surroundings:
    """What a plan is held against. `now` is campaign time."""

    now: datetime
    packs: Mapping[str, frozenset[str]]  # pack → the languages it is written in
    names: frozenset[str] = frozenset()  # names of campaigns that are there, in small letters
    busy: Mapping[str, Busy] = field(default_factory=dict)  # channel → what is planned there at the same time
    outside: frozenset[str] = frozenset()  # channels that the bot is not in


def check_plan(plan: CampaignPlan, around: Surroundings) -> None:
    """Raise the first `FieldProblem` of a plan, if it has one."""
    for problem in find_problems(plan, around):
        raise problem


def find_problems(plan: CampaignPlan, around: Surroundings) -> Iterator[FieldProblem]:
    """Give every problem of a plan, in the order of the form."""
    yield from _pack(plan, around)
    yield from _name(plan, around)
    yield from _teams(plan, around)
    yield from _leaders(plan)
    yield from reader_problems(plan.readers or (), {team.organisation.strip() for team in plan.teams})
    if plan.sponsor and not _PERSON.fullmatch(plan.sponsor):
        yield FieldProblem("sponsor", f"“{plan.sponsor}” is not a person's id. Slack's ids look like U0123ABCD.")
    yield from _start(plan, around)
    yield from _refused_by(lambda: parse_rhythm(plan.rhythm))
    yield from _zones(plan)
    if plan.threshold < NEVER_BELOW:
        yield FieldProblem("threshold", f"The threshold is never below {NEVER_BELOW}, so that no one can be guessed.")
    yield from _refused_by(lambda: check_code(plan.holidays))
    yield from _priorities(plan)


def first_start(plan: CampaignPlan, rhythm: Rhythm, now: datetime) -> date:
    """Give the prompt day of the first week: on or after the start, and still to come in every team's zone."""
    return max(next_prompt_day(plan.start, rhythm, zone, now) for zone in plan.zones())


def next_prompt_day(start: date, rhythm: Rhythm, zone: ZoneInfo, now: datetime) -> date:
    """Give the first prompt day on or after a date whose clock time has not passed yet."""
    day = first_prompt_day(max(start, local_date(now, zone)), rhythm)
    return day if instant(day, rhythm.times["open"], zone) > now else day + timedelta(days=WEEK)


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Tell whether the machine knows a zone of this name."""
    return name in _known_zones()


def _pack(plan: CampaignPlan, around: Surroundings) -> Iterator[FieldProblem]:
    languages = around.packs.get(plan.pack)
    if languages is None:
        known = ", ".join(sorted(around.packs))
        yield FieldProblem("pack", f"There is no pack called “{plan.pack}”. Choose one of {known}.")
    elif plan.language not in languages:
        written = ", ".join(sorted(languages))
        yield FieldProblem("language", f"The pack is not written in “{plan.language}”. Choose one of {written}.")


def _name(plan: CampaignPlan, around: Surroundings) -> Iterator[FieldProblem]:
    name = plan.name.strip()
    if not name:
        yield FieldProblem("name", "Give the campaign a name; people see it in their channel.")
    elif len(name) > LONGEST_NAME or "\n" in name:
        yield FieldProblem("name", f"Keep the name on one line, with at most {LONGEST_NAME} characters.")
    elif name.casefold() in around.names:
        yield FieldProblem("name", f"There is a campaign called “{name}” already. Choose another name.")


def _teams(plan: CampaignPlan, around: Surroundings) -> Iterator[FieldProblem]:
    if not plan.teams:
        yield FieldProblem("teams", "Choose at least one team's channel.")
    times = Counter(team.channel for team in plan.teams)
    for channel, team in {team.channel: team for team in plan.teams}.items():
        who = _called(team)
        if not _CHANNEL.fullmatch(channel):
            yield FieldProblem("teams", f"“{channel}” is not a channel's id. Slack's ids look like C0123ABCD.")
        elif times[channel] > 1:
            yield FieldProblem("teams", f"The channel of {who} is there twice. A channel is one team; take one out.")
        elif channel in around.busy:
            yield FieldProblem("teams", around.busy[channel].sentence(who))
        elif channel in around.outside:
            yield FieldProblem("teams", f"I am not in {who}. Type /invite @Waymark in that channel, then try again.")
        elif not 0 <= (team.off_slack or 0) <= MOST_OFF_SLACK:
            yield FieldProblem("teams", f"{who}: give the number of people who are not on Slack, {OFF_SLACK}.")
    yield from _team_names(plan)


def _team_names(plan: CampaignPlan) -> Iterator[FieldProblem]:
    for name, times in Counter(team.name.strip().casefold() for team in plan.teams if team.name.strip()).items():
        if times > 1:
            yield FieldProblem("teams", f"Two teams are called “{name}”. Give each its own name.")
    for team in plan.teams:
        if max(len(team.name), len(team.organisation)) > LONGEST_NAME:
            yield FieldProblem("teams", f"Keep names of teams and organisations within {LONGEST_NAME} characters.")


def _leaders(plan: CampaignPlan) -> Iterator[FieldProblem]:
    for team in plan.teams:
        if not team.leaders:
            yield FieldProblem(
                "leaders", f"{_called(team)} has no leader. Choose at least one, who gets the weekly digest."
            )
        for leader in team.leaders:
            if not _PERSON.fullmatch(leader):
                yield FieldProblem("leaders", f"“{leader}” is not a person's id. Slack's ids look like U0123ABCD.")


def _start(plan: CampaignPlan, around: Surroundings) -> Iterator[FieldProblem]:
    zone = ZoneInfo(plan.zone if is_zone(plan.zone) else "UTC")
    today = local_date(around.now, zone)
    day = f"{plan.start.day} {plan.start:%B %Y}"
    if plan.start < today:
        yield FieldProblem("start", f"{day} is in the past. Choose today or a later day.")
    elif (plan.start - today).days > MOST_DAYS_AHEAD:
        yield FieldProblem("start", f"{day} is more than a year away. Choose an earlier day.")


def _zones(plan: CampaignPlan) -> Iterator[FieldProblem]:
    for zone in dict.fromkeys((plan.zone, *(team.zone for team in plan.teams if team.zone))):
        if not is_zone(zone):
            yield FieldProblem("zone", f"“{zone}” is no time zone. Write it like “Europe/London”.")


def _priorities(plan: CampaignPlan) -> Iterator[FieldProblem]:
    if len(plan.priorities) > MOST_PRIORITIES:
        yield FieldProblem("priority", f"Name at most {MOST_PRIORITIES} priorities. With more, nothing comes first.")
    for priority in plan.priorities:
        yield from priority_problems(priority)


def priority_problems(priority: Priority) -> Iterator[FieldProblem]:
    """Give what is wrong with one priority."""
    if not priority.title.strip() or len(priority.title) > LONGEST_PRIORITY:
        yield FieldProblem("priority", f"Say a priority in a few words, at most {LONGEST_PRIORITY} characters.")
    elif not priority.reason.strip() or len(priority.reason) > LONGEST_REASON:
        yield FieldProblem(
            "priority_reason",
            f"Say in one sentence why “{priority.title}” matters, with at most {LONGEST_REASON} characters.",
        )


def _refused_by(check: Callable[[], object]) -> Iterator[FieldProblem]:
    try:
        check()
    except FieldProblem as problem:
        yield problem


def _called(team: TeamPlan) -> str:
    return team.name.strip() or team.channel
