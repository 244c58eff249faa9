"""Every act by everybody: buttons, forms and commands, with the ids of somebody else's things, through the whole bot.

Each cell of acts × people is tried for real, once. Who may not: nothing changes in the database, and nothing that was
said in confidence is shown. Who may: something changes, or they are shown what the others are not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.slack.actions import HANDLERS
from bot.slack.commands import COMMANDS
from bot.slack.forms import FORMS
from tests.access.town import QUOTED, SECRET, Ids, Town, lives, town

pytestmark = pytest.mark.timeout(600)  # the town that all cells share takes a while to build
AUTHOR, COLLEAGUE, OTHER = "author", "colleague", "member of another team"
LEADER, OTHER_LEADER, ADMIN, FACILITATOR = "leader", "leader of another team", "admin", "facilitator"
READER = "reader"
PEOPLE = (AUTHOR, COLLEAGUE, OTHER, LEADER, OTHER_LEADER, ADMIN, FACILITATOR, READER)
TEAM, EVERYBODY, ONLY_ADMIN = {AUTHOR, COLLEAGUE, LEADER}, set(PEOPLE), {ADMIN}
ASKED = {AUTHOR, COLLEAGUE, OTHER}
CONVERSED = {
    "rate", "lead", "usual_mode", "delete_answer", "followup_skip", "ask_for_days",
    "snooze_reminders", "stop_reminders", "resume_reminders", "take_name_off", "leave_campaign", "leave_and_forget",
    "rejoin_campaign", "object_to_use", "take_back_objection", "download_my_data",
}  # fmt: skip
"""Buttons that the conversation takes (`bot/slack/inbound/taps.py`)."""
CONVERSED_FORMS = {"answer", "change_answer", "follow_up", "theme_words"}
NUMBERS = count(1)


@dataclass(frozen=True)
class Act:
    """One thing to try: its name, who may, and how it is done with the ids of the first team's things."""

    name: str
    may: set[str]
    payload: Callable[[Town, Ids], dict[str, Any]]


def tap(action: str, value: Callable[[Ids], str], may: set[str]) -> Act:
    """A button with a value."""
    name = f"tap {action.partition(':')[0]}"
    return Act(name, may, lambda place, ids: place.tap(action, value(ids)))


def form(callback: str, may: set[str], ids: Callable[[Ids], Mapping[str, str]], **values: Any) -> Act:
    """A form that is sent."""
    return Act(f"form {callback}", may, lambda place, all_: place.form(callback, ids(all_), values, next(NUMBERS)))


def chosen(value: str) -> dict[str, Any]:
    """What Slack sends for a choice."""
    return {"selected_option": {"value": value}}


TICKED = {"selected_options": [{"value": "x"}]}
WORDS = {
    "text": {"value": "We could ask first."},
    "mode": chosen("confidential"),
    "now": chosen("2"),
    "needed": chosen("4"),
    "theme": {"selected_option": None},
    "quotable": {"selected_options": []},
    "question": chosen("headline"),
}
PROMISED = {
    "text": {"value": "A second depot."},
    "owner": {"selected_users": []},
    "due_on": {"selected_date": "2027-02-01"},
}
SETTLED = {"came": chosen("more_work"), **PROMISED}
MOVED = {"text": {"value": "The lease is late."}, "due_on": {"selected_date": "2027-03-01"}}
PASSED = {"to": {"selected_users": ["U0NOBODY001"]}, "text": {"value": "You know the lease."}}
ANSWERED = {"text": {"value": "It opens in May."}, "how": chosen("private")}

SOON = {"selected_date_time": 1_802_649_600}  # in February 2027
OFFERED = {
    "topic": {"value": "The depot"},
    "meeting_kind": chosen("listening"),
    "rule": chosen("each"),
    "starts_1": SOON,
    "minutes": chosen("45"),
    "places": {"value": "8"},
    "place": {"value": "Room 4"},
}
CHANGED = {
    "starts_at": SOON,
    "minutes": chosen("60"),
    "places": {"value": "9"},
    "place": {"value": "Room 5"},
}
SENT = {"colleague": {"selected_users": ["U0NOBODY001"]}}


