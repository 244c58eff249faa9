"""The files of a page: the same figures as on it, safe in a spreadsheet, and no words of people."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from bot.content.spreadsheet import as_csv, as_xlsx
from bot.insight.publishing import Level
from bot.pages.facts import LeadersPage
from bot.pages.report import LEVELS
from bot.pages.report_sheets import MEASURE_COLUMNS, sheets_of_report
from bot.pages.sheets import COLUMNS, figures, sheets_of_page
from tests.pages.ended import ended
from tests.pages.stories import full, line

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EVIL = ('=HYPERLINK("http://evil.example","Pay")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1")


def rows_of(file: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))


def csv_of(page: LeadersPage, table: str = "figures") -> bytes:
    """One of a page's tables as CSV."""
    return as_csv(sheets_of_page(page)[table])


def xlsx_of(page: LeadersPage) -> bytes:
    """All of a page's tables."""
    return as_xlsx(sheets_of_page(page).values())


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
    rows = rows_of(csv_of(page))
    assert list(rows[0]) == list(COLUMNS)
    for row, (week, line_) in zip(rows, lines, strict=True):
        rated = line_.ratings or {}
        assert (int(row["week"]), row["group"]) == (week, line_.name or "all together")
        assert [row[scale] for scale in ("now", "needed", "gap")] == [
            "" if rated.get(scale) is None else str(rated[scale]) for scale in ("now", "needed", "gap")
        ]
        assert bool(row["heard"]) == (line_.state == "shown")
    cells, _ = cells_of(xlsx_of(page), 1)
    assert cells[0] == [name.replace("_", " ") for name in COLUMNS]
    assert len(cells) == len(rows) + 1
    for cell, row in zip(cells[1:], rows, strict=True):
        assert list(map(plain, cell)) == [plain(value) for value in row.values() if value]


def test_themes_and_what_came_of_it_have_a_sheet_each() -> None:
    """Counts of themes are said as the page says them, and of questions it says how many, and how many talks."""
    file = xlsx_of(full())
    assert cells_of(file, 2)[0][1:] == [
        ["1", "Residents at the heart", "Repairs", "Trust", "6"],
        ["1", "Residents at the heart", "Repairs", "Tools", "5 or more"],
    ]
    assert cells_of(file, 3)[0][1:] == [
        ["2", "A clear aim", "2027-01-15", "22", *"323311211", "1"],
        ["1", "Residents at the heart", "2027-01-15", "0", *"000000000", "0"],
    ]


def test_promises_have_a_sheet_and_a_file() -> None:
    """Each promise has a row with its owner, dates, state and reason, the same in both; nothing in it is run."""
    rows = rows_of(csv_of(full(), "promises"))
    assert [(row["promise"], row["state"], row["times_moved"]) for row in rows] == [
        ("A heater", "late", "0"),
        ("A <van>", "open", "1"),
        ("A key for each van", "kept", "0"),
        ("'=1+1", "dropped", "0"),
    ]
    assert [row["reason"] for row in rows] == ["", "Late <parts>.", "", "No money."]
    assert {row["teams"] for row in rows} == {"Repairs, Care & <hope>"}
    assert not re.search(r"U0[A-Z0-9]{6,}", str(rows))
    cells, worked_out = cells_of(xlsx_of(full()), 4)
    assert (len(cells), worked_out) == (5, [])


@pytest.mark.parametrize("name", EVIL)
def test_nothing_is_run(name: str) -> None:
    """A name that a spreadsheet would run as a formula or make a link of is text in both files."""
    page = named(name)
    assert all(cell[:1] not in "=+-@\t＝" for row in rows_of(csv_of(page)) for cell in row.values() if cell)
    file = xlsx_of(page)
    cells, worked_out = cells_of(file, 1)
    assert worked_out == []
    assert name.strip() in [cell.strip() for cell in cells[1]]
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        assert b"<hyperlink" not in book.read("xl/worksheets/sheet1.xml")
        assert b'quotePrefix="1"' in book.read("xl/styles.xml")


