"""The composition root: the only place where parts meet. Used by the service, the demo, the command line and the tests.

`open_core` gives what needs no Slack (the command line); `connected` adds Slack; `serving`, `ticking`, `hearing` and
`pulsing` run what runs by itself.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from bot.campaigns.amending import Amending
from bot.campaigns.editor import CampaignEditor
from bot.campaigns.parts import CampaignParts
from bot.campaigns.ports import Directory
from bot.campaigns.runner import CampaignRunner
from bot.campaigns.service import CampaignService
from bot.campaigns.shelf import PackShelf
from bot.campaigns.ticker import Ticker
from bot.campaigns.unlinking import Unlinking
from bot.campaigns.wizard import Wizard
from bot.chores import Chore
from bot.clock import Clocks
from bot.content.drawings import Drawings
from bot.content.texts import Texts
from bot.conversation import Conversation
from bot.delivery.embedded import EmbeddedDispatcher
from bot.delivery.files import INVITATION, PICTURES, FileSender, Packs
from bot.delivery.mail import ByMail
from bot.delivery.pacing import Method, Pace
from bot.delivery.ports import Dispatcher
from bot.delivery.scaled import ScaledDispatcher
from bot.delivery.scaled_queue import JobQueue
from bot.delivery.steps import Steps
from bot.enquiries import Enquiries
from bot.enquiries.parcels import Parcels
from bot.enquiries.privacy_desk import PrivacyDesk
from bot.enquiries.theme_desk import ThemeDesk
from bot.errors import OurFault, SettingsProblem, TryLater
from bot.front import Front, home_facts
from bot.health.pulse import Pulse
from bot.health.tallies import Tallies
from bot.health.watch import Watch
from bot.hearing.budget import Budget
from bot.hearing.catching_up import CatchingUp
from bot.hearing.memory import Memory
from bot.hearing.presence import Hears, Presence, always
from bot.hearing.reading import ThreadReader
from bot.hearing.recognition import Recogniser
from bot.ideas.desk import IdeaDesk
from bot.mailing import SmtpPost
from bot.meetings.after_desk import AfterDesk
from bot.meetings.afterwards import Afterwards
from bot.meetings.booking import BookingDesk
from bot.meetings.by_mail import MailDesk
from bot.meetings.inviting import Invitations
from bot.meetings.offering import OfferDesk
from bot.meetings.preparing import Preparing
from bot.pages.desk import PageDesk
from bot.pages.links import Links
from bot.pages.pictures import DigestPictures
from bot.publishing import Publishing
from bot.questions.askers import AskerDesk
from bot.questions.chasing import Chasing
from bot.questions.desk import QuestionDesk
from bot.questions.helping import Helping
from bot.questions.promise_desk import PromiseDesk
from bot.questions.reminding import Reminding
from bot.questions.taking_up import LadderDesk
from bot.questions.wishing import Wishing
from bot.quoting.desk import QuoteDesk
from bot.retention.deletions import DeletionLedger
from bot.retention.ledger_file import file_of, terms_of
from bot.retention.purging import Purging
from bot.retention.uninstalling import Uninstalling
from bot.settings import Settings
from bot.slack.act import Edge
from bot.slack.app import App, build_app
from bot.slack.blocks.compose import compose
from bot.slack.client import Client, Who, introduced, slack_client
from bot.slack.directory import SlackDirectory
from bot.slack.files import SlackFiles
from bot.slack.happenings import taken
from bot.slack.messenger import SlackMessenger
from bot.slack.threads import SlackThreads
from bot.storage.addresses import async_url
from bot.storage.database import Database
from bot.storage.identity import Identities
from bot.storage.types import Vault
from bot.subscriptions.desk import SubscriptionDesk
from bot.subscriptions.issuing import WiderDigests
from bot.workshops.desk import WorkshopDesk


@dataclass(frozen=True)
class Core:
    """What needs no Slack: the database, content and campaigns."""

    settings: Settings
    clocks: Clocks
    database: Database
    identities: Identities
    texts: Texts
    packs: PackShelf
    campaign_parts: CampaignParts
    campaigns: CampaignService
    jobs: JobQueue | None
    """Where jobs are written: on PostgreSQL."""
    purging: Purging
    deletions: DeletionLedger


@dataclass(frozen=True)
class Connected:
    """The core with Slack at hand. `workspace` is Slack's team id, `url` its address."""

    core: Core
    client: Client
    workspace: str
    url: str
    bot_user: str
    directory: Directory
    conversation: Conversation
    enquiries: Enquiries
    campaigns: CampaignService
    editor: CampaignEditor
    dispatcher: Dispatcher
    runner: CampaignRunner
    presence: Presence
    tallies: Tallies
    catching_up: CatchingUp
    unlinking: Unlinking
    publishing: Publishing
    helping: Helping
    afterwards: Afterwards
    wishing: Wishing
    preparing: Preparing
    chasing: Chasing
    reminding: Reminding
    wider: WiderDigests
    uninstalling: Uninstalling
    pages: PageDesk
    files: FileSender
    app: App


