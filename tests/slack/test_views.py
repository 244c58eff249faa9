"""Forms and tabs: within Slack's limits, true to their words, and showing each reader only their own part."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from slack_sdk.models.views import View

from bot.content.readability import grade
from bot.content.texts import Texts
from bot.health.troubles import Kind
from bot.insight.outcomes import STATES
from bot.insight.traces import Traces
from bot.slack.blocks.compose import compose
from bot.slack.blocks.rendered import texts_in
from bot.slack.blocks.voice import Voice
from bot.slack.views.answer import answer_view, ask_view, change_view, follow_up_view
from bot.slack.views.home import HOME, home_view
from bot.slack.views.ideas import ideas_view
from bot.slack.views.mail import mail_view
from bot.slack.views.meetings import offer_view
from bot.slack.views.my_data import PER_PAGE, my_data_view
from bot.slack.views.said import said_view
from bot.surfaces import AnswerForm, Health, Home, MyData, Ongoing, OwnMail, Reminders, Undelivered
from tests.slack import facts_of_views as facts
from tests.slack.samples import PLAIN
from tests.slack.stand_in_meetings import OFFER_FORM
from tests.slack.stand_in_readers import READER

NAMED = "Your name is shown to everyone in this channel, and your leaders may read it in their digest."
CONFIDENTIAL = (
    "Leaders do not see your name. We keep a coded link so that you can change or delete this; "
    "the person who holds the key could find it."
)
UNLINKED = "We keep no link to you. You cannot change, export or delete this later, and nobody can reply to you."
STOPPED = Reminders("stopped")


@pytest.fixture
def voice(texts: Texts) -> Voice:
    """The coach, speaking to somebody in London."""
    return Voice(texts, zone="Europe/London")


def fits(view: View) -> dict[str, Any]:
    """A view's JSON, after checking what Slack checks."""
    drawn: dict[str, Any] = view.to_dict()
    assert 1 <= len(drawn["blocks"]) <= 100
    assert len(json.dumps(drawn)) < 250_000
    for part in ("title", "submit", "close"):
        assert len(drawn.get(part, {"text": ""})["text"]) <= 24
    assert len(drawn.get("private_metadata", "")) <= 3_000
    ids = [block["block_id"] for block in drawn["blocks"] if "block_id" in block]
    assert len(ids) == len(set(ids))
    return drawn


def field(drawn: dict[str, Any], block_id: str) -> dict[str, Any]:
    """One input block of a form."""
    found: dict[str, Any] = next(block for block in drawn["blocks"] if block.get("block_id") == block_id)
    return found


def words_of(drawn: dict[str, Any]) -> str:
    """Everything a view says."""
    return "\n".join(texts_in(drawn))


def actions_of(drawn: dict[str, Any]) -> list[str]:
    """The buttons of a view, in order."""
    rows = [block for block in drawn["blocks"] if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row["elements"]]


def test_the_answer_form_tells_who_sees_what_before_anyone_chooses(voice: Voice) -> None:
    """Both promises stand word for word above the choice, with the threshold and the hint not to name people."""
    drawn = fits(answer_view(facts.ANSWER_FORM, voice))
    said = words_of(drawn)
    assert f"*Named:* {NAMED}" in said
    assert f"*Confidential:* {CONFIDENTIAL}" in said
    assert UNLINKED not in said
    assert "*Who reads it:* <@U0LEAD001>, <@U0LEAD002>." in said
    assert "only when 5 or more people take part" in said
    assert "Taking part is your choice." in said
    assert "Please do not name people or describe anyone’s health." in said
    order = [block.get("block_id") for block in drawn["blocks"]]
    assert order.index("mode") > next(i for i, block in enumerate(drawn["blocks"]) if "coded link" in str(block))


