"""What the Slack edge asks of ideas, in the edge's words."""

from collections.abc import Mapping
from typing import Protocol

from bot.insight.ideas import IdeaLine, IdeasForm, IdeaShown, Learning


class Ideas(Protocol):
    """What is read and done about ideas. Each method checks who may; those that act say whether it was new."""

    async def form(self, workspace: str, user: str) -> IdeasForm:
        """Give what the form for a new idea starts from."""
        ...

    async def form_from(self, workspace: str, user: str, answer_id: str) -> IdeasForm:
        """The same with the words of one's own answer."""
        ...

    async def share(self, workspace: str, user: str, act_id: str, team_id: str, said: Mapping[str, str]) -> bool:
        """Share a need, or an idea, with one's team."""
        ...

    async def put_name(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        """Put one's name to an idea that one raised."""
        ...

    async def take_back(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        """Take back an idea that one raised."""
        ...

    async def listed(self, workspace: str, user: str, which: str = "") -> tuple[IdeaLine, ...]:
        """Give the ideas of one's teams, or those that need a finisher."""
        ...

    async def one(self, workspace: str, user: str, idea_id: str) -> IdeaShown:
        """Give one idea of one's teams."""
        ...

    async def may_answer(self, workspace: str, user: str, idea_id: str, what: str) -> IdeaShown:
        """Give an idea to a leader whom it asks for something."""
        ...

    async def learned(self, workspace: str, user: str, words: str = "") -> tuple[Learning, ...]:
        """Give what was learned, as far as one may read it."""
        ...

    async def take_on(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        """Take an idea forward."""
        ...

    async def ask_finisher(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        """Say that it needs somebody else to finish it."""
        ...

    async def move(
        self, workspace: str, user: str, idea_id: str, act_id: str, to: str, answers: Mapping[str, str]
    ) -> bool:
        """Move it to a stage."""
        ...

    async def name_in_win(self, workspace: str, user: str, idea_id: str, act_id: str) -> tuple[bool, bool]:
        """Name somebody in a win, or take the name out again; whether this was new, and whether they stand there."""
        ...

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
        """Say what was learned."""
        ...

    async def offer_help(self, workspace: str, user: str, idea_id: str, act_id: str, role: str, words: str) -> bool:
        """Offer help, by name."""
        ...

    async def take_help_back(self, workspace: str, user: str, idea_id: str, act_id: str) -> bool:
        """Help no more."""
        ...

    async def answer(
        self, workspace: str, user: str, idea_id: str, act_id: str, what: str, answer: str, words: str, of: str = ""
    ) -> bool:
        """Answer what an idea asks of leaders; `of` says which review was read."""
        ...
