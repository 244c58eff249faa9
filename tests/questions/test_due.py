"""The day to reply by: before it, one reminder to who holds a concern; after it, everybody reads that it is late."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.campaigns.weeks import monday_of
from bot.clock import Clocks
from bot.content.texts import Texts
from bot.errors import there
from bot.insight.outcomes import CONCERN, NOT_NOW
from bot.questions.reminding import Reminding
from bot.questions.showing import become
from bot.slack.blocks.compose import compose
from bot.slack.blocks.voice import Voice
from bot.slack.views.home import home_view
from bot.slack.views.questions import question_view
from tests.conversation.room import T1, Room, read_texts
from tests.questions.test_chasing import becomes
from tests.questions.town import (
    AMINA,
    BEN,
    CARYS,
    DEPOT,
    MARTIN,
    a_depot,
    act,
    answered,
    desk_of,
    only,
    records,
    small_week,
    week_of,
)

DUE = date(2027, 1, 22)
"""A Friday, five working days after the digest."""
THURSDAY, SATURDAY = datetime(2027, 1, 21, 10, tzinfo=UTC), datetime(2027, 1, 23, 10, tzinfo=UTC)
HOLDER = "U0NIA"
VOICE = Voice(Texts(Path(__file__).parents[2] / "content" / "texts"), "en", "Europe/London")


async def concern(room: Room, kind: str = CONCERN) -> str:
    """A concern is put to the leader, to be answered within five working days; its id."""
    await week_of(room, (AMINA, DEPOT, "confidential"), kind=kind)
    return (await only(room)).id


async def at(room: Room, moment: datetime) -> int:
    """The chore at a moment; how much it did."""
    room.clock.move_to(moment)
    parts = (room.database, room.identities, Clocks(campaign=room.clock))
    done = await Reminding(*parts).look()
    await room.posts()
    return done


def reminded(room: Room, user: str = MARTIN) -> list[str]:
    """What somebody's reminders say now."""
    said = room.slack.said("question/due", f"D{user[1:]}")
    return [compose("question/due", facts, read_texts()).text for facts in said]


def buttons(room: Room, utterance: str, user: str) -> int:
    """How many buttons the newest message of a kind has."""
    facts = room.slack.said(utterance, f"D{user[1:]}")[-1]
    rows = [block for block in compose(utterance, facts, read_texts()).block_dicts() if block["type"] == "actions"]
    return sum(len(row["elements"]) for row in rows)


# --- the reminder -----------------------------------------------------------------------------------------------------


async def test_who_holds_a_concern_is_reminded_once(housing: Room) -> None:
    """On the working day before at ten, not earlier and not again; it says from where, by when, and offers the acts."""
    await concern(housing)
    hours = [THURSDAY - timedelta(days=1), THURSDAY - timedelta(minutes=1), THURSDAY, THURSDAY + timedelta(hours=1)]
    assert [await at(housing, moment) for moment in hours] == [0, 0, 1, 0]
    assert await at(housing, THURSDAY + timedelta(days=1)) == 0
    (said,) = reminded(housing)
    assert "Please reply by Friday 22 January." in said
    assert "It comes from Housing" in said
    assert DEPOT in said
    assert AMINA not in said
    assert buttons(housing, "question/due", MARTIN) > 0
    assert reminded(housing, AMINA) == []


@pytest.mark.parametrize("hour", [7, 14, 17, 18])
async def test_it_comes_at_their_hour(housing: Room, hour: int) -> None:
    """A leader who chose an hour for digests is reminded then, also early and late in the day."""
    await concern(housing)
    async with housing.database.unit_of_work() as work:
        (await work.people.ensure(T1, MARTIN)).digest_hour = f"{hour:02}:00"
        await work.commit()
    theirs = THURSDAY.replace(hour=hour)
    assert [await at(housing, moment) for moment in (theirs - timedelta(minutes=1), theirs)] == [0, 1]
    assert len(reminded(housing)) == 1