@asynccontextmanager
async def open_core(settings: Settings, clocks: Clocks | None = None) -> AsyncIterator[Core]:
    """Open the database with its keys. Raises `SettingsProblem` when a key is missing or wrong."""
    clocks = clocks or Clocks.real()
    jobs = None if settings.is_sqlite else JobQueue(async_url(settings.database_url), clocks)
    database = Database(settings.database_url, vault(settings), jobs.before_commit if jobs else None)
    identities = Identities(_secret(settings.master_key.get_secret_value(), "WAYMARK_MASTER_KEY"))
    packs = PackShelf(settings.content / "packs")
    parts = CampaignParts(database, packs, identities, clocks, roster=settings.roster)
    try:
        yield Core(
            settings=settings,
            clocks=clocks,
            database=database,
            identities=identities,
            texts=Texts(settings.content / "texts"),
            packs=packs,
            campaign_parts=parts,
            campaigns=CampaignService(parts),
            jobs=jobs,
            purging=Purging(database, clocks, terms_of(settings)),
            deletions=DeletionLedger(parts, file_of(settings), terms_of(settings)),
        )
    finally:
        await database.dispose()


def vault(settings: Settings) -> Vault:
    """The data keys, newest first. Raises `SettingsProblem` when there is none or one is malformed."""
    keys = [key.get_secret_value() for key in settings.data_keys]
    _secret(keys[0] if keys else "", "WAYMARK_DATA_KEYS")
    try:
        return Vault(keys)
    except ValueError as wrong:
        raise SettingsProblem(
            "A key in WAYMARK_DATA_KEYS is malformed. Make new ones with `waymark keys new`."
        ) from wrong


def _secret(value: str, name: str) -> str:
    if not value:
        raise SettingsProblem(f"{name} is not set. Make one with `waymark keys new`, and keep it outside the database.")
    return value


@asynccontextmanager
async def connected(
    settings: Settings,
    clocks: Clocks | None = None,
    *,
    pace: Pace | None = None,
    trusting: bool = True,
    replanned: Callable[[], None] | None = None,
) -> AsyncIterator[Connected]:
    """Open the core and Slack. Raises `SettingsProblem` when Slack refuses the token or does not answer.

    Not `trusting`: the database may be a restored backup, which lacks what was posted since. `replanned` is called when
    an admin has changed what is planned.
    """
    token = _token(settings)
    tallies = Tallies()
    async with (
        open_core(settings, clocks) as core,
        slack_client(token, settings.slack_api_url, core.clocks.wire, tallies.answer) as client,
    ):
        wired = _wired(core, client, await introduced(client), tallies, pace, trusting=trusting, replanned=replanned)
        yield wired


