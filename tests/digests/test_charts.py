"""Charts: every published number is in the picture and in its words, and nothing that was withheld is in either."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.drawings import FONT, FONTS, MOST_WORDS, Drawing, Drawings
from bot.content.texts import Texts
from bot.digests.charts.dumbbell import Dumbbell, dumbbell
from bot.digests.charts.facts import AreaSeen, Subject
from bot.digests.charts.heat_map import STEPS, heat_map
from bot.digests.charts.taking_part import taking_part

CONTENT = Path(__file__).parents[2] / "content"
DRAWINGS = Drawings(CONTENT / "charts", Texts(CONTENT / "texts"))
SHOWN = AreaSeen(1, "Needs", now=2.1, needed=4.3, gap=2.2, heard=(5, 9))
WITHHELD = AreaSeen(2, "Direction", heard=(0, 4))
OPEN = AreaSeen(3, "Leading", now=3.4, heard=(50, None))
TO_COME = AreaSeen(4, "Systems", asked=False)
AREAS = (SHOWN, WITHHELD, OPEN, TO_COME)
TEAMS = (Subject("Housing <repairs> & more", AREAS), Subject("Advice", (WITHHELD, SHOWN, TO_COME, TO_COME)))
DRAWN = ("heat_map", "dumbbell", "taking_part")


def drawn(kind: str, subjects: tuple[Subject, ...] = TEAMS) -> Drawing:
    """The chart of this kind, of the first team where it has one subject only."""
    charts = {
        "heat_map": heat_map(subjects),
        "dumbbell": dumbbell(subjects[0]),
        "taking_part": taking_part(subjects[0]),
    }
    chart = charts[kind]
    assert chart is not None
    return DRAWINGS.draw(chart)


def lines(drawing: Drawing) -> list[str]:
    """What is written in the picture, piece by piece. Raises where it is not well-formed XML."""
    return ["".join(text.itertext()) for text in ET.fromstring(drawing.svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 - our own


@pytest.mark.parametrize(
    ("kind", "there"),
    [
        ("heat_map", ["2.2", "–", "Advice", "Housing <repairs> & more"]),
        ("dumbbell", ["2.1", "4.3", "3.4"]),
        ("taking_part", ["5 to 9", "50 or more"]),
    ],
)
def test_a_picture_holds_what_was_published(kind: str, there: list[str]) -> None:
    """Each number and name stands in the picture as words, so that nothing is told by colour or length alone."""
    assert set(there) <= set(lines(drawn(kind)))


@pytest.mark.parametrize(
    ("kind", "there"),
    [
        ("heat_map", ["Advice: area 1 not shown, area 2 2.2", "1 is Needs"]),
        ("dumbbell", ["1 Needs: now 2.1, needed 4.3, a gap of 2.2.", "2 Direction: not shown.", "3 Leading: now 3.4."]),
        ("taking_part", ["1 Needs: 5 to 9.", "2 Direction: not shown.", "3 Leading: 50 or more."]),
    ],
)
def test_its_words_say_the_same(kind: str, there: list[str]) -> None:
    """Whoever does not see the picture hears each of its numbers, and which are not shown."""
    words = re.sub(" +", " ", drawn(kind).words)
    assert [said for said in there if said not in words] == []


@pytest.mark.parametrize("kind", DRAWN)
def test_its_words_are_in_the_picture_too(kind: str) -> None:
    """On the page the picture is one image to a screen reader, with its words as its name."""
    root = ET.fromstring(drawn(kind).svg)  # noqa: S314 - our own
    assert (root.get("role"), root.get("aria-label")) == ("img", drawn(kind).words)


def test_teams_stand_in_alphabetical_order() -> None:
    """A heat map is no league table."""
    names = [line for line in lines(drawn("heat_map")) if line in {"Advice", "Housing <repairs> & more"}]
    assert names == ["Advice", "Housing <repairs> & more"]


def test_nothing_to_show_makes_no_picture() -> None:
    """Where all is withheld there is no empty picture, which would only look like one."""
    nothing = Subject("Small", (WITHHELD, TO_COME))
    assert (heat_map([nothing]), dumbbell(nothing), taking_part(nothing)) == (None, None, None)


@pytest.mark.parametrize(("fill", "ink"), [step[1:] for step in STEPS])
def test_numbers_can_be_read_on_every_colour(fill: str, ink: str) -> None:
    """Ink and fill differ by 4.5 to 1 or more (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((_luminance(fill), _luminance(ink)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_wider_gap_is_darker() -> None:
    """The steps of the one hue go from light to dark."""
    shades = [_luminance(fill) for _, fill, _ in STEPS]
    assert shades == sorted(shades)


@pytest.mark.parametrize("kind", DRAWN)
def test_its_text_comes_out_on_a_machine_without_fonts(kind: str) -> None:
    """The font that comes along draws the words: without them the picture would be another one."""
    drawing = drawn(kind)
    mute = Drawing(kind, "", re.sub(r"<text.*?</text>", "", drawing.svg, flags=re.DOTALL), "")
    assert drawing.png()[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(drawing.png()) > 1.5 * len(mute.png())
    assert f'font-family="{FONT},' in drawing.svg
    assert {path.name for path in FONTS.iterdir()} >= {"LICENSE.txt", "SourceSansPro-Regular.ttf"}


DIGIT = 8
"""Pixels of a digit, at most."""
means = st.integers(10, 50).map(lambda tenths: tenths / 10)
bands = st.sampled_from([None, (0, 4), (5, 9), (10, 19), (50, None)])


@st.composite
def areas(draw: st.DrawFn) -> AreaSeen:
    """An area that was shown in any way there is."""
    now, needed = draw(st.none() | means), draw(st.none() | means)
    gap = None if now is None or needed is None else round(needed - now, 1)
    title = draw(st.text("abc &<é", min_size=1, max_size=90))
    return AreaSeen(draw(st.integers(1, 9)), title, draw(st.booleans()), now, needed, gap, draw(bands))


@given(st.lists(st.lists(areas(), min_size=1, max_size=8).map(tuple), min_size=1, max_size=5))
def test_all_of_it_lies_inside_the_picture(stories: list[tuple[AreaSeen, ...]]) -> None:
    """Whatever was published, no mark, bar or line of words begins outside, and the words fit what Slack takes."""
    teams = [Subject(f"Team {number}", told) for number, told in enumerate(stories)]
    alike = [team for team in teams if len(team.areas) == len(teams[0].areas)]
    for chart in (heat_map(alike), dumbbell(teams[0]), taking_part(teams[0])):
        if chart is not None:
            drawing = DRAWINGS.draw(chart)
            assert len(drawing.words) <= MOST_WORDS
            for part in ET.fromstring(drawing.svg).iter():  # noqa: S314 - our own
                place = [float(part.get(name) or 0) for name in ("x", "cx", "x1", "x2")]
                down = [float(part.get(name) or 0) for name in ("y", "cy", "y1", "y2")]
                assert 0 <= min(place) <= max(place) <= chart.width
                assert 0 <= min(down) <= max(down) <= chart.height
                reach = DIGIT * len(part.text or "") if isinstance(chart, Dumbbell) and _is_number(part.text) else 0
                assert part.get("text-anchor") != "end" or place[0] - reach >= 0
                assert part.get("text-anchor") != "start" or place[0] + reach <= chart.width


def _is_number(words: str | None) -> bool:
    return bool(re.fullmatch(r"\d\.\d", words or ""))


def test_many_teams_still_have_words_that_slack_takes() -> None:
    """Of sixty teams the words are cut at a sentence, within Slack's thousand characters."""
    teams = tuple(Subject(f"Team {number:02}", AREAS) for number in range(60))
    words = drawn("heat_map", teams).words
    assert len(words) <= MOST_WORDS
    assert words.endswith(". …")
