"""What people of the story say about each area: `demo/story/answers.yaml`. All of it is made up."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml
from pydantic import Field

from demo.cast import STORY, Record


class AreaWords(Record):
    """Lines for one area, by kind."""

    open: tuple[str, ...] = Field(min_length=6)
    sceptical: tuple[str, ...] = Field(min_length=3)
    private: tuple[str, ...] = Field(min_length=8)
    brief: tuple[str, ...] = Field(min_length=4)
    to_leaders: tuple[str, ...] = Field(min_length=3)
    follow_ups: tuple[str, ...] = Field(min_length=5)

    def lines(self) -> Mapping[str, Sequence[str]]:
        """The lines of each kind."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class Words(Record):
    """Every area's lines, and the one answer that needs care."""

    areas: dict[str, AreaWords]
    worrying: str


def load_words(path: Path = STORY / "answers.yaml") -> Words:
    """Read what people say."""
    return Words.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
