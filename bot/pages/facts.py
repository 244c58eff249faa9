"""What stands on a leader's page: frozen facts, which templates put into words and sheets into cells. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.digests.side_by_side import all_views
from bot.insight.ideas import Learning, Moved
from bot.insight.outcomes import OPEN as STILL_OPEN
from bot.insight.outcomes import QUESTION
from bot.insight.promised import OPEN, PromiseShown
from bot.insight.publishing import Level


@dataclass(frozen=True)
class PageLink:
    """A link to a leader's page: its address (None: nobody has set where pages are), and its life in minutes."""

    url: str | None
    minutes: int


@dataclass(frozen=True)
class Line:
    """What one group (a team, an organisation, all together) published of one week.

    `state`: shown, or why there are no figures: few (people), waiting (to be added up), open, upcoming,
    missed, gone. `heard` is (lowest, highest); `all_teams` is False where only the larger teams are in it.
    """

    name: str
    state: str
    heard: tuple[int, int | None] | None = None
    share: str | None = None
    all_teams: bool = True
    ratings: Mapping[str, Any] | None = None
    themes: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class AreaSoFar:
    """One week's area, with a line for each group of the breakdown; `repeats` is the area that asked it before."""

    week: int
    key: str
    title: str
    headline: str
    lines: tuple[Line, ...]
    repeats: str | None = None

    @property
    def asked(self) -> bool:
        """Whether its week has opened for any of these groups."""
        return any(line.state != "upcoming" for line in self.lines)


@dataclass(frozen=True)
class TierSoFar:
    """Areas that belong together."""

    title: str
    areas: tuple[AreaSoFar, ...]


@dataclass(frozen=True)
class GapBefore:
    """What was published of a group's area when the framework ran before: in which campaign, and the gap.

    `whole` is False for a sum of the larger teams alone.
    """

    group: str
    area: str
    campaign: str
    gap: float
    whole: bool = True


