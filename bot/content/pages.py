"""Templates of web pages: `<root>/<language>/<page>.html.j2`, words and HTML together.

Rules: what is handed in is data, and everything is escaped where it is printed (autoescape); a fact a template asks for
must be there. A language that lacks a page falls back to English as a whole.
"""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.content.errors import TextError
from bot.content.sandboxed import sandboxed
from bot.content.texts import FALLBACK, LANGUAGE, ZONE, Texts, reading_filters


class Pages:
    """The page templates under one folder (`content/pages`), ready to render for a reader."""

    def __init__(self, root: Path, texts: Texts) -> None:
        self._root = root
        self._texts = texts
        self._environments: dict[str, ImmutableSandboxedEnvironment] = {}

    def render(self, page: str, facts: Mapping[str, object], *, language: str = FALLBACK, zone: str = "UTC") -> str:
        """Render a page for a reader whose clock stands in `zone`. Raises TextError when a template or a fact lacks."""
        spoken = language if (self._root / language / f"{page}.html.j2").is_file() else FALLBACK
        known = {**facts, LANGUAGE: spoken, ZONE: zone, "language": spoken}
        try:
            return self._environment(spoken).get_template(f"{page}.html.j2").render(known)
        except TemplateError as wrong:
            raise TextError(f"content/pages/{spoken}/{page}.html.j2: {wrong.message or wrong}") from wrong

    def names(self, language: str = FALLBACK) -> tuple[str, ...]:
        """List the pages and their parts that a language has, in alphabetical order."""
        return tuple(sorted(path.name.removesuffix(".html.j2") for path in (self._root / language).glob("*.html.j2")))

    def _environment(self, language: str) -> ImmutableSandboxedEnvironment:
        """Build it once a language: templates are compiled for the first page, not for each."""
        if language not in self._environments:
            self._environments[language] = self._build(language)
        return self._environments[language]

    def _build(self, language: str) -> ImmutableSandboxedEnvironment:
        environment = sandboxed([self._root / language, self._root / FALLBACK], as_markup=True)
        environment.filters |= {**reading_filters(), "band": self._texts.band_filter()}
        return environment
