"""From whole payloads of Slack to events: what is followed, what is left alone, and in whose words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.campaigns.plan import Priority
from bot.campaigns.sketch import Basics, TeamSketch
from bot.dialogues import events as ev
from bot.errors import NotFound
from bot.slack.inbound import scheduling, submissions, taps
from bot.slack.inbound.markup import plain_words
from bot.slack.inbound.messages import event_in
from tests.slack.stand_ins import payload

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
TEAM, CHANNEL, ANNA, PROMPT = "T0GREEN001", "C0TEAM0001", "U0ANNA001", "1764000000.000100"
ROUND, ANSWER = "0b7d1c53-4c0e-5c3a-9d56-0f6f1f5f5a01", "f7b7c1d8-5f4a-5c38-8b1c-1f0f5cf3a001"


def happened(name: str) -> ev.Event | None:
    """The event that a payload of the Events API means."""
    return event_in(payload(name), TEAM, AT)


def tapped(name: str) -> ev.Event | None:
    """The event that a tap means."""
    return taps.event_of(taps.tap_in(payload(name)), TEAM, AT)


def sent(name: str) -> ev.Event | None:
    """The event that a sent form means."""
    return submissions.event_of(payload(name), TEAM, AT)


def test_a_reply_in_a_thread_is_posted_with_plain_words() -> None:
    """A thread reply becomes an event with the words as its writer saw them, the thread and Slack's version."""
    assert happened("message_reply") == ev.ReplyPosted(
        id="Ev00000001",
        workspace=TEAM,
        at=AT,
        channel=CHANNEL,
        thread_ts=PROMPT,
        ts="1764000501.000200",
        user=ANNA,
        text="We hear it once a year, in March & never again. <sigh> @someone knows.",
        version_ts="1764000501.000200",
    )


def test_a_reply_that_is_also_sent_to_the_channel_counts() -> None:
    """A broadcast reply is a reply."""
    event = happened("message_broadcast")
    assert isinstance(event, ev.ReplyPosted)
    assert (event.thread_ts, event.text) == (PROMPT, "Shared with all of you")


def test_an_edit_is_followed_with_its_own_version() -> None:
    """An edited reply keeps its place and carries the new words and the edit's own time."""
    event = happened("message_changed")
    assert isinstance(event, ev.ReplyEdited)
    assert (event.ts, event.text, event.version_ts) == (
        "1764000501.000200",
        "We hear it twice a year.",
        "1764000600.000400",
    )


def test_a_deletion_is_followed() -> None:
    """A deleted reply is named by its place, its thread and the deletion's time."""
    assert happened("message_deleted") == ev.ReplyDeleted(
        id="Ev00000006",
        workspace=TEAM,
        at=AT,
        channel=CHANNEL,
        thread_ts=PROMPT,
        ts="1764000501.000200",
        version_ts="1764000700.000500",
    )


def test_a_deletion_that_does_not_say_whose_it_was_is_passed_on() -> None:
    """Without the old message the deletion goes on without a thread, for the answer may be known by its place."""
    body = payload("message_deleted")
    del body["event"]["previous_message"]
    event = event_in(body, TEAM, AT)
    assert isinstance(event, ev.ReplyDeleted)
    assert event.thread_ts is None


@pytest.mark.parametrize(
    "name", ["message_outside_threads", "message_unfurled", "message_by_bot", "message_join", "unknown_event"]
)
def test_the_rest_is_left_alone(name: str) -> None:
    """Messages outside threads, previews, bots, joins and events nobody asked for mean nothing."""
    assert happened(name) is None


@pytest.mark.parametrize("field", ["message", "previous_message"])
def test_what_bots_write_is_never_followed(field: str) -> None:
    """An edit or deletion of a bot's message is nobody's answer."""
    body = payload("message_changed" if field == "message" else "message_deleted")
    body["event"][field]["bot_id"] = "B0WAYMARK1"
    assert event_in(body, TEAM, AT) is None


def test_what_is_typed_to_the_coach_is_a_direct_message() -> None:
    """A message in the DM with the coach is told apart from a team's channel."""
    event = happened("message_direct")
    assert isinstance(event, ev.DirectMessage)
    assert (event.channel, event.user, event.text) == ("D0ANNA0001", ANNA, "hello, who reads this?")


def test_an_empty_message_says_nothing() -> None:
    """A file without words is no answer."""
    body = payload("message_reply")
    body["event"] |= {"subtype": "file_share", "text": ""}
    assert event_in(body, TEAM, AT) is None


@pytest.mark.parametrize(
    ("name", "kind"), [("reaction_added", ev.ReactionAdded), ("reaction_removed", ev.ReactionRemoved)]
)
def test_reactions_lose_their_skin_tone(name: str, kind: type[ev.ReactionAdded]) -> None:
    """Skin tones of a reaction are one reaction."""
    event = happened(name)
    assert type(event) is kind
    assert (event.name, event.ts, event.user) == ("four", PROMPT, ANNA)


def test_a_reaction_on_a_file_is_left_alone() -> None:
    """Only reactions on messages count."""
    body = payload("reaction_added")
    body["event"]["item"] = {"type": "file", "file": "F0FILE0001"}
    assert event_in(body, TEAM, AT) is None