@dataclass(frozen=True)
class SaidBefore:
    """An answer, or a promise with its owner and day, that another act came after: since when, and the words."""

    state: str
    at: datetime
    words: str = ""
    owner: str | None = None
    until: date | None = None
    became: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a question: a state of `bot/insight/outcomes.py`, and since when; None: it waits.

    `words` are those that the team read; what was answered in private has none. `owner` (a Slack id) and `until` are a
    promise's, which `became` kept or dropped; `holder` is whom it was passed on to. `met_at` is when people met about
    it; `help`: which part of those who asked say that it helped (a word of `bot.insight.bands`).
    `late`: it waits, and its day is over. `before`: what was said before and holds still, the oldest first.
    """

    state: str
    at: datetime | None
    reply_by: date
    words: str = ""
    owner: str | None = None
    until: date | None = None
    became: str = ""
    holder: str | None = None
    met_at: datetime | None = None
    help: str = ""
    late: bool = False
    before: tuple[SaidBefore, ...] = ()


@dataclass(frozen=True)
class Put:
    """A question that was put to the leader. `author` is a Slack id, None in confidence.

    `outcome` is None in a digest that was written before questions had records; `talk_at`: a talk was offered then.
    `organisation` is set on what its small teams asked together (empty: it has no name).
    """

    text: str
    author: str | None
    team: str
    talk_at: datetime | None
    outcome: Outcome | None = None
    kind: str = QUESTION
    wish: str = ""  # how it would be taken up best (`bot.insight.ladder`); empty for one from before there were wishes
    speaker: str | None = None  # the colleague who speaks for whoever asked
    organisation: str | None = None

    @property
    def waits(self) -> bool:
        """Whether nobody has said yet what comes of it."""
        return self.talk_at is None if self.outcome is None else self.outcome.state in STILL_OPEN


@dataclass(frozen=True)
class WeekOfQuestions:
    """What one digest put to the leader, and the talks that were offered from it."""

    week: int
    area_title: str
    issued_at: datetime
    put: tuple[Put, ...]
    more: int
    talks: tuple[tuple[str, datetime], ...]  # team, when


@dataclass(frozen=True)
class IdeaTraced:
    """An idea from the need that it serves to what came of it, as people of its team may read it.

    `priority` is that of the campaign which the week's question named, empty where it named none. `told` is what
    residents told the team in that week, as far as the reader's digest has it. `promises` were made to the team then.
    """

    team: str
    week: int
    area_title: str
    stage: str
    words: Mapping[str, str]  # need, for_whom, idea, elsewhere, red_tape; empty once they are taken back
    credit: str | None
    owner: str | None
    priority: str = ""
    told: tuple[str, ...] = ()
    moves: tuple[Moved, ...] = ()
    asks: tuple[tuple[str, str], ...] = ()  # what leaders were asked, and what they said
    promises: tuple[PromiseShown, ...] = ()
    learned: Learning | None = None

    @property
    def title(self) -> str:
        """The idea, or else the need; empty once they are taken back."""
        return self.words.get("idea") or self.words.get("need", "")

    def said(self, stage: str) -> Mapping[str, str]:
        """What was answered when it came to a stage last."""
        return next((move.said for move in reversed(self.moves) if move.kind == stage), {})


Words = tuple[tuple[str, int], ...]
"""Words that were chosen for how many said yes (`bot.insight.bands.SHARES`), and how often each was."""


@dataclass(frozen=True)
class Measured:
    """One organisation, or all together (empty name).

    `rounds` have closed, `talked` of them led to a meeting that was held; `days` is the median to a first answer.
    `helped` and `heard` say of how many questions and meetings which word was chosen.
    """

    organisation: str
    rounds: int
    talked: int
    raised: int
    days: int | None
    agreed: int
    answered: int
    declined: int
    more_work: int
    helped: Words
    heard: Words

    @property
    def open(self) -> int:
        """How many questions have no outcome yet."""
        return self.raised - self.agreed - self.answered - self.declined - self.more_work


@dataclass(frozen=True)
class Lessons:
    """What the learning library has for the reader: with the words that were looked for, the newest first."""

    wanted: str
    found: tuple[Learning, ...]
    more: int = 0


@dataclass(frozen=True)
class LeadersPage:
    """The whole page of one leader, by one breakdown. `digest` is their newest snapshot, None before the first."""

    campaign: str
    language: str
    finished: bool
    weeks: int
    threshold: int
    zone: str
    level: Level
    organisations: tuple[str, ...]
    digest: Mapping[str, Any] | None
    issued_at: datetime | None
    tiers: tuple[TierSoFar, ...]
    skills: AreaSoFar | None
    timeline: tuple[WeekOfQuestions, ...]
    names: Mapping[str, str]  # what people are called, by Slack id
    notice: str = ""  # where people read the privacy notice
    promises: tuple[PromiseShown, ...] = ()  # the leader's own, and those to teams that they lead
    leads: bool = True  # False for who gets wider digests only, and reads of no team alone
    before: tuple[GapBefore, ...] = ()
    measure: tuple[Measured, ...] = ()
    ideas: tuple[IdeaTraced, ...] = ()  # of the campaign, in teams whose ideas the reader may read
    lessons: Lessons | None = None  # from the learning library; None where it was not asked for
    earlier: Mapping[str, int] | None = None  # what still waits of earlier weeks (`bot/digests/waiting.py`)

    @property
    def this_week(self) -> WeekOfQuestions | None:
        """What the newest digest put to the leader, as it stands now."""
        return self.timeline[0] if self.digest and self.timeline else None

    @property
    def waiting(self) -> int:
        """How many questions wait now, of the newest digest and of earlier ones."""
        newest = sum(one.waits for one in self.this_week.put) if self.this_week else 0
        return newest + (self.earlier["waiting"] if self.earlier else 0)

    @property
    def views(self) -> tuple[Mapping[str, Any], ...]:
        """What the newest digest sets side by side, save leaders and staff, who have a place of their own."""
        return tuple(_counted(line) for line in all_views(self.digest or {}) if line["kind"] != "leaders")

    @property
    def open_promises(self) -> int:
        """How many promises are still to be kept."""
        return sum(one.state == OPEN for one in self.promises)

    @property
    def late_promises(self) -> int:
        """How many of those are late."""
        return sum(one.late for one in self.promises)

    @property
    def areas(self) -> tuple[AreaSoFar, ...]:
        """All areas, in the order of the weeks."""
        return tuple(sorted((area for tier in self.tiers for area in tier.areas), key=lambda area: area.week))

    @property
    def any_asked(self) -> bool:
        """Whether there is anything yet that could have figures."""
        return any(area.asked for area in self.areas)

    @property
    def to_come(self) -> tuple[AreaSoFar, ...]:
        """The areas that nobody of these groups was asked about yet."""
        return tuple(area for area in self.areas if not area.asked)


def _counted(line: Mapping[str, Any]) -> Mapping[str, Any]:
    """With how many teams have a smaller gap than at the start, and how many a wider one."""
    if line["kind"] != "since":
        return line
    teams = line["teams"]
    smaller, wider = (
        sum(each["now"] < each["then"] for each in teams),
        sum(each["now"] > each["then"] for each in teams),
    )
    return {**line, "smaller": smaller, "wider": wider}
