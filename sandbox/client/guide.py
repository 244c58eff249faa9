"""The guided path: a few steps through the story, and what to try after them.

The client draws the path and remembers what was skipped; whoever tells the story knows the steps and sees, from what
really happened, which are done. Nothing here keeps a person from doing anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sandbox.client.reader import Reader


@dataclass(frozen=True)
class Step:
    """One step. `person` is whom to be, `place` where (below ``/as/<person>``).

    `light` is a CSS selector of what to press; the page puts a ring around it. `astray` says what went wrong on the
    way, and how to mend it.
    """

    key: str
    title: str
    words: str
    person: str
    place: str
    light: str = ""
    done: bool = False
    astray: str = ""


@dataclass(frozen=True)
class Idea:
    """Something to try, whom to be for it and where; `done` when it was tried.

    `not_now` says what to do first, while what it needs is not there.
    """

    title: str
    words: str
    person: str
    place: str
    done: bool = False
    not_now: str = ""


@dataclass(frozen=True)
class Ideas:
    """What to try in one role."""

    role: str
    ideas: tuple[Idea, ...]


@dataclass(frozen=True)
class Over:
    """The story has come to its end: what to say, and how one may go on."""

    title: str
    words: str
    ways: tuple[Idea, ...]


class Guide(Protocol):
    """Knows the path through the story."""

    @property
    def welcome(self) -> Sequence[str]:
        """What this is, in two sentences."""
        ...

    @property
    def first(self) -> str:
        """Whom one is at first, and what to do."""
        ...

    @property
    def ending(self) -> str:
        """What to say when all steps are done."""
        ...

    @property
    def note(self) -> str:
        """What to know before trying other things."""
        ...

    def visited(self, person: str, place: str) -> None:
        """Take note that somebody looks at a place as this person."""
        ...

    async def steps(self) -> list[Step]:
        """Return the steps in order, each with whether it is done."""
        ...

    async def ideas(self) -> list[Ideas]:
        """Return what to try after the steps, by role."""
        ...

    async def over(self) -> Over | None:
        """Return what to say when the story has come to its end; None while it goes on."""
        ...


@dataclass
class Progress:
    """What a visitor did with the path itself. Lost when the sandbox stops, as is all of it.

    The end of the path is `told` to one person, at one place and moment; `asked`: somebody wants to see the guide.
    """

    welcomed: bool = False
    shown: bool = False
    ending_hidden: bool = False
    skipped: set[str] = field(default_factory=set)
    asked: bool = False
    told: tuple[str, str, datetime] | None = None

    def show(self, *, asked: bool = False) -> None:
        """Show the path, and its end once more to whoever asked for it."""
        self.shown, self.asked, self.told = True, asked, None

    def hide(self) -> None:
        """Hide the path."""
        self.shown, self.asked, self.told = False, False, None

    def tells_the_end(self, reader: Reader, path: str, concerned: str) -> bool:
        """Whether the end is to be told here: to whom it concerns, until they go on or the clock does."""
        here = (reader.user.id, path, reader.now)
        if self.told is None and (self.asked or reader.user.id == concerned):
            self.told = here
        if self.told is not None and (self.told[2] != reader.now or (self.told != here and self.told[0] == here[0])):
            self.hide()
        return self.told == here


@dataclass(frozen=True)
class Mark:
    """A step in the list of all steps."""

    title: str
    state: str


@dataclass(frozen=True)
class GuideBar:
    """What the bar shows. `step` is None at the end of the path, where `ending` is said.

    `name` is whom to be for the step, `path` where to go for it. `passed` names earlier steps that the story went past
    without their being done or skipped.
    """

    step: Step | None
    number: int
    marks: tuple[Mark, ...]
    passed: tuple[str, ...]
    name: str
    path: str
    other_person: bool
    here: bool
    ending: str


async def guide_bar(guide: Guide | None, progress: Progress, reader: Reader, path: str) -> GuideBar | None:
    """Return the bar for a person at that path; None while the path is hidden, and when its end was read."""
    if guide is None or not progress.shown:
        return None
    steps = await guide.steps()
    # Whoever is further on already needs no step from before: nobody has to go back.
    behind = max((index for index, one in enumerate(steps) if one.done), default=-1)
    step = next((one for one in steps[behind + 1 :] if one.key not in progress.skipped), None)
    marks = tuple(
        Mark(one.title, _state(one, passed=index <= behind or one.key in progress.skipped, now=one is step))
        for index, one in enumerate(steps)
    )
    passed = tuple(one.title for one in steps[: behind + 1] if not one.done and one.key not in progress.skipped)
    if step is None:
        if not progress.tells_the_end(reader, path, steps[-1].person):
            return None
        return GuideBar(None, len(steps), marks, passed, "", "", other_person=False, here=False, ending=guide.ending)
    target = step_path(step)
    other = step.person != reader.user.id
    return GuideBar(
        step=step,
        number=steps.index(step) + 1,
        marks=marks,
        passed=passed,
        name=reader.name_of(step.person),
        path=target,
        other_person=other,
        here=target == path,
        ending=guide.ending,
    )


@dataclass(frozen=True)
class Way:
    """A way to go on after the end: what for, whom to be, and where that is."""

    title: str
    words: str
    name: str
    path: str


@dataclass(frozen=True)
class EndBar:
    """What stands above the chat when the story is over."""

    title: str
    words: str
    ways: tuple[Way, ...]


async def end_bar(guide: Guide | None, progress: Progress, reader: Reader) -> EndBar | None:
    """Return what to say at the story's end; None while it goes on, or when somebody has hidden it.

    Where the story goes on after all, its next end is told again.
    """
    over = await guide.over() if guide is not None else None
    if over is None:
        progress.ending_hidden = False
        return None
    return None if progress.ending_hidden else ended(over, reader)


def ended(over: Over, reader: Reader) -> EndBar:
    """Return the end of the story with its ways on, each with whom to be."""
    ways = (Way(way.title, way.words, reader.name_of(way.person), step_path(way)) for way in over.ways)
    return EndBar(over.title, over.words, tuple(ways))


def step_path(step: Step | Idea) -> str:
    """Return the page of a step."""
    return f"/as/{step.person}/{step.place}"


def _state(one: Step, *, passed: bool, now: bool) -> str:
    if one.done:
        return "done"
    if now:
        return "now"
    return "skipped" if passed else "to come"
