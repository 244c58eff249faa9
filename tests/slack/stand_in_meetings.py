"""The desks where times are offered and places taken, played by notes of what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.insight.meetings import ChangeForm, Offered, OfferForm, Wish

if TYPE_CHECKING:
    from tests.slack.stand_ins import StandInCore

AT = datetime(2026, 12, 14, 10, tzinfo=UTC)
OFFER_FORM = OfferForm("A clear vision", "Repairs", "Europe/London", digest_id="digest-1", team_id="team-9")
ABOUT_QUESTION = OfferForm("A clear vision", "", "Europe/London", can_write=True, question_id="question-1")
CHANGE_FORM = ChangeForm("time-1", AT, 45, 8, "Room 4")
TIME = {"id": "time-1", "at": AT.isoformat(), "minutes": 45, "state": "open", "left": 3, "full": False}
MEETING: dict[str, Any] = {
    "meeting_id": "meeting-1",
    "kind": "listening",
    "whom": "team",
    "rule": "each",
    "state": "offered",
    "leader": "U0LEAD001",
    "teams": ["Repairs"],
    "area_title": "A clear vision",
    "topic": "The depot",
    "place": "Room 4",
    "link": "",
    "access": "Step-free, with a hearing loop.",
    "language": "Welsh, with English notes",
    "times": [TIME, {**TIME, "id": "time-2", "at": "2026-12-16T14:00:00+00:00", "left": 0, "full": True}],
}
MINE: dict[str, Any] = {
    **MEETING,
    "times": [{**TIME, "mine": "booked"}, {**TIME, "id": "time-2", "mine": "waiting"}, {**TIME, "mine": ""}],
    "zone": "Europe/London",
}
DONE: dict[str, Any] = {
    "what": "booked",
    "meeting_id": "meeting-1",
    "time_id": "time-1",
    "at": AT.isoformat(),
    "topic": "The depot",
    "by_themselves": False,
    "others": [],
    "zone": "Europe/London",
}


@dataclass(frozen=True)
class StandInMeetings:
    """It notes what it was asked, and knows one meeting."""

    core: StandInCore

    async def form_for_team(self, workspace: str, user: str, digest_id: str, team_id: str) -> OfferForm:
        self.core._ask("form_for_team", workspace, user, digest_id, team_id)
        return OFFER_FORM

    async def form_for_question(self, workspace: str, user: str, question_id: str) -> OfferForm:
        self.core._ask("form_for_question", workspace, user, question_id)
        return ABOUT_QUESTION

    async def offer_to_team(
        self, workspace: str, user: str, digest_id: str, team_id: str, act_id: str, wish: Wish
    ) -> Offered:
        self.core._ask("offer_to_team", workspace, user, digest_id, team_id, act_id, wish)
        return Offered(fresh=True, whom=wish.whom, odd=(), zone="Europe/London")

    async def offer_about(self, workspace: str, user: str, question_id: str, act_id: str, wish: Wish) -> Offered:
        self.core._ask("offer_about", workspace, user, question_id, act_id, wish)
        return Offered(fresh=True, whom=wish.whom, odd=(AT,), zone="Europe/London")

    async def look(self, workspace: str, user: str, time_id: str) -> tuple[ChangeForm, str]:
        self.core._ask("look", workspace, user, time_id)
        return CHANGE_FORM, "Europe/London"

    async def change(self, workspace: str, user: str, time_id: str, act_id: str, to: ChangeForm) -> bool:
        self.core._ask("change", workspace, user, time_id, act_id, to)
        return True

    async def call_off(self, workspace: str, user: str, time_id: str, act_id: str) -> bool:
        self.core._ask("call_off", workspace, user, time_id, act_id)
        return True

    async def call_all_off(self, workspace: str, user: str, meeting_id: str, act_id: str) -> bool:
        self.core._ask("call_all_off", workspace, user, meeting_id, act_id)
        return True

    async def settle(self, workspace: str, user: str, time_id: str, act_id: str) -> bool:
        self.core._ask("settle", workspace, user, time_id, act_id)
        return True

    async def book(self, workspace: str, user: str, time_id: str, act_id: str) -> Mapping[str, Any]:
        self.core._ask("book", workspace, user, time_id, act_id)
        return DONE

    async def wait(self, workspace: str, user: str, time_id: str, act_id: str) -> Mapping[str, Any]:
        self.core._ask("wait", workspace, user, time_id, act_id)
        return {**DONE, "what": "waits"}

    async def give_back(self, workspace: str, user: str, time_id: str, act_id: str) -> Mapping[str, Any]:
        self.core._ask("give_back", workspace, user, time_id, act_id)
        return {**DONE, "what": "given_back"}

    async def may_send(self, workspace: str, user: str, time_id: str) -> bool:
        self.core._ask("may_send", workspace, user, time_id)
        return False

    async def send(self, workspace: str, user: str, time_id: str, act_id: str, colleague: str) -> Mapping[str, Any]:
        self.core._ask("send", workspace, user, time_id, act_id, colleague)
        return {**DONE, "what": "sent"}

    async def mine(self, workspace: str, user: str, meeting_id: str) -> Mapping[str, Any]:
        self.core._ask("mine", workspace, user, meeting_id)
        return MINE
