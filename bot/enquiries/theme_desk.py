"""Where facilitators work on themes: correct what an answer is about before it is counted, and propose new themes.

Each act is checked here whoever sent it: the role by the settings, that they lead no team it comes from, and that the
week is open. Each correction leaves an audit line, which the author of the answer can read.
"""

from collections.abc import Collection

from bot.clock import Clocks
from bot.enquiries.theme_pages import ProposalForm, Proposed, SaidInstead, ThemesPage, ThemeToLook
from bot.enquiries.theme_sources import Looking, Themed, correctable, said_instead
from bot.errors import FieldProblem, NotAllowed, NotFound, there
from bot.ids import fresh_id
from bot.insight.redaction import Names, redact
from bot.insight.themes import with_something_else
from bot.quoting.ports import KnowsNames
from bot.quoting.sources import QUOTED_IN
from bot.roles import Permission, Roster
from bot.scenes.stage import pack_of
from bot.storage.database import Database
from bot.storage.identity import Identities
from bot.storage.models import Campaign
from bot.storage.theme_models import ThemeProposal
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import Choice

PER_PAGE = 5
MOST = 75
"""Characters of a theme's title, and of what is in it: a pack holds no more (`bot/content/schema.py`)."""
NOT_IN_A_PACK = "&<>"
ONLY = "Only facilitators look at themes. Whoever runs Waymark names them."
GONE = "That answer is not here any more. Its week may have closed: what was counted then stays as it is."
ACT = "corrected what an answer is about"


class ThemeDesk:
    """The desk."""

    def __init__(
        self, database: Database, identities: Identities, clocks: Clocks, roster: Roster, names: KnowsNames
    ) -> None:
        self._database = database
        self._identities = identities
        self._clock = clocks.campaign
        self._roster = roster
        self._names = names

    async def look(self, workspace: str, user: str, start: int = 0) -> ThemesPage:
        """Give a facilitator what may be corrected, what was said in place of a theme, and what is proposed."""
        self._roster.require(user, Permission.CORRECT_THEMES, ONLY)
        names = await self._known(workspace)
        async with self._database.reading() as work:
            looking = self._looking(work, workspace, user)
            found = await correctable(looking)
            mine = sorted((one for one in found if not one.led_by(user)), key=lambda one: looking.mark(one.answer))
            shown = mine[start : start + PER_PAGE]
            return ThemesPage(
                items=tuple(_item(looking, one, names) for one in shown),
                start=start,
                more=len(mine) - start - len(shown),
                led=len(found) - len(mine),
                instead=await _instead(looking, names),
                proposed=await proposed(work, await _running(work, workspace)),
            )

    async def correct(self, workspace: str, user: str, mark: str, theme: str) -> None:
        """Set the theme of an answer, as long as its week is open. Raises `NotFound` once it is not."""
        self._roster.require(user, Permission.CORRECT_THEMES, ONLY)
        async with self._database.unit_of_work() as work:
            looking = self._looking(work, workspace, user)
            one = next((each for each in await correctable(looking) if looking.mark(each.answer) == mark), None)
            if one is None or await _has_closed(work, one):
                raise NotFound(GONE)
            if one.led_by(user):
                raise NotAllowed("You lead the team that this comes from, so another facilitator decides about it.")
            if theme not in _titles(one):
                raise NotFound("That theme is not on the list any more.")
            await work.themes.choose(one.answer.id, theme)
            await self._noted(work, one, user)
            await work.commit()

    async def form(self, workspace: str, user: str) -> ProposalForm:
        """Give what a theme may be proposed for."""
        self._roster.require(user, Permission.CORRECT_THEMES, ONLY)
        async with self._database.reading() as work:
            campaigns = await _running(work, workspace)
        areas = [
            Choice(f"{campaign.id}|{area.key}", f"{area.title} ({campaign.name})")
            for campaign in campaigns
            for area in pack_of(campaign).areas
        ]
        return ProposalForm(tuple(areas))

    async def propose(self, workspace: str, user: str, area: str, title: str, about: str) -> None:
        """Keep a theme for whoever looks after the pack. Raises `FieldProblem` for words that no pack could hold."""
        self._roster.require(user, Permission.CORRECT_THEMES, ONLY)
        campaign_id, _, key = area.partition("|")
        said = {"title": _words("theme_title", title), "about": _words("theme_about", about)}
        async with self._database.unit_of_work() as work:
            campaign = next((one for one in await _running(work, workspace) if one.id == campaign_id), None)
            if campaign is None or key not in {one.key for one in pack_of(campaign).areas}:
                raise NotFound("That question is not here any more.")
            proposal = ThemeProposal(id=fresh_id(), workspace=workspace, campaign_id=campaign.id, area=key, body=said)
            await work.themes.propose(proposal)
            await work.commit()

    def _looking(self, work: UnitOfWork, workspace: str, user: str) -> Looking:
        return Looking(work, self._identities, workspace, user, self._clock.now())

    async def _noted(self, work: UnitOfWork, one: Themed, user: str) -> None:
        """Never what was said: whom it concerns by name where the answer has one, else by their code."""
        answer, round_ = one.answer, one.setting.round
        await work.audit.note(
            round_.workspace,
            self._clock.now(),
            user,
            ACT,
            subject=answer.author,
            subject_code=answer.person_code,
            campaign_id=round_.campaign_id,
            about=f"week {round_.week}",
        )

    async def _known(self, workspace: str) -> Names:
        """The names to take out: Slack is asked before anything is read. Raises `TryLater` when it does not answer."""
        async with self._database.reading() as work:
            teams = [t for one in await _running(work, workspace) for t in await work.teams.of_campaign(one.id)]
        names = await self._names.names({user for team in teams for user in (*team.members, *team.leaders)})
        names.make_ready()
        return names