AGREED = {
    "text": {"value": "Ask the porter."},
    "owner": {"selected_users": ["U0NOBODY001"]},
    "due_on": {"selected_date": "2027-02-01"},
    "decider": {"selected_users": []},
}
ENTERED = {
    **{name: {"selected_options": [{"value": "yes"}]} for name in ("agreed", "alone")},
    "way": chosen("paper"),
    "question": chosen("headline"),
    "text": {"value": "The rota comes too late."},
    "kind": chosen("to_leaders"),
}


READS = {
    "reader": {"selected_users": ["U0NOBODY001"]},
    "reader_kind": chosen("board"),
    "reader_group": chosen("all"),
}
WHEN = {"every": chosen("2"), "day": chosen("Fri"), "hour": chosen("16:00")}

SHARED = {"need": {"value": "Keys are lost."}, "for_whom": {"value": "tenants"}, "mode": chosen("named")}
HELPS = {"role": chosen("trying"), "text": {"value": "I can test it."}}
STOPPED = {"learned": {"value": "Phones change."}}
LEARNED = {name: {"value": "It was so."} for name in ("title", "expected", "happened", "why", "next")}
WON = {"selected_options": [{"value": "yes"}]}
LEADERS_SAY = {"answer": chosen("cannot"), "text": {"value": "The law asks for it."}}


def nothing(ids: Ids) -> str:
    """A button that stands for nothing in particular."""
    return "x"


def proposal(ids: Ids) -> dict[str, Any]:
    """A theme that is proposed."""
    said = {"theme_title": {"value": "Keys"}, "theme_about": {"value": "Who can open what."}}
    return {"theme_area": chosen(f"{ids.campaign}|residents"), **said}


def chosen_team(ids: Ids) -> dict[str, Any]:
    """A session with the first team, to enter answers."""
    return {"workshop_team": chosen(ids.round), "workshop_what": chosen("answers")}


