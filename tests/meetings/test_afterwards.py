"""After a meeting: did it happen, what came of each question, and what those who came think of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.clock import Clocks
from bot.dialogues.own_events import CampaignLeft
from bot.errors import AskAgain, FieldProblem, NotAllowed
from bot.ids import pair_in
from bot.insight.meetings import COMMON, VISIT
from bot.insight.promised import Wanted
from bot.meetings.after_desk import AfterDesk
from bot.meetings.afterwards import Afterwards
from bot.retention.again import MAKE
from bot.slack.blocks.compose import compose
from bot.slack.blocks.voice import Voice
from bot.storage.meeting_models import Meeting, MeetingTime
from bot.storage.repositories.deletions import FELT
from tests.conversation.room import T1, Room, read_texts
from tests.meetings.town import (
    FIRST,
    SECOND,
    asked_and_offered,
    bookings_of,
    books,
    meetings,
    offered,
    offered_again,
    times,
)
from tests.questions.town import AMINA, BEN, CARYS, DEPOT, DEV, MARTIN, a_while, act, desk_of, only, week_of

NEW = datetime(2027, 2, 9, 10, tzinfo=UTC)
A_KEY = Wanted("A key.", MARTIN, date(2027, 2, 26))


def _least(least: int, most: int) -> int:
    return least


def after_of(room: Room) -> AfterDesk:
    """The desk over a room."""
    return AfterDesk(room.database, room.identities, Clocks(campaign=room.clock), chance=_least)


async def looks(room: Room) -> int:
    """The chore looks, and what it says goes out, also what waits a while."""
    done = await Afterwards(room.database, room.identities, Clocks(campaign=room.clock), chance=_least).look()
    await a_while(room)
    return done


def said(room: Room, what: str, user: str) -> list[dict[str, Any]]:
    """What somebody reads of one kind."""
    return [dict(facts) for facts in room.slack.said(f"meeting/{what}", f"D{user[1:]}")]


async def over(room: Room, *users: str) -> tuple[Meeting, MeetingTime]:
    """Amina asks in confidence, times are offered to the team about it, these book the first, and it is over."""
    meeting = await asked_and_offered(room, FIRST, whom="team", places=6)
    (time,) = await times(room, meeting)
    for user in users:
        await books(room, user, time)
    room.clock.move_to(FIRST + timedelta(hours=1))
    await looks(room)
    return meeting, time


async def state(room: Room) -> str:
    """How the one meeting stands."""
    return (await meetings(room))[-1].state


async def test_its_leader_is_asked_once_when_it_is_over(housing: Room) -> None:
    """Before its end nobody is asked; after it the leader is, and not again within the week."""
    meeting = await asked_and_offered(housing, FIRST, whom="team")
    (time,) = await times(housing, meeting)
    await books(housing, BEN, time)
    housing.clock.move_to(FIRST + timedelta(minutes=20))
    assert await looks(housing) == 0
    housing.clock.move_to(FIRST + timedelta(minutes=50))
    assert await looks(housing) == 1
    assert await looks(housing) == 0
    assert [facts["said"] for facts in said(housing, "happened", MARTIN)] == [""]


async def test_it_stays_open_until_its_question_has_an_outcome(housing: Room) -> None:
    """Held, its question waits for an outcome: the leader is reminded each week, until there is one and it closes."""
    meeting, time = await over(housing, BEN, CARYS)
    done = await after_of(housing).happened(T1, MARTIN, time.id, act())
    assert (done["what"], done["count"]) == ("held", 1)
    assert await state(housing) == "held"
    put = (await after_of(housing).questions(T1, MARTIN, meeting.id)).of_week
    assert [question.text for question in put] == [DEPOT]
    for week in (1, 2):
        housing.clock.advance(timedelta(days=7))
        await looks(housing)
        await looks(housing)
        assert [facts["count"] for facts in said(housing, "waits", MARTIN)] == [1] * week
    await desk_of(housing).settle(T1, MARTIN, put[0].question_id, act(), "agreed", A_KEY, "A key.")
    await looks(housing)
    assert await state(housing) == "closed"
    housing.clock.advance(timedelta(days=14))
    await looks(housing)
    assert len(said(housing, "waits", MARTIN)) == 2


async def test_a_talk_with_a_team_is_about_all_its_questions_of_that_week(housing: Room) -> None:
    """Offered from the digest, it owes an outcome for each question that was put in the week; then it closes."""
    await week_of(housing, (AMINA, DEPOT, "confidential"), (BEN, "Who has the keys?", "confidential"))
    meeting = await offered_again(housing, FIRST)
    (time,) = await times(housing, meeting)
    await books(housing, CARYS, time)
    housing.clock.move_to(FIRST + timedelta(hours=1))
    await looks(housing)
    assert (await after_of(housing).happened(T1, MARTIN, time.id, act()))["count"] == 2
    for number, question in enumerate((await after_of(housing).questions(T1, MARTIN, meeting.id)).of_week):
        assert await state(housing) == "held"
        came, wanted = (("declined", None), ("more_work", A_KEY))[number]
        await desk_of(housing).settle(T1, MARTIN, question.question_id, act(), came, wanted, "Because.")
        await looks(housing)
    assert await state(housing) == "closed"
    assert len((await after_of(housing).questions(T1, MARTIN, meeting.id)).of_week) == 2


async def test_a_leaders_home_says_that_they_met(housing: Room) -> None:
    """A talk that was offered says so; held, it says when they met, and asks for no day any more."""
    await week_of(housing)
    meeting = await offered_again(housing, FIRST)
    (time,) = await times(housing, meeting)
    await books(housing, BEN, time)
    before = await _talks(housing)
    assert ("offered on Friday 15 January" in before, "agree on a day there" in before) == (True, True)
    housing.clock.move_to(FIRST + timedelta(hours=1))
    await looks(housing)
    await after_of(housing).happened(T1, MARTIN, time.id, act())
    after = await _talks(housing)
    assert "Housing, “Residents at the heart”: you met on Tuesday 2 February." in after
    assert "agree on a day" not in after


async def _talks(room: Room) -> str:
    """What the leader's Home says of the talks they offered."""
    leading = (await room.enquiries.home(T1, MARTIN)).leading
    assert leading is not None
    return Voice(read_texts(), "en", "Europe/London").say("home/talks", {"talks": leading.talks})


