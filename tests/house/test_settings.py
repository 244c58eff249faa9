"""What can be set is said three times, in the code, in the README and in .env.example, and all three agree."""

from __future__ import annotations

import re

import pytest

from bot.settings import Settings
from tests.house.tree import text

MONTHS = ("WAYMARK_RAW_MONTHS", "WAYMARK_AGGREGATES_MONTHS", "WAYMARK_HEADLINES_MONTHS")
NAMES = {str(field.alias) for field in Settings.model_fields.values()}


def names_in_table(markdown: str) -> set[str]:
    """The variables in the first column of the README's table of settings."""
    return set(re.findall(r"^\| *`([A-Z][A-Z_]+)`", markdown, re.MULTILINE))


def names_in_example(example: str) -> set[str]:
    """The variables that .env.example sets, or shows behind a `#`."""
    return set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", example, re.MULTILINE))


def test_every_setting_has_a_name() -> None:
    """Each setting is read from a variable with a name of its own."""
    assert len(NAMES) == len(Settings.model_fields)
    assert "None" not in NAMES


def test_the_readme_lists_every_setting() -> None:
    """The README's table has a row for each setting and no other."""
    assert names_in_table(text("README.md")) == NAMES


def test_the_example_lists_every_setting() -> None:
    """.env.example shows each setting and no other."""
    assert names_in_example(text(".env.example")) == NAMES


def test_the_example_shows_the_defaults() -> None:
    """A line that is commented out in .env.example shows the value that holds without it."""
    shown = dict(re.findall(r"^# ([A-Z][A-Z_]+)=(.*)$", text(".env.example"), re.MULTILINE)[::-1])
    by_name = {str(field.alias): field.default for field in Settings.model_fields.values()}
    for name in (
        "DATABASE_URL",
        "SLACK_API_URL",
        "WAYMARK_SUPPORT_ROUTE",
        "HOST",
        "PORT",
        "WAYMARK_LOG_LEVEL",
        *MONTHS,
    ):
        assert shown[name] == str(by_name[name])


@pytest.mark.parametrize(("line", "found"), [("| `PORT` | 8080 |", {"PORT"}), ("| Port | `PORT` |", set())])
def test_rows_are_read(line: str, found: set[str]) -> None:
    """Only a row that begins with a variable counts as its row."""
    assert names_in_table(line) == found


def test_lines_are_read() -> None:
    """A variable counts whether it is set or only shown, and prose does not."""
    assert names_in_example("A_B=1\n# CC=2\n# Make one with: XX=1\n") == {"A_B", "CC"}
