"""`waymark demo`: the coach and a stand-in for Slack in one process, for a visitor's browser or played by itself.

The story and the stand-in are imported only here, and late: the coach itself owes nothing to them.
"""

import asyncio
import contextlib
import json
import signal
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.errors import AskAgain

if TYPE_CHECKING:
    from demo.world import World

WEEKS = 8


def _whole(option: str, least: int, most: int, value: object) -> int:
    """Read a whole number within bounds. Raises `AskAgain` naming the option."""
    text = str(value)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise AskAgain(f"{option} must be a whole number from {least} to {most}, not “{text}”.")
    return int(text)


def _weeks(value: object) -> int:
    return _whole("--weeks", 1, WEEKS, value)


def _port(value: object) -> int:
    return _whole("--port", 0, 65_535, value)


def _seed(value: object) -> int:
    return _whole("--seed", 0, 2**31, value)


def demo(
    *,
    port: Annotated[int, typer.Option(parser=_port, metavar="PORT", help="Where the browser finds it.")] = 8765,
    autoplay: Annotated[bool, typer.Option("--autoplay", help="Play the campaign without a browser.")] = False,
    weeks: Annotated[int, typer.Option(parser=_weeks, metavar="N", help=f"Weeks to autoplay, 1 to {WEEKS}.")] = WEEKS,
    as_json: Annotated[bool, typer.Option("--json", help="Autoplay, and print what came of it as JSON.")] = False,
    seed: Annotated[int, typer.Option(parser=_seed, metavar="N", help="Another number, another story.")] = 1,
) -> None:
    """Try it: a small made-up town, its people and the coach, in your browser. Exits with 1 if anything was lost."""
    if not (autoplay or as_json):
        _in_browser(port, seed)
        return
    report = _played(weeks, seed)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _summary(report)
    if report["lost"] or report["duplicated"]:
        raise typer.Exit(1)


def _played(weeks: int, seed: int) -> dict[str, Any]:
    from demo.autoplay import autoplay  # noqa: PLC0415 - the story is loaded only when it is told

    return asyncio.run(autoplay(weeks, seed))


def _titles() -> dict[str, str]:
    from demo.report import area_titles  # noqa: PLC0415 - the same

    return area_titles()


def _summary(report: dict[str, Any]) -> None:
    """Print the report for people: a line a week, then what was lost or came twice."""
    console, titles = Console(), _titles()
    table = Table(title="What the teams did")
    for column in ("Week", "Area", "Teams", "Named answers", "Private answers", "Reactions", "Reminders"):
        table.add_column(column, justify="left" if column == "Area" else "right")
    for week in sorted({round_["week"] for round_ in report["rounds"]}):
        table.add_row(*_week([round_ for round_ in report["rounds"] if round_["week"] == week], titles))
    console.print(table)
    withheld = sum(digest["withheld"] for digest in report["digests"])
    console.print(
        f"Digests to leaders: {len(report['digests'])}; withheld because too few people answered: {withheld}."
    )
    console.print(f"Lost: {report['lost']}. Duplicated: {report['duplicated']}.")
    for kind, lines in report["differences"].items():
        for line in lines:
            console.print(f"{kind}: {line}", markup=False, highlight=False)


def _week(rounds: list[dict[str, Any]], titles: dict[str, str]) -> list[str]:
    answers = sum((Counter(round_["answers"]) for round_ in rounds), Counter[str]())
    named = answers.pop("named", 0)
    numbers = [len(rounds), named, answers.total(), *(sum(r[key] for r in rounds) for key in ("reactions", "nudges"))]
    area = str(rounds[0]["area"])
    return [str(rounds[0]["week"]), titles.get(area, area), *map(str, numbers)]


def _in_browser(port: int, seed: int) -> None:
    from demo.live import DATABASE, check_port, free_database, live  # noqa: PLC0415 - the same

    told: set[str] = set()

    def ready(stage: "World") -> None:
        if stage.base_url in told:  # the story began afresh, where it was
            return
        told.add(stage.base_url)
        typer.echo(f"Waymark's demo is at {stage.base_url}   (Ctrl-C ends it)\n")
        for line in TO_TRY:
            typer.echo(f"  {line}")

    async def play(database: Path) -> None:
        await live(port, seed, ready=ready, until=asyncio.Event().wait, database=database)

    check_port(port)
    database = free_database()
    if database != DATABASE:
        typer.echo(f"Another demo is running on {DATABASE}. This one leaves it alone.")
    typer.echo(f"Starting with an empty database, {database}; an earlier demo's is removed.")
    asyncio.run(_until_told_to_stop(play(database)))
    typer.echo("The demo has ended.")


TO_TRY = (
    "1. Be Amina Yusuf, housing officer: answer this week's question in its thread, or press “Answer privately”.",
    "2. Press “Next event” and watch the week: colleagues answer, the coach plays back, the week closes.",
    "3. Be Martin Hale, director, on Friday: read the digest, open the page. Or be Grace Okafor: /waymark schedule.",
)


async def _until_told_to_stop(work: Coroutine[Any, Any, None]) -> None:
    """Do the work; Ctrl-C or SIGTERM ends it in good order."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