@pytest.mark.parametrize(("hour", "over"), [("09:00", 17), ("18:00", 19)])
async def test_missed_it_does_not_come_late_in_the_evening(housing: Room, hour: str, over: int) -> None:
    """Where the coach stood still at their hour, they are reminded at that hour of the next day."""
    await concern(housing)
    async with housing.database.unit_of_work() as work:
        (await work.people.ensure(T1, MARTIN)).digest_hour = hour
        await work.commit()
    theirs = datetime.combine(DUE, time.fromisoformat(hour), UTC)
    assert [await at(housing, moment) for moment in (THURSDAY.replace(hour=over), theirs)] == [0, 1]


async def test_of_a_plain_question_nobody_is_reminded(housing: Room) -> None:
    """Only a concern is worth a message of its own."""
    await concern(housing, "to_leaders")
    async with housing.database.unit_of_work() as work:
        held = await work.questions.hold((await only(housing)).id)
        assert held is not None
        held.reply_by = DUE
        await work.commit()
    assert await at(housing, THURSDAY) == 0


async def test_of_an_answered_concern_nobody_is_reminded(housing: Room) -> None:
    """Once somebody said what comes of it, no reminder comes."""
    await concern(housing)
    await answered(housing, "thread")
    assert await at(housing, THURSDAY) == 0


async def test_of_many_some_are_counted_as_of_that_day(housing: Room) -> None:
    """What has no place in the message is counted; as the number stays when they are settled, it says of when it is."""
    questions = [(AMINA, f"Why was depot {number} closed?", "confidential") for number in range(6)]
    await week_of(housing, *questions, kind=CONCERN)
    assert await at(housing, THURSDAY) == 1
    (said,) = reminded(housing)
    assert said.count("*A concern waits for you.*") == 4
    assert said.endswith("2 more waited when I wrote this. Your Home tab has what waits now.")


async def test_it_counts_among_three_a_week(housing: Room) -> None:
    """It is one of the messages that the coach begins with somebody in a week."""
    await concern(housing)
    monday = monday_of(THURSDAY, "Europe/London")
    await count(housing, monday, *"ab")
    assert await at(housing, THURSDAY) == 1
    async with housing.database.reading() as work:
        had = await work.contacts.kinds_in_week(T1, MARTIN, monday)
    assert sorted(had) == ["a", "b", "due/2027-01-21"]


async def test_with_three_had_none_comes(housing: Room) -> None:
    """The week's three are used up: nothing comes before its day, and then it is late."""
    await concern(housing)
    await count(housing, monday_of(THURSDAY, "Europe/London"), *"abc")
    assert [await at(housing, THURSDAY), await at(housing, THURSDAY + timedelta(days=1))] == [0, 0]
    assert reminded(housing) == []


async def count(room: Room, monday: date, *kinds: str) -> None:
    """The leader has had these messages in a week."""
    async with room.database.unit_of_work() as work:
        for kind in kinds:
            await work.contacts.add(T1, MARTIN, monday, kind)
        await work.commit()


@pytest.mark.parametrize("way", ["stopped", "paused"])
async def test_who_wants_none_has_none(housing: Room, way: str) -> None:
    """Nobody is reminded who stopped reminders, nor in a pause."""
    await concern(housing)
    if way == "paused":
        await becomes(housing, "paused")
    else:
        async with housing.database.unit_of_work() as work:
            (await work.people.ensure(T1, MARTIN)).nudges_stopped = True
            await work.commit()
    assert await at(housing, THURSDAY) == 0


async def test_whoever_it_was_passed_on_to_is_reminded(housing: Room) -> None:
    """Passed on, its holder is reminded and the leader is not."""
    await desk_of(housing).pass_on(T1, MARTIN, await concern(housing), act(), HOLDER, "")
    assert await at(housing, THURSDAY) == 1
    assert (len(reminded(housing, HOLDER)), reminded(housing)) == (1, [])


