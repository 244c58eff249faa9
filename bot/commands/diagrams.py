"""`waymark diagrams`: write the conversations' diagrams into the docs, or check that they are in step."""

from pathlib import Path

import typer

from bot.dialogues.drawing import document
from bot.settings import ROOT

PAGE = ROOT / "docs" / "dialogues.md"


def diagrams(
    *, check: bool = typer.Option(default=False, help="Only say whether the page is in step; write nothing.")
) -> None:
    """Draw the conversations from their tables into docs/dialogues.md."""
    if check:
        _check(PAGE)
        return
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(document(), encoding="utf-8")
    typer.echo(f"Wrote {PAGE.relative_to(ROOT)}.")


def _check(page: Path) -> None:
    if not page.is_file() or page.read_text(encoding="utf-8") != document():
        typer.echo("docs/dialogues.md is not in step with the tables: run `make diagrams`.", err=True)
        raise typer.Exit(1)
