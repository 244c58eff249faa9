"""`waymark export CAMPAIGN --foi DIR`: what may be handed to anybody, figures apart from words."""

from pathlib import Path

import typer

from bot.bootstrap import Core, open_core
from bot.commands.folder import write_new
from bot.commands.privacy import desk_of
from bot.content.spreadsheet import csv_text
from bot.enquiries.public import FIGURE_COLUMNS, WORD_COLUMNS, Public, public
from bot.errors import there
from bot.settings import load_settings


async def export_public(name: str, folder: Path) -> None:
    """Write both files of a campaign, and beside them what is withheld and why."""
    async with open_core(load_settings()) as core:
        status = await core.campaigns.show(name)
        async with core.database.reading() as work:
            campaign = there(await work.campaigns.get(status.now.campaign_id))
            data = await public(work, campaign)
        await desk_of(core).note_public(campaign)
        files = _files(core, data, campaign.name, campaign.threshold)
    for path in write_new(folder, files):
        typer.echo(f"Wrote {path}.")
    typer.echo("Read words.csv before you hand it on: people may be named in it.", err=True)


def _files(core: Core, data: Public, campaign: str, threshold: int) -> dict[str, bytes]:
    facts = {
        "campaign": campaign,
        "threshold": threshold,
        "made_at": core.clocks.campaign.now(),
        "controller": core.settings.controller,
    }
    return {
        "figures.csv": csv_text(FIGURE_COLUMNS, data.figures).encode(),
        "words.csv": csv_text(WORD_COLUMNS, data.words).encode(),
        "about.txt": (core.texts.render_plain("own/public_about", facts) + "\n").encode(),
    }
