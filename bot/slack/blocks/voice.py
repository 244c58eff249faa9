"""How the coach speaks to one reader: templates and labels in their language, times in their zone.

People's words are cut here, before they are escaped, so that no cut ever falls inside Slack's markup.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content.markup import escape
from bot.content.texts import Texts
from bot.controller import Controller

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Voice:
    """The texts, with the language and the zone (IANA name) of whoever reads."""

    texts: Texts
    language: str = "en"
    zone: str = "UTC"

    def say(self, template: str, facts: Facts) -> str:
        """Render a template as Slack markup. Raises `TextError` when a fact is missing."""
        return self.texts.render(template, facts, language=self.language, zone=self.zone)

    def label(self, key: str, **values: object) -> str:
        """Read a label; `{name}` in it is filled from `values`. Plain words, for buttons and fields."""
        words = self.texts.labels(self.language)[key]
        for name, value in values.items():
            words = words.replace("{" + name + "}", str(value))
        return words

    def papers(self, controller: Controller) -> str:
        """Say where people read, ask and complain about their data; empty where no address is set."""
        return self.say("papers", {"controller": controller})

    def heard(self, value: str | int | Sequence[int | None]) -> str:
        """Say how many people were heard, never exactly: words pass, a count or (lowest, highest) becomes a band."""
        if isinstance(value, str):
            return value
        count = value if isinstance(value, int) else tuple(value)
        return self.texts.render_line("{{ value | band }}", {"value": count}, language=self.language)


def clip(words: str, most: int, shape: Callable[[str], str] = escape) -> str:
    """Cut somebody's words so that they take at most `most` characters once `shape` (escape, quote) made them safe."""
    if len(shape(words)) <= most:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if len(shape(words[:middle] + "…")) <= most:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + "…"
