"""Real payloads through Bolt's dispatcher: each listener stores, answers where it was asked, and is acknowledged."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.clock import AdjustableClock
from bot.content.texts import Texts
from bot.dialogues import events as ev
from bot.dialogues.effects import Reply
from bot.errors import AskAgain, FieldProblem, NotYetKnown, TryLater, UnexpectedEvent
from bot.hearing.recognition import Recognised
from bot.slack.app import build_app
from bot.slack.blocks.rendered import texts_in
from bot.surfaces import Ongoing
from tests.slack import facts_of_views as facts
from tests.slack.samples import PLAIN
from tests.slack.stand_ins import StandInCore, StandInSlack, payload, send, stand_in_slack

FORBIDDEN = "Only an admin can set up a campaign."


@dataclass
class Scene:
    """The app between its two neighbours."""

    app: AsyncApp
    core: StandInCore
    slack: StandInSlack

    async def send(self, name: str, **changes: Any) -> BoltResponse:
        """Send a payload, with some of its outer fields changed."""
        return await send(self.app, {**payload(name, self.slack.response_url), **changes})

    def says(self, utterance: str) -> None:
        """Let the conversation answer every event with an utterance."""
        self.core.replies = (Reply(utterance=utterance, facts=PLAIN[utterance]),)

    @property
    def responses(self) -> list[dict[str, Any]]:
        """What was said through response_url."""
        return self.slack.called("respond")


@pytest.fixture
async def scene(texts: Texts) -> AsyncIterator[Scene]:
    """An app with a stand-in core and a stand-in Slack."""
    async with stand_in_slack() as (slack, client):
        core = StandInCore()
        clock = AdjustableClock(frozen_at=facts.AT)
        yield Scene(build_app(client, core, texts=texts, clock=clock), core, slack)


def answered(response: BoltResponse) -> dict[str, Any]:
    """What an acknowledgement carries."""
    assert response.status == 200
    carried: dict[str, Any] = json.loads(response.body) if response.body else {}
    return carried


def view_of(call: dict[str, Any]) -> dict[str, Any]:
    """The view that a call opened or drew."""
    view = call["view"]
    drawn: dict[str, Any] = json.loads(view) if isinstance(view, str) else view
    return drawn


# --- events ----------------------------------------------------------------------------------------------------------


async def test_a_thread_reply_is_stored_and_followed_up_in_the_thread(scene: Scene) -> None:
    """A reply reaches the conversation with campaign time; its writer alone sees the answer, in the thread."""
    scene.says("followup/ask_here")
    assert answered(await scene.send("message_reply")) == {}
    (event,) = scene.core.events
    assert isinstance(event, ev.ReplyPosted)
    assert (event.workspace, event.at) == ("T0GREEN001", facts.AT)
    (said,) = scene.slack.called("chat.postEphemeral")
    assert (said["channel"], said["user"], said["thread_ts"]) == ("C0TEAM0001", "U0ANNA001", "1764000000.000100")
    assert PLAIN["followup/ask"]["probe_text"] in said["text"]


async def test_a_redelivered_event_is_acknowledged_and_answered_once(scene: Scene) -> None:
    """The same event again changes nothing and says nothing."""
    scene.says("followup/ask_here")
    for _ in range(3):
        assert (await scene.send("message_reply")).status == 200
    assert len(scene.core.events) == len(scene.slack.called("chat.postEphemeral")) == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("message_broadcast", ev.ReplyPosted),
        ("message_changed", ev.ReplyEdited),
        ("message_deleted", ev.ReplyDeleted),
        ("reaction_added", ev.ReactionAdded),
        ("reaction_removed", ev.ReactionRemoved),
        ("message_direct", ev.DirectMessage),
    ],
)
async def test_each_event_reaches_the_conversation(scene: Scene, name: str, kind: type[ev.Event]) -> None:
    """Every kind of event that is followed goes through the one listener to the conversation."""
    assert (await scene.send(name)).status == 200
    assert [type(event) for event in scene.core.events] == [kind]


@pytest.mark.parametrize(
    "name",
    [
        *("message_outside_threads", "message_unfurled", "message_by_bot", "message_join", "unknown_event"),
        *("rate_limited", "messages_tab_opened", "shortcut", "options_request", "form_closed", "tap_unknown"),
    ],
)
async def test_what_nobody_wants_is_acknowledged(scene: Scene, name: str) -> None:
    """Events, taps and requests that mean nothing to us get a 200, so that Slack does not repeat them."""
    assert (await scene.send(name)).status == 200
    assert scene.core.events == []
    assert scene.slack.calls == []


async def test_an_event_that_came_too_early_is_brought_again(scene: Scene) -> None:
    """A reply whose prompt is not known yet is not acknowledged, so that Slack delivers it again."""
    scene.core.fails = NotYetKnown()
    assert (await scene.send("message_reply")).status == 503
    scene.core.fails = None
    assert (await scene.send("message_reply")).status == 200
    assert len(scene.core.events) == 1


PROMPT = "1764000000.000100"


async def test_an_answer_that_came_too_early_finds_its_question(scene: Scene) -> None:
    """When the message above is one of ours after all, the answer is stored at once and answered as any other."""
    scene.says("followup/ask_here")
    scene.core.fails, scene.core.root = NotYetKnown(), Recognised(PROMPT, ours=True)
    assert (await scene.send("message_reply")).status == 200
    assert scene.core.asked == [("recognise", "C0TEAM0001", PROMPT)]
    assert len(scene.core.events) == len(scene.slack.called("chat.postEphemeral")) == 1


async def test_what_hangs_on_other_messages_is_not_brought_again(scene: Scene) -> None:
    """While a question is on its way, what people say under each other's messages is acknowledged and left alone."""
    scene.core.fails, scene.core.root = NotYetKnown(), Recognised(PROMPT, ours=False)
    for name in ("message_reply", "message_changed", "message_deleted", "reaction_added"):
        assert (await scene.send(name)).status == 200
    assert scene.core.events == []


