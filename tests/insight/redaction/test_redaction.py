"""Redaction: what goes, what stays, and how much of either on labelled sentences."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.redaction import load, measure
from bot.insight.redaction import Names, redact
from bot.insight.redaction.checksums import is_card_number, is_iban, is_nhs_number, is_ni_number
from bot.insight.redaction.names import fold
from bot.insight.redaction.patterns import PLACES

ORDINARY = ["we", "wait", "for", "an", "answer,", "and", "nobody", "knows", "why", "it", "may", "take", "long;", "will"]
PLAIN = st.lists(st.sampled_from(ORDINARY), max_size=12).map(" ".join)
ANYTHING = st.text(max_size=160)
STRANGE = st.text(alphabet="Siân Hughes[name]+0123456789@.-'’<>U/ \n", max_size=160)
UNUSUAL = st.sampled_from([
    "Siân Prydderch", "Łukasz Wiśniewski", "Zoë Brontë", "Seán Ó Súilleabháin", "Nguyễn Thị Hoa", "Müller-Lüdenscheidt",
    "Đorđe Šostakovič", "Aoife D’Arcy", "Οδυσσέας Ελύτης", "Фёдор Достоевский", "Ayşe İnönü",
])  # fmt: skip
FORMS = (str, str.upper, str.lower, str.casefold, str.title, str.swapcase)
NORMAL: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")


@given(ANYTHING | STRANGE, st.lists(ANYTHING | UNUSUAL, max_size=4))
def test_redacting_twice_is_redacting_once(text: str, names: list[str]) -> None:
    """Whatever was cut stays cut, and nothing more is found in what was left."""
    directory = Names.of(names)
    once = redact(text, directory)
    twice = redact(once.text, directory)
    assert twice.text == once.text
    assert twice.cuts == ()


@given(ANYTHING | STRANGE, st.lists(UNUSUAL, max_size=3))
def test_what_is_left_was_there_before_in_the_same_order(text: str, names: list[str]) -> None:
    """Nothing is added but words in brackets, and the cuts say in order where; without a cut the text is the same."""
    found = redact(text, Names.of(names))
    left, at = "", 0
    for cut in found.cuts:
        assert at <= cut.start < cut.end
        left, at = f"{left}{text[at : cut.start]}[{PLACES[cut.kind]}]", cut.end
    assert found.text == left + text[at:]


@given(UNUSUAL, st.sampled_from(FORMS), st.sampled_from(NORMAL), st.sampled_from(NORMAL), PLAIN, PLAIN)
def test_no_name_of_the_directory_survives(
    name: str,
    form: Callable[[str], str],
    there: Literal["NFC", "NFD", "NFKC", "NFKD"],
    here: Literal["NFC", "NFD", "NFKC", "NFKD"],
    before: str,
    after: str,
) -> None:
    """A name goes in any case, composed or not, with accents or without, whole or in parts, possessive or not."""
    directory = Names.of([unicodedata.normalize(there, name)])
    written = unicodedata.normalize(here, form(name))
    for words in (written, fold(name), *(part for part in written.split() if len(part) > 2)):
        for end in ("", "'s", "’s", ",", "."):
            text = redact(f"{before} {words}{end} {after}", directory).text
            left = {fold(word) for word in text.replace("[name]", " ").split()}
            assert not {fold(part) for part in name.split() if len(part) > 2} & left - set(map(fold, before.split()))


@given(PLAIN)
def test_words_without_anything_are_left_alone(text: str) -> None:
    """Ordinary small words come back as they were, sign for sign."""
    directory = Names.of(["Quetzalcoatl Xylophonou"])
    assert redact(text, directory).text == text


@pytest.mark.parametrize("kind", ["name", "title", "email", "phone", "ni", "nhs", "postcode", "date", "card", "account",
                                  "link", "slack"])  # fmt: skip
def test_on_the_set_kept_apart_every_kind_goes(kind: str) -> None:
    """As measured: all of each kind that redaction promises to look for goes, on sentences no rule was made with."""
    assert measure("apart").recall(kind) == 1.0


def test_on_the_set_kept_apart_strangers_mostly_go() -> None:
    """As measured: three of four strangers with a capital letter go, and all in all 94 % of everything."""
    score = measure("apart")
    assert score.recall("stranger") >= 0.75
    assert score.recall() >= 0.94


def test_on_the_set_kept_apart_little_goes_in_vain() -> None:
    """As measured: at least 98 % of the cuts take something that had to go."""
    assert measure("apart").precision >= 0.98


def test_a_stranger_in_small_letters_is_missed() -> None:
    """What docs/redaction.md admits is so: nobody knows that a word in small letters is a stranger's name."""
    assert measure("apart").recall("lower") == 0.0


def test_the_sets_are_apart() -> None:
    """No sentence and no name of one set is in the other."""
    (here, mine), (there, theirs) = load("development"), load("apart")
    assert not {sentence.text for sentence in mine} & {sentence.text for sentence in theirs}
    assert not here.known & there.known


def test_ordinary_words_that_are_names_are_names_only_where_they_read_so() -> None:
    """Will, Grace and May stay words at the start of a sentence and in small letters, and go where they are people."""
    people = Names.of(["Will Hartley", "Grace Ola", "May Chen"])
    for text in ("Will it ever end?", "It may rain.", "By the grace of luck. May we?", "WILL THIS EVER END"):
        assert redact(text, people).text == text
    assert redact("I asked Will. Grace said no, and May Chen’s list is long.", people).text == (
        "I asked [name]. [name] said no, and [name]’s list is long."
    )


def test_what_people_put_behind_their_name_is_no_name() -> None:
    """Pronouns and teams in a display name are not cut out of everybody's sentences."""
    people = Names.of(["Rose Marsh | Planning", "Dmitri Orlov (he/him)", "Kwame Mensah - Depot"])
    text = "He went to planning, then to the depot, and told him."
    assert redact(text, people).text == text


def test_parts_of_a_name_are_one_cut() -> None:
    """A whole name is one word in brackets, whatever stands between its parts."""
    people = Names.of(["Siân Prydderch-Jones"])
    assert redact("Dr Siân Prydderch‑Jones’s plan", people).text == "[name]’s plan"


@pytest.mark.parametrize("number", ["943 476 5919", "4010232137", "987-654-4322"])
def test_nhs_numbers_are_known_by_their_check(number: str) -> None:
    """Each wrong last digit is no NHS number."""
    assert is_nhs_number(number)
    assert not any(is_nhs_number(number[:-1] + digit) for digit in "0123456789" if digit != number[-1])


@given(st.integers(10**12, 10**18 - 1))
def test_one_last_digit_makes_a_card_number(start: int) -> None:
    """Luhn's check lets exactly one last digit through."""
    found = [digit for digit in "0123456789" if is_card_number(f"{start}{digit}")]
    assert len(found) == 1


def test_accounts_and_insurance_numbers_are_checked() -> None:
    """IBAN by its remainder, National Insurance numbers by the prefixes that are given out."""
    assert is_iban("GB82 WEST 1234 5698 7654 32")
    assert not is_iban("GB82 WEST 1234 5698 7654 33")
    assert is_ni_number("AB123456C")
    assert not any(is_ni_number(f"{prefix}123456C") for prefix in ("BG", "DA", "AO", "ZZ", "TN"))