async def test_not_held_its_questions_wait_again(housing: Room) -> None:
    """The team reads why it did not happen, and the question waits for an answer as before."""
    _, time = await over(housing, BEN)
    with pytest.raises(FieldProblem):
        await after_of(housing).did_not(T1, MARTIN, time.id, act(), " ")
    await after_of(housing).did_not(T1, MARTIN, time.id, act(), "I was ill.")
    await looks(housing)
    assert [facts["words"] for facts in housing.slack.said("meeting/not_held", "C0HOUSING")] == ["I was ill."]
    assert (await only(housing)).state == "waiting"
    assert await state(housing) == "not_held"
    assert said(housing, "felt", BEN) == []


async def test_moved_all_who_come_are_told_and_it_is_asked_again(housing: Room) -> None:
    """At another time it is to come again: whoever has a place hears of it, and its leader is asked after that time."""
    _, time = await over(housing, BEN)
    for wrong in (None, FIRST):
        with pytest.raises(FieldProblem):
            await after_of(housing).moved(T1, MARTIN, time.id, act(), wrong)
    await after_of(housing).moved(T1, MARTIN, time.id, act(), NEW)
    await a_while(housing)
    assert [facts["what"] for facts in said(housing, "news", BEN)] == ["changed"]
    (now,) = await times(housing, (await meetings(housing))[-1])
    assert (now.starts_at, now.sequence) == (NEW, 1)
    housing.clock.move_to(NEW + timedelta(hours=1))
    await looks(housing)
    assert [facts["said"] for facts in said(housing, "happened", MARTIN)] == ["moved", ""]