def _token(settings: Settings) -> str:
    token = settings.slack_bot_token.get_secret_value()
    if not token:
        raise SettingsProblem("SLACK_BOT_TOKEN is not set. README: a real workspace in five minutes.")
    return token


def _wired(
    core: Core,
    client: Client,
    who: Who,
    tallies: Tallies,
    pace: Pace | None,
    *,
    trusting: bool,
    replanned: Callable[[], None] | None,
) -> Connected:
    settings, clocks, database = core.settings, core.clocks, core.database
    directory = SlackDirectory(client, clocks.wire)
    enquiries = _enquiries(core, who)
    messenger = SlackMessenger(client, compose, core.texts, partial(home_facts, enquiries))
    steps = Steps(database, messenger, clocks, admins=settings.admins, pace=pace, trusting=trusting)
    dispatcher = _dispatcher(core, steps)
    conversation = _conversation(core, who, dispatcher, tallies)

    def on_change() -> None:
        dispatcher.notify()
        if replanned is not None:
            replanned()

    parts = replace(core.campaign_parts, directory=directory, on_change=on_change)
    campaigns, wizard, amending = CampaignService(parts), Wizard(parts), Amending(parts)
    threads, presence = SlackThreads(client, who.bot_user), Presence(database, clocks)
    recogniser = Recogniser(database, steps.ledger, threads)
    uninstalling = Uninstalling(database, clocks, accepted_at=clocks.wire.now())
    pages = _pages(core, directory)
    front = Front(
        conversation=conversation,
        enquiries=enquiries,
        campaigns=campaigns,
        wizard=wizard,
        amending=amending,
        database=database,
        dispatcher=dispatcher,
        recogniser=recogniser,
        presence=presence,
        questions=QuestionDesk(database, core.identities, clocks, dispatcher.notify),
        asking=AskerDesk(database, core.identities, clocks, dispatcher.notify),
        offering=OfferDesk(database, core.identities, clocks, dispatcher.notify),
        booking=BookingDesk(database, core.identities, clocks, dispatcher.notify),
        after=AfterDesk(database, core.identities, clocks, dispatcher.notify),
        ladder=LadderDesk(database, core.identities, clocks, dispatcher.notify),
        promises=PromiseDesk(database, clocks, dispatcher.notify),
        ideas=IdeaDesk(database, core.identities, clocks, settings.roster, dispatcher.notify),
        mail=MailDesk(database, clocks, offered=settings.sends_mail),
        subscriptions=SubscriptionDesk(database, clocks, settings.roster),
        quotes=QuoteDesk(database, core.identities, clocks, settings.roster, directory, dispatcher.notify),
        themes=ThemeDesk(database, core.identities, clocks, settings.roster, directory),
        workshops=WorkshopDesk(database, clocks, settings.roster, dispatcher.notify),
        names=directory,
        uninstalling=uninstalling,
        privacy=PrivacyDesk(database, enquiries, clocks.campaign, settings.roster),
        pages=pages,
    )
    play = partial(taken, Edge(front, core.texts, clocks.campaign), client=client)
    budget = Budget(clocks.wire, pace.factor if pace else 1.0)
    reader = ThreadReader(database, core.identities, threads, play, recogniser, clocks, budget=budget)
    catching_up = CatchingUp(database, reader, presence, clocks, settings.admins)
    return Connected(
        core=core,
        client=client,
        workspace=who.workspace,
        url=who.url,
        bot_user=who.bot_user,
        directory=directory,
        conversation=conversation,
        enquiries=enquiries,
        campaigns=campaigns,
        editor=CampaignEditor(parts),
        dispatcher=dispatcher,
        runner=_runner(core, conversation, directory, catching_up, pace or Pace()),
        presence=presence,
        catching_up=catching_up,
        unlinking=Unlinking(database),
        publishing=Publishing(database, clocks.campaign),
        helping=Helping(database, core.identities, clocks, dispatcher.notify),
        afterwards=Afterwards(database, core.identities, clocks, dispatcher.notify),
        wishing=Wishing(database, core.identities, clocks, dispatcher.notify),
        preparing=Preparing(database, core.identities, clocks, dispatcher.notify),
        chasing=Chasing(database, clocks, dispatcher.notify),
        reminding=Reminding(database, core.identities, clocks, dispatcher.notify),
        wider=WiderDigests(database, clocks, dispatcher.notify),
        uninstalling=uninstalling,
        pages=pages,
        files=_files(core, SlackFiles(client, messenger), enquiries, steps),
        tallies=tallies,
        app=build_app(client, front, texts=core.texts, clock=clocks.campaign),
    )


