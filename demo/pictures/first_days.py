"""The first scenes: the question is asked, people answer in every way there is, and the coach says thank you."""

from demo.pictures.shoot import Shoot
from sandbox.people.fill import fill

HOUSING, NURSES, DESK = "housing-repairs", "community-nurses", "front-desk"
RAIL = (
    "A lady on the fourth floor waited nine months for a grab rail. She did not want the best rail. She wanted to have "
    "a bath on her own again. We should ask that first."
)
SCREEN = "I told a family it would take two weeks because that is what the screen said. I knew it was wrong."
KINDER = "I told a family two weeks, because the screen said so. I knew it was wrong, and could not change it."


async def the_question(shoot: Shoot) -> None:
    """Hello, the week's question, and what stands in its thread."""
    amina, housing = shoot.person("Amina"), shoot.channel(HOUSING)
    for utterance in ("intro", "prompt/open", "prompt/questions"):
        await shoot.take(utterance, amina, await shoot.posted(utterance, housing))


async def how_leaders_see_it(shoot: Shoot) -> None:
    """Leaders are asked too, apart from staff."""
    leila = shoot.person("Dr Leila")
    asked = await shoot.in_dm("leader/rate", leila)
    await shoot.take("leader/rate", leila, asked)
    dm = leila.dm_with_bot()
    await shoot.take(
        "leader/rated", leila, await shoot.whispered(leila, dm, lambda: leila.click(dm, asked.ts, "lead:now:4"))
    )


async def in_the_thread(shoot: Shoot) -> None:
    """A rating by a tap; a reply, with its follow-up; somebody who asks the coach."""
    housing, prompt = shoot.channel(HOUSING), await shoot.posted("prompt/open", shoot.channel(HOUSING))
    joe, amina, stuart = (shoot.person(name) for name in ("Joe", "Amina", "Stuart"))
    rated = await shoot.whispered(joe, housing, lambda: joe.click(housing, prompt.ts, "rate:now:2"))
    await shoot.take("rating/kept", joe, rated)
    asked = await shoot.whispered(amina, housing, lambda: amina.post(housing, RAIL, prompt.ts))
    await shoot.take("followup/ask_here", amina, asked)
    desk = shoot.channel(DESK)
    theirs = await shoot.posted("prompt/open", desk)
    told = await shoot.whispered(stuart, desk, lambda: stuart.post(desk, "Who gets to read this?", theirs.ts))
    await shoot.take("followup/asked_us", stuart, told)


async def in_private(shoot: Shoot) -> None:
    """The form from its opening to its receipt, the follow-up taken up, and a change."""
    priya, prompt = shoot.person("Priya"), await shoot.posted("prompt/open", shoot.channel(HOUSING))
    await shoot.opens(priya, prompt, "answer_privately")
    await shoot.take_form("answer", priya)
    await shoot.take_form("answer:errors", priya, with_mistakes=True)
    await shoot.sends(priya, text=SCREEN, now="2", needed="5", quotable=["yes"])
    await shoot.take_form("answer/saved", priya)
    await shoot.closes(priya)
    receipt, asked = await shoot.in_dm("receipt/private", priya), await shoot.in_dm("followup/ask", priya)
    await shoot.take("receipt/private", priya, receipt)
    await shoot.take("followup/ask", priya, asked)
    await shoot.opens(priya, asked, "followup_reply")
    await shoot.take_form("follow_up", priya)
    await shoot.sends(priya, text="A date that somebody can change when the job grows.")
    await shoot.closes(priya)
    await shoot.take("followup/done", priya, await shoot.in_dm("followup/ask", priya))
    await shoot.opens(priya, receipt, "change_answer")
    await shoot.take_form("change_answer", priya)
    await shoot.sends(priya, text=KINDER)
    await shoot.closes(priya)
    await shoot.take("receipt/changed", priya, receipt)


