"""The command `waymark`. Bad input ends in one clear sentence on stderr and a non-zero exit."""

import sys
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from bot import logs
from bot.commands import run
from bot.commands.campaign import campaign_commands
from bot.commands.content import content_commands
from bot.commands.db import db_commands
from bot.commands.deletions import deletions_commands
from bot.commands.demo import demo
from bot.commands.diagrams import diagrams
from bot.commands.doctor import doctor
from bot.commands.export import export
from bot.commands.health import health
from bot.commands.keys import keys_commands
from bot.commands.papers import papers
from bot.commands.privacy import search_texts, subject_access
from bot.commands.retention import retention
from bot.commands.sandbox import sandbox
from bot.errors import WaymarkError
from bot.settings import load_settings


def build() -> typer.Typer:
    """Put the commands together."""
    app = typer.Typer(
        help="Waymark: a conversational coach in Slack for teams in public service.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for command in (
        demo,
        sandbox,
        run.run,
        run.web,
        run.worker,
        run.migrate,
        export,
        health,
        doctor,
        papers,
        retention,
        diagrams,
    ):
        app.command()(command)
    app.command()(subject_access)
    app.command()(search_texts)
    app.add_typer(keys_commands(), name="keys")
    app.add_typer(db_commands(), name="db")
    app.add_typer(deletions_commands(), name="deletions")
    app.add_typer(campaign_commands(), name="campaign")
    app.add_typer(content_commands(load_settings().content), name="content")
    return app


def main() -> None:
    """Run one command. What is wrong with what was typed, set or asked for becomes one sentence on stderr."""
    try:
        logs.set_up(load_settings().log_level)
        sys.exit(build()(standalone_mode=False) or 0)
    except WaymarkError as problem:
        _end(problem.sentence, 1)
    except TyperException as problem:
        # Usage errors bring their exit code (2); a group without a command brings its help as the message.
        _end(problem.format_message(), problem.exit_code)
    except typer.Abort:
        _end("Stopped.", 1)


def _end(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    sys.exit(code)
