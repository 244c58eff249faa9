"""What the Slack edge asks about meetings: offering, booking, what came of them, and sessions in a room."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from bot.insight.asked import QuestionsShown, WishShown
from bot.insight.meetings import ChangeForm, Offered, OfferForm, Wish
from bot.insight.workshop import ActionCaptured, ActionsForm, EntryForm, Spoken, TeamOpen


class Offering(Protocol):
    """What leaders do about meetings. Each method checks who may; those that act say whether it was new."""

    async def form_for_team(self, workspace: str, user: str, digest_id: str, team_id: str) -> OfferForm:
        """Give the form for a team of one's digest."""
        ...

    async def form_for_question(self, workspace: str, user: str, question_id: str) -> OfferForm:
        """Give the form about a question."""
        ...

    async def offer_to_team(
        self, workspace: str, user: str, digest_id: str, team_id: str, act_id: str, wish: Wish
    ) -> Offered:
        """Offer a team times."""
        ...

    async def offer_about(self, workspace: str, user: str, question_id: str, act_id: str, wish: Wish) -> Offered:
        """Offer times about a question."""
        ...

    async def look(self, workspace: str, user: str, time_id: str) -> tuple[ChangeForm, str]:
        """Give one of one's own times, and its zone."""
        ...

    async def change(self, workspace: str, user: str, time_id: str, act_id: str, to: ChangeForm) -> bool:
        """Change a time or the place."""
        ...

    async def call_off(self, workspace: str, user: str, time_id: str, act_id: str) -> bool:
        """Call one time off."""
        ...

    async def call_all_off(self, workspace: str, user: str, meeting_id: str, act_id: str) -> bool:
        """Call a meeting off."""
        ...

    async def settle(self, workspace: str, user: str, time_id: str, act_id: str) -> bool:
        """Settle on a time."""
        ...


class Mailing(Protocol):
    """Somebody's yes to invitations by e-mail; each their own."""

    async def look(self, workspace: str, user: str) -> str:
        """Give the address, empty for none. Raises `NotFound` where no e-mail is sent."""
        ...

    async def say_yes(self, workspace: str, user: str, typed: str, *, agreed: bool) -> str:
        """Keep an address, and give it as it is kept. Raises `FieldProblem`."""
        ...

    async def take_back(self, workspace: str, user: str) -> bool:
        """Delete the address; False when there was none."""
        ...


class Booking(Protocol):
    """What people do about their places. Each method checks whom the meeting is for, and gives what they are told."""

    async def book(self, workspace: str, user: str, time_id: str, act_id: str) -> Mapping[str, Any]:
        """Take a place, or say that a time suits."""
        ...

    async def wait(self, workspace: str, user: str, time_id: str, act_id: str) -> Mapping[str, Any]:
        """Wait for a place."""
        ...

    async def give_back(self, workspace: str, user: str, time_id: str, act_id: str) -> Mapping[str, Any]:
        """Give a place back."""
        ...

    async def may_send(self, workspace: str, user: str, time_id: str) -> bool:
        """Check that one has a place to pass on; whether the meeting is for those who raised something."""
        ...

    async def send(self, workspace: str, user: str, time_id: str, act_id: str, colleague: str) -> Mapping[str, Any]:
        """Pass a place on."""
        ...

    async def mine(self, workspace: str, user: str, meeting_id: str) -> Mapping[str, Any]:
        """Give one's own places."""
        ...


class Workshopping(Protocol):
    """What facilitators do in a session in a room. Each method checks who may."""

    async def teams(self, workspace: str, user: str) -> tuple[TeamOpen, ...]:
        """Give the teams to choose from."""
        ...

    async def actions(self, workspace: str, user: str, round_id: str) -> ActionsForm:
        """Give the form for actions."""
        ...

    async def capture(
        self, workspace: str, user: str, round_id: str, act_id: str, action: ActionCaptured
    ) -> ActionsForm:
        """Keep an action, and give the form for the next one. Raises `FieldProblem`."""
        ...

    async def finish(self, workspace: str, user: str, round_id: str, act_id: str) -> int:
        """Tell the team what was captured; gives how many actions that were."""
        ...

    async def entry(self, workspace: str, user: str, round_id: str) -> EntryForm:
        """Give the form for the answer of somebody who is not on Slack."""
        ...

    async def enter(self, workspace: str, user: str, round_id: str, act_id: str, said: Spoken) -> EntryForm:
        """Keep such an answer, and give the form for the next one. Raises `FieldProblem`."""
        ...


class AfterMeetings(Protocol):
    """Where a leader says whether a meeting happened, and those who came what they thought of it."""

    async def happened(self, workspace: str, user: str, time_id: str, act_id: str) -> dict[str, Any]:
        """Take that it took place."""
        ...

    async def not_yet(self, workspace: str, user: str, time_id: str, act_id: str) -> dict[str, Any]:
        """Take that it is still to come."""
        ...

    async def moved(
        self, workspace: str, user: str, time_id: str, act_id: str, starts_at: datetime | None
    ) -> dict[str, Any]:
        """Move it."""
        ...

    async def did_not(self, workspace: str, user: str, time_id: str, act_id: str, words: str) -> dict[str, Any]:
        """Take that it did not happen, and why."""
        ...

    async def questions(self, workspace: str, user: str, meeting_id: str) -> QuestionsShown:
        """Give its questions."""
        ...

    async def felt(self, workspace: str, user: str, time_id: str, act_id: str, what: str, *, yes: bool) -> bool:
        """Take what somebody who came says. False when they said it before."""
        ...


class Climbing(Protocol):
    """How those who asked would like it taken up. Each method checks that they did."""

    async def look(self, workspace: str, user: str, answer_id: str) -> WishShown:
        """Give somebody their own question, with how it shall be taken up."""
        ...

    async def choose(self, workspace: str, user: str, answer_id: str, act_id: str, way: str, speaker: str) -> bool:
        """Choose a way, and who speaks. Raises `FieldProblem`."""
        ...

    async def give_name(
        self, workspace: str, user: str, answer_id: str, act_id: str, leaders: tuple[str, ...], *, agreed: bool
    ) -> bool:
        """Give one's name to the leaders that were shown."""
        ...

    async def take_name_back(self, workspace: str, user: str, answer_id: str, act_id: str) -> bool:
        """Take it back; False when none is out."""
        ...

    async def speak(self, workspace: str, user: str, question_id: str, act_id: str, *, yes: bool) -> bool:
        """Say whether one speaks for whoever asked."""
        ...