ACTS = (
    # What takes the author's things away stands last.
    tap("rate:now:4", lambda ids: ids.round, TEAM),
    tap("lead:now:4", lambda ids: ids.round, {LEADER}),
    tap("answer_privately", lambda ids: ids.round, TEAM),
    tap("ask_leaders", lambda ids: ids.round, TEAM),
    form("answer", TEAM, lambda ids: {"round_id": ids.round}, **WORDS),
    tap("usual_mode", lambda ids: "named", EVERYBODY),
    tap("snooze_reminders", nothing, EVERYBODY),
    tap("stop_reminders", nothing, EVERYBODY),
    tap("resume_reminders", nothing, EVERYBODY),
    tap("open_help", nothing, EVERYBODY),
    tap("open_my_data", nothing, EVERYBODY),
    tap("offer_talk", lambda ids: f"{ids.digest}|{ids.team}", {LEADER}),
    tap("offer_talk_select", lambda ids: f"{ids.digest}|{ids.team}", {LEADER}),
    tap("ask_for_days", lambda ids: f"{ids.digest}|{ids.team}", {LEADER}),
    form("offer_times", {LEADER}, lambda ids: {"digest_id": ids.digest, "team_id": ids.team}, **OFFERED),
    tap("offer_times", lambda ids: ids.question, {LEADER}),
    tap("question_days", lambda ids: ids.question, {LEADER}),
    tap("meeting_book", lambda ids: ids.time, {AUTHOR, COLLEAGUE}),
    tap("meeting_wait", lambda ids: ids.time, {AUTHOR, COLLEAGUE}),
    tap("meeting_mine", lambda ids: ids.meeting, TEAM),
    tap("meeting_send", lambda ids: ids.time, {AUTHOR, COLLEAGUE}),
    tap("meeting_back", lambda ids: ids.time, {AUTHOR, COLLEAGUE}),
    form("send_colleague", set(), lambda ids: {"time_id": ids.time}, **SENT),  # tests/meetings/test_booking.py has more
    tap("meeting_change", lambda ids: ids.time, {LEADER}),
    form("change_time", {LEADER}, lambda ids: {"time_id": ids.time}, **CHANGED),
    tap("meeting_settle", lambda ids: ids.time, set()),  # each of these times is held; tests/meetings has more
    tap("meeting_off", lambda ids: ids.time, {LEADER}),
    tap("meeting_all_off", lambda ids: ids.meeting, {LEADER}),
    tap("open_page", lambda ids: f"digest/{ids.digest}", {LEADER}),
    tap("open_report", lambda ids: f"report/{ids.campaign}", {LEADER, OTHER_LEADER, READER}),
    tap("reader_when", lambda ids: ids.subscription, {READER}),
    form("reader_when", {READER}, lambda ids: {"subscription_id": ids.subscription}, **WHEN),
    tap("digest_hour", lambda ids: "14:00", {LEADER, OTHER_LEADER}),
    tap("campaign_readers", lambda ids: ids.campaign, ONLY_ADMIN),
    form("name_reader", ONLY_ADMIN, lambda ids: {"campaign": ids.campaign}, **READS),
    tap("open_schedule", nothing, ONLY_ADMIN),
    tap("campaign_change", lambda ids: ids.draft, ONLY_ADMIN),
    tap("campaign_edit", lambda ids: ids.campaign, ONLY_ADMIN),
    tap("campaign_dates", lambda ids: ids.campaign, ONLY_ADMIN),
    tap("campaign_start", lambda ids: ids.draft, ONLY_ADMIN),
    tap("campaign_delete", lambda ids: ids.draft, ONLY_ADMIN),
    tap("campaign_skip", lambda ids: f"{ids.campaign}|3|{ids.third_day}", ONLY_ADMIN),
    tap("campaign_send", lambda ids: f"{ids.campaign}|3|{ids.third_day}", ONLY_ADMIN),
    tap("campaign_pause", lambda ids: ids.campaign, ONLY_ADMIN),
    tap("campaign_resume", lambda ids: ids.campaign, ONLY_ADMIN),
    tap("schedule_afresh", lambda ids: ids.sketch, ONLY_ADMIN),
    tap("schedule_back", lambda ids: f"{ids.sketch}|0", ONLY_ADMIN),
    tap("schedule_draft", lambda ids: f"{ids.sketch}|1", ONLY_ADMIN),
    form("schedule", ONLY_ADMIN, lambda ids: {"sketch": ids.sketch}, name={"value": "Mine"}),
    form("schedule_teams", ONLY_ADMIN, lambda ids: {"sketch": ids.sketch, "page": "1"}),
    form("schedule_review", ONLY_ADMIN, lambda ids: {"sketch": ids.sketch, "version": "1"}),
    form("edit_review", ONLY_ADMIN, lambda ids: {"sketch": ids.sketch, "version": "1", "campaign": ids.campaign}),
    form("start_shared", ONLY_ADMIN, lambda ids: {"campaign": ids.draft}, shared=TICKED),
    Act("/help", EVERYBODY, lambda place, _: place.command("help")),
    Act("/my-data", EVERYBODY, lambda place, _: place.command("my-data")),
    Act("/mydata", EVERYBODY, lambda place, _: place.command("mydata")),
    Act("/status", EVERYBODY, lambda place, _: place.command("status")),
    Act("/schedule", ONLY_ADMIN, lambda place, _: place.command("schedule")),
    tap("open_quotes", nothing, {FACILITATOR}),
    tap("quote_cut", lambda ids: ids.quote, {FACILITATOR}),
    tap("quote_hide", lambda ids: ids.quote, {FACILITATOR}),
    tap("quote_release", lambda ids: f"{ids.quote}|{ids.quote_seen}", {FACILITATOR}),
    form("hide_quote", {FACILITATOR}, lambda ids: {"quote_id": ids.quote}, reason={"value": "It names a shop."}),
    tap("quote_reply", lambda ids: ids.quote, EVERYBODY),
    form("reply_about_quote", {AUTHOR}, lambda ids: {"quote_id": ids.quote}, text={"value": "It is closed now."}),
    form("cut_quote", {FACILITATOR}, lambda ids: {"quote_id": ids.quote}, words={"value": QUOTED.rpartition(" ")[0]}),
    tap("questions_open", lambda ids: ids.digest, {LEADER}),
    tap("question_open", lambda ids: ids.question, {LEADER}),
    tap("question_answer", lambda ids: ids.question, {LEADER}),
    form("answer_question", {LEADER}, lambda ids: {"question_id": ids.question}, **ANSWERED),
    tap("question_promise", lambda ids: ids.question, {LEADER}),
    form("promise_question", {LEADER}, lambda ids: {"question_id": ids.question}, **PROMISED),
    tap("promise_kept", lambda ids: "x", set()),  # tests/questions/test_commitments.py has more
    tap("promises_open", lambda ids: ids.team, TEAM),
    tap("promise_open", lambda ids: ids.promise, TEAM),
    tap("promise_new", lambda ids: f"digest/{ids.digest}", {LEADER}),
    form("make_promise", {LEADER}, lambda ids: {"round_id": ids.round}, **PROMISED),
    tap("promise_move", lambda ids: ids.promise, {LEADER}),
    form("move_promise", {LEADER}, lambda ids: {"promise_id": ids.promise}, **MOVED),
    tap("promise_drop", lambda ids: ids.promise, {LEADER}),
    form("drop_promise", {LEADER}, lambda ids: {"promise_id": ids.promise}, text={"value": "No money."}),
    tap("question_more", lambda ids: f"talk|{ids.question}", {LEADER}),
    form("thank_question", {LEADER}, lambda ids: {"question_id": ids.question}, text={"value": "Thank you."}),
    tap("thank_quietly", lambda ids: ids.question, {AUTHOR}),
    tap("thank_by_name", lambda ids: ids.question, {AUTHOR}),
    tap("helped_yes", lambda ids: ids.question, {AUTHOR}),
    tap("helped_no", lambda ids: ids.question, set()),  # said once: see tests/questions/test_helping.py
    form("settle_question", {LEADER}, lambda ids: {"question_id": ids.question}, **SETTLED),
    tap("meeting_happened", lambda ids: "x", set()),  # tests/meetings/test_afterwards.py has more
    tap("meeting_not_yet", lambda ids: "x", set()),
    tap("meeting_moved", lambda ids: "x", EVERYBODY),  # an empty form; what it may do is decided when it is sent
    tap("meeting_did_not", lambda ids: "x", EVERYBODY),
    form("meeting_moved", set(), lambda ids: {"time_id": "x"}, starts_1={"selected_date_time": 1_900_000_000}),
    form("meeting_did_not", set(), lambda ids: {"time_id": "x"}, text={"value": "Snow."}),
    tap("meeting_questions", lambda ids: "x", set()),
    tap("heard_yes", lambda ids: "x", set()),
    tap("heard_no", lambda ids: "x", set()),
    tap("again_yes", lambda ids: "x", set()),
    tap("again_no", lambda ids: "x", set()),
    form("pass_on_question", {LEADER}, lambda ids: {"question_id": ids.question}, **PASSED),
    tap("question_not_now", lambda ids: ids.question, {LEADER}),
    tap("question_outcome", lambda ids: ids.question, {LEADER}),
    form("not_now_question", {LEADER}, lambda ids: {"question_id": ids.question}, text={"value": "Not this year."}),
    tap("question_reply", lambda ids: ids.question, {AUTHOR}),
    form("reply_question", {AUTHOR}, lambda ids: {"question_id": ids.question}, text={"value": "And next year?"}),
    tap("take_up", lambda ids: ids.asked, {AUTHOR}),
    form("take_up", {AUTHOR}, lambda ids: {"answer_id": ids.asked}, wish=chosen("session")),
    tap("meet_by_name", lambda ids: ids.asked, {AUTHOR}),
    form("give_name", {AUTHOR}, lambda ids: {"answer_id": ids.asked, "leaders": ids.leaders}, agree=TICKED),
    tap("take_name_back", lambda ids: ids.asked, {AUTHOR}),
    tap("speak_yes", lambda ids: ids.question, set()),  # nobody was named: tests/questions/test_ladder.py has more
    tap("speak_no", lambda ids: ids.question, set()),
    tap("ask_too", lambda ids: ids.question, {AUTHOR, COLLEAGUE}),
    tap("idea_share", nothing, TEAM | {OTHER, OTHER_LEADER}),
    form("share_idea", TEAM, lambda ids: {"team_id": ids.team}, **SHARED),
    tap("idea_from_answer", lambda ids: ids.confidential, {AUTHOR}),
    tap("ideas_open", nothing, EVERYBODY),
    tap("learning_open", nothing, EVERYBODY),
    form("learning", EVERYBODY, lambda ids: {}, words={"value": "keys"}),
    Act("/idea", TEAM | {OTHER, OTHER_LEADER}, lambda place, _: place.command("idea")),
    Act("/learning", EVERYBODY, lambda place, _: place.command("learning keys")),
    tap("idea_open", lambda ids: ids.idea, TEAM),
    tap("idea_help", lambda ids: ids.idea, TEAM),
    form("help_idea", TEAM, lambda ids: {"idea_id": ids.idea}, **HELPS),
    tap("idea_help_back", lambda ids: ids.idea, TEAM),
    tap("idea_answer", lambda ids: f"red_tape|{ids.idea}", {LEADER}),
    form("answer_idea", {LEADER}, lambda ids: {"idea_id": ids.idea, "what": "red_tape"}, **LEADERS_SAY),
    tap("idea_name", lambda ids: ids.idea, {AUTHOR}),
    tap("idea_move", lambda ids: f"experiment|{ids.idea}", {AUTHOR}),
    tap("idea_stop", lambda ids: ids.idea, {AUTHOR}),
    tap("idea_finisher", lambda ids: ids.idea, {AUTHOR}),
    form("move_idea", {AUTHOR}, lambda ids: {"idea_id": ids.idea, "to": "stopped"}, **STOPPED),
    tap("idea_review", lambda ids: ids.idea, {AUTHOR}),
    form("review_idea", {AUTHOR}, lambda ids: {"idea_id": ids.idea}, reach=chosen("team"), win=WON, **LEARNED),
    tap("idea_win_name", lambda ids: ids.idea, {AUTHOR}),
    tap("idea_take_on", lambda ids: ids.idea, set()),  # its owner has it; tests/ideas/test_moving.py has more
    tap("idea_take_back", lambda ids: ids.idea, {AUTHOR}),
    tap("quote_stop", lambda ids: ids.quoted, {AUTHOR}),
    tap("change_answer", lambda ids: ids.confidential, {AUTHOR}),
    form("change_answer", {AUTHOR}, lambda ids: {"round_id": ids.round, "answer_id": ids.confidential}, **WORDS),
    tap("theme_chosen", lambda ids: f"{ids.confidential}|something-else", {AUTHOR}),
    form("theme_words", {AUTHOR}, lambda ids: {"answer_id": ids.confidential}, theme_words={"value": "The keys"}),
    tap("open_themes", nothing, {FACILITATOR}),
    tap("theme_correct", nothing, set()),  # nothing is correctable here; tests/conversation/test_correcting.py has more
    tap("propose_theme", nothing, {FACILITATOR}),
    Act("form propose_theme", {FACILITATOR}, lambda place, ids: place.form("propose_theme", {}, proposal(ids), 0)),
    tap("open_workshop", lambda ids: ids.round, {FACILITATOR}),
    Act("/workshop", {FACILITATOR}, lambda place, _: place.command("workshop")),
    Act("form workshop", {FACILITATOR}, lambda place, ids: place.form("workshop", {}, chosen_team(ids), 0)),
    form("workshop_action", {FACILITATOR}, lambda ids: {"round_id": ids.round, "turn": "1"}, **AGREED),
    tap("workshop_finish", lambda ids: f"{ids.round}|2", {FACILITATOR}),
    form("workshop_answer", {FACILITATOR}, lambda ids: {"round_id": ids.round, "turn": "1"}, **ENTERED),
    tap("followup_reply", lambda ids: ids.confidential, {AUTHOR}),
    form("follow_up", {AUTHOR}, lambda ids: {"answer_id": ids.confidential}, **WORDS),
    tap("followup_skip", lambda ids: ids.confidential, {AUTHOR}),
    tap("delete_answer", lambda ids: ids.confidential, {AUTHOR}),
    tap("take_name_off", lambda ids: ids.confidential, set()),  # it has none; tests/owndata/test_name_off.py has more
    Act("/access-request", set(), lambda place, _: place.command(f"access-request {place.people[AUTHOR]}")),
    tap("leave_campaign", lambda ids: ids.campaign, ASKED),
    tap("rejoin_campaign", lambda ids: ids.campaign, ASKED),
    tap("leave_and_forget", lambda ids: ids.campaign, ASKED),
    tap("download_my_data", nothing, EVERYBODY),
    tap("mail_yes", nothing, EVERYBODY),
    form("mail_yes", EVERYBODY, lambda ids: {}, mail_address={"value": "me@town.example"}, mail_agree=TICKED),
    tap("mail_stop", nothing, EVERYBODY),
    tap("object_to_use", nothing, EVERYBODY),
    tap("take_back_objection", nothing, EVERYBODY),
    tap("reader_stop", lambda ids: ids.subscription, {READER}),
    tap("reader_out", lambda ids: ids.subscription, ONLY_ADMIN),
)


