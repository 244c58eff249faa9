"""Names: those of a directory, whoever has a title, and strangers of whom a sentence plainly speaks. Pure.

A name of the directory is found in any case, with and without its accents, in both of Unicode's ways to write them.
A part of a name that is an ordinary word too (Will, Grace, May) is a name beside another name or a title, with a
capital letter inside a sentence, and at the start of one before a word such as "said"; elsewhere it is taken for the
word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.insight.redaction.common_words import (
    ALSO_WORDS,
    BEFORE_STRANGERS,
    FIRST_NAMES,
    NEVER_ALONE,
    NOT_STRANGERS,
    PARTICLES,
    PRODUCTS,
    SPEAKS,
    SPOKEN_OF,
    TITLES,
    WORDY_TITLES,
)
from bot.insight.redaction.patterns import Cut

LETTER = r"(?:[^\W\d_][\u0300-\u036f]*)"
WORD = re.compile(rf"{LETTER}+(?:['’]{LETTER}+)*")
ASIDE = re.compile(r"[(\[{].*?[)\]}]|[|/•~].*$|\s[-–—]\s.*$")
"""What people put behind their name: pronouns in brackets, a team behind a bar."""
WITHOUT_MARKS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)
MOST_AFTER_TITLE = 3
SHORTEST_ALONE = 3


def fold(word: str) -> str:
    """Write a word without case, accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return bare.translate(WITHOUT_MARKS).replace("'", "").replace("’", "")


