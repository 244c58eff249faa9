"""What somebody finds who has the database and no key: nobody's words, and no way from a person to what they said.

Whoever looks for a way may join any two rows that share a value which is nearly unique: an id, a code, a Slack id, a
message's timestamp, a moment. They also know how ids are made, and make those they can guess.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest

from bot.dialogues import events as ev
from bot.ids import planned_id
from tests.conversation.room import HOUSING, NURSES, Room

Row = tuple[str, dict[str, Any]]
UNIQUE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32,64}|\b[UD]0[A-Z]+\b"
    r"|\d{10}\.\d+|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+"
)
SHARED = {"campaigns", "teams", "rounds", "beats", "digests", "offers"}
"""Tables whose ids everybody of a team or a week has in common."""
AMINA, BEN = "U0AMINA", "U0BEN"
SECRETS = ("The rota leaves no hour for it.", "Why was the van sold?", "Nobody reads the forms.", "It began as a joke.")


async def live_through(room: Room) -> None:
    """Two weeks in which Amina does everything that can be done, in every mode and order."""
    await room.begins(HOUSING, NURSES)
    await room.comes("open")
    await room.replies(AMINA)
    ts = room.prompt_ts()
    await room.hears(ev.ReactionAdded, user=AMINA, name="two", channel=HOUSING.channel, ts=ts)
    await room.replies(BEN, "Same with us.", ts="1800000000.99")
    await room.hears(ev.ReactionAdded, user=AMINA, name="heart", channel=HOUSING.channel, ts="1800000000.99")
    await room.rates(AMINA, 4, "needed")
    for text in SECRETS[:2]:
        await room.answers(AMINA, text, question="headline" if text is SECRETS[0] else "to_leaders", now=1, theme=None)
        await room.posts()
    await room.answers(AMINA, "Under my name.", mode="named", needed=5)
    await room.posts()
    named = next(a for a in await room.stored() if a.text == "Under my name.")
    await room.changes(AMINA, named, SECRETS[2], "confidential")
    await room.posts()
    secret = next(a for a in await room.stored() if a.text == SECRETS[0])
    await room.changes(AMINA, secret, SECRETS[0], "confidential", needed=3)
    await room.answers(BEN, "Will go.")
    (gone,) = [a for a in await room.stored() if a.text == "Will go."]
    await room.withdraws(BEN, gone)
    await room.hears(ev.RemindersSnoozed, user=AMINA)
    await room.hears(ev.DirectMessage, user=AMINA, channel="D0AMINA", text="hello there")
    await room.week("playback", "nudge", "last_call", "close", "digest", "told_back")
    await room.comes("open", week=2)
    second = (await room.round(week=2)).id
    await room.answers(AMINA, "In my name, and followed up in confidence.", mode="named", round_id=second, now=2)
    await room.posts()
    (asked,) = await room.stored(week=2)
    await room.hears(ev.FollowUpAnswered, user=AMINA, answer_id=asked.id, text=SECRETS[3], mode="confidential")
    await room.posts()


def readable(room: Room) -> list[Row]:
    """Every row with the columns that need no key."""
    connection = sqlite3.connect(str(room.database.url.database))
    connection.row_factory = sqlite3.Row
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = [(table, dict(row)) for table in tables for row in connection.execute(f'SELECT * FROM "{table}"')]  # noqa: S608
    connection.close()
    return [(table, {k: v for k, v in row.items() if not isinstance(v, bytes)}) for table, row in rows]


def ways(rows: Iterable[Row]) -> dict[str, set[str]]:
    """What leads to what."""
    listed = list(rows)
    common = {value for table, row in listed if table in SHARED for value in row.values()}
    common |= {row[name] for table, row in listed for name in ("id", "ts") if row.get("utterance") == "prompt/open"}
    leads: dict[str, set[str]] = defaultdict(set)
    for table, row in listed:
        found = {part for value in row.values() for part in UNIQUE.findall(str(value))} - common
        if table == "answers":
            keys = ("receipt/{}", "follow-up/{}", "named/{}/given")
            found |= {planned_id("delivery", key.format(row["id"])) for key in keys}
        for value in found if table not in SHARED else ():
            leads[value] |= found
    return leads


def reached(leads: dict[str, set[str]], start: str) -> set[str]:
    """Everything that a patient reader comes to."""
    seen, waiting = {start}, [start]
    while waiting:
        for value in leads[waiting.pop()] - seen:
            seen.add(value)
            waiting.append(value)
    return seen


@pytest.fixture
async def lived(room: Room) -> Room:
    """A room after two weeks."""
    await live_through(room)
    return room


async def test_no_way_from_a_person_to_what_they_wrote_in_confidence(lived: Room) -> None:
    """However rows are joined without a key, nobody's Slack id leads to a Confidential answer, nor to its code."""
    answers = [*await lived.stored(), *await lived.stored(week=2)]
    secret = [answer for answer in answers if answer.mode == "confidential"]
    assert {answer.text for answer in secret} == set(SECRETS)
    leads = ways(readable(lived))
    known = reached(leads, AMINA)
    assert {answer.id for answer in answers if answer.author == AMINA} <= known
    assert not known & ({answer.id for answer in secret} | {answer.person_code or "" for answer in secret})


async def test_the_search_finds_what_there_is_to_find(lived: Room) -> None:
    """One receipt with the person's id in the clear would lead to all that they wrote in confidence."""
    secret = [answer for answer in await lived.stored() if answer.mode == "confidential"]
    careless = ("deliveries", {"recipient": AMINA, "created_at": f"{secret[0].created_at:%Y-%m-%d %H:%M:%S.%f}"})
    known = reached(ways([*readable(lived), careless]), AMINA)
    assert {answer.id for answer in secret if answer.person_code} <= known


async def test_nothing_readable_holds_words(lived: Room) -> None:
    """No column that needs no key holds anything that anybody wrote, named or not."""
    texts = [answer.text for answer in [*await lived.stored(), *await lived.stored(week=2)] if answer.text]
    rows = json.dumps([row for table, row in readable(lived) if table != "campaigns"])
    assert len(texts) == 7
    assert [text for text in texts if text in rows] == []


async def test_receipts_still_find_their_reader(housing: Room) -> None:
    """Though the ledger does not say whose it is, a receipt arrives, and is brought up to date and taken back."""
    await housing.answers(AMINA)
    await housing.posts()
    (row,) = await housing.deliveries("receipt/private")
    assert AMINA not in {row.recipient, row.channel}
    assert len(housing.slack.said("receipt/private", "D0AMINA")) == 1
    assert len(housing.slack.said("followup/ask", "D0AMINA")) == 1
    (answer,) = await housing.stored()
    await housing.changes(AMINA, answer, "Other words.", "confidential")
    await housing.posts()
    assert len(housing.slack.said("receipt/changed", "D0AMINA")) == 1
    await housing.withdraws(AMINA, answer)
    await housing.posts()
    assert [len(housing.slack.said(name, "D0AMINA")) for name in ("receipt/deleted", "followup/ask")] == [1, 0]
