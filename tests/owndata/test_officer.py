"""The privacy officer's rights: for them alone, whole, and each use in the trail where the person reads it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.dialogues import events as ev
from bot.dialogues import own_events as own
from bot.enquiries.parcels import Parcels
from bot.enquiries.privacy_desk import PrivacyDesk
from bot.enquiries.rights import ACCESS, SEARCH
from bot.errors import FieldProblem, NotAllowed
from bot.roles import Roster
from tests.conversation.room import HOUSING, T1, Room, read_texts
from tests.owndata.conftest import OFFICER

AMINA, BEN, CARYS, _, MARTIN = HOUSING.members
ADMIN = "U0ADMIN"


def desk(room: Room) -> PrivacyDesk:
    """The desk of a workspace with one admin and one privacy officer."""
    roster = Roster(admins={ADMIN}, privacy_officers={OFFICER})
    return PrivacyDesk(room.database, room.enquiries, room.clock, roster)


async def acts(room: Room) -> list[tuple[str, str, str | None]]:
    """The whole trail: who did what, about whom."""
    async with room.database.reading() as work:
        return [(row.actor, row.act, row.subject) for row in await work.audit.all()]


async def lived(room: Room) -> None:
    """A week in which Amina does a bit of everything."""
    await room.replies(AMINA, "In the thread.")
    await room.answers(AMINA, "In <confidence> & trust.", now=2, needed=5, theme=room.pack.areas[0].themes[0].key)
    await room.answers(AMINA, "Nobody can tell.", mode="unlinked")
    await room.replies(BEN, "Ben's own.", ts="1800000001.000001")
    await room.hears(ev.ReactionAdded, channel=HOUSING.channel, ts="1800000001.000001", user=AMINA, name="heart")
    await room.comes("nudge")
    await room.hears(ev.RemindersStopped, user=AMINA)


@pytest.mark.parametrize("user", [ADMIN, MARTIN, AMINA, "U0NOBODY"])
async def test_only_a_privacy_officer_gets_anything(housing: Room, user: str) -> None:
    """An admin, a leader, the person's own self by this door, a stranger: refused, nothing written, nothing sent."""
    await lived(housing)
    with pytest.raises(NotAllowed):
        await desk(housing).access(T1, AMINA, by=user)
    with pytest.raises(NotAllowed):
        await desk(housing).ask(T1, AMINA, "", user, "wish")
    with pytest.raises(NotAllowed):
        await desk(housing).search(T1, "Ben", by=user)
    assert await acts(housing) == []
    async with housing.database.reading() as work:
        assert await work.files.of_person(T1, user) == []


async def test_an_answer_to_a_request_is_whole(housing: Room) -> None:
    """It holds what the person said by name and in confidence, and every trace; nothing Unlinked, nothing of others."""
    await lived(housing)
    await housing.hears(own.CampaignLeft, user=AMINA, campaign_id=(await housing.round()).campaign_id)
    data = await desk(housing).access(T1, AMINA, "case 7", OFFICER)
    assert {one["text"] for one in data["answers"]} == {"In the thread.", "In <confidence> & trust."}
    assert [one["theme"] for one in data["answers"]].count(housing.pack.areas[0].themes[0].key) == 1
    assert [(one["scale"], one["value"]) for one in data["ratings"]] == [("needed", 5), ("now", 2)]
    assert [week["week"] for week in data["traces"]["took_part"]] == [1]
    assert data["traces"]["reacted"][0][1] == ["heart"]
    assert (data["reminders"]["state"], data["left_campaigns"]) == ("stopped", ["Spring"])
    assert [(one["actor"], one["act"], one["why"]) for one in data["rights_used"]] == [(OFFICER, ACCESS, "case 7")]
    whole = json.dumps(data)
    assert "Nobody can tell." not in whole
    assert "Ben" not in whole
    assert BEN not in whole
    theirs = await desk(housing).access(T1, BEN)
    assert {one["kind"] for one in data["messages_to_you"]} == {"receipt/private"}
    assert theirs["messages_to_you"] == []
    assert "In <confidence>" not in json.dumps(theirs)


