"""Nothing in the database leads from a facilitator, or from a moment, to words that they entered."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import text

from bot.campaigns.unlinking import Unlinking
from tests.conversation.room import T1, Room
from tests.workshop.town import NESTA, SAID, WORDS, entered

OF_THE_ROUND = {"round_id", "campaign_id", "workspace", "week", "organisation"}
"""Columns in which all rows of a team's week are alike."""


async def rows(room: Room) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, as whoever has the database reads it."""
    async with room.database.reading() as work:
        names = await work.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        found = {}
        for name in names.all():
            result = await work.session.execute(text(f"SELECT * FROM {name}"))  # noqa: S608 - names of our own
            found[name] = [dict(row._mapping) for row in result]
    return found


async def test_words_share_no_value_with_anything(housing: Room) -> None:
    """Before the move and after it, no id, code or time of an entered answer stands in another row of any table."""
    await entered(housing, SAID, people=3)
    for table in ("unlinked_waiting", "unlinked_answers"):
        held = await rows(housing)
        assert len(held[table]) == 3
        places: dict[object, set[str]] = defaultdict(set)
        for name, listed in held.items():
            for row in listed:
                for column, value in row.items():
                    if isinstance(value, str | bytes) and column not in OF_THE_ROUND:
                        places[value].add(name)
        own = {value for row in held[table] for column, value in row.items() if column not in OF_THE_ROUND}
        assert all(places[value] <= {table} for value in own)
        await housing.comes("close") if table == "unlinked_waiting" else None
        await Unlinking(housing.database).move()


async def test_codes_are_nobodys(housing: Room) -> None:
    """The codes of taking part and of numbers are drawn by chance: no key makes them, and none leads to another."""
    await housing.sees("C0HOUSING", "U0AMINA", "U0BEN", "U0CARYS", "U0DEV", "U0MARTIN", NESTA)
    await entered(housing, SAID, people=2)
    held = await rows(housing)
    async with housing.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
    people = ("U0AMINA", "U0BEN", "U0CARYS", "U0DEV", "U0MARTIN", NESTA)
    made = {value for user in people for value in vars(housing.identities.codes(campaign.salt, T1, user)).values()}
    took_part = {row["person_code"] for row in held["participations"]}
    rated = {row["person_code"] for row in held["ratings"]}
    assert (len(took_part), len(rated)) == (2, 2)
    assert not took_part & rated
    assert not (took_part | rated) & made
    assert held["spent_tokens"] == []


async def test_what_names_the_facilitator_has_no_words(housing: Room) -> None:
    """Their Slack id stands in the count of a week and in the audit trail, and the words are sealed everywhere."""
    await entered(housing, SAID)
    held = await rows(housing)
    assert {name for name, listed in held.items() if NESTA in str(listed)} == {"workshops", "audit"}
    assert WORDS not in str(held)
    assert [row["entered"] for row in held["workshops"]] == [1]