async def test_a_reaction_to_a_reply_waits_for_the_reply(scene: Scene) -> None:
    """A reaction to an answer that is not stored yet comes again, when its question is known and the answer stored."""
    scene.core.fails, scene.core.root = NotYetKnown(), Recognised("1.0", ours=True)
    assert (await scene.send("reaction_added")).status == 503
    assert (await scene.send("reaction_added")).status == 200


@pytest.mark.parametrize("problem", [NotYetKnown(), TryLater(), TimeoutError()])
async def test_when_nobody_can_tell_it_is_brought_again(scene: Scene, problem: Exception) -> None:
    """Slack brings an answer again whose question cannot be looked up now, or not in time."""
    scene.core.fails, scene.core.root = NotYetKnown(), problem
    assert (await scene.send("message_reply")).status == 503
    assert ("refused",) in scene.core.asked  # Slack may have brought it for the last time


async def test_events_that_slack_left_out_are_read_back(scene: Scene) -> None:
    """When Slack says that there are too many events to bring, threads are read back, or Slack says so again."""
    assert (await scene.send("rate_limited")).status == 200
    assert scene.core.asked == [("missed_some",)]
    scene.core.fails = TryLater()
    assert (await scene.send("rate_limited")).status == 503


@pytest.mark.parametrize("name", ["app_uninstalled", "tokens_revoked"])
async def test_removal_from_a_workspace_is_taken(scene: Scene, name: str) -> None:
    """That Waymark was removed, or its token revoked, reaches the core; what cannot be stored is brought again."""
    assert (await scene.send(name)).status == 200
    ((*told, at),) = scene.core.asked
    assert told[:2] == ["uninstalled", "T0GREEN001"]
    assert at == datetime.fromtimestamp(payload(name, "")["event_time"], UTC)
    scene.core.fails = TryLater()
    assert (await scene.send(name)).status == 503


async def test_a_persons_token_is_not_ours(scene: Scene) -> None:
    """When only people's tokens are revoked, Waymark is still installed."""
    assert (await scene.send("tokens_revoked_of_a_person")).status == 200
    assert scene.core.asked == []


