"""Finding people who are named in a text: however the name is written, and not in the middle of another word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.naming import folded, speaks_of


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Siân Pritchard", "I told SIAN PRITCHARD twice."),
        ("Sian", "Si\u0302an and Sia\u0302n"),  # accents apart from their letters
        ("O'Neill", "Mrs O’Neill’s van was sold."),
        ("Anne-Marie", "anne marie knows"),
        ("Anne Marie", "Anne–Marie knows"),
        ("Straße", "in der STRASSE"),
        ("Łukasz", "ask lukasz"),
        ("Søren", "soren's rota"),
        ("José", "JOSE\u0301, again"),
        ("Ann", "Ann's rota"),
        ("Ann", "It was (Ann)."),
        ("Ben Carter", "Ben \n  Carter"),
        ("Ben", "B\u200ben"),
        ("Ｂｅｎ", "ben"),
        ("Иван", "спроси ИВАН"),
    ],
)
def test_a_name_is_found_however_it_is_written(name: str, text: str) -> None:
    """Capitals, accents, apostrophes, dashes, blanks, unseen signs and wide letters make no difference."""
    assert speaks_of(name)(text)


@pytest.mark.parametrize(("name", "text"), [("Ann", "The annual plan"), ("Art", "Start"), ("Li", "Ali"), ("Ben", "")])
def test_a_part_of_a_word_is_no_name(name: str, text: str) -> None:
    """What only stands inside another word is not found."""
    assert not speaks_of(name)(text)


@pytest.mark.parametrize("name", ["", "  ", "--", "’", "\u200b"])
def test_a_name_needs_a_letter(name: str) -> None:
    """What could be found everywhere or nowhere is refused."""
    with pytest.raises(ValueError, match="letter"):
        speaks_of(name)


@given(st.text(min_size=1, max_size=12), st.text(max_size=20), st.text(max_size=20))
def test_a_name_between_blanks_is_always_found(name: str, before: str, after: str) -> None:
    """Whatever the letters are, a name that stands by itself in a text is found, and so is it in capitals."""
    if any(letter.isalnum() for letter in folded(name)):
        assert speaks_of(name)(f"{before} . {name} . {after}")
        assert speaks_of(name.upper())(f"{before} . {name} . {after}")
