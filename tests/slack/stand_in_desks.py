"""The desks after a meeting, of ideas, and of how a question is taken up, played by notes of what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.insight.asked import QuestionsShown, WishShown
from bot.insight.ideas import IdeaLine, IdeasForm, IdeaShown, Learning
from tests.slack import facts_of_views as facts

if TYPE_CHECKING:
    from tests.slack.stand_ins import StandInCore


@dataclass(frozen=True)
class StandInAfterMeetings:
    """The desk where it is said what became of meetings."""

    core: StandInCore

    async def happened(self, workspace: str, user: str, time_id: str, act_id: str) -> dict[str, Any]:
        self.core._ask("happened", workspace, user, time_id, act_id)
        return {"what": "held", "meeting_id": "meeting-1", "count": 2}

    async def not_yet(self, workspace: str, user: str, time_id: str, act_id: str) -> dict[str, Any]:
        self.core._ask("not_yet", workspace, user, time_id, act_id)
        return {"what": "not_yet", "meeting_id": "meeting-1", "count": 0}

    async def moved(
        self, workspace: str, user: str, time_id: str, act_id: str, starts_at: datetime | None
    ) -> dict[str, Any]:
        self.core._ask("moved", workspace, user, time_id, act_id, starts_at)
        return {"what": "moved", "meeting_id": "meeting-1", "count": 0}

    async def did_not(self, workspace: str, user: str, time_id: str, act_id: str, words: str) -> dict[str, Any]:
        self.core._ask("did_not", workspace, user, time_id, act_id, words)
        return {"what": "not_held", "meeting_id": "meeting-1", "count": 0}

    async def questions(self, workspace: str, user: str, meeting_id: str) -> QuestionsShown:
        self.core._ask("meeting_questions", workspace, user, meeting_id)
        return QuestionsShown((facts.QUESTION_PUT,), ())

    async def felt(self, workspace: str, user: str, time_id: str, act_id: str, what: str, *, yes: bool) -> bool:
        self.core._ask("felt", workspace, user, time_id, act_id, what, yes)
        return True


@dataclass(frozen=True)
class StandInMail:
    """The desk where people say yes to invitations by e-mail."""

    core: StandInCore

    async def look(self, workspace: str, user: str) -> str:
        self.core._ask("mail", workspace, user)
        return "amina@town.example"

    async def say_yes(self, workspace: str, user: str, typed: str, *, agreed: bool) -> str:
        self.core._ask("mail yes", workspace, user, typed, agreed)
        return typed.strip()

    async def take_back(self, workspace: str, user: str) -> bool:
        self.core._ask("mail back", workspace, user)
        return True


@dataclass(frozen=True)
class StandInIdeas:
    """The desk for ideas."""

    core: StandInCore

    async def form(self, workspace: str, user: str) -> IdeasForm:
        self.core._ask("idea form", workspace, user)
        return facts.IDEAS_FORM

    async def form_from(self, workspace: str, user: str, answer_id: str) -> IdeasForm:
        self.core._ask("idea from", workspace, user, answer_id)
        return facts.IDEAS_FORM

    async def share(self, workspace: str, user: str, act_id: str, team_id: str, said: Mapping[str, str]) -> bool:
        return self._acts("share", workspace, user, act_id, team_id, dict(said))

    async def put_name(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        return self._acts("name", workspace, user, idea_id, act_id)

    async def take_back(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        return self._acts("take_back", workspace, user, idea_id, act_id)

    async def listed(self, workspace: str, user: str, which: str = "") -> tuple[IdeaLine, ...]:
        self.core._ask("ideas", workspace, user, which)
        return (facts.IDEA_LINE,)

    async def one(self, workspace: str, user: str, idea_id: str) -> IdeaShown:
        self.core._ask("idea", workspace, user, idea_id)
        return facts.IDEA_SHOWN

    async def may_answer(self, workspace: str, user: str, idea_id: str, what: str) -> IdeaShown:
        self.core._ask("may answer", workspace, user, idea_id, what)
        return facts.IDEA_SHOWN

    async def learned(self, workspace: str, user: str, words: str = "") -> tuple[Learning, ...]:
        self.core._ask("learned", workspace, user, words)
        return (facts.LEARNED,)

    async def take_on(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        return self._acts("take_on", workspace, user, idea_id, act_id)

    async def ask_finisher(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        return self._acts("finisher", workspace, user, idea_id, act_id)

    async def move(
        self, workspace: str, user: str, idea_id: str, act_id: str, to: str, answers: Mapping[str, str]
    ) -> bool:
        return self._acts("move", workspace, user, idea_id, act_id, to, dict(answers))

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
        return self._acts("look_back", workspace, user, idea_id, act_id, dict(answers), reach, win, named)

    async def name_in_win(self, workspace: str, user: str, idea_id: str, act_id: str) -> tuple[bool, bool]:
        return self._acts("name_in_win", workspace, user, idea_id, act_id), True

    async def offer_help(self, workspace: str, user: str, idea_id: str, act_id: str, role: str, words: str) -> bool:
        return self._acts("help", workspace, user, idea_id, act_id, role, words)

    async def take_help_back(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        return self._acts("help_back", workspace, user, idea_id, act_id)

    async def answer(
        self, workspace: str, user: str, idea_id: str, act_id: str, what: str, answer: str, words: str, of: str = ""
    ) -> bool:
        return self._acts("answer idea", workspace, user, idea_id, act_id, what, answer, words, of)

    def _acts(self, *asked: Any) -> bool:
        fresh = asked not in self.core.asked
        self.core._ask(*asked)
        return fresh


@dataclass
class StandInLadder:
    """The desk at which people say how their questions shall be taken up."""

    core: StandInCore

    async def look(self, workspace: str, user: str, answer_id: str) -> WishShown:
        self.core._ask("wish", workspace, user, answer_id)
        return facts.WISH

    async def choose(self, workspace: str, user: str, answer_id: str, act_id: str, way: str, speaker: str) -> bool:
        self.core._ask("choose", workspace, user, answer_id, act_id, way, speaker)
        return True

    async def give_name(
        self, workspace: str, user: str, answer_id: str, act_id: str, leaders: tuple[str, ...], *, agreed: bool
    ) -> bool:
        self.core._ask("give_name", workspace, user, answer_id, act_id, leaders, agreed)
        return True

    async def take_name_back(self, workspace: str, user: str, answer_id: str, act_id: str) -> bool:
        self.core._ask("take_name_back", workspace, user, answer_id, act_id)
        return True

    async def speak(self, workspace: str, user: str, question_id: str, act_id: str, *, yes: bool) -> bool:
        self.core._ask("speak", workspace, user, question_id, act_id, yes)
        return True