async def test_an_unforeseen_failure_of_an_event_is_brought_again_and_logged_without_words(
    scene: Scene, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """What fails before it is stored is redelivered; the log names the error and no word of the message."""
    scene.core.fails = RuntimeError("We hear it once a year")
    assert (await scene.send("message_reply")).status == 500
    logged = capsys.readouterr().out + caplog.text
    assert "RuntimeError" in logged
    assert "once a year" not in logged


@pytest.mark.parametrize("error", [AskAgain("Please do not."), UnexpectedEvent()])
async def test_an_event_that_can_never_work_is_not_repeated(scene: Scene, error: Exception) -> None:
    """What would fail the same way again is acknowledged."""
    scene.core.fails = error
    assert (await scene.send("message_reply")).status == 200


async def test_a_failed_answer_does_not_bring_the_event_again(scene: Scene) -> None:
    """When Slack refuses the ephemeral answer, the stored event stays acknowledged."""
    scene.says("followup/ask_here")
    scene.slack.errors["chat.postEphemeral"] = "user_not_in_channel"
    assert (await scene.send("message_reply")).status == 200
    assert len(scene.core.events) == 1


async def test_opening_home_draws_it(scene: Scene) -> None:
    """The Home tab is brought up to date when it is opened, and a failure to do so is no reason to repeat the event."""
    assert (await scene.send("home_opened")).status == 200
    assert scene.core.asked == [("show_home", "T0GREEN001", "U0ANNA001")]
    scene.core.fails = TryLater()
    assert (await scene.send("home_opened")).status == 200


# --- taps ------------------------------------------------------------------------------------------------------------


async def test_a_rating_is_stored_and_confirmed_to_the_rater_alone(scene: Scene) -> None:
    """A rating is answered in the channel for the rater's eyes, and the prompt stays as it is."""
    scene.says("rating/kept")
    assert answered(await scene.send("tap_rating")) == {}
    assert isinstance(scene.core.events[0], ev.RatingTapped)
    (said,) = scene.responses
    assert (said["response_type"], said["replace_original"]) == ("ephemeral", False)
    assert "thread_ts" not in said
    assert "4 out of 5" in said["text"]


async def test_a_partners_person_acts_in_the_workspace_of_the_app(scene: Scene) -> None:
    """In a shared channel a tap may name the partner's team; the round belongs to where the app is installed."""
    await scene.send("tap_rating", team={"id": "T0PARTNER1", "domain": "partner"})
    assert scene.core.events[0].workspace == "T0GREEN001"


async def test_an_answer_that_slack_does_not_show_is_noted(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """When a response address is used up the tap stays stored and acknowledged, and the log says so."""
    scene.says("rating/kept")
    scene.slack.errors["respond"] = "used_url"
    assert (await scene.send("tap_rating")).status == 200
    assert len(scene.core.events) == 1
    assert "not_said" in capsys.readouterr().out


async def test_a_repeated_tap_is_answered_once(scene: Scene) -> None:
    """The same trigger again changes nothing and says nothing."""
    scene.says("rating/kept")
    for _ in range(2):
        assert (await scene.send("tap_rating")).status == 200
    assert len(scene.core.events) == len(scene.responses) == 1


async def test_answer_privately_opens_the_form(scene: Scene) -> None:
    """The button opens the form of the round it stands for, with the tap's trigger."""
    await scene.send("tap_answer_privately")
    assert scene.core.asked == [("answer_form", "T0GREEN001", "0b7d1c53-4c0e-5c3a-9d56-0f6f1f5f5a01", "U0ANNA001")]
    (opened,) = scene.slack.called("views.open")
    assert opened["trigger_id"] == "102.7654321.abcdef0123456789"
    assert view_of(opened)["callback_id"] == "answer"


async def test_ask_leaders_opens_the_form_as_a_question(scene: Scene) -> None:
    """The button opens the form for a question to leaders, which travels as one."""
    await scene.send("tap_ask_leaders")
    view = view_of(scene.slack.called("views.open")[0])
    assert view["callback_id"] == "answer"
    assert json.loads(view["private_metadata"])["question"] == "to_leaders"


@pytest.mark.parametrize(
    ("name", "callback"), [("tap_change_in_dm", "change_answer"), ("tap_follow_up_reply", "follow_up")]
)
async def test_receipts_open_their_forms(scene: Scene, name: str, callback: str) -> None:
    """Change and Reply open the form that belongs to the answer."""
    await scene.send(name)
    assert view_of(scene.slack.called("views.open")[0])["callback_id"] == callback


async def test_a_deleted_answers_receipt_ends_in_its_place(scene: Scene) -> None:
    """In the DM the receipt itself becomes the word that the answer is deleted, without buttons."""
    scene.says("receipt/deleted")
    await scene.send("tap_delete_in_dm")
    (said,) = scene.responses
    assert said["replace_original"] is True
    assert [block["type"] for block in said["blocks"]] == ["section"]


async def test_a_skipped_follow_up_ends_in_its_place(scene: Scene) -> None:
    """Skipping puts the kind word where the question stood that only this person saw."""
    scene.says("followup/skipped")
    await scene.send("tap_skip_in_ephemeral")
    assert scene.responses[0]["replace_original"] is True


async def test_an_offer_opens_a_form(scene: Scene) -> None:
    """A team chosen in a digest's list opens the form for times, filled with what the week was about."""
    await scene.send("tap_offer_talk")
    view = view_of(scene.slack.called("views.open")[0])
    assert view["callback_id"] == "offer_times"
    assert ("form_for_team", "T0GREEN001", "U0ANNA001", "digest-1", "team-9") in scene.core.asked
    assert scene.core.events == []


async def test_home_has_no_place_to_answer_so_a_view_opens(scene: Scene) -> None:
    """Snoozing in the Home tab is answered in a small view, and the tab is brought up to date."""
    scene.says("reminders/snoozed")
    await scene.send("tap_snooze_in_home")
    assert "No reminders for a week" in str(view_of(scene.slack.called("views.open")[0]))
    assert ("show_home", "T0GREEN001", "U0ANNA001") in scene.core.asked


async def test_help_opens_from_home(scene: Scene) -> None:
    """The Help button of the Home tab shows what can be typed."""
    await scene.send("tap_help_in_home")
    assert "/waymark my-data" in str(view_of(scene.slack.called("views.open")[0]))


async def test_deleting_in_own_data_draws_it_anew(scene: Scene) -> None:
    """A deletion in the page of one's own data is confirmed on top of what is left."""
    scene.says("receipt/deleted")
    await scene.send("tap_delete_in_my_data")
    (drawn,) = scene.slack.called("views.update")
    assert drawn["view_id"] == "V0DATA0001"
    assert "is deleted" in view_of(drawn)["blocks"][0]["text"]["text"]


async def test_own_data_goes_on_to_the_next_page(scene: Scene) -> None:
    """Show more draws the next answers in the same page."""
    await scene.send("tap_more_in_my_data")
    drawn = view_of(scene.slack.called("views.update")[0])
    assert sum("change_answer" in str(block) for block in drawn["blocks"]) == 5


async def test_a_note_answers_in_itself(scene: Scene) -> None:
    """A button in a note turns the note into the answer."""
    scene.says("reminders/resumed")
    await scene.send("tap_resume_in_note")
    assert "Reminders are on again" in str(view_of(scene.slack.called("views.update")[0]))


# --- what goes wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (AskAgain("Only the person who wrote an answer can change it."), "Only the person who wrote an answer"),
        (TryLater(), "Please try again in a minute"),
        (UnexpectedEvent(), "something broke on our side, and this may not be saved"),
        (RuntimeError("secret words of Anna"), "Something broke on our side"),
    ],
)
async def test_what_goes_wrong_is_said_in_words(
    scene: Scene, capsys: pytest.CaptureFixture[str], error: Exception, sentence: str
) -> None:
    """Every failure of a tap is acknowledged, told to the person in a sentence, and logged without anybody's words."""
    scene.core.fails = error
    assert (await scene.send("tap_delete_in_dm")).status == 200
    (said,) = scene.responses
    assert sentence.lower() in said["text"].lower()
    assert said["replace_original"] is False
    assert "secret words" not in said["text"] + capsys.readouterr().out