@dataclass(frozen=True)
class Names:
    """Names as a directory has them: "Siân Hughes (she/her)", "tom.ashworth"."""

    known: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        """Take names; empty ones are left out."""
        return cls(frozenset(name for name in names if name.strip()))

    def make_ready(self) -> None:
        """Sort a thousand names now, so that the first text does not wait for it."""
        self.whole, self.alone  # noqa: B018 - they are kept once they are asked for

    @cached_property
    def _wholes(self) -> frozenset[tuple[str, ...]]:
        return frozenset(tuple(parts) for name in self.known if (parts := _parts(name)))

    @cached_property
    def whole(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """Names of several parts, by their first one, the longest first."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for parts in self._wholes:
            if len(parts) > 1:
                found.setdefault(parts[0], []).append(parts)
        return {first: tuple(sorted(all_, key=len, reverse=True)) for first, all_ in found.items()}

    @cached_property
    def alone(self) -> frozenset[str]:
        """Parts that are a name by themselves."""
        parts = {part for name in self._wholes for part in name}
        return frozenset(part for part in parts | self._grown if part not in NEVER_ALONE and len(part) > 1)

    @cached_property
    def _grown(self) -> frozenset[str]:
        """Parts as others write them: "O'Brien" as Brien, "Ó Brien" as O'Brien, "de la Cruz" as Delacruz."""
        words = [found[0] for name in self.known for found in WORD.finditer(ASIDE.sub(" ", name))]
        apart = {fold(re.split("['’]", word)[-1]) for word in words if re.search("['’]", word)}
        joined = {
            "".join(name[start:end])
            for name in self._wholes
            for start in range(len(name))
            for end in range(start + 2, len(name) + 1)
            if all(part in PARTICLES | {"o", "d", "ni"} for part in name[start : end - 1])
        }
        return frozenset(part for part in apart | joined if len(part) > SHORTEST_ALONE)


NOBODY = Names()


def _parts(name: str) -> list[str]:
    """The words of a name as the directory writes it, folded, without what stands behind it."""
    shown = ASIDE.sub(" ", name)
    return [fold(found[0]) for found in WORD.finditer(unicodedata.normalize("NFC", shown))]


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    written: str
    folded: str
    opens: bool  # it stands at the start of a sentence

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter, in any script that has them."""
        return unicodedata.normalize("NFC", self.written)[0].isupper()

    @property
    def loud(self) -> bool:
        """Whether it is all capitals, as a shout is and an acronym."""
        return len(self.written) > 1 and self.written.isupper()


def name_cuts(text: str, names: Names, *, opens: bool = True) -> list[Cut]:
    """Find names from left to right; `opens`: the text begins a sentence."""
    words = list(_words(text, opens=opens))
    taken: set[int] = set()
    for rule in (_whole_names, _titled, _single_names, _strangers):
        taken |= set(rule(text, words, names, taken))
    return [Cut(words[i].start, words[i].end, "name") for i in sorted(taken)]


def _words(text: str, *, opens: bool) -> Iterator[_Word]:
    before = 0
    for found in WORD.finditer(text):
        written, end = found[0], found.end()
        possessive = re.search(r"['’][sS]$", written)
        if possessive:
            written, end = written[: possessive.start()], found.start() + possessive.start()
        between = text[before : found.start()]
        first = opens if not text[: found.start()].strip(" \"“‘'(") else bool(re.search(r"[.!?:\n]\W*$", between))
        yield _Word(found.start(), end, written, fold(written), first)
        before = found.end()


def _near(text: str, one: _Word, other: _Word) -> bool:
    """Whether two words may be parts of one name: nothing between them but a blank, a dot, a hyphen or a comma."""
    return re.fullmatch(r"[\s.,‐‑_'’-]{1,3}", text[one.end : other.start]) is not None


def _whole_names(text: str, words: list[_Word], names: Names, _taken: set[int]) -> Iterator[int]:
    for place, word in enumerate(words):
        for parts in names.whole.get(word.folded, ()):
            there = words[place : place + len(parts)]
            if tuple(w.folded for w in there) == parts and all(_near(text, a, b) for a, b in pairwise(there)):
                yield from range(place, place + len(parts))
                break


def _titled(text: str, words: list[_Word], _names: Names, _taken: set[int]) -> Iterator[int]:
    for place, word in enumerate(words[:-1]):
        after = words[place + 1]
        if word.folded not in TITLES | WORDY_TITLES or not _near(text, word, after) or after.folded in PRODUCTS:
            continue
        if (word.folded in WORDY_TITLES and not word.capital) or not _may_follow(word, after):
            continue
        yield from (place, *_after_title(text, words, place))


def _may_follow(title: _Word, after: _Word) -> bool:
    if after.capital or after.folded in PARTICLES:
        return True
    return title.folded in TITLES and after.folded not in NEVER_ALONE | SPOKEN_OF | NOT_STRANGERS


def _after_title(text: str, words: list[_Word], place: int) -> Iterator[int]:
    """The name behind a title: particles, and words with a capital letter after the first."""
    named = 0
    for next_ in range(place + 1, min(len(words), place + 1 + 2 * MOST_AFTER_TITLE)):
        word = words[next_]
        if not _near(text, words[next_ - 1], word) or (named and not word.capital and word.folded not in PARTICLES):
            return
        if named and word.folded in NOT_STRANGERS:
            return
        yield next_
        named += word.folded not in PARTICLES
        if named == MOST_AFTER_TITLE:
            return


def _single_names(text: str, words: list[_Word], names: Names, taken: set[int]) -> Iterator[int]:
    for place, word in enumerate(words):
        known = _known(word, names)
        if place in taken or not known:
            continue
        is_word_too = known in ALSO_WORDS or len(known) < SHORTEST_ALONE
        if not is_word_too or _reads_as_name(text, words, place, taken):
            yield place


def _reads_as_name(text: str, words: list[_Word], place: int, taken: set[int]) -> bool:
    word = words[place]
    if not word.capital or _shouted(words, place):
        return False
    return not word.opens or _signs(text, words, place) or _spoken_of(text, words, place, taken)


def _signs(text: str, words: list[_Word], place: int) -> bool:
    """Whether it is a whole sentence by itself, behind another one: people sign so."""
    alone = place + 1 == len(words) or words[place + 1].opens
    return place > 0 and alone and not re.search(r"[?!]", text[words[place].end : words[place].end + 2])


def _known(word: _Word, names: Names) -> str:
    """The part of a name that a word is; "Sians" is Siân with its apostrophe forgotten."""
    if word.folded in names.alone:
        return word.folded
    shorter = word.folded.removesuffix("s")
    rare = len(shorter) > SHORTEST_ALONE and shorter not in ALSO_WORDS and word.capital
    return shorter if rare and shorter in names.alone and shorter != word.folded else ""


def _spoken_of(text: str, words: list[_Word], place: int, taken: set[int]) -> bool:
    """Whether the word at the start of a sentence is somebody: by its "’s", by what follows, or by a name beside it."""
    if text[words[place].end : words[place].end + 2].lower() in {"'s", "’s"} or place + 1 in taken:
        return True
    return place + 1 < len(words) and words[place + 1].folded in SPOKEN_OF


def _shouted(words: list[_Word], place: int) -> bool:
    """Whether a capital says nothing, because everything around is in capitals."""
    beside = [w for w in words[max(0, place - 2) : place + 3] if len(w.written) > 2]
    return words[place].loud and len(beside) > 2 and all(w.loud for w in beside)


def _strangers(text: str, words: list[_Word], _names: Names, taken: set[int]) -> Iterator[int]:
    for place, word in enumerate(words):
        if place in taken or not word.capital or word.loud or word.folded in NOT_STRANGERS or len(word.folded) < 3:
            continue
        if _is_stranger(text, words, place):
            yield place
            follow = place + 1
            if follow < len(words) and _is_surname(text, word, words[follow]):
                yield follow


def _is_surname(text: str, first: _Word, after: _Word) -> bool:
    return after.capital and not after.opens and after.folded not in NOT_STRANGERS and _near(text, first, after)


def _is_stranger(text: str, words: list[_Word], place: int) -> bool:
    word = words[place]
    if word.folded in FIRST_NAMES - ALSO_WORDS:
        return True
    if place and words[place - 1].folded in BEFORE_STRANGERS and not word.opens:
        return re.fullmatch(r",?\s+", text[words[place - 1].end : word.start]) is not None
    if place + 1 == len(words):
        return False
    after = words[place + 1]
    return after.folded in SPEAKS and text[word.end : after.start].isspace() and not after.capital
