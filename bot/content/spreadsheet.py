"""Tables as files: one as CSV, several as XLSX with a sheet each. The one room in which spreadsheets are written.

What a spreadsheet would run as a formula is disarmed here, so no caller has to: in CSV by an apostrophe, in XLSX as a
cell that is text and stays so when it is edited. Numbers are numbers, and can be reckoned with.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FORMULA = frozenset("=+-@＝＋－＠")
"""How a formula may begin, after blanks that a spreadsheet skips; the wide forms count in some languages."""
WIDTH = 14
"""Of a column, in characters, where a table says nothing else."""
Cell = str | int | float | None
Row = Mapping[str, Cell]


@dataclass(frozen=True)
class Sheet:
    """A table: its title, its columns in their order, and its rows; `widths` of columns that are wider than most."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Row]
    widths: Mapping[str, int]


def csv_text(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Write a table as CSV."""
    written = io.StringIO()
    writer = csv.DictWriter(written, fieldnames=columns)
    writer.writeheader()
    writer.writerows({name: disarm(value) for name, value in row.items()} for row in rows)
    return written.getvalue()


def as_csv(sheet: Sheet) -> bytes:
    """Write a table to download; the mark at the beginning tells spreadsheets that these are Unicode's letters."""
    return csv_text(sheet.columns, sheet.rows).encode("utf-8-sig")


def as_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """Write a sheet for each table, its columns named in words."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        for table in sheets:
            sheet = book.add_worksheet(table.title)
            _head(sheet, table, bold)
            for number, row in enumerate(table.rows, start=1):
                for place, name in enumerate(table.columns):
                    _write(sheet, number, place, row[name], text)
    return written.getvalue()


def disarm(value: object) -> str:
    """A cell's text; words that a spreadsheet might run get an apostrophe (OWASP: CSV injection)."""
    text = "" if value is None else str(value)
    if isinstance(value, int | float):
        return text
    return f"'{text}" if text.lstrip()[:1] in FORMULA or text[:1] in {"\t", "\r", "\n"} else text


def _head(sheet: Worksheet, table: Sheet, bold: Format) -> None:
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(table.columns):
        sheet.set_column(place, place, table.widths.get(name, WIDTH))
        sheet.write_string(0, place, name.replace("_", " "), bold)


def _write(sheet: Worksheet, row: int, place: int, value: Cell, text: Format) -> None:
    """Numbers as numbers, all else as text: never as a formula or a link, whatever it begins with."""
    if isinstance(value, int | float):
        sheet.write_number(row, place, value)
    elif value:
        sheet.write_string(row, place, value, text if value.lstrip()[:1] in FORMULA else None)