#: Acts on a thing, which must be one of the workspace.
BOUND = tuple(act for act in ACTS if act.may != EVERYBODY and act.name not in {"tap open_schedule", "/schedule"})


@dataclass(frozen=True)
class Cell:
    """What came of one act by one person."""

    changed: bool
    shown: str


async def tried(folder: Path) -> dict[tuple[str, str], Cell]:
    """Try every cell: whoever may not first, because what whoever may does takes things away."""
    cells = {}
    async with town(folder) as place:
        ids = await lives(place, WORDS, {**WORDS, "quotable": TICKED})
        for act in BOUND:
            with place.all_in_another_workspace():
                for person in act.may:
                    done = await place.does(place.people[person], act.payload(place, ids))
                    cells[act.name, f"{person} of another workspace"] = Cell(*done)
        for act in ACTS:
            for person in sorted(PEOPLE, key=act.may.__contains__):
                cells[act.name, person] = Cell(*await place.does(place.people[person], act.payload(place, ids)))
    return cells


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Cell]:
    """Every cell, tried once."""
    return asyncio.run(tried(tmp_path_factory.mktemp("access")))


def test_every_act_is_tried() -> None:
    """Each button, form and command of the bot stands in the table of this test."""
    taps = {f"tap {name}" for name in (*HANDLERS, *CONVERSED)}
    forms = {f"form {name}" for name in (*FORMS, *CONVERSED_FORMS)}
    assert {act.name for act in ACTS} == taps | forms | {f"/{word}" for word in COMMANDS}
    assert len({act.name for act in ACTS}) == len(ACTS)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_an_act_by_everybody(cells: dict[tuple[str, str], Cell], act: Act) -> None:
    """Who may not changes nothing; who may changes something, or is shown what the others are not."""
    by = {person: cells[act.name, person] for person in PEOPLE}
    refused = {by[person].shown for person in PEOPLE if person not in act.may}
    could = {person for person, cell in by.items() if cell.changed}
    saw = {person for person in act.may if by[person].shown and by[person].shown not in refused}
    assert (could - act.may, act.may - could - saw) == (set(), set()), "who could and may not, who may and could not"


@pytest.mark.parametrize("act", BOUND, ids=lambda act: act.name)
def test_things_of_another_workspace(cells: dict[tuple[str, str], Cell], act: Act) -> None:
    """What belongs to another workspace is out of everybody's reach, whoever may do the same at home."""
    by = {person: cells[act.name, f"{person} of another workspace"] for person in act.may}
    reached = {person for person, cell in by.items() if cell.changed or SECRET in cell.shown}
    assert reached == set()


def test_words_said_in_confidence_are_shown_to_their_author_alone(cells: dict[tuple[str, str], Cell]) -> None:
    """Whatever anybody taps, sends or types with the author's ids, only the author is shown the words."""
    shown = {(act, person) for (act, person), cell in cells.items() if SECRET in cell.shown}
    assert {person for _, person in shown} == {AUTHOR}
    assert {"tap change_answer", "tap open_my_data", "/my-data"} <= {act for act, _ in shown}
