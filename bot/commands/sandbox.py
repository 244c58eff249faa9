"""`waymark sandbox`: the stand-in for Slack as a process of its own, for a coach that runs in other terminals.

The stand-in and its town are imported only here, and late: the coach itself owes nothing to them.
"""

import asyncio
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import AskAgain

if TYPE_CHECKING:
    from demo.apart import Apart
    from sandbox.faults_read import Plan

FOLDER = Path("var")
DATABASE = f"sqlite+aiosqlite:///{FOLDER}/sandbox.sqlite3"


def sandbox(
    *,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Where the browser finds it.")] = 8766,
    database: Annotated[str, typer.Option(metavar="URL", help="The coach's database; an empty one.")] = DATABASE,
    events_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Signed HTTP to this address instead of Socket Mode.")
    ] = None,
    speed: Annotated[int, typer.Option(min=1, max=1000, help="Divide Slack's waits by this.")] = 5,
    faults: Annotated[Path | None, typer.Option(metavar="FILE", help="What is to go wrong (docs/sandbox.md).")] = None,
) -> None:
    """Run the stand-in for Slack with the demo's town, for a coach of your own in another terminal."""
    from demo.live import check_port  # noqa: PLC0415 - the stand-in is loaded only when it is asked for

    plan = _read(faults)
    check_port(port)
    _make_room(database)
    asyncio.run(_stand_in(port, database, events_url, speed, plan))
    typer.echo("The sandbox has ended, and what was in it is gone.")


def _read(file: Path | None) -> "Plan | None":
    from sandbox.faults_read import FaultProblem, read_file  # noqa: PLC0415 - the same

    try:
        return None if file is None else read_file(file)
    except FaultProblem as problem:
        raise AskAgain(str(problem)) from problem


def _make_room(database: str) -> None:
    """A database lives no longer than its sandbox: our own is removed, another is somebody's and stays."""
    from demo.live import remove  # noqa: PLC0415 - the same

    FOLDER.mkdir(exist_ok=True)
    if database == DATABASE:
        remove(FOLDER / "sandbox.sqlite3")


async def _stand_in(port: int, database: str, events_url: str | None, speed: int, faults: "Plan | None") -> None:
    from demo.apart import apart  # noqa: PLC0415 - the same
    from demo.cast import load_cast  # noqa: PLC0415 - the same
    from sandbox.pace import Pace  # noqa: PLC0415 - the same

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with apart(load_cast(), database, port=port, events_url=events_url, pace=Pace(scale=speed)) as stage:
        if faults is not None:
            faults.begin(stage.workspace.faults)
        _tell(stage)
        await stop.wait()


def _tell(stage: "Apart") -> None:
    """Say where it is and what to do; the same lines as files, so that nobody has to copy them."""
    from demo.apart import campaign_file, environment_file  # noqa: PLC0415 - the same

    environment, campaign = FOLDER / "sandbox.env", FOLDER / "sandbox.yaml"
    environment.write_text(environment_file(stage.environment), encoding="utf-8")
    campaign.write_text(campaign_file(stage.plan), encoding="utf-8")
    typer.echo(f"The sandbox is at {stage.base_url}   (Ctrl-C ends it, and all that is in it)\n")
    typer.echo(f"The environment of a coach in it, also in {environment}:\n")
    typer.echo(environment_file(stage.environment))
    program = sys.argv[0] if Path(sys.argv[0]).name == "waymark" else "waymark"
    for line in (
        f"In another terminal:   set -a; . {environment}; set +a",
        f"                       {program} run",
        "In a third, with the same environment, a campaign and its first question:",
        f"                       {program} campaign create {campaign}",
        f'                       {program} campaign send-now "{stage.plan.name}"',
        "Or in the browser, as Grace Okafor: /waymark schedule. What goes wrong is set there too, behind the curtain.",
    ):
        typer.echo(f"  {line}")
