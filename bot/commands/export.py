"""`waymark export CAMPAIGN`: on standard output, what an admin may read; with `--foi DIR` there, what anybody may."""

import asyncio
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.bootstrap import open_core
from bot.commands.public import export_public
from bot.content.spreadsheet import csv_text
from bot.enquiries.export import as_rows
from bot.enquiries.export import export as gather
from bot.errors import there
from bot.insight.publishing import Level, one_breakdown
from bot.settings import load_settings


class Format(StrEnum):
    """How an export is written."""

    JSON = "json"
    CSV = "csv"


def export(
    campaign: Annotated[str, typer.Argument(help="The campaign's name, its id, or the beginning of its id.")],
    form: Annotated[
        Format, typer.Option("--format", help="json: everything; csv: a row a team and week.")
    ] = Format.JSON,
    by: Annotated[
        list[Level] | None, typer.Option("--by", help="csv: a row a week and team, organisation or partnership.")
    ] = None,
    foi: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="Write what may be published to this folder, figures apart from words."),
    ] = None,
) -> None:
    """Write a campaign out: its course, its frozen figures and what was said under a name. No private text."""
    level = one_breakdown(by or [])
    if foi is not None:
        asyncio.run(export_public(campaign, foi))
        return
    data = asyncio.run(_gathered(campaign))
    if form is Format.JSON:
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    rows = as_rows(data, level)
    typer.echo(csv_text(list(rows[0]) if rows else ["campaign"], rows), nl=False)


async def _gathered(name: str) -> dict[str, Any]:
    settings = load_settings()
    async with open_core(settings) as core:
        status = await core.campaigns.show(name)
        async with core.database.reading() as work:
            return await gather(work, there(await work.campaigns.get(status.now.campaign_id)), settings.controller)
