"""Facts of forms, the Home tab and own data: ordinary ones, and as long as they may get."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.campaigns.amending import Amended
from bot.campaigns.plan import Priority
from bot.campaigns.ports import ChannelSeen
from bot.campaigns.preview import DatesAhead, SkippedWeek, WeekAhead
from bot.campaigns.rhythm import PRESETS
from bot.campaigns.sketch import OWN_HOURS, Basics, Running, Sketch, TeamSketch
from bot.campaigns.status import CampaignStatus, WeekNow
from bot.campaigns.wizard import Review
from bot.controller import Controller
from bot.enquiries.theme_pages import ProposalForm, Proposed, SaidInstead, ThemesPage, ThemeToLook
from bot.insight.asked import QuestionShown, QuestionWaiting, WishShown
from bot.insight.ideas import Helper, IdeaLine, IdeasForm, IdeaShown, IdeasNow, Learning, Moved
from bot.insight.promised import PromiseChanged, PromiseShown, TeamPromises
from bot.insight.traces import OwnPromise, PlaceHeld, PromiseChangedByMe, Reminded, Traces, WeekSeen
from bot.surfaces import (
    AnswerForm,
    CampaignNow,
    CampaignOver,
    Choice,
    DigestSent,
    FollowUpForm,
    Health,
    Home,
    LeadersDid,
    Leading,
    MeetingAhead,
    MyData,
    NextWeek,
    OfferHeard,
    OwnAnswer,
    OwnIdea,
    OwnMail,
    PackChoice,
    QuotesPage,
    QuoteToLook,
    Quoting,
    Reminders,
    RoundNow,
    ScheduleForm,
    TalkOffered,
    TroubleNow,
    Undelivered,
)
from tests.slack.samples import LINK, letters, words

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
LATER = datetime(2026, 11, 26, 17, tzinfo=UTC)

ANSWER_FORM = AnswerForm(
    round_id="round-1",
    area_title="A clear vision",
    headline="Do you know what we are trying to change, and why?",
    threshold=5,
    questions=(
        Choice("headline", "A clear vision"),
        Choice("vision.q1", "Hearing why"),
        Choice("to_leaders", "A question I want to put to our leaders"),
    ),
    themes=(Choice("vision.goal", "The goal"), Choice("vision.plan", "The plan")),
    open=True,
    leaders=("U0LEAD001", "U0LEAD002"),
    digest_at=datetime(2026, 11, 27, 9, tzinfo=UTC),
    zone="Europe/London",
)
CHANGE_FORM = AnswerForm(
    round_id="round-1",
    area_title="A clear vision",
    headline=ANSWER_FORM.headline,
    threshold=5,
    questions=ANSWER_FORM.questions,
    themes=ANSWER_FORM.themes,
    open=True,
    mode="named",
    answer_id="answer-1",
    question="vision.q1",
    text="We hear it once a year.",
    theme="vision.plan",
    now=2,
    needed=5,
    quotable=True,
)
FOLLOW_UP_FORM = FollowUpForm(
    "answer-1", "A clear vision", "What did you see or hear that makes you say that?", "named", 5
)
OWN = OwnAnswer(
    answer_id="answer-1",
    area_title="A clear vision",
    week=2,
    campaign="Autumn 2026",
    mode="confidential",
    text="I would like to hear it from <!channel> more than once.",
    quoting=Quoting(allowed=True, text="I would like to hear it from [name] more than once."),
    question="Hearing why",
    given_at=AT,
    changeable=True,
)
IN_THREAD = OwnAnswer(
    answer_id="answer-2",
    area_title="A clear vision",
    week=2,
    campaign="Autumn 2026",
    mode="named",
    text="We hear it once a year.",
    question="A clear vision",
    given_at=AT,
    changeable=False,
    link=LINK,
)
WEEK_SEEN = WeekSeen(date(2026, 11, 24), "A clear vision", 2, "Autumn 2026")
TRACES = Traces(
    took_part=(WEEK_SEEN,),
    reacted=((WEEK_SEEN, ("+1", "clap")),),
    reminded=(
        Reminded("A clear vision", datetime(2026, 11, 25, 15, tzinfo=UTC), date(2026, 11, 23)),
        Reminded("A clear aim", None, date(2026, 11, 16)),
    ),
    teams=("Repairs", "Housing"),
    leads=("Repairs",),
    digests=2,
    talks=1,
    places=(PlaceHeld("time-1", "The depot", AT, "booked"), PlaceHeld("time-2", "The vans", AT, "waiting")),
    meetings=2,
    opened_home=True,
    promises=(OwnPromise("A second depot.", date(2026, 12, 18), "open", ("made", "own")),),
    changed_promises=(
        PromiseChangedByMe("moved", datetime(2026, 12, 1, 9, tzinfo=UTC), "It is late.", date(2026, 12, 18)),
    ),
    sponsor_of=("Autumn 2026",),
)
QUOTE = QuoteToLook(
    quote_id="quote-1",
    seen="0123456789abcdef",
    text="[name] says yes & no to <!channel>.",
    team="Repairs",
    organisation="Northbridge",
    area_title="A clear vision",
    week=2,
    campaign="Autumn 2026",
    theme="Nobody asks",
    counted=True,
    state="waiting",
    unlinked=False,
)
PROMISE = PromiseShown(
    promise_id="promise-1",
    text="A second <depot>.",
    teams=("Repairs",),
    area_title="A clear vision",
    week=2,
    made_by="U0LEAD001",
    made_at=datetime(2026, 11, 27, 9, tzinfo=UTC),
    owner="U0BEN0001",
    decider="U0NIA0001",
    due_on=date(2026, 12, 18),
    state="open",
    late=True,
    history=(
        PromiseChanged(
            "moved",
            "U0BEN0001",
            datetime(2026, 12, 1, 9, tzinfo=UTC),
            "The lease is late.",
            date(2026, 12, 4),
            date(2026, 12, 18),
        ),
    ),
    may_change=True,
)
QUESTION_PUT = QuestionShown(
    question_id="question-1",
    text="Why was the depot closed?",
    author=None,
    team="Repairs",
    organisation=None,
    area_title="A clear vision",
    week=2,
    kind="question",
    state="waiting",
    reply_by=date(2026, 12, 11),
    private=True,
)
WISH = WishShown(
    answer_id="answer-1",
    text="Why was the depot closed?",
    area_title="A clear vision",
    mode="confidential",
    way="by_name",
    speaker=None,
    said="",
    put=True,
    leaders=("U0LEAD001",),
)
QUOTES = QuotesPage((QUOTE,), start=0, more=0, waiting=1, led=0)
THEME = ThemeToLook(
    mark="mark-1",
    text="We hear it once a year.",
    team="Repairs",
    area_title="A clear vision",
    week=2,
    campaign="Autumn 2026",
    theme="vision.plan",
    themes=(Choice("vision.plan", "Knowing the plan"), Choice("something-else", "Something else")),
)
INSTEAD = SaidInstead("A clear vision", "Autumn 2026", ("Who holds the keys", "Keys", "The locked hall"))
PROPOSED = Proposed("A clear vision", "Autumn 2026", "Keys and rooms", "Who can open what, and when.")
THEMES = ThemesPage((THEME,), start=0, more=0, led=1, instead=(INSTEAD,), proposed=(PROPOSED,))
PROPOSAL = ProposalForm((Choice("campaign-1|vision", "A clear vision (Autumn 2026)"),))
IDEAS_FORM = IdeasForm((("team-1", "Repairs"), ("team-2", "Lettings")), "Nobody knows when a repair comes.", named=True)
IDEA_LINE = IdeaLine("idea-1", "Send a text on the day.", "experiment", "Repairs", "U0ANNA001", finisher=False, weeks=2)
IDEA_SHOWN = IdeaShown(
    line=IDEA_LINE,
    words={
        "need": "Nobody knows when a repair comes.",
        "for_whom": "tenants",
        "idea": "Send a text on the day.",
        "red_tape": "Form 12 needs three signatures.",
    },
    credit="U0ANNA001",
    asks=(("red_tape", "waiting"), ("resources", "no")),
    moves=(
        Moved("idea", "U0ANNA001", {}, date(2026, 11, 24)),
        Moved("experiment", "U0ANNA001", {"test": "One street.", "decide_on": "2026-12-18"}, date(2026, 12, 1)),
        Moved("resources", "U0LEAD001", {"answer": "no", "words": "Not before May."}, date(2026, 12, 2)),
    ),
    helpers=(Helper("U0BEN0001", "skill", "I can write Welsh."),),
    helping=1,
    ways=("decided", "stopped"),
    may=frozenset({"finisher", "take_back", "answer/red_tape"}),
)
LEARNED = Learning(
    "Texts before a visit",
    "Repairs",
    "Northbridge Council",
    "stopped",
    {"expected": "Fewer calls.", "happened": "Calls fell.", "why": "People could plan.", "next": "Each street."},
)
IDEAS_NOW = IdeasNow("Repairs", raised=4, tried=1, finished=2, oldest=3, finishers=1)
OWN_IDEA = OwnIdea(
    idea_id="idea-1",
    campaign="Autumn 2026",
    team="Repairs",
    stage="experiment",
    raised=True,
    named=False,
    words={"need": "Nobody knows when a repair comes."},
    owns=True,
    role="skill",
    skill="I can write Welsh.",
    wrote=(("experiment", {"test": "One street."}),),
    named_in_win=True,
)
MY_DATA = MyData(
    answers=(OWN, IN_THREAD),
    ratings=(("A clear vision", "now", 2),),
    reminders=Reminders(),
    traces=TRACES,
    ideas=(OWN_IDEA,),
    mail=OwnMail(offered=True, address="amina@council.example"),
)
ROUND = RoundNow(
    round_id="round-1",
    campaign="Autumn 2026",
    team="Repairs",
    channel="C0TEAM0001",
    week=2,
    weeks=7,
    area_title="A clear vision",
    headline=ANSWER_FORM.headline,
    state="open",
    opens_at=AT,
    closes_at=LATER,
    took_part=False,
    link=LINK,
)
CAMPAIGN = CampaignNow(
    campaign_id="campaign-1",
    name="Autumn 2026",
    state="running",
    pack_title="Ready to innovate",
    week=2,
    weeks=7,
    area_title="A clear vision",
    teams=("Repairs", "Housing"),
    next_kind="digest",
    next_at=LATER,
    zone="Europe/London",
    problems=1,
    next_week=NextWeek(3, "Leaders who help", date(2026, 12, 1), datetime(2026, 12, 1, 10, tzinfo=UTC)),
    is_open=True,
    troubles=(TroubleNow("Repairs", "playback", "failed", "not_in_channel", 2),),
)
WAITING = QuestionWaiting("Who decides about the vans?", None, "Repairs", 9)
LEADING = Leading(
    rounds=(replace(ROUND, leads=True),),
    waiting=(WAITING, replace(WAITING, author="U0ANNA001", days=1), replace(WAITING, team="", days=0)),
    more_waiting=2,
    talks=(TalkOffered("Repairs", "C0TEAM0001", "Residents first", AT),),
    digest=DigestSent("Autumn 2026", 1, 7, "Residents first", AT, LINK, "digest-1"),
    next_digest=LATER,
    state="running",
    zone="Europe/London",
    campaign_id="campaign-1",
    meetings=(MeetingAhead("The depot", LATER, 3, 8), MeetingAhead("The vans", LATER, None, 8)),
)
DID = LeadersDid("Repairs", 1, "Residents first", 2, (OfferHeard("U0LEAD001", AT),))
OFFERED = (("U0LEAD001", "Residents first"),)
OVER = CampaignOver("Summer 2026", "Repairs", "C0TEAM0001", 7, 3, OFFERED, (("agreed", 2), ("waiting", 1)), 1)
MEMBER = Home(
    user="U0ANNA001",
    ideas=(IDEAS_NOW,),
    is_admin=False,
    rounds=(ROUND,),
    answers=(OWN,),
    did=(DID,),
    promised=(TeamPromises("team-1", "Repairs", (PROMISE,), 2),),
    reminders=Reminders(),
    zone="Europe/London",
)
LEADER = Home(user="U0LEAD001", is_admin=False, leading=LEADING, promises=(PROMISE,), zone="Europe/London")
ADMIN = Home(user="U0ADMIN01", is_admin=True, campaigns=(CAMPAIGN,), health=Health(1), zone="Europe/London")
AFTERWARDS = Home(user="U0ANNA001", is_admin=False, over=(OVER,), answers=(OWN,), zone="Europe/London")
NEWCOMER = Home(user="U0NEW0001", is_admin=False)
CONTROLLER = Controller(
    "Northbridge Council",
    "mailto:dpo@northbridge.example",
    "https://northbridge.example/complain",
    "https://northbridge.example/privacy",
)
SCHEDULE_FORM = ScheduleForm(
    packs=(
        PackChoice("innovation-framework", "Ready to innovate", "Seven weeks, one area each.", 7),
        PackChoice("first-steps", "First steps", "Four short weeks.", 4),
    ),
    zones=(Choice("Europe/London", "Europe/London"), Choice("UTC", "UTC")),
    rhythms=(Choice("tuesday", "Tuesday 10:00, digest on Friday 09:00"),),
    holidays=(Choice("GB-ENG", "England"),),
    start=date(2026, 11, 24),
    zone="Europe/London",
)
SKETCH = Sketch(
    id="sketch-1",
    version=2,
    basics=Basics(
        pack="innovation-framework",
        name="Autumn 2026",
        channels=("C0TEAM0001", "C0TEAM0002"),
        start="2026-11-24",
        zone="Europe/London",
        holidays="GB-ENG",
        priorities=(Priority("Faster repairs", "Some people wait nine months."), Priority("", "")),
    ),
    teams={
        "C0TEAM0001": TeamSketch("Repairs", "Greenfield Council", ("U0LEAD001",)),
        "C0TEAM0002": TeamSketch("Wards", "Greenfield Hospital", ("U0LEAD002", "U0LEAD003")),
    },
)
SHARED = ChannelSeen("C0TEAM0002", "wards", is_member=True, shared=True)


def review_of(sketch: Sketch, weeks: int = 7, **changes: Any) -> Review:
    """The last step of a sketch, with a week that is left out."""
    ahead = tuple(WeekAhead(week, letters(75), AT, LATER, LATER) for week in range(1, weeks + 1))
    return Review(
        sketch=sketch,
        plan=sketch.plan(),
        pack_title="Ready to innovate",
        rhythm=PRESETS["tuesday"],
        dates=DatesAhead(AT, ahead, (SkippedWeek(date(2026, 12, 28), ("Boxing Day (observed)", "New Year's Day")),)),
        **changes,
    )


REVIEW = review_of(SKETCH)


def sketch_of(teams: int) -> Sketch:
    """A sketch of so many teams, each as long as can be, with three leaders."""
    channels = tuple(f"C0TEAM{number:04}" for number in range(teams))
    leaders = ("U0LEAD001", "U0LEAD002", "U0LEAD003")
    basics = replace(
        SKETCH.basics, name=words(80), channels=channels, priorities=(Priority(words(100), words(250)),) * 2
    )
    long = {channel: TeamSketch(words(80), words(80), leaders) for channel in channels}
    return replace(SKETCH, basics=basics, teams=long)


EDIT = replace(SKETCH, about="campaign-1", about_version=4, running=Running("en", "Europe/London", "GB-ENG"))


ZONE = "Europe/London"


def minutes(team: int, apart: bool) -> timedelta:
    """How much later a team's weeks close, if teams are `apart`."""
    return timedelta(minutes=team if apart else 0)


