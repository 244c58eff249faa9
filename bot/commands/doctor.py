"""`waymark doctor`: what is wrong with an installation, each finding with its fix. `--live` tries Slack for real."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.doctor.checks import Finding, examine
from bot.doctor.live import try_out
from bot.settings import load_settings


def doctor(
    *,
    live: Annotated[
        str, typer.Option(help="A scratch channel's id: post there, read it back, change it and delete it.")
    ] = "",
) -> None:
    """Check settings, database, keys, content, tokens, scopes and channels; exits with 1 when something is wrong."""
    settings = load_settings()
    findings = asyncio.run(examine(settings))
    if live and all(finding.ok for finding in findings if finding.what in {"token", "scopes"}):
        findings += asyncio.run(try_out(settings, live))
    _print(findings)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _print(findings: list[Finding]) -> None:
    table = Table("", "what", "found", "what to do", show_lines=False)
    for finding in findings:
        table.add_row("ok" if finding.ok else "WRONG", finding.what, finding.found, finding.fix)
    Console().print(table)
