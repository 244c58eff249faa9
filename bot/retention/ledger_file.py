"""The ledger of deletions outside the database: a file of lines, one an entry, that is only ever added to.

An entry may stand there twice, when two processes write at once or one was stopped in between: it counts once. A line
that broke off, when a machine went down, counts as not written and is written again. There is no person in it and no
word.
"""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from bot.errors import SettingsProblem
from bot.retention.stages import Terms
from bot.settings import Settings
from bot.storage.addresses import async_url, sqlite_file
from bot.storage.repositories.deletions import KINDS, Entry

BESIDE = ".deletions"  # what the name of an SQLite file's ledger ends with


def terms_of(settings: Settings) -> Terms:
    """Give the months that are set."""
    return Terms(settings.raw_months, settings.aggregates_months, settings.headlines_months)


def file_of(settings: Settings) -> "LedgerFile | None":
    """Give the file that is set, or the one beside an SQLite database; None where there is neither."""
    if settings.deletions_file is not None:
        return LedgerFile(settings.deletions_file)
    database = sqlite_file(async_url(settings.database_url))
    return None if database is None else LedgerFile(database.with_name(database.name + BESIDE))


class LedgerFile:
    """Reads and adds entries. Raises `SettingsProblem` when the file cannot be read or written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[Entry]:
        """Read all entries, each once, in the order in which they were written. No file: none."""
        if not self.path.exists():
            return []
        try:
            text = self.path.read_text(encoding="utf-8", errors="replace")
        except OSError as wrong:
            raise self._problem("read", wrong) from wrong
        return list({entry.id: entry for entry in entries_in(text)}.values())

    def add(self, entries: Iterable[Entry]) -> None:
        """Write entries at the end, and return when they are on the disk."""
        lines = "".join(map(line_of, entries))
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write((self._line_end() + lines).encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as wrong:
            raise self._problem("written", wrong) from wrong

    def _line_end(self) -> str:
        """What is to come first, where the last line broke off."""
        with self.path.open("rb") as file:
            if file.seek(0, os.SEEK_END) == 0:
                return ""
            file.seek(-1, os.SEEK_END)
            return "" if file.read(1) == b"\n" else "\n"

    def _problem(self, what: str, wrong: OSError) -> SettingsProblem:
        return SettingsProblem(
            f"The ledger of deletions, {self.path}, cannot be {what} ({type(wrong).__name__}). Mend that, or set"
            " WAYMARK_DELETIONS_FILE to another file: without it a restored backup brings back what was deleted."
        )


def line_of(entry: Entry) -> str:
    """Draw an entry as a line."""
    return json.dumps({"id": entry.id, "kind": entry.kind, "about": entry.about, "day": f"{entry.day}"}) + "\n"


def entries_in(text: str) -> Iterator[Entry]:
    """Read lines; one that broke off, or that is of a kind nobody knows, is left out."""
    for line in text.splitlines():
        entry = _entry(line)
        if entry is not None:
            yield entry


def _entry(line: str) -> Entry | None:
    try:
        told = json.loads(line)
        entry = Entry(str(told["id"]), str(told["kind"]), str(told["about"]), date.fromisoformat(told["day"]))
    except (ValueError, KeyError, TypeError):
        return None
    return entry if entry.kind in KINDS else None