def test_unlinked_is_offered_with_its_promise_and_its_limits(voice: Voice) -> None:
    """Where it can be had its promise stands word for word, with what is still kept, in every form that offers it."""
    form = replace(facts.ANSWER_FORM, modes=("named", "confidential", "unlinked"))
    for drawn in (fits(answer_view(form, voice)), fits(ask_view(form, voice))):
        said = words_of(drawn)
        assert f"*Unlinked:* {UNLINKED}" in said
        assert "Until the week closes, whoever runs my database could still find" in said
        options = [option["value"] for option in field(drawn, "mode")["element"]["options"]]
        assert options == ["named", "confidential", "unlinked"]
        assert field(drawn, "mode")["element"]["initial_option"]["value"] == "confidential"
        assert grade(re.sub(r"<@\w+>", "Ann", said)) <= 8
    assert "your two numbers keep a coded link" in words_of(fits(answer_view(form, voice)))
    chosen = fits(answer_view(replace(form, mode="unlinked"), voice))
    assert field(chosen, "mode")["element"]["initial_option"]["value"] == "unlinked"


@pytest.mark.parametrize(
    ("reason", "said"),
    [("spent", "I take one from each person"), ("leader", "it would point to you"), ("closed", "a week that is open")],
)
def test_where_unlinked_is_missing_the_form_says_why(voice: Voice, reason: str, said: str) -> None:
    """Nobody looks for a choice in vain: after one's own, as a leader, and once the week is closed."""
    drawn = words_of(fits(answer_view(replace(facts.ANSWER_FORM, not_unlinked=reason), voice)))
    assert said in drawn
    assert UNLINKED not in drawn


def test_a_form_that_comes_back_to_an_answer_does_not_offer_unlinked(voice: Voice) -> None:
    """A change and a follow-up need a link, so they offer the two ways that have one."""
    for drawn in (fits(change_view(facts.CHANGE_FORM, voice)), fits(follow_up_view(facts.FOLLOW_UP_FORM, voice))):
        assert [one["value"] for one in field(drawn, "mode")["element"]["options"]] == ["named", "confidential"]
        assert "nlinked" not in words_of(drawn)


def test_how_the_form_starts_can_be_chosen_at_home_and_in_own_data(voice: Voice) -> None:
    """Both show it with the three ways to choose from; who is asked nothing has nothing to choose."""
    home = replace(facts.MEMBER, usual_mode="unlinked")
    for drawn in (
        fits(home_view(home, voice)),
        fits(my_data_view(replace(facts.MY_DATA, usual_mode="unlinked"), voice)),
    ):
        assert "*Your form starts with:* Unlinked." in words_of(drawn)
        chooser = next(e for b in drawn["blocks"] for e in b.get("elements", []) if e.get("action_id") == "usual_mode")
        assert [option["value"] for option in chooser["options"]] == ["named", "confidential", "unlinked"]
        assert chooser["initial_option"]["value"] == "unlinked"
    assert "usual_mode" not in actions_of(fits(home_view(facts.NEWCOMER, voice)))


def test_the_answer_form_has_the_agreed_fields(voice: Voice) -> None:
    """Block and action of a field share an id; only question, text and mode are needed; no text travels along."""
    drawn = fits(answer_view(facts.ANSWER_FORM, voice))
    inputs = [block for block in drawn["blocks"] if block["type"] == "input"]
    assert [block["block_id"] for block in inputs] == [
        "question",
        "text",
        "now",
        "needed",
        "theme",
        "mode",
        "quotable",
    ]
    assert all(block["element"]["action_id"] == block["block_id"] for block in inputs)
    assert [block["block_id"] for block in inputs if not block.get("optional")] == ["question", "text", "mode"]
    assert json.loads(drawn["private_metadata"]) == {"round_id": "round-1"}
    assert field(drawn, "mode")["element"]["initial_option"]["value"] == "confidential"
    assert drawn["callback_id"] == "answer"


