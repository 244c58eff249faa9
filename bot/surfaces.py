"""What forms, the Home tab and commands show: frozen facts, gathered by `bot/enquiries`, drawn by `bot/slack`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.controller import Controller
from bot.insight.asked import LeadersAccount, NameShown, QuestionWaiting
from bot.insight.ideas import IdeasNow
from bot.insight.promised import PromiseShown, TeamPromises
from bot.insight.readers import ReaderShown
from bot.insight.traces import Traces
from bot.insight.workshop import TeamOpen


@dataclass(frozen=True)
class Choice:
    """One option of a select: its key, and the words people read (at most 75 characters)."""

    key: str
    label: str


@dataclass(frozen=True)
class AnswerForm:
    """The private answer form of a round; `answer_id` and the values are set when an answer is being changed.

    `leaders` (Slack ids) read a question to leaders in the digest that is due at `digest_at`; `wider` get figures of
    the organisation, or of all teams. `open`: what is written counts for the week. `thread_only`: Named words stand in
    the thread, and no digest has them.
    """

    round_id: str
    area_title: str
    headline: str
    threshold: int
    questions: tuple[Choice, ...]
    themes: tuple[Choice, ...]
    open: bool
    mode: str = "confidential"
    modes: tuple[str, ...] = ("named", "confidential")
    not_unlinked: str = ""  # why it is not among them: closed, leader or spent; empty also where nobody would expect it
    answer_id: str | None = None
    question: str | None = None
    text: str = ""
    theme: str | None = None
    now: int | None = None
    needed: int | None = None
    quotable: bool = False
    leaders: tuple[str, ...] = ()
    digest_at: datetime | None = None
    zone: str = "UTC"
    thread_only: bool = False
    wider: tuple[str, ...] = ()


@dataclass(frozen=True)
class FollowUpForm:
    """The coach's one follow-up question about an answer; `open` and `thread_only` as in the answer form."""

    answer_id: str
    area_title: str
    probe_text: str
    mode: str
    threshold: int
    open: bool = True
    thread_only: bool = False
    leaders: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quoting:
    """Whether one's own Confidential answer may be quoted, and what became of that.

    `state` is empty while nobody decided, or released or hidden; `text` is what leaders read of a released one.
    One that was hidden and waits once more has the `reason` still, and what its author replied.
    """

    allowed: bool
    state: str = ""
    text: str = ""
    reason: str = ""
    quote_id: str = ""
    reply: str = ""


@dataclass(frozen=True)
class QuoteToLook:
    """A quote as a facilitator sees it: never its author, no time. `seen` is a mark of these very words.

    `team` is empty for Unlinked words: they are the organisation's. `counted`: leaders see the theme's count.
    """

    quote_id: str
    seen: str
    text: str
    team: str
    organisation: str
    area_title: str
    week: int
    campaign: str
    theme: str
    counted: bool
    state: str  # waiting | released | hidden
    unlinked: bool
    reason: str = ""
    reply: str = ""


@dataclass(frozen=True)
class QuotesPage:
    """One page of quotes, shuffled; `led` are those of teams that the facilitator leads, which they do not see."""

    items: tuple[QuoteToLook, ...]
    start: int
    more: int
    waiting: int
    led: int


@dataclass(frozen=True)
class OwnWish:
    """How the reader would like a question of theirs taken up, who speaks, and to whom they gave their name."""

    way: str
    speaker: str | None
    said: str
    names: tuple[NameShown, ...] = ()


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
    quoting: Quoting | None = None  # None: it is no answer that could be quoted
    wish: OwnWish | None = None  # None: it is no question that leaders read


@dataclass(frozen=True)
class Reminders:
    """How somebody's reminders stand: on, snoozed or stopped. `until` is the local day on which a snooze ends."""

    state: str = "on"
    until: date | None = None


@dataclass(frozen=True)
class CampaignChoice:
    """A campaign that asks the reader, or did until they left it."""

    campaign_id: str
    name: str
    left: bool


