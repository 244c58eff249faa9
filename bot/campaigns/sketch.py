"""What an admin has typed into the scheduling form so far, right or wrong, and what is wrong with it. Pure.

A sketch holds raw values, so that nothing typed is lost when something beside it does not fit. Problems name the field
they stand at: a field of the first step, or of the second one `team|`, `organisation|`, `leaders|` or
`off_slack|<channel>`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, repeat

from bot.campaigns.plan import (
    LONGEST_NAME,
    MOST_OFF_SLACK,
    NEVER_BELOW,
    OFF_SLACK,
    USUAL_THRESHOLD,
    CampaignPlan,
    Priority,
    Surroundings,
    TeamPlan,
    find_problems,
    priority_problems,
)
from bot.campaigns.rhythm import STANDARD
from bot.errors import FieldProblem

HIGHEST_THRESHOLD = 50
MOST_TEAMS = 100
SOMEBODY = "U000"
"""Stands for a leader while the leaders are not asked for yet."""
PRIORITY_FIELDS = (("priority", "priority_reason"), ("second_priority", "second_reason"))
PLEASE = "Please fill this in."
OWN_HOURS = "own"
"""The hours that a campaign has already, where they are none of the form's."""
FROZEN = frozenset({"pack", "language", "start", "threshold"})
"""Fields that an edit of a campaign that has started does not have."""


@dataclass(frozen=True)
class Basics:
    """The first step, as it was typed. `start` is an ISO date; `holidays` empty means weekends only."""

    pack: str = ""
    name: str = ""
    channels: tuple[str, ...] = ()
    start: str = ""
    rhythm: str = STANDARD
    zone: str = ""
    threshold: str = str(USUAL_THRESHOLD)
    holidays: str = ""
    priorities: tuple[Priority, ...] = (Priority("", ""), Priority("", ""))
    sponsor: str = ""


@dataclass(frozen=True)
class TeamSketch:
    """One team of the second step, as it was typed."""

    name: str = ""
    organisation: str = ""
    leaders: tuple[str, ...] = ()
    zone: str | None = None  # not asked for: a campaign that runs may have it from a file
    off_slack: str = ""


@dataclass(frozen=True)
class Running:
    """What a campaign that has started has and an edit does not ask for, or offers beside the usual choices.

    `rhythm` is None where its hours are among the form's; `priorities` are those that the form has no fields for.
    """

    language: str
    zone: str
    holidays: str
    rhythm: Mapping[str, str] | None = None
    priorities: tuple[Priority, ...] = ()


@dataclass(frozen=True)
class Sketch:
    """Everything so far. `teams` is by channel, and keeps what was typed for a channel that was taken out again.

    `about` is the campaign that is being changed, at `about_version`; empty for a new one. `running` is set where that
    campaign has started: the sketch is an edit then. `kept` tells that the form was left in the middle some time ago.
    """

    id: str
    version: int = 1
    basics: Basics = Basics()
    teams: Mapping[str, TeamSketch] = field(default_factory=dict)
    about: str = ""
    about_version: int = 0
    kept: bool = False
    running: Running | None = None

    def team(self, channel: str) -> TeamSketch:
        """Give one team as far as it is known."""
        return self.teams.get(channel, TeamSketch())

    def plan(self) -> CampaignPlan:
        """Make the plan. Values that are missing or malformed are replaced: check them first."""
        basics, threshold, running = self.basics, _whole(self.basics.threshold), self.running
        own_hours = running.rhythm if running and basics.rhythm == OWN_HOURS else None
        return CampaignPlan(
            name=basics.name,
            pack=basics.pack,
            start=_day(basics.start) or date.max,
            zone=basics.zone,
            teams=tuple(_planned(channel, self.team(channel)) for channel in basics.channels),
            threshold=NEVER_BELOW if threshold is None else threshold,
            language=running.language if running else "en",
            holidays=basics.holidays or None,
            priorities=(
                *(one for one in basics.priorities if one.title.strip()),
                *(running.priorities if running else ()),
            ),
            rhythm=own_hours or basics.rhythm,
            sponsor=basics.sponsor,
        )