def test_a_question_to_leaders_says_who_reads_it(voice: Voice) -> None:
    """Its form names the leaders and the moment, is labelled as a question, and has neither ratings nor themes."""
    drawn = fits(ask_view(facts.ANSWER_FORM, voice))
    said = words_of(drawn)
    assert "*Who reads it:* <@U0LEAD001>, <@U0LEAD002>, in the digest on Friday 27 November, 09:00." in said
    assert "only when 5 or more people take part" in said
    assert (f"*Named:* {NAMED}" in said, f"*Confidential:* {CONFIDENTIAL}" in said) == (True, True)
    assert drawn["title"]["text"] == "Ask our leaders"
    assert field(drawn, "text")["label"]["text"] == "Your question to your leaders"
    fields = [block["block_id"] for block in drawn["blocks"] if block["type"] == "input"]
    assert fields == ["text", "kind", "wish", "mode"]
    assert json.loads(drawn["private_metadata"]) == {"round_id": "round-1", "question": "to_leaders"}
    assert grade(re.sub(r"<@\w+>", "Ann", said)) <= 8


def test_a_late_question_is_told_that_no_digest_brings_it(voice: Voice) -> None:
    """After the close nobody is promised that leaders will read a question."""
    said = words_of(fits(ask_view(replace(facts.ANSWER_FORM, open=False), voice)))
    assert "please ask it under the next question" in said
    assert "Who reads it" not in said


def test_a_question_to_leaders_is_changed_as_a_question(voice: Voice) -> None:
    """Its author changes the words and the name in a form like the one it was asked in."""
    mine = replace(facts.CHANGE_FORM, question="to_leaders", text="Who decides?", leaders=("U0LEAD001",))
    drawn = fits(change_view(mine, voice))
    assert field(drawn, "text")["element"]["initial_value"] == "Who decides?"
    assert [block["block_id"] for block in drawn["blocks"] if block["type"] == "input"] == ["text", "kind", "mode"]
    travels = {"round_id": "round-1", "answer_id": "answer-1", "question": "to_leaders"}
    assert (drawn["title"]["text"], json.loads(drawn["private_metadata"])) == ("Change your question", travels)


def test_a_late_answer_is_told_that_it_is_late(voice: Voice) -> None:
    """After the close the form says where a late answer counts."""
    assert "not in the week’s figures" in words_of(fits(answer_view(replace(facts.ANSWER_FORM, open=False), voice)))


@pytest.mark.parametrize("draw", [answer_view, ask_view])
def test_a_form_after_the_close_promises_no_digest(draw: Callable[[AnswerForm, Voice], View], voice: Voice) -> None:
    """Too late for the digest, the form says so before anything is written: no word in it promises one."""
    drawn = fits(draw(replace(facts.ANSWER_FORM, open=False, thread_only=True), voice))
    said = words_of(drawn)
    assert "Your name is shown to everyone in this channel. No digest quotes it." in said
    assert field(drawn, "mode")["element"]["options"][0]["description"]["text"].endswith("and in no digest.")
    for promise in ("may read it in their digest", "in the digest", "own words", "passed on", "5 or more people"):
        assert promise not in said


def test_a_named_reply_after_a_confidential_answer_is_promised_to_no_digest(voice: Voice) -> None:
    """Parted from the answer before it, such a reply is quoted nowhere else than the thread, and its form says so."""
    said = words_of(fits(follow_up_view(replace(facts.FOLLOW_UP_FORM, thread_only=True), voice)))
    assert ("Shown with your name in the thread, and in no digest." in said, NAMED in said) == (True, False)
    assert NAMED in words_of(fits(follow_up_view(facts.FOLLOW_UP_FORM, voice)))


def test_a_pack_without_themes_has_no_theme_field(voice: Voice) -> None:
    """A list without options is left out, because Slack refuses one."""
    drawn = fits(answer_view(replace(facts.ANSWER_FORM, themes=()), voice))
    assert "theme" not in [block.get("block_id") for block in drawn["blocks"]]


def test_the_change_form_holds_what_was_said(voice: Voice) -> None:
    """Changing an answer begins with all that its author chose and wrote."""
    drawn = fits(change_view(facts.CHANGE_FORM, voice))
    assert field(drawn, "text")["element"]["initial_value"] == "We hear it once a year."
    assert field(drawn, "question")["element"]["initial_option"]["value"] == "vision.q1"
    assert field(drawn, "now")["element"]["initial_option"]["value"] == "2"
    assert field(drawn, "theme")["element"]["initial_option"]["value"] == "vision.plan"
    assert field(drawn, "mode")["element"]["initial_option"]["value"] == "named"
    assert field(drawn, "quotable")["element"]["initial_options"][0]["value"] == "yes"
    assert json.loads(drawn["private_metadata"]) == {"round_id": "round-1", "answer_id": "answer-1"}