@dataclass(frozen=True)
class OwnChoices:
    """What the reader has decided about their own data, and what they may decide."""

    campaigns: tuple[CampaignChoice, ...] = ()
    objected_at: datetime | None = None
    officers: bool = False  # somebody hears of an objection
    leads: bool = False  # then digests come all the same

    @property
    def away(self) -> bool:
        """Whether the reader is asked nothing any more, by their own choice."""
        left = bool(self.campaigns) and all(campaign.left for campaign in self.campaigns)
        return left or self.objected_at is not None


@dataclass(frozen=True)
class RightUsed:
    """A right that somebody used and that concerns the reader. `actor` is a Slack id, or a process.

    `role` is what the act is kept for, where it is; `campaign` is set where it concerned a whole campaign.
    """

    at: datetime
    act: str
    actor: str
    role: str = ""
    why: str = ""
    campaign: str = ""


@dataclass(frozen=True)
class RightsUsed:
    """All of them, the newest first."""

    used: tuple[RightUsed, ...] = ()
    reader: str = ""


@dataclass(frozen=True)
class OwnIdea:
    """What is kept of the reader about one idea: `words` they raised it with, and what they `wrote` since."""

    idea_id: str
    campaign: str
    team: str
    stage: str
    raised: bool
    named: bool = False  # whoever raised it put their name to it
    words: Mapping[str, str] = field(default_factory=dict)
    owns: bool = False
    role: str = ""  # how they offered to help
    skill: str = ""
    wrote: tuple[tuple[str, Mapping[str, str]], ...] = ()  # at which step, and what
    named_in_win: bool = False  # they added their name to the message about its win


@dataclass(frozen=True)
class OwnMail:
    """Whether invitations may go by e-mail (`offered`: a mail server is set), and to which address; empty: none."""

    offered: bool = False
    address: str = ""


@dataclass(frozen=True)
class MyData:
    """Everything that can be traced to the reader."""

    answers: tuple[OwnAnswer, ...]
    ratings: tuple[tuple[str, str, int], ...]  # area title, scale, value
    reminders: Reminders
    traces: Traces = field(default_factory=Traces)
    zone: str = "UTC"
    controller: Controller = field(default_factory=Controller)
    usual_mode: str = "confidential"
    forgotten: tuple[str, ...] = ()  # campaigns of the reader's teams whose coded links were destroyed
    choices: OwnChoices = field(default_factory=OwnChoices)
    rights: RightsUsed = field(default_factory=RightsUsed)
    ideas: tuple[OwnIdea, ...] = ()
    mail: OwnMail = field(default_factory=OwnMail)


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
    leads: bool = False  # the reader leads the team, and is not asked


@dataclass(frozen=True)
class OfferHeard:
    """A leader's offer of a talk, as the team sees it. `leader` is a Slack id."""

    leader: str
    offered_at: datetime


@dataclass(frozen=True)
class LeadersDid:
    """What leaders did about one closed week of the reader's team: `questions` is how many were put to them."""

    team: str
    week: int
    area_title: str
    questions: int
    offers: tuple[OfferHeard, ...]


@dataclass(frozen=True)
class CampaignOver:
    """A campaign of the reader's team that has ended: what was asked of leaders, and each talk they offered."""

    campaign: str
    team: str
    channel: str
    weeks: int
    questions: int
    offers: tuple[tuple[str, str], ...]  # the leader's Slack id, the area's title
    became: tuple[tuple[str, int], ...] = ()  # of `bot.insight.outcomes.STATES`, and how many questions stand there
    held: int = 0  # how many of the talks took place


@dataclass(frozen=True)
class TalkOffered:
    """A talk that the reader offered to a team; `held_at`: when a meeting with it about that week took place last."""

    team: str
    channel: str
    area_title: str
    offered_at: datetime
    held_at: datetime | None = None


@dataclass(frozen=True)
class MeetingAhead:
    """A time of a meeting that the reader offered. `taken` is None where they may not know how many come."""

    topic: str
    at: datetime
    taken: int | None
    places: int


