"""Writes the papers as Markdown, from `content/papers/<language>/<paper>.j2`.

What is set (a name, an address, a sentence) is a fact and never Markdown: it is escaped where it is printed.
"""

import re
from pathlib import Path

from jinja2 import TemplateError

from bot.content.errors import TextError
from bot.content.sandboxed import sandboxed
from bot.controller import is_address
from bot.papers.facts import facts_of
from bot.settings import Settings

PAPERS = ("privacy-notice", "not-monitoring", "lawful-basis", "complaints", "dpia")
SPECIAL = re.compile(r"([\\`*_\[\]<>#+|~&])")


class Markdown(str):
    """Text that is Markdown already."""

    __slots__ = ()


def write(settings: Settings, paper: str, language: str = "en") -> str:
    """Write one paper. Raises `TextError` when its template is missing or asks for a fact that there is not."""
    folders = [settings.content / "papers" / name for name in (language, "en")]
    environment = sandboxed(folders, as_markup=False, finalize=escaped)
    environment.filters |= {"address": address, "month": _months, "verbatim": Markdown}
    try:
        text = environment.get_template(f"{paper}.j2").render(facts_of(settings))
    except TemplateError as wrong:
        raise TextError(f"content/papers/{language}/{paper}.j2: {wrong.message or wrong}") from wrong
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"


def files(settings: Settings, folder: Path) -> dict[Path, str]:
    """Give each paper's file with its text."""
    return {folder / f"{paper}.md": write(settings, paper) for paper in PAPERS}


def escaped(value: object) -> Markdown:
    """Make words safe inside Markdown: they make no link, no heading and no HTML, and stay on their line."""
    if isinstance(value, Markdown):
        return value
    return Markdown(SPECIAL.sub(r"\\\1", " ".join(str(value).split())))


def _months(number: int) -> str:
    return "one month" if number == 1 else f"{number} months"


def address(value: str) -> Markdown:
    """Write an address as a link that shows where it leads; what is no address stays words."""
    if not is_address(value):
        return escaped(value)
    target = value.replace("(", "%28").replace(")", "%29")
    return Markdown(f"[{escaped(value.removeprefix('mailto:'))}]({target})")