def test_the_follow_up_form_asks_the_one_question(voice: Voice) -> None:
    """The follow-up form shows the coach's question, the modes and a field to write in."""
    drawn = fits(follow_up_view(facts.FOLLOW_UP_FORM, voice))
    assert facts.FOLLOW_UP_FORM.probe_text in words_of(drawn)
    assert CONFIDENTIAL in words_of(drawn)
    assert [block["block_id"] for block in drawn["blocks"] if block["type"] == "input"] == ["text", "mode"]


def test_a_message_can_end_a_form(voice: Voice, texts: Texts) -> None:
    """What was saved is shown in the form's place, with nothing left to send."""
    drawn = fits(said_view(compose("answer/saved", PLAIN["answer/saved"], texts), voice))
    assert "submit" not in drawn
    assert "is saved" in words_of(drawn)


def test_own_data_is_whole_and_can_be_changed(voice: Voice) -> None:
    """Own data shows words as typed, with Change and Delete for the form's answers and the thread for the others."""
    drawn = fits(my_data_view(facts.MY_DATA, voice))
    assert "&lt;!channel&gt;" in words_of(drawn)
    assert "Open it in the thread" in words_of(drawn)
    assert "Your name stands in its win." in words_of(drawn)
    assert "A clear vision, now: 2" in words_of(drawn)
    reminders = ["snooze_reminders", "stop_reminders"]
    mine = ["change_answer", "delete_answer", "quote_stop"]
    ideas = ["idea_from_answer"] * 2  # of the form’s answer, and of the thread’s
    given_back = ["meeting_back"] * 2
    others = ["idea_win_name", *reminders, "usual_mode", "mail_yes", "mail_stop", *given_back, "object_to_use"]
    assert actions_of(drawn) == ["download_my_data", *mine, *ideas, *others]


def test_own_data_says_what_else_is_kept(voice: Voice) -> None:
    """Each thing that is kept of a person has its line, with how it is kept; what there is too much of is counted."""
    said = words_of(fits(my_data_view(facts.MY_DATA, voice)))
    for line in (
        "• A clear vision (week 2, Autumn 2026)\n\nYou reacted",
        "• A clear vision (week 2, Autumn 2026): :+1: :clap:",
        "• Wednesday 25 November: A clear vision\n• In the week of Monday 16 November: A clear aim",
        "• that you are in these teams: Repairs, Housing\n• that you lead Repairs\n"
        "• 2 digests that I sent you, and 1 talk that you offered\n"
        "• 2 meetings that you offered\n• that you opened my Home tab",
        "“The depot”: you have a place",
        "“The vans”: you are on the waiting list",
    ):
        assert line in said
    long = replace(facts.MY_DATA, traces=Traces(took_part=(facts.WEEK_SEEN,) * 43))
    assert "• and 3 more" in words_of(fits(my_data_view(long, voice)))
    assert "With your Slack id" not in words_of(fits(my_data_view(long, voice)))


def test_own_data_comes_in_pages(voice: Voice) -> None:
    """More answers than fit come on further pages, and each page says how many follow."""
    data = MyData(answers=facts.own_answers(PER_PAGE * 2 + 3), ratings=(("Area", "now", 1),) * 90, reminders=STOPPED)
    first, last = fits(my_data_view(data, voice)), fits(my_data_view(data, voice, PER_PAGE * 2))
    assert f"{PER_PAGE + 3} more answers follow" in words_of(first)
    assert actions_of(first)[-1] == "open_my_data"
    assert first["blocks"][-1]["elements"][0]["value"] == str(PER_PAGE)
    assert actions_of(last)[-3:] == ["resume_reminders", "usual_mode", "object_to_use"]
    assert "And 30 more." in words_of(last)


