"""What a pack is made of: tiers, areas, questions, themes and probes, as frozen data.

Rules: pure data without I/O, so that the core may hold a pack. Every length is one that Slack sets (header 150, option
and its description 75) or one that keeps a prompt on a phone screen. Words that land in Slack's plain text fields
hold no `&`, `<` or `>`. Each message of a validator is the end of a sentence that begins with the file and the key.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator, model_validator

Tag = Literal["workforce", "culture", "engagement", "productivity"]
#: What an answer looks like to the rules that choose a follow-up; `default` may follow any answer.
When = Literal["thin", "problem", "idea", "blocked", "done", "example", "default"]
#: Every area can follow up each of these, so that the rules never choose a probe that is not there.
NEEDED_PROBES: tuple[When, ...] = ("thin", "problem", "idea", "blocked", "done")

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
DottedKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$", max_length=60)]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Option = Annotated[str, StringConstraints(min_length=1, max_length=75, pattern=r"^[^&<>\n]+$")]
Headline = Annotated[str, StringConstraints(min_length=1, max_length=150, pattern=r"^[^&<>\n]+$")]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=250)]
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Record(BaseModel):
    """A frozen piece of content that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Tier(Record):
    """A group of areas, such as the central focus."""

    key: Key
    title: Option


class Question(Record):
    """One detailed question: the full text for the thread and a short label for a list to choose from.

    `source` is its place in the document the pack builds on (area and letter, such as "3d"); a `sensitive` one is best
    answered in private, and prompts say so.
    """

    key: DottedKey
    text: Sentence
    short: Option
    source: str | None = None
    tags: tuple[Tag, ...] = ()
    sensitive: bool = False


class Theme(Record):
    """One entry of the codebook, which the author of an answer taps."""

    key: DottedKey
    title: Option
    description: Option


class Probe(Record):
    """One follow-up question and the kind of answer it follows."""

    key: DottedKey
    text: Sentence
    when: When


class Resource(Record):
    """Something to read, named by its full title; packs hold no web addresses, because addresses die."""

    title: str
    source: str
    year: int | None = None


class Source(Record):
    """A document the pack builds on."""

    title: str
    date: str
    author: str | None = None
    publisher: str | None = None


class Credit(Record):
    """Whose work the pack builds on, and how."""

    note: Paragraph
    sources: tuple[Source, ...] = ()
    bodies: tuple[str, ...] = ()


class Area(Record):
    """One week: what is asked, what may follow, and how answers are sorted.

    `repeats` is the key of an earlier area whose headline is asked, and rated, once more, to be compared with it.
    """

    key: Key
    tier: Key
    number: int = Field(ge=1)
    title: Option
    headline: Headline
    why: Paragraph
    questions: tuple[Question, ...]
    themes: tuple[Theme, ...]
    probes: tuple[Probe, ...]
    neutral_probe: Probe
    experiment: Paragraph
    leader_question: Sentence
    residents_question: Sentence
    lesson: Sentence | None = None
    priority_line: Sentence | None = None
    resources: tuple[Resource, ...] = ()
    tags: tuple[Tag, ...] = ()
    repeats: Key | None = None

    @field_validator("why")
    @classmethod
    def _two_sentences(cls, value: str) -> str:
        found = len(re.findall(r"[.!?](?=\s|$)", value))
        if found != 2:
            raise ValueError(f"needs two sentences, found {found}")
        return value

    @field_validator("questions")
    @classmethod
    def _some_questions(cls, value: tuple[Question, ...], info: ValidationInfo) -> tuple[Question, ...]:
        return _own_keys(_between(value, 1, 10, "questions"), info)

    @field_validator("themes")
    @classmethod
    def _codebook(cls, value: tuple[Theme, ...], info: ValidationInfo) -> tuple[Theme, ...]:
        return _own_keys(_between(value, 5, 8, "themes"), info)

    @field_validator("probes")
    @classmethod
    def _probe_bank(cls, value: tuple[Probe, ...], info: ValidationInfo) -> tuple[Probe, ...]:
        missing = [when for when in NEEDED_PROBES if when not in {probe.when for probe in value}]
        if missing:
            raise ValueError(f"needs a probe for each of {', '.join(NEEDED_PROBES)}; none for {', '.join(missing)}")
        return _own_keys(_between(value, 5, 20, "probes"), info)

    @field_validator("neutral_probe")
    @classmethod
    def _fits_anything(cls, value: Probe, info: ValidationInfo) -> Probe:
        if value.when != "default":
            raise ValueError("must have when: default, because it follows any answer")
        _own_keys((value, *info.data.get("probes", ())), info)
        return value

    def question(self, key: str) -> Question:
        """Find a question by its key; raises KeyError."""
        return _by_key(self.questions, key)

    def theme(self, key: str) -> Theme:
        """Find a theme by its key; raises KeyError."""
        return _by_key(self.themes, key)

    def probe(self, key: str) -> Probe:
        """Find a probe, the neutral one included, by its key; raises KeyError."""
        return _by_key((*self.probes, self.neutral_probe), key)

    def probes_for(self, when: When) -> tuple[Probe, ...]:
        """List the probes that follow one kind of answer, in the order of the pack."""
        return tuple(probe for probe in self.probes if probe.when == when)


