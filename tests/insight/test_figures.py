"""A round's frozen figures."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.figures import freeze
from bot.insight.following import follow
from bot.insight.tally import NamedWords, QuestionPut, RoundTally, ThemeTapped
from tests.digests.stories import TITLES, tally


def test_a_round_with_enough_people() -> None:
    """Enough people give a band, a share, ratings, themes and every question."""
    figures = freeze(tally(people=8, members=12, now=[2] * 7 + [3], needed=[4] * 8, themes=[5], asked=["When?"]), 5)
    assert figures["enough"]
    assert figures["heard"] == [5, None]
    assert figures["share"] == "most"
    assert (figures["ratings"]["now"], figures["ratings"]["gap"]) == (2.1, 1.8)
    assert figures["themes"][0] == {
        "key": "culture.time",
        "title": "Time to try things",
        "people": 5,
        "band": None,
    }
    assert [question["text"] for question in figures["questions"]] == ["When?"]


def test_a_small_round_keeps_its_figures_to_itself() -> None:
    """Below the threshold there are no ratings, no counts and no questions put in confidence; names stay."""
    round_ = tally(people=4, members=8, now=[2] * 4, needed=[4] * 4, themes=[4], asked=["When?"], named=2)
    figures = freeze(replace(round_, questions=(*round_.questions, QuestionPut("Who?", "U0ANA", "q"))), 5)
    assert not figures["enough"]
    assert figures["heard"] == [0, 4]
    assert figures["share"] is None
    assert figures["ratings"] is None
    assert {theme["people"] for theme in figures["themes"]} == {None}
    assert [question["text"] for question in figures["questions"]] == ["Who?"]
    assert len(figures["named"]) == 2


def test_ratings_of_bystanders_do_not_count_where_few_took_part() -> None:
    """Many ratings do not make up for too few people who took part on time."""
    figures = freeze(replace(tally(people=8, now=[3] * 8), people=frozenset({"a", "b"})), 5)
    assert figures["ratings"] is None


@given(st.integers(0, 30), st.lists(st.integers(1, 5), max_size=30), st.integers(3, 9))
def test_figures_are_json_and_the_same_each_time(people: int, now: list[int], threshold: int) -> None:
    """Freezing is a pure function into JSON: publish, add nothing, publish again, and it is identical."""
    round_ = tally(people=people, now=now, asked=["b", "a"], named=1)
    figures = freeze(round_, threshold)
    assert json.loads(json.dumps(figures)) == figures == freeze(round_, threshold)


@given(st.lists(st.tuples(st.integers(0, 25).map(str), st.sampled_from([*TITLES, "culture.gone"]))))
def test_themes_count_people_and_never_few(taps: list[tuple[str, str]]) -> None:
    """A shown count is of distinct people and not below the threshold; the most chosen theme comes first."""
    round_ = RoundTally(
        30, frozenset(p for p, _ in taps), themes=tuple(ThemeTapped(*t) for t in taps), theme_titles=TITLES
    )
    themes = freeze(round_, 5)["themes"]
    for theme in themes:
        truth = len({person for person, key in taps if key == theme["key"]})
        assert theme["people"] is None or theme["people"] == truth >= 5
    shown = [theme["people"] or 0 for theme in themes]
    assert shown == sorted(shown, reverse=True)


def test_confidential_questions_are_in_no_order_of_time() -> None:
    """Questions without a name stand in the order of the alphabet, after those with one."""
    questions = (QuestionPut("Why?"), QuestionPut("Zoo?", "U0ANA"), QuestionPut("How?"))
    figures = freeze(replace(tally(people=6), questions=questions), 5)
    assert [question["text"] for question in figures["questions"]] == ["Zoo?", "How?", "Why?"]


def test_leaders_stand_apart() -> None:
    """A leader's words are not among the staff's."""
    figures = freeze(replace(tally(people=6), leaders_named=(NamedWords("U0BOSS", "I agree.", "C0", "1.1"),)), 5)
    assert figures["named"] == []
    assert [item["author"] for item in figures["leaders_named"]] == ["U0BOSS"]


def test_edits_and_deletions_are_followed() -> None:
    """After the close a named person's words follow their author, and no number moves."""
    figures = freeze(tally(people=6, now=[3] * 6, named=2), 5)
    first, second = figures["named"]
    edited = follow(figures, first["key"], "Better words.")
    deleted = follow(edited, second["key"], None)
    assert [item["text"] for item in deleted["named"]] == ["Better words."]
    assert {**deleted, "named": []} == {**figures, "named": []}
    assert len(figures["named"]) == 2


@pytest.mark.parametrize("people", [3, 8])
def test_a_question_can_be_taken_back(people: int) -> None:
    """A question that was taken back is gone from the figures, whether it was shown or held back."""
    figures = freeze(
        replace(tally(people=people), questions=(QuestionPut("Secret?", key="a"), QuestionPut("B?", key="b"))), 5
    )
    assert "Secret?" not in json.dumps(follow(figures, "a", None))
    assert "B?" in json.dumps(follow(figures, "a", None))
    assert "Softer?" in json.dumps(follow(figures, "a", "Softer?"))
