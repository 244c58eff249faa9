"""Scenes of questions to leaders: what a leader does with one, what those who asked read, and what they write back."""

from datetime import timedelta
from typing import Any

from demo.pictures.shoot import Shoot
from demo.world import next_event
from sandbox.people.person import Person
from sandbox.records import View

ASKED = "sit in on a repair visit"
"""In the words of the question that Danuta asks in confidence."""
A_WHILE = timedelta(minutes=11)
BUTTONS = (
    ("question_promise", "promise_question"),
    ("question_not_now", "not_now_question"),
)
MENU = (("pass", "pass_on_question"), ("thank", "thank_question"), ("outcome", "settle_question"))

HELD: dict[str, Any] = {
    "team": "Housing repairs",
    "organisation": None,
    "state": "waiting",
    "before": [],
    "late": False,
    "theirs": True,
    "reply_by": "2027-02-01",
}
"""How a question stands that somebody holds."""


async def acted_on(shoot: Shoot) -> None:
    """A leader's list, one question from Home, each form, and an answer in private."""
    martin = shoot.person("Martin")
    page = await shoot.opens(martin, await shoot.in_dm("digest/leader", martin), "questions_open")
    await shoot.take_form("questions", martin)
    question_id = _asked(page)
    for action, name in BUTTONS:
        await martin.click_view(page.id, action, value=question_id)
        await _taken(shoot, martin, name)
    for what, name in MENU:
        row = _row(page, question_id)
        await martin.click_view(page.id, "question_more", block_id=row, selected=f"{what}|{question_id}")
        await _taken(shoot, martin, name)
    await martin.click_view(page.id, "question_answer", value=question_id)
    await shoot.settles()
    await shoot.take_form("answer_question", martin)
    await shoot.sends(martin, text="In March. I would like to come along next week.", how="private")
    await shoot.take_form("question/done", martin)
    await shoot.closes(martin)
    await martin.open_home()
    await shoot.settles()
    await martin.click_home("question_open")
    await shoot.take_form("question", martin)
    await shoot.closes(martin)
    await _promises(shoot, martin)


async def _promises(shoot: Shoot, martin: Person) -> None:
    """A promise to a team as a whole, the board, one with its history, and the forms in which it is changed."""
    await martin.click_home("promise_new")
    await shoot.settles()
    await shoot.take_form("make_promise", martin)
    form = await shoot.shows(martin)
    weeks = [block["element"]["options"] for block in form.blocks if block.get("block_id") == "promise_week"]
    which = {"promise_week": weeks[0][0]["value"]} if weeks else {}
    await shoot.sends(martin, text="I ring the tenant before each visit.", due_on="2027-03-01", **which)
    await shoot.take_form("promise/done", martin)
    await shoot.closes(martin)
    await martin.open_home()
    await shoot.settles()
    await martin.click_home("promises_open")
    await shoot.settles()
    await shoot.take_form("promises", martin)
    page = await shoot.shows(martin)
    opens = [block["accessory"]["value"] for block in page.blocks if "promise_open" in str(block.get("accessory"))]
    await martin.click_view(page.id, "promise_open", value=opens[0])
    await shoot.settles()
    await shoot.take_form("promise", martin)
    one = await shoot.shows(martin)
    for action, name in (("promise_move", "move_promise"), ("promise_drop", "drop_promise")):
        await martin.click_view(one.id, action)
        await _taken(shoot, martin, name)
    await shoot.closes(martin)


async def _taken(shoot: Shoot, person: Person, name: str) -> None:
    await shoot.settles()
    await shoot.take_form(name, person)
    view = person.modal()
    if view is not None:
        await person.close(view.id)


def _asked(page: View) -> str:
    """The id of the question with these words."""
    said = ""
    for block in page.blocks:
        said = str(block["text"]) if "text" in block else said
        for element in block.get("elements", ()):
            if element.get("action_id") == "question_answer" and ASKED in said:
                return str(element["value"])
    raise LookupError(ASKED)


def _row(page: View, question_id: str) -> str:
    """The row of buttons of a question."""
    return next(
        str(block["block_id"])
        for block in page.blocks
        if any(element.get("value") == question_id for element in block.get("elements", ()))
    )


