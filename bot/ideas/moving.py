"""What an idea's owner does with it: take it on, move it, ask for a finisher, look back at it.

Ownership passes by the act of whoever takes it on, never by somebody else's: an owner lets go, a colleague takes over.
The credit stays with whoever raised it, and they are told.
"""

from collections.abc import Mapping

from bot.errors import AskAgain, FieldProblem
from bot.ideas.acts import ONLY_LEADERS, IdeaAct, IdeaActs
from bot.ideas.places import lesson_id
from bot.ideas.telling import ask_no_more
from bot.insight.ideas import (
    ALL,
    ASKS,
    FINISHED,
    ORGANISATION,
    REACH,
    REACHES,
    RESOURCES,
    REVIEW,
    ROLES,
    TEAM,
    WAITING,
    WINS,
    WORDS,
    answered,
    check_length,
    checked,
    reviewed,
)
from bot.roles import Permission
from bot.storage.idea_models import Lesson

TAKEN = "Somebody takes this forward already. You can offer help instead."
NOT_OVER = "You can look back at an idea once it is decided or stopped."
NO_WIN_YET = "An idea is told as a win once it spreads, or is stopped and learned from."
NAME_OF_NOTHING = "Your name stands in the win. Please tick also that our channel is told, or untick your name."
NOT_ASKED = "Nobody asks you about this, or it is answered already."
OTHER_WORDS = "These words were changed since you opened them. Close this, and open it again to read the new ones."
LONGEST_HELP = 300
TOOK_ON, FINISHER, LOOKED_BACK, HELP = "took_on", "finisher", "review", "help"


