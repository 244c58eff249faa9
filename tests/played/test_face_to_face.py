"""From a theme to a room to something that has changed: one story through all weeks, by clicking as those in it.

Week 2: people say in private what the matter is, and one asks. Week 3: they meet. Week 4: there is an outcome with an
owner, and all are told. A month later those who asked say whether it helped. The report shows the whole chain; and
nobody but she herself ever reads who asked.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.insight.meetings import RAISED
from tests.played.eyes import Eyes
from tests.played.people import Player
from tests.played.reading import said
from tests.played.stage import Stage
from tests.played.test_page_truth import reads_report, visits, words
from tests.played.test_questions import A_WHILE
from tests.support.framework import WEEKS

ASKED = "Who can say yes to a new way of booking repairs?"
THEME = "Room to try and to fail"
MEETING = datetime(2027, 1, 28, 10, tzinfo=UTC)
"""Thursday of week 3."""
OUTCOME = "The team may book a repair of up to 200 pounds by itself."
DUE = date(2027, 2, 26)
TOGETHER = ("amina", "ben", "carys", "dev")


@pytest.mark.timeout(300)
async def test_a_theme_becomes_a_meeting_an_outcome_and_something_that_helped(housing: Stage) -> None:
    """Each step is taken by a click of the person concerned, and leads to the next one."""
    eyes = Eyes(housing.workspace)
    (martin,) = housing.people("martin")
    who = housing.people(*TOGETHER)
    await says_it_in_private(housing)
    await offers_to_meet(housing, martin)
    await meets(housing, martin, who)
    await says_what_came_of_it(housing, martin)
    await says_whether_it_helped(housing, martin, who)
    await reads_the_chain(housing, martin)
    amina = who[0]
    others = eyes.of(*(user for user in housing.workspace.users if user != amina.id))
    assert len(others) > 100
    assert [thing for thing in others if amina.id in thing or re.search(r"\bAmina\b", thing)] == []


async def a_while(stage: Stage) -> None:
    """What waits for a few minutes on purpose goes out, once the chores have looked."""
    for _ in range(2):
        await stage.chores_come(stage.story.now() + A_WHILE)


async def says_it_in_private(housing: Stage) -> None:
    """Week 2: five choose the same theme in private, and Amina asks for a talk in confidence."""
    await housing.week_opens()
    for person in housing.people("ben", "carys", "dev", "efa", "tom"):
        await person.answers_privately("We wait for a yes from far above.", theme=THEME, now=2, needed=4)
    (amina,) = housing.people("amina")
    form = await amina.opens(housing.prompt(), "ask_leaders")
    await amina.sends(form, text=ASKED, mode="confidential", kind="meeting")
    await amina.leaves()
    await housing.until("digest")


async def offers_to_meet(housing: Stage, martin: Player) -> None:
    """Martin reads the theme and the wish; his team reads on Monday that it waits, and some of them ask it too."""
    digest = martin.got(action="offer_times")
    assert f"{THEME}: 4 or more people" in said(digest)
    assert f"first on “{THEME}”" in said(digest)
    assert "Wants to meet" in said(digest)
    assert f"“{ASKED}” Asked in confidence" in said(digest)
    await housing.until("told_back")
    told = housing.announcement("What happened with")
    assert "No answer yet" in said(told)
    for person in housing.people("ben", "carys", "dev"):
        await person.taps(told, "ask_too")
    form = await martin.opens(digest, "offer_times")
    assert ASKED not in said(form)
    result = await martin.sends(form, whom=RAISED, starts_1=MEETING, places=8, place="Room 4")
    assert "each by themselves" in said(result.view)
    await martin.leaves()
    await a_while(housing)


async def meets(housing: Stage, martin: Player, who: tuple[Player, ...]) -> None:
    """Week 3: those who raised it take a place, are reminded, meet, and say in private whether they felt heard."""
    for person in who:
        await person.taps(person.got(action="meeting_book"), "meeting_book")
    await housing.week_opens()
    assert housing.story.now() < MEETING
    await housing.chores_come(MEETING - timedelta(hours=20))
    await a_while(housing)
    for person in who:
        assert "You have a place at a meeting" in said(person.got(words="You have a place at a meeting"))
    await housing.chores_come(MEETING + timedelta(hours=2))
    asked = martin.got(action="meeting_happened")
    assert "Did it happen?" in said(asked)
    await martin.taps(asked, "meeting_happened")
    await a_while(housing)
    for person in who:
        card = person.got(action="heard_yes")
        await person.taps(card, "heard_yes")
        await person.taps(card, "again_yes")


async def says_what_came_of_it(housing: Stage, martin: Player) -> None:
    """Week 4: the one question has an outcome with an owner and a day; the team, and those who asked, are told."""
    while "Week 4" not in said(housing.prompt()):
        await housing.week_opens()
    form = await martin.opens(martin.got(action="meeting_questions"), "meeting_questions")
    await martin.hands.click_view(form.id, "question_outcome")
    await housing.settles()
    outcome = martin.hands.modal()
    assert outcome is not None
    result = await martin.sends(outcome, came="agreed", text=OUTCOME, owner=[martin.id], due_on=DUE)
    assert "Thank you" in said(result.view)
    await martin.leaves()
    await a_while(housing)
    assert OUTCOME in said(housing.announcement(OUTCOME))
    for person in housing.people(*TOGETHER):
        assert "*It is agreed.*" in said(person.got(words="It is agreed"))


async def says_whether_it_helped(housing: Stage, martin: Player, who: tuple[Player, ...]) -> None:
    """A month on: the promise is kept, those who asked say that it helped, and Martin reads how many, in a word."""
    agreed_at = housing.story.now()
    while martin.dm(action="promise_kept") is None:
        await housing.next_event()
    await martin.taps(martin.got(action="promise_kept"), "promise_kept")
    while housing.story.now() < agreed_at + timedelta(days=32):
        await housing.next_event()
    await a_while(housing)
    for person in who:
        await person.taps(person.got(action="helped_yes"), "helped_yes")
    await housing.chores_come(housing.story.now() + timedelta(days=8))
    assert "*Did it help?* Most of those who asked and told me say yes." in await martin.looks_at_home()


async def reads_the_chain(housing: Stage, martin: Player) -> None:
    """After the last week the report has it all: raised, met, agreed, and what it helped; and it names no asker."""
    async with visits(martin) as browser:
        html = await reads_report(browser, housing, martin.id)
    report = words(re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL))
    assert f"Talks: 1 of {WEEKS} team weeks led to a meeting that was held." in report
    assert "What came of 1 question: 1 agreed" in report
    assert "Did it help? Of 1 question most of those who told me say yes." in report
    assert "Felt heard? Of 1 meeting most of those who came and told me say yes." in report
    assert f"A wish to meet: “{ASKED}” Asked in confidence" in report
    assert "Agreed on" in report
    assert f"“{OUTCOME}” You met about it on Thursday 28 January" in report
    assert f"Kept “{OUTCOME}” To Housing repairs." in report
    assert "Amina" not in html
