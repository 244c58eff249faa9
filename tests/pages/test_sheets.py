"""The files of a page: the same figures as on it, safe in a spreadsheet, and no words of people."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from bot.insight.publishing import Level
from bot.pages.facts import LeadersPage
from bot.pages.sheets import COLUMNS, as_csv, as_xlsx, figures, promises_as_csv
from tests.pages.stories import full, line

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EVIL = ('=HYPERLINK("http://evil.example","Pay")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1")


def rows_of(file: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))


def named(name: str) -> LeadersPage:
    """A page whose campaign and team are called something."""
    page = full(campaign=name)
    (first, *rest) = page.tiers
    area = replace(first.areas[0], lines=(line(name),))
    return replace(page, tiers=(replace(first, areas=(area,)), *rest))


def plain(value: str) -> str | float:
    """A cell's value, whether it is written 3 or 3.0."""
    return float(value) if re.fullmatch(r"-?[\d.]+", value) else value


def cells_of(file: bytes, sheet: int) -> tuple[list[list[str]], list[ET.Element]]:
    """What the cells of a sheet show, row by row, and its cells that would be worked out."""
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        shared = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - we wrote it
        strings = ["".join(part.itertext()) for part in shared]
        tree = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))  # noqa: S314 - the same
        assert not [name for name in book.namelist() if "externalLink" in name or "vba" in name.lower()]
    rows = [
        [strings[int(text)] if cell.get("t") == "s" else text for cell in row if (text := cell.findtext(f"{SHEET}v"))]
        for row in tree.iter(f"{SHEET}row")
    ]
    return rows, list(tree.iter(f"{SHEET}f"))


@pytest.mark.parametrize("level", list(Level))
def test_the_files_hold_the_figures_of_the_page(level: Level) -> None:
    """CSV and XLSX have a row for each group and week, with the page's own numbers and what is withheld."""
    page = full(level)
    lines = [(area.week, line) for area in page.areas for line in area.lines]
    rows = rows_of(as_csv(page))
    assert list(rows[0]) == list(COLUMNS)
    for row, (week, line_) in zip(rows, lines, strict=True):
        rated = line_.ratings or {}
        assert (int(row["week"]), row["group"]) == (week, line_.name or "all together")
        assert [row[scale] for scale in ("now", "needed", "gap")] == [
            "" if rated.get(scale) is None else str(rated[scale]) for scale in ("now", "needed", "gap")
        ]
        assert bool(row["heard"]) == (line_.state == "shown")
    cells, _ = cells_of(as_xlsx(page), 1)
    assert cells[0] == [name.replace("_", " ") for name in COLUMNS]
    assert len(cells) == len(rows) + 1
    for cell, row in zip(cells[1:], rows, strict=True):
        assert list(map(plain, cell)) == [plain(value) for value in row.values() if value]


def test_themes_and_what_came_of_it_have_a_sheet_each() -> None:
    """Counts of themes are said as the page says them, and of questions it says how many, and how many talks."""
    file = as_xlsx(full())
    assert cells_of(file, 2)[0][1:] == [
        ["1", "Residents at the heart", "Repairs", "Trust", "6"],
        ["1", "Residents at the heart", "Repairs", "Tools", "5 or more"],
    ]
    assert cells_of(file, 3)[0][1:] == [
        ["2", "A clear aim", "2027-01-15", "20", *"323211111", "1"],
        ["1", "Residents at the heart", "2027-01-15", "0", *"000000000", "0"],
    ]


def test_promises_have_a_sheet_and_a_file() -> None:
    """Each promise has a row with its owner, dates, state and reason, the same in both; nothing in it is run."""
    rows = rows_of(promises_as_csv(full()))
    assert [(row["promise"], row["state"], row["times_moved"]) for row in rows] == [
        ("A heater", "late", "0"),
        ("A <van>", "open", "1"),
        ("A key for each van", "kept", "0"),
        ("'=1+1", "dropped", "0"),
    ]
    assert [row["reason"] for row in rows] == ["", "Late <parts>.", "", "No money."]
    assert {row["teams"] for row in rows} == {"Repairs, Care & <hope>"}
    assert not re.search(r"U0[A-Z0-9]{6,}", str(rows))
    cells, worked_out = cells_of(as_xlsx(full()), 4)
    assert (len(cells), worked_out) == (5, [])


@pytest.mark.parametrize("name", EVIL)
def test_nothing_is_run(name: str) -> None:
    """A name that a spreadsheet would run as a formula or make a link of is text in both files."""
    page = named(name)
    assert all(cell[:1] not in "=+-@\t＝" for row in rows_of(as_csv(page)) for cell in row.values() if cell)
    file = as_xlsx(page)
    cells, worked_out = cells_of(file, 1)
    assert worked_out == []
    assert name.strip() in [cell.strip() for cell in cells[1]]
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        assert b"<hyperlink" not in book.read("xl/worksheets/sheet1.xml")
        assert b'quotePrefix="1"' in book.read("xl/styles.xml")


def test_no_words_of_people_are_in_the_files() -> None:
    """What people wrote, asked or let us quote follows them; a file that was handed out could not."""
    with zipfile.ZipFile(io.BytesIO(as_xlsx(full()))) as book:
        held = as_csv(full()).decode() + "".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())
    for words in ("depot", "decides", "residents first", "nobody reads", "Amina", "U0REP"):
        assert words not in held
    assert not re.search(r"U0[A-Z0-9]{6,}", held)


def test_a_row_says_why_a_figure_is_missing() -> None:
    """Too few people, not yet, never asked, not kept: each has its words, so that a gap is not read as a nought."""
    said = {row["figures"] for row in figures(full())}
    assert said == {
        "shown",
        "withheld: too few people took part",
        "not asked that week",
        "kept no longer",
        "not yet: the week is open",
        "not asked yet",
    }