def _conversation(core: Core, who: Who, dispatcher: Dispatcher, tallies: Tallies) -> Conversation:
    settings = core.settings
    return Conversation(
        core.database,
        core.identities,
        core.texts,
        support_route=settings.support_route,
        workspace_url=who.url,
        controller=settings.controller,
        on_commit=dispatcher.notify,
        wire=core.clocks.wire,
        heard=tallies.event,
        privacy_officers=settings.privacy_officers,
    )


def _runner(
    core: Core, conversation: Conversation, directory: Directory, catching_up: CatchingUp, pace: Pace
) -> CampaignRunner:
    budget = pace.methods[Method.POST].rate
    return CampaignRunner(core.database, conversation.handle, core.clocks, directory, catching_up, budget=budget)


def _files(core: Core, post: SlackFiles, enquiries: Enquiries, steps: Steps) -> FileSender:
    own, drawings = Parcels(enquiries, core.texts), Drawings(core.settings.content / "charts", core.texts)
    pictures = DigestPictures(core.database, drawings, core.texts, core.settings.roster)
    settings = core.settings
    mail_from = settings.mail_from if settings.sends_mail else ""
    invitations = Invitations(core.database, core.texts, core.clocks, mail_from)
    packs: dict[str, Packs] = {"own": own, "access": own, PICTURES: pictures, INVITATION: invitations}
    mail = None
    if settings.sends_mail:
        smtp, letters = SmtpPost(settings, core.clocks.wire), {INVITATION: invitations}
        mail = ByMail(core.database, smtp, letters, core.clocks, steps.turnstile, settings.admins)
    return FileSender(core.database, post, packs, core.clocks, steps.ledger.timing, mail)


def _enquiries(core: Core, who: Who) -> Enquiries:
    packs = [core.packs.pack(key, "en") for key in core.packs.languages()]
    return Enquiries(
        core.database,
        core.identities,
        core.clocks,
        packs,
        roster=core.settings.roster,
        workspace_url=who.url,
        controller=core.settings.controller,
        sends_mail=core.settings.sends_mail,
    )


def _pages(core: Core, directory: SlackDirectory) -> PageDesk:
    links = Links(core.identities.link_key(), core.clocks.wire)
    settings, clock = core.settings, core.clocks.campaign
    return PageDesk(core.database, links, settings.roster, directory, settings.base_url, settings.controller, clock)


def _dispatcher(core: Core, steps: Steps) -> Dispatcher:
    """DATABASE_URL decides: one process delivers what its SQLite file holds; on PostgreSQL any number share that."""
    if core.jobs is None:
        return EmbeddedDispatcher(steps, alone=True)
    return ScaledDispatcher(steps, core.jobs)


async def caught_up(parts: Connected) -> None:
    """Before anything is shown or sent: what was deleted is gone, though an older backup was restored; and Waymark is
    installed here, because Slack took its token. That comes before the purge: a removal that is over ends nothing."""
    again = await parts.core.deletions.catch_up()
    await parts.uninstalling.back(parts.workspace)
    if again:
        await parts.core.purging.purge()


@asynccontextmanager
async def serving(parts: Connected) -> AsyncIterator[None]:
    """Deliver. At the end requests under way get a few seconds, and the rest is handed back."""
    async with _background(parts.dispatcher.run):
        yield