async def test_booked_and_not_yet_is_asked_again_in_a_week(housing: Room) -> None:
    """Whoever says that it is still to come is asked again a week later, and not before."""
    _, time = await over(housing, BEN)
    await after_of(housing).not_yet(T1, MARTIN, time.id, act())
    housing.clock.advance(timedelta(days=5))
    assert await looks(housing) == 0
    housing.clock.advance(timedelta(days=3))
    assert await looks(housing) == 1
    assert [facts["times"][0]["id"] for facts in said(housing, "waits", MARTIN)] == [time.id]


async def test_where_nobody_took_a_place_it_is_over(housing: Room) -> None:
    """Without anybody to come its leader is told so, and is asked nothing; a visit may have happened all the same."""
    await over(housing)
    assert await state(housing) == "not_held"
    assert [facts["what"] for facts in said(housing, "news", MARTIN)] == ["nobody_came"]
    assert said(housing, "happened", MARTIN) == []


async def test_a_visit_needs_no_places(housing: Room) -> None:
    """A visit to a team may have happened without anybody's taking a place: its leader is asked."""
    await offered(housing, FIRST, kind=VISIT)
    housing.clock.move_to(FIRST + timedelta(hours=1))
    await looks(housing)
    assert len(said(housing, "happened", MARTIN)) == 1


async def test_only_its_leader_says_what_became_of_it(housing: Room) -> None:
    """Who comes cannot say that it happened; nor can its leader before its time, or twice."""
    _, time = await over(housing, BEN)
    with pytest.raises(NotAllowed):
        await after_of(housing).happened(T1, BEN, time.id, act())
    tap = act()
    await after_of(housing).happened(T1, MARTIN, time.id, tap)
    assert (await after_of(housing).happened(T1, MARTIN, time.id, tap))["what"] == "held"
    with pytest.raises(AskAgain):
        await after_of(housing).did_not(T1, MARTIN, time.id, act(), "No.")


async def test_before_its_end_nothing_can_be_said(housing: Room) -> None:
    """A time that is still to come cannot have happened."""
    meeting = await offered(housing, FIRST)
    (time,) = await times(housing, meeting)
    with pytest.raises(AskAgain):
        await after_of(housing).happened(T1, MARTIN, time.id, act())


async def test_those_who_came_are_asked_in_private(housing: Room) -> None:
    """Who had a place is asked once whether they felt heard; nobody else, and nothing of it stands under a Slack id."""
    _, time = await over(housing, BEN, CARYS)
    await after_of(housing).happened(T1, MARTIN, time.id, act())
    await looks(housing)
    await looks(housing)
    assert [len(said(housing, "felt", user)) for user in (BEN, CARYS, AMINA, MARTIN)] == [1, 1, 0, 0]
    rows = await housing.deliveries("meeting/felt")
    assert not {BEN, CARYS} & {place for row in rows for place in (row.recipient, row.channel)}
    with pytest.raises(NotAllowed):
        await after_of(housing).felt(T1, AMINA, time.id, act(), "heard", yes=True)
    assert await after_of(housing).felt(T1, BEN, time.id, act(), "heard", yes=True)
    assert not await after_of(housing).felt(T1, BEN, time.id, act(), "heard", yes=False)
    assert await after_of(housing).felt(T1, BEN, time.id, act(), "again", yes=False)
    await housing.posts()
    (mine,) = said(housing, "felt", BEN)
    assert (mine["heard"], mine["again"]) == ("yes", "no")