async def test_a_form_that_cannot_open_is_admitted(scene: Scene) -> None:
    """When Slack refuses to open the form, the person hears that it did not work."""
    scene.slack.errors["views.open"] = "expired_trigger_id"
    assert (await scene.send("tap_answer_privately")).status == 200
    assert "Something broke" in scene.responses[0]["text"]


async def test_a_broken_button_is_a_sentence(scene: Scene) -> None:
    """A button whose value makes no sense is refused kindly."""
    body = payload("tap_offer_talk", scene.slack.response_url)
    body["actions"][0]["selected_option"]["value"] = "nonsense"
    assert (await send(scene.app, body)).status == 200
    assert "not part of this digest" in scene.responses[0]["text"]


# --- forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("form_answer", ev.AnswerGiven),
        ("form_change_answer", ev.AnswerChanged),
        ("form_follow_up", ev.FollowUpAnswered),
    ],
)
async def test_a_sent_form_ends_in_what_was_saved(scene: Scene, name: str, kind: type[ev.Event]) -> None:
    """A form is stored, then turns into the word that it is saved."""
    scene.says("answer/saved")
    answer = answered(await scene.send(name))
    assert [type(event) for event in scene.core.events] == [kind]
    assert answer["response_action"] == "update"
    assert answer["view"]["callback_id"] == "saved"
    assert "is saved" in "".join(texts_in(answer["view"]["blocks"]))


