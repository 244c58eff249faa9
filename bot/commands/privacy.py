"""`waymark subject-access` and `waymark search-texts`: for the privacy officer, on the server. Each use is audited."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.bootstrap import Core, open_core
from bot.commands.folder import write_new
from bot.commands.run import check_migrated
from bot.content.texts import Texts
from bot.enquiries import Enquiries
from bot.enquiries.parcels import as_files
from bot.enquiries.privacy_desk import Hit, PrivacyDesk
from bot.errors import AskAgain
from bot.settings import load_settings

Workspace = Annotated[str, typer.Option(help="Slack's id of the workspace, where the database has several.")]


def subject_access(
    *,
    user: Annotated[str, typer.Option(help="The person's Slack id, such as U012AB3CD.")],
    out: Annotated[Path, typer.Option(file_okay=False, help="The folder to write to; made where there is none.")],
    reason: Annotated[str, typer.Option(help="Why, for the audit trail: the person can read it.")] = "",
    workspace: Workspace = "",
) -> None:
    """Write down all that is kept about a person, as JSON and to read, to answer their request."""
    data = asyncio.run(_access(user, reason, workspace))
    files = as_files(Texts(load_settings().content / "texts"), data, f"waymark-{user}")
    for path in write_new(out, {file.name: file.content for file in files}):
        typer.echo(f"Wrote {path}.")
    typer.echo("This use of a right is in the audit trail, where the person can see it.", err=True)


def search_texts(
    name: Annotated[str, typer.Argument(help="The name as people write it. Capitals and accents make no difference.")],
    *,
    about: Annotated[
        str, typer.Option(help="The named person's Slack id, if they have one: they see the search.")
    ] = "",
    workspace: Workspace = "",
) -> None:
    """Print each text that has a name in it, and where it was said, so that it can be redacted. Not who said it."""
    hits = asyncio.run(_search(name, about or None, workspace))
    for hit in hits:
        typer.echo(
            f"{hit.campaign}, week {hit.week} ({hit.area_title}), {hit.mode}, {hit.where}\n{_indented(hit.text)}\n"
        )
    typer.echo(f"Found {len(hits)}. Look through the words yourself too: people are named in other ways.", err=True)


async def _access(user: str, reason: str, workspace: str) -> dict[str, Any]:
    settings = load_settings()
    check_migrated(settings)
    async with open_core(settings) as core:
        return await desk_of(core).access(await workspace_of(core, workspace), user, reason)


async def _search(name: str, about: str | None, workspace: str) -> list[Hit]:
    settings = load_settings()
    check_migrated(settings)
    async with open_core(settings) as core:
        return await desk_of(core).search(await workspace_of(core, workspace), name, about)


def desk_of(core: Core) -> PrivacyDesk:
    """The privacy officer's desk, without Slack."""
    roster, controller = core.settings.roster, core.settings.controller
    enquiries = Enquiries(core.database, core.identities, core.clocks, (), roster=roster, controller=controller)
    return PrivacyDesk(core.database, enquiries, core.clocks.campaign, roster)


async def workspace_of(core: Core, wanted: str) -> str:
    """The workspace that is meant. Raises `AskAgain` where that cannot be told."""
    async with core.database.reading() as work:
        known = {campaign.workspace for campaign in await work.campaigns.all()}
    if wanted in known or (not wanted and len(known) == 1):
        return wanted or known.pop()
    if not known:
        raise AskAgain("There is no campaign yet, so nothing is kept about anybody.")
    raise AskAgain(f"Say which workspace you mean: --workspace {' or '.join(sorted(known))}.")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
