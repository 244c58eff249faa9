"""Where an idea begins, and what whoever raised it may do: put their name to it, or take it back.

Sharing is telling the team: an idea stands in its list and channel from then on. With a name, that name is shown.
Without, a code stands in its place, so that its author can take it back, and the week is all that is kept of when.
"""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.campaigns.calendar import local_date
from bot.campaigns.founding import zone_of
from bot.campaigns.weeks import monday_of
from bot.dialogues.coaching.unlinked import CONFIDENTIAL
from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound, there
from bot.ideas.acts import IdeaActs, code_of
from bot.ideas.forgetting import take_back
from bot.ideas.places import IdeaPlaced, note, round_now
from bot.ids import fresh_id
from bot.insight.ideas import RED_TAPE, WAITING, IdeasForm, begun
from bot.roles import Permission
from bot.storage.idea_models import Idea
from bot.storage.models import Answer, Team
from bot.storage.repositories.deletions import IDEA
from bot.storage.repositories.teams import LIVE
from bot.storage.unit_of_work import UnitOfWork

NO_TEAM = "Ideas are for the people of a team that takes part now. You are in none."
NOT_YOURS = "Only the person who wrote an answer can make an idea of it."
NOT_RAISED = "Only whoever raised an idea can do this."
BY_NAME, WITHOUT = "named", CONFIDENTIAL


class IdeaSharing(IdeaActs):
    """The desk of those who raise ideas."""

    async def form(self, workspace: str, user: str) -> IdeasForm:
        """Give what the form starts from. Raises `NotAllowed` for who is in no team."""
        async with self._database.reading() as work:
            teams = await _teams(work, workspace, user)
        return IdeasForm(teams=tuple((team.id, team.name) for team in teams))

    async def form_from(self, workspace: str, user: str, answer_id: str) -> IdeasForm:
        """The same with the words of one's own answer; it keeps the name that the answer has."""
        async with self._database.reading() as work:
            answer = await self._own(work, workspace, user, answer_id)
            round_ = there(await work.rounds.get(answer.round_id))
            team = there(await work.teams.get(round_.team_id))
            if team.id not in {each.id for each in await _teams(work, workspace, user)}:
                raise AskAgain(NO_TEAM)
        return IdeasForm(((team.id, team.name),), answer.text or "", named=answer.mode == "named")

    async def share(self, workspace: str, user: str, act_id: str, team_id: str, said: Mapping[str, str]) -> bool:
        """Share a need, or an idea, with one's team; `said["mode"]` is `named` or `confidential`. False when it came
        before."""
        self._roster.require(user, Permission.SHARE_IDEAS)
        async with self._database.unit_of_work() as work:
            fresh = await work.seen.first_time(act_id, self._clocks.wire.now())
            team = next((each for each in await _teams(work, workspace, user) if each.id == team_id), None)
            if team is None:
                raise NotAllowed(NO_TEAM)
            stage, words = begun(said)
            found = await self._made(work, user, team, (stage, words), named=_by_name(said))
            if fresh:
                await self._keep(work, found, user)
                await work.commit()
        self._on_change()
        return fresh

    async def _made(
        self, work: UnitOfWork, user: str, team: Team, what: tuple[str, dict[str, str]], *, named: bool
    ) -> IdeaPlaced:
        campaign = there(await work.campaigns.get(team.campaign_id))
        await self._check_here(work, campaign, user)
        now, (stage, words) = self._clocks.campaign.now(), what
        zone = zone_of(team, campaign).key
        round_ = round_now(await work.rounds.of_team(team.id), local_date(now, ZoneInfo(zone)))
        week = monday_of(now, zone)
        idea = Idea(
            id=fresh_id(),
            workspace=team.workspace,
            campaign_id=campaign.id,
            team_id=team.id,
            round_id=round_.id,
            stage=stage,
            finisher=False,
            person_code=None if named else code_of(self._identities, campaign, user),
            raised_in=week,
            moved_in=week,
            body={**words, **({"credit": user, "owner": user} if named else {})},
            version=1,
        )
        return IdeaPlaced(idea, campaign, team, round_)

    async def _keep(self, work: UnitOfWork, found: IdeaPlaced, user: str) -> None:
        idea, teller = found.idea, self._teller(work, found)
        if RED_TAPE in idea.body:
            found.put(asks={RED_TAPE: {"state": WAITING}})
        await work.ideas.add(idea)
        named = found.credit is not None
        on = found.day(teller.now) if named else None
        await note(work, idea, idea.stage, user if named else None, on, {})
        await teller.share()
        if RED_TAPE in idea.body:
            await teller.to_leaders(RED_TAPE, idea.body[RED_TAPE])

    async def put_name(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        """Put one's name to an idea that one raised without."""
        async with self._begun(workspace, user, idea_id, act_id) as act:
            if not act.placed.raised_by(user, self._identities):
                raise NotAllowed(NOT_RAISED)
            await self._check_here(act.work, act.placed.campaign, user)
            fresh = act.fresh and act.placed.credit is None
            if fresh:
                act.idea.person_code = None
                act.placed.put(credit=user, owner=act.placed.owner or user)
                await act.teller.show()
        return fresh

    async def take_back(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        """Take back an idea that one raised: its words go wherever they stand, and so does the link to its author."""
        async with self._begun(workspace, user, idea_id, act_id) as act:
            if not act.placed.raised_by(user, self._identities):
                raise NotAllowed(NOT_RAISED)
            if act.fresh:
                await act.work.deletions.note(IDEA, idea_id, act.now.date())
                await take_back(act.work, act.placed, self._identities)
        return act.fresh

    async def _own(self, work: UnitOfWork, workspace: str, user: str, answer_id: str) -> Answer:
        answer = await work.answers.get(answer_id)
        if answer is None or answer.workspace != workspace or answer.deleted_at is not None:
            raise NotFound("That answer is not here any more. It may have been deleted already.")
        round_ = there(await work.rounds.get(answer.round_id))
        campaign = there(await work.campaigns.get(round_.campaign_id))
        codes = self._identities.codes(campaign.salt, workspace, user)
        if user != answer.author and codes.answers != answer.person_code:
            raise NotAllowed(NOT_YOURS)
        return answer


def _by_name(said: Mapping[str, str]) -> bool:
    mode = said.get("mode", "")
    if mode not in {BY_NAME, WITHOUT}:
        raise FieldProblem("mode", "Please choose whether your name stands beside it.")
    return mode == BY_NAME


async def _teams(work: UnitOfWork, workspace: str, user: str) -> list[Team]:
    """The teams in which somebody may share ideas: those of campaigns that run, or are paused."""
    member = await work.teams.with_member(workspace, user, LIVE)
    led = await work.teams.led_by(workspace, user, LIVE)
    teams = list({team.id: team for team in (*member, *led)}.values())
    if not teams:
        raise NotAllowed(NO_TEAM)
    return teams
