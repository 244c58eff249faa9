"""Times are offered from a digest or a question, changed, called off and settled on; everybody concerned is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound
from bot.insight.meetings import COMMON, RAISED, ChangeForm, check_wish
from bot.storage.meeting_models import Meeting
from tests.conversation.room import T1, Room
from tests.meetings.town import (
    FIRST,
    SECOND,
    THIRD,
    asked_and_offered,
    bookings_of,
    books,
    card,
    meetings,
    news,
    offer_seen,
    offered,
    offered_again,
    offers_of,
    states,
    times,
    wish,
)
from tests.questions.town import AMINA, BEN, CARYS, DEPOT, DEV, MARTIN, a_while, act, askers_of, only, week_of


async def test_a_teams_channel_shows_the_offer(housing: Room) -> None:
    """It stands in the channel with all that the leader said, and the digest shows that it was offered."""
    await offered(housing)
    (row,) = await housing.deliveries("meeting/offer")
    assert (row.recipient, row.thread_ts) == ("C0HOUSING", None)
    seen = offer_seen(housing)
    said = {name: seen[name] for name in ("topic", "place", "access", "language", "leader", "kind", "teams")}
    assert said == {
        "topic": "The depot",
        "place": "Room 4",
        "access": "Step-free, with a hearing loop.",
        "language": "English and Welsh",
        "leader": MARTIN,
        "kind": "listening",
        "teams": ["Housing"],
    }
    assert [time["at"] for time in seen["times"]] == [FIRST.isoformat(), SECOND.isoformat()]
    digest = await housing.digest(MARTIN)
    assert digest is not None
    async with housing.database.reading() as work:
        assert await work.offers.count_by(T1, MARTIN) == 1


async def test_about_a_question(housing: Room) -> None:
    """Its state says that a talk is offered; its words stand neither in the form nor in the meeting."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    question, desk = await only(housing), offers_of(housing)
    asked = await desk.form_for_question(T1, MARTIN, question.id)
    assert (asked.team, asked.can_write, DEPOT in str(asked)) == ("Housing", True, False)
    await desk.offer_about(T1, MARTIN, question.id, act(), wish())
    await housing.posts()
    assert (await only(housing)).state == "talk_offered"
    assert DEPOT not in str(offer_seen(housing)) + str([meeting.body for meeting in await meetings(housing)])


async def test_nobody_can_be_written_to(housing: Room) -> None:
    """About an Unlinked question the form offers the team alone, and a forged choice is refused."""
    await week_of(housing, (AMINA, DEPOT, "unlinked"))
    question, desk = await only(housing), offers_of(housing)
    assert not (await desk.form_for_question(T1, MARTIN, question.id)).can_write
    with pytest.raises(FieldProblem) as wrong:
        await desk.offer_about(T1, MARTIN, question.id, act(), wish(whom=RAISED))
    assert wrong.value.field == "whom"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"topic": " "}, "topic"),
        ({"topic": "x" * 151}, "topic"),
        ({"place": ""}, "place"),
        ({"access": "x" * 301}, "access"),
        ({"kind": "party"}, "meeting_kind"),
        ({"rule": "maybe"}, "rule"),
        ({"starts": (None, None, None)}, "starts_1"),
        ({"starts": (FIRST - timedelta(days=60), None, None)}, "starts_1"),
        ({"starts": (FIRST, FIRST + timedelta(days=500), None)}, "starts_2"),
        ({"starts": (FIRST, SECOND, FIRST)}, "starts_3"),
        ({"minutes": 44}, "minutes"),
        ({"places": 0}, "places"),
        ({"places": 501}, "places"),
    ],
)
def test_what_does_not_fit(changes: dict[str, object], field: str) -> None:
    """Each thing that does not fit is told at its own field."""
    with pytest.raises(FieldProblem) as wrong:
        check_wish(wish(**changes), FIRST - timedelta(days=14), can_write=False)
    assert wrong.value.field == field


async def test_a_weekend_is_a_hint(housing: Room) -> None:
    """A time outside working hours is taken, and said back kindly."""
    await week_of(housing)
    digest, team = await housing.digest(MARTIN), await housing.team()
    assert digest is not None
    came = await offers_of(housing).offer_to_team(T1, MARTIN, digest.id, team.id, act(), wish(FIRST, THIRD))
    assert (came.fresh, came.odd, came.zone) == (True, (THIRD,), "Europe/London")


async def test_sent_twice(housing: Room) -> None:
    """The same form sent again says so, and offers nothing twice."""
    await week_of(housing)
    digest, team, form = await housing.digest(MARTIN), await housing.team(), act()
    assert digest is not None
    desk = offers_of(housing)
    came = [await desk.offer_to_team(T1, MARTIN, digest.id, team.id, form, wish()) for _ in range(2)]
    assert [each.fresh for each in came] == [True, False]
    assert len(await meetings(housing)) == 1


