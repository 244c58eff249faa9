"""Who leaves a campaign is asked, reminded and counted no more, keeps power over what they said, and is not told of."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from bot.dialogues import events as ev
from bot.dialogues import own_events as own
from bot.errors import AskAgain, NotFound
from bot.ids import delivery_id
from bot.slack.blocks.voice import Voice
from bot.slack.views.home import home_view
from bot.slack.views.my_data import my_data_view
from tests.conversation.room import HOUSING, NURSES, PLENTY, T1, Room, read_texts
from tests.conversation.test_privacy import reached, readable, ways

AMINA, BEN, CARYS, DEV, MARTIN = HOUSING.members


async def leaves(room: Room, user: str, *, forget: bool = False) -> dict[str, Any]:
    """Somebody leaves the one campaign; what they are told."""
    outcome = await room.hears(own.CampaignLeft, user=user, campaign_id=await campaign_id(room), forget=forget)
    (said,) = outcome.replies
    return dict(said.facts)


async def campaign_id(room: Room) -> str:
    """The one campaign."""
    return (await room.round()).campaign_id


async def reminded(room: Room) -> set[str]:
    """Whom a reminder has gone to."""
    return {row.recipient for row in await room.deliveries("nudge") if row.state == "sent"}


async def test_who_left_is_not_reminded(housing: Room) -> None:
    """The reminder of the week goes to everybody who has not taken part, but not to one who left."""
    await leaves(housing, BEN)
    await housing.comes("nudge")
    assert await reminded(housing) == {AMINA, CARYS, DEV}


async def test_what_waits_to_be_sent_is_not_sent(housing: Room) -> None:
    """A reminder that is planned when somebody leaves never goes out, and those of others do."""
    beat = await housing.beat("nudge")
    housing.clock.move_to(beat.due_at)
    due = ev.NudgeDue(id="beat", workspace=T1, at=beat.due_at, round_id=beat.round_id, due_at=beat.due_at)
    await housing.conversation.handle(due)
    await leaves(housing, BEN)
    await housing.posts()
    assert await reminded(housing) == {AMINA, CARYS, DEV}


async def test_who_left_gives_nothing_new(housing: Room) -> None:
    """A reply, a reaction, a rating, the form and its page: none is taken, and only acts in the form are answered."""
    await leaves(housing, AMINA)
    assert (await housing.replies(AMINA, "Still here.")).replies == ()
    ts = housing.prompt_ts()
    await housing.hears(ev.ReactionAdded, user=AMINA, name="two", channel=HOUSING.channel, ts=ts)
    for act in (housing.rates(AMINA, 3), housing.answers(AMINA), housing.answers(AMINA, mode="unlinked")):
        with pytest.raises(AskAgain, match="You left this campaign"):
            await act
    with pytest.raises(AskAgain, match="You left this campaign"):
        await housing.enquiries.answer_form(T1, (await housing.round()).id, AMINA)
    assert await housing.stored() == []
    async with housing.database.reading() as work:
        assert await work.ratings.of_round((await housing.round()).id) == []
        assert await work.participations.codes((await housing.round()).id) == set()


async def test_an_edit_of_what_was_not_kept_is_not_kept_either(housing: Room) -> None:
    """What one who left wrote in the thread stays unknown when they edit it; what they wrote before follows them."""
    await housing.replies(AMINA, "Before.", ts="1800000001.000001")
    await leaves(housing, AMINA)
    await housing.replies(AMINA, "After.", ts="1800000002.000001")
    for ts, words in (("1800000001.000001", "Before, edited."), ("1800000002.000001", "After, edited.")):
        await housing.replies(AMINA, words, ts=ts, version_ts="1800000003.000001", kind=ev.ReplyEdited)
    assert await housing.texts() == ["Before, edited."]


async def test_what_was_said_stays_and_stays_theirs(housing: Room) -> None:
    """Who leaves and keeps what they said can still see, change and delete it."""
    await housing.answers(AMINA, "Mine.", now=2)
    await leaves(housing, AMINA)
    (answer,) = await housing.stored()
    await housing.changes(AMINA, answer, "Mine, changed.", "confidential", now=5, needed=5)
    assert (await housing.enquiries.my_data(T1, AMINA)).ratings == ((housing.pack.areas[0].title, "now", 2),)
    assert [one.text for one in (await housing.enquiries.my_data(T1, AMINA)).answers] == ["Mine, changed."]
    await housing.withdraws(AMINA, answer)
    assert await housing.stored() == []


async def test_leaving_and_deleting_takes_all_that_was_given(housing: Room) -> None:
    """Answers in each mode, ratings and reactions go, the copy in the thread too; others' stay."""
    await housing.replies(BEN, "Ben's own.", ts="1800000001.000001")
    await housing.rates(BEN, 4)
    await housing.replies(AMINA, PLENTY, ts="1800000002.000001")
    await housing.answers(AMINA, "In confidence.", now=2, needed=5)
    await housing.answers(AMINA, "By name.", mode="named")
    await housing.posts()
    support = {"channel": HOUSING.channel, "ts": "1800000001.000001"}
    await housing.hears(ev.ReactionAdded, user=AMINA, name="heart", **support)
    assert housing.slack.said("thread/named_answer")
    told = await leaves(housing, AMINA, forget=True)
    await housing.posts()
    assert told["in_thread"] == 1
    assert await housing.texts() == ["Ben's own."]
    assert housing.slack.said("thread/named_answer") == []
    data = await housing.enquiries.my_data(T1, AMINA)
    assert (data.answers, data.ratings, data.traces.reacted) == ((), (), ())
    assert (await housing.enquiries.my_data(T1, BEN)).ratings == ((housing.pack.areas[0].title, "now", 4),)