class IdeaMoving(IdeaActs):
    """The desk of those who take ideas forward, who help, and of leaders who decide."""

    # --- the owner ----------------------------------------------------------------------------------------------------

    async def take_on(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        """Take an idea forward that nobody does, or that needs a finisher. Its author is told, and keeps the credit."""
        async with self._begun(workspace, user, idea_id, act_id) as act:
            await self._check_here(act.work, act.placed.campaign, user)
            if act.placed.owner is not None and not act.idea.finisher and act.placed.owner != user:
                raise AskAgain(TAKEN)
            fresh = act.fresh and (act.placed.owner != user or act.idea.finisher)
            if fresh:
                await act.teller.handed_over(user)
                act.placed.put(owner=user, helpers=[vars(one) for one in act.placed.helpers if one.user != user])
                act.idea.finisher = False
                await act.note(TOOK_ON)
                await self._told(act, TOOK_ON, {})
        return fresh

    async def ask_finisher(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        """Say that an idea needs somebody else to finish it."""
        async with self._begun(workspace, user, idea_id, act_id) as act:
            act.must_own()
            fresh = act.fresh and not act.idea.finisher
            if fresh:
                act.idea.finisher = True
                await act.note(FINISHER)
                await self._told(act, FINISHER, {})
        return fresh

    async def move(
        self, workspace: str, user: str, idea_id: str, act_id: str, to: str, answers: Mapping[str, str]
    ) -> bool:
        """Move an idea to a stage, with the answers that the move asks for."""
        async with self._begun(workspace, user, idea_id, act_id) as act:
            if not act.fresh:
                return False
            act.must_own()
            asked = act.placed.asks.get(RESOURCES, {}).get("state", "")
            said = checked(act.idea.stage, to, answers, act.placed.day(act.now), asked=asked)
            self._set(act, to, said)
            await act.note(to, said)
            await self._told(act, to, said)
            if to in FINISHED:
                await act.teller.came_of_it(to, user, said)
            if RESOURCES in said:
                await act.teller.to_leaders(RESOURCES, said[RESOURCES])
        return act.fresh

    @staticmethod
    def _set(act: IdeaAct, to: str, said: Mapping[str, str]) -> None:
        act.idea.stage, act.idea.moved_in = to, act.placed.monday(act.now)
        if to in FINISHED:
            act.idea.finisher = False
        if "idea" in said:
            act.placed.put(idea=said["idea"])
        if RESOURCES in said:
            act.placed.put(asks={**act.placed.asks, RESOURCES: {"state": WAITING}})

    async def look_back(
        self,
        workspace: str,
        user: str,
        idea_id: str,
        act_id: str,
        answers: Mapping[str, str],
        reach: str,
        *,
        win: bool = False,
        named: bool = False,
    ) -> bool:
        """Answer the four questions of a review: they go to the learning library, without a name.

        With `win` the channel is told of it too; `named`: and that it was the owner. A win that stands there already
        says the newest words in any case.
        """
        async with self._begun(workspace, user, idea_id, act_id) as act:
            act.must_own()
            if act.idea.stage not in FINISHED:
                raise AskAgain(NOT_OVER)
            said = reviewed(answers)
            if reach not in REACHES:
                raise FieldProblem("reach", "Please choose who may learn from it.")
            if win and act.idea.stage not in WINS:
                raise AskAgain(NO_WIN_YET)
            if named and not win:
                raise FieldProblem("win", NAME_OF_NOTHING)
            if act.fresh:
                await self._learn(act, said, reach)
                await act.note(LOOKED_BACK, {name: said[name] for name in REVIEW})
                await act.teller.in_thread(LOOKED_BACK, user, said)
                if win:
                    await self._win(act, said, named=named)
                elif await act.teller.tells_a_win():
                    await act.teller.win(user, said)
        return act.fresh

    @staticmethod
    async def _win(act: IdeaAct, said: Mapping[str, str], *, named: bool) -> None:
        others = [one for one in act.placed.win_names if one != act.user]
        act.placed.put(win_names=[*others, *([act.user] if named else [])])
        await act.teller.win(act.user, said)

    async def _learn(self, act: IdeaAct, said: Mapping[str, str], reach: str) -> None:
        """Keep it, in the place of an earlier one. To other organisations it goes once a leader says yes to it."""
        before = await act.work.ideas.lesson(lesson_id(act.idea.id))
        same = before is not None and before.body == dict(said)
        if not (same and reach == ALL):
            await ask_no_more(act.work, act.placed, REACH)
        await act.work.ideas.unlearn(lesson_id(act.idea.id))
        allowed = reach != ALL or act.placed.asks.get(REACH, {}).get("state") == "yes"
        lesson = Lesson(
            id=lesson_id(act.idea.id),
            workspace=act.idea.workspace,
            campaign_id=act.idea.campaign_id,
            team_id=act.idea.team_id,
            outcome=act.idea.stage,
            reach=reach if allowed else ORGANISATION,
            learned_in=act.placed.monday(act.now),
            body=dict(said),
            version=1,
        )
        await act.work.ideas.learn(lesson)
        if reach == ALL and REACH not in act.placed.asks:
            act.placed.put(asks={**act.placed.asks, REACH: {"state": WAITING}})
            await act.teller.to_leaders(REACH, said=said)

    # --- who helps ----------------------------------------------------------------------------------------------------

    async def offer_help(self, workspace: str, user: str, idea_id: str, act_id: str, role: str, words: str) -> bool:
        """Offer help with an idea; its owner reads the name, because the person says so here."""
        async with self._begun(workspace, user, idea_id, act_id) as act:
            await self._check_here(act.work, act.placed.campaign, user)
            _check_help(role, words)
            if act.fresh:
                others = [vars(one) for one in act.placed.helpers if one.user != user]
                act.placed.put(helpers=[*others, {"user": user, "role": role, "words": words.strip()}])
                await act.teller.to_owner(user, role, words.strip())
        return act.fresh

    async def take_help_back(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        """Help no more."""
        async with self._begun(workspace, user, idea_id, act_id) as act:
            others = [vars(one) for one in act.placed.helpers if one.user != user]
            fresh = act.fresh and len(others) < len(act.placed.helpers)
            if fresh:
                act.placed.put(helpers=others)
        return fresh

    # --- leaders ------------------------------------------------------------------------------------------------------

    async def answer(
        self, workspace: str, user: str, idea_id: str, act_id: str, what: str, answer: str, words: str, of: str = ""
    ) -> bool:
        """Say what a leader says to what an idea asks of leaders: resources, red tape, or how far a lesson goes.

        `of` says which review was read, where the answer is about a lesson: the first, the second and so on.
        """
        async with self._begun(workspace, user, idea_id, act_id) as act:
            leads = user in act.placed.team.leaders
            self._roster.require(user, Permission.ANSWER_IDEAS, ONLY_LEADERS, leads=leads)
            if what not in ASKS or what not in act.placed.asks:
                raise AskAgain(NOT_ASKED)
            answered(what, answer, words)
            if act.fresh:
                if what == REACH:
                    await self._check_read(act, of)
                ask = {"state": answer, "by": user, "words": words.strip()}
                act.placed.put(asks={**act.placed.asks, what: ask})
                await act.note(what, {"answer": answer, "words": words.strip()})
                await act.teller.show_answer(what, answer, user, words.strip())
                if what == REACH:
                    await self._widen(act, yes=answer == "yes")
                else:
                    await self._told(act, what, {"answer": answer, "words": words.strip()})
        return act.fresh

    @staticmethod
    async def _check_read(act: IdeaAct, of: str) -> None:
        reviews = [row for row in await act.work.ideas.history(act.idea.id) if row.kind == LOOKED_BACK]
        if of != str(len(reviews)):
            raise AskAgain(OTHER_WORDS)

    @staticmethod
    async def _widen(act: IdeaAct, *, yes: bool) -> None:
        lesson = await act.work.ideas.lesson(lesson_id(act.idea.id))
        if lesson is not None and lesson.reach != TEAM:
            lesson.reach = ALL if yes else ORGANISATION

    @staticmethod
    async def _told(act: IdeaAct, kind: str, said: Mapping[str, str]) -> None:
        await act.work.flush()
        await act.teller.show()
        await act.teller.in_thread(kind, act.user, said)


def _check_help(role: str, words: str) -> None:
    if role not in ROLES:
        raise FieldProblem("role", "Please choose how you can help.")
    if role == "skill" and not words.strip():
        raise FieldProblem("text", WORDS)
    check_length("text", words, LONGEST_HELP)
