"""Every kind of message and form, who sees it and when: read from `kinds.yaml`, the list behind docs/messages.md."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.content.quick_yaml import read_yaml

LIST = Path(__file__).resolve().parent / "kinds.yaml"


class Kind(BaseModel):
    """One thing that people see. `view` is the function of bot/slack/views that draws it, if it is no message."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    who: str
    when: str
    view: str | None = None

    @property
    def utterance(self) -> str | None:
        """The utterance that it is, unless it is a form."""
        return None if self.view else self.name.partition(":")[0]

    @property
    def picture(self) -> str:
        """Its picture's file, in docs/pictures."""
        return f"messages/{self.name.replace('/', '-').replace(':', '-').replace('_', '-')}.png"


class Chapter(BaseModel):
    """Kinds that belong together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    kinds: tuple[Kind, ...]


def load_chapters(path: Path = LIST) -> tuple[Chapter, ...]:
    """Read the list. Raises pydantic's `ValidationError` when an entry lacks something."""
    return TypeAdapter(tuple[Chapter, ...]).validate_python(read_yaml(path.read_text(encoding="utf-8")))


def every_kind(chapters: tuple[Chapter, ...] | None = None) -> Iterator[Kind]:
    """Every kind, in the order of the page."""
    for chapter in chapters or load_chapters():
        yield from chapter.kinds