async def test_home_and_own_data_say_that_nothing_is_asked(housing: Room) -> None:
    """Who left is not told of a hello or of reminders to come, until they are back."""
    voice = Voice(read_texts())
    for away in (True, False):
        if away:
            await leaves(housing, AMINA)
        else:
            await housing.hears(own.CampaignRejoined, user=AMINA, campaign_id=await campaign_id(housing))
        home, data = await housing.enquiries.home(T1, AMINA), await housing.enquiries.my_data(T1, AMINA)
        assert home.away is data.choices.away is away
        shown = str(home_view(home, voice).to_dict())
        assert ("I ask you nothing: you left" in shown) is away
        assert ("Reminders are on" in shown) is not away
        assert ("Reminders are on" in str(my_data_view(data, voice).to_dict())) is not away


async def test_nobody_can_tell_from_a_count_that_somebody_left(housing: Room) -> None:
    """Who leaves an open week and deletes everything still counts at its close; the flag of a closed one goes."""
    for user in (AMINA, BEN, CARYS):
        await housing.rates(user, 3)
    await housing.week("playback")
    await leaves(housing, AMINA, forget=True)
    await housing.week("close")
    assert (await housing.figures())["heard"] == [3, 9]
    await leaves(housing, BEN, forget=True)
    assert (await housing.enquiries.my_data(T1, BEN)).traces.took_part == ()


async def test_words_that_went_do_not_come_back(housing: Room) -> None:
    """A later edit of a message whose words were deleted on leaving brings none of them back."""
    await housing.replies(AMINA, "Gone.", ts="1800000002.000001")
    await leaves(housing, AMINA, forget=True)
    await housing.hears(own.CampaignRejoined, user=AMINA, campaign_id=await campaign_id(housing))
    edited = "1800000009.000001"
    await housing.replies(AMINA, "Gone, edited.", ts="1800000002.000001", version_ts=edited, kind=ev.ReplyEdited)
    assert await housing.stored() == []


async def test_figures_that_leaders_have_stay(housing: Room) -> None:
    """Leaving with everything after a close changes no frozen count, and takes the words out of the digest."""
    for user in (AMINA, BEN, CARYS):
        await housing.answers(user, f"By name, {user}.", mode="named", now=2)
    await housing.week("close", "digest")
    before = await housing.figures()
    await leaves(housing, AMINA, forget=True)
    after = await housing.figures()
    assert after["heard"] == before["heard"]
    assert after["ratings"] == before["ratings"]
    assert f"By name, {AMINA}." in str(before)
    digest = await housing.digest(MARTIN)
    assert digest is not None
    assert f"By name, {AMINA}." not in str(after) + str(digest.snapshot)