async def test_once_met_what_came_of_it_is_said_first(scene: Scene) -> None:
    """The list that a meeting opens begins each question with "Say what came of it", which opens that form."""
    tap = payload("tap_follow_up_reply", scene.slack.response_url)["actions"][0]
    await scene.send("tap_follow_up_reply", actions=[{**tap, "action_id": "meeting_questions", "value": "meeting-1"}])
    (opened,) = scene.slack.called("views.open")
    (acts,) = [block["elements"] for block in view_of(opened)["blocks"] if block["type"] == "actions"]
    assert [act["action_id"] for act in acts if act.get("style") == "primary"] == ["question_outcome"]
    assert (acts[0]["action_id"], acts[0]["text"]["text"]) == ("question_outcome", "Say what came of it")
    assert "outcome" not in str(acts[-1]["options"])
    again = [{**tap, "action_id": "question_outcome", "value": acts[0]["value"]}]
    await scene.send("tap_follow_up_reply", actions=again)
    assert view_of(scene.slack.called("views.open")[-1])["callback_id"] == "settle_question"


@pytest.mark.parametrize(("came", "reminds"), [("agreed", True), ("declined", False)])
async def test_a_no_has_no_owner_who_is_reminded(scene: Scene, came: str, reminds: bool) -> None:
    """Where it is agreed the word back says that its owner is reminded; where it is declined there is no owner."""
    values = {
        "came": {"came": {"type": "radio_buttons", "selected_option": {"value": came}}},
        "text": {"text": {"type": "plain_text_input", "value": "The law forbids it."}},
        "due_on": {"due_on": {"type": "datepicker", "selected_date": "2027-02-26"}},
    }
    view = payload("form_follow_up", scene.slack.response_url)["view"]
    metadata = json.dumps({"question_id": "q1"})
    form = {**view, "callback_id": "settle_question", "private_metadata": metadata, "state": {"values": values}}
    said = "".join(texts_in(answered(await scene.send("form_follow_up", view=form))["view"]["blocks"]))
    assert "that is recorded" in said
    assert ("I remind whoever owns it" in said) == reminds


async def test_a_form_sent_twice_is_one_answer(scene: Scene) -> None:
    """The second sending of the same form is told that it was saved before."""
    scene.says("answer/saved")
    await scene.send("form_answer")
    again = answered(await scene.send("form_answer"))
    assert len(scene.core.events) == 1
    assert "We have this already" in str(again["view"])


