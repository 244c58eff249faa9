"""How much of what must go does redaction take out? Measured on labelled sentences, by kind.

What must go stands in the sets as {kind|words}. The set kept apart was written before the rules and is not used to
change them. Run `python -m benchmarks.redaction` for the numbers that stand in docs/redaction.md.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.insight.redaction import Names, redact

MARK = re.compile(r"\{(\w+)\|([^{}]*)\}")
HERE = Path(__file__).parent.parent / "tests" / "insight" / "redaction"
SETS = {"development": HERE / "development.txt", "apart": HERE / "apart.txt"}


@dataclass(frozen=True)
class Sentence:
    """A sentence, and what must go from it: (kind, start, end)."""

    text: str
    secrets: tuple[tuple[str, int, int], ...]


@dataclass
class Score:
    """Of each kind how many there were and how many went whole; and of all cuts, how many were in vain."""

    were: Counter[str] = field(default_factory=Counter)
    went: Counter[str] = field(default_factory=Counter)
    cuts: int = 0
    in_vain: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def recall(self, *kinds: str) -> float:
        """The share that went, of these kinds or of all."""
        chosen = kinds or tuple(self.were)
        return sum(self.went[kind] for kind in chosen) / sum(self.were[kind] for kind in chosen)

    @property
    def precision(self) -> float:
        """The share of cuts that took something that had to go."""
        return 1 - len(self.in_vain) / self.cuts


def load(name: str) -> tuple[Names, list[Sentence]]:
    """Read a set: its directory, and its sentences."""
    lines = [line for line in SETS[name].read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    names = [one.strip() for line in lines if line[0] == "@" for one in line[1:].split(";")]
    return Names.of(names), [_sentence(line) for line in lines if line[0] != "@"]


def _sentence(line: str) -> Sentence:
    text, secrets, at = "", [], 0
    for found in MARK.finditer(line):
        text += line[at : found.start()]
        secrets.append((found[1], len(text), len(text) + len(found[2])))
        text += found[2]
        at = found.end()
    return Sentence(text + line[at:], tuple(secrets))


def measure(name: str) -> Score:
    """Redact a set and count."""
    names, sentences = load(name)
    score = Score()
    for sentence in sentences:
        _count(sentence, names, score)
    return score


def _count(sentence: Sentence, names: Names, score: Score) -> None:
    cuts = redact(sentence.text, names).cuts
    gone = {place for cut in cuts for place in range(cut.start, cut.end)}
    for kind, start, end in sentence.secrets:
        score.were[kind] += 1
        whole = all(place in gone for place in range(start, end) if sentence.text[place].isalnum())
        score.went[kind] += whole
        if not whole:
            score.missed.append(f"{kind}: {sentence.text[start:end]!r} in {sentence.text!r}")
    for cut in cuts:
        score.cuts += 1
        if all(cut.end <= start or cut.start >= end for _, start, end in sentence.secrets):
            score.in_vain.append(f"{sentence.text[cut.start : cut.end]!r} in {sentence.text!r}")


def table(score: Score) -> str:
    """Lay a score out as lines."""
    lines = [f"{kind:10} {score.went[kind]:3} of {score.were[kind]:3}" for kind in sorted(score.were)]
    return "\n".join([*lines, f"recall {score.recall():.3f}, precision {score.precision:.3f} of {score.cuts} cuts"])


def main() -> None:
    """Print both sets, with what was missed and what was cut in vain."""
    for name in SETS:
        score = measure(name)
        print(f"\n{name}\n{table(score)}")  # noqa: T201 - the output of a command
        for what, examples in (("missed", score.missed), ("in vain", score.in_vain)):
            print(*(f"  {what}: {example}" for example in examples), sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