async def test_only_whoever_it_was_put_to(housing: Room) -> None:
    """Neither staff nor strangers nor another workspace can offer times, or change what a leader offered."""
    meeting = await offered(housing)
    (first, _), desk = await times(housing, meeting), offers_of(housing)
    digest, team = await housing.digest(MARTIN), await housing.team()
    assert digest is not None
    for user in (AMINA, "U0STRANGER"):
        with pytest.raises(NotAllowed):
            await desk.form_for_team(T1, user, digest.id, team.id)
        with pytest.raises(NotAllowed):
            await desk.call_off(T1, user, first.id, act())
        with pytest.raises(NotAllowed):
            await desk.look(T1, user, first.id)
    with pytest.raises(NotFound):
        await desk.call_all_off("T0OTHER", MARTIN, meeting.id, act())


async def test_a_change_is_told(housing: Room) -> None:
    """Who has a place at a time hears of its new moment; calendars count the change; others hear nothing."""
    first, second = await times(housing, await offered(housing))
    await books(housing, AMINA, first)
    await books(housing, BEN, second)
    to = ChangeForm(first.id, FIRST + timedelta(hours=2), 60, 3, "Room 4")
    assert await offers_of(housing).change(T1, MARTIN, first.id, act(), to)
    await housing.posts()
    now = (await times(housing, await _only(housing)))[0]
    assert (now.starts_at, now.minutes, now.places, now.sequence) == (to.starts_at, 60, 3, 1)
    assert (news(housing, AMINA), news(housing, BEN)) == (["changed"], [])
    assert offer_seen(housing)["times"][0]["at"] == to.starts_at.isoformat()


async def test_another_place_concerns_all(housing: Room) -> None:
    """Where the meeting moves, everybody with a place is told."""
    first, second = await times(housing, await offered(housing))
    await books(housing, AMINA, first)
    await books(housing, BEN, second)
    to = ChangeForm(first.id, FIRST, 45, 2, "https://meet.example/depot")
    await offers_of(housing).change(T1, MARTIN, first.id, act(), to)
    await housing.posts()
    assert [news(housing, user) for user in (AMINA, BEN)] == [["changed"], ["changed"]]
    assert offer_seen(housing)["link"] == "https://meet.example/depot"


async def test_more_and_fewer_places(housing: Room) -> None:
    """More places go to those who wait; fewer than are taken cannot be."""
    (first,) = await times(housing, await offered(housing, FIRST, places=1))
    await books(housing, AMINA, first)
    await bookings_of(housing).wait(T1, BEN, first.id, act())
    desk = offers_of(housing)
    await desk.change(T1, MARTIN, first.id, act(), ChangeForm(first.id, FIRST, 45, 2, "Room 4"))
    assert await states(housing, first) == {AMINA: "booked", BEN: "booked"}
    with pytest.raises(FieldProblem) as wrong:
        await desk.change(T1, MARTIN, first.id, act(), ChangeForm(first.id, FIRST, 45, 1, "Room 4"))
    assert wrong.value.field == "places"


async def test_called_off(housing: Room) -> None:
    """Who had a place is told; nobody can book it; once no time is left, the meeting is called off."""
    meeting = await offered(housing)
    first, second = await times(housing, meeting)
    await books(housing, AMINA, first)
    desk = offers_of(housing)
    assert await desk.call_off(T1, MARTIN, first.id, act())
    await housing.posts()
    assert news(housing, AMINA) == ["called_off"]
    with pytest.raises(AskAgain):
        await books(housing, BEN, first)
    await books(housing, BEN, second)
    assert await desk.call_all_off(T1, MARTIN, meeting.id, act())
    await housing.posts()
    assert ((await _only(housing)).state, news(housing, BEN)) == ("called_off", ["called_off"])
    assert card(housing)["state"] == offer_seen(housing)["state"] == "called_off"


async def test_the_time_that_suits_all_who_raised_it(housing: Room) -> None:
    """Once each has said, and one time suits all, it is booked by itself; the others are called off; all are told."""
    meeting = await asked_and_offered(housing, rule=COMMON, voters=(BEN, CARYS), places=3)
    first, second = await times(housing, meeting)
    for user, time in ((AMINA, first), (AMINA, second), (BEN, second), (CARYS, first)):
        assert await books(housing, user, time) == "suits"
    assert (await _only(housing)).state == "offered"
    await books(housing, CARYS, second)
    assert (await _only(housing)).state == "settled"
    assert [time.state for time in await times(housing, meeting)] == ["called_off", "settled"]
    assert await states(housing, second) == {AMINA: "booked", BEN: "booked", CARYS: "booked"}
    assert await states(housing, first) == {}
    await a_while(housing)
    assert [news(housing, user) for user in (AMINA, BEN, CARYS)] == [["settled"]] * 3
    assert news(housing, MARTIN)[-1] == "settled"


