"""What somebody did about ideas is theirs: they see it, take it out, and delete it when they leave, for good."""

from __future__ import annotations

from bot.dialogues import own_events as own
from bot.enquiries.everything import everything
from bot.enquiries.reading import Reading
from bot.ids import pair_of
from bot.retention.again import MAKE
from bot.storage.repositories.deletions import IDEA, IDEA_PART
from tests.conversation.room import T1, Room
from tests.ideas.town import (
    AMINA,
    BEN,
    LEARNED,
    MARTIN,
    NEED,
    a_while,
    act,
    desk_of,
    ideas,
    moves,
    one,
    shares,
    standing,
    tried,
)

SKILL = "I can write Welsh."


async def lived(room: Room) -> tuple[str, str]:
    """Amina shares an idea in confidence; Ben shares one, tries it, stops it and looks back; each helps the other."""
    secret = await shares(room)
    his = await tried(room, BEN)
    desk = desk_of(room)
    await desk.take_on(T1, MARTIN, secret.id, act())
    await desk.offer_help(T1, BEN, secret.id, act(), "skill", SKILL)
    await desk.offer_help(T1, AMINA, his.id, act(), "trying", "")
    await moves(room, his.id, "stopped", BEN, learned="Phones change.")
    await desk.look_back(T1, BEN, his.id, act(), LEARNED, "team")
    await a_while(room)
    return secret.id, his.id


async def taken_out(room: Room, user: str) -> list[dict[str, object]]:
    """The ideas in somebody's download."""
    async with room.database.reading() as work:
        return (await everything(work, Reading(room.identities, room.clock.now(), T1, user, "")))["ideas"]  # type: ignore[no-any-return]


async def test_it_is_seen_and_taken_out(housing: Room) -> None:
    """The download holds what somebody raised, with a name or without, takes forward, offered and wrote; no more."""
    await lived(housing)
    hers, his = await taken_out(housing, AMINA), await taken_out(housing, BEN)
    assert {(idea["raised"], idea["named"], idea["role"]) for idea in hers} == {
        (True, False, ""),
        (False, True, "trying"),
    }
    assert SKILL in str(his)
    assert "Phones change." in str(his)
    assert SKILL not in str(hers)
    assert NEED in str(hers)


async def test_it_goes_with_who_leaves(housing: Room) -> None:
    """Who leaves and deletes what they gave is taken out of every idea, and their own words go, and their lesson."""
    _, his = await lived(housing)
    idea = await one(housing, his)
    await housing.hears(own.CampaignLeft, user=BEN, campaign_id=idea.campaign_id, forget=True)
    await housing.posts()
    left = await ideas(housing)
    assert BEN not in str([row.body for row in left])
    assert await desk_of(housing).learned(T1, AMINA) == ()
    assert await taken_out(housing, BEN) == []
    assert SKILL not in str(housing.slack.said("idea/offered"))
    assert BEN not in str(housing.slack.said("idea/moved"))
    assert BEN not in str(standing(housing))
    async with housing.database.reading() as work:
        kinds = [entry.kind for _, entry in await work.deletions.after(0, 100)]
        assert {IDEA, IDEA_PART} <= set(kinds)
        assert "Phones change." not in str([row.body for row in await work.ideas.history(his)])


async def test_a_restored_copy_loses_it_again(housing: Room) -> None:
    """What the ledger of deletions holds of it deletes it again in a database in which it stands."""
    secret, his = await lived(housing)
    async with housing.database.unit_of_work() as work:
        (campaign,) = await work.campaigns.all(T1)
        code = housing.identities.codes(campaign.salt, T1, BEN).ideas
        for about in (secret, his):
            await MAKE[IDEA_PART](work, housing.identities, pair_of(about, code), housing.clock.now())
        for about in (secret, his, his):
            await MAKE[IDEA](work, housing.identities, about, housing.clock.now())
        await work.commit()
    await housing.posts()
    assert BEN not in str([row.body for row in await ideas(housing)])
    assert NEED not in str([*standing(housing), *[row.body for row in await ideas(housing)]])
    assert await desk_of(housing).learned(T1, AMINA) == ()
