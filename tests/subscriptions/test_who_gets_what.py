"""Wider digests from a campaign that is played: who gets which figures, when, and nothing when nothing is new."""

from __future__ import annotations

from datetime import timedelta

from bot.dialogues import events as ev
from bot.insight.publishing import PARTNERSHIP, Audience, Level
from bot.publishing import read_of
from tests.conversation.room import T1, Room, read_texts
from tests.questions import town as leaders_desk
from tests.subscriptions.county import (
    ADMIN,
    BOARD,
    COUNTY,
    PARTNERS,
    QUESTION,
    SERVICE,
    STAFF,
    campaign_of,
    chore,
    comes_due,
    desk_of,
    digests,
    got,
    held,
    named,
    subscription,
)


async def test_each_reads_of_their_own_group(room: Room) -> None:
    """A service leader gets their organisation's digest, the partnership's board the joint one; each is what was
    published, and stands in nobody else's messages."""
    await room.begins(*COUNTY)
    await named(room, SERVICE, "service", "of/Council")
    partner = await named(room, PARTNERS, "partnership")
    await desk_of(room).choose(T1, PARTNERS, partner.id, "1", "Tue", "09:00")
    await held(room)
    assert await comes_due(room) == 2
    (own,), (joint,) = got(room, SERVICE), got(room, PARTNERS)
    campaign = await campaign_of(room)
    async with room.database.reading() as work:
        council = await read_of(work, campaign.id, 1, Audience(Level.ORGANISATION, "Council"))
        together = await read_of(work, campaign.id, 1, PARTNERSHIP)
    assert council is not None
    assert council.ratings
    assert together is not None
    assert together.ratings
    assert (own["organisation"], own["areas"][0]["ratings"]) == ("Council", council.ratings)
    assert (joint["organisation"], joint["areas"][0]["ratings"]) == (None, together.ratings)
    assert own["areas"][0]["ratings"]["now"] < 2 < joint["areas"][0]["ratings"]["now"]
    assert [side["organisation"] for side in joint["partners"][0]["pair"]] == ["Council", "Fire service"]
    (beside,) = own["partners"]
    assert (beside["own"], beside["together"]) == (council.ratings["now"], together.ratings["now"])
    for user in (*STAFF["Housing"], "U0LEAD1", BOARD):
        assert got(room, user) == []


async def test_it_holds_counts_of_questions_and_no_words(room: Room) -> None:
    """What came of a question is counted for its organisation; its words are nowhere in the digest or its row."""
    await room.begins(*COUNTY)
    await named(room, SERVICE, "service", "of/Council")
    await held(room, asks=True)
    await comes_due(room)
    (own,) = got(room, SERVICE)
    (account,) = own["account"]
    assert (account["organisation"], account["raised"], account["waiting"]) == ("Council", 1, 1)
    assert QUESTION not in repr(own)
    assert QUESTION not in repr((await digests(room, SERVICE))[0].snapshot)


async def test_too_few_people_are_no_news(room: Room) -> None:
    """Where too few took part in an organisation, nothing comes; once enough did, that week is told of too."""
    await room.begins(*COUNTY)
    await named(room, SERVICE, "service", "of/Council")
    await held(room, people=2)
    assert await comes_due(room, 4) == 0
    await held(room, 2)
    await comes_due(room)
    (own,) = got(room, SERVICE)
    assert [bool(line["heard"]) for line in own["areas"]] == [False, True]


async def test_nothing_new_is_not_sent(room: Room) -> None:
    """After a digest, weeks without news bring none; an answer to a question is news again."""
    await room.begins(*COUNTY)
    await named(room, SERVICE, "service", "of/Council")
    await held(room, asks=True)
    await comes_due(room)
    assert await comes_due(room, 14) == 0
    async with room.database.reading() as work:
        campaign = await campaign_of(room)
        (question,) = await work.questions.of_campaign(campaign.id)
    await leaders_desk.desk_of(room).answer(
        T1, "U0LEAD1", question.id, leaders_desk.act(), "The lease ran out.", "thread"
    )
    assert await comes_due(room) == 1
    assert got(room, SERVICE)[-1]["account"][0]["answered"] == 1
    assert got(room, SERVICE)[-1]["areas"] is None