def status_of_weeks(teams: int, weeks: int, now: CampaignNow = CAMPAIGN, *, apart: bool = False) -> CampaignStatus:
    """A campaign of so many teams and weeks, just set up; teams that are `apart` have each their own dates."""
    rows = tuple(
        WeekNow(
            week, letters(75), f"Team {team}", "upcoming", date(2026, 11, 24), AT, LATER + minutes(team, apart), ZONE
        )
        for week in range(1, weeks + 1)
        for team in range(teams)
    )
    return CampaignStatus(now, 5, "en", "GB-ENG", {}, 8, rows, ())


AMENDED = Amended(
    EDIT,
    EDIT.plan(),
    status_of_weeks(teams=2, weeks=7),
    (
        "Holidays: England → none.",
        "Wards & more is led by U0LEAD002, U0LEAD003, from the next digest on.",
        "Parks joins at week 3 of 7.",
    ),
)


FROM_FILE = replace(
    EDIT,
    basics=replace(EDIT.basics, rhythm=OWN_HOURS, zone="GB", holidays="JP"),
    running=Running("en", "GB", "JP", PRESETS["monday"], (Priority("A third thing", "It matters."),)),
)
LONG_AMENDED = Amended(
    replace(sketch_of(90), running=EDIT.running, about="campaign-1"),
    sketch_of(90).plan(),
    status_of_weeks(teams=40, weeks=52, apart=True),
    (f"{'&<>' * 26} is led by U0LEAD001, U0LEAD002, from the next digest on.",) * 300,
    (ChannelSeen("C0TEAM0002", "wards", is_member=True, shared=True),),
    ("&<>" * 100,) * 20,
)