async def test_more_than_there_are_places(housing: Room) -> None:
    """Where a time suits more people than it has places, the first ones have them and the others wait, and hear so."""
    first, second = await times(housing, await asked_and_offered(housing, rule=COMMON, places=1))
    await books(housing, BEN, first)
    await books(housing, AMINA, first)
    assert await states(housing, first) == {BEN: "booked", AMINA: "waiting"}
    await a_while(housing)
    assert (news(housing, BEN), news(housing, AMINA)) == (["settled"], ["on_list"])
    assert await states(housing, second) == {}


async def test_as_many_as_there_are_places(housing: Room) -> None:
    """In a team, the first time that suits as many people as it has places is booked; whom another one suited hears."""
    meeting = await offered(housing, rule=COMMON)
    first, second = await times(housing, meeting)
    for user, time in ((AMINA, first), (BEN, second)):
        await books(housing, user, time)
    assert [time["left"] for time in offer_seen(housing)["times"]] == [None, None]
    await books(housing, CARYS, second)
    assert await states(housing, second) == {BEN: "booked", CARYS: "booked"}
    assert [news(housing, user) for user in (AMINA, BEN, CARYS)] == [["not_this_one"], ["settled"], ["settled"]]
    assert await books(housing, DEV, second) == "full"


async def test_a_leader_settles(housing: Room) -> None:
    """The leader settles on a time that does not suit all; whom it suits has a place, and others may still come."""
    meeting = await offered(housing, rule=COMMON, places=4)
    first, second = await times(housing, meeting)
    await books(housing, AMINA, first)
    await books(housing, BEN, second)
    assert await offers_of(housing).settle(T1, MARTIN, first.id, act())
    await housing.posts()
    assert [news(housing, user) for user in (AMINA, BEN)] == [["settled"], ["not_this_one"]]
    assert await books(housing, BEN, first) == "booked"
    with pytest.raises(AskAgain):
        await offers_of(housing).settle(T1, MARTIN, first.id, act())


async def test_who_asks_it_too_afterwards_is_offered_it_and_counts(housing: Room) -> None:
    """Who votes once times are out gets them after a while, once, and no time suits all before they have said so."""
    meeting = await asked_and_offered(housing, rule=COMMON, voters=(BEN,), places=3)
    await a_while(housing)
    for _ in range(2):
        await askers_of(housing).vote(T1, CARYS, (await only(housing)).id)
    await housing.posts()
    assert housing.slack.said("meeting/offer", "D0CARYS") == []
    await a_while(housing)
    (said,) = housing.slack.said("meeting/offer", "D0CARYS")
    assert said["meeting_id"] == meeting.id
    time, _ = await times(housing, meeting)
    for user in (AMINA, BEN):
        assert await books(housing, user, time) == "suits"
    assert (await _only(housing)).state == "offered"
    await books(housing, CARYS, time)
    assert (await _only(housing)).state == "settled"


async def test_a_meeting_that_is_over_is_offered_to_nobody(housing: Room) -> None:
    """Once its times are behind us, or it was called off, a new vote brings no offer."""
    meeting = await asked_and_offered(housing, voters=())
    await offers_of(housing).call_all_off(T1, MARTIN, meeting.id, act())
    await askers_of(housing).vote(T1, BEN, (await only(housing)).id)
    await a_while(housing)
    housing.clock.move_to(SECOND + timedelta(hours=1))
    await askers_of(housing).vote(T1, CARYS, (await only(housing)).id)
    await a_while(housing)
    for user in (BEN, CARYS):
        assert housing.slack.said("meeting/offer", f"D{user[1:]}") == []


async def test_a_leader_cannot_count_those_who_raised_it(housing: Room) -> None:
    """The form that changes a time of theirs has no places, and one that is forged in tells nothing."""
    first, _ = await times(housing, await asked_and_offered(housing))
    for user in (AMINA, BEN):
        await books(housing, user, first)
    desk = offers_of(housing)
    asked, _ = await desk.look(T1, MARTIN, first.id)
    assert asked.places is None
    await desk.change(T1, MARTIN, first.id, act(), ChangeForm(first.id, FIRST, 45, 1, "Room 4"))
    now, _ = await times(housing, await _only(housing))
    assert now.places == 2


async def test_a_leaders_home(housing: Room) -> None:
    """It lists what is to come, with how many places are taken, and none of that of those who raised something."""
    first, _ = await times(housing, await asked_and_offered(housing))
    await books(housing, AMINA, first)
    await offered_again(housing, FIRST)
    leading = (await housing.enquiries.home(T1, MARTIN)).leading
    assert leading is not None
    assert {(one.at, one.taken) for one in leading.meetings} == {(FIRST, None), (FIRST, 0), (SECOND, None)}


async def _only(room: Room) -> Meeting:
    (meeting,) = await meetings(room)
    return meeting
