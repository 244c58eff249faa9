"""What must hold for the coach to do its work, each with what to do when it does not. Pure.

A process fails only for what it does itself. What others should do shows there as a warning: a web process that is
taken out of service because a worker is ill would turn people's answers away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.health.vitals import TICKING, Vitals

LONGEST_TICK = timedelta(minutes=2)
LONGEST_LAG = timedelta(minutes=30)
LONGEST_SILENCE = timedelta(seconds=60)
WRONG_CLOCK = 300.0  # seconds
EVERYTHING = "everything"
"""The role of who asks about the whole installation: the command line."""


class Level(StrEnum):
    """How it stands."""

    WELL = "well"
    WARNING = "warning"
    FAILING = "failing"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, and a sentence: what is the matter, and what to do."""

    name: str
    level: Level
    say: str

    @property
    def ok(self) -> bool:
        """Whether work can go on."""
        return self.level is not Level.FAILING


def database_away(sentence: str) -> tuple[Check, ...]:
    """What can be said when the database does not answer."""
    return (Check("database", Level.FAILING, f"{sentence} Look whether it runs, and at DATABASE_URL."),)


def checks(vitals: Vitals, head: str, role: str = EVERYTHING) -> tuple[Check, ...]:
    """Hold what was measured against what must hold. `head` is the newest revision of the tables."""
    own = Level.FAILING if role in TICKING or role == EVERYTHING else Level.WARNING
    return (
        Check("database", Level.WELL, "It answers."),
        _migrations(vitals, head),
        _ticks(vitals, own),
        _lag(vitals, own),
        *_sockets(vitals, own),
        _clock(vitals),
    )


def _migrations(vitals: Vitals, head: str) -> Check:
    if vitals.revision == head:
        return Check("migrations", Level.WELL, "The tables are up to date.")
    say = f"The tables are of version {vitals.revision}, not {head}. Run `waymark migrate`, then restart."
    return Check("migrations", Level.FAILING, say)


def _ticks(vitals: Vitals, level: Level) -> Check:
    age = vitals.tick_age
    if age is None:
        return Check("ticks", level, "No process keeps the weeks. Start `waymark worker`, or `waymark run`.")
    if age > LONGEST_TICK:
        say = f"There has been no tick for {in_words(age)}. Look at the log for `put_off`, then restart the worker."
        return Check("ticks", level, say)
    if vitals.failing_for > LONGEST_TICK:
        say = f"Each tick has had trouble for {in_words(vitals.failing_for)}. Look at the log for `beat_failed`."
        return Check("ticks", Level.WARNING, say)
    return Check("ticks", Level.WELL, f"The last one was {in_words(age)} ago.")


def _lag(vitals: Vitals, level: Level) -> Check:
    if vitals.lag > LONGEST_LAG:
        limited = " Slack limits how fast messages may go; this passes." if vitals.throttled else ""
        say = f"A message has waited {in_words(vitals.lag)} to be sent.{limited} Look at the log for `delivery`."
        return Check("lag", level, say)
    return Check("lag", Level.WELL, "No message waits that could be sent.")


def _sockets(vitals: Vitals, level: Level) -> Iterator[Check]:
    sockets = [process for process in vitals.processes if process.uses_socket]
    if not sockets:
        return
    alive = [process.socket_at or process.started_at for process in sockets]
    silence = vitals.wire - max(alive)
    if silence > LONGEST_SILENCE:
        say = f"Slack has not answered on the socket for {in_words(silence)}. Look at the network, then restart."
        yield Check("socket", level, say)
    else:
        yield Check("socket", Level.WELL, "Slack answers on the socket.")


def _clock(vitals: Vitals) -> Check:
    ahead = vitals.clock_ahead
    if abs(ahead) <= WRONG_CLOCK:
        return Check("clock", Level.WELL, "The machine's clock agrees with Slack's.")
    off = in_words(timedelta(seconds=abs(ahead)))
    way = "ahead of" if ahead > 0 else "behind"
    say = f"A machine's clock is {off} {way} Slack's. Waymark goes by Slack's, but set it right (NTP), for the logs."
    return Check("clock", Level.WARNING, say)


_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def in_words(span: timedelta) -> str:
    """Say a span of time roughly, by the largest unit of which there are two: 40 seconds, 90 minutes, 2 days."""
    seconds = int(span.total_seconds())
    unit, size = next((unit for unit in _UNITS if seconds >= 2 * unit[1]), _UNITS[-1])
    number = seconds // size
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def failing(found: tuple[Check, ...]) -> bool:
    """Tell whether anything fails."""
    return not all(check.ok for check in found)
