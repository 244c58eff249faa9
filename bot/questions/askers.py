"""Where those who asked act: write back, say that they ask it too, and say whether they may be thanked by name."""

from bot.dialogues.coaching.scene import BY_NAME, is_put
from bot.errors import AskAgain, NotAllowed, NotFound, NotInTeam
from bot.ids import Codes, fresh_id
from bot.meetings.around import around
from bot.meetings.telling import Herald, Means
from bot.questions.acts import GONE, Act, Desk, check_words
from bot.questions.reach import check_here
from bot.questions.records import question_id as id_of_question
from bot.questions.telling import HELPED, REPLIES, THANKED, THANKS
from bot.storage.models import Campaign, Team
from bot.storage.question_models import QuestionReply
from bot.storage.unit_of_work import UnitOfWork

ASKED_BY_OTHERS = "Only those who asked this question can write back about it."
LEADS = "You lead this team, so the question was put to you. Please answer it from your digest."
NOBODY_YET = "Nobody has answered this yet, so there is nobody to write back to."
COUNTED, BEFORE, OWN = "counted", "before", "own"


class AskerDesk(Desk):
    """The desk of those who asked."""

    # --- writing back -------------------------------------------------------------------------------------------------

    async def reply_about(self, workspace: str, user: str, question_id: str) -> str:
        """The area of a question that somebody raised, to write back about it. Raises `NotAllowed` for anybody else."""
        async with self._database.reading() as work:
            found = await self._placed(work, workspace, await work.questions.get(question_id))
            teller = self._teller(work, found)
            if not await teller.raised(user):
                raise NotAllowed(ASKED_BY_OTHERS)
            await check_here(work, self._identities, found.campaign, user)
        return found.area_title

    async def reply(self, workspace: str, user: str, question_id: str, act_id: str, words: str) -> bool:
        """Write back to whoever answered last; they learn what, and not from whom. False when it came before."""
        async with self._begun(workspace, user, question_id, act_id) as act:
            if not await act.teller.raised(user):
                raise NotAllowed(ASKED_BY_OTHERS)
            await check_here(act.work, self._identities, act.placed.campaign, user)
            check_words(words)
            to = act.question.body.get("by")
            if to is None:
                raise AskAgain(NOBODY_YET)
            if act.fresh:
                await self._kept_reply(act, to, words)
        return act.fresh

    async def _kept_reply(self, act: Act, to: str, words: str) -> None:
        reply_id = fresh_id()
        await act.work.questions.reply(
            QuestionReply(
                id=reply_id,
                campaign_id=act.placed.campaign.id,
                question_id=act.question.id,
                person_code=self._codes(act.placed.campaign, act.user).asking,
                body={"text": words},
            )
        )
        item = {"key": reply_id, "text": words, "question_id": act.question.id, "area_title": act.placed.area_title}
        await act.teller.to_leader(to, REPLIES, {**item, "questions": act.teller.repeated()})

    # --- asking it too ------------------------------------------------------------------------------------------------

    async def vote(self, workspace: str, user: str, value: str) -> str:
        """Say that one asks it too: it counts once, under a code. Gives what came of it, for that person's eyes."""
        async with self._database.unit_of_work() as work:
            came = await self._voted(work, workspace, user, value)
            if came == COUNTED:
                await work.commit()
        self._on_change()
        return came

    async def _voted(self, work: UnitOfWork, workspace: str, user: str, value: str) -> str:
        if value.startswith(BY_NAME):
            return await self._voted_by_name(work, workspace, user, value.removeprefix(BY_NAME))
        found = await self._placed(work, workspace, await work.questions.hold(value))
        self._check_asked(user, *(place.team for place in found.places))
        await check_here(work, self._identities, found.campaign, user)
        if await self._teller(work, found).wrote(user):
            return OWN
        return await self._counted(work, found.campaign, value, user)

    async def _voted_by_name(self, work: UnitOfWork, workspace: str, user: str, answer_id: str) -> str:
        answer = await work.answers.hold(answer_id)
        gone = answer is None or answer.workspace != workspace or answer.deleted_at is not None
        if answer is None or gone or answer.mode != "named" or not is_put(answer.question):
            raise NotFound(GONE)
        round_ = await work.rounds.get(answer.round_id)
        campaign = await work.campaigns.get(round_.campaign_id) if round_ else None
        team = await work.teams.get(round_.team_id) if round_ else None
        if team is None or campaign is None:
            raise NotFound(GONE)
        self._check_asked(user, team)
        await check_here(work, self._identities, campaign, user)
        if answer.author == user:
            return OWN
        return await self._counted(work, campaign, id_of_question(answer_id), user)

    async def _counted(self, work: UnitOfWork, campaign: Campaign, question_id: str, user: str) -> str:
        if not await work.questions.vote(question_id, self._codes(campaign, user).votes, campaign.id):
            return BEFORE
        await work.flush()
        means = Means(work, self._identities, self._clocks.campaign.now(), self._chance)
        for meeting in await work.meetings.of_question(question_id):  # they raised it from now on, as the others did
            await Herald(means, await around(work, meeting)).offer_to_one_more(user)
        return COUNTED

    @staticmethod
    def _check_asked(user: str, *teams: Team) -> None:
        """Only those of whom it may come: the staff of its team, or of each small team. Raises `NotInTeam`."""
        if any(user in team.leaders for team in teams):
            raise NotAllowed(LEADS)
        if not any(user in team.members for team in teams):
            raise NotInTeam

    # --- did it help? -------------------------------------------------------------------------------------------------

    async def helped(self, workspace: str, user: str, question_id: str, act_id: str, *, helped: bool) -> bool:
        """Say whether what came of it helped; once, under a code."""
        async with self._begun(workspace, user, question_id, act_id) as act:
            if not await act.teller.raised(user):
                raise NotAllowed(ASKED_BY_OTHERS)
            await check_here(act.work, self._identities, act.placed.campaign, user)
            campaign, said = act.placed.campaign, "yes" if helped else "no"
            fresh = act.fresh and await act.work.questions.say_helped(
                question_id, self._codes(campaign, user).votes, campaign.id, said
            )
            if fresh:
                await act.teller.say_instead(HELPED, user, {"now": said})
        return fresh

    # --- being thanked ------------------------------------------------------------------------------------------------

    async def thanked(self, workspace: str, user: str, question_id: str, act_id: str, *, by_name: bool) -> bool:
        """Say whether one may be thanked by name; only then the name is told, in one's own team's thread."""
        async with self._begun(workspace, user, question_id, act_id) as act:
            if not await act.teller.wrote(user):
                raise NotAllowed(ASKED_BY_OTHERS)
            thanks = act.question.body.get("thanks")
            if thanks is None:
                raise NotFound(GONE)
            if act.fresh:
                if by_name:
                    await self._name(act, thanks["by"], thanks["words"])
                await act.teller.say_instead(THANKS, user, {"now": "named" if by_name else "quiet"})
        return act.fresh

    async def _name(self, act: Act, leader: str, words: str) -> None:
        own = [place for place in act.placed.places if act.user in place.team.members][:1]
        said = {"key": act.placed.key, "text": "", "words": words, "author": act.user, "leader": leader}
        await act.teller.in_channels(THANKED, act.question.id, {"questions": [said]}, own)

    # --- all of it ----------------------------------------------------------------------------------------------------

    def _codes(self, campaign: Campaign, user: str) -> Codes:
        return self._identities.codes(campaign.salt, campaign.workspace, user)
