"""`waymark deletions export | apply FILE`: the ledger of deletions by hand, where no file keeps it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.bootstrap import open_core
from bot.commands.run import check_migrated
from bot.errors import NotFound
from bot.health.desk import learn_time
from bot.retention.ledger_file import LedgerFile, line_of
from bot.settings import load_settings


def deletions_commands() -> typer.Typer:
    """Build the group `deletions`."""
    group = typer.Typer(help="What was deleted before its time, for restored backups.", no_args_is_help=True)
    group.command("export")(export)
    group.command("apply")(apply)
    return group


def export() -> None:
    """Write the ledger of deletions to standard output: ids and days, no person, no words. Keep it elsewhere."""
    typer.echo(asyncio.run(_exported()), nl=False)


def apply(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What `deletions export` wrote, or WAYMARK_DELETIONS_FILE.")
    ],
) -> None:
    """Delete again, in a restored database, what the file says was deleted; then what is due. Stop Waymark first."""
    if not file.is_file():
        raise NotFound(f"There is no file {file}.")
    again, gone = asyncio.run(_applied(file))
    typer.echo(f"Deleted again: {again}. Due by its date, rows: {gone}.")


async def _exported() -> str:
    settings = load_settings()
    check_migrated(settings)
    async with open_core(settings) as core:
        return "".join([line_of(entry) for entry in await core.deletions.entries()])


async def _applied(file: Path) -> tuple[int, int]:
    settings = load_settings()
    check_migrated(settings)
    async with open_core(settings) as core:
        core.database.claim_file()
        await core.database.check_keys()
        await learn_time(core.database, core.clocks.wire)
        again = await core.deletions.apply(LedgerFile(file).read())
        return again, (await core.purging.purge()).total()