@pytest.mark.parametrize("where", ["home", "my data", "help"])
def test_the_papers_are_linked(voice: Voice, texts: Texts, where: str) -> None:
    """Home, one's own data and help lead to the notice, the contact and the complaint route, and say nothing of
    addresses that are not set."""
    controller = facts.CONTROLLER
    drawn = {
        "home": lambda: fits(home_view(replace(facts.MEMBER, controller=controller), voice)),
        "my data": lambda: fits(my_data_view(replace(facts.MY_DATA, controller=controller), voice)),
        "help": lambda: {"blocks": compose("help", {"controller": asdict(controller)}, texts).block_dicts()},
    }[where]()
    for link in (
        "<https://northbridge.example/privacy|How we use your data>",
        "<mailto:dpo@northbridge.example|Ask about it>",
        "<https://northbridge.example/complain|Complain>",
    ):
        assert link in words_of(drawn)
    for plain in (home_view(facts.MEMBER, voice), my_data_view(facts.MY_DATA, voice)):
        assert "How we use your data" not in words_of(fits(plain))
    assert "How we use your data" not in compose("help", {}, texts).text


def test_nothing_given_is_said_kindly(voice: Voice) -> None:
    """Somebody without answers is told so, and what a deletion did stands on top."""
    drawn = fits(my_data_view(MyData((), (), Reminders()), voice, notice="*Deleted.*"))
    assert "You have not given an answer yet." in words_of(drawn)
    assert drawn["blocks"][0]["text"]["text"] == "*Deleted.*"


@pytest.mark.parametrize(
    ("reminders", "said", "offered"),
    [
        (Reminders(), "*Reminders are on.*", ["snooze_reminders", "stop_reminders"]),
        (
            Reminders("snoozed", date(2026, 7, 7)),
            "*You get no reminders before Tuesday 7 July.*",
            ["resume_reminders", "stop_reminders"],
        ),
        (STOPPED, "*Reminders are off.*", ["resume_reminders"]),
    ],
)
def test_reminders_say_how_they_stand(voice: Voice, reminders: Reminders, said: str, offered: list[str]) -> None:
    """Home and one's own data say whether reminders come, and offer only what would change that."""
    for drawn in (
        fits(home_view(replace(facts.MEMBER, reminders=reminders), voice)),
        fits(my_data_view(replace(facts.MY_DATA, reminders=reminders), voice)),
    ):
        assert said in words_of(drawn)
        assert [action for action in actions_of(drawn) if action.endswith("_reminders")] == offered


@pytest.mark.parametrize(
    ("mail", "said", "offered"),
    [
        (OwnMail(), "", []),
        (OwnMail(offered=True), "come as files", ["mail_yes"]),
        (OwnMail(True, "a@b.example"), "go by e-mail to a@b.example", ["mail_yes", "mail_stop"]),
        (OwnMail(False, "a@b.example"), "no mail server is set up now", ["mail_stop"]),
    ],
)
def test_own_data_says_where_invitations_go(voice: Voice, mail: OwnMail, said: str, offered: list[str]) -> None:
    """E-mail is offered only where a server is set; an address can be taken back in any case."""
    drawn = fits(my_data_view(replace(facts.MY_DATA, mail=mail), voice))
    assert said in words_of(drawn)
    assert ("Invitations to meetings" in words_of(drawn)) is bool(offered)
    assert [action for action in actions_of(drawn) if action.startswith("mail_")] == offered


def test_an_idea_without_words_says_why_they_may_be_gone(voice: Voice) -> None:
    """Whoever shared it took its words back, or the time for which they are kept is over: the list claims neither."""
    drawn = fits(ideas_view([replace(facts.IDEA_LINE, title="")], voice))
    assert "*Taken back, or its time is over*" in words_of(drawn)


def test_who_can_read_an_email_is_said_before_anybody_agrees(voice: Voice) -> None:
    """The form says what stands in it, who can read it and what they learn; the box to tick is empty."""
    drawn = fits(mail_view("", voice))
    for words in ("What stands in it", "those who run the mail servers", "that you are one of them", "take it back"):
        assert words in words_of(drawn)
    (box,) = [block["element"] for block in drawn["blocks"] if block.get("block_id") == "mail_agree"]
    assert "initial_options" not in box


