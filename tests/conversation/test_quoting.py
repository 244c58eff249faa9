"""What the coach repeats of people's words: first answers first, no reply to a follow-up without its question."""

from __future__ import annotations

from bot.dialogues import events as ev
from bot.slack.blocks.compose import compose
from bot.storage.models import Answer
from tests.conversation.room import HOUSING, PLENTY, T1, Room, read_texts

THOUGHT = "On Monday, at the door."
THIN = "It is slow."


async def follows_up(room: Room, user: str, mode: str, text: str = THOUGHT) -> Answer:
    """Somebody takes up the follow-up about their newest answer, by the form; the answer they added."""
    first = (await room.stored())[-1]
    await room.hears(ev.FollowUpAnswered, user=user, answer_id=first.id, text=text, mode=mode)
    await room.posts()
    return (await room.stored())[-1]


async def quoted(room: Room) -> list[tuple[str, str]]:
    """The playback's quotes: the words, and what was asked."""
    await room.comes("playback")
    (facts,) = room.slack.said("playback")
    return [(word["text"], word["asked"]) for word in facts["words"]]


async def test_first_answers_are_quoted_before_replies_to_the_follow_up(housing: Room) -> None:
    """A reply to the follow-up comes last even if colleagues liked it more, and stands with the coach's question."""
    await housing.replies("U0AMINA", THIN)
    await housing.replies("U0AMINA", THOUGHT)
    await housing.replies("U0BEN", PLENTY)
    reply = next(answer for answer in await housing.stored() if answer.text == THOUGHT)
    assert reply.probe
    for user in ("U0CARYS", "U0DEV"):
        await housing.hears(ev.ReactionAdded, channel=reply.channel, ts=reply.message_ts, user=user, name="clap")
    probe = housing.pack.areas[0].probe(reply.probe).text
    assert await quoted(housing) == [(THIN, ""), (PLENTY, ""), (THOUGHT, probe)]
    await housing.week("close", "digest")
    (digest,) = housing.slack.said("digest/leader")
    (team,) = digest["words"]["teams"]
    assert [(item["text"], item["asked"]) for item in team["answers"]] == [(THIN, ""), (PLENTY, ""), (THOUGHT, probe)]


async def test_a_reply_in_the_form_is_posted_with_what_it_answers(housing: Room) -> None:
    """Two Named answers by the form: the second stands in the thread under the coach's question, not the week's."""
    await housing.answers("U0AMINA", THIN, mode="named")
    added = await follows_up(housing, "U0AMINA", "named")
    assert added.probe
    first, second = housing.slack.said("thread/named_answer")
    assert first["question_text"] == housing.pack.areas[0].headline
    assert second["question_text"] == housing.pack.areas[0].probe(added.probe).text
    await housing.changes("U0AMINA", added, "On Tuesday.", "named")
    await housing.posts()
    assert housing.slack.said("thread/named_answer")[1] == {**second, "text": "On Tuesday."}


async def test_a_named_reply_does_not_tell_what_a_confidential_answer_was_like(housing: Room) -> None:
    """What was asked depends on the answer before it: after a Confidential one it is told to nobody, nor quoted."""
    await housing.answers("U0AMINA", THIN)
    added = await follows_up(housing, "U0AMINA", "named")
    assert added.probe
    (posted,) = housing.slack.said("thread/named_answer")
    assert (posted["question_text"], posted["follow_up"]) == ("", True)
    await housing.replies("U0BEN", PLENTY)
    assert await quoted(housing) == [(PLENTY, "")]
    await housing.week("close", "digest")
    (digest,) = housing.slack.said("digest/leader")
    (team,) = digest["words"]["teams"]
    assert ([item["text"] for item in team["answers"]], team["more"]) == ([PLENTY], 1)
    for_all = [message.facts for message in housing.slack.standing.values() if message.channel == HOUSING.channel]
    assert housing.pack.areas[0].probe(added.probe).text not in str([*for_all, digest])


