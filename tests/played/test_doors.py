"""Wrong input at each door: it is refused in words, or left alone, and never lost, doubled or taken from another."""

from __future__ import annotations

from copy import deepcopy

import pytest

from bot.storage.models import Participation
from sandbox.delivery.envelope import Envelope
from sandbox.people.fill import fill
from sandbox.records import View
from tests.played.conftest import Setting
from tests.played.reading import said
from tests.played.stage import HOUSING, NURSES, Stage

LONGEST = 3_000
"""Characters that Slack's text field takes."""


def without_checks(view: View) -> View:
    """The same form in a client that does not check lengths."""
    element = next(block["element"] for block in view.blocks if block["block_id"] == "text")
    element |= {"max_length": 10 * LONGEST, "min_length": 0}
    return view


# --- too long, empty -------------------------------------------------------------------------------------------------


async def test_the_longest_answer_the_form_takes(housing: Stage) -> None:
    """A form takes 3,000 characters and refuses more at the field; the longest, all of escaped signs, is posted."""
    (amina,) = housing.people("amina")
    form = await amina.opens(housing.prompt(), "answer_privately")
    refused = await amina.sends(form, text="x" * (LONGEST + 1), mode="named")
    assert list(refused.errors) == ["text"]
    taken = await amina.sends(form, text="<&>" * (LONGEST // 3), mode="named")
    assert taken.kind == "updated"
    assert [answer.text for answer in await housing.answers()] == ["<&>" * (LONGEST // 3)]
    assert "&lt;&amp;&gt;" in said(housing.thread()[-1])
    await amina.leaves()
    assert "&lt;&amp;&gt;" in said(await amina.commands_form("my-data"))


async def test_a_very_long_message_in_the_thread(housing: Stage) -> None:
    """The longest message that Slack takes is kept whole, and everything that repeats a part of it still goes out."""
    amina, martin = housing.people("amina", "martin")
    text = "Ask at the door & wait. " * 500
    await amina.replies(text)
    assert [answer.text for answer in await housing.answers()] == [text]
    await housing.until("digest")
    assert "Ask at the door &amp; wait." in martin.reads_digest()
    assert "Ask at the door &amp; wait." in said(housing.announcement("What we have heard so far"))
    assert "Ask at the door &amp; wait." in await amina.looks_at_home()
    assert {row.state for row in await housing.deliveries()} == {"sent"}


@pytest.mark.parametrize("text", ["   ", "\n\n", "x" * (LONGEST + 1)])
async def test_a_client_that_does_not_check(housing: Stage, text: str) -> None:
    """Blanks only, or more than the field takes, is refused at the field by the coach itself; nothing is stored."""
    (amina,) = housing.people("amina")
    form = without_checks(await amina.opens(housing.prompt(), "answer_privately"))
    result = await amina.sends(form, text=text, mode="confidential")
    assert list(result.errors) == ["text"]
    assert await housing.answers() == []
    assert (await amina.sends(form, text="By phone.", mode="confidential")).kind == "updated"


# --- what one may not ------------------------------------------------------------------------------------------------


async def test_another_persons_answer(housing: Stage) -> None:
    """With another's receipt nobody changes, deletes, opens or follows up an answer, whatever they forge."""
    amina, ben = housing.people("amina", "ben")
    await amina.answers_privately("The rota leaves no hour for it.")
    await ben.answers_privately("The van is late.")
    answer, other = await housing.answers()
    for action in ("delete_answer", "change_answer", "followup_reply", "followup_skip"):
        await ben.forges(ben.receipt(), action, answer.id)
        assert ben.hands.modal() is None, action
    assert any("Only the person who wrote an answer" in said(message) for message in ben.hands.ephemerals())
    assert all("rota" not in said(message) for message in ben.hands.ephemerals())

    change = await amina.opens(amina.receipt(), "change_answer")
    forged = ben.forges_form(deepcopy(change.body), answer_id=answer.id, round_id=answer.round_id)
    assert (await ben.sends(forged, text="Forged.", mode="named")).kind == "errors"
    follow_up = await amina.opens(amina.got(action="followup_reply"), "followup_reply")
    forged = ben.forges_form(deepcopy(follow_up.body), answer_id=answer.id)
    assert (await ben.sends(forged, text="Forged.", mode="confidential")).kind == "errors"
    assert [(each.id, each.text, each.mode) for each in await housing.answers()] == [
        (answer.id, "The rota leaves no hour for it.", "confidential"),
        (other.id, "The van is late.", "confidential"),
    ]
    assert amina.dm(action="followup_reply") is not None


async def test_another_leaders_digest(on_stage: Setting) -> None:
    """Nobody offers times, or a talk, from another leader's digest, nor to a team that is not in it."""
    async with on_stage(teams=(HOUSING, NURSES)) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.until("digest")
        amina, martin, nia = stage.people("amina", "martin", "nia")
        digest = nia.got(action="offer_talk")
        value = digest.blocks[[block["type"] for block in digest.blocks].index("actions")]["elements"][0]["value"]
        digest_id, _, nurses = value.partition("|")
        housing = (await stage.round(team="housing")).team_id
        for action in ("offer_talk", "ask_for_days"):
            await martin.forges(martin.got(action="offer_talk"), action, value)
            await amina.forges(stage.prompt("housing"), action, value)
            await nia.forges(digest, action, f"{digest_id}|{housing}")
            for broken in ("", "|", "nothing", f"{nurses}|{digest_id}"):
                await nia.forges(digest, action, broken)
            assert "written to somebody else" in said(martin.hands.ephemerals()[-1])
            assert "written to somebody else" in said(amina.hands.ephemerals()[-1])
        assert len(nia.hands.ephemerals()) == 10
        for team in ("housing", "nurses"):
            assert all("would like to talk" not in said(message) for message in stage.in_channel(team))


async def test_broken_values(housing: Stage) -> None:
    """Buttons with values and numbers that were never there are refused or left alone, and change nothing."""
    (amina,) = housing.people("amina")
    round_id = (await housing.round()).id
    for action, value in (
        ("rate:now:9", round_id),
        ("rate:later:3", round_id),
        ("rate:now:3", "no-such-round"),
        ("answer_privately", "no-such-round"),
        ("delete_answer", "no-such-answer"),
        ("open_my_data", "-1"),
    ):
        await amina.forges(housing.prompt(), action, value)
        await amina.leaves()
    assert await housing.ratings() == []
    assert await housing.answers() == []


# --- twice -----------------------------------------------------------------------------------------------------------


async def test_a_form_sent_twice_is_one_answer(housing: Stage) -> None:
    """A double tap on Send is one answer, one receipt and one post, and the second word about it is kind."""
    (amina,) = housing.people("amina")
    form = await amina.opens(housing.prompt(), "answer_privately")
    form.values = fill(form, {"text": "Ride along.", "mode": "named"})
    first = await housing.workspace.interactions.submission(amina.id, form)
    second = await housing.workspace.interactions.submission(amina.id, form)
    await housing.settles()
    assert first.answer["response_action"] == "update"
    assert "We have this already" in str(second.answer)
    assert len(await housing.answers()) == 1
    assert sum("Ride along" in said(message) for message in housing.thread()) == 1
    assert sum("is saved" in said(message) for message in amina.hands.inbox()) == 1


async def test_events_that_slack_brings_twice(housing: Stage) -> None:
    """What Slack brings a second time changes nothing and is not answered again."""
    amina, ben = housing.people("amina", "ben")
    faults = housing.workspace.faults
    faults.add("*", "duplicate", times=5)
    ts = await amina.replies("We ask twice a year, in the hall.")
    await ben.reacts(ts, "+1")
    await ben.reacts(housing.prompt().ts, "four")
    await amina.edits(ts, "We ask once a year.")
    await amina.types("Hello there, coach")
    assert faults.struck == {"duplicate": 5}
    assert [answer.text for answer in await housing.answers()] == ["We ask once a year."]
    assert await housing.supports() == ["+1"]
    assert await housing.ratings() == [("now", 4, "reaction")]
    assert len([message for message in amina.hands.ephemerals() if "One more thought" in said(message)]) == 1
    assert len(amina.hands.inbox()) == 1


async def test_a_tap_that_slack_brings_twice(housing: Stage) -> None:
    """One tap that arrives twice counts once and is answered once, on a rating and on a leader's offer."""
    amina, martin = housing.people("amina", "martin")
    slack = housing.workspace
    await amina.rates(now=2)
    tap = slack.journal.deliveries("block_actions")[-1].data["payload"]
    await slack.dispatcher.send(Envelope("interactive", tap)).final
    assert await housing.ratings() == [("now", 2, "button")]
    assert len(amina.hands.ephemerals()) == 1
    await housing.until("digest")
    await martin.offers_talk()
    tap = slack.journal.deliveries("block_actions")[-1].data["payload"]
    await slack.dispatcher.send(Envelope("interactive", tap)).final
    await housing.settles()
    assert sum("would like to talk" in said(message) for message in housing.in_channel()) == 1


async def test_deleting_twice(housing: Stage) -> None:
    """A second tap on Delete, from a screen that is behind, is told that the answer is gone."""
    (amina,) = housing.people("amina")
    await amina.answers_privately("The van is late.")
    (answer,) = await housing.answers()
    receipt = amina.receipt()
    await amina.taps(receipt, "delete_answer")
    await amina.forges(receipt, "delete_answer", answer.id)
    await amina.forges(receipt, "change_answer", answer.id)
    assert "not here any more" in said(amina.hands.ephemerals()[-1])
    assert amina.hands.modal() is None


# --- too late --------------------------------------------------------------------------------------------------------


async def test_an_old_button_after_the_close(housing: Stage) -> None:
    """A tap from a screen that still shows the buttons is kept as late: no figure changes."""
    amina, ben, martin = housing.people("amina", "ben", "martin")
    round_ = await housing.round()
    form = await ben.opens(housing.prompt(), "answer_privately")
    await housing.week_closes()
    await amina.forges(housing.prompt(), "rate:now:3", round_.id)
    result = await ben.sends(form, text="The van is late.", mode="confidential")
    assert "The week is closed" in said(result.view)
    await housing.until("digest")
    assert "Too few people took part" in martin.reads_digest()
    assert [answer.late for answer in await housing.answers()] == [True]
    async with housing.parts.core.database.reading() as work:
        assert [rating.late for rating in await work.ratings.of_round(round_.id)] == [True]
        assert await work.participations.codes(round_.id) <= {row.person_code for row in await late(housing)}


async def late(housing: Stage) -> list[Participation]:
    """Who took part late."""
    async with housing.parts.core.database.reading() as work:
        rows = await work.participations.of_round((await housing.round()).id)
    return [row for row in rows if row.late]


async def test_an_answer_to_a_closed_week(housing: Stage) -> None:
    """A reply in a closed week's thread is kept as late and answered so, and is in no figure and no digest."""
    amina, martin = housing.people("amina", "martin")
    await housing.week_closes()
    await amina.replies("I was away. Ask at the door.")
    whisper = amina.whisper()
    assert whisper is not None
    assert "is closed" in said(whisper)
    assert [(answer.text, answer.late) for answer in await housing.answers()] == [
        ("I was away. Ask at the door.", True)
    ]
    await housing.until("digest")
    assert "Ask at the door" not in martin.reads_digest()


# --- what is not ours ------------------------------------------------------------------------------------------------


async def test_what_nobody_knows_is_acknowledged(housing: Stage) -> None:
    """Buttons, forms and events that nobody knows are acknowledged at once, and change and say nothing."""
    (amina,) = housing.people("amina")
    await amina.forges(housing.prompt(), "who_knows", "1")
    form = await amina.opens(housing.prompt(), "answer_privately")
    strange = housing.workspace.views.open(amina.id, {**form.body, "callback_id": "who_knows"})
    assert (await amina.sends(strange, text="Hello", mode="named")).kind == "closed"
    await amina.hands.post(housing.channel(), "Who has the keys?")
    payload = housing.workspace.journal.deliveries("message")[-1].data["payload"]
    for number, kind in enumerate(("channel_rename", "team_join", "message_metadata_posted", "function_executed")):
        event = {"type": kind, "event_ts": "1.0", "user": amina.id}
        envelope = Envelope("events_api", {**payload, "event_id": f"Ev{number}", "event": event})
        outcome = await housing.workspace.dispatcher.send(envelope).final
        assert outcome.acknowledged, kind
    assert await housing.answers() == []
    assert amina.hands.ephemerals() == []


async def test_threads_that_are_not_ours(housing: Stage) -> None:
    """What people write, edit, delete and react to elsewhere is none of the coach's business."""
    amina, ben = housing.people("amina", "ben")
    ledger = len(await housing.deliveries())
    root = await amina.hands.post(housing.channel(), "Who has the keys?")
    reply = await ben.hands.post(housing.channel(), "I have.", root)
    await ben.edits(reply, "I had them.")
    await amina.reacts(reply, "four")
    await amina.reacts(root, "+1")
    await ben.deletes(reply)
    await amina.deletes(root)
    assert await housing.answers() == []
    assert await housing.ratings() == []
    assert await housing.supports() == []
    assert len(await housing.deliveries()) == ledger


async def test_a_channel_of_no_campaign(housing: Stage) -> None:
    """A channel with the coach in it and no campaign is left in peace."""
    (amina,) = housing.people("amina")
    other = housing.workspace.add_channel("canteen", [amina.id])
    root = await amina.hands.post(other.id, "Soup today")
    await amina.hands.post(other.id, "Which one?", root)
    await housing.settles()
    assert [message for message in housing.workspace.messages.everything(other.id) if message.by_app] == []
    assert await housing.answers() == []
