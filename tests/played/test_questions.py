"""Questions to leaders, from the form to the digest, and the answer back to those who asked, over real roads."""

from __future__ import annotations

import json
from datetime import timedelta

from sandbox.records import Message
from tests.played.conftest import Setting
from tests.played.people import Player
from tests.played.reading import said
from tests.played.stage import Cast, Stage

ASKED = "Why was the depot closed?"
SMALL = Cast("lettings", ("gwen", "hari", "iris"), name="Lettings")
A_WHILE = timedelta(minutes=11)
ANSWER = "The lease ran out. A new one starts in May."


async def enough(stage: Stage) -> None:
    """Three people rate, so that questions asked in confidence are passed on."""
    for person in stage.people("amina", "ben", "carys"):
        await person.rates(now=2, needed=4)


def thread_of(stage: Stage, channel: str | None = None) -> str:
    """What stands under the first question."""
    return "\n".join(said(message) for message in stage.thread(channel))


async def acts(leader: Player, button: str, **values: object) -> str:
    """Tap a button of the one question in the newest digest, send its form, and read what it says."""
    view = await leader.opens(leader.got(action="offer_talk"), button)
    result = await leader.sends(view, **values)
    shown = said(result.view) if result.view else json.dumps(result.errors)
    await leader.leaves()
    return shown


def digest(leader: Player) -> Message:
    """The newest digest."""
    return leader.got(action="offer_talk")


async def test_an_answer_in_the_thread(housing: Stage) -> None:
    """A leader answers from the digest; the team reads it under its question, and on Monday how each one stands."""
    amina, martin = housing.people("amina", "martin")
    await enough(housing)
    await amina.asks_leaders(ASKED)
    await housing.until("digest")
    assert "stands in the team’s channel" in await acts(martin, "question_answer", text=ANSWER, how="thread")
    assert ANSWER in thread_of(housing)
    assert ASKED in thread_of(housing)
    assert f"{martin.mention} answers" in thread_of(housing)
    assert "*Answered.*" in said(digest(martin))
    assert amina.id not in json.dumps(digest(martin).blocks)
    await housing.until("told_back")
    told = said(housing.announcement("What happened with"))
    assert f"“{ASKED}” *Answered by {martin.mention}*: “{ANSWER}”" in told
    assert "1 question was put to your leaders, 1 of them settled" in await amina.looks_at_home()
    assert "No question waits for you." in await martin.looks_at_home()


async def test_from_an_answer_to_a_question_and_from_home_to_an_answer(housing: Stage) -> None:
    """The receipt of an answer leads to a question for leaders; a leader finds it in the Home tab and answers there."""
    amina, martin = housing.people("amina", "martin")
    await enough(housing)
    await amina.answers_privately("We could ask first.")
    view = await amina.opens(amina.receipt(), "ask_leaders")
    await amina.sends(view, text=ASKED, mode="confidential", kind="concern")
    await amina.leaves()
    await housing.until("digest")
    assert ASKED in await martin.looks_at_home()
    view = await martin.opens_from_home("question_open")
    assert "*A concern*" in said(view)
    assert "Please reply by" in said(view)
    await housing.week_opens()
    await amina.rates(now=3)
    await housing.until("playback")
    assert "No answer yet: 1 question" in said(housing.announcement("What we have heard so far"))


