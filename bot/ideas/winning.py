"""A win: an idea that spreads, or was stopped and learned from, told in the channel because its owner says so.

Its words are those of the review. Named are those alone who said so: whoever put their name to the idea before this
team, and each who had a part in it and adds themselves to the message. Each can take their name out again.
"""

from typing import Any

from bot.errors import NotAllowed, NotFound
from bot.ideas.acts import IdeaAct, IdeaActs
from bot.ideas.places import IdeaPlaced, check_reader
from bot.ideas.telling import wins_of
from bot.storage.unit_of_work import UnitOfWork

NO_WIN = "This win is not here any more. It may have been taken back."
NO_PART = "Only whoever shared this idea, takes it forward or helps with it can be named here."


class IdeaWinning(IdeaActs):
    """The desk of those who had a part in a win."""

    async def name_in_win(self, workspace: str, user: str, idea_id: str, act_id: str) -> tuple[bool, bool]:
        """Name somebody in a win, or take their name out of it again; whether this was new, and whether they stand."""
        async with self._begun(workspace, user, idea_id, act_id, may=_may_name) as act:
            await self._check_part(act)
            named = [one for one in act.placed.win_names if one != user]
            stands = user in act.placed.win_names
            if act.fresh:
                stands = not stands
                act.placed.put(win_names=[*named, user] if stands else named)
                await show_wins(act.work, act.placed)
        return act.fresh, stands

    async def _check_part(self, act: IdeaAct) -> None:
        if act.user in act.placed.win_names:
            return
        if not any(row.facts["said"] for row in await wins_of(act.work, act.placed)):
            raise NotFound(NO_WIN)
        user, had_part = act.user, {act.placed.owner, *(one.user for one in act.placed.helpers)}
        if user not in had_part and not act.placed.raised_by(user, self._identities):
            raise NotAllowed(NO_PART)
        await self._check_here(act.work, act.placed.campaign, user)


def _may_name(found: IdeaPlaced, user: str) -> None:
    """Who stands there takes their name out also once they have left the team."""
    if user not in found.win_names:
        check_reader(found, user)


async def forget_name(work: UnitOfWork, found: IdeaPlaced, user: str) -> bool:
    """Take somebody out of a win; False where they were not named."""
    if user not in found.win_names:
        return False
    found.put(win_names=[one for one in found.win_names if one != user])
    await show_wins(work, found)
    return True


async def show_wins(work: UnitOfWork, found: IdeaPlaced) -> None:
    """Have each message about a win name those who want to be named now."""
    for row in await wins_of(work, found):
        named: dict[str, Any] = {"credit": found.credit, "names": list(found.win_names)}
        row.facts = {**row.facts, **named}
        await work.desired.show_message(row, row.facts)
