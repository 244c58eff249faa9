"""Which one follow-up question an answer gets: few rules, in order, the same answer always the same question. Pure.

Rules tuned on a set of answers fell from .95 to .63 on fresh ones, while one good neutral question was acceptable for
.80 to .93. So a rule speaks only on strong evidence, and everything else gets the neutral question. The safety words
are a net, not a promise: the support route stands under every question anyhow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.insight.cues import Cues, cues_of

#: With fewer words than this there is nothing to build on.
THIN_WORDS = 5


@dataclass(frozen=True)
class ProbeOption:
    """A follow-up question of the pack; `when` is the kind of answer it follows: thin, blocked, problem, idea, done."""

    key: str
    text: str
    when: str


@dataclass(frozen=True)
class Choice:
    """The chosen question, and why. Without a key nothing is asked: reason is safety, declined or question."""

    key: str | None
    text: str
    reason: str


def choose_probe(text: str, probes: Sequence[ProbeOption], neutral: ProbeOption, *, language: str = "en") -> Choice:
    """Choose the follow-up to an answer; a rule whose kind the pack has no question for gives the neutral one.

    Reasons: safety (show the support route first, ask nothing), declined (say no more), question (they asked us),
    thin, blocked, problem, idea, done, default.
    """
    reason = why(text, cues_of(language))
    if reason in {"safety", "declined", "question"}:
        return Choice(None, "", reason)
    option = next((probe for probe in probes if probe.when == reason), None)
    return Choice(option.key, option.text, reason) if option else Choice(neutral.key, neutral.text, "default")


def is_worrying(text: str, *, language: str = "en") -> bool:
    """Whether the words may weigh on their writer: then where there is help comes first."""
    return why(text, cues_of(language)) == "safety"


def why(text: str, cues: Cues) -> str:
    """Name the first rule that fits: the table of the design, in its order."""
    said = " ".join(text.lower().replace("’", "'").split())
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)*", said)
    if cues.safety.search(said):
        return "safety"
    if not words or cues.declined.fullmatch(said):
        return "declined"
    if _only_asks(said) and cues.to_us.search(said):
        return "question"
    if len(words) < THIN_WORDS:
        return "thin"
    return _evidence(said, cues)


def _evidence(said: str, cues: Cues) -> str:
    if cues.blocked.search(said):
        return "blocked"
    problem, idea = bool(cues.problem.search(said)), bool(cues.idea.search(said))
    if problem and not idea:
        return "problem"
    if idea and not problem:
        return "idea"
    if cues.done.search(said) and not problem:
        return "done"
    return "default"


def _only_asks(said: str) -> bool:
    sentences = [part for part in re.findall(r"[^.!?]+[.!?]*", said) if part.strip()]
    return bool(sentences) and all(part.rstrip().endswith("?") for part in sentences)