async def told(shoot: Shoot) -> None:
    """Some minutes later: the answer in private, a reply without a name, and what else is said about a question."""
    danuta, martin = shoot.person("Danuta"), shoot.person("Martin")
    shoot.stage.story.move_to(shoot.stage.story.now() + A_WHILE)
    while await shoot.newest("question/told", danuta.dm_with_bot()) is None:
        await next_event(shoot.stage)
    message = await shoot.in_dm("question/told", danuta)
    await shoot.take("question/told", danuta, message)
    await shoot.opens(danuta, message, "question_reply")
    await shoot.take_form("reply_question", danuta)
    await shoot.sends(danuta, text="You are welcome. Who rings the tenant?")
    await shoot.closes(danuta)
    messages = shoot.stage.workspace.messages.everything(danuta.dm_with_bot())
    receipt = next(each for each in reversed(messages) if "take_up" in str(each.blocks))
    await shoot.opens(danuta, receipt, "take_up")
    await shoot.take_form("take_up", danuta)
    await shoot.sends(danuta, wish="by_name")
    await shoot.closes(danuta)
    view = await shoot.opens(danuta, receipt, "take_up")
    await danuta.click_view(view.id, "meet_by_name")
    await _taken(shoot, danuta, "give_name")
    await shoot.closes(danuta)
    while await shoot.newest("question/replies", martin.dm_with_bot()) is None:
        await next_event(shoot.stage)
    await shoot.take("question/replies", martin, await shoot.in_dm("question/replies", martin))
    for utterance, (name, facts) in _others(martin.id, danuta.id).items():
        await shoot.told(utterance, shoot.person(name), facts)


def _others(leader: str, author: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What is said elsewhere in the same words: of each, to whom, and its facts."""
    words = "When did one of you last sit in on a repair visit?"
    question = {"key": "-", "text": words}
    about = {"question_id": "-", "leader": leader, "area_title": "Residents first"}
    return {
        "question/outcome": (
            "Amina",
            {
                "leader": leader,
                "state": "promised",
                "question_id": "-",
                "questions": [question],
                "words": "I come along on two visits each month.",
                "owner": leader,
                "on": "2027-03-01",
            },
        ),
        "question/passed": (
            "Bryn",
            {
                "items": [
                    {
                        **about,
                        **HELD,
                        "text": "You know the rota.",
                        "kind": "question",
                        "state": "passed_on",
                        "questions": [question],
                    }
                ]
            },
        ),
        "question/due": ("Martin", {"items": [{**about, **HELD, **question, "kind": "concern"}], "more": 0}),
        "question/promise": (
            "Martin",
            {
                "promise_id": "-",
                "text": "I come along on two visits each month.",
                "on": "2027-03-01",
                "made_by": leader,
                "when": "due",
                "state": "open",
            },
        ),
        **_promised(leader),
        "question/thanks": ("Danuta", {"items": [{**about, "text": "That was fair to ask."}]}),
        "question/thanked": (
            "Amina",
            {"questions": [{**question, "words": "That was fair to ask.", "author": author, "leader": leader}]},
        ),
        "question/next": ("Danuta", {"items": [{**about, "answer_id": "-", "text": "", "way": "by_name"}]}),
        "question/by_name": (
            "Martin",
            {"items": [{**about, "key": "-", "text": "", "user": author, "questions": [question]}]},
        ),
        "question/speak": ("Amina", {"items": [{**about, "key": "-", "text": "", "questions": [question]}]}),
        "question/spoken": (
            "Danuta",
            {"items": [{**about, "answer_id": "-", "text": "", "speaker": leader, "said": "yes"}]},
        ),
        "question/helped": ("Danuta", {"items": [{**about, "text": ""}]}),
    }


def _promised(leader: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What is said of a promise once it has a new date, and while it is late."""
    item = {
        "promise_id": "-",
        "text": "I come along on two visits each month.",
        "on": "2027-03-01",
        "owner": leader,
        "decider": None,
        "teams": ["Housing repairs"],
        "state": "open",
    }
    moved = {"what": "moved", "by": leader, "was": "2027-03-01", "on": "2027-04-01", "words": "I was ill for a month."}
    return {
        "promise/told": ("Amina", {**item, **moved}),
        "promise/late": ("Martin", {"items": [item], "more": 0}),
        "promise/overdue": (
            "Grace",
            {"campaign": "Better together, spring", "items": [{**item, "days": 6}], "more": 0, "days": 5},
        ),
    }
