"""A week in which people put questions to their leaders, and the desk at which leaders say what comes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count

from bot.campaigns.unlinking import Unlinking
from bot.clock import Clocks
from bot.insight.promised import Wanted
from bot.questions.askers import AskerDesk
from bot.questions.desk import QuestionDesk
from bot.questions.hours import LATEST
from bot.questions.promise_desk import PromiseDesk
from bot.questions.records import question_id as id_of_question
from bot.storage.models import Answer
from bot.storage.question_models import LeaderQuestion
from tests.conversation.room import T1, Cast, Room

AMINA, BEN, CARYS, DEV, MARTIN = "U0AMINA", "U0BEN", "U0CARYS", "U0DEV", "U0MARTIN"
DEPOT = "Why was the depot closed?"
ANSWER = "The lease ran out."
FEW_A = Cast("C0LETTINGS", ("U0GWEN", "U0HARI", MARTIN), (MARTIN,), "Lettings")
FEW_B = Cast("C0CLEANING", ("U0IRIS", "U0JACK", "U0NIA"), ("U0NIA",), "Cleaning")
"""Two teams that are too small for figures, of one organisation."""
ACTS = count(1)


def desk_of(room: Room, seconds: int = 300) -> QuestionDesk:
    """A desk over a room, at which a notice always waits for so long."""

    def chance(least: int, most: int) -> int:
        assert least <= seconds <= most
        return seconds

    return QuestionDesk(room.database, room.identities, Clocks(campaign=room.clock), chance=chance)


def askers_of(room: Room) -> AskerDesk:
    """The desk of those who asked, over a room."""
    return AskerDesk(room.database, room.identities, Clocks(campaign=room.clock), chance=lambda least, most: least)


def promises_of(room: Room) -> PromiseDesk:
    """The desk for promises, over a room."""
    return PromiseDesk(room.database, Clocks(campaign=room.clock))


def a_depot(due_on: date, owner: str = MARTIN, decider: str | None = None) -> Wanted:
    """A second depot, promised until a day."""
    return Wanted("A second depot.", owner, due_on, decider)


def act() -> str:
    """The id of another act."""
    return f"view/V{next(ACTS)}"


async def asked(
    room: Room, user: str = AMINA, text: str = DEPOT, mode: str = "confidential", kind: str = "to_leaders"
) -> Answer | None:
    """Somebody puts a question to their leaders in Housing's first week; None where nothing leads to it."""
    await room.answers(user, text, mode, question=kind)
    await room.posts()
    return next((answer for answer in await room.stored() if answer.text == text), None)


async def week_of(room: Room, *questions: tuple[str, str, str], kind: str = "to_leaders") -> None:
    """Three people take part, these questions are asked (who, what, mode), and leaders get their digest."""
    for user in (AMINA, BEN, CARYS):
        await room.rates(user, 3)
    for user, text, mode in questions:
        await asked(room, user, text, mode, kind)
    await room.comes("close")
    await room.comes("digest")
    await Unlinking(room.database).move()


async def small_week(room: Room, *, mode: str = "confidential", kind: str = "to_leaders") -> None:
    """Two small teams of one organisation; one person asks, and together they are enough."""
    await room.begins(FEW_A, FEW_B)
    for team in (FEW_A, FEW_B):
        await room.comes("open", team.name)
    for user, team in (("U0GWEN", FEW_A), ("U0HARI", FEW_A), ("U0IRIS", FEW_B), ("U0JACK", FEW_B)):
        await room.rates(user, 3, round_id=(await room.round(team.name)).id)
    round_id = (await room.round(FEW_A.name)).id
    await room.answers("U0GWEN", DEPOT, mode, question=kind, round_id=round_id)
    for beat in ("close", "digest"):
        for team in (FEW_A, FEW_B):
            await room.comes(beat, team.name)
    await Unlinking(room.database).move()


async def records(room: Room) -> Sequence[LeaderQuestion]:
    """All questions that were put."""
    async with room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        return await work.questions.of_campaign(campaign.id)


async def only(room: Room) -> LeaderQuestion:
    """The one question that was put."""
    (question,) = await records(room)
    return question


async def answered(room: Room, how: str, words: str = ANSWER, by: str = MARTIN) -> bool:
    """A leader answers the one question."""
    fresh = await desk_of(room).answer(T1, by, (await only(room)).id, act(), words, how)
    await room.posts()
    return fresh


async def a_while(room: Room) -> None:
    """So much time passes that whoever waits for a notice has it."""
    room.clock.advance(LATEST + timedelta(seconds=1))
    await room.posts()


def in_thread(room: Room, channel: str = "C0HOUSING") -> list[list[str]]:
    """The questions repeated in a team's thread."""
    return [[item["text"] for item in facts["questions"]] for facts in room.slack.said("question/outcome", channel)]


def told(room: Room, user: str) -> list[str]:
    """What somebody who asked was answered in private."""
    facts = room.slack.said("question/told", f"D{user[1:]}")
    return [item["text"] for each in facts for item in each["items"]]


def written_back(room: Room, leader: str = MARTIN) -> list[str]:
    """What a leader was written back."""
    facts = room.slack.said("question/replies", f"D{leader[1:]}")
    return [item["text"] for each in facts for item in each["items"]]


async def writes_back(room: Room, user: str, asked: str, words: str) -> None:
    """A leader answers one question in private, and somebody who asked it writes back."""
    answer = next(each for each in await room.stored() if each.text == asked)
    question = next(row for row in await records(room) if row.answer_id == answer.id)
    desk = desk_of(room)
    room.clock.advance(timedelta(seconds=1, microseconds=1))
    await desk.answer(T1, MARTIN, question.id, act(), ANSWER, "private")
    await a_while(room)
    await askers_of(room).reply(T1, user, question.id, act(), words)
    await a_while(room)


async def votes_and_promises(room: Room, user: str, asked: str) -> None:
    """Somebody asks a question too, and a leader promises something on it."""
    answer = next(each for each in await room.stored() if each.text == asked)
    await askers_of(room).vote(T1, user, id_of_question(answer.id))
    due_on = room.clock.now().date() + timedelta(days=10)
    wanted = Wanted("A new key.", MARTIN, due_on)
    await desk_of(room).promise(T1, MARTIN, id_of_question(answer.id), act(), wanted)
    async with room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        made = await work.promises.of_campaign(campaign.id)
    await promises_of(room).move(T1, MARTIN, made[-1].id, act(), due_on + timedelta(days=7), "The smith is ill.")
    async with room.database.unit_of_work() as work:
        await work.sponsors.choose(campaign.id, T1, "U0NIA")
        await work.commit()
    await room.posts()