async def test_each_leader_of_small_teams_is_reminded(room: Room) -> None:
    """What small teams asked together is brought to the leader of each, and names no team."""
    await small_week(room, kind=CONCERN)
    assert await at(room, THURSDAY) == 2
    for user in (MARTIN, HOLDER):
        (said,) = reminded(room, user)
        assert "the smaller teams" in said
        assert not any(team in said for team in ("Lettings", "Cleaning"))


async def test_a_reminder_says_what_came_of_it(housing: Room) -> None:
    """Answered or taken back, the message says so, and its buttons go."""
    await concern(housing)
    await at(housing, THURSDAY)
    await answered(housing, "thread")
    assert "*Answered by <@U0MARTIN>.*" in reminded(housing)[0]
    assert "Please reply" not in reminded(housing)[0]
    assert buttons(housing, "question/due", MARTIN) == 0
    (answer,) = await housing.stored()
    await housing.withdraws(AMINA, answer)
    await housing.posts()
    assert reminded(housing) == ["A concern stood here. Whoever raised it took it back."]


# --- late -------------------------------------------------------------------------------------------------------------


async def lines(room: Room) -> dict[str, str]:
    """What each place says of the one question: the digest, its thread, what the team was told, form and both Homes."""
    question = await only(room)
    form = await desk_of(room).look(T1, MARTIN, question.id)
    homes = {user: await room.enquiries.home(T1, user) for user in (MARTIN, BEN)}
    facts = [room.slack.said(name)[-1] for name in ("digest/leader", "digest/leader", "told_back")]
    told = {name: compose(name, said, read_texts()).text for name, said in zip(SHOWN, facts, strict=True)}
    views = {user: str(home_view(home, VOICE).to_dict()) for user, home in homes.items()}
    return {**told, "form": str(question_view(form, VOICE).to_dict()), **views}


SHOWN = ("digest/leader", "digest/questions", "told_back")


@pytest.mark.parametrize("passed", [False, True])
async def test_everything_says_that_it_is_late(housing: Room, passed: bool) -> None:
    """The day after, no place says that a reply is due by a day that is over: all say that it was, to both sides."""
    question_id = await concern(housing)
    if passed:
        await desk_of(housing).pass_on(T1, MARTIN, question_id, act(), HOLDER, "")
    await housing.comes("told_back")
    assert "is due by Friday 22 January" in (await lines(housing))["told_back"]
    assert await at(housing, datetime(2027, 1, 22, 23, tzinfo=UTC)) == 0
    assert [await at(housing, SATURDAY), await at(housing, SATURDAY)] == [1, 0]
    said = await lines(housing)
    for place in (*SHOWN, "form", MARTIN):
        assert "was due by Friday 22 January" in said[place], place
        assert "ot answered yet" in said[place], place
    assert "1 is late" in said[BEN]
    for place, words in said.items():
        for wrong in ("is due by Friday 22", "reply by Friday 22", "answered by Friday 22"):
            assert wrong not in words, (place, wrong)
    if passed:
        (facts,) = housing.slack.said("question/passed", "D0NIA")
        assert "was due by Friday 22 January" in compose("question/passed", facts, read_texts()).text


async def test_in_a_pause_nothing_becomes_late(housing: Room) -> None:
    """A pause is a pause: once the campaign goes on, whatever shows the question says that it is late."""
    await concern(housing)
    await becomes(housing, "paused")
    assert await at(housing, SATURDAY) == 0
    await becomes(housing, "running")
    assert await at(housing, SATURDAY + timedelta(weeks=8)) == 1


@pytest.mark.parametrize(("weeks", "late"), [(3, 1), (5, 0)])
async def test_of_a_campaign_long_over_nothing_becomes_late(housing: Room, weeks: int, late: int) -> None:
    """In the weeks after its end a question is said to be late; messages of long ago are left as they are."""
    await concern(housing)
    await becomes(housing, "finished")
    assert await at(housing, SATURDAY + timedelta(weeks=weeks)) == late
    assert ("late" in (await only(housing)).body) == bool(late)


