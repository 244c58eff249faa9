"""The working day before a meeting: those who come are reminded, and leaders, managers and the team are readied."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.ids import fresh_id
from bot.questions.hours import LATEST
from bot.storage.question_models import Promise
from tests.conversation.room import T1, Cast, Room
from tests.invitations.town import (
    AMINA,
    BEN,
    CARYS,
    FRIDAY_BEFORE,
    MARTIN,
    MONDAY,
    NIA,
    changes,
    gives_back,
    offered,
    preparing,
)
from tests.questions.town import DEPOT, only, week_of

HOUSING_WITH_NIA = Cast(leaders=(MARTIN, NIA), members=("U0AMINA", "U0BEN", "U0CARYS", "U0DEV", MARTIN, NIA))


async def the_day_before(room: Room) -> int:
    """It is ten on the working day before, and a while later; how many messages that was."""
    room.clock.move_to(FRIDAY_BEFORE)
    told = await preparing(room).prepare()
    await a_while(room)
    return told


async def a_while(room: Room) -> None:
    """So much time passes that whoever waits for a message has it."""
    room.clock.advance(LATEST + timedelta(seconds=1))
    await room.posts()


def reminded(room: Room, user: str) -> int:
    """How often somebody was reminded."""
    return len(room.slack.said("meeting/reminder", f"D{user[1:]}"))


async def test_who_comes_is_reminded_once(any_room: Room) -> None:
    """On the Friday before a Monday each who has a place is reminded once, and nobody else is."""
    await any_room.begins()
    await any_room.comes("open")
    await offered(any_room, AMINA, BEN)
    any_room.clock.move_to(FRIDAY_BEFORE - timedelta(minutes=1))
    assert await preparing(any_room).prepare() == 0
    await the_day_before(any_room)
    assert await preparing(any_room).prepare() == 0
    await a_while(any_room)
    assert [reminded(any_room, user) for user in (AMINA, BEN, CARYS)] == [1, 1, 0]


async def test_nobody_reads_who_was_reminded(housing: Room) -> None:
    """Neither the ledger's places nor its ids lead to who comes, and the bookings show nothing."""
    await offered(housing, AMINA, whom="raised")
    await the_day_before(housing)
    (row,) = await housing.deliveries("meeting/reminder")
    assert row.address == AMINA
    async with housing.database.reading() as work:
        rows = [
            *(await work.session.execute(text("SELECT * FROM deliveries WHERE utterance = 'meeting/reminder'"))),
            *(await work.session.execute(text("SELECT * FROM bookings"))),
        ]
    assert len(rows) == 2
    assert not [each for each in rows if AMINA in str(each) or f"D{AMINA[1:]}" in str(each)]


async def test_a_place_that_is_gone_is_not_reminded_of(housing: Room) -> None:
    """Whoever gives a place back while the reminder waits does not get it; the others do."""
    await offered(housing, AMINA, BEN)
    housing.clock.move_to(FRIDAY_BEFORE)
    await preparing(housing).prepare()
    await gives_back(housing, AMINA)
    await a_while(housing)
    assert [reminded(housing, user) for user in (AMINA, BEN)] == [0, 1]


async def test_nothing_is_said_of_a_time_called_off(housing: Room) -> None:
    """Of a time that was called off nobody is reminded, before or after it was said."""
    await offered(housing, AMINA, BEN)
    housing.clock.move_to(FRIDAY_BEFORE)
    await preparing(housing).prepare()
    await changes(housing, [AMINA, BEN], state="called_off")
    await a_while(housing)
    assert await preparing(housing).prepare() == 0
    assert [reminded(housing, user) for user in (AMINA, BEN)] == [0, 0]


async def test_a_new_day_is_reminded_of_again(housing: Room) -> None:
    """After a time was moved to another day, those who come are reminded on the working day before that one."""
    await offered(housing, AMINA)
    await the_day_before(housing)
    await changes(housing, [AMINA], starts_at=MONDAY + timedelta(days=3))
    assert await preparing(housing).prepare() == 0
    housing.clock.move_to(FRIDAY_BEFORE + timedelta(days=5))
    await preparing(housing).prepare()
    await a_while(housing)
    assert reminded(housing, AMINA) == 2


async def test_who_wants_quiet_is_left_alone(housing: Room) -> None:
    """Who stopped reminders, objected or left the campaign is not reminded."""
    await offered(housing, AMINA, BEN, CARYS)
    team = await housing.team()
    async with housing.database.unit_of_work() as work:
        campaign = await work.campaigns.get(team.campaign_id)
        assert campaign is not None
        (await work.people.ensure(T1, AMINA)).nudges_stopped = True
        await work.objections.object(T1, BEN, housing.clock.now())
        away = housing.identities.codes(campaign.salt, T1, CARYS).away
        await work.departures.leave(campaign.id, away)
        await work.commit()
    await the_day_before(housing)
    assert [reminded(housing, user) for user in (AMINA, BEN, CARYS)] == [0, 0, 0]


