"""What forms, the Home tab and commands show: frozen facts, gathered by `bot/enquiries.py`, drawn by `bot/slack`."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Choice:
    """One option of a select: its key, and the words people read (at most 75 characters)."""

    key: str
    label: str


@dataclass(frozen=True)
class AnswerForm:
    """The private answer form of a round; `answer_id` and the values are set when an answer is being changed."""

    round_id: str
    area_title: str
    headline: str
    threshold: int
    questions: tuple[Choice, ...]
    themes: tuple[Choice, ...]
    open: bool
    mode: str = "confidential"
    answer_id: str | None = None
    question: str | None = None
    text: str = ""
    theme: str | None = None
    now: int | None = None
    needed: int | None = None
    quotable: bool = False


@dataclass(frozen=True)
class FollowUpForm:
    """The coach's one follow-up question about an answer."""

    answer_id: str
    area_title: str
    probe_text: str
    mode: str
    threshold: int


@dataclass(frozen=True)
class OwnAnswer:
    """One of the reader's own answers."""

    answer_id: str
    area_title: str
    week: int
    campaign: str
    mode: str
    text: str
    question: str
    given_at: datetime
    changeable: bool  # a thread answer is changed in its thread
    link: str | None = None


@dataclass(frozen=True)
class MyData:
    """Everything that can be traced to the reader."""

    answers: tuple[OwnAnswer, ...]
    ratings: tuple[tuple[str, str, int], ...]  # area title, scale, value
    reminders: str  # on | snoozed | stopped


@dataclass(frozen=True)
class RoundNow:
    """The question that is open for the reader's team, or the next one."""

    round_id: str
    campaign: str
    team: str
    channel: str
    week: int
    weeks: int
    area_title: str
    headline: str
    state: str  # open | upcoming | closed
    opens_at: datetime | None
    closes_at: datetime | None
    took_part: bool
    link: str | None
    zone: str = "UTC"  # where the team's clock stands


@dataclass(frozen=True)
class LeaderWeek:
    """What a leader's Home shows of one of their digests."""

    digest_id: str
    campaign: str
    week: int
    area_title: str
    withheld: bool
    issued_at: datetime
    heard: str
    questions: int
    offers: tuple[str, ...]  # teams that were offered a talk


@dataclass(frozen=True)
class OfferHeard:
    """A leader's offer of a talk, as the team sees it. `leader` is a Slack id."""

    leader: str
    team: str
    area_title: str


@dataclass(frozen=True)
class NextWeek:
    """The next week of a campaign that no team has begun: its number, its area, and the first day and moment of it."""

    week: int
    area_title: str
    opens_on: date
    opens_at: datetime


@dataclass(frozen=True)
class TroubleNow:
    """Something an admin should look at: the team, what was to be said, what became of it, and Slack's word for it.

    `state` is failed or in_doubt for a message, missed for a week that could not be asked (`utterance` is empty then).
    """

    team: str
    utterance: str
    state: str
    code: str
    week: int


@dataclass(frozen=True)
class CampaignNow:
    """A campaign's state in one line, for admins and for `status`."""

    campaign_id: str
    name: str
    state: str
    pack_title: str
    week: int
    weeks: int
    area_title: str
    teams: tuple[str, ...]
    next_kind: str | None
    next_at: datetime | None
    zone: str
    problems: int = 0
    next_week: NextWeek | None = None
    is_open: bool = False  # a question is open in every team that has one left: none can be sent now
    troubles: tuple[TroubleNow, ...] = ()  # the newest of the problems


@dataclass(frozen=True)
class Home:
    """The Home tab of one person: what they may see, by what they are."""

    user: str
    is_admin: bool
    rounds: tuple[RoundNow, ...] = ()
    answers: tuple[OwnAnswer, ...] = ()
    offers: tuple[OfferHeard, ...] = ()  # what leaders did
    leader_weeks: tuple[LeaderWeek, ...] = ()
    campaigns: tuple[CampaignNow, ...] = ()
    zone: str = "UTC"


@dataclass(frozen=True)
class PackChoice:
    """A pack on the shelf: its summary helps to choose."""

    key: str
    title: str
    summary: str
    weeks: int


@dataclass(frozen=True)
class ScheduleForm:
    """What the scheduling form offers, and what it starts from where nothing was typed yet."""

    packs: tuple[PackChoice, ...]
    zones: tuple[Choice, ...]
    rhythms: tuple[Choice, ...]
    holidays: tuple[Choice, ...]
    start: date
    zone: str
    threshold: int = 5