async def test_in_a_removed_workspace_nothing_happens(housing: Room) -> None:
    """Where the coach was removed nobody is reminded and nothing becomes late, though the campaign was over by then."""
    await concern(housing)
    await becomes(housing, "finished")
    async with housing.database.unit_of_work() as work:
        await work.uninstalls.note(T1, housing.clock.now())
        await work.commit()
    assert [await at(housing, moment) for moment in (THURSDAY, SATURDAY)] == [0, 0]


async def test_once_answered_it_is_late_no_more(housing: Room) -> None:
    """An answer takes the word away again, in all places."""
    await concern(housing)
    await housing.comes("told_back")
    await at(housing, SATURDAY)
    await answered(housing, "thread")
    said = await lines(housing)
    for place, words in said.items():
        assert "due by Friday" not in words, place
        assert "1 is late" not in words, place
    assert "*Answered by <@U0MARTIN>*" in said["told_back"]


# --- what was said before stays ---------------------------------------------------------------------------------------


async def test_an_answer_stays_beside_a_later_promise(housing: Room) -> None:
    """The team reads both, the digest and the form say both; a new answer takes the place of the old one."""
    question_id = await concern(housing)
    await housing.comes("told_back")
    await answered(housing, "thread")
    await desk_of(housing).promise(T1, MARTIN, question_id, act(), a_depot(date(2027, 2, 3)))
    await housing.posts()
    said = await lines(housing)
    both = "*Answered by <@U0MARTIN>*: “The lease ran out.” *Promised by <@U0MARTIN>, until Wednesday 3 February*: "
    assert both in said["told_back"]
    assert "*Answered. Promised.*" in said["digest/leader"]
    for word in ("*Answered.*", "*Promised.*"):
        assert word in said["form"]
    await answered(housing, "thread", "We open it again.")
    text = (await lines(housing))["told_back"]
    assert ("The lease ran out." in text, "We open it again." in text, "A second depot." in text) == (False, True, True)


async def test_an_answered_question_that_is_passed_on_is_not_late(housing: Room) -> None:
    """Who gets it reads that it was answered; nobody is told that it is late."""
    question_id = await concern(housing)
    await answered(housing, "thread")
    await desk_of(housing).pass_on(T1, MARTIN, question_id, act(), HOLDER, "")
    await housing.posts()
    assert [await at(housing, moment) for moment in (THURSDAY, SATURDAY)] == [0, 0]
    home = str(home_view(await housing.enquiries.home(T1, HOLDER), VOICE).to_dict())
    assert "It was answered before." in home


@pytest.mark.parametrize(("earlier", "word"), [("thread", "Answered."), ("private", "Answered."), ("", "Promised.")])
async def test_what_was_settled_before_it_was_passed_on_is_not_asked_for(
    housing: Room, earlier: str, word: str
) -> None:
    """The team is not told that there is no answer, and who gets it reads what there was, and that more may be said."""
    question_id = await concern(housing)
    if earlier:
        await answered(housing, earlier)
    else:
        await desk_of(housing).promise(T1, MARTIN, question_id, act(), a_depot(date(2027, 2, 3)))
    await desk_of(housing).pass_on(T1, MARTIN, question_id, act(), HOLDER, "")
    await housing.posts()
    (passed,) = housing.slack.said("question/passed", "D0NIA")
    said = compose("question/passed", passed, read_texts()).text
    assert f"*{word}* You can answer again." in said
    assert "Please see" not in said
    facts = housing.slack.said("question/outcome", "C0HOUSING")[-1]
    text = compose("question/outcome", facts, read_texts()).text
    assert f"to <@{HOLDER}>" in text
    assert "no answer yet" not in text


async def test_what_nobody_answered_is_passed_on_as_such(housing: Room) -> None:
    """The team reads that there is no answer yet."""
    await desk_of(housing).pass_on(T1, MARTIN, await concern(housing), act(), HOLDER, "")
    await housing.posts()
    (facts,) = housing.slack.said("question/outcome", "C0HOUSING")
    assert "There is no answer yet." in compose("question/outcome", facts, read_texts()).text


