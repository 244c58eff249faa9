"""`waymark health`: how the whole installation does, read from the database.

Exits with 1 when something fails, so a platform's health check may call it for a worker, which has no port.
"""

import asyncio

import typer
from rich.console import Console
from rich.table import Table

from bot.bootstrap import open_core
from bot.health.checks import Check, failing
from bot.health.desk import HealthDesk, learn_time
from bot.settings import load_settings


def health() -> None:
    """Say whether the weeks are kept, messages go out and Slack is heard; exits with 1 when something fails."""
    found = asyncio.run(_examine())
    table = Table("", "what", "how it stands")
    for check in found:
        table.add_row(check.level.upper() if not check.ok else check.level, check.name, check.say)
    Console(markup=False, highlight=False).print(table)
    if failing(found):
        raise typer.Exit(1)


async def _examine() -> tuple[Check, ...]:
    async with open_core(load_settings()) as core:
        await learn_time(core.database, core.clocks.wire)
        return (await HealthDesk(core.database, core.clocks).examine())[1]
