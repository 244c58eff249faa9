"""Which stage of its keeping a campaign is in, and when the next one comes. Pure: the moment is handed in.

What people said goes first, then figures, then all the rest. Each term is counted in calendar months from the end of
the campaign:

- one that is finished ended with its last close (where no week was ever closed, with the last thing that was done);
- one that is paused, or a draft, ends with the last thing that happened in it, unless it is resumed before its term is
  over: a campaign that nobody goes on with must end some day too;
- one that runs has no end. It comes to one by itself: weeks that cannot be asked are missed;
- when Slack tells that Waymark was removed from a workspace, each of its campaigns that had not ended has ended then;
  a campaign that was made later has not.

A draft has no answers, figures or headlines, so it goes as a whole with the first term.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

MONTHS_A_YEAR = 12


class Stage(StrEnum):
    """What goes together, in the order in which it goes."""

    RAW = "raw"  # what people said, rated and did, and whoever it was
    AGGREGATES = "aggregates"  # figures
    HEADLINES = "headlines"  # everything else of the campaign


@dataclass(frozen=True)
class Terms:
    """Months from a campaign's end until each stage goes. Settings keep them in order."""

    raw: int = 12
    aggregates: int = 36
    headlines: int = 72

    @property
    def months(self) -> Mapping[Stage, int]:
        """The months of each stage."""
        return {Stage.RAW: self.raw, Stage.AGGREGATES: self.aggregates, Stage.HEADLINES: self.headlines}


@dataclass(frozen=True)
class Life:
    """What the end of a campaign is read from. `last_act`: when a beat of it was last done."""

    state: str
    created_at: datetime
    start: date
    last_close: datetime | None = None
    last_act: datetime | None = None
    uninstalled_at: datetime | None = None


def ended(life: Life) -> datetime | None:
    """Tell when a campaign ended; None while it runs."""
    moments = [moment for moment in (_by_itself(life), _removed(life)) if moment is not None]
    return min(moments, default=None)


def going(life: Life, terms: Terms) -> Mapping[Stage, datetime]:
    """Tell when each stage of a campaign goes; nothing while it runs."""
    end = ended(life)
    if end is None:
        return {}
    if life.state == "draft":
        return dict.fromkeys(Stage, months_after(end, terms.raw))
    return {stage: months_after(end, months) for stage, months in terms.months.items()}


def due(life: Life, terms: Terms, now: datetime) -> tuple[Stage, ...]:
    """List the stages whose time has come, first things first."""
    return tuple(stage for stage, moment in going(life, terms).items() if moment <= now)


def months_after(moment: datetime, months: int) -> datetime:
    """Give the same day so many months later, or earlier; where that month is shorter, its last day."""
    years, month = divmod(moment.month - 1 + months, MONTHS_A_YEAR)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def moment_of(day: date) -> datetime:
    """Give the beginning of a day, where only the day is known."""
    return datetime.combine(day, time(), UTC)


def _removed(life: Life) -> datetime | None:
    """A campaign that was made after a removal shows that Waymark was there again: that removal did not end it."""
    removed = life.uninstalled_at
    return None if removed is None or removed < life.created_at else removed


def _by_itself(life: Life) -> datetime | None:
    match life.state:
        case "running":
            return None
        case "finished":
            return life.last_close or life.last_act or life.created_at
    moments = (life.created_at, moment_of(life.start), life.last_close, life.last_act)
    return max(moment for moment in moments if moment is not None)