# --- passed on --------------------------------------------------------------------------------------------------------


async def test_who_it_was_passed_on_to_reads_from_where_and_what_came_of_it(housing: Room) -> None:
    """The message names the team; once somebody answers it says so, and its buttons go."""
    await desk_of(housing).pass_on(T1, MARTIN, await concern(housing), act(), HOLDER, "")
    await housing.posts()

    def said() -> str:
        (facts,) = housing.slack.said("question/passed", "D0NIA")
        return compose("question/passed", facts, read_texts()).text

    assert "that Housing put to its leaders" in said()
    assert buttons(housing, "question/passed", HOLDER) > 0
    await answered(housing, "thread")
    assert "*Answered by <@U0MARTIN>.*" in said()
    assert "Please see" not in said()
    assert buttons(housing, "question/passed", HOLDER) == 0


async def test_passed_on_further_it_says_to_whom(housing: Room) -> None:
    """Who held it before reads who holds it now, and can do nothing more with it."""
    question_id = await concern(housing)
    await desk_of(housing).pass_on(T1, MARTIN, question_id, act(), HOLDER, "")
    await desk_of(housing).pass_on(T1, HOLDER, question_id, act(), "U0OLU", "")
    await housing.posts()
    (facts,) = housing.slack.said("question/passed", "D0NIA")
    assert "*Passed on to <@U0OLU>.*" in compose("question/passed", facts, read_texts()).text
    assert buttons(housing, "question/passed", HOLDER) == 0
    assert buttons(housing, "question/passed", "U0OLU") > 0


async def test_two_questions_of_one_message_change_at_once(any_room: Room) -> None:
    """Two leaders act on two questions at one moment: what both did is read wherever the two stand in one message."""
    await any_room.begins()
    await any_room.comes("open")
    await week_of(any_room, (AMINA, DEPOT, "confidential"), (CARYS, "Who has the keys?", "unlinked"), kind=CONCERN)
    await any_room.comes("told_back")
    first, second = await records(any_room)
    for question in (first, second):
        await desk_of(any_room).pass_on(T1, MARTIN, question.id, act(), HOLDER, "")
    assert await at(any_room, THURSDAY) == 1
    await in_no_digest(any_room)
    now = any_room.clock.now()

    async def then() -> None:
        async with any_room.database.unit_of_work() as later:
            await become(later, there(await later.questions.hold(second.id)), NOT_NOW, "U0NIA", now, words="Next year.")
            await later.commit()

    async with any_room.database.unit_of_work() as work:
        await become(work, there(await work.questions.hold(first.id)), NOT_NOW, MARTIN, now, words="No money.")
        other = asyncio.create_task(then())
        await asyncio.wait({other}, timeout=1.5)  # it has read what it will write, or waits
        await work.commit()
    await other
    await any_room.posts()
    told = compose("told_back", any_room.slack.said("told_back")[-1], read_texts()).text
    assert ("No money." in told, "Next year." in told) == (True, True)
    (said,) = reminded(any_room, HOLDER)
    assert [said.count(f"“Not now” from <@{user}>") for user in (MARTIN, "U0NIA")] == [1, 1]


async def in_no_digest(room: Room) -> None:
    """Digests do not hold the questions, as where each stands in another leader's: who acts on one holds its digest."""
    async with room.database.unit_of_work() as work:
        (campaign,) = await work.campaigns.all(T1)
        for digest in await work.digests.of_campaign(campaign.id):
            digest.snapshot = {**digest.snapshot, "questions": None}
        await work.commit()


async def test_on_each_database(any_room: Room) -> None:
    """A reminder and a late question, on each kind of database."""
    await any_room.begins()
    await any_room.comes("open")
    await concern(any_room)
    assert [await at(any_room, moment) for moment in (THURSDAY, SATURDAY)] == [1, 1]
    assert "*A concern is late.*" in reminded(any_room)[0]