@asynccontextmanager
async def ticking(parts: Connected, pulse: Pulse) -> AsyncIterator[None]:
    """Keep the weeks: the clock's ticks, and what is done again and again. `pulse` learns how the ticks go."""
    wire = parts.core.clocks.wire
    with suppress(TryLater):  # then they are followed tomorrow
        await parts.editor.follow_calendars()
    async with Ticker(parts.runner, parts.dispatcher, wire, chores=_chores(parts), told=pulse.ticked).running():
        yield


def _chores(parts: Connected) -> tuple[Chore, ...]:
    core = parts.core
    memory = Memory(core.database, core.clocks.wire)
    watch = Watch(core.database, core.clocks, parts.workspace, core.settings.admins)
    return (
        Chore("sums", timedelta(minutes=1), parts.publishing.publish),
        Chore("unlinked", timedelta(minutes=1), parts.unlinking.move),
        Chore("files", timedelta(seconds=2), parts.files.send_due),
        Chore("threads", timedelta(seconds=5), parts.catching_up.catch_up),
        Chore("memory", timedelta(minutes=10), memory.forget),
        Chore("calendars", timedelta(days=1), parts.editor.follow_calendars),
        Chore("helped", timedelta(hours=1), parts.helping.ask),
        Chore("after meetings", timedelta(minutes=10), parts.afterwards.look),
        Chore("wishes", timedelta(minutes=1), parts.wishing.bring),
        Chore("meetings ahead", timedelta(minutes=10), parts.preparing.prepare),
        Chore("promises", timedelta(hours=1), parts.chasing.chase),
        Chore("replies due", timedelta(minutes=10), parts.reminding.look),
        Chore("wider digests", timedelta(minutes=1), parts.wider.issue),
        Chore("watch", timedelta(minutes=1), watch.look),
        Chore("retention", timedelta(minutes=10), core.purging.nightly),
        Chore("deletions", timedelta(seconds=10), core.deletions.write),
        *parts.dispatcher.chores(),
    )


@asynccontextmanager
async def hearing(parts: Connected, hears: Hears = always) -> AsyncIterator[None]:
    """Give signs of life as long as Slack's events can reach this process, and have made up for what was missed."""
    async with _background(partial(parts.presence.keep_signing, hears)):
        yield


@asynccontextmanager
async def pulsing(pulse: Pulse) -> AsyncIterator[None]:
    """Tell how this process does, from the first moment on, until it ends in good order."""
    await pulse.beat()
    try:
        async with _background(pulse.run):
            yield
    finally:
        with suppress(TryLater):  # then it is forgotten after a minute
            await pulse.end()


@asynccontextmanager
async def _background(work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Run something beside the block. If it breaks, the block ends with `OurFault`: a coach that hears and never
    answers is worse than one that stops, and is started again."""
    task, here = asyncio.ensure_future(work()), asyncio.current_task()

    def stop(done: asyncio.Future[None]) -> None:
        if _broken(done) and here is not None:
            here.cancel()

    task.add_done_callback(stop)
    try:
        yield
    except asyncio.CancelledError:
        if not _broken(task) or here is None:
            raise
        here.uncancel()
        raise OurFault(
            f"What runs by itself broke ({type(task.exception()).__name__}), so Waymark stops."
        ) from task.exception()
    finally:
        task.remove_done_callback(stop)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _broken(task: asyncio.Future[None]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is not None


def needs_postgresql(settings: Settings, process: str) -> None:
    """Refuse SQLite for processes that run beside others. Raises `SettingsProblem`."""
    if settings.is_sqlite:
        raise SettingsProblem(
            f"`waymark {process}` runs beside other processes and needs PostgreSQL: set DATABASE_URL to a postgresql "
            "address. On one machine with SQLite, use `waymark run`, which is everything in one process."
        )