async def test_the_readable_file_says_the_same(housing: Room) -> None:
    """Every text, rating and act of the JSON stands in the file to read, as it was typed, with where to complain."""
    await lived(housing)
    data = await desk(housing).access(T1, AMINA, by=OFFICER)
    parcel = await Parcels(housing.enquiries, read_texts()).pack(
        T1, {"kind": "access", "to": OFFICER, "about": AMINA}, "N1"
    )
    readable, as_json = (file.content.decode() for file in parcel.files)
    assert {one["text"] for one in json.loads(as_json)["answers"]} == {one["text"] for one in data["answers"]}
    for words in ("> In <confidence> & trust.", "> In the thread.", "needed: 5", "heart"):
        assert words in readable
    assert f"{OFFICER} (privacy officer)" in readable
    assert "What you said Unlinked" in readable
    assert "data protection regulator" in readable
    assert "N1" in parcel.words


async def test_the_person_sees_each_use(housing: Room) -> None:
    """A file, an answer from the server and a search stand in the person's own page; a search for another does not."""
    await desk(housing).access(T1, AMINA)
    housing.clock.advance(timedelta(seconds=1))
    await desk(housing).ask(T1, AMINA, "case 8", OFFICER, "wish")
    housing.clock.advance(timedelta(seconds=1))
    await desk(housing).search(T1, "Amina", AMINA, OFFICER)
    await desk(housing).search(T1, "Ben", BEN, OFFICER)
    used = (await housing.enquiries.my_data(T1, AMINA)).rights.used
    assert [(one.actor, one.act, one.why) for one in used] == [
        (OFFICER, SEARCH, ""), (OFFICER, ACCESS, "case 8"), ("command line", ACCESS, ""),
    ]  # fmt: skip


@pytest.mark.both_databases
async def test_a_wish_that_comes_twice_is_one(housing: Room) -> None:
    """The same command brought again by Slack plans one file and writes one entry."""
    for _ in range(2):
        await desk(housing).ask(T1, AMINA, "", OFFICER, "wish")
    async with housing.database.reading() as work:
        (row,) = await work.files.of_person(T1, OFFICER)
    assert row.body == {"kind": "access", "to": OFFICER, "about": AMINA}
    assert await acts(housing) == [(OFFICER, ACCESS, AMINA)]


async def test_a_search_finds_texts_of_every_mode_and_not_their_authors(housing: Room) -> None:
    """Named, Confidential and Unlinked words that speak of somebody are found with their place, without who wrote."""
    await housing.replies(AMINA, "Siân would know.")
    await housing.answers(BEN, "I told SIAN’s team.")
    await housing.answers(CARYS, "Ask Sian.", mode="unlinked")
    await housing.answers(CARYS, "The Siancorp van.")
    hits = await desk(housing).search(T1, "Sian", by=OFFICER)
    assert sorted((hit.mode, hit.text, hit.week) for hit in hits) == [
        ("confidential", "I told SIAN’s team.", 1),
        ("named", "Siân would know.", 1),
        ("unlinked", "Ask Sian.", 1),
    ]
    assert not [user for user in (AMINA, BEN, CARYS) if user in str(hits)]
    assert await desk(housing).search("T0OTHER", "Sian") == []


async def test_the_trail_holds_no_name_that_was_searched_for(housing: Room) -> None:
    """Who searched and when is kept, but not for whom, unless the officer says whose Slack id it is."""
    await desk(housing).search(T1, "Siân Pritchard", by=OFFICER)
    assert await acts(housing) == [(OFFICER, SEARCH, None)]
    async with housing.database.reading() as work:
        (entry,) = await work.audit.all()
    assert "Si" not in entry.about


@pytest.mark.parametrize("user", ["", "amina", "C0HOUSING", "U0; DROP", "<@U0AMINA>"])
async def test_what_is_no_slack_id_is_refused_before_anything_is_written(housing: Room, user: str) -> None:
    """A name, a channel or something forged gives a sentence, and no entry."""
    with pytest.raises(FieldProblem):
        await desk(housing).access(T1, user, by=OFFICER)
    with pytest.raises(FieldProblem):
        await desk(housing).search(T1, "--", by=OFFICER)
    assert await acts(housing) == []


async def test_links_that_were_destroyed_are_said_to_be(housing: Room) -> None:
    """After the forget switch an answer names the campaign, and holds what was said by name alone."""
    await lived(housing)
    async with housing.database.unit_of_work() as work:
        (campaign,) = await work.campaigns.all(T1)
        campaign.salt, campaign.state = None, "finished"
        await work.commit()
    data = await desk(housing).access(T1, AMINA)
    assert data["campaigns_without_links"] == ["Spring"]
    assert data["ratings"] == []
    assert [one["text"] for one in data["answers"]] == ["In the thread."]
