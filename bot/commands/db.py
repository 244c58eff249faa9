"""`waymark db copy`: the way from one machine to many."""

from typing import Annotated

import typer

from bot.storage import copying


def db_commands() -> typer.Typer:
    """Build the group `db`."""
    group = typer.Typer(help="Look after the database.", no_args_is_help=True)
    group.command("copy")(copy)
    return group


def copy(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="The SQLite file, as in DATABASE_URL.")],
    target: Annotated[str, typer.Option("--to", metavar="URL", help="The empty, migrated PostgreSQL database.")],
) -> None:
    """Copy an SQLite database into an empty PostgreSQL one. Stop Waymark first; the file is left as it is."""
    copied = copying.copy(source, target)
    typer.echo(f"Copied {sum(copied.values())} rows in {len(copied)} tables, and compared every one.")
    typer.echo("Now set DATABASE_URL to the new address, keep the same keys, and start Waymark again.")
