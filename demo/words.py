"""What people of the story say about each area: `demo/story/answers.yaml`. All of it is made up."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.content.quick_yaml import read_yaml
from demo.cast import STORY, Record

AREAS = ("residents", "vision", "leadership", "strategy", "culture", "people", "delivery", "looking-back")


class Line(Record):
    """A text, and the team whose people may say it (its slug); anyone may when there is none."""

    text: str
    team: str | None = None


def _line(written: object) -> object:
    """A line in the file is a text, or one `team: text`."""
    match written:
        case str():
            return {"text": written}
        case {**one} if len(one) == 1:
            ((team, text),) = one.items()
            return {"team": team, "text": text}
    return written


Spoken = Annotated[Line, BeforeValidator(_line)]


class AreaWords(Record):
    """Lines for one area, by kind."""

    open: tuple[Spoken, ...] = Field(min_length=8)
    sceptical: tuple[Spoken, ...] = Field(min_length=4)
    private: tuple[Spoken, ...] = Field(min_length=10)
    brief: tuple[Spoken, ...] = Field(min_length=5)
    to_leaders: tuple[Spoken, ...] = Field(min_length=4)
    follow_ups: tuple[Spoken, ...] = Field(min_length=6)

    def lines(self, team: str) -> Mapping[str, Sequence[Line]]:
        """The lines of each kind that somebody of this team may say."""
        return {
            name: [line for line in getattr(self, name) if line.team in (None, team)]
            for name in type(self).model_fields
        }


class Worry(Record):
    """The one answer that needs care: in which team and week somebody writes it."""

    team: str
    week: int = Field(ge=1, le=len(AREAS))
    text: str


class Words(Record):
    """Every area's lines, and the one answer that needs care.

    `like` names, for areas of other packs, the area whose lines fit there too.
    """

    areas: dict[str, AreaWords]
    worrying: Worry
    like: dict[str, str]

    def about(self, area: str, week: int) -> AreaWords:
        """What people say about an area of any pack; about one that nobody wrote for, what they say in such a week."""
        return self.areas[self.like.get(area, area if area in self.areas else AREAS[(week - 1) % len(AREAS)])]


def load_words(path: Path = STORY / "answers.yaml") -> Words:
    """Read what people say. Raises pydantic's `ValidationError` when a kind has too few lines."""
    return Words.model_validate(read_yaml(path.read_text(encoding="utf-8")))
