"""Draws charts: `content/charts/<kind>.svg.j2` makes the SVG, which stands on the page as it is, or becomes a PNG.

Templates are escaped as XML, so that a team's name stays words. The font comes with the package and is the only one
that is used: a machine without it would silently leave all text out. What a picture shows is also said in words
(`content/texts/<language>/chart/<kind>.j2`), for who does not see it; the words are made from the same data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import resvg_py
from jinja2.runtime import Context
from jinja2.utils import pass_context

from bot.content.formats import format_number
from bot.content.sandboxed import sandboxed
from bot.content.texts import FALLBACK, LANGUAGE, Texts
from bot.digests.charts.chosen import Chart
from bot.digests.charts.dumbbell import Dumbbell
from bot.digests.charts.heat_map import HeatMap
from bot.digests.charts.taking_part import TakingPart
from bot.digests.charts.then_and_now import ThenAndNow

FONTS = Path(__file__).parent / "fonts"
FONT = "Source Sans Pro"
ZOOM = 2  # for the small dots of today's screens
MOST_WORDS = 1000
"""Characters of an alternative text that Slack takes (files.getUploadURLExternal, `alt_txt`)."""

KINDS: Mapping[type[Chart], str] = {
    HeatMap: "heat_map",
    Dumbbell: "dumbbell",
    TakingPart: "taking_part",
    ThenAndNow: "then_and_now",
}


@dataclass(frozen=True)
class Drawing:
    """A chart, drawn: as SVG, and in words; `title` is what the file is called."""

    kind: str
    title: str
    svg: str
    words: str

    def png(self) -> bytes:
        """Make a picture of it. Takes about a tenth of a second of the processor: call it in a thread."""
        files = [str(path) for path in sorted(FONTS.glob("*.ttf"))]
        return resvg_py.svg_to_bytes(
            svg_string=self.svg, zoom=ZOOM, skip_system_fonts=True, font_files=files, font_family=FONT
        )


class Drawings:
    """The templates under one folder (`content/charts`)."""

    def __init__(self, root: Path, texts: Texts) -> None:
        self._texts = texts
        self._environment = sandboxed([root], as_markup=True)
        self._environment.filters |= {"band": texts.band_filter(), "number": _number}

    def draw(self, chart: Chart, language: str = FALLBACK) -> Drawing:
        """Draw a chart."""
        kind = KINDS[type(chart)]
        words = _one_line(self._texts.render_plain(f"chart/{kind}", {"chart": chart}, language=language))
        labels = self._texts.labels(language)
        template = self._environment.get_template(f"{kind}.svg.j2")
        svg = template.render({"chart": chart, "alt": words, "label": labels, LANGUAGE: language})
        return Drawing(kind, labels[f"chart.title.{kind}"], svg.strip(), words)


@pass_context
def _number(context: Context, value: float) -> str:
    return format_number(value, context[LANGUAGE])


def _one_line(words: str) -> str:
    """Words for a screen reader: on one line, cut at a sentence where they are longer than Slack takes."""
    line = re.sub(r"\s+", " ", words).strip()
    if len(line) <= MOST_WORDS:
        return line
    return line[: line.rindex(". ", 0, MOST_WORDS - 2) + 1] + " …"
