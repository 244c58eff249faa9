"""Takes names, numbers and addresses out of words before anybody may quote them. Pure.

`redact` puts a plain word in brackets in the place of each: [name], [phone]. It looks for patterns (with their
checksums where they have one), for titles, and for the names that it is handed. It is a net, not a promise: what it
misses is measured (docs/redaction.md), the author sees what is left, and a person looks before anything is released.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.insight.redaction.names import NOBODY, Names, name_cuts
from bot.insight.redaction.patterns import PLACES, Cut, pattern_cuts

__all__ = ["NOBODY", "Cut", "Names", "Redacted", "redact"]

MARKED = re.compile(r"\[(?:" + "|".join(sorted({*PLACES.values(), "cut"})) + r")\]")
"""What stands for something that was cut. It is never looked into, so that redacting twice is redacting once."""
BETWEEN = re.compile(r"[ \t\-‐‑’']*|\.")
"""What may stand between two parts of one name."""
SHORTENED = re.compile(r"(?:\b\w|\b(?:mr|mrs|ms|dr|cllr|prof|rev))\.[ \t]*", re.IGNORECASE)
"""An initial or a title with its dot, with which no sentence ends."""


@dataclass(frozen=True)
class Redacted:
    """The words that are left, and what was cut: places in the words as they were, in order."""

    text: str
    cuts: tuple[Cut, ...] = ()


def redact(text: str, names: Names = NOBODY) -> Redacted:
    """Cut out what tells who somebody is. A text without any comes back as it was."""
    cuts: list[Cut] = []
    while found := [cut for start, end in _left(text, cuts) for cut in _cuts_in(text, start, end, names)]:
        cuts = sorted([*cuts, *found], key=lambda cut: cut.start)
    joined = tuple(_joined(text, cuts))
    return Redacted(_without(text, joined), joined)


def _left(text: str, cuts: Iterable[Cut]) -> Iterator[tuple[int, int]]:
    """The stretches that are not cut and do not stand for something that was cut before."""
    taken = sorted([*((cut.start, cut.end) for cut in cuts), *(found.span() for found in MARKED.finditer(text))])
    start = 0
    for begin, end in [*taken, (len(text), len(text))]:
        if start < begin:
            yield start, begin
        start = max(start, end)


def _cuts_in(text: str, start: int, end: int, names: Names) -> Iterator[Cut]:
    """What to cut in one stretch: patterns first, and names in what they leave."""
    stretch, at = text[start:end], 0
    for cut in [*pattern_cuts(stretch), Cut(len(stretch), len(stretch), "")]:
        for name in name_cuts(stretch[at : cut.start], names, opens=_opens(text, start + at)):
            yield Cut(start + at + name.start, start + at + name.end, name.kind)
        if cut.kind:
            yield Cut(start + cut.start, start + cut.end, cut.kind)
        at = cut.end


def _opens(text: str, place: int) -> bool:
    """Whether a sentence begins here."""
    before = text[:place].rstrip()
    return not before or before[-1] in ".!?:\n"


def _joined(text: str, cuts: Iterable[Cut]) -> Iterator[Cut]:
    """Parts of one name become one cut."""
    last: Cut | None = None
    for cut in cuts:
        if last and last.kind == cut.kind == "name" and _belong(text, last, cut):
            last = Cut(last.start, cut.end, "name")
            continue
        if last:
            yield last
        last = cut
    if last:
        yield last


def _belong(text: str, one: Cut, other: Cut) -> bool:
    begins = max(one.start, one.end - len("cllr"))
    return bool(BETWEEN.fullmatch(text[one.end : other.start]) or SHORTENED.fullmatch(text[begins : other.start]))


def _without(text: str, cuts: Iterable[Cut]) -> str:
    parts, at = [], 0
    for cut in cuts:
        parts += [text[at : cut.start], f"[{PLACES[cut.kind]}]"]
        at = cut.end
    return "".join([*parts, text[at:]])
