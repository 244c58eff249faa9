"""`waymark content check | preview`: for people who write packs and messages."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.content.check import check
from bot.content.errors import ContentError
from bot.content.packs import find_packs, load_pack
from bot.content.preview import preview
from bot.content.texts import Texts
from bot.errors import NotFound

SAMPLE_PRIORITY = {"title": "Faster repairs at home", "reason": "Some people wait nine months for a grab rail."}


def content_commands(root: Path) -> typer.Typer:
    """Build the group `content` over one content folder."""
    group = typer.Typer(help="Check and preview packs and messages.", no_args_is_help=True)

    @group.command("check")
    def check_command(
        as_json: Annotated[bool, typer.Option("--json", help="Print the findings as a JSON list.")] = False,
    ) -> None:
        """Find what is wrong in the content folder; exits with 1 when there is something."""
        findings = check(root)
        if as_json:
            typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
        else:
            typer.echo("\n".join(str(finding) for finding in findings) or "Nothing to mend.")
        if findings:
            raise typer.Exit(1)

    @group.command("preview")
    def preview_command(
        pack: Annotated[str, typer.Argument(help="The key of a pack.")] = "innovation-framework",
        language: Annotated[str, typer.Option(help="A language the pack is written in.")] = "en",
    ) -> None:
        """Show a pack as plain text, as people will meet it."""
        try:
            typer.echo(previewed(root, pack, language), nl=False)
        except (ContentError, NotFound) as error:
            typer.echo(error.sentence, err=True)
            raise typer.Exit(1) from error

    return group


def previewed(root: Path, key: str, language: str) -> str:
    """Write out one pack with an example of a priority. Raises NotFound or PackError."""
    packs = find_packs(root / "packs")
    if key not in packs:
        raise NotFound(f"There is no pack '{key}'; there are {', '.join(packs) or 'none'}.")
    fill_in = Texts(root / "texts").render_line
    return preview(load_pack(packs[key], language), fill_in, priorities=[SAMPLE_PRIORITY])
