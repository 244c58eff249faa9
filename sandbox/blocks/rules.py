"""The small language in which Block Kit's rules are written.

A rule is a function that looks at a value and reports what is wrong at its place. Places are JSON pointers, as
Slack's own messages have them: ``must be less than 3001 characters [json-pointer:/blocks/0/text/text]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.records import Json


@dataclass(frozen=True)
class Place:
    """Where a value stands, and the list that gathers the problems."""

    surface: str
    pointer: str = ""
    problems: list[str] = field(default_factory=list)

    def inside(self, key: str | int) -> Place:
        """Return the place of a part."""
        return Place(self.surface, f"{self.pointer}/{key}", self.problems)

    def report(self, problem: str) -> None:
        """Note a problem here."""
        self.problems.append(f"{problem} [json-pointer:{self.pointer}]")


Rule = Callable[[Any, Place], None]


def string(most: int, *, least: int = 1, pattern: str | None = None) -> Rule:
    """A string with a length from `least` to `most` characters that fits a pattern if given."""

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, str):
            place.report("must be a string")
        elif len(value) < least:
            place.report(f"must be more than {least - 1} characters")
        elif len(value) > most:
            place.report(f"must be less than {most + 1} characters")
        elif pattern and not re.fullmatch(pattern, value):
            place.report(f"does not match the format {pattern}")

    return check


def url(most: int = 3000) -> Rule:
    """A web address."""
    return string(most, pattern=r"[a-z][a-z0-9+.-]*:.+")


def integer(least: int, most: int) -> Rule:
    """A whole number in a range."""

    def check(value: Any, place: Place) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            place.report("must be an integer")
        elif not least <= value <= most:
            place.report(f"must be between {least} and {most}")

    return check


def number(value: Any, place: Place) -> None:
    """Any number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        place.report("must be a number")


def boolean(value: Any, place: Place) -> None:
    """True or false."""
    if not isinstance(value, bool):
        place.report("must be a boolean")


def anything(value: Any, place: Place) -> None:
    """A part whose inside the sandbox does not judge; it must be there."""
    if value is None:
        place.report("must not be null")


def one_of(*allowed: str) -> Rule:
    """One of some words."""

    def check(value: Any, place: Place) -> None:
        if value not in allowed:
            place.report(f"must be one of: {', '.join(allowed)}")

    return check


def items(rule: Rule, most: int, *, least: int = 1) -> Rule:
    """A list of `least` to `most` parts that each follow a rule."""

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, list):
            place.report("must be an array")
            return
        if len(value) < least:
            place.report(f"no fewer than {least} items")
        if len(value) > most:
            place.report(f"no more than {most} items allowed")
        for index, part in enumerate(value):
            rule(part, place.inside(index))

    return check


@dataclass(frozen=True)
class Shape:
    """An object: its required and optional fields, its type if it has one, and checks across fields.

    Other fields are refused.
    """

    required: Mapping[str, Rule]
    optional: Mapping[str, Rule] = field(default_factory=dict)
    type: str | None = None
    also: tuple[Rule, ...] = ()

    def __call__(self, value: Any, place: Place) -> None:
        """Check a value against this shape."""
        if not isinstance(value, dict):
            place.report("must be an object")
            return
        if self.type is not None and value.get("type") != self.type:
            place.report(f"must be of type {self.type}")
            return
        self._fields(value, place)
        for check in self.also:
            check(value, place)

    def _fields(self, value: Json, place: Place) -> None:
        rules = {**self.required, **self.optional}
        for name in self.required:
            if name not in value:
                place.report(f"missing required field: {name}")
        for name, part in value.items():
            if name == "type" and self.type is not None:
                continue
            if name not in rules:
                place.report(f"invalid additional property: {name}")
            else:
                rules[name](part, place.inside(name))


def by_type(shapes: Mapping[str, Shape]) -> Rule:
    """An object whose ``type`` names its shape."""

    def check(value: Any, place: Place) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in shapes:
            place.report(f"unsupported type: {kind}")
        else:
            shapes[kind](value, place)

    return check


def exactly_one(*names: str) -> Rule:
    """Exactly one of some fields."""

    def check(value: Any, place: Place) -> None:
        if sum(name in value for name in names) != 1:
            place.report(f"must have exactly one of: {', '.join(names)}")

    return check


def at_least_one(*names: str) -> Rule:
    """At least one of some fields."""

    def check(value: Any, place: Place) -> None:
        if not any(value.get(name) for name in names):
            place.report(f"must have at least one of: {', '.join(names)}")

    return check