async def test_leaving_changes_no_figure(housing: Room) -> None:
    """Everybody can see who is in the channel, so a figure out of fewer would tell that somebody left: it stays."""
    for user in (AMINA, BEN, CARYS):
        await housing.answers(user)
    await leaves(housing, DEV)
    await housing.comes("close")
    frozen = (await housing.round()).figures
    assert frozen is not None
    assert frozen["internal"]["members"] == len(HOUSING.members) - 1


async def test_coming_back_is_being_asked_again(housing: Room) -> None:
    """After coming back the form is taken, the reminder comes and Home shows the question."""
    await leaves(housing, AMINA)
    assert (await housing.enquiries.home(T1, AMINA)).rounds == ()
    assert await housing.enquiries.status(T1, AMINA) == ()
    await housing.hears(own.CampaignRejoined, user=AMINA, campaign_id=await campaign_id(housing))
    assert len((await housing.enquiries.home(T1, AMINA)).rounds) == 1
    await housing.answers(AMINA)
    assert len(await housing.stored()) == 1


async def test_only_ones_own_campaigns_can_be_left(room: Room) -> None:
    """A campaign of others, one that leads only, and another workspace's are as if they were not there."""
    await room.begins(NURSES)
    team = await room.team("Nurses")
    for user, workspace in ((AMINA, T1), ("U0NIA", T1), ("U0GWEN", "T0OTHER")):
        with pytest.raises(NotFound):
            await room.hears(own.CampaignLeft, user=user, campaign_id=team.campaign_id, workspace=workspace)
    async with room.database.reading() as work:
        assert await work.departures.codes(team.campaign_id) == set()


async def test_a_departure_names_nobody_and_no_time(housing: Room) -> None:
    """The row has the campaign and a code of its own kind; nothing in the ledger, the trail or a figure tells of it."""
    await leaves(housing, AMINA)
    async with housing.database.reading() as work:
        rows = (await work.session.execute(text("SELECT * FROM departures"))).mappings().all()
        campaign = await work.campaigns.get(await campaign_id(housing))
        assert campaign is not None
        codes = housing.identities.codes(campaign.salt, T1, AMINA)
        assert [dict(row) for row in rows] == [{"campaign_id": campaign.id, "person_code": codes.away}]
        assert await work.audit.all() == []
        assert await work.deliveries.get(delivery_id(f"left/{AMINA}")) is None
    assert list(vars(codes).values()).count(codes.away) == 1


async def test_a_leader_learns_nothing_of_it(housing: Room) -> None:
    """A digest of a week in which somebody left is the same as of one in which they only stayed silent."""
    for user in (AMINA, BEN, CARYS):
        await housing.answers(user, f"Words of {user}.", mode="named", now=3)
    await leaves(housing, DEV)
    await housing.week("close", "digest")
    digest = await housing.digest(MARTIN)
    assert digest is not None
    assert DEV not in str(digest.snapshot)
    assert not any("left" in str(key) for key in digest.snapshot)


@pytest.mark.parametrize("migrated_database_url", ["sqlite"], indirect=True)
async def test_no_way_leads_from_a_person_to_their_departure(housing: Room) -> None:
    """Who has the database and no key joins all that shares a value, and comes from Amina to no departure."""
    await housing.answers(AMINA, "In confidence.", now=2)
    await leaves(housing, AMINA)
    await housing.hears(own.OwnFileAsked, user=AMINA)
    rows = readable(housing)
    (departure,) = [row for table, row in rows if table == "departures"]
    known = reached(ways(rows), AMINA)
    assert departure["person_code"] not in known
    assert not known & {row["id"] for table, row in rows if table == "files_waiting"}
    assert departure["person_code"] in reached(ways(rows), departure["person_code"])
