"""Cutting more out of a quote by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.insight.redaction.further import CUT, cut_further

WORDS = st.lists(st.sampled_from(["we", "do", "not", "ask", "[name]", "twice,", "[name]’s", "ever."]), min_size=1)


@given(WORDS, st.data())
def test_what_is_left_is_what_was_said(words: list[str], data: st.DataObject) -> None:
    """Whichever words somebody takes out: the others stay in order, and each gap is marked."""
    kept = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    wanted = " ".join(word for word, stays in zip(words, kept, strict=True) if stays)
    left = cut_further(" ".join(words), wanted)
    plain = [word for word in wanted.split() if "[" not in word]
    if left is None:
        assert plain == []
        return
    assert [word for word in left.split() if "[" not in word] == plain
    gaps = sum("[" not in word for word in words) - len(plain)
    assert (CUT in left) == (gaps > 0)


@given(WORDS, st.lists(st.sampled_from(["always", "we", "fire", "not"]), min_size=1), st.integers(0, 8))
def test_a_word_of_ones_own_is_refused(words: list[str], own: list[str], place: int) -> None:
    """Nothing that was not there, or not there in this order, can come into a quote."""
    wanted = [*words[:place], *own, *words[place:]]
    assert cut_further(" ".join(words), " ".join(wanted)) is None


def test_a_gap_is_marked_whatever_is_written_there() -> None:
    """A "not" that goes leaves its mark; signs in brackets that somebody types are not taken for words."""
    assert cut_further("we do not ask", "we do ask") == "we do [cut] ask"
    assert cut_further("we do not ask", "we do [sic] ask") == "we do [cut] ask"
    assert cut_further("[name] said no", "said no") == "[name] said no"