class Pack(Record):
    """A whole framework in one language, at one version."""

    key: Key
    version: Version
    language: Language
    languages: tuple[Language, ...]
    title: Option
    summary: Paragraph
    about: str
    reviewed_by: str | None = None
    credit: Credit
    tiers: tuple[Tier, ...]
    areas: tuple[Area, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Pack:
        tiers = {tier.key for tier in self.tiers}
        for area in self.areas:
            if area.tier not in tiers:
                raise ValueError(f"area {area.key} names the tier '{area.tier}', which the pack does not have")
        if [area.number for area in self.areas] != list(range(1, len(self.areas) + 1)):
            raise ValueError("areas must be numbered 1, 2, 3 … in their order")
        for area in self.areas:
            self._comparable(area)
        return self

    def _comparable(self, area: Area) -> None:
        """Two ratings can be set side by side only where both answer the same question."""
        if area.repeats is None:
            return
        earlier = {each.key: each for each in self.areas if each.number < area.number}
        if area.repeats not in earlier:
            raise ValueError(f"area {area.key} repeats '{area.repeats}', which is no earlier area of the pack")
        if area.headline != earlier[area.repeats].headline:
            raise ValueError(f"area {area.key} repeats '{area.repeats}', so its headline must be the same")

    def area(self, key: str) -> Area:
        """Find an area by its key; raises KeyError."""
        return _by_key(self.areas, key)

    def start_of(self, area: Area) -> Area | None:
        """Find the earlier area that an area asks again; None where it asks something of its own."""
        return None if area.repeats is None else self.area(area.repeats)

    def tier(self, key: str) -> Tier:
        """Find a tier by its key; raises KeyError."""
        return _by_key(self.tiers, key)


Keyed = TypeVar("Keyed", Tier, Question, Theme, Probe, Area)


def _between(value: tuple[Keyed, ...], low: int, high: int, name: str) -> tuple[Keyed, ...]:
    if not low <= len(value) <= high:
        raise ValueError(f"needs {low} to {high} {name}, found {len(value)}")
    return value


def _own_keys(value: tuple[Keyed, ...], info: ValidationInfo) -> tuple[Keyed, ...]:
    area = info.data.get("key")
    for item in value:
        if area is not None and not item.key.startswith(f"{area}."):
            raise ValueError(f"the key '{item.key}' must begin with '{area}.'")
    twice = [key for key, count in Counter(item.key for item in value).items() if count > 1]
    if twice:
        raise ValueError(f"the key '{twice[0]}' is used twice")
    return value


def _by_key(items: Iterable[Keyed], key: str) -> Keyed:
    for item in items:
        if item.key == key:
            return item
    raise KeyError(key)
