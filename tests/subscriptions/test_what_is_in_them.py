"""A wider digest: one screen in plain words, from sections that read published figures and counts, and no words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.readability import grade
from bot.content.texts import Texts
from bot.digests.wider.compose import compose_wider, is_news
from bot.digests.wider.facts import Account, AreaTold, Kind, WiderBrief
from bot.insight.sums import Sum
from bot.slack.blocks.rendered import Rendered, check, texts_in
from bot.slack.blocks.voice import Voice
from bot.slack.blocks.wider import COMPOSERS

VOICE = Voice(Texts(Path(__file__).parents[2] / "content" / "texts"), "en", "Europe/London")


def ratings(now: float, needed: float | None = 4.0) -> dict[str, Any]:
    """What is published of ratings."""
    gap = None if needed is None else round(needed - now, 1)
    figure: dict[str, Any] = {"now": now, "needed": needed, "gap": gap, "split": False, "agreed": {}}
    return {"base": "rated", **figure, "all_teams": True}


def added(organisation: str | None, now: float) -> Sum:
    """What was published of several teams."""
    return Sum(organisation, (10, 14), all_teams=True, ratings=ratings(now))


def area(week: int = 1, **now: float) -> AreaTold:
    """An area that these organisations rated."""
    sums = {name: added(name, value) for name, value in now.items()}
    return AreaTold(week, f"Area {week}", added(None, 3.0), sums, added(None, 3.0))


def brief(**changes: Any) -> WiderBrief:
    """All together: two organisations, an area, questions."""
    usual = WiderBrief(
        digest_id="d1",
        subscription_id="s1",
        kind=Kind.PARTNERSHIP,
        organisation=None,
        campaign="Spring",
        weeks=8,
        threshold=5,
        areas=(area(Council=2.0, Trust=4.0),),
        accounts=(Account("Council", 4, 3, 1, days=2, oldest=9, talks=1, promises=2, late=1),),
        every=4,
    )
    return replace(usual, **changes)


def shown(found: WiderBrief) -> Rendered:
    """The message, as Slack would take it."""
    return check(COMPOSERS["wider/digest"](compose_wider(found), VOICE), "wider/digest")


def test_what_stands_in_it() -> None:
    """It says who is meant, figures, where partners differ, what came of questions, and leads to a talk."""
    text = shown(brief(passed=2, passed_days=3)).text
    for words in (
        "All teams of “Spring” together, up to week 1 of 8.",
        "2 questions were passed on to you and wait, the oldest for 3 days.",
        "Area 1: 10 to 14 people; now 3.0, needed 4.0, a gap of 1.0.",
        "Area 1: Council 2.0, Trust 4.0",
        "Council: 4 asked, 3 answered (2 days to the first answer), 1 waits for 9 days. 1 talk offered."
        " 2 promises open, 1 late.",
        "thirty minutes",
        "never anybody’s words",
    ):
        assert words in text


def test_partners_are_in_alphabetical_order_and_only_far_apart() -> None:
    """Less than one apart is no difference; the pair is in the order of the alphabet, whoever is lower."""
    found = brief(areas=(area(Trust=2.0, Council=2.9), area(2, Trust=1.0, Council=4.0)))
    (line,) = compose_wider(found)["partners"]
    assert line["title"] == "Area 2"
    assert [side["organisation"] for side in line["pair"]] == ["Council", "Trust"]


def test_talks_that_were_held_are_counted_beside_those_offered() -> None:
    """A board reads how many talks with teams took place; where none did, it reads of offers alone."""
    held = replace(brief().accounts[0], talks=2, held=1)
    assert "2 talks offered, 1 held. 2 promises open" in shown(brief(accounts=(held,))).text
    assert " held" not in shown(brief()).text


def test_one_of_two_organisations_does_not_read_the_other() -> None:
    """Beside all together, one's own figure would give the other's away: that takes three."""
    own = {"organisation": "Council", "kind": Kind.SERVICE}
    two = AreaTold(1, "A", added("Council", 1.0), {"Council": added("Council", 1.0), "Trust": None}, added(None, 3.0))
    assert compose_wider(brief(areas=(two,), **own))["partners"] is None
    three = replace(two, organisations={**two.organisations, "Fire": None})
    assert compose_wider(brief(areas=(three,), **own))["partners"] == [{"title": "A", "own": 1.0, "together": 3.0}]


def test_nothing_that_may_not_be_shown() -> None:
    """An area without figures says that they are held back, and not how many took part: that may be many."""
    (line,) = compose_wider(brief(areas=(AreaTold(1, "A", None),)))["areas"]
    assert (line["heard"], line["ratings"]) == (None, None)
    said = shown(brief(areas=(AreaTold(1, "A", None),))).text
    assert "A: no figures, so that nobody in a small group stands out." in said


def test_whose_ratings_they_are() -> None:
    """Where people of all teams were heard and only the larger ones have ratings, it says of whom the ratings are."""
    larger = replace(added(None, 3.0), ratings={**ratings(3.0), "all_teams": False})
    said = shown(brief(areas=(AreaTold(1, "A", larger, {}, larger),))).text
    assert "A: 10 to 14 people; now 3.0, needed 4.0, a gap of 1.0. (ratings of the larger teams)" in said
    none = replace(larger, ratings=None)
    assert "ratings are held back" in shown(brief(areas=(AreaTold(1, "A", none, {}, none),))).text


def test_what_is_news() -> None:
    """Figures, what came of a question, and something more that waits are news; too few, and days gone by, are not."""
    few = brief(areas=(AreaTold(1, "A", None),), accounts=())
    assert not is_news(compose_wider(few), None)
    assert is_news(compose_wider(brief(accounts=())), None)
    last = compose_wider(brief())
    assert not is_news(compose_wider(brief(areas=())), last)
    older = (replace(brief().accounts[0], oldest=16),)
    assert not is_news(compose_wider(brief(areas=(), accounts=older)), last)
    before = brief().accounts[0]
    for moved in (
        replace(before, answered=4, waiting=0),
        replace(before, promises=1),
        replace(before, talks=2),
        replace(before, held=1),
        replace(before, raised=5, waiting=2),
    ):
        assert is_news(compose_wider(brief(areas=(), accounts=(moved,))), last)
    assert is_news(compose_wider(brief(areas=(), passed=1)), last)
    waits = compose_wider(brief(passed=1))
    assert not is_news(compose_wider(brief(areas=(), passed=1, passed_days=7)), waits)
    assert not is_news(compose_wider(brief(areas=(), accounts=())), last)


@given(
    kind=st.sampled_from(list(Kind)),
    areas=st.integers(0, 10),
    organisations=st.integers(1, 24),
    name=st.sampled_from(["Council", "N" * 200, "Ä & <b>" * 20]),
    joint=st.booleans(),
    passed=st.integers(0, 40),
)
def test_it_fits_one_screen(kind: Kind, areas: int, organisations: int, name: str, joint: bool, passed: int) -> None:
    """Whatever is in it: at most 1,500 characters and 15 blocks, and what has no place is counted."""
    names = [f"{i:02} {name}" for i in range(organisations)]
    told = [
        AreaTold(
            week,
            f"{week} {'T' * 73}",
            added(None, 2.0) if week % 3 else None,
            {each: added(each, 1.0 + place % 4) for place, each in enumerate(names)},
            added(None, 4.0),
        )
        for week in range(1, areas + 1)
    ]
    found = brief(
        kind=kind,
        organisation=None if joint else names[0],
        campaign="C" * 200,
        areas=tuple(told),
        accounts=tuple(
            Account(each, 100, 90, 10, days=30, oldest=99, talks=50, promises=60, late=50) for each in names
        ),
        passed=passed,
        passed_days=9,
        is_over=True,
    )
    rendered = shown(found)
    assert len(rendered.text) <= 1_500
    assert len(rendered.block_dicts()) <= 15
    assert sum(map(len, texts_in(rendered.block_dicts()))) <= 1_700  # with the words of the three buttons


@pytest.mark.parametrize("kind", list(Kind))
def test_it_is_plain(kind: Kind) -> None:
    """Read as school books are measured: grade 8 or lower."""
    found = brief(kind=kind, organisation=None if kind is Kind.PARTNERSHIP else "Council", passed=1)
    assert grade(shown(found).text) <= 8
