"""Facts of forms, the Home tab and own data: ordinary ones, and as long as they may get."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.campaigns.status import CampaignStatus, WeekNow
from bot.surfaces import (
    AnswerForm,
    CampaignNow,
    Choice,
    FollowUpForm,
    Home,
    LeaderWeek,
    MyData,
    OfferHeard,
    OwnAnswer,
    RoundNow,
    ScheduleForm,
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
MY_DATA = MyData(answers=(OWN, IN_THREAD), ratings=(("A clear vision", "now", 2),), reminders="on")
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
)
WEEK = LeaderWeek("digest-1", "Autumn 2026", 1, "Residents first", True, AT, "fewer than 5", 2, ("Repairs",))
MEMBER = Home(user="U0ANNA001", is_admin=False, rounds=(ROUND,), answers=(OWN,), zone="Europe/London")
LEADER = Home(
    user="U0LEAD001",
    is_admin=False,
    rounds=(ROUND,),
    offers=(OfferHeard("U0LEAD001", "Repairs", "Residents first"),),
    leader_weeks=(WEEK,),
)
ADMIN = Home(user="U0ADMIN01", is_admin=True, campaigns=(CAMPAIGN,))
NEWCOMER = Home(user="U0NEW0001", is_admin=False)
SCHEDULE_FORM = ScheduleForm(
    packs=(Choice("innovation-framework", "Ready to innovate"), Choice("first-steps", "First steps")),
    zones=(Choice("Europe/London", "Europe/London"), Choice("UTC", "UTC")),
    rhythms=(Choice("tuesday", "Tuesday 10:00, digest on Friday 09:00"),),
    holidays=(Choice("GB-ENG", "England"), Choice("none", "None: skip weekends only")),
    start=date(2026, 11, 24),
    zone="Europe/London",
    leaders=("U0LEAD001",),
)


def status_of_weeks(teams: int, weeks: int) -> CampaignStatus:
    """A campaign of so many teams and weeks, just set up."""
    rows = tuple(
        WeekNow(week, letters(75), f"Team {team}", "upcoming", date(2026, 11, 24), AT, LATER, "Europe/London")
        for week in range(1, weeks + 1)
        for team in range(teams)
    )
    return CampaignStatus(CAMPAIGN, 5, "en", "GB-ENG", {}, 8, rows, ())


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
    rounds=(ROUND,) * 30,
    answers=own_answers(30),
    offers=(OfferHeard("U0LEAD001", words(200), letters(75)),) * 30,
    leader_weeks=(WEEK,) * 30,
    campaigns=(CAMPAIGN,) * 30,
)