async def test_an_answer_in_private_and_a_reply_without_a_name(housing: Stage) -> None:
    """Whoever asked reads the answer in private, writes back without a name, and the leader answers once more."""
    amina, ben, martin = housing.people("amina", "ben", "martin")
    await enough(housing)
    await amina.asks_leaders(ASKED)
    await housing.until("digest")
    assert "I do not tell you who they are" in await acts(martin, "question_answer", text=ANSWER, how="private")
    assert amina.dm(words=ANSWER) is None, "it waits for a while"
    await housing.passes(A_WHILE)
    told = amina.got(words=ANSWER)
    assert ASKED not in json.dumps(told.blocks) + told.text
    assert ben.dm(words=ANSWER) is None
    assert ANSWER not in thread_of(housing)
    view = await amina.opens(told, "question_reply")
    await amina.sends(view, text="Who decided that?")
    await amina.leaves()
    assert martin.dm(words="Who decided that?") is None, "it waits for a while"
    await housing.passes(A_WHILE)
    back = martin.got(words="Who decided that?")
    assert ASKED in said(back)
    assert amina.id not in json.dumps(back.blocks) + back.text
    view = await martin.opens(back, "question_answer")
    await martin.sends(view, text="I did, in March.", how="private")
    await martin.leaves()
    await housing.passes(A_WHILE)
    assert "I did, in March." in said(amina.got(words="I did, in March."))
    await housing.until("told_back")
    assert f"*Answered by {martin.mention}*, in private" in said(housing.announcement("What happened with"))


async def test_not_now(housing: Stage) -> None:
    """A leader says why not now; the team reads the reason in its thread and on Monday."""
    amina, martin = housing.people("amina", "martin")
    await amina.asks_leaders(ASKED, mode="named")
    await housing.until("digest")
    await acts(martin, "question_not_now", text="The budget is fixed until April.")
    assert "The budget is fixed until April." in thread_of(housing)
    assert "*Not now.*" in said(digest(martin))
    await housing.until("told_back")
    assert f"*“Not now” from {martin.mention}*" in said(housing.announcement("What happened with"))


async def in_menu(leader: Player, what: str) -> None:
    """Choose something in the menu of the one question in the newest digest."""
    message = digest(leader)
    menu = next(e for b in message.blocks for e in b.get("elements", ()) if e.get("action_id") == "question_more")
    value = next(option["value"] for option in menu["options"] if option["value"].startswith(what))
    await leader.hands.click(message.channel, message.ts, "question_more", selected=value)
    await leader._stage.settles()


async def test_a_promise_until_it_is_kept(housing: Stage) -> None:
    """A promise stands in the thread and on Monday; its owner is reminded the day before, and says that it is kept."""
    amina, martin = housing.people("amina", "martin")
    await enough(housing)
    await amina.asks_leaders(ASKED)
    await housing.until("digest")
    await acts(martin, "question_promise", text="A second depot.", due_on="2027-01-21")
    assert f"Promised by {martin.mention}, until" in thread_of(housing)
    await housing.until("told_back")
    assert "A second depot." in said(housing.announcement("What happened with"))
    await housing.until("nudge")
    reminder = martin.got(action="promise_kept")
    assert "A promise is due on" in said(reminder)
    await martin.taps(reminder, "promise_kept")
    assert "*Kept.*" in said(martin.got(words="A second depot."))
    await housing.until("digest")
    assert "Kept: “A second depot.”" in martin.reads_digest()


async def test_passed_on_to_somebody_who_answers(housing: Stage) -> None:
    """Whoever it is passed on to reads no name, answers from their own message, and the team reads the answer."""
    amina, grace, martin = housing.people("amina", "grace", "martin")
    await amina.asks_leaders(ASKED, mode="named")
    await housing.until("digest")
    await in_menu(martin, "pass")
    view = martin.hands.modal()
    assert view is not None
    await martin.sends(view, to=[grace.id], text="You signed the lease.")
    await martin.leaves()
    passed = grace.got(action="question_answer")
    assert ASKED in said(passed)
    assert "You signed the lease." in said(passed)
    assert amina.id not in json.dumps(passed.blocks) + passed.text
    assert "*Passed on.*" in said(digest(martin))
    view = await grace.opens(passed, "question_answer")
    assert amina.id not in json.dumps(view.blocks)
    await grace.sends(view, text=ANSWER, how="thread")
    assert f"{grace.mention} answers" in thread_of(housing)