@dataclass(frozen=True)
class DigestSent:
    """The reader's newest digest, with its address where it is known."""

    campaign: str
    week: int
    weeks: int
    area_title: str
    issued_at: datetime
    link: str | None
    digest_id: str = ""


@dataclass(frozen=True)
class Leading:
    """What a leader's Home shows of the teams they lead now, or led last.

    `state` is running, paused or finished: of the campaign that writes the next digest, which comes at `next_digest`.
    """

    rounds: tuple[RoundNow, ...]  # what their teams are asked
    waiting: tuple[QuestionWaiting, ...]  # the oldest first
    more_waiting: int
    talks: tuple[TalkOffered, ...]  # the newest first
    digest: DigestSent | None
    next_digest: datetime | None
    state: str
    zone: str
    campaign_id: str = ""  # whose page they may open
    digest_hour: str = ""  # when they want a team's digest; empty: as soon as it is written
    written_at: str = ""  # the hour at which the next one is written, such as "09:00"; empty while none is planned
    helped: str = ""  # of those who asked, how many say it helped: few | third | half | most | nearly
    meetings: tuple[MeetingAhead, ...] = ()  # that they offered, the next one first


@dataclass(frozen=True)
class Undelivered:
    """A message outside the teams' weeks, such as a digest, that failed or is in doubt; `to` is whom it is for."""

    utterance: str
    state: str
    code: str
    to: str


@dataclass(frozen=True)
class Ongoing:
    """Something that does not go as it should, for all campaigns at once. `figures` are numbers about it."""

    kind: str  # one of `bot.health.troubles.Kind`
    since: datetime
    figures: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Health:
    """Whether all goes as planned. `problems` counts everything that failed, `late` the steps that should be done."""

    problems: int = 0
    undelivered: tuple[Undelivered, ...] = ()
    late: int = 0
    ongoing: tuple[Ongoing, ...] = ()


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
    due: bool = False  # something is due by now; `next_kind` and `next_at` are what comes after it
    begun: bool = True  # a week has begun; if not, it is only planned
    is_open: bool = False  # a question is open in every team that has one left: none can be sent now
    troubles: tuple[TroubleNow, ...] = ()  # the newest of the problems


@dataclass(frozen=True)
class Home:
    """The Home tab of one person: what they may see, by what they are. `leading` None: they lead no team."""

    user: str
    is_admin: bool
    leading: Leading | None = None
    campaigns: tuple[CampaignNow, ...] = ()
    health: Health = field(default_factory=Health)
    rounds: tuple[RoundNow, ...] = ()  # of the teams in which they are staff
    over: tuple[CampaignOver, ...] = ()
    answers: tuple[OwnAnswer, ...] = ()
    did: tuple[LeadersDid, ...] = ()
    accounts: tuple[LeadersAccount, ...] = ()  # of the teams in which they are staff
    reads: tuple[ReaderShown, ...] = ()  # wider digests that they get, or stopped
    passed_on: tuple[QuestionWaiting, ...] = ()  # questions that somebody gave them to answer
    promises: tuple[PromiseShown, ...] = ()  # open ones that they may say what becomes of, the most urgent first
    more_promises: int = 0
    promised: tuple[TeamPromises, ...] = ()  # to the teams in which they are staff
    away: bool = False  # they left every campaign of their teams, or objected
    first_digest: datetime | None = None  # when leaders hear for the first time
    reminders: Reminders | None = None  # None: nobody would remind them
    usual_mode: str | None = None  # how their form starts; None: nobody asks them
    ideas: tuple[IdeasNow, ...] = ()  # of the teams whose ideas they read
    quotes_waiting: int | None = None  # for facilitators: how many quotes they may look at
    workshops: tuple[TeamOpen, ...] = ()  # for facilitators: teams whose week is open and that they do not lead
    zone: str = "UTC"
    controller: Controller = field(default_factory=Controller)


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
