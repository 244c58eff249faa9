"""`waymark retention [--now]`: what goes when, and the nightly purge by hand."""

import asyncio

import typer

from bot.bootstrap import open_core
from bot.commands.run import check_migrated
from bot.health.desk import learn_time
from bot.retention.ledger_file import terms_of
from bot.retention.outlook import outlook
from bot.settings import load_settings


def retention(
    *, now: bool = typer.Option(default=False, help="Delete at once what is due, as the nightly purge does.")
) -> None:
    """Say what is deleted when, campaign by campaign. Waymark deletes by itself each night, as long as it runs."""
    for line in asyncio.run(_told(purge=now)):
        typer.echo(line)


async def _told(*, purge: bool) -> list[str]:
    settings = load_settings()
    check_migrated(settings)
    terms = terms_of(settings)
    async with open_core(settings) as core:
        await learn_time(core.database, core.clocks.wire)
        lines = [
            f"Kept after a campaign's end: what people said for {terms.raw} months, figures for {terms.aggregates}, the"
            f" rest for {terms.headlines}."
        ]
        if purge:
            again = await core.deletions.catch_up()
            gone = await core.purging.purge()
            lines += [f"Deleted again from a restored database: {again}."] if again else []
            lines += [f"{table}: {number}" for table, number in sorted(gone.items())] or ["Nothing was due."]
        return lines + await outlook(core.database, terms, core.clocks.campaign.now())
