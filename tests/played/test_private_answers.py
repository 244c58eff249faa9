"""Answers by the form: receipts, changes of mind, and the one follow-up in direct messages."""

from __future__ import annotations

import json

import pytest
from prometheus_client import CollectorRegistry

from bot.health.metrics import Figures
from bot.health.vitals import take_vitals
from tests.played.reading import actions_of, alone, chosen_in, options_of, said
from tests.played.stage import Stage


async def test_from_answer_to_receipt_to_change_to_deletion(housing: Stage) -> None:
    """A confidential answer has no name, its receipt never repeats it, and its author changes and deletes it."""
    (amina,) = housing.people("amina")
    result = await amina.answers_privately("The rota leaves no hour for it.", now=2, needed=5)
    assert result.kind == "updated"
    assert "is saved" in said(result.view)
    (answer,) = await housing.answers()
    assert (answer.mode, answer.author, answer.text) == ("confidential", None, "The rota leaves no hour for it.")
    assert await housing.ratings() == [("needed", 5, "modal"), ("now", 2, "modal")]
    receipt = amina.receipt()
    assert "rota" not in said(receipt) + alone(receipt)
    assert "Leaders do not see your name" in said(receipt)

    form = await amina.opens(receipt, "change_answer")
    assert chosen_in(form, "text") == "The rota leaves no hour for it."
    assert (chosen_in(form, "now"), chosen_in(form, "mode")) == ("2", "confidential")
    await amina.sends(form, text="The rota leaves half an hour.", now=3)
    await amina.leaves()
    assert [answer.text for answer in await housing.answers()] == ["The rota leaves half an hour."]
    assert ("now", 3, "modal") in await housing.ratings()
    assert "is changed" in said(amina.receipt())

    await amina.taps(amina.receipt(), "delete_answer")
    assert await housing.answers() == []
    assert amina.dm(action="delete_answer") is None
    assert "We no longer hold its words" in said(amina.got(words="is deleted"))
    assert all("rota" not in said(message) for message in housing.thread())


async def test_a_named_answer_stands_in_the_thread(housing: Stage) -> None:
    """A Named answer from the form is posted under the question, changes with its author's mind, and goes with it."""
    (amina,) = housing.people("amina")
    await amina.answers_privately("Ride along with the van.", mode="named")
    posted = housing.thread()[-1]
    assert said(posted).startswith(f"{amina.mention} answered")
    assert "> Ride along with the van." in said(posted)

    form = await amina.opens(amina.receipt(), "change_answer")
    await amina.sends(form, text="Ride along twice a month.")
    await amina.leaves()
    assert housing.thread()[-1].ts == posted.ts
    assert "> Ride along twice a month." in said(housing.thread()[-1])

    form = await amina.opens(amina.receipt(), "change_answer")
    await amina.sends(form, mode="confidential")
    await amina.leaves()
    assert all("Ride along" not in said(message) for message in housing.thread())
    (answer,) = await housing.answers()
    assert (answer.mode, answer.author) == ("confidential", None)

    form = await amina.opens(amina.receipt(), "change_answer")
    await amina.sends(form, mode="named")
    await amina.leaves()
    assert sum("Ride along" in said(message) for message in housing.thread()) == 1
    await amina.taps(amina.receipt(), "delete_answer")
    assert all("Ride along" not in said(message) for message in housing.thread())


async def test_the_follow_up_in_direct_messages(housing: Stage) -> None:
    """A private answer brings one question in the coach's own messages; taken up, it ends with thanks, for good."""
    (amina,) = housing.people("amina")
    await amina.answers_privately("The rota leaves no hour for it.")
    form = await amina.opens(amina.got(action="followup_reply"), "followup_reply")
    await amina.sends(form, text="An hour on Wednesdays would do.", mode="confidential")
    await amina.leaves()
    first, second = await housing.answers()
    assert (second.follows, second.mode, second.author) == (first.id, "confidential", None)
    assert amina.dm(action="followup_reply") is None
    assert "I saved what you added" in said(amina.got(words="Thank you"))
    await amina.answers_privately("The van is always late.")
    assert amina.dm(action="followup_reply") is None


async def test_a_named_follow_up_is_posted_too(housing: Stage) -> None:
    """A follow-up that is answered under one's name stands in the thread as well."""
    (amina,) = housing.people("amina")
    await amina.answers_privately("The rota leaves no hour for it.")
    form = await amina.opens(amina.got(action="followup_reply"), "followup_reply")
    await amina.sends(form, text="An hour on Wednesdays would do.", mode="named")
    assert "An hour on Wednesdays" in said(housing.thread()[-1])
    assert "rota" not in "".join(said(message) for message in housing.thread())


async def test_the_follow_up_may_be_skipped(housing: Stage) -> None:
    """A skipped follow-up turns into a kind word without buttons, and the answer stands."""
    (amina,) = housing.people("amina")
    await amina.answers_privately("The rota leaves no hour for it.")
    asked = amina.got(action="followup_skip")
    await amina.taps(asked, "followup_skip")
    skipped = amina.got(words="counts just the same")
    assert skipped.ts == asked.ts
    assert actions_of(skipped) == []
    assert len(await housing.answers()) == 1


async def test_a_worrying_private_answer_gets_help(housing: Stage) -> None:
    """A worrying answer in private is answered in private with where to find help, and with no question."""
    (amina,) = housing.people("amina")
    await amina.answers_privately("I am bullied by my supervisor.")
    assert "staff support line" in said(amina.got(words="What you wrote is saved"))
    assert amina.dm(action="followup_reply") is None