async def with_a_name(shoot: Shoot) -> None:
    """A question to leaders, and a Named answer by the form."""
    housing = shoot.channel(HOUSING)
    danuta, helen, prompt = shoot.person("Danuta"), shoot.person("Helen"), await shoot.posted("prompt/open", housing)
    await shoot.opens(danuta, prompt, "ask_leaders")
    await shoot.take_form("answer:to_leaders", danuta)
    await shoot.sends(danuta, text="When did one of you last sit in on a repair visit? You would be welcome on ours.")
    await shoot.closes(danuta)
    await shoot.opens(helen, prompt, "answer_privately")
    await shoot.sends(helen, text="We could ring people the night before. It takes one of us an hour.", mode="named")
    await shoot.closes(helen)
    await shoot.take("thread/named_answer", helen, await shoot.posted("thread/named_answer", housing))


async def among_nurses(shoot: Shoot) -> None:
    """A follow-up skipped and an answer deleted; a slow line; an answer that weighs on its writer; a question."""
    prompt = await shoot.posted("prompt/open", shoot.channel(NURSES))
    sunita, zara, bea = shoot.person("Sunita"), shoot.person("Zara"), shoot.person("Bea")
    await shoot.opens(sunita, prompt, "answer_privately")
    await shoot.sends(sunita, text="I cut a visit short to be on time for the next one.")
    await shoot.closes(sunita)
    asked, receipt = await shoot.in_dm("followup/ask", sunita), await shoot.in_dm("receipt/private", sunita)
    await sunita.click(asked.channel, asked.ts, "followup_skip")
    await shoot.settles()
    await shoot.take("followup/skipped", sunita, await shoot.in_dm("followup/ask", sunita))
    await sunita.click(receipt.channel, receipt.ts, "delete_answer")
    await shoot.settles()
    await shoot.take("receipt/deleted", sunita, receipt)
    form = await shoot.opens(zara, prompt, "answer_privately")
    form.values = fill(form, {"text": "One story, told once. That would do it.", "now": "3", "needed": "5"})
    await shoot.stage.workspace.interactions.submission(zara.id, form)
    await shoot.sends(zara)
    await shoot.take_form("answer/saved_before", zara)
    await shoot.closes(zara)
    await shoot.opens(bea, prompt, "answer_privately")
    await shoot.sends(bea, text="The son shouts at me and stands in the door. I feel unsafe going back.")
    await shoot.closes(bea)
    await shoot.take("followup/support", bea, await shoot.in_dm("followup/support", bea))
    laura = shoot.person("Laura")
    await shoot.opens(laura, prompt, "ask_leaders")
    await shoot.sends(laura, text="Could each of us have one hour a week to try a small change with a patient?")
    await shoot.closes(laura)
    await shoot.opens(laura, prompt, "answer_privately")
    await shoot.sends(laura, text="Nobody dares to say that the new forms help nobody.", mode="unlinked")
    await shoot.take_form("answer/saved:unlinked", laura)
    await shoot.closes(laura)


async def at_any_time(shoot: Shoot) -> None:
    """Commands, words to the coach, and what does not work."""
    amina, ravi, tom, marcus = (shoot.person(name) for name in ("Amina", "Ravi", "Tom", "Marcus"))
    await shoot.take("help", amina, await shoot.asks(amina, "help"))
    await shoot.take("status", amina, await shoot.asks(amina, "status"))
    await shoot.take("not_understood", tom, await shoot.asks(tom, "when is lunch"))
    await shoot.take("refused", tom, await shoot.asks(tom, "schedule"))
    before = ravi.dm_with_bot()
    await ravi.post(before, "The new shelves work well. Who do I tell?")
    await shoot.take("dm/typed", ravi, await shoot.in_dm("dm/typed", ravi))
    shoot.stage.workspace.faults.add("views.open", "500")
    await shoot.take("trouble", marcus, await shoot.asks(marcus, "my-data"))
