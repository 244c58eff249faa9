"""`waymark content`: what authors see, and how a script can tell."""

import json
from pathlib import Path

from typer.testing import CliRunner

from bot.commands.content import content_commands

CONTENT = Path("content")


def test_check_says_that_nothing_is_wrong() -> None:
    """The shipped content passes, with exit code 0, in words and as JSON."""
    words = CliRunner().invoke(content_commands(CONTENT), ["check"])
    assert (words.exit_code, words.output) == (0, "Nothing to mend.\n")
    assert json.loads(CliRunner().invoke(content_commands(CONTENT), ["check", "--json"]).output) == []


def test_check_fails_with_findings(tmp_path: Path) -> None:
    """A faulty folder exits with 1 and names file, place, problem and fix."""
    result = CliRunner().invoke(content_commands(tmp_path), ["check", "--json"])
    assert result.exit_code == 1
    assert {tuple(finding) for finding in json.loads(result.output)} == {("file", "key", "problem", "fix")}
    assert "there is no pack here" in CliRunner().invoke(content_commands(tmp_path), ["check"]).output


def test_preview_shows_a_pack_or_says_which_there_are() -> None:
    """A known pack is written out; an unknown pack or language is one sentence and exit code 1."""
    shown = CliRunner().invoke(content_commands(CONTENT), ["preview", "first-steps"])
    assert shown.exit_code == 0
    assert "Week 4 of 4" in shown.output
    unknown = CliRunner().invoke(content_commands(CONTENT), ["preview", "nowhere"])
    assert unknown.exit_code == 1
    assert "there are first-steps, innovation-framework" in unknown.output
    foreign = CliRunner().invoke(content_commands(CONTENT), ["preview", "first-steps", "--language", "cy"])
    assert "not written in 'cy'" in foreign.output
