"""Where a facilitator works in a session: capture what is agreed, tell the team once, enter answers of others.

Each act is one transaction, checked here whoever sent it: the role by the settings, and that they do not lead the team.
The round is held first, so that it cannot close in between; what comes twice is one act.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.clock import Clocks
from bot.errors import AskAgain, FieldProblem, NotFound
from bot.insight.workshop import ActionCaptured, ActionsForm, EntryForm, Spoken, TeamOpen
from bot.questions.promising import check_wanted
from bot.roles import Permission, Roster
from bot.storage.database import Database
from bot.workshops.capturing import Session, capture, tell_team
from bot.workshops.entering import CLOSED, FULL, check, enter
from bot.workshops.places import actions_form, captured_by, entry_form, open_teams, setting_of

ONLY = "Only facilitators hold sessions. Whoever runs Waymark names them."
NOT_SET = (
    "Nobody has said yet how many people of this team are not on Slack, so no answers can be entered. An admin says it"
    " in the campaign’s form, at the team."
)
NONE_OPEN = "No week is open just now in a team that you do not lead. Please come back once a question has been asked."
LONGEST, MOST_UNTOLD = 250, 10
"""Characters of an action, and how many fit into the one message in which a team is told."""


class WorkshopDesk:
    """The desk."""

    def __init__(
        self,
        database: Database,
        clocks: Clocks,
        roster: Roster,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._clocks = clocks
        self._roster = roster
        self._on_change = on_change

    async def teams(self, workspace: str, user: str) -> tuple[TeamOpen, ...]:
        """The teams to choose from. Raises `AskAgain` where there is none."""
        self._roster.require(user, Permission.CAPTURE_ACTIONS, ONLY)
        async with self._database.reading() as work:
            found = await open_teams(work, workspace, user)
        if not found:
            raise AskAgain(NONE_OPEN)
        return found

    async def actions(self, workspace: str, user: str, round_id: str) -> ActionsForm:
        """The form for actions, with those that the team has not been told of yet."""
        self._roster.require(user, Permission.CAPTURE_ACTIONS, ONLY)
        async with self._database.reading() as work:
            setting = await setting_of(work, await work.rounds.get(round_id), workspace, user)
            return await actions_form(work, setting, user)

    async def capture(
        self, workspace: str, user: str, round_id: str, act_id: str, action: ActionCaptured
    ) -> ActionsForm:
        """Keep an action, also once the week has closed, and give the form for the next one."""
        self._roster.require(user, Permission.CAPTURE_ACTIONS, ONLY)
        async with self._acting(workspace, user, round_id, act_id) as (session, fresh):
            if fresh:
                row = await session.work.workshops.hold(round_id, user)
                _check_action(action, len(row.untold), session)
                row.untold = [*row.untold, await capture(session, action)]
            return await actions_form(session.work, session.setting, user, fresh=fresh)

    async def finish(self, workspace: str, user: str, round_id: str, act_id: str) -> int:
        """Tell the team, once, what was captured; gives how many actions that were."""
        self._roster.require(user, Permission.CAPTURE_ACTIONS, ONLY)
        async with self._acting(workspace, user, round_id, act_id) as (session, fresh):
            row = await session.work.workshops.hold(round_id, user)
            actions = await captured_by(session.work, row.untold)
            if not (fresh and actions):
                return 0
            await tell_team(session, row.untold[0], actions)
            row.untold = []
            return len(actions)

    async def entry(self, workspace: str, user: str, round_id: str) -> EntryForm:
        """The form for an answer. Raises `AskAgain` where none can be entered."""
        self._roster.require(user, Permission.ENTER_ANSWERS, ONLY)
        async with self._database.reading() as work:
            setting = await setting_of(work, await work.rounds.get(round_id), workspace, user)
            form = await entry_form(work, setting)
        if not setting.team.off_slack:
            raise AskAgain(NOT_SET)
        if setting.round.state != "open":
            raise NotFound("This week has closed. Answers can be entered while a week is open.")
        if not form.left:
            raise AskAgain("No more answers can be entered for this team this week.")
        return form

    async def enter(self, workspace: str, user: str, round_id: str, act_id: str, said: Spoken) -> EntryForm:
        """Keep what one person said, and give the form for the next one. Raises `FieldProblem`: the form stays open."""
        self._roster.require(user, Permission.ENTER_ANSWERS, ONLY)
        async with self._acting(workspace, user, round_id, act_id) as (session, fresh):
            if fresh:
                if session.setting.round.state != "open":
                    raise FieldProblem("text", CLOSED)
                check(said, session.setting)
                if await session.work.workshops.entered(round_id) >= session.setting.team.off_slack:
                    raise FieldProblem("text", FULL)
                await enter(session, said)
                await session.work.flush()
            return await entry_form(session.work, session.setting, fresh=fresh)

    @asynccontextmanager
    async def _acting(
        self, workspace: str, user: str, round_id: str, act_id: str
    ) -> AsyncIterator[tuple[Session, bool]]:
        """One act about one week, kept unless it came before or something is wrong with it."""
        async with self._database.unit_of_work() as work:
            setting = await setting_of(work, await work.rounds.lock(round_id), workspace, user)
            fresh = await work.seen.first_time(act_id, self._clocks.wire.now())
            yield Session(work, setting, user, self._clocks.campaign.now()), fresh
            await work.commit()
        self._on_change()


def _check_action(action: ActionCaptured, untold: int, session: Session) -> None:
    if not action.text.strip():
        raise FieldProblem("text", "Please write what was agreed, in a few words.")
    if len(action.text) > LONGEST:
        raise FieldProblem("text", f"Please keep it within {LONGEST} characters.")
    check_wanted(action.wanted, session.setting.campaign, session.setting.team, session.now)
    if untold >= MOST_UNTOLD:
        raise FieldProblem("text", f"You have captured {MOST_UNTOLD}. Please tell the team of these first, then go on.")
