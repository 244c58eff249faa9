"""Leaders' pages for the tests: one with everything that can stand on it, and one from before the first week."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.digests.facts import EarlierGap, LeadersSeen, OfferMade, Trend
from bot.digests.sections.quotes import Released, with_quotes
from bot.insight.ideas import IdeasNow, Learning, Moved
from bot.insight.promised import DROPPED, KEPT, MOVED, OPEN, PromiseChanged, PromiseShown
from bot.insight.publishing import Level
from bot.pages.facts import (
    AreaSoFar,
    IdeaTraced,
    LeadersPage,
    Lessons,
    Line,
    Measured,
    Outcome,
    Put,
    SaidBefore,
    TierSoFar,
    WeekOfQuestions,
)
from tests.digests.stories import LEADER, WEEK, digest, tally, team_week

NOW = datetime(2027, 1, 15, 9, tzinfo=UTC)
RATED: dict[str, Any] = {"base": "both", "now": 2.4, "needed": 4.1, "gap": 1.7, "split": True, "agreed": {"needed": 4}}
PUBLIC: dict[str, Any] = {"base": "now.public", "now": 3.0, "needed": None, "gap": None, "split": False, "agreed": {}}
NAMES = {"U0REP0000": "Amina Yusuf", "U0REP0001": "Ben <Best> Obi", "U0CAR0000": "Carys & Co", LEADER: "Martin Hale"}
KEYS = ("residents", "vision", "people", "delivery")
LONG = "Household waste, recycling and street cleansing (north)"


def snapshot() -> dict[str, Any]:
    """A digest with every section: two teams, one too small, quotes, questions, names and a talk that was offered."""
    big = team_week(
        tally(
            people=12,
            now=[1, 1, 1, 2, 2, 4, 4, 5, 5, 5],
            needed=[4] * 10,
            themes=[6, 5],
            named=2,
            asked=["When will the depot have heating?"],
        )
    )
    small = replace(team_week(tally("Care", people=3, named=1)), may_read_thread=False)
    told = {"author": "U0REP0000", "text": "The <form> is too long.", "channel": "C1", "ts": "9.1", "key": "r1"}
    heard = {**(big.figures or {}), "entered": 6}
    heard["named"] = [*heard["named"], {**heard["named"][0], **told, "residents": True}]
    before = (EarlierGap("Residents <first>", 2.9, week=1), EarlierGap("A clear aim", 0.5, week=2))
    big = replace(big, figures=heard, quiet=True, trend=Trend(before, EarlierGap("x", 2.5, "Autumn <2026>")))
    made = digest(
        big,
        small,
        offers=[OfferMade("Repairs", 2, "A clear aim")],
        week=replace(WEEK, week=2, weeks=2),
        still_waiting=3,
        seen=LeadersSeen({big.team_id: {"now": 4, "needed": 5}}, {"now": 3.5, "needed": 4.5, "split": True}),
        shared=[IdeasNow("Repairs", 3, 1, 1, oldest=2)],
    )
    made["summary"] = {"wide": 1, "teams": 2}
    made["differ"] = {"teams": [{"team": "Repairs", "now": 2.4}, {"team": "Care & <co>", "now": 4.0}]}
    released = (
        Released("q1", "The form asks things nobody reads.", frozenset({big.team_id}), theme="Time to try things"),
        Released("q2", "<b>We</b> could ring people first.", frozenset({big.team_id}), also=True, residents=True),
    )
    return with_quotes(made, released)


def line(name: str = "Repairs", **changes: Any) -> Line:
    """A group with figures."""
    known: dict[str, Any] = {"state": "shown", "heard": (5, 9), "share": "most", "ratings": RATED}
    return Line(name, **{**known, **changes})


def areas(level: Level) -> tuple[AreaSoFar, ...]:
    """Four weeks: with figures, with some of them, open, and to come."""
    lines: list[tuple[Line, ...]]
    if level is not Level.TEAM:
        name = "Northshire" if level is Level.ORGANISATION else ""
        shown = line(name, share=None, all_teams=False, ratings={**RATED, "all_teams": False})
        lines = [(shown,), (line(name, share=None, ratings=None),), (Line(name, "waiting"),), (Line(name, "upcoming"),)]
    else:
        themes = ({"title": "Trust", "people": 6, "band": None}, {"title": "Tools", "people": None, "band": [5, None]})
        lines = [
            (line(themes=themes), Line("Care", "few"), line(LONG, ratings=PUBLIC, heard=(50, None))),
            (Line("Care", "missed"), line(), Line("Gone", "gone")),
            (Line("Repairs", "open"),),
            (Line("Repairs", "upcoming"),),
        ]
    titles = ("Residents at the heart", "A clear aim", "People with the skills and the will", "Finishing")
    return tuple(
        AreaSoFar(week, KEYS[week - 1], titles[week - 1], "Does it work here?", each)
        for week, each in enumerate(lines, start=1)
    )


DUE = date(2027, 1, 29)
OUTCOMES = (
    Outcome("waiting", None, DUE),
    Outcome("answered", NOW, DUE, "It moves <in> March."),
    Outcome("answered", NOW, DUE),
    Outcome("promised", NOW, DUE, "A new van.", owner="U0REP0000", until=date(2027, 3, 1)),
    Outcome("waiting", None, DUE, late=True),
    Outcome("passed_on", NOW, DUE, holder="U0REP0000", late=True),
    Outcome(
        "promised",
        NOW,
        DUE,
        "A new van.",
        owner="U0REP0000",
        until=date(2027, 3, 1),
        before=(SaidBefore("answered", NOW, "It moves <in> March."),),
    ),
    Outcome(
        "passed_on",
        NOW,
        DUE,
        holder="U0REP0000",
        before=(SaidBefore("promised", NOW, "A van.", "U0REP0000", date(2027, 3, 1)), SaidBefore("answered", NOW)),
    ),
    Outcome("promised", NOW, DUE, "A lamp.", owner="U0REP0000", until=date(2027, 3, 1), became="kept"),
    Outcome("agreed", NOW, DUE, "A gate.", owner="U0REP0000", until=date(2027, 3, 1), became="dropped"),
    Outcome("talk_offered", NOW, DUE),
    Outcome("not_now", NOW, DUE, "No money this year."),
    Outcome("passed_on", NOW, DUE, holder="U0REP0000"),
    Outcome("agreed", NOW, DUE, "A key.", owner="U0REP0000", until=date(2027, 3, 1), met_at=NOW, help="most"),
    Outcome("declined", NOW, DUE, "The law forbids it.", met_at=NOW),
    Outcome("more_work", NOW, DUE, "We ask the landlord.", owner="U0REP0000", until=date(2027, 3, 1)),
)
"""What may have come of a question."""
MEASURE = (
    Measured("North <shire>", 7, 3, 12, 4, 5, 3, 2, 1, (("most", 3), ("half", 1)), (("nearly", 1),)),
    Measured("", 8, 3, 0, None, 0, 0, 0, 0, (), ()),
)


PROMISES = tuple(
    PromiseShown(
        promise_id=f"promise-{place}",
        text=text,
        teams=("Repairs", "Care & <hope>"),
        area_title="A clear aim",
        week=2,
        made_by=LEADER,
        made_at=NOW,
        owner=owner,
        decider=decider,
        due_on=DUE,
        state=state,
        late=late,
        kept_at=NOW if state == KEPT else None,
        history=history,
        may_change=True,
    )
    for place, (text, owner, decider, state, late, history) in enumerate(
        [
            ("A heater", LEADER, None, OPEN, True, ()),
            (
                "A <van>",
                LEADER,
                "U0CAR0000",
                OPEN,
                False,
                (PromiseChanged(MOVED, LEADER, NOW, "Late <parts>.", NOW.date(), DUE),),
            ),
            ("A key for each van", "U0CAR0000", None, KEPT, False, (PromiseChanged(KEPT, LEADER, NOW),)),
            ("=1+1", LEADER, None, DROPPED, False, (PromiseChanged(DROPPED, LEADER, NOW, "No money."),)),
        ]
    )
)
"""A late promise, a moved one, a kept one and a dropped one."""


LESSON = Learning(
    "Texts <before> a visit",
    "Repairs",
    "Northshire",
    "decided",
    {
        "expected": "Fewer calls.",
        "happened": "Calls fell by half.",
        "why": "People could plan.",
        "next": "=In each street.",
    },
)
TRIED = {
    "how_known": "Forty calls a week.",
    "who_helps": "The van crews.",
    "co_design": "Two tenants write it <with> us.",
    "test": "One street.",
    "measure": "How many calls come.",
    "decide_on": "2027-02-01",
    "resources": "Fifty pounds.",
}
IDEAS = (
    IdeaTraced(
        team="Repairs",
        week=2,
        area_title="A clear aim",
        stage="needed",
        words={"need": "Nobody <knows> where the keys are.", "for_whom": "new people", "red_tape": "A form."},
        credit=None,
        owner=None,
        asks=(("red_tape", "waiting"),),
        moves=(Moved("needed", None, {}, NOW.date()),),
    ),
    IdeaTraced(
        team="Repairs",
        week=1,
        area_title="Residents at the heart",
        stage="decided",
        words={"need": "Nobody knows when we come.", "for_whom": "tenants", "idea": "A <text> that morning."},
        credit="U0REP0000",
        owner="U0REP0001",
        priority="Warm & dry homes",
        told=("I waited in all <day>.",),
        asks=(("resources", "yes"),),
        moves=(
            Moved("idea", "U0REP0000", {}, NOW.date()),
            Moved("took_on", "U0REP0001", {}, NOW.date()),
            Moved("experiment", "U0REP0001", TRIED, NOW.date()),
            Moved("resources", LEADER, {"answer": "yes", "words": ""}, NOW.date()),
            Moved("decided", "U0REP0001", {"decided": "We keep it.", "why": "It works."}, NOW.date()),
        ),
        promises=PROMISES[:1],
        learned=LESSON,
    ),
    IdeaTraced("Care", 1, "Residents at the heart", "stopped", {}, None, None, moves=(Moved("stopped", None, {}),)),
)
"""A need, an idea that went all the way, and one whose words were taken back."""


def full(level: Level = Level.TEAM, **changes: Any) -> LeadersPage:
    """A page with everything."""
    first, second, third, fourth = areas(level)
    made = LeadersPage(
        campaign="Better together <spring>",
        language="en",
        finished=False,
        weeks=4,
        threshold=5,
        zone="Europe/London",
        level=level,
        organisations=("Northshire",),
        digest=snapshot(),
        issued_at=NOW,
        tiers=(TierSoFar("The heart of it", (first,)), TierSoFar("What makes it possible", (second, third, fourth))),
        skills=third,
        timeline=(
            WeekOfQuestions(
                2,
                "A clear aim",
                NOW,
                (
                    Put("Why was the depot closed?", None, "Repairs", NOW),
                    Put("Who decides?", "U0REP0000", "Care", None, kind="concern"),
                    Put("Who answers?", None, "", None, OUTCOMES[0], organisation="Northshire"),
                    *(Put(f"What of {one.state}?", None, "Repairs", None, one) for one in OUTCOMES),
                ),
                3,
                (("Repairs", NOW),),
            ),
            WeekOfQuestions(1, "Residents at the heart", NOW, (), 0, ()),
        ),
        names=NAMES,
        notice="https://northshire.example/privacy",
        promises=PROMISES,
        measure=MEASURE,
        ideas=IDEAS,
        lessons=Lessons("", (LESSON,), 2),
        earlier={"waiting": 3, "late": 1, "concerns": 0},
    )
    return replace(made, **changes)


def empty() -> LeadersPage:
    """Before the first week."""
    before = AreaSoFar(1, "people", "People with the skills and the will", "Do you?", (Line("Repairs", "upcoming"),))
    return full(
        digest=None,
        issued_at=None,
        tiers=(TierSoFar("The heart", (before,)),),
        skills=before,
        timeline=(),
        promises=(),
        measure=(),
        ideas=(),
        lessons=Lessons("", ()),
        earlier=None,
    )