async def test_a_board_hears_every_fourth_week_of_all_since(room: Room) -> None:
    """Its first digest comes after four weeks and tells of all areas until then, in the order of the weeks."""
    await room.begins(*COUNTY)
    await named(room, BOARD, "board", "of/Council")
    for week in (1, 2, 3, 4):
        await held(room, week)
        written = await comes_due(room, 4)
        assert written == (1 if week == 4 else 0)
    (digest,) = got(room, BOARD)
    assert [line["week"] for line in digest["areas"]] == [1, 2, 3, 4]


async def test_doubled_chores_write_once(room: Room) -> None:
    """The same slot looked at twice, and by a process that was late, gives one digest and one message."""
    await room.begins(*COUNTY)
    await named(room, SERVICE, "service", "of/Council")
    await held(room)
    room.clock.advance(timedelta(days=5))
    assert [await chore(room), await chore(room)] == [1, 0]
    async with room.database.unit_of_work() as work:  # as if another process had not seen that it was looked at
        row = await work.subscriptions.hold((await subscription(room, SERVICE)).id)
        assert row is not None
        row.looked_at -= timedelta(days=7)
        await work.commit()
    assert await chore(room) == 0
    await room.posts()
    assert len(got(room, SERVICE)) == 1


async def test_who_stopped_gets_none_and_who_is_taken_out_neither(room: Room) -> None:
    """A reader stops their digest themselves; an admin takes one out; neither hears any more."""
    await room.begins(*COUNTY)
    own, other = await named(room, SERVICE, "service", "of/Council"), await named(room, BOARD, "service", "all")
    await desk_of(room).stop(T1, SERVICE, own.id)
    await desk_of(room).take_out(T1, ADMIN, other.id)
    await held(room)
    assert await comes_due(room) == 0


async def test_the_form_says_who_reads(room: Room) -> None:
    """Whoever answers reads to whom figures of their organisation go: of it and of all teams, not of another one."""
    await room.begins(*COUNTY)
    await named(room, SERVICE, "service", "of/Council")
    await named(room, PARTNERS, "partnership")
    await named(room, BOARD, "board", "of/Fire service")
    await room.comes("open")
    form = await room.enquiries.answer_form(T1, (await room.round()).id, "U0A1")
    assert set(form.wider) == {SERVICE, PARTNERS}


async def test_a_leaders_own_hour(room: Room) -> None:
    """A team's leader who chose two o'clock gets the digest then, and not when it is written."""
    await room.begins(*COUNTY)
    await desk_of(room).choose_hour(T1, "U0LEAD1", "14:00")
    await held(room)
    assert not room.slack.said("digest/leader", "D0LEAD1")
    assert room.slack.said("digest/leader", "D0LEAD2")
    room.clock.advance(timedelta(hours=4, minutes=50))
    await room.posts()
    assert not room.slack.said("digest/leader", "D0LEAD1")
    room.clock.advance(timedelta(minutes=15))
    await room.posts()
    assert room.slack.said("digest/leader", "D0LEAD1")
    assert not room.slack.said("digest/questions", "D0LEAD1")


async def test_who_is_in_a_team_and_on_a_board_is_both(room: Room) -> None:
    """Somebody of the staff who sits on a board is asked like the others, and gets the board's digest."""
    await room.begins(*COUNTY)
    await named(room, "U0A1", "service", "of/Council")
    await room.hears(ev.MembersSeen, channel="C0HOUSING", users=(*STAFF["Housing"], "U0LEAD1"))
    await held(room)
    await comes_due(room)
    assert len(got(room, "U0A1")) == 1
    home = await room.enquiries.home(T1, "U0A1")
    assert [reader.organisation for reader in home.reads] == ["Council"]
    assert home.rounds


async def test_it_stands_in_ones_own_data(room: Room) -> None:
    """Whoever gets digests, or chose an hour, finds both in the file with all that is kept about them."""
    await room.begins(*COUNTY)
    await named(room, SERVICE, "service", "of/Council")
    await desk_of(room).choose_hour(T1, "U0LEAD1", "14:00")
    texts = read_texts()
    for user, said in ((SERVICE, "get digests of Council"), ("U0LEAD1", "want your digest at 14:00")):
        data = await room.enquiries.everything(T1, user)
        assert said in texts.render_plain("own/file_text", data, zone="UTC")
    data = await room.enquiries.everything(T1, SERVICE)
    kept = {"campaign": "Spring", "organisation": "Council", "every_weeks": 1, "at": "Tue 09:00", "stopped": False}
    assert data["digests_you_get"] == [kept]