def _planned(channel: str, team: TeamSketch) -> TeamPlan:
    off_slack = _whole(team.off_slack) or 0
    return TeamPlan(channel, team.leaders, team.name.strip(), team.organisation.strip(), team.zone, off_slack)


def basics_problems(sketch: Sketch, around: Surroundings, called: Mapping[str, str]) -> Iterator[FieldProblem]:
    """Give what is wrong with the first step; `called` has the names of channels, for the sentences."""
    frozen = FROZEN if sketch.running else frozenset()
    raw = [problem for problem in _unreadable(sketch) if problem.field not in frozen]
    yield from raw
    told = frozen | {problem.field for problem in raw} | {name for names in PRIORITY_FIELDS for name in names}
    channels = sketch.basics.channels
    teams = tuple(TeamPlan(channel, (SOMEBODY,), called.get(channel, channel)) for channel in channels)
    plan = replace(sketch.plan(), teams=teams)
    yield from (problem for problem in find_problems(plan, around) if problem.field not in told)


def _unreadable(sketch: Sketch) -> Iterator[FieldProblem]:
    basics = sketch.basics
    for name in ("pack", "name"):
        if not getattr(basics, name).strip():
            yield FieldProblem(name, PLEASE)
    if len(basics.channels) > MOST_TEAMS:
        yield FieldProblem("teams", f"Choose at most {MOST_TEAMS} channels; make a second campaign for the others.")
    if _day(basics.start) is None:
        yield FieldProblem("start", "Please choose a day.")
    yield from _threshold(basics.threshold)
    yield from _priorities(basics.priorities, needed=not sketch.running)


def _threshold(typed: str) -> Iterator[FieldProblem]:
    number = _whole(typed)
    if number is None:
        yield FieldProblem("threshold", f"Please give a whole number, such as {USUAL_THRESHOLD}.")
    elif number > HIGHEST_THRESHOLD:
        yield FieldProblem("threshold", f"With more than {HIGHEST_THRESHOLD} leaders would hardly see a figure.")


def _priorities(priorities: Iterable[Priority], *, needed: bool) -> Iterator[FieldProblem]:
    asked = chain(priorities, repeat(Priority("", "")))
    for place, (fields, given) in enumerate(zip(PRIORITY_FIELDS, asked, strict=False)):
        if not given.title.strip() and not given.reason.strip():
            if place == 0 and needed:
                yield FieldProblem(fields[0], "Name at least one priority. The weekly questions come back to it.")
            continue
        for problem in priority_problems(given):
            title, reason = fields
            yield FieldProblem(title if problem.field == "priority" else reason, problem.sentence)


def teams_problems(sketch: Sketch, channels: Iterable[str]) -> Iterator[FieldProblem]:
    """Give what is wrong with some teams of the second step; names are held against those of all teams."""
    names = Counter(sketch.team(channel).name.strip().casefold() for channel in sketch.basics.channels)
    some_named = any(sketch.team(channel).organisation.strip() for channel in sketch.basics.channels)
    for channel in channels:
        team = sketch.team(channel)
        name = team.name.strip()
        if not name:
            yield FieldProblem(f"team|{channel}", "Give the team a name; leaders see it in their digest.")
        elif names[name.casefold()] > 1:
            yield FieldProblem(f"team|{channel}", f"Two teams are called “{name}”. Give each its own name.")
        elif len(name) > LONGEST_NAME:
            yield FieldProblem(f"team|{channel}", f"Keep the name within {LONGEST_NAME} characters.")
        if len(team.organisation.strip()) > LONGEST_NAME:
            yield FieldProblem(f"organisation|{channel}", f"Keep the name within {LONGEST_NAME} characters.")
        elif some_named and not team.organisation.strip():
            yield FieldProblem(f"organisation|{channel}", "Name it for each team, or for none of them.")
        if not team.leaders:
            yield FieldProblem(f"leaders|{channel}", "Choose at least one leader, who gets the weekly digest.")
        if team.off_slack.strip() and _whole(team.off_slack) not in range(MOST_OFF_SLACK + 1):
            yield FieldProblem(f"off_slack|{channel}", f"Please give a whole number {OFF_SLACK}, or leave it empty.")


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _whole(typed: str) -> int | None:
    try:
        return int(typed.strip())
    except ValueError:
        return None
