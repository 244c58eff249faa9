"""Questions to leaders as people read them: frozen facts for forms and the Home tab. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from bot.insight.outcomes import CONCERN, QUESTION


def usual_days(spans: Collection[timedelta]) -> int | None:
    """Give the median of the times to the first answer, in whole days; None where there was none."""
    return round(median(span / timedelta(days=1) for span in spans)) if spans else None


def first_due(kind: str, reply_by: date | str | None) -> tuple[bool, str]:
    """Order questions wherever leaders read them: concerns first, then what is due first; without a date, last."""
    return kind != CONCERN, str(reply_by or "9999")


@dataclass(frozen=True)
class LeadersAccount:
    """What leaders did with the questions of the reader's team. `days`: the median to the first answer."""

    team: str
    raised: int
    answered: int
    days: int | None
    talks: int
    promises: int  # that are still to be kept
    late: int = 0  # that nobody has answered by the day


@dataclass(frozen=True)
class QuestionWaiting:
    """A question that was put to a leader, of which nobody has said yet what comes of it.

    `author` is a Slack id, None where it was asked in confidence; `team` is empty where smaller teams asked together;
    `days` is how long ago the digest brought it.
    """

    text: str
    author: str | None
    team: str
    days: int
    question_id: str = ""  # empty for one from before there were records
    wish: str = ""  # how it would be taken up best (`bot.insight.ladder`); empty for one from before there were wishes
    speaker: str | None = None  # the colleague who speaks for whoever asked
    kind: str = QUESTION
    reply_by: date | None = None
    before: tuple[str, ...] = ()  # as in `QuestionShown`
    late: bool = False
    became: str = ""  # as in `QuestionShown`


@dataclass(frozen=True)
class QuestionShown:
    """A question to leaders, as whoever may act on it reads it.

    `team` is None for what an organisation's small teams asked together; `author` is a Slack id, or None where it was
    asked in confidence. `private`: those who raised it can be written to one by one.
    """

    question_id: str
    text: str
    author: str | None
    team: str | None
    organisation: str | None
    area_title: str
    week: int
    kind: str  # question | concern
    state: str  # one of `bot.insight.outcomes.STATES`
    reply_by: date
    private: bool
    asked_by: int = 0  # so many colleagues or more ask it too; 0: fewer, or nobody may know
    thanked: bool = False  # a leader has sent thanks for it
    wish: str = ""  # as in `QuestionWaiting`
    speaker: str | None = None
    by_name: str | None = None  # who gave this reader their name, to meet about it
    before: tuple[str, ...] = ()  # states of before that hold still: it was answered, or promised
    late: bool = False  # nobody said what comes of it, and the day to reply by is over
    became: str = ""  # the promise that was made last on it is kept, or dropped


@dataclass(frozen=True)
class NameShown:
    """A name that somebody gave leaders: to whom, on which day, and on which day they took it back (ISO dates)."""

    leaders: tuple[str, ...]
    on: str
    until: str | None = None


@dataclass(frozen=True)
class WishShown:
    """A question as whoever asked it reads it. `put`: leaders have it. `leaders`: who would get their name.

    `speaker` is the colleague whom they named, `said` what that one said: nothing yet (empty or asked), yes or no.
    `names`: the one that is out stands first.
    """

    answer_id: str
    text: str
    area_title: str
    mode: str
    way: str
    speaker: str | None
    said: str
    put: bool
    leaders: tuple[str, ...]
    names: tuple[NameShown, ...] = ()

    @property
    def out(self) -> NameShown | None:
        """The name that leaders have now."""
        return next((name for name in self.names if name.until is None), None)


@dataclass(frozen=True)
class QuestionsShown:
    """What the form of a digest's questions shows: those of its week, and what still waits of earlier ones."""

    of_week: tuple[QuestionShown, ...]
    earlier: tuple[QuestionShown, ...] = ()
