"""Who left a campaign, and what they had deleted then, stays so though an older backup of the database is restored."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogues import events as ev
from bot.dialogues import own_events as own
from bot.ids import pair_in, pair_of
from bot.retention.again import MAKE
from tests.conversation.room import HOUSING, T1, Room
from tests.retention.lives import AMINA, BEN, CARYS, DEV, found_in, rows_of
from tests.retention.test_deletions import BY_NAME, Shop, ledger, shop, week_of_words

__all__ = ["shop"]
GIVEN = ("ratings", "participations", "supports")


async def leaves(room: Room, user: str, *, forget: bool = False) -> None:
    """Somebody leaves the one campaign."""
    campaign_id = (await room.round()).campaign_id
    await room.hears(own.CampaignLeft, user=user, campaign_id=campaign_id, forget=forget)


async def comes_back(room: Room, user: str) -> None:
    """They are asked again."""
    await room.hears(own.CampaignRejoined, user=user, campaign_id=(await room.round()).campaign_id)


async def away(room: Room) -> set[str]:
    """Who of the team has left."""
    round_ = await room.round()
    async with room.database.reading() as work:
        gone = await work.departures.codes(round_.campaign_id)
        campaign = await work.campaigns.get(round_.campaign_id)
    assert campaign is not None
    codes = {user: room.identities.codes(campaign.salt, campaign.workspace, user) for user in HOUSING.members}
    return {user for user, theirs in codes.items() if theirs.away in gone}


async def test_what_was_forgotten_on_leaving_goes_again(shop: Shop) -> None:
    """Ratings, reactions, flags and answers of who left and had them deleted go again; those of others stay."""
    room = shop.opens()
    await week_of_words(room)
    room = await shop.backs_up()
    for user in (BEN, CARYS, DEV):
        await leaves(room, user, forget=True)
    after = await rows_of(room.database)
    await ledger(room, shop.file).write()
    room = await shop.restores()
    before = await rows_of(room.database)
    assert all(len(before[table]) > len(after[table]) for table in GIVEN)
    assert await ledger(room, shop.file).catch_up()
    rows = await rows_of(room.database)
    assert {table: rows[table] for table in GIVEN} == {table: after[table] for table in GIVEN}
    assert rows["participations"]
    assert found_in(rows, [BY_NAME]) == {}
    assert await away(room) == {BEN, CARYS, DEV}
    assert len(rows["deletions"]) == len(after["deletions"])


@pytest.mark.both_databases
async def test_the_last_of_leaving_and_coming_back_wins(shop: Shop) -> None:
    """Who left since the backup is away again; who came back is not, though they had left before it."""
    room = shop.opens()
    await room.begins()
    await leaves(room, BEN)
    await leaves(room, CARYS)
    await ledger(room, shop.file).write()
    room = await shop.backs_up()
    await comes_back(room, BEN)
    await leaves(room, AMINA)
    await leaves(room, DEV)
    await comes_back(room, DEV)
    await comes_back(room, CARYS)
    await leaves(room, CARYS)
    assert await ledger(room, shop.file).write() == 6
    room = await shop.restores()
    assert await away(room) == {BEN, CARYS}
    assert await ledger(room, shop.file).catch_up() == 6
    assert await away(room) == {AMINA, CARYS}


async def test_what_a_backup_still_has_to_send_is_not_sent(shop: Shop) -> None:
    """A reminder that the backup holds for somebody who left since never goes out; those of others do."""
    room = shop.opens()
    await room.begins()
    await room.comes("open")
    beat = await room.beat("nudge")
    room.clock.move_to(beat.due_at)
    due = ev.NudgeDue(id="beat", workspace=T1, at=beat.due_at, round_id=beat.round_id, due_at=beat.due_at)
    await room.conversation.handle(due)
    room = await shop.backs_up()
    await leaves(room, BEN)
    await ledger(room, shop.file).write()
    room = await shop.restores()
    await ledger(room, shop.file).catch_up()
    await room.posts()
    assert {row.recipient for row in await room.deliveries("nudge") if row.state == "sent"} == {AMINA, CARYS, DEV}


async def test_the_ledger_holds_no_slack_id_of_who_left(any_room: Room) -> None:
    """What leaving notes is codes and ids: nobody who has the file alone learns who it was, or what they thought."""
    await week_of_words(any_room)
    rows = await rows_of(any_room.database)
    codes = {row["person_code"] for table in GIVEN for row in rows[table]}
    for user in (BEN, DEV):
        await leaves(any_room, user, forget=True)
    noted = (await rows_of(any_room.database))["deletions"]
    assert {row["kind"] for row in noted} == {"answer", "rating", "support", "taking part", "left"}
    assert found_in({"noted": noted}, [AMINA, BEN, CARYS, DEV, *codes]) == {}


async def test_a_campaign_that_is_gone_has_nobody_who_left(room: Room) -> None:
    """Entries about a campaign that the restored database does not have are kept and change nothing."""
    pair = pair_of(str(uuid4()), "ab" * 32)
    for kind in ("left", "came back"):
        async with room.database.unit_of_work() as work:
            await work.deletions.note(kind, pair, room.clock.now().date())
            await work.commit()
    entries = await ledger(room, None).entries()
    async with room.database.unit_of_work() as work:
        for entry in entries:
            await MAKE[entry.kind](work, room.identities, entry.about, room.clock.now())
        await work.commit()
    assert (await rows_of(room.database))["departures"] == []


@given(st.uuids(), st.binary(min_size=32, max_size=32))
def test_a_pair_is_64_characters_and_gives_both_back(one: object, code: bytes) -> None:
    """An id and a code fit into a ledger's column, whatever they are."""
    pair = pair_of(str(one), code.hex())
    assert len(pair) == 64
    assert pair_in(pair) == (str(one), code.hex())


def test_what_is_no_pair_is_refused() -> None:
    """Anything shorter is an error, and not somebody else's code."""
    with pytest.raises(ValueError, match="bytes"):
        pair_in("abcd")
