"""`waymark campaign create | edit | list | show | pause | resume | skip-week | send-now`: for whoever runs the server.

What is wrong ends in one clear sentence on stderr and a non-zero exit (`bot.cli` sees to that). A change shows in Slack
at the next tick of the running coach.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from bot.bootstrap import Connected, connected, open_core
from bot.campaigns.channels import SharedOutside
from bot.campaigns.forgetting import Forgetting, Outlook
from bot.campaigns.plan_file import PlanFileProblem, in_file, load_plan
from bot.campaigns.service import CampaignService
from bot.campaigns.status import CampaignStatus, announcement
from bot.commands.run import check_migrated
from bot.errors import AskAgain, FieldProblem
from bot.health.desk import learn_time
from bot.settings import load_settings
from bot.surfaces import CampaignNow

Named = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="Its name, its id, or the beginning of its id.")]
TROUBLES = {
    "late": "messages wait that should have gone out",
    "limits": "Slack lets messages go out only slowly",
    "doubt": "nobody knows whether a message arrived",
    "unshown": "messages or Home tabs are not up to date",
    "ticks": "part of a team's week does not go on",
    "clock": "a machine's clock is wrong",
}
Act = Callable[[CampaignService], Awaitable[CampaignStatus]]

WORDS = {
    "open": "question",
    "playback": "playback",
    "nudge": "reminder",
    "last_call": "last call",
    "close": "close",
    "digest": "digest",
    "told_back": "word back",
}


def campaign_commands() -> typer.Typer:
    """Build the group `campaign`."""
    group = typer.Typer(help="Create campaigns, look at them, pause and move them.", no_args_is_help=True)
    group.command("create")(create)
    group.command("edit")(edit)
    group.command("list")(list_all)
    group.command("show")(show)
    group.command("pause")(pause)
    group.command("resume")(resume)
    group.command("skip-week")(skip_week)
    group.command("send-now")(send_now)
    group.command("forget-links")(forget_links)
    return group


def create(
    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="As content/campaigns/example.yaml.")],
    *,
    draft: Annotated[bool, typer.Option("--draft", help="Do not start it yet; `campaign resume` does.")] = False,
    shared: Annotated[
        bool, typer.Option("--shared", help="Yes, post into channels that people outside the organisation read too.")
    ] = False,
) -> None:
    """Create a campaign from a file and introduce the coach to its teams."""
    asyncio.run(_create(file, start=not draft, shared=shared))


def edit(
    campaign: Named,
    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="The whole campaign, as it is to be from now on.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    shared: Annotated[
        bool, typer.Option("--shared", help="Yes, post into channels that people outside the organisation read too.")
    ] = False,
) -> None:
    """Change the teams, leaders, hours, zone, holidays, priorities or name of a campaign that runs, after a summary.

    What has begun stays: an open week keeps its hours, and a team that is taken out finishes it.
    """
    asyncio.run(_edit(campaign, file, yes=yes, shared=shared))


def list_all() -> None:
    """List every campaign, the newest first."""
    asyncio.run(_list())


def show(campaign: Named) -> None:
    """Show a campaign: its weeks, what comes next, and what needs your eye."""
    asyncio.run(_do(lambda service: service.show(campaign)))


def pause(campaign: Named) -> None:
    """Stop asking until the campaign is resumed."""
    asyncio.run(_do(lambda service: service.pause(campaign), "Paused. Nothing is asked until you resume it."))


def resume(campaign: Named) -> None:
    """Go on after a pause, or start a draft: the next question comes on the next day for one."""
    asyncio.run(_do(lambda service: service.resume(campaign), "It is running."))


def skip_week(campaign: Named) -> None:
    """Move the next week that has not begun, and all after it, by a week."""
    asyncio.run(_do(lambda service: service.skip_week(campaign), "The weeks to come were moved by a week."))


def send_now(
    campaign: Named,
    team: Annotated[str | None, typer.Option(help="One team: its name or its channel. Without it, every team.")] = None,
) -> None:
    """Ask the next question at once."""
    asyncio.run(_do(lambda service: service.send_now(campaign, team), "The question goes out within seconds."))


def forget_links(
    campaign: Named, *, yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False
) -> None:
    """Destroy the coded links of a finished campaign: from then on nobody can tell who said what in confidence.

    People can then no longer change, take out or delete what they said there in confidence. It cannot be undone.
    """
    asyncio.run(_forget_links(campaign, yes=yes))


async def _forget_links(campaign: str, *, yes: bool) -> None:
    settings = load_settings()
    check_migrated(settings)
    async with open_core(settings) as core:
        await learn_time(core.database, core.clocks.wire)
        forgetting = Forgetting(core.campaign_parts)
        outlook = await forgetting.outlook(campaign)
        for line in lost_with(outlook):
            typer.echo(line)
        if not yes:
            typer.confirm("Destroy the links for good?", abort=True)
        await forgetting.forget(campaign)
        await core.deletions.write()
    typer.echo("Destroyed. Throw away older copies of the database too: they still have the links.")


def lost_with(outlook: Outlook) -> tuple[str, ...]:
    """Say what can no longer be done once a campaign's links are destroyed."""
    return (
        f"“{outlook.campaign}” holds {outlook.answers} Confidential answers, under {outlook.people} codes.",
        "Once its links are destroyed, nobody can tell whose they are, not even with every key:",
        "- their authors can no longer see, change, take out or delete them, nor their ratings;",
        "- a request for somebody's data no longer finds them;",
        "- their receipts in Slack stay as they are; their buttons say that the links are gone.",
        "Figures, digests, and what was said by name stay, and can be changed and deleted as before.",
    )


