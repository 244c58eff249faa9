"""The checks of `waymark doctor`, in the order in which things are set up. Each finding says what to do."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.bootstrap import open_core
from bot.clock import Clocks
from bot.content.check import check
from bot.content.quick_yaml import read_yaml
from bot.delivery.ports import DeliveryProblem, Refused
from bot.errors import WaymarkError
from bot.mailing import SmtpPost
from bot.retention.ledger_file import file_of
from bot.settings import ROOT, Settings, answerable
from bot.slack.soundings import SlackSounding, sound
from bot.storage import migrate as migrations
from bot.storage.models import Team

MANIFEST = ROOT / "manifest.yaml"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, what was found, and the fix."""

    what: str
    ok: bool
    found: str
    fix: str = ""


STORE = {"keys", "database", "migrations"}
"""Without these the campaigns in the database cannot be read."""
Look = Callable[[Settings], Awaitable[list[Finding]]]


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything. Never raises for what it finds."""
    findings = [*_settings(settings), *_content(settings.content)]
    findings += await _guarded("keys", _keys, settings)
    findings += await _guarded("database", _database, settings)
    if all(finding.ok for finding in findings if finding.what in STORE):
        findings += await _guarded("retention", _retention, settings)
    findings += await _guarded("mail", _mail, settings)
    if settings.slack_bot_token.get_secret_value():
        readable = all(finding.ok for finding in findings if finding.what in STORE)
        findings += await _guarded("token", partial(_slack, readable=readable), settings)
    else:
        findings.append(
            Finding("token", ok=False, found="SLACK_BOT_TOKEN is not set", fix="Copy it from your Slack app.")
        )
    return findings


async def _guarded(
    what: str, look: Callable[[Settings], Awaitable[list[Finding]]], settings: Settings
) -> list[Finding]:
    try:
        return await look(settings)
    except WaymarkError as problem:
        return [Finding(what, ok=False, found=problem.sentence, fix="Mend this and run `waymark doctor` again.")]


def _settings(settings: Settings) -> Iterable[Finding]:
    way = "Socket Mode" if settings.uses_socket_mode else "signed HTTP"
    reachable = settings.uses_socket_mode or bool(settings.slack_signing_secret.get_secret_value())
    yield Finding(
        "way in",
        ok=reachable,
        found=way if reachable else "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set",
        fix="" if reachable else "Set SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET (HTTP).",
    )
    yield Finding(
        "admins",
        ok=bool(settings.admins),
        found=f"{len(settings.admins)} set",
        fix="" if settings.admins else "Set WAYMARK_ADMINS to the Slack ids of those who may schedule campaigns.",
    )
    missing = answerable(settings)
    yield Finding(
        "privacy",
        ok=not missing,
        found="contact, complaints and notice are set" if not missing else f"{len(missing)} of 3 addresses missing",
        fix=" ".join(missing),
    )
    yield _pages(settings)


def _pages(settings: Settings) -> Finding:
    """Leaders can do without a page, so a missing address is no fault."""
    if settings.base_url:
        return Finding("pages", ok=True, found=f"leaders' pages are at {settings.base_url}/page")
    fix = "Set WAYMARK_BASE_URL to where browsers find the web process, if leaders are to have a page."
    return Finding("pages", ok=True, found="leaders have no page: WAYMARK_BASE_URL is not set", fix=fix)


async def _mail(settings: Settings) -> list[Finding]:
    """Connect and sign in, as for an invitation; nothing is sent. Without a server files do, so that is no fault."""
    if not settings.sends_mail:
        return [Finding("mail", ok=True, found="invitations come as files: WAYMARK_SMTP_HOST is not set")]
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        await SmtpPost(settings, Clocks.real().wire).try_out()
    except DeliveryProblem as problem:
        fix = problem.fix if isinstance(problem, Refused) else "Check WAYMARK_SMTP_HOST, _PORT and _SECURITY."
        return [Finding("mail", ok=False, found=f"{where} did not let us in ({problem.code})", fix=fix)]
    return [Finding("mail", ok=True, found=f"{where} lets us in; invitations come from {settings.mail_from}")]


def _content(root: Path) -> Iterable[Finding]:
    problems = check(root)
    fix = str(problems[0]) if problems else ""
    yield Finding("content", ok=not problems, found=f"{len(problems)} problems", fix=fix)


async def _keys(settings: Settings) -> list[Finding]:
    async with open_core(settings):
        return [Finding("keys", ok=True, found="the master key and the data keys are set")]


async def _database(settings: Settings) -> list[Finding]:
    """The version first: it makes no file where there is none."""
    current, head = migrations.current(settings.database_url), migrations.head()
    fix = "" if current == head else "Run `waymark migrate`."
    migrated = Finding("migrations", ok=current == head, found=_tables(current, head), fix=fix)
    if current is None:
        return [migrated]
    async with open_core(settings) as core:
        await core.database.ping()
    return [Finding("database", ok=True, found="it answers"), migrated]


async def _retention(settings: Settings) -> list[Finding]:
    """What goes by its date goes as long as somebody purges; what was deleted stays so as long as a file knows it."""
    file = file_of(settings)
    if file is None:
        found, fix = (
            "no file remembers what was deleted",
            "Set WAYMARK_DELETIONS_FILE, away from the database's backups.",
        )
    else:
        file.add(())  # raises what is wrong with it
        found, fix = f"{file.path} remembers what was deleted", ""
    async with open_core(settings) as core, core.database.reading() as work:
        removed = sorted(await work.uninstalls.all())
    gone = "Waymark was removed from " + ", ".join(removed)
    end = (
        "All terms count from then on. Run `waymark retention --now` once a day until all is gone, or install it again."
    )
    return [
        Finding("deletions", ok=not fix, found=found, fix=fix),
        Finding("installed", ok=not removed, found=gone if removed else "nowhere removed", fix=end if removed else ""),
    ]


def _tables(current: str | None, head: str) -> str:
    if current is None:
        return "the database has no tables yet"
    return "the tables are up to date" if current == head else f"the tables are of version {current}, not {head}"


async def _slack(settings: Settings, *, readable: bool) -> list[Finding]:
    """What Slack says; `readable`: the database can say which channels take part."""
    sounding = await sound(settings)
    if sounding.problem:
        fix = "Check SLACK_BOT_TOKEN and SLACK_API_URL; install the app again if it was removed."
        return [Finding("token", ok=False, found=sounding.problem, fix=fix)]
    return [
        Finding("token", ok=True, found=f"accepted by {sounding.team}"),
        _app_token(settings, sounding),
        _scopes(sounding.scopes),
        *(await _channels(settings, sounding) if readable else ()),
    ]


def _app_token(settings: Settings, sounding: SlackSounding) -> Finding:
    if not settings.uses_socket_mode:
        return Finding("app token", ok=True, found="not needed: signed HTTP")
    fix = "" if sounding.socket_mode else "Make an app-level token with connections:write and set SLACK_APP_TOKEN."
    return Finding(
        "app token", ok=sounding.socket_mode, found="accepted" if sounding.socket_mode else "refused", fix=fix
    )


def _scopes(granted: Collection[str]) -> Finding:
    manifest = read_yaml(MANIFEST.read_text(encoding="utf-8"))
    missing = sorted(set(manifest["oauth_config"]["scopes"]["bot"]) - set(granted))
    if not missing:
        return Finding("scopes", ok=True, found=f"{len(granted)} granted, none missing")
    fix = "Update the app from manifest.yaml and install it again."
    return Finding("scopes", ok=False, found="missing: " + ", ".join(missing), fix=fix)


async def _channels(settings: Settings, sounding: SlackSounding) -> list[Finding]:
    """Each channel of a running campaign must have the bot in it."""
    return [
        Finding(
            f"channel of {team.name}",
            ok=team.channel in sounding.channels,
            found="the coach is in it" if team.channel in sounding.channels else "the coach is not in it",
            fix="" if team.channel in sounding.channels else "Type /invite @Waymark in that channel.",
        )
        for team in await _teams(settings, sounding.workspace)
    ]


async def _teams(settings: Settings, workspace: str) -> list[Team]:
    async with open_core(settings) as core, core.database.reading() as work:
        running = await work.campaigns.running(workspace)
        return [team for campaign in running for team in await work.teams.of_campaign(campaign.id)]
