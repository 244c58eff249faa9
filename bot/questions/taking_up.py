"""Where those who asked say how it shall be taken up: in writing, a small session, a colleague speaks, or by name.

Whose a question is, is found as everywhere: by the code of whoever acts. Leaders read a wish some minutes later, at a
moment drawn by chance; `bot/questions/wishing.py` brings it to them. A name is given by an act of its own.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.campaigns.names_given import take_name_back, unsay
from bot.content.markup import USER_ID
from bot.content.packs import pack_from_json
from bot.dialogues.coaching.scene import is_put
from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound
from bot.ids import fresh_id
from bot.insight.asked import NameShown, WishShown
from bot.insight.ladder import BY_NAME, NO, REPRESENTATIVE, WAYS, WRITING, YES
from bot.questions.acts import GONE, Desk
from bot.questions.hours import after_a_while
from bot.questions.places import Placed, placed
from bot.questions.reach import check_here
from bot.questions.telling import NAMED, SPEAK, SPOKEN
from bot.storage.ladder_models import NameGiven, Wish
from bot.storage.models import Answer, Campaign, Round, Team
from bot.storage.unit_of_work import UnitOfWork

NOT_YOURS = "Only the person who asked this can say how it shall be taken up."
NOT_PUT = "Your leaders do not have this yet. It comes to them in their digest; then you can do this."
CHANGED = "Who leads your team has changed since you opened this. Please close it and open it again."
NAMED_ALREADY = "Your name stands by this question already, so there is nothing to give."
NOT_ASKED = "Nobody asks you to speak for them about this any more. There is nothing left to do."


@dataclass(frozen=True)
class Mine:
    """A question of whoever acts; `found` is None until leaders have it."""

    work: UnitOfWork
    user: str
    answer: Answer
    campaign: Campaign
    round: Round
    team: Team
    wish: Wish | None
    found: Placed | None
    names: tuple[NameGiven, ...]
    fresh: bool = True

    @property
    def leaders(self) -> tuple[str, ...]:
        """Who would get a name: those who lead the team of whoever asked, and nobody else."""
        return tuple(user for user in self.team.leaders if user != self.user)

    @property
    def name(self) -> NameGiven | None:
        """The name that was given and not taken back."""
        return next((row for row in self.names if "until" not in row.body), None)


class LadderDesk(Desk):
    """The desk at which the ladder is climbed, and left again."""

    async def look(self, workspace: str, user: str, answer_id: str) -> WishShown:
        """Give somebody their own question, with how it shall be taken up."""
        async with self._database.reading() as work:
            mine = await self._mine(work, workspace, user, await work.answers.get(answer_id))
        return shown(mine)

    async def choose(self, workspace: str, user: str, answer_id: str, act_id: str, way: str, speaker: str) -> bool:
        """Choose a way, and who speaks. False when it came before. A name that was given for another way goes."""
        async with self._holding(workspace, user, answer_id, act_id) as mine:
            _check_way(mine, way, speaker)
            if mine.fresh:
                await self._chosen(mine, way, speaker if way == REPRESENTATIVE else "")
        return mine.fresh

    async def _chosen(self, mine: Mine, way: str, speaker: str) -> None:
        wish = await _wish(mine)
        before = wish.body
        kept = before if (before["way"], before.get("speaker", "")) == (way, speaker) else {}
        if before.get("ask") and not kept:
            await unsay(mine.work, mine.campaign.id, before["ask"])
        if mine.name is not None and way != BY_NAME:
            await take_name_back(mine.work, mine.name, self._clocks.campaign.now().date())
        said: dict[str, str] = {name: kept[name] for name in ("said", "ask") if name in kept}
        self._later(mine, wish, {"way": way, **({"speaker": speaker} if speaker else {}), **said})
        await mine.work.flush()

    def _later(self, mine: Mine, wish: Wish, body: dict[str, str]) -> None:
        """Have leaders read it some minutes later, in working hours."""
        due = after_a_while(mine.campaign, mine.team, self._clocks.campaign.now(), self._chance)
        wish.waits, wish.body = True, {**body, "due": due.isoformat()}

    # --- by name ------------------------------------------------------------------------------------------------------

    async def give_name(
        self, workspace: str, user: str, answer_id: str, act_id: str, leaders: tuple[str, ...], *, agreed: bool
    ) -> bool:
        """Give the leaders that were shown one's name, to meet about a question; nobody else. False when it came
        before."""
        async with self._holding(workspace, user, answer_id, act_id) as mine:
            if mine.answer.mode == "named":
                raise AskAgain(NAMED_ALREADY)
            if mine.found is None:
                raise AskAgain(NOT_PUT)
            if not agreed:
                raise FieldProblem("agree", "Please tick this, or close the form: then nothing is shared.")
            if set(leaders) != set(mine.leaders) or not leaders:
                raise AskAgain(CHANGED)
            fresh = mine.fresh and mine.name is None
            if fresh:
                await self._given(mine, mine.found)
        return fresh

    async def _given(self, mine: Mine, found: Placed) -> None:
        now, codes = (
            self._clocks.campaign.now(),
            self._identities.codes(mine.campaign.salt, found.campaign.workspace, mine.user),
        )
        name = NameGiven(
            id=fresh_id(),
            campaign_id=mine.campaign.id,
            question_id=found.question.id,
            person_code=codes.naming,
            body={"user": mine.user, "leaders": list(mine.leaders), "on": now.date().isoformat()},
        )
        await mine.work.ladder.give(name)
        wish = await _wish(mine)
        if wish.body["way"] != BY_NAME:
            await self._chosen(mine, BY_NAME, "")
        teller = self._teller(mine.work, found)
        item = {
            "key": name.id,
            "text": "",
            "user": mine.user,
            "question_id": found.question.id,
            "area_title": found.area_title,
            "questions": teller.repeated(),
        }
        for leader in mine.leaders:
            await teller.to_leader(leader, NAMED, item)

    async def take_name_back(self, workspace: str, user: str, answer_id: str, act_id: str) -> bool:
        """Take one's name back, from leaders' messages too. False when none is out."""
        async with self._holding(workspace, user, answer_id, act_id, here=False) as mine:
            out = mine.fresh and mine.name is not None
            if out and mine.name is not None:
                await take_name_back(mine.work, mine.name, self._clocks.campaign.now().date())
        return out

    # --- a colleague speaks -------------------------------------------------------------------------------------------

    async def speak(self, workspace: str, user: str, question_id: str, act_id: str, *, yes: bool) -> bool:
        """Say whether one speaks for whoever asked; they are told in confidence. False when it was said before."""
        async with self._begun(workspace, user, question_id, act_id) as act:
            answer = act.placed.answer
            wish = await act.work.ladder.hold(answer.id) if answer is not None else None
            if wish is None or answer is None or not wish.body.get("said") or wish.body.get("speaker") != user:
                raise NotAllowed(NOT_ASKED)
            said = YES if yes else NO
            fresh = act.fresh and wish.body["said"] != said
            if fresh:
                due = after_a_while(act.placed.campaign, act.placed.places[0].team, act.now, self._chance)
                wish.waits, wish.body = True, {**wish.body, "said": said, "due": due.isoformat()}
                await act.work.flush()
                await act.teller.say_instead(SPEAK, user, {"now": said})
                about = {"question_id": question_id, "answer_id": answer.id, "area_title": act.placed.area_title}
                await act.teller.to_author(SPOKEN, {**about, "text": "", "speaker": user, "said": said})
        return fresh

    # --- all of it ----------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _holding(
        self, workspace: str, user: str, answer_id: str, act_id: str, *, here: bool = True
    ) -> AsyncIterator[Mine]:
        async with self._database.unit_of_work() as work:
            fresh = await work.seen.first_time(act_id, self._clocks.wire.now())
            answer = await work.answers.hold(answer_id)
            question = await work.questions.of_answer(answer_id)
            if question is not None:
                await work.questions.hold(question.id)
            await work.ladder.hold(answer_id)
            mine = await self._mine(work, workspace, user, answer, fresh=fresh)
            if here:
                await check_here(work, self._identities, mine.campaign, user)
            yield mine
            if fresh:
                await work.commit()
        self._on_change()

    async def _mine(
        self, work: UnitOfWork, workspace: str, user: str, answer: Answer | None, *, fresh: bool = True
    ) -> Mine:
        """Gather it. Raises `NotAllowed` for anybody else, `NotFound` once its words are gone."""
        if answer is None or answer.workspace != workspace or answer.deleted_at or not is_put(answer.question):
            raise NotFound(GONE)
        round_ = await work.rounds.get(answer.round_id)
        campaign = await work.campaigns.get(round_.campaign_id) if round_ else None
        team = await work.teams.get(round_.team_id) if round_ else None
        if round_ is None or campaign is None or team is None:
            raise NotFound(GONE)
        codes = self._identities.codes(campaign.salt, campaign.workspace, user)
        if user != answer.author and codes.answers != answer.person_code:
            raise NotAllowed(NOT_YOURS)
        question = await work.questions.of_answer(answer.id)
        found = await placed(work, question) if question is not None else None
        names = [
            row for row in await work.ladder.names_by([codes.naming]) if question and row.question_id == question.id
        ]
        wish = await work.ladder.wish(answer.id)
        return Mine(work, user, answer, campaign, round_, team, wish, found, tuple(names), fresh)


async def _wish(mine: Mine) -> Wish:
    """The wish, made where none is kept yet."""
    if (kept := await mine.work.ladder.wish(mine.answer.id)) is not None:
        return kept
    wish = Wish(answer_id=mine.answer.id, campaign_id=mine.campaign.id, waits=False, body={"way": WRITING})
    await mine.work.ladder.keep(wish)
    return wish


def shown(mine: Mine) -> WishShown:
    """A question as whoever asked reads it, with what they can do about it."""
    body = mine.wish.body if mine.wish is not None else {"way": WRITING}
    return WishShown(
        answer_id=mine.answer.id,
        text=mine.answer.text or "",
        area_title=pack_from_json(mine.campaign.pack["snapshot"]).areas[mine.round.week - 1].title,
        mode=mine.answer.mode,
        way=body["way"],
        speaker=body.get("speaker"),
        said=body.get("said", ""),
        put=mine.found is not None,
        leaders=mine.leaders,
        names=names_shown(mine.names),
    )


def names_shown(rows: Iterable[NameGiven]) -> tuple[NameShown, ...]:
    """To whom a name was given, the newest first."""
    found = [NameShown(tuple(row.body["leaders"]), row.body["on"], row.body.get("until")) for row in rows]
    return tuple(sorted(found, key=lambda name: (name.until is None, name.on), reverse=True))


def _check_way(mine: Mine, way: str, speaker: str) -> None:
    if way not in WAYS:
        raise FieldProblem("wish", "Please choose one of the ways.")
    if way != REPRESENTATIVE or not speaker:
        return
    if not USER_ID.fullmatch(speaker) or speaker == mine.user or speaker not in mine.team.staff:
        raise FieldProblem("speaker", "Please choose a colleague of your team, who does not lead it.")