def test_each_idea_has_a_row() -> None:
    """From the need to what came of it, by columns, the same in both files; nobody is named, and nothing is run."""
    need, whole, gone = rows_of(csv_of(full(), "ideas"))
    assert {name: value for name, value in whole.items() if value} == {
        "team": "Repairs",
        "week": "1",
        "area": "Residents at the heart",
        "priority": "Warm & dry homes",
        "need": "Nobody knows when we come.",
        "for_whom": "tenants",
        "idea": "A <text> that morning.",
        "stage": "decided",
        "steps": "an idea, then being tried, then decided",
        "how_residents_take_part": "Two tenants write it <with> us.",
        "tried": "One street.",
        "measure": "How many calls come.",
        "asked_of_leaders": "what is needed to try it: yes",
        "promised_then": "A heater",
        "decided": "We keep it.",
        "why": "It works.",
        "what_happened": "Calls fell by half.",
        "next_time": "'=In each street.",
    }
    assert (need["stage"], need["asked_of_leaders"]) == ("a need", "a rule in the way: not answered yet")
    assert (gone["stage"], gone["need"]) == ("stopped, and learned from", "")
    assert "waited" not in str([need, whole, gone]), "what residents told follows whoever passed it on"
    cells, worked_out = cells_of(xlsx_of(full()), 5)
    assert (len(cells), worked_out) == (4, [])


def test_no_words_of_people_are_in_the_files() -> None:
    """What people wrote, asked or let us quote follows them; a file that was handed out could not."""
    with zipfile.ZipFile(io.BytesIO(xlsx_of(full()))) as book:
        held = csv_of(full()).decode() + "".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())
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


def test_the_reports_tables() -> None:
    """Its gaps by every breakdown, then and now, and the measure, each number as it stands in the report."""
    tables = sheets_of_report([ended(level) for level in LEVELS])
    assert list(tables) == ["measure", "gaps", "then-and-now", "themes", "questions", "promises", "ideas"]
    gaps = rows_of(as_csv(tables["gaps"]))
    assert {row["by"] for row in gaps} == {"partnership", "organisation", "team"}
    assert len(gaps) == sum(len(area.lines) for level in LEVELS for area in ended(level).areas)
    rows = rows_of(as_csv(tables["then-and-now"]))
    beside = {
        (row["by"], row["group"], row["compared_with"]): (row["gap_then"], row["gap_now"], row["change"])
        for row in rows
        if row["week"] == "8"
    }
    assert beside["team", "Repairs", "week 5"] == ("1.7", "0.9", "-0.8")
    assert beside["team", "Care", "week 5"] == ("", "0.9", "")
    assert beside["partnership", "all together", "Autumn <2026>"] == ("0.9", "0.9", "0.0")
    same = [
        row for row in rows_of(as_csv(tables["then-and-now"])) if row["by"] == "organisation" and row["week"] == "8"
    ]
    assert same[0]["of_the_same_teams"] == "no"


def test_the_measure_is_a_table() -> None:
    """How it went stands there by organisation: talks, days, what came of questions, and how often it helped."""
    north, all_of_us = rows_of(as_csv(sheets_of_report([full(level) for level in LEVELS])["measure"]))
    assert list(north) == list(MEASURE_COLUMNS)
    assert list(north.values())[:11] == ["North <shire>", "7", "3", "43", "12", "4", "5", "3", "2", "1", "1"]
    assert {name: value for name, value in north.items() if ":" in name and value != "0"} == {
        "did it help: most": "3",
        "did it help: about half": "1",
        "felt heard: nearly everyone": "1",
    }
    assert list(all_of_us.values())[:6] == ["all together", "8", "3", "38", "0", ""]


def test_who_leads_nothing_takes_figures_alone() -> None:
    """Whoever gets wider digests has no table of questions or promises, on the page and in the report."""
    wider = [full(level, leads=False) for level in LEVELS[:2]]
    assert list(sheets_of_page(wider[0])) == ["figures", "themes"]
    assert list(sheets_of_report(wider)) == ["measure", "gaps", "then-and-now", "themes"]