async def test_thanks_by_name_only_after_a_yes(housing: Stage) -> None:
    """The name is in the thread only once its owner said yes in private."""
    amina, martin = housing.people("amina", "martin")
    await enough(housing)
    await amina.asks_leaders(ASKED)
    await housing.until("digest")
    await in_menu(martin, "thank")
    view = martin.hands.modal()
    assert view is not None
    await martin.sends(view, text="I had not seen that.")
    await martin.leaves()
    await housing.passes(A_WHILE)
    asked = amina.got(action="thank_by_name")
    assert amina.mention not in thread_of(housing)
    await amina.taps(asked, "thank_by_name")
    assert f"{martin.mention} thanks {amina.mention}" in thread_of(housing)
    assert "You said yes" in said(amina.got(words="I had not seen that."))


async def test_which_days_suit(housing: Stage) -> None:
    """A leader without times asks the team which days suit it: told once, whichever button is tapped first."""
    amina, martin = housing.people("amina", "martin")
    await enough(housing)
    await amina.asks_leaders(ASKED)
    await housing.until("digest")
    await in_menu(martin, "talk")
    view = martin.hands.modal()
    assert view is not None
    await martin.taps_in(view, "question_days")
    await martin.leaves()
    await martin.offers_talk()
    told = [m for m in housing.in_channel() if "would like to talk" in said(m)]
    assert len(told) == 1
    assert "*Talk offered.*" in said(digest(martin))


async def test_a_colleague_asks_it_too(housing: Stage) -> None:
    """A vote under a Named question counts, its voter is answered in private with the author, and nobody is told."""
    amina, ben, martin = housing.people("amina", "ben", "martin")
    await amina.asks_leaders(ASKED, mode="named")
    put = next(message for message in housing.thread() if ASKED in said(message))
    await ben.taps(put, "ask_too")
    assert "you ask this too" in ben.told_here()
    await amina.taps(put, "ask_too")
    assert "your own question" in amina.told_here()
    await housing.until("digest")
    await acts(martin, "question_answer", text=ANSWER, how="private")
    await housing.passes(A_WHILE)
    for person in (amina, ben):
        assert ANSWER in said(person.got(action="question_reply"))
    assert ben.id not in json.dumps([m.blocks for m in martin.hands.inbox()])
    await housing.until("told_back")
    assert "or more of you ask this" not in said(housing.announcement("What happened with"))


async def test_a_small_team_with_a_concern(on_stage: Setting) -> None:
    """In a team too small for figures a Named concern comes with its date, and its answer goes back."""
    async with on_stage(teams=(SMALL,)) as stage:
        gwen, martin = stage.people("gwen", "martin")
        await stage.campaign_starts()
        await stage.week_opens()
        view = await gwen.opens(stage.prompt(), "ask_leaders")
        await gwen.sends(view, text=ASKED, mode="named", kind="concern")
        await gwen.leaves()
        await stage.until("digest")
        assert "Concern, reply by" in martin.reads_digest()
        await acts(martin, "question_answer", text=ANSWER, how="private")
        await stage.passes(A_WHILE)
        assert ANSWER in said(gwen.got(action="question_reply"))


async def test_small_teams_together(on_stage: Setting) -> None:
    """What was asked in confidence in one of two small teams is answered in both threads, and says of neither."""
    cleaning = Cast("cleaning", ("hari", "iris", "jack"), ("nia",), name="Cleaning")
    lettings = Cast("lettings", ("gwen", "efa", "tom"), ("martin",), name="Lettings")
    async with on_stage(teams=(lettings, cleaning)) as stage:
        await stage.campaign_starts()
        await stage.week_opens()
        gwen, nia = stage.people("gwen", "nia")
        await gwen.asks_leaders(ASKED, team="lettings")
        for name in ("efa", "tom"):
            await stage.person(name).rates(now=2, needed=4, team="lettings")
        for name in ("hari", "iris", "jack"):
            await stage.person(name).rates(now=2, needed=4, team="cleaning")
        await stage.until("digest")
        assert ASKED in nia.reads_digest()
        await acts(nia, "question_answer", text=ANSWER, how="thread")
        for team in ("lettings", "cleaning"):
            assert ANSWER in thread_of(stage, team)
        await stage.until("told_back")
        for team in ("lettings", "cleaning"):
            assert ASKED in said(stage.announcement("What happened with", team))