@pytest.mark.parametrize(
    ("error", "place", "sentence"),
    [
        (FieldProblem("mode", "Please choose a mode."), "mode", "Please choose a mode."),
        (FieldProblem("elsewhere", "Please look."), "text", "Please look."),
        (AskAgain("Please write a few words."), "text", "Please write a few words."),
        (RuntimeError("boom"), "text", "Something broke on our side, and this may not be saved."),
        (TryLater(), "text", "This did not work just now. Please try again in a minute. What you typed is still in"),
    ],
)
async def test_a_form_that_cannot_be_taken_stays_open(
    scene: Scene, error: Exception, place: str, sentence: str
) -> None:
    """What is wrong with a form stands at a field of it, so that what was typed is not lost."""
    scene.core.fails = error
    answer = answered(await scene.send("form_answer"))
    assert answer["response_action"] == "errors"
    assert answer["errors"][place].startswith(sentence)


async def test_an_unknown_form_just_closes(scene: Scene) -> None:
    """A form from an older version is acknowledged and closed."""
    assert answered(await scene.send("form_unknown")) == {}


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["", "help", "  HELP me "])
async def test_help_is_for_the_asker_alone(scene: Scene, typed: str) -> None:
    """Help comes back with the acknowledgement, seen by the asker only."""
    answer = answered(await scene.send("command", text=typed))
    assert answer["response_type"] == "ephemeral"
    assert "/waymark status" in answer["text"]
    assert answer["blocks"]


async def test_anything_else_gets_help_too(scene: Scene) -> None:
    """What is not understood is answered with help, and without repeating what was typed."""
    answer = answered(await scene.send("command", text="make me coffee"))
    assert "did not understand" in answer["text"]
    assert "/waymark status" in answer["text"]
    assert "coffee" not in answer["text"]


async def test_status_tells_what_is_open(scene: Scene) -> None:
    """Status says what is open for the asker, in the zone of their campaign."""
    answer = answered(await scene.send("command", text="status"))
    assert "Open until Thursday 26 November, 17:00" in answer["text"]
    assert "Teams: Repairs, Housing." in answer["text"]


async def test_status_tells_admins_what_is_the_matter(scene: Scene) -> None:
    """What does not go as it should stands above the campaigns, in the zone of the first of them."""
    scene.core.now = (Ongoing("late", facts.AT), *scene.core.now)
    answer = answered(await scene.send("command", text="status"))
    assert answer["text"].startswith(
        "*Needs a look:* Messages wait that should have gone out, since Tuesday 24 November"
    )
    assert "Messages wait" in str(answer["blocks"])


async def test_status_without_anything_is_kind(scene: Scene) -> None:
    """Who has no campaign is told what will happen when one starts."""
    scene.core.now = ()
    assert "No campaign is running for you" in answered(await scene.send("command", text="status"))["text"]


@pytest.mark.parametrize(("typed", "callback"), [("schedule", "schedule"), ("my-data", "my_data")])
async def test_commands_open_their_views(scene: Scene, typed: str, callback: str) -> None:
    """Schedule and my-data open a view with the command's trigger, and the acknowledgement says nothing."""
    assert answered(await scene.send("command", text=typed)) == {}
    (opened,) = scene.slack.called("views.open")
    assert opened["trigger_id"] == "401.7654321.abcdef0123456789"
    assert view_of(opened)["callback_id"] == callback


async def test_a_failing_command_is_answered_in_words(scene: Scene) -> None:
    """A command that fails is acknowledged with a sentence."""
    scene.core.fails = RuntimeError("boom")
    assert "Something broke on our side" in answered(await scene.send("command", text="status"))["text"]


async def test_the_command_may_have_another_name(scene: Scene) -> None:
    """An organisation that renamed the command in its manifest gets the same answers."""
    assert "/waymark" in answered(await scene.send("command", command="/coach"))["text"]


async def test_a_member_reads_times_in_their_teams_zone(scene: Scene) -> None:
    """Who is no admin sees the times of their own team's clock."""
    scene.core.now = (replace(facts.ROUND, state="upcoming", zone="Europe/Berlin"),)
    assert "It opens on Tuesday 24 November, 11:00" in answered(await scene.send("command", text="status"))["text"]
