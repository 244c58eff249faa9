"""The guided path as it is written: `demo/story/guide.yaml`, its words and its places."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from bot.content.quick_yaml import read_yaml
from demo.cast import STORY, Record

Mark = Literal["answered", "heard_back", "played_back", "digest_sent", "digest_read", "offered", "came_back"]
"""What the guide can see happen; each step is named after what ends it."""


class PathStep(Record):
    """A step. `private_words` and `private_place` are for whoever answered by the form.

    In the words, {week} is the week of the newest digest that the path's leader has. `astray` is said to whoever wrote
    in the channel what belongs in the thread.
    """

    key: Mark
    title: str
    words: str
    person: str
    place: str
    private_words: str | None = None
    private_place: str | None = None
    astray: str = ""
    light: str = ""


class PathIdea(Record):
    """Something to try. It is tried when the person gives `command`, uses `action`, or (without both) is there.

    While nothing in its place offers `action`, `not_now` says what to do first.
    """

    title: str
    words: str
    person: str
    place: str
    command: str | None = None
    action: str | None = None
    not_now: str = ""

    @model_validator(mode="after")
    def _says_what_to_do_first(self) -> Self:
        if bool(self.action) != bool(self.not_now):
            raise ValueError(f"“{self.title}” needs both `action` and `not_now`, or neither.")
        return self


class PathRole(Record):
    """What to try in one role."""

    role: str
    ideas: tuple[PathIdea, ...] = Field(min_length=1)


class PathWay(Record):
    """A way to go on when the story is over."""

    title: str
    words: str
    person: str
    place: str


class PathOver(Record):
    """What is said when the last week is over, and the ways on."""

    title: str
    words: str
    ways: tuple[PathWay, ...] = Field(min_length=1)


class GuidedPath(Record):
    """The whole path: the welcome, in whose week it goes and who leads, the steps, what to try, and the end.

    `note` is said beside what to try.
    """

    welcome: tuple[str, str]
    first: str
    ending: str
    note: str
    member: str
    channel: str
    leader: str
    steps: tuple[PathStep, ...]
    roles: tuple[PathRole, ...]
    over: PathOver


def load_path(path: Path = STORY / "guide.yaml") -> GuidedPath:
    """Read the path. Raises pydantic's `ValidationError` when something is missing or unknown."""
    return GuidedPath.model_validate(read_yaml(path.read_text(encoding="utf-8")))
