"""The way of an idea: every pair of stages, every question of a move, and what may not be left out."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from bot.errors import AskAgain, FieldProblem
from bot.insight.ideas import (
    ASKS,
    DECIDED,
    EXPERIMENT,
    FINISHED,
    IDEA,
    LONGEST,
    MOVES,
    NEEDED,
    OPTIONAL,
    SAYS_WHY,
    STAGES,
    STOPPED,
    WAITING,
    answered,
    begun,
    checked,
    counted,
    matches,
    reviewed,
    ways_from,
)

TODAY = date(2027, 1, 12)
FULL = {name: "Some words." for names in MOVES.values() for name in names} | {"decide_on": "2027-02-01"}


@pytest.mark.parametrize(("stage", "to"), list(product(STAGES, STAGES)))
def test_the_whole_table(stage: str, to: str) -> None:
    """A pair that stands in the table takes its answers and no others; any other pair is refused."""
    if (stage, to) in MOVES:
        assert set(checked(stage, to, {**FULL, "else": "x"}, TODAY)) == set(MOVES[stage, to])
        assert to in ways_from(stage)
        return
    with pytest.raises(AskAgain):
        checked(stage, to, FULL, TODAY)


@pytest.mark.parametrize(("pair", "name"), [(pair, name) for pair, names in MOVES.items() for name in names])
def test_what_is_asked_must_be_answered(pair: tuple[str, str], name: str) -> None:
    """Each field that is not optional is missed by its name, blank or too long."""
    if name not in OPTIONAL:
        with pytest.raises(FieldProblem) as missed:
            checked(*pair, {**FULL, name: "  "}, TODAY)
        assert missed.value.field == name
    with pytest.raises(FieldProblem) as long:
        checked(*pair, {**FULL, name: "x" * (LONGEST + 1)}, TODAY)
    assert long.value.field == name


def test_residents_take_part_or_it_is_said_why_not() -> None:
    """One of the two fields is enough, and neither is too little."""
    without = {**FULL, "co_design": "", "co_design_waived": ""}
    assert checked(IDEA, EXPERIMENT, {**without, "co_design_waived": "No resident sees it."}, TODAY)
    with pytest.raises(FieldProblem) as missed:
        checked(IDEA, EXPERIMENT, without, TODAY)
    assert missed.value.field == "co_design"


@pytest.mark.parametrize("day", ["", "soon", "2027-01-12", "2026-12-01", "2028-02-01"])
def test_the_day_to_decide_is_to_come(day: str) -> None:
    """Today, a day that is over, one after a year and no day at all are refused at their field."""
    with pytest.raises(FieldProblem) as missed:
        checked(IDEA, EXPERIMENT, {**FULL, "decide_on": day}, TODAY)
    assert missed.value.field == "decide_on"


def test_nothing_is_decided_while_leaders_are_asked() -> None:
    """While a request for resources waits, an idea can be stopped and not decided."""
    with pytest.raises(AskAgain, match="have not answered"):
        checked(EXPERIMENT, DECIDED, FULL, TODAY, asked=WAITING)
    assert checked(EXPERIMENT, STOPPED, FULL, TODAY, asked=WAITING)
    assert checked(EXPERIMENT, DECIDED, FULL, TODAY, asked="no")


def test_every_stage_but_the_last_two_can_be_stopped() -> None:
    """Stopping is always open until an idea spreads, and asks what was learned."""
    assert [stage for stage in STAGES if STOPPED in ways_from(stage)] == [NEEDED, IDEA, EXPERIMENT, DECIDED]


def test_a_need_alone_is_enough_to_begin() -> None:
    """Without an idea it begins as a need; without a need or whom it serves it does not begin."""
    assert begun({"need": "A", "for_whom": "B"}) == (NEEDED, {"need": "A", "for_whom": "B"})
    assert begun({"need": "A", "for_whom": "B", "idea": "C"})[0] == IDEA
    for name in ("need", "for_whom"):
        with pytest.raises(FieldProblem) as missed:
            begun({"need": "A", "for_whom": "B", name: ""})
        assert missed.value.field == name


@pytest.mark.parametrize(("what", "answer"), [(what, answer) for what, answers in ASKS.items() for answer in answers])
def test_a_leader_says_why(what: str, answer: str) -> None:
    """A yes needs no words; a no, a more, a cannot and a passing on do; no other answer is taken."""
    answered(what, answer, "Because.")
    if answer in SAYS_WHY:
        with pytest.raises(FieldProblem):
            answered(what, answer, " ")
    with pytest.raises(FieldProblem):
        answered(what, "perhaps", "Because.")


def test_a_review_answers_four_questions() -> None:
    """Each of the four, and its title, must be there."""
    full = {"title": "T", "expected": "E", "happened": "H", "why": "W", "next": "N"}
    assert reviewed(full) == full
    for name in full:
        with pytest.raises(FieldProblem):
            reviewed({**full, name: ""})


@pytest.mark.parametrize("wanted", ["cafe", "CAFÉ text", "", "Llanfair cafe\u0301"])
def test_words_are_found_without_accents(wanted: str) -> None:
    """Capitals, accents and the order of words make no difference, and no words find everything."""
    assert matches(wanted, ["Texts in Llanfair", "the café street"])
    assert not matches(f"{wanted} tram", ["Texts in Llanfair", "the café street"])


def test_counts_are_by_stage_and_week() -> None:
    """What waits is what nobody tries yet; the oldest is told in whole weeks."""
    monday = date(2027, 2, 1)
    rows = [(NEEDED, monday - timedelta(weeks=5), False), (IDEA, monday, False), (EXPERIMENT, monday, True)]
    now = counted("Housing", [*rows, *[(stage, monday, False) for stage in FINISHED]], monday)
    assert (now.raised, now.tried, now.finished, now.oldest, now.finishers) == (6, 1, 3, 5, 1)
    assert counted("Housing", [], monday).oldest is None
