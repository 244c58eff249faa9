"""An idea's way: its stages, what each move asks, and what may be said of it. Pure.

A move is a row of `MOVES`. What it asks are named fields; whoever moves an idea on has answered them, and a test walks
every pair of stages. Stopping is a move like the others: what was learned is its answer.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.errors import AskAgain, FieldProblem

NEEDED, IDEA, EXPERIMENT = "needed", "idea", "experiment"
DECIDED, SPREAD, STOPPED = "decided", "spread", "stopped"
STAGES = (NEEDED, IDEA, EXPERIMENT, DECIDED, SPREAD, STOPPED)
WAITS = frozenset({NEEDED, IDEA})
"""Nobody tries it yet."""
FINISHED = frozenset({DECIDED, SPREAD, STOPPED})
"""It may be looked back at."""

WINS = frozenset({SPREAD, STOPPED})
"""It may be told as a win, if its owner says so: something went further, or something was learned."""

CO_DESIGN, WAIVED, RESOURCES, DECIDE_ON = "co_design", "co_design_waived", "resources", "decide_on"
TRYING = ("how_known", "who_helps", CO_DESIGN, WAIVED, "test", "measure", DECIDE_ON, RESOURCES)
MOVES: Mapping[tuple[str, str], tuple[str, ...]] = {
    (NEEDED, IDEA): ("idea",),
    (IDEA, EXPERIMENT): TRYING,
    (EXPERIMENT, DECIDED): ("decided", "why"),
    (DECIDED, SPREAD): ("spread_to",),
    (NEEDED, STOPPED): ("learned",),
    (IDEA, STOPPED): ("learned",),
    (EXPERIMENT, STOPPED): ("learned",),
    (DECIDED, STOPPED): ("learned",),
}
"""From a stage to a stage, and the fields that are asked on the way."""
OPTIONAL = frozenset({CO_DESIGN, WAIVED, RESOURCES})
"""Fields that may stay empty; of how residents take part, and why they do not, one must be filled."""
LONGEST, LONGEST_REVIEW = 1_000, 600
"""Characters of one answer."""
LATEST = timedelta(days=366)

RED_TAPE, REACH = "red_tape", "reach"
WAITING = "waiting"
ASKS: Mapping[str, tuple[str, ...]] = {
    RESOURCES: ("yes", "no", "more"),
    RED_TAPE: ("removed", "cannot", "passed"),
    REACH: ("yes", "no"),
}
"""What a team's leaders are asked about an idea, and what they may answer."""
SAYS_WHY = frozenset({"no", "more", "cannot", "passed"})
"""Answers that need a few words: why, what else is needed, or to whom it is passed on."""

ROLES = ("ideas", "trying", "finishing", "skill")
"""How somebody may help; `skill` says which."""
REVIEW = ("expected", "happened", "why", "next")
"""The four questions of an after-action review."""
TEAM, ORGANISATION, ALL = "team", "organisation", "all"
REACHES = (TEAM, ORGANISATION, ALL)
"""Who may learn from a review: the team; its organisation; every organisation of the campaign, if a leader says yes."""

SENTENCES = {
    "how_known": "Please say how you know that this is needed.",
    "who_helps": "Please say who or what could help.",
    CO_DESIGN: "Please say how residents take part in this, or why they do not.",
    "test": "Please say what you will try.",
    "measure": "Please say how you will see whether it works.",
    DECIDE_ON: "Please choose a day that is still to come, within a year.",
    "learned": "Please say what you learned. That makes stopping worth it.",
}
WORDS = "Please write a few words."
NO_WAY = "This idea cannot go there from where it stands now. Open it again to see what comes next."
NOT_DECIDED = "You asked your leaders for something, and they have not answered yet. You can decide once they have."


def ways_from(stage: str) -> tuple[str, ...]:
    """The stages to which an idea may move."""
    return tuple(to for (start, to) in MOVES if start == stage)


def checked(stage: str, to: str, answers: Mapping[str, str], today: date, *, asked: str = "") -> dict[str, str]:
    """Take the answers to a move's questions, and nothing else. Raises `FieldProblem` at the first that will not do.

    `asked` is how a request for resources stands: while it waits, nothing is decided. Raises `AskAgain`.
    """
    fields = MOVES.get((stage, to))
    if fields is None:
        raise AskAgain(NO_WAY)
    if to == DECIDED and asked == WAITING:
        raise AskAgain(NOT_DECIDED)
    said = {name: answers.get(name, "").strip() for name in fields}
    for name in fields:
        if not said[name] and name not in OPTIONAL:
            raise FieldProblem(name, SENTENCES.get(name, WORDS))
        check_length(name, said[name])
    if to == EXPERIMENT:
        _check_experiment(said, today)
    return {name: words for name, words in said.items() if words}


def _check_experiment(said: Mapping[str, str], today: date) -> None:
    if not (said[CO_DESIGN] or said[WAIVED]):
        raise FieldProblem(CO_DESIGN, SENTENCES[CO_DESIGN])
    try:
        day = date.fromisoformat(said[DECIDE_ON])
    except ValueError as wrong:
        raise FieldProblem(DECIDE_ON, SENTENCES[DECIDE_ON]) from wrong
    if not today < day <= today + LATEST:
        raise FieldProblem(DECIDE_ON, SENTENCES[DECIDE_ON])