def own_answers(count: int) -> tuple[OwnAnswer, ...]:
    """So many of one's own answers, each as long as can be."""
    long = OwnAnswer(
        answer_id="answer-1",
        area_title=letters(75),
        week=52,
        campaign=words(200),
        mode="confidential",
        text="\n".join(["&<>"] * 750),
        question=words(250),
        given_at=AT,
        changeable=True,
    )
    return (long,) * count


CROWDED = Home(
    user="U0ADMIN01",
    is_admin=True,
    promises=(replace(PROMISE, text="&" * 600, teams=(words(200),) * 30),) * 3,
    more_promises=1_200,
    promised=(
        TeamPromises("team-1", words(200), (replace(PROMISE, text="&" * 600, teams=(words(200),) * 30),) * 3, 99),
    )
    * 30,
    leading=replace(
        LEADING,
        rounds=(replace(ROUND, leads=True, team=words(200)),) * 30,
        waiting=(QuestionWaiting("&<>" * 66, None, words(200), 90),) * 5,
        more_waiting=1_200,
        talks=(TalkOffered(words(200), "C0TEAM0001", letters(75), AT),) * 3,
    ),
    campaigns=(CAMPAIGN,) * 30,
    health=Health(90, (Undelivered("digest/leader", "failed", "account_inactive", "U0LEAD001"),) * 3, late=12),
    rounds=(ROUND,) * 30,
    over=(replace(OVER, campaign=words(200), team=words(200), offers=(("U0LEAD001", letters(75)),) * 30),) * 3,
    answers=own_answers(30),
    did=(replace(DID, team=words(200), area_title=letters(75), offers=DID.offers * 5),) * 30,
    reminders=Reminders("snoozed", date(2026, 12, 1)),
)
HOMES = (MEMBER, LEADER, ADMIN, AFTERWARDS, NEWCOMER, CROWDED)