async def test_own_data_names_the_reminder(housing: Room) -> None:
    """That somebody was reminded stands in all that is kept about them."""
    await offered(housing, AMINA)
    await the_day_before(housing)
    kept = await housing.enquiries.everything(T1, AMINA)
    assert [each["kind"] for each in kept["messages_to_you"]].count("meeting/reminder") == 1
    others = await housing.enquiries.everything(T1, BEN)
    assert "meeting/reminder" not in [each["kind"] for each in others["messages_to_you"]]


# --- briefs -----------------------------------------------------------------------------------------------------------


async def test_a_leader_reads_what_was_said(housing: Room) -> None:
    """The leader's brief has the question, the figures that their digest had, and their open promises; once."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    question = await only(housing)
    async with housing.database.unit_of_work() as work:
        for owner, words in ((MARTIN, "A second depot."), ("U0OTHER", "Somebody else's.")):
            await work.promises.add(
                Promise(
                    id=fresh_id(),
                    workspace=T1,
                    campaign_id=question.campaign_id,
                    round_id=question.round_id,
                    question_id=question.id,
                    teams=[(await housing.team()).id],
                    origin="question",
                    made_by=owner,
                    owner=owner,
                    body={"text": words},
                    due_on=date(2027, 2, 5),
                    state="open",
                    made_at=housing.clock.now(),
                    version=1,
                )
            )
        await work.commit()
    await offered(housing, AMINA, question_id=question.id)
    await the_day_before(housing)
    await preparing(housing).prepare()
    (brief,) = housing.slack.said("question/brief", "D0MARTIN")
    assert [item["text"] for item in brief["questions"]] == [DEPOT]
    digest = await housing.digest(MARTIN)
    assert digest is not None
    shown = digest.snapshot["gaps"]["teams"]
    assert [(item["now"], item["split"]) for item in brief["gaps"]] == [(shown[0]["now"], shown[0]["split"])]
    assert [item["text"] for item in brief["promises"]] == ["A second depot."]
    assert AMINA not in str(brief)


async def test_words_in_a_brief_follow_their_author(housing: Room) -> None:
    """A question that is taken back goes from the leader's brief too."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    await offered(housing, BEN, question_id=(await only(housing)).id)
    await the_day_before(housing)
    answer = next(each for each in await housing.stored() if each.text == DEPOT)
    await housing.withdraws(AMINA, answer)
    await housing.posts()
    (brief,) = housing.slack.said("question/brief", "D0MARTIN")
    assert brief["questions"] == []
    assert DEPOT not in str(brief)


async def test_too_few_give_no_figures(housing: Room) -> None:
    """Where too few took part, the brief has no figure and no theme."""
    await housing.rates(AMINA, 1)
    await housing.comes("close")
    await housing.comes("digest")
    await offered(housing, AMINA)
    await the_day_before(housing)
    (brief,) = housing.slack.said("question/brief", "D0MARTIN")
    assert (brief["gaps"], brief["themes"], brief["questions"]) == ([], [], [])


async def test_the_team_and_its_other_leaders_are_readied(room: Room) -> None:
    """The team reads in its thread what will be discussed, and its other leader has a brief of their own."""
    await room.begins(HOUSING_WITH_NIA)
    await room.comes("open")
    await offered(room, AMINA)
    await the_day_before(room)
    assert len(room.slack.said("meeting/ahead", "C0HOUSING")) == 1
    assert len(room.slack.said("meeting/managers", f"D{NIA[1:]}")) == 1
    assert room.slack.said("meeting/managers", "D0MARTIN") == []


@pytest.mark.parametrize("what", [{"whom": "raised"}, {"kind": "one_to_one"}])
async def test_of_a_meeting_in_confidence_only_its_people_hear(room: Room, what: dict[str, Any]) -> None:
    """Where it is for those who raised a question, or one to one, neither the channel nor other leaders hear of it."""
    await room.begins(HOUSING_WITH_NIA)
    await room.comes("open")
    await offered(room, AMINA, **what)
    await the_day_before(room)
    assert [room.slack.said(kind) for kind in ("meeting/ahead", "meeting/managers")] == [[], []]
    assert len(room.slack.said("question/brief", "D0MARTIN")) == 1
    (reminder,) = room.slack.said("meeting/reminder", f"D{AMINA[1:]}")
    assert reminder["whom"] == what.get("whom", "team")


async def test_nobody_is_readied_for_an_empty_room(housing: Room) -> None:
    """Of a time that nobody has booked, nothing is said."""
    await offered(housing, state="offered")
    async with housing.database.unit_of_work() as work:
        time = await work.meetings.time("time-1")
        assert time is not None
        time.state = "open"
        await work.commit()
    assert await the_day_before(housing) == 0