def check_length(name: str, words: str, most: int = LONGEST) -> None:
    """Raise `FieldProblem` for too many words."""
    if len(words) > most:
        raise FieldProblem(name, f"Please keep it within {most:,} characters.")


def begun(answers: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Give the stage in which an idea begins, and its words. Without an idea it is a need. Raises `FieldProblem`."""
    said = {name: answers.get(name, "").strip() for name in ("need", "for_whom", "idea", "elsewhere", RED_TAPE)}
    for name, words in said.items():
        if not words and name in {"need", "for_whom"}:
            raise FieldProblem(name, WORDS)
        check_length(name, words)
    return IDEA if said["idea"] else NEEDED, {name: words for name, words in said.items() if words}


def answered(what: str, answer: str, words: str) -> None:
    """Check what a leader answers. Raises `FieldProblem`."""
    if answer not in ASKS.get(what, ()):
        raise FieldProblem("answer", "Please choose one of these.")
    if answer in SAYS_WHY and not words.strip():
        raise FieldProblem("text", WORDS)
    check_length("text", words)


def reviewed(answers: Mapping[str, str]) -> dict[str, str]:
    """Take the answers of a review. Raises `FieldProblem` for one that is missing."""
    said = {name: answers.get(name, "").strip() for name in ("title", *REVIEW)}
    for name, words in said.items():
        if not words:
            raise FieldProblem(name, WORDS)
        check_length(name, words, LONGEST_REVIEW)
    return said


def folded(words: str) -> str:
    """Write words without accents and capitals, for a search."""
    taken_apart = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in taken_apart if not unicodedata.combining(letter))


def matches(wanted: str, texts: Iterable[str]) -> bool:
    """Tell whether every word that is looked for stands somewhere in the texts."""
    held = folded("\n".join(texts))
    return all(word in held for word in folded(wanted).split())


def weeks_between(start: date, end: date) -> int:
    """Whole weeks from one Monday to another."""
    return max(0, (end - start).days // 7)


@dataclass(frozen=True)
class Moved:
    """One entry of an idea's history. `by` is a Slack id, None for whoever gave no name; `said` are named answers."""

    kind: str  # a stage | "took_on" | "finisher" | "review" | what a leader was asked
    by: str | None
    said: Mapping[str, str] = field(default_factory=dict)
    on: date | None = None


@dataclass(frozen=True)
class Helper:
    """Somebody who offers help, by name and by their own act."""

    user: str
    role: str
    words: str = ""


@dataclass(frozen=True)
class IdeaLine:
    """An idea in a list."""

    idea_id: str
    title: str
    stage: str
    team: str
    owner: str | None
    finisher: bool
    weeks: int  # since it came to be where it stands


@dataclass(frozen=True)
class IdeaShown:
    """An idea as somebody of its team reads it, with what that reader may do.

    `credit` is the Slack id of whoever raised it and put their name to it. `helpers` is filled for the owner alone.
    """

    line: IdeaLine
    words: Mapping[str, str]  # need, for_whom, idea, elsewhere, red_tape
    credit: str | None
    asks: tuple[tuple[str, str], ...] = ()  # what leaders were asked, and what they said or `WAITING`
    moves: tuple[Moved, ...] = ()
    helpers: tuple[Helper, ...] = ()
    helping: int = 0
    ways: tuple[str, ...] = ()  # to which the reader may move it
    may: frozenset[str] = frozenset()  # of: take_on, finisher, help, help_back, review, answer, name, take_back
    lesson: Learning | None = None  # for its owner, and for its leaders

    @property
    def reviews(self) -> int:
        """How often it was looked back at."""
        return sum(step.kind == "review" for step in self.moves)


@dataclass(frozen=True)
class IdeasForm:
    """What the form for a new idea starts from: the teams to choose from, and words of one's own answer."""

    teams: tuple[tuple[str, str], ...]  # id, name
    text: str = ""
    area: str = ""
    named: bool = False


@dataclass(frozen=True)
class IdeasNow:
    """How many ideas a team has: raised so far, being tried, finished; and how long the oldest waits, in weeks."""

    team: str
    raised: int
    tried: int
    finished: int
    oldest: int | None = None
    finishers: int = 0  # that need somebody to finish them
    shares: bool = True  # False once its campaign is over: nothing new is shared


@dataclass(frozen=True)
class Learning:
    """What a team learned, without a name."""

    title: str
    team: str
    organisation: str
    outcome: str
    said: Mapping[str, str]
    reach: str = TEAM


def counted(team: str, ideas: Iterable[tuple[str, date, bool]], monday: date) -> IdeasNow:
    """Count a team's ideas, each given as its stage, the week in which it came there, and whether it needs finishing.

    An idea is for all of the team to read, so its count is no secret; there is no date finer than a week.
    """
    listed = list(ideas)
    waiting = [since for stage, since, _ in listed if stage in WAITS]
    return IdeasNow(
        team=team,
        raised=len(listed),
        tried=sum(stage == EXPERIMENT for stage, _, _ in listed),
        finished=sum(stage in FINISHED for stage, _, _ in listed),
        oldest=weeks_between(min(waiting), monday) if waiting else None,
        finishers=sum(finisher for _, _, finisher in listed),
    )