async def test_deleting_an_answer_takes_its_follow_up_away(housing: Stage) -> None:
    """With its answer deleted, the open follow-up question goes too."""
    (amina,) = housing.people("amina")
    await amina.answers_privately("The rota leaves no hour for it.")
    assert amina.dm(action="followup_reply") is not None
    await amina.taps(amina.receipt(), "delete_answer")
    assert amina.dm(action="followup_reply") is None


async def test_a_question_to_leaders(housing: Stage) -> None:
    """A question to leaders has a form that names them, brings no follow-up, and reaches the digest without a name."""
    amina, ben, carys, martin = housing.people("amina", "ben", "carys", "martin")
    form = await amina.opens(housing.prompt(), "ask_leaders")
    assert f"*Who reads it:* {martin.mention}, in the digest on Friday 15 January, 09:00." in said(form)
    await amina.sends(form, text="Can we close on Mondays?", mode="confidential")
    assert "*Thank you. Your question to your leaders is saved.*" in said(amina.hands.modal())
    await amina.leaves()
    assert amina.dm(action="followup_reply") is None
    receipt = amina.receipt()
    assert "Your leaders read it in their digest, in your own words, if 3 or more people take part." in said(receipt)
    change = await amina.opens(receipt, "change_answer")
    assert chosen_in(change, "text") == "Can we close on Mondays?"
    await amina.sends(change, text="Can we close on Wednesdays?")
    await amina.leaves()
    assert "*Your question to your leaders is changed.*" in said(amina.receipt())
    await ben.rates(now=2, needed=4)
    await carys.asks_leaders("Who decides about the vans?", mode="named")
    assert any(f"{carys.mention} asks our leaders:" in said(message) for message in housing.thread())
    await housing.until("digest")
    digest = martin.reads_digest()
    assert "“Can we close on Wednesdays?” Asked in confidence" in digest
    assert f"“Who decides about the vans?” {carys.mention}" in digest
    assert amina.mention not in digest


async def test_the_form_offers_the_weeks_questions_and_themes(housing: Stage) -> None:
    """The form offers the area's own questions and themes, and what is chosen is stored."""
    (amina,) = housing.people("amina")
    form = await amina.opens(housing.prompt(), "answer_privately")
    questions, themes = options_of(form, "question"), options_of(form, "theme")
    assert questions[0] == "headline"
    assert questions[-1] == "to_leaders"
    assert len(questions) > 4
    await amina.sends(
        form, text="By phone, mostly.", mode="confidential", question=questions[2], theme=themes[1], quotable=["yes"]
    )
    (answer,) = await housing.answers()
    assert (answer.question, answer.theme, answer.quotable) == (questions[2], themes[1], True)
    await amina.leaves()
    form = await amina.opens(amina.receipt(), "change_answer")
    assert (chosen_in(form, "question"), chosen_in(form, "theme")) == (questions[2], themes[1])


async def test_words_typed_to_the_coach(housing: Stage) -> None:
    """Words typed to the coach are no answer: it says once what a direct message is, and offers the form."""
    (amina,) = housing.people("amina")
    first = await amina.types("The rota leaves no hour for it.")
    assert "may be able to export it" in first
    form = await amina.opens(amina.got(action="answer_privately"), "answer_privately")
    await amina.sends(form, text="The rota.", mode="confidential")
    await amina.leaves()
    second = await amina.types("And one more thing.")
    assert "export" not in second
    assert [answer.text for answer in await housing.answers()] == ["The rota."]
    assert "To answer" in await amina.types("help")


async def test_an_unlinked_answer_leaves_nothing_in_slack_logs_or_metrics(
    housing: Stage, capfd: pytest.CaptureFixture[str]
) -> None:
    """The form's own page is its receipt; nobody is written to, and the next form says why it offers no second one."""
    words = "Nobody dares to say that the van is sold."
    amina, ben = housing.people("amina", "ben")
    before = len(housing.workspace.messages.everything(housing.channel()))
    result = await amina.answers_privately(words, mode="unlinked", now=2, needed=5)
    assert result.kind == "updated"
    assert "We keep no link to you. You cannot change, export or delete this later" in said(result.view)
    assert amina.dm(action="delete_answer") is None
    assert amina.dm(action="followup_reply") is None
    assert len(housing.workspace.messages.everything(housing.channel())) == before
    form = await amina.opens(housing.prompt(), "answer_privately")
    assert options_of(form, "mode") == ["named", "confidential"]
    assert "You have given your Unlinked answer for this week" in said(form)
    await amina.leaves()
    await ben.answers_privately("In confidence.")
    assert [answer.mode for answer in await housing.answers()] == ["confidential"]
    core = housing.parts.core
    page = Figures(CollectorRegistry()).text(await take_vitals(core.database, core.clocks), [])
    told = page.decode() + "".join(capfd.readouterr())
    assert "van is sold" not in told
    assert amina.id not in told
    assert "van is sold" not in json.dumps([row.facts for row in await housing.deliveries()])


async def test_a_form_starts_as_chosen_at_home(housing: Stage) -> None:
    """Somebody who chooses Unlinked in the Home tab finds it chosen in the next form, and nobody else does."""
    amina, ben = housing.people("amina", "ben")
    assert "Your form starts with:* Confidential" in await amina.looks_at_home()
    await amina.hands.click_home("usual_mode", selected="unlinked")
    await housing.settles()
    await amina.leaves()
    assert "Your form starts with:* Unlinked" in await amina.looks_at_home()
    for person, mode in ((amina, "unlinked"), (ben, "confidential")):
        form = await person.opens(housing.prompt(), "answer_privately")
        assert chosen_in(form, "mode") == mode
        await person.leaves()