async def test_its_leader_reads_a_word_once_enough_have_said_it(any_room: Room) -> None:
    """Of two nothing is said; of three, a week later, one word, which does not change when a fourth speaks."""
    room = any_room
    await room.begins()
    await room.comes("open")
    _, time = await over(room, AMINA, BEN, CARYS, DEV)
    await after_of(room).happened(T1, MARTIN, time.id, act())
    for user in (AMINA, BEN):
        await after_of(room).felt(T1, user, time.id, act(), "heard", yes=True)
    room.clock.advance(timedelta(days=8))
    await looks(room)
    assert "said_heard" not in (await meetings(room))[-1].body
    assert "said_heard" not in said(room, "happened", MARTIN)[-1]
    await after_of(room).felt(T1, CARYS, time.id, act(), "heard", yes=True)
    await looks(room)
    assert (await meetings(room))[-1].body["said_heard"] == "most"
    shown = said(room, "happened", MARTIN)[-1]
    assert (shown["said"], shown["said_heard"], shown["said_again"]) == ("held", "most", "")
    assert "Did you feel heard? Most say yes." in compose("meeting/happened", shown, read_texts()).text
    await after_of(room).felt(T1, DEV, time.id, act(), "heard", yes=False)
    await looks(room)
    assert (await meetings(room))[-1].body["said_heard"] == "most"
    assert said(room, "happened", MARTIN) == [shown]


async def test_who_wants_no_reminders_is_not_asked(housing: Room) -> None:
    """Whoever stopped reminders is asked nothing after a meeting."""
    async with housing.database.unit_of_work() as work:
        (await work.people.ensure(T1, BEN)).nudges_stopped = True
        await work.commit()
    _, time = await over(housing, BEN, CARYS)
    await after_of(housing).happened(T1, MARTIN, time.id, act())
    await looks(housing)
    assert [len(said(housing, "felt", user)) for user in (BEN, CARYS)] == [0, 1]


async def test_one_time_that_suits_all_never_found_is_over(housing: Room) -> None:
    """Where no time suited all, nothing is held: the meeting is over once its last time is."""
    meeting = await offered(housing, FIRST, SECOND, rule=COMMON, places=5)
    first, _ = await times(housing, meeting)
    await books(housing, BEN, first)
    housing.clock.move_to(SECOND + timedelta(hours=1))
    await looks(housing)
    assert await state(housing) == "not_held"


async def test_what_somebody_said_of_a_meeting_is_theirs(housing: Room) -> None:
    """It stands in their data; when they leave the campaign it goes, and goes again from a copy that is put back."""
    _, time = await over(housing, BEN, CARYS)
    await after_of(housing).happened(T1, MARTIN, time.id, act())
    await after_of(housing).felt(T1, BEN, time.id, act(), "heard", yes=True)
    assert (await housing.enquiries.my_data(T1, BEN)).traces.said_of_meetings == 1
    await housing.hears(CampaignLeft, user=BEN, campaign_id=(await housing.team()).campaign_id, forget=True)
    async with housing.database.unit_of_work() as work:
        assert await work.meetings.felt(time.id) == []
        (about,) = [entry.about for _, entry in await work.deletions.after(0, 100) if entry.kind == FELT]
        time_id, code = pair_in(about)
        await work.meetings.say(time_id, code, (await meetings(housing))[-1].campaign_id, "heard", yes=True)
        await MAKE[FELT](work, housing.identities, about, housing.clock.now())
        assert await work.meetings.felt(time.id) == []


async def test_a_stand_in_hears_that_it_did_not_happen(housing: Room) -> None:
    """Offered to those who raised it, it falls through: who had a place is told too, also who came for a colleague."""
    meeting = await asked_and_offered(housing, FIRST)
    (time,) = await times(housing, meeting)
    await books(housing, AMINA, time)
    await bookings_of(housing).send(T1, AMINA, time.id, act(), DEV)
    housing.clock.move_to(FIRST + timedelta(hours=1))
    await looks(housing)
    await after_of(housing).did_not(T1, MARTIN, time.id, act(), "I was ill.")
    await looks(housing)
    assert [len(said(housing, "not_held", user)) for user in (AMINA, DEV, CARYS)] == [1, 1, 0]