@pytest.mark.parametrize("home", facts.HOMES)
def test_every_home_fits(voice: Voice, texts: Texts, home: Home) -> None:
    """The Home tab fits for everyone, drawn from its facts or from the same facts kept as JSON."""
    drawn = fits(home_view(home, voice))
    kept = json.loads(json.dumps(HOME.dump_python(home, mode="json")))
    assert compose("home", kept, texts, zone="Europe/London").block_dicts() == drawn["blocks"]


@pytest.mark.parametrize("home", [facts.MEMBER, facts.LEADER, facts.ADMIN, facts.AFTERWARDS, facts.NEWCOMER])
def test_every_home_reads_easily(voice: Voice, home: Home) -> None:
    """What a Home tab says reads at grade 8 or below, part by part."""
    for words in texts_in(home_view(home, voice).to_dict()):
        assert len(words.split()) < 8 or grade(words) <= 8, words


def test_a_general_offer_says_what_it_does_to_questions(voice: Voice) -> None:
    """Offered to a team as a whole, the form says that its open questions leave the list; about one question it does
    not."""
    general = str(offer_view(replace(OFFER_FORM, question_id=""), voice).to_dict())
    about_one = str(offer_view(replace(OFFER_FORM, question_id="q1"), voice).to_dict())
    says = "leaves your list of what waits, and its day to reply by goes. Also one that asks for an answer in writing"
    assert (says in general, says in about_one) == (True, False)


def test_each_reader_sees_only_their_own_part(voice: Voice) -> None:
    """A member sees no campaigns and nothing that waits, a leader no campaigns, an admin nobody's words."""
    member, leader, admin = (fits(home_view(home, voice)) for home in (facts.MEMBER, facts.LEADER, facts.ADMIN))
    assert "open_schedule" not in [*actions_of(member), *actions_of(leader)]
    assert "For you as a leader" not in words_of(member) + words_of(admin)
    assert "answer_privately" not in [*actions_of(leader), *actions_of(admin)]
    assert "Next: digests for leaders on Thursday 26 November, 17:00" in words_of(admin)
    assert "open_schedule" in actions_of(admin)


def test_each_reader_is_spoken_to_as_what_they_are(voice: Voice) -> None:
    """The greeting tells a member about their leaders, a leader about their teams, an admin about campaigns."""
    homes = (facts.MEMBER, facts.LEADER, facts.ADMIN, facts.AFTERWARDS, facts.NEWCOMER)
    greetings = [home_view(home, voice).to_dict()["blocks"][0]["text"]["text"] for home in homes]
    assert len(set(greetings)) == len(homes)
    for greeting, words in zip(
        greetings,
        ("Your leaders hear", "I ask your teams", "Here you plan campaigns", "I asked your team", "a coach for teams"),
        strict=True,
    ):
        assert words in greeting


def test_who_is_several_things_is_greeted_once(voice: Voice) -> None:
    """One who leads, runs campaigns and is asked reads one greeting, then the parts in that order."""
    drawn = fits(home_view(facts.CROWDED, voice))
    assert words_of(drawn).count("*Hello") == 1
    headings = [block["text"]["text"] for block in drawn["blocks"] if block["type"] == "header"]
    assert headings[:4] == ["For you as a leader", "Your promises", "Campaigns", "This week"]


def test_a_leaders_home_says_what_waits_and_for_how_long(voice: Voice) -> None:
    """Each question stands with its team and age, then the talks offered, the last digest and the next."""
    said = words_of(fits(home_view(facts.LEADER, voice)))
    for words in (
        "*5 questions wait for you.*",
        "“Who decides about the vans?” Asked in confidence, Repairs. It has waited 9 days.",
        "<@U0ANNA001>, Repairs. It has waited 1 day.",
        "in the smaller teams. It came today.",
        "and 2 more: “Answer the questions” has them all",
        "• Repairs, “Residents first”, offered on Tuesday 24 November. It stands in <#C0TEAM0001>; if you named no"
        " times, agree on a day there.",
        "*Your last digest:* “Residents first”, week 1 of 7, from Tuesday 24 November.",
        "*Your next digest* comes on Thursday 26 November, 17:00.",
        "A clear vision. Open until Thursday 26 November, 17:00.",
    ):
        assert words in said
    assert "taken part" not in said


