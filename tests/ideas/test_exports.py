"""Ideas in what is taken out of a campaign: without names, and with the words alone that were said by name."""

from __future__ import annotations

import json
from typing import Any

from bot.controller import Controller
from bot.enquiries.export import export
from bot.enquiries.public import public
from tests.conversation.room import T1, Room
from tests.ideas.town import AMINA, BEN, CARYS, IDEA, LEARNED, MARTIN, NEED, TRY, a_while, act, desk_of, moves, shares

SECRET = {"need": "Nobody dares to say this.", "for_whom": "night staff", "idea": "A box at the door."}


async def lived(room: Room) -> None:
    """Ben shares an idea by name, it is decided and looked back at; Amina's has no name, and Carys stops it."""
    his = await shares(room, BEN, "named")
    hers = await shares(room, AMINA, "confidential", **SECRET)
    await a_while(room)
    await moves(room, his.id, "experiment", BEN)
    await moves(room, his.id, "decided", BEN, decided="Every street, from May.", why="It halved calls.")
    await desk_of(room).look_back(T1, BEN, his.id, act(), LEARNED, "team")
    await desk_of(room).take_on(T1, CARYS, hers.id, act())
    await moves(room, hers.id, "stopped", CARYS, learned="Doors are locked.")


async def taken_out(room: Room) -> list[dict[str, Any]]:
    """The ideas in an admin's export."""
    async with room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        found: list[dict[str, Any]] = (await export(work, campaign, Controller()))["ideas"]
    return found


async def handed_out(room: Room) -> list[tuple[str, str]]:
    """What anybody may be handed of ideas: what about, and the words."""
    async with room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        rows = (await public(work, campaign)).words
    return [(str(row["about"]), str(row["words"])) for row in rows if row["kind"] == "idea"]


async def test_an_admin_reads_how_far_each_idea_came(housing: Room) -> None:
    """From the need to what came of it: area, priority, stage, each step and what was said at it by name."""
    await lived(housing)
    his, hers = sorted(await taken_out(housing), key=lambda one: str(one["stage"]))
    assert (his["team"], his["week"], his["stage"]) == ("Housing", 1, "decided")
    assert his["area_title"] == housing.pack.areas[0].title
    assert his["words"]["need"] == NEED
    assert [step["kind"] for step in his["steps"]] == ["idea", "experiment", "decided"]
    assert his["steps"][-1]["said"]["why"] == "It halved calls."
    assert [(step["kind"], step["said"]) for step in hers["steps"]] == [
        ("took_on", {}),
        ("stopped", {"learned": "Doors are locked."}),
    ]


async def test_no_name_and_no_word_in_confidence_is_taken_out(housing: Room) -> None:
    """Neither export names anybody, or holds the words of an idea shared without a name, or of a review."""
    await lived(housing)
    await housing.comes("close")
    both = json.dumps([await taken_out(housing), await handed_out(housing)], ensure_ascii=False)
    assert NEED in both
    hidden = [*SECRET.values(), LEARNED["happened"], AMINA, BEN, CARYS, MARTIN]
    assert not [word for word in hidden if word in both]


async def test_the_public_is_handed_what_was_said_by_name(housing: Room) -> None:
    """Once its week is closed: the words of an idea by name and of its steps; of another not even that it is there."""
    await lived(housing)
    assert await handed_out(housing) == []
    await housing.comes("close")
    handed = await handed_out(housing)
    for said in (
        ("what is needed", NEED),
        ("what could be done", IDEA),
        ("what is tried", TRY["test"]),
        ("what was decided", "Every street, from May."),
    ):
        assert said in handed
    assert "Doors are locked." not in str(handed)


async def test_what_is_taken_back_is_taken_out_no_more(housing: Room) -> None:
    """Whoever takes an idea back is in neither export with a word of theirs."""
    his = await shares(housing, BEN, "named")
    await a_while(housing)
    await moves(housing, his.id, "experiment", BEN)
    await desk_of(housing).offer_help(T1, AMINA, his.id, act(), "trying", "")
    await desk_of(housing).take_back(T1, BEN, his.id, act())
    await housing.comes("close")
    (left,) = await taken_out(housing)
    assert (left["words"], left["steps"]) == (None, [])
    assert await handed_out(housing) == []
