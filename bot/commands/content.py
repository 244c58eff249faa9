"""`waymark content check | preview | themes`: for people who write packs and messages."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
import yaml

from bot.bootstrap import open_core
from bot.content.check import check
from bot.content.errors import ContentError
from bot.content.packs import find_packs, load_pack
from bot.content.preview import preview
from bot.content.texts import Texts
from bot.errors import NotFound, there
from bot.scenes.stage import pack_of
from bot.settings import load_settings

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

    @group.command("themes")
    def themes_command(
        campaign: Annotated[str, typer.Argument(help="Its name, its id, or the beginning of its id.")],
    ) -> None:
        """Write out the themes that facilitators proposed in a campaign, to put into its pack's files."""
        typer.echo(asyncio.run(proposed_themes(campaign)), nl=False)

    return group


def previewed(root: Path, key: str, language: str) -> str:
    """Write out one pack with an example of a priority. Raises NotFound or PackError."""
    packs = find_packs(root / "packs")
    if key not in packs:
        raise NotFound(f"There is no pack '{key}'; there are {', '.join(packs) or 'none'}.")
    fill_in = Texts(root / "texts").render_line
    return preview(load_pack(packs[key], language), fill_in, priorities=[SAMPLE_PRIORITY])


async def proposed_themes(name: str) -> str:
    """Write out a campaign's proposed themes as they would stand in the files of its areas. Nothing is changed."""
    async with open_core(load_settings()) as core:
        status = await core.campaigns.show(name)
        async with core.database.reading() as work:
            campaign = there(await work.campaigns.get(status.now.campaign_id))
            rows = await work.themes.proposals(campaign.id)
    pack, written = pack_of(campaign), []
    for key in dict.fromkeys(row.area for row in rows):
        themes = [_as_in_a_pack(key, row.body) for row in rows if row.area == key]
        where = f"# {pack.area(key).title}: content/packs/{pack.key}/{pack.language}/areas/{key}.yaml"
        written.append(f"{where}\n{yaml.safe_dump({'themes': themes}, sort_keys=False, allow_unicode=True)}")
    return "\n".join(written) or "No theme was proposed.\n"


def _as_in_a_pack(area: str, said: Mapping[str, str]) -> dict[str, str]:
    """A theme with a key made from its title; who puts it into the pack may choose another."""
    slug = re.sub(r"[^a-z0-9]+", "-", said["title"].lower()).strip("-")[:40].rstrip("-") or "new"
    return {"key": f"{area}.{slug}", "title": said["title"], "description": said["about"]}