def test_a_leaders_home_before_the_first_digest_and_after_the_last(voice: Voice) -> None:
    """Before anything came it says when the first digest does; after the campaign that none follows; in a pause, so."""
    empty = replace(facts.LEADING, waiting=(), more_waiting=0, talks=(), digest=None)
    before = words_of(fits(home_view(replace(facts.LEADER, leading=empty), voice)))
    assert "*No question waits for you yet.*" in before
    assert "*Your first digest* comes on" in before
    over = replace(facts.LEADING, waiting=(), more_waiting=0, next_digest=None, state="finished", rounds=())
    after = words_of(fits(home_view(replace(facts.LEADER, leading=over), voice)))
    assert "That was the last one: “Autumn 2026” has no more questions to ask." in after
    assert "I asked your teams one question a week." in after
    assert "*No question waits for you.*" in after
    paused = replace(facts.LEADING, next_digest=None, state="paused")
    assert "The campaign is paused" in words_of(fits(home_view(replace(facts.LEADER, leading=paused), voice)))


def test_an_hour_before_the_digest_is_written_says_what_it_means(voice: Voice) -> None:
    """In the list of hours, one before that of the next digest names the next working day; the others do not."""
    leading = replace(facts.LEADING, written_at="09:00", digest_hour="08:00")
    blocks = fits(home_view(replace(facts.LEADER, leading=leading), voice))["blocks"]
    (chosen,) = [e for block in blocks for e in block.get("elements", ()) if e.get("action_id") == "digest_hour"]
    words = [option["text"]["text"] for option in chosen["options"]]
    assert words[:4] == [
        "As soon as it is written",
        "07:00, on the next working day",
        "08:00, on the next working day",
        "09:00",
    ]
    assert chosen["initial_option"]["value"] == "08:00"


@pytest.mark.parametrize(
    ("state", "stopped", "says"),
    [
        ("running", False, "The next one comes on Thursday 26 November, 17:00, if there is news."),
        ("paused", False, "It is paused, so none comes for now."),
        ("finished", False, "It is over."),
        ("running", True, "You have stopped the digest of Council"),
    ],
)
def test_the_home_of_a_reader_says_what_goes_on(voice: Voice, state: str, stopped: bool, says: str) -> None:
    """Who gets digests and is in no team reads which, and when the next one comes; nothing of campaigns to start."""
    reader = replace(READER, state=state, stopped=stopped, next_at=facts.LATER)
    said = words_of(fits(home_view(replace(facts.NEWCOMER, reads=(reader,)), voice)))
    assert says in said
    assert "When a campaign starts" not in said
    assert ("You get digests of what matters to them" in said) is not stopped


def test_an_admins_home_says_in_a_sentence_how_things_stand(voice: Voice) -> None:
    """All well is said so; a refused digest stands with whom it was for and the fix; late steps are counted."""
    well = words_of(fits(home_view(replace(facts.ADMIN, health=Health()), voice)))
    assert "*All is well.* Nothing is stuck, and each message went out." in well
    refused = Undelivered("digest/leader", "failed", "account_inactive", "U0LEAD001")
    ill = words_of(fits(home_view(replace(facts.ADMIN, health=Health(1, (refused,), late=2)), voice)))
    assert "*1 thing needs a look.*" in ill
    assert "Slack did not take a digest for <@U0LEAD001> (`account_inactive`)." in ill
    assert "2 steps are late." in ill
    assert "All is well" not in ill


@pytest.mark.parametrize("kind", [kind.value for kind in Kind])
def test_an_admins_home_says_what_does_not_go_as_it_should(voice: Voice, kind: str) -> None:
    """Each trouble that admins are told of stands in their Home tab too, until it is over."""
    trouble = Ongoing(kind, facts.AT, {"number": 3, "minutes": 120})
    ill = words_of(fits(home_view(replace(facts.ADMIN, health=Health(ongoing=(trouble,))), voice)))
    assert "*1 thing needs a look.*" in ill
    assert "All is well" not in ill
    assert len(ill.split("• ", 1)[1].splitlines()[0]) > 30


