"""Message templates: `<root>/<language>/<utterance>.j2`, and labels: `<root>/<language>/labels.yaml`.

Rules: templates make text, never JSON. Facts handed in are data: strings are people's words, they are escaped for Slack
and never read as templates; `SlackText` is markup already. A fact a template asks for must be there. A language that
lacks a template or a label falls back to English as a whole. This module is the edge where content files are read.

In a template, `include` carries markup through; `macro`, `call`, block `set` and `~` turn it back into words and would
escape it twice (`bot.content.check` refuses the first three).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import yaml
from jinja2 import (
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context

from bot.content import formats, markup
from bot.content.errors import TextError
from bot.content.quick_yaml import read_yaml
from bot.content.sandboxed import sandboxed

FALLBACK = "en"
#: Names a template may not use for facts: they carry the reader's language and zone to the filters.
LANGUAGE, ZONE = "_language", "_zone"

Result = TypeVar("Result")


class Labels(Mapping[str, str]):
    """Button and field labels of one language, by dotted key; a missing key is an error that names the file."""

    def __init__(self, values: Mapping[str, str], source: Path) -> None:
        self._values = dict(values)
        self._source = source

    def __getitem__(self, key: str) -> str:
        if key not in self._values:
            raise TextError(f"{self._source}: there is no label '{key}'; add it there")
        return self._values[key]

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class Texts:
    """The templates and labels under one folder (`content/texts`), ready to render for a reader."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._environments: dict[str, ImmutableSandboxedEnvironment] = {}
        self._labels: dict[str, Labels] = {}
        self._lines: dict[tuple[str, str], Template] = {}

    def render(
        self, utterance: str, facts: Mapping[str, object], *, language: str = FALLBACK, zone: str = "UTC"
    ) -> str:
        """Render `<language>/<utterance>.j2` as Slack markup; `zone` (IANA name) is where the reader's clock stands.

        Raises TextError when the template is missing or malformed, or when a fact is missing or is None.
        """
        spoken = language if (self._root / language / f"{utterance}.j2").is_file() else FALLBACK
        template = _translated(utterance, lambda: self._environment(spoken).get_template(f"{utterance}.j2"))
        return self._finish(utterance, template, facts, spoken, zone)

    def render_line(
        self, source: str, facts: Mapping[str, object], *, language: str = FALLBACK, zone: str = "UTC"
    ) -> str:
        """Fill in one templated sentence of a content pack, such as `priority_line`; never hand it a person's words.

        The result is plain words, a fact for a template: nothing is escaped here, so that nothing is escaped twice.
        """
        if (language, source) not in self._lines:
            plain = self._environment(language).overlay(finalize=_printed, bytecode_cache=None)
            self._lines[language, source] = _translated(source, lambda: plain.from_string(source))
        return self._finish(source, self._lines[language, source], facts, language, zone)

    def render_plain(
        self, utterance: str, facts: Mapping[str, object], *, language: str = FALLBACK, zone: str = "UTC"
    ) -> str:
        """Render a template for a file: as plain text, in which what is escaped for Slack stands as it was typed."""
        drawn = self.render(utterance, facts, language=language, zone=zone)
        return drawn.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def labels(self, language: str = FALLBACK) -> Mapping[str, str]:
        """Read the labels of a language, English where it lacks one; nested keys are joined with dots."""
        if language not in self._labels:
            path = self._root / language / "labels.yaml"
            fallback = {} if language == FALLBACK else dict(self.labels(FALLBACK))
            if not path.is_file() and not fallback:
                raise TextError(f"{path}: this file is missing; it holds the labels of buttons and fields")
            own = dict(_flat(_read_yaml(path), path)) if path.is_file() else {}
            self._labels[language] = Labels({**fallback, **own}, path)
        return self._labels[language]

    def utterances(self, language: str = FALLBACK) -> tuple[str, ...]:
        """List the utterances a language has templates for, in alphabetical order."""
        folder = self._root / language
        return tuple(sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.j2")))

    def _finish(self, name: str, template: Template, facts: Mapping[str, object], language: str, zone: str) -> str:
        known = {**facts, LANGUAGE: language, ZONE: zone}
        rendered = _translated(name, lambda: template.render(known))
        return re.sub(r"\n{3,}", "\n\n", rendered.strip())

    def _environment(self, language: str) -> ImmutableSandboxedEnvironment:
        if language not in self._environments:
            self._environments[language] = self._build(language)
        return self._environments[language]

    def _build(self, language: str) -> ImmutableSandboxedEnvironment:
        # Slack's text is not HTML: finalize escapes what Slack wants escaped, HTML escaping would show "&#39;".
        environment = sandboxed([self._root / language, self._root / FALLBACK], as_markup=False, finalize=_finalize)
        environment.filters |= {
            "mention": markup.mention,
            "channel": markup.channel,
            "link": markup.link,
            "quote": markup.quote,
            "join": markup.join,
            "sentence": markup.sentence,
            **reading_filters(),
            "band": self.band_filter(),
        }
        environment.globals["link"] = markup.link
        return environment

    def band_filter(self) -> Callable[..., str]:
        """Build the filter that says how many people, roughly, in the reader's language."""

        @pass_context
        def band(context: Context, value: int | tuple[int, int | None], threshold: int = 5) -> str:
            low, high = formats.band(value, threshold) if isinstance(value, int) else value
            key = "band.more" if high is None else "band.fewer" if low == 0 else "band.range"
            below = None if high is None else high + 1
            words = self.labels(context[LANGUAGE])[key]
            return words.replace("{low}", str(low)).replace("{high}", str(high)).replace("{below}", str(below))

        return band


def _printed(value: object) -> str:
    if value is None:
        raise TextError("a template was asked to print a fact that is None; test for it first")
    return value if isinstance(value, str) else str(value)


def _finalize(value: object) -> str:
    return markup.escape(_printed(value))


@pass_context
def _date(context: Context, value: date | datetime | str, style: str = "day") -> str:
    return formats.format_date(value, context[LANGUAGE], context[ZONE], style)


@pass_context
def _time(context: Context, value: datetime | str) -> str:
    return formats.format_time(value, context[LANGUAGE], context[ZONE])


@pass_context
def _datetime(context: Context, value: datetime | str) -> str:
    return formats.format_datetime(value, context[LANGUAGE], context[ZONE])


@pass_context
def _plural(context: Context, count: int, **forms: str) -> str:
    return formats.plural(count, forms, context[LANGUAGE])


def reading_filters() -> dict[str, Callable[..., str]]:
    """Give the filters that only need the reader's language and zone: dates, times and plural forms."""
    return {"date": _date, "time": _time, "datetime": _datetime, "plural": _plural}


def _translated(name: str, action: Callable[[], Result]) -> Result:
    try:
        return action()
    except TemplateNotFound as error:
        raise TextError(f"{name}: there is no template {error.name}; add it under content/texts/{FALLBACK}") from error
    except TemplateSyntaxError as error:
        raise TextError(f"{error.name or name}, line {error.lineno}: {error.message}") from error
    except TemplateError as error:
        raise TextError(f"{name}: {error.message}") from error


def _read_yaml(path: Path) -> object:
    try:
        return read_yaml(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise TextError(f"{path}: this is not valid YAML: {error}") from error


def _flat(value: object, path: Path, prefix: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield prefix, value
        return
    if not isinstance(value, dict):
        raise TextError(f"{path}: {prefix or 'the file'} must hold words by key; put quotes around yes, no and numbers")
    for key, inner in value.items():
        yield from _flat(inner, path, f"{prefix}.{key}" if prefix else str(key))