async def test_a_reply_made_named_later_keeps_what_was_asked_to_itself(housing: Room) -> None:
    """Who gives their name to the second answer only has not given it to the first."""
    await housing.answers("U0AMINA", THIN)
    added = await follows_up(housing, "U0AMINA", "confidential")
    await housing.changes("U0AMINA", added, THOUGHT, "named")
    await housing.posts()
    (posted,) = housing.slack.said("thread/named_answer")
    assert (posted["question_text"], posted["follow_up"]) == ("", True)


async def test_a_tick_under_a_named_answer_allows_nothing_later(housing: Room) -> None:
    """A Named answer keeps no tick of the box about Confidential words, so turned Confidential it may not be quoted."""
    await housing.answers("U0AMINA", PLENTY, mode="named", quotable=True)
    (named,) = await housing.stored()
    form = await housing.enquiries.change_form(T1, named.id, "U0AMINA")
    await housing.changes("U0AMINA", named, PLENTY, "confidential", quotable=form.quotable)
    (kept,) = await housing.stored()
    assert (named.quotable, kept.mode, kept.quotable) == (False, "confidential", False)
    await housing.changes("U0AMINA", kept, PLENTY, "confidential", quotable=True)
    (ticked,) = await housing.stored()
    assert ticked.quotable


async def test_the_receipt_of_a_named_answer_promises_nothing_about_quotes(housing: Room) -> None:
    """A Named answer is quoted in the playback, so its receipt may not say that it will not be."""
    await housing.answers("U0AMINA", PLENTY, mode="named")
    await housing.answers("U0BEN", "In confidence.")
    await housing.posts()
    words = {
        facts["mode"]: compose("receipt/private", facts, read_texts()).text
        for facts in housing.slack.said("receipt/private")
    }
    assert "quote" not in words["named"]
    assert "We will not quote it." in words["confidential"]
    assert await quoted(housing) == [(PLENTY, "")]


async def test_a_reply_that_is_quoted_nowhere_is_promised_so(housing: Room) -> None:
    """Named after a Confidential answer: the form, its end and the form to change it all say that no digest has it."""
    await housing.answers("U0AMINA", THIN)
    (first,) = await housing.stored()
    assert (await housing.enquiries.follow_up_form(T1, first.id, "U0AMINA")).thread_only
    event = {"user": "U0AMINA", "answer_id": first.id, "text": THOUGHT}
    said = (await housing.hears(ev.FollowUpAnswered, **event, mode="named")).replies[-1]
    assert "No digest quotes it." in compose("answer/saved", said.facts, read_texts()).text
    added = (await housing.stored())[-1]
    assert (await housing.enquiries.change_form(T1, added.id, "U0AMINA")).thread_only
    await housing.answers("U0BEN", THIN, mode="named")
    other = (await housing.stored())[-1]
    assert not (await housing.enquiries.follow_up_form(T1, other.id, "U0BEN")).thread_only


async def test_after_the_close_forms_and_receipts_promise_no_digest(housing: Room) -> None:
    """Late words reach no digest and are promised none; what was said in time keeps its promise when it is changed."""
    await housing.answers("U0AMINA", "Who decides?", question="to_leaders")
    await housing.answers("U0BEN", PLENTY)
    await housing.comes("close")
    form = await housing.enquiries.answer_form(T1, (await housing.round()).id, "U0CARYS")
    assert (form.open, form.thread_only, "to_leaders" in [one.key for one in form.questions]) == (False, True, False)
    late = (await housing.answers("U0CARYS", PLENTY, mode="named")).replies[-1]
    assert "No digest quotes it." in compose("answer/saved", late.facts, read_texts()).text
    question, answer, _ = await housing.stored()
    in_time = await housing.enquiries.change_form(T1, question.id, "U0AMINA")
    assert (in_time.open, in_time.thread_only) == (True, True)
    said = (await housing.changes("U0AMINA", question, "Who decides, and when?", "confidential")).replies[-1]
    assert "Your leaders read it in this week’s digest" in compose("answer/saved", said.facts, read_texts()).text
    turned = (await housing.changes("U0BEN", answer, PLENTY, "named")).replies[-1]
    assert "No digest quotes it." in compose("answer/saved", turned.facts, read_texts()).text