async def proposed(work: UnitOfWork, campaigns: Collection[Campaign]) -> tuple[Proposed, ...]:
    """The themes that were proposed in these campaigns."""
    found = [(campaign, row) for campaign in campaigns for row in await work.themes.proposals(campaign.id)]
    return tuple(
        Proposed(pack_of(campaign).area(row.area).title, campaign.name, row.body["title"], row.body["about"])
        for campaign, row in found
    )


async def _running(work: UnitOfWork, workspace: str) -> list[Campaign]:
    return [one for one in await work.campaigns.all(workspace) if one.state in QUOTED_IN]


async def _has_closed(work: UnitOfWork, one: Themed) -> bool:
    """Whether the week has closed meanwhile; if not, it cannot before this is stored."""
    return there(await work.rounds.lock(one.setting.round.id)).state != "open"


async def _instead(looking: Looking, names: Names) -> tuple[SaidInstead, ...]:
    found = []
    for (campaign_id, area), notes in (await said_instead(looking)).items():
        campaign = there(await looking.work.campaigns.get(campaign_id))
        words = tuple(redact(said, names).text for _, said in notes)
        found.append(SaidInstead(pack_of(campaign).area(area).title, campaign.name, words))
    return tuple(found)


def _titles(one: Themed) -> dict[str, str]:
    return with_something_else({theme.key: theme.title for theme in one.setting.area.themes})


def _item(looking: Looking, one: Themed, names: Names) -> ThemeToLook:
    return ThemeToLook(
        mark=looking.mark(one.answer),
        text=redact(one.answer.text or "", names).text,
        team=one.setting.team.name,
        area_title=one.setting.area.title,
        week=one.setting.round.week,
        campaign=one.setting.campaign.name,
        theme=one.answer.theme or "",
        themes=tuple(Choice(key, title) for key, title in _titles(one).items()),
    )


def _words(field: str, typed: str) -> str:
    words = " ".join(typed.split())
    if not words:
        raise FieldProblem(field, "Please write a few words.")
    if len(words) > MOST or any(sign in words for sign in NOT_IN_A_PACK):
        raise FieldProblem(field, f"Please keep it within {MOST} characters, without the signs & < and >.")
    return words