def test_a_rating_names_its_scale_and_number() -> None:
    """A rating button carries scale, number and round; the trigger is its id."""
    assert tapped("tap_rating") == ev.RatingTapped(
        id="101.7654321.abcdef0123456789",
        workspace=TEAM,
        at=AT,
        user=ANNA,
        round_id=ROUND,
        scale="needed",
        value=4,
    )


def test_buttons_about_an_answer_carry_its_id() -> None:
    """Delete and Skip name the answer they are about."""
    deleted, skipped = tapped("tap_delete_in_dm"), tapped("tap_skip_in_ephemeral")
    assert isinstance(deleted, ev.AnswerWithdrawn)
    assert isinstance(skipped, ev.FollowUpSkipped)
    assert deleted.answer_id == skipped.answer_id == ANSWER


def test_an_offer_names_digest_and_team() -> None:
    """Asking a team which days suit it names the digest and the team; the button that opens the form means no event."""
    assert tapped("tap_offer_talk") is None
    event = taps.event_of(taps.Tap("ask_for_days", "digest-1|team-9", ANNA, "1.2.x"), TEAM, AT)
    assert isinstance(event, ev.TalkOffered)
    assert (event.digest_id, event.team_id) == ("digest-1", "team-9")
    with pytest.raises(NotFound):
        taps.event_of(taps.Tap("ask_for_days", "digest-1", ANNA, "1.2.x"), TEAM, AT)


@pytest.mark.parametrize("action", ["rate:now:9", "rate:mood:3", "rate:now", "from_an_older_version"])
def test_unknown_buttons_mean_nothing(action: str) -> None:
    """A button that does not exist, or no longer does, changes nothing."""
    assert taps.event_of(taps.Tap(action, ROUND, ANNA, "1.2.x"), TEAM, AT) is None


def test_a_sent_answer_is_read_field_by_field() -> None:
    """The answer form's fields become an event whose id is the view's, so that sending twice is one answer."""
    assert sent("form_answer") == ev.AnswerGiven(
        id="view/V0FORM0001",
        workspace=TEAM,
        at=AT,
        user=ANNA,
        round_id=ROUND,
        question="vision.q1",
        text="I know the goal & not the plan <3",
        mode="confidential",
        now=2,
        needed=None,
        theme="vision.plan",
        quotable=True,
    )


def test_a_changed_answer_keeps_its_id() -> None:
    """The change form names the answer that it changes."""
    event = sent("form_change_answer")
    assert isinstance(event, ev.AnswerChanged)
    assert (event.answer_id, event.round_id) == (ANSWER, ROUND)


def test_a_follow_up_is_read() -> None:
    """The follow-up form gives words and mode."""
    event = sent("form_follow_up")
    assert isinstance(event, ev.FollowUpAnswered)
    assert (event.answer_id, event.mode) == (ANSWER, "confidential")


def test_the_first_step_of_the_scheduling_form_is_read() -> None:
    """Every field of the first step lands in the sketch, whatever the drawing its ids name."""
    view = payload("form_schedule")["view"]
    assert scheduling.place_of(view) == scheduling.Place("sketch-1", 2)
    assert scheduling.basics_of(view) == Basics(
        pack="innovation-framework",
        name="Autumn 2026",
        channels=("C0TEAM0001", "C0TEAM0002"),
        start="2026-11-24",
        rhythm="tuesday",
        zone="Europe/London",
        threshold="5",
        holidays="GB-ENG",
        priorities=(Priority("Faster repairs", "Some people wait nine months"), Priority("", "")),
    )


def test_the_second_step_of_the_scheduling_form_is_read() -> None:
    """Each team of the page lands under its channel."""
    view = payload("form_schedule_teams")["view"]
    assert scheduling.place_of(view).page == 1
    assert scheduling.teams_of(view) == {
        "C0TEAM0001": TeamSketch("Repairs", "Greenfield", ("U0LEAD001",)),
        "C0TEAM0002": TeamSketch("Housing", "Greenfield", ("U0LEAD001",)),
    }


def test_what_is_missing_in_the_form_is_empty() -> None:
    """Nothing is refused while reading: an empty field is an empty value, and the sketch says what is wrong with it."""
    body = payload("form_schedule")
    for fields in body["view"]["state"]["values"].values():
        for state in fields.values():
            state.update({key: None for key in state if key != "type"})
    assert scheduling.basics_of(body["view"]) == Basics(rhythm="", threshold="")


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("<@U1|ben> and <@U2>", "@ben and @someone"),
        ("<#C1|repairs> <#C2>", "#repairs #a channel"),
        ("<!here> <!subteam^S1|@repairs> <!date^1764000000^{date}|Tuesday>", "@here @repairs Tuesday"),
        ("<https://x.example> <https://x.example|x.example> <https://x.example|our page>", None),
        ("&lt;b&gt; R&amp;D &amp;lt;", "<b> R&D &lt;"),
        ("*bold* _and_ `code`", "*bold* _and_ `code`"),
    ],
)
def test_slacks_markup_becomes_what_the_writer_saw(typed: str, seen: str | None) -> None:
    """Mentions, links and escapes turn into plain words; nothing that looks like markup is left to ping or link."""
    expected = seen or "https://x.example https://x.example our page (https://x.example)"
    assert plain_words(typed) == expected