def test_a_campaign_that_is_over_leads_an_admin_on(voice: Voice) -> None:
    """A finished campaign says so, and points to its dates and to planning another."""
    ended = replace(facts.CAMPAIGN, state="finished", next_kind=None, next_at=None, next_week=None, problems=0)
    drawn = fits(home_view(replace(facts.ADMIN, campaigns=(ended,)), voice))
    assert "All 7 weeks are over. To look back, tap *See all dates*. To plan another, tap" in words_of(drawn)
    assert actions_of(drawn)[:3] == ["campaign_dates", "campaign_readers", "open_schedule"]
    schedule = next(e for b in drawn["blocks"] for e in b.get("elements", ()) if e.get("action_id") == "open_schedule")
    assert schedule["style"] == "primary"


def test_a_facilitator_is_promised_no_hello(voice: Voice) -> None:
    """Who has work here as a facilitator is in no team; who is nothing yet reads when I come, who left reads that."""
    hello, facilitator = "I will say hello", replace(facts.NEWCOMER, quotes_waiting=0)
    assert hello not in words_of(fits(home_view(facilitator, voice)))
    assert hello in words_of(fits(home_view(facts.NEWCOMER, voice)))
    assert "you left the campaign here" in words_of(fits(home_view(replace(facilitator, away=True), voice)))


def test_a_members_home_after_the_campaign(voice: Voice) -> None:
    """It says that the campaign is over, what became of the team's questions, and where answers are."""
    drawn = fits(home_view(facts.AFTERWARDS, voice))
    for words in (
        "*“Summer 2026” is over.*",
        "3 questions from your team went to your leaders. What came of them: 2 agreed, 1 not answered yet. "
        "1 talk was held. Talks were offered:",
        "• “Residents first”, by <@U0LEAD001>",
        "the threads of <#C0TEAM0001>. Your own answers are in *See my data*",
    ):
        assert words in words_of(drawn)
    assert "open_my_data" in actions_of(drawn)
    quiet = replace(facts.OVER, questions=0, offers=(), became=(), held=0)
    assert "No talk was offered." in words_of(fits(home_view(replace(facts.AFTERWARDS, over=(quiet,)), voice)))


@pytest.mark.parametrize("state", STATES)
def test_each_end_of_a_question_has_words_after_the_campaign(voice: Voice, state: str) -> None:
    """Whatever became of a question is told in words of its own."""
    home = replace(facts.AFTERWARDS, over=(replace(facts.OVER, became=((state, 1),)),))
    said = re.search(r"What came of them: 1 (.+?)\.", words_of(fits(home_view(home, voice))))
    assert said is not None
    assert "_" not in said[1]


def test_a_members_home_says_what_leaders_did(voice: Voice) -> None:
    """Week by week it counts the questions put and names who offered a talk; before that, when leaders hear."""
    said = words_of(fits(home_view(facts.MEMBER, voice)))
    assert "(Repairs, week 1): 2 questions were put to them. <@U0LEAD001> offered to talk with Repairs" in said
    early = replace(facts.MEMBER, did=(), first_digest=facts.LATER)
    assert "Your leaders read what matters to you on Thursday 26 November" in words_of(fits(home_view(early, voice)))


def test_times_on_home_are_those_of_the_readers_place(voice: Voice) -> None:
    """A question in another zone than London closes at that zone's time, whatever the voice's own."""
    there = replace(facts.ROUND, zone="America/New_York")
    said = words_of(fits(home_view(replace(facts.MEMBER, rounds=(there,)), voice)))
    assert "Open until Thursday 26 November, 12:00." in said


def test_the_home_of_a_newcomer_is_useful(voice: Voice) -> None:
    """Somebody whom no campaign has reached yet learns what this is and finds help."""
    drawn = fits(home_view(facts.NEWCOMER, voice))
    assert "When a campaign starts" in words_of(drawn)
    assert "open_help" in actions_of(drawn)