async def _edit(campaign: str, file: Path, *, yes: bool, shared: bool) -> None:
    plan = load_plan(file)
    confirmed = [team.channel for team in plan.teams] if shared else []
    async with _connection() as parts:
        try:
            status, changes = await parts.editor.edit(campaign, plan, confirmed=confirmed, keep=False)
            if not changes:
                typer.echo(f"“{status.now.name}” is like that already.")
                return
            typer.echo(f"What changes in “{status.now.name}”:")
            for change in changes:
                typer.echo(f"- {change}")
            _print(status)
            if not yes:
                typer.confirm("Change it?", abort=True)
            await parts.editor.edit(campaign, plan, confirmed=confirmed)
        except FieldProblem as problem:
            raise in_file(file, problem) from problem
        except SharedOutside as unconfirmed:
            raise AskAgain(f"{unconfirmed.sentence} Then run this again with --shared.") from unconfirmed
    typer.echo("Changed.")


async def _create(file: Path, *, start: bool, shared: bool) -> None:
    plan = load_plan(file)
    async with _connection() as parts:
        problems = await parts.campaigns.problems(plan, parts.workspace)
        if problems:
            lines = [in_file(file, problem).sentence for problem in problems]
            raise PlanFileProblem(problems[0].field, "\n".join(lines))
        confirmed = [team.channel for team in plan.teams] if shared else []
        try:
            campaign = await parts.campaigns.create(plan, parts.workspace, start=start, confirmed=confirmed)
        except SharedOutside as unconfirmed:
            raise AskAgain(f"{unconfirmed.sentence} Then run this again with --shared.") from unconfirmed
        status = await parts.campaigns.show(campaign.id)
    if start:
        typer.echo(f"“{status.now.name}” is set up. {announcement(status, plan.start)}")
    else:
        typer.echo(f"“{status.now.name}” is a draft. Start it with: waymark campaign resume {status.now.campaign_id}")
    _print(status)


@asynccontextmanager
async def _connection() -> AsyncIterator[Connected]:
    """Open the database and Slack; whoever cannot reach Slack reads why."""
    settings = load_settings()
    check_migrated(settings)
    async with connected(settings) as parts:
        yield parts


async def _list() -> None:
    settings = load_settings()
    check_migrated(settings)
    async with open_core(settings) as core:
        campaigns = await core.campaigns.list()
    if not campaigns:
        typer.echo("There is no campaign yet. Make one with: waymark campaign create FILE.yaml")
        return
    table = Table("campaign", "id", "state", "week", "area", "teams", "next", "problems")
    for line in campaigns:
        week = f"{line.week} of {line.weeks}"
        name, teams, next_ = line.name, str(len(line.teams)), _next(line)
        table.add_row(name, line.campaign_id[:8], line.state, week, line.area_title, teams, next_, str(line.problems))
    _console().print(table)


async def _do(act: Act, done: str = "") -> None:
    settings = load_settings()
    check_migrated(settings)
    async with open_core(settings) as core:
        await learn_time(core.database, core.clocks.wire)
        status = await act(core.campaigns)
    if done:
        typer.echo(f"“{status.now.name}”: {done}")
    _print(status)


def _print(status: CampaignStatus) -> None:
    now = status.now
    console = _console()
    console.print(f"{now.name} ({now.state}), {now.pack_title}, id {now.campaign_id}")
    people = "1 person" if status.members == 1 else f"{status.members} people"
    console.print(f"Next: {_next(now)}. {people} in its teams. Figures from {status.threshold} people on.")
    table = Table("week", "area", "team", "state", "question", "close")
    for week in status.weeks:
        zone = ZoneInfo(week.zone)
        opens, closes = _short(week.opens_at, zone), _short(week.closes_at, zone)
        table.add_row(str(week.week), week.area_title, week.team, week.state, opens, closes)
    console.print(table)
    for problem in status.problems:
        console.print(f"Needs your eye: {problem.team}: {problem.utterance}: {problem.state} ({problem.error})")
    for trouble in status.ongoing:
        since = _short(trouble.since, ZoneInfo(now.zone))
        console.print(f"Needs your eye: {TROUBLES[trouble.kind]}, since {since}. See: waymark health")


def _next(now: CampaignNow) -> str:
    right_now = "something right now, then " if now.due else ""
    if now.next_at is None or now.next_kind is None:
        return f"{right_now}nothing more"
    when = f"{right_now}{WORDS[now.next_kind]}, {_short(now.next_at, ZoneInfo(now.zone))}"
    return f"{when} once resumed" if now.state in {"paused", "draft"} else when


def _short(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%a %d %b %Y %H:%M}"


def _console() -> Console:
    """A console that takes names as they are: square brackets in them are no instructions."""
    return Console(markup=False, highlight=False, emoji=False)
