"""`waymark keys new | check | rotate`: the keys that protect answers."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import typer
from cryptography.fernet import Fernet
from rich.console import Console
from rich.table import Table

from bot.bootstrap import open_core
from bot.commands.run import check_migrated
from bot.ids import fresh_key
from bot.settings import load_settings
from bot.storage.sealing import Opened, Rotated, Sealing


def keys_commands() -> typer.Typer:
    """Build the group `keys`."""
    group = typer.Typer(help="Keys that protect answers.", no_args_is_help=True)
    group.command("new")(new)
    group.command("check")(check)
    group.command("rotate")(rotate)
    return group


def new() -> None:
    """Print a new master key and a new data key, as lines for the environment. Keep them outside the database."""
    typer.echo(f"WAYMARK_MASTER_KEY={fresh_key()}")
    typer.echo(f"WAYMARK_DATA_KEYS={Fernet.generate_key().decode()}")


def check() -> None:
    """Count how many stored values each key of WAYMARK_DATA_KEYS opens, and what no key opens. Changes nothing."""
    opened, keys = asyncio.run(_checked())
    _print(opened, keys)
    total = sum((one.by_key for one in opened), Counter[int]())
    for line in verdict(total, sum(one.unopened for one in opened), keys):
        typer.echo(line)
    if any(one.unopened for one in opened):
        raise typer.Exit(1)


def rotate() -> None:
    """Seal everything with the first key of WAYMARK_DATA_KEYS. Waymark may run meanwhile; stopped, it can be run again.

    First put the new key in front of the old ones and start Waymark again, so that it writes with the new key too.
    """
    done = asyncio.run(_rotated())
    typer.echo(f"Sealed {done.resealed} values with the newest key, in {done.transactions} short transactions.")
    if done.busy:
        typer.echo(f"{done.busy} were being changed by Waymark just then. Run this once more.")
    if done.unopened:
        typer.echo(f"{done.unopened} are opened by no key, and stay as they are. See: waymark keys check")
        raise typer.Exit(1)
    typer.echo("Now run `waymark keys check`. A key that opens nothing any more may go from WAYMARK_DATA_KEYS.")


def verdict(total: Counter[int], unopened: int, keys: int) -> list[str]:
    """Say what the counts mean."""
    lines = [f"The newest key (1) opens {total[0]} values."]
    for place in range(1, keys):
        if total[place]:
            lines.append(f"Key {place + 1} opens {total[place]}. Keep it, or run `waymark keys rotate` first.")
        else:
            lines.append(f"Key {place + 1} opens nothing that the newest does not. It may go.")
    if unopened:
        lines.append(f"No key opens {unopened}. Put back the key that they were sealed with, if you have it.")
    return lines


async def _checked() -> tuple[Sequence[Opened], int]:
    settings = load_settings()
    check_migrated(settings)
    async with open_core(settings) as core:
        return await Sealing(core.database).check(), len(core.database.vault)


async def _rotated() -> Rotated:
    settings = load_settings()
    check_migrated(settings)
    async with open_core(settings) as core:
        return await Sealing(core.database).rotate()


def _print(opened: Sequence[Opened], keys: int) -> None:
    table = Table("what", *(f"key {place + 1}" for place in range(keys)), "no key")
    for one in opened:
        counts = [str(one.by_key[place]) for place in range(keys)]
        table.add_row(f"{one.table}.{one.column}", *counts, str(one.unopened))
    Console(markup=False, highlight=False, emoji=False).print(table)
