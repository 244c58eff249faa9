"""A campaign in which everything that can be kept is kept, and what is left of it in the raw database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from bot.campaigns.unlinking import Unlinking
from bot.clock import Clocks
from bot.dialogues import events as ev
from bot.insight.ladder import BY_NAME
from bot.insight.themes import SOMETHING_ELSE
from bot.insight.workshop import ActionCaptured
from bot.meetings.by_mail import MailDesk
from bot.retention.purging import Purging
from bot.retention.stages import Terms, months_after
from bot.storage.database import Database
from bot.storage.models import Campaign
from bot.storage.tables import METADATA
from tests.conversation.room import HOUSING, T1, Room
from tests.ideas.town import LEARNED, a_while, act, desk_of, moves, shares
from tests.meetings.town import met
from tests.questions.ladder_town import ladder_of
from tests.questions.town import votes_and_promises, writes_back
from tests.quotes.town import in_thread, released
from tests.workshop.town import FRIDAY, captured

STAFF = ("U0AMINA", "U0BEN", "U0CARYS", "U0DEV")
LEADER = "U0MARTIN"
AMINA, BEN, CARYS, DEV = STAFF
QUOTED = "Told in confidence by [name]."
WORDS = (
    "Said in the thread by Amina.", "Told in confidence by Ben.", "By name, in the form.", "A question in confidence?",
    "A question by name?", "Never linked to Dev.", "Said after the week.", QUOTED, "Written back by Ben.",
    "Where the spare keys hang", "What the vans cost us.", "A bike for the caretaker.",
    "Put the rota up on Mondays, please.",
)  # fmt: skip
ADDRESS = "amina@council.example"
"""It belongs to no campaign, and goes with its owner's other choices."""
TERMS = Terms()


async def live_through(room: Room) -> None:
    """One week in every mode: ratings, support, reminders, a quote, a digest, a talk, a meeting; then all is over."""
    await room.begins()
    await room.comes("open")
    await room.replies(AMINA, WORDS[0], ts="1800000000.5")
    await room.hears_theme(AMINA, (await room.stored())[0].id, SOMETHING_ELSE, WORDS[9])
    await room.hears(ev.ReactionAdded, user=BEN, name="heart", channel=HOUSING.channel, ts="1800000000.5")
    await room.answers(BEN, WORDS[1], now=2, needed=5, quotable=True)
    await room.posts()
    await room.answers(CARYS, WORDS[2], "named")
    await room.answers(BEN, WORDS[3], question="to_leaders")
    await room.answers(AMINA, WORDS[4], "named", question="to_leaders")
    await room.week("playback", "nudge")
    await room.answers(DEV, WORDS[5], "unlinked", now=3)
    await captured(room, ActionCaptured(WORDS[12], BEN, FRIDAY))
    await room.hears(ev.UsualModeChosen, user=DEV, mode="unlinked")
    await room.hears(ev.RemindersStopped, user=BEN)
    await room.hears(ev.DirectMessage, user=CARYS, channel="D0CARYS", text="hello there")
    for user in (*STAFF, LEADER):
        async with room.database.unit_of_work() as work:
            await work.desired.show(f"home/{T1}/{user}", T1, "home", {})
            await work.commit()
    await room.posts()
    await room.week("last_call", "close")
    await released(room)
    await room.comes("digest")
    assert in_thread(room) == [[QUOTED]]
    await Unlinking(room.database).move()
    await files_come(room)
    await writes_back(room, BEN, WORDS[3], WORDS[8])
    await gives_name(room, BEN, WORDS[3])
    await votes_and_promises(room, CARYS, WORDS[4])
    await an_idea(room, CARYS, WORDS[11])
    digest = await room.digest(LEADER)
    assert digest is not None
    await room.hears(ev.TalkOffered, user=LEADER, digest_id=digest.id, team_id=(await room.team()).id)
    await met(room, BEN, WORDS[10])
    await feels_heard(room, BEN)
    await MailDesk(room.database, Clocks(campaign=room.clock), offered=True).say_yes(T1, AMINA, ADDRESS, agreed=True)
    await files_come(room)
    await room.comes("told_back")
    await room.replies(AMINA, WORDS[6], ts="1800000900.5")
    await finish(room)


async def gives_name(room: Room, user: str, text: str) -> None:
    """Somebody would meet by name about what they asked, and gives their leader the name."""
    (answer,) = [answer for answer in await room.stored() if answer.text == text]
    await ladder_of(room).choose(T1, user, answer.id, act(), BY_NAME, "")
    assert await ladder_of(room).give_name(T1, user, answer.id, act(), (LEADER,), agreed=True)


async def feels_heard(room: Room, user: str) -> None:
    """Somebody says that they felt heard at the last meeting."""
    campaign = await campaign_of(room)
    felt = room.identities.codes(campaign.salt, T1, user).felt
    async with room.database.unit_of_work() as work:
        meeting = (await work.meetings.of_campaign(campaign.id))[-1]
        (time, *_) = await work.meetings.times_of(meeting.id)
        assert await work.meetings.say(time.id, felt, campaign.id, "heard", yes=True)
        await work.commit()


async def an_idea(room: Room, user: str, need: str) -> None:
    """Somebody shares an idea by name, stops it, and looks back at it."""
    idea = await shares(room, user, "named", need=need)
    await a_while(room)
    await moves(room, idea.id, "stopped", user, learned="Bikes rust.")
    await desk_of(room).look_back(T1, user, idea.id, act(), LEARNED, "team")
    await room.posts()


async def files_come(room: Room) -> None:
    """The digest's pictures, and what calendars are told, have come: no file waits any more."""
    async with room.database.unit_of_work() as work:
        for waiting in await work.files.due(room.clock.now()):
            row = await work.files.claim(waiting, room.clock.now(), room.clock.now())
            assert row is not None
            await work.files.drop(waiting, row.token)
        await work.commit()


async def finish(room: Room) -> None:
    """The campaign is over, all its weeks."""
    async with room.database.unit_of_work() as work:
        campaign = (await work.campaigns.all(T1))[0]
        campaign.state = "finished"
        for row in await work.rounds.of_campaign(campaign.id):
            row.state = "closed" if row.state == "closed" else "missed"
            for beat in await work.beats.of_round(row.id):
                beat.state = "done" if beat.state == "done" else "cancelled"
        await work.commit()


async def campaign_of(room: Room) -> Campaign:
    """The campaign as it is stored."""
    async with room.database.reading() as work:
        return (await work.campaigns.all(T1))[0]


async def closed_at(room: Room) -> datetime:
    """When its last week was closed: from then on all terms count."""
    closed = (await room.round()).closed_at
    assert closed is not None
    return closed


def purging(room: Room, terms: Terms = TERMS, at_once: int = 100) -> Purging:
    """The purge, by the room's clock."""
    return Purging(room.database, Clocks(campaign=room.clock), terms, at_once)


async def purge_after(room: Room, months: int, since: datetime | None = None, **given: Any) -> dict[str, int]:
    """So many months after the close (the newest campaign's unless told), the purge comes."""
    room.clock.move_to(months_after(since or await closed_at(room), months))
    return dict(await purging(room, **given).purge())


async def rows_of(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of ours, opened; without what Slack's limits leave for the next seconds."""
    async with database.reading() as work:
        return {
            table.name: [dict(row) for row in (await work.session.execute(select(table))).mappings()]
            for table in METADATA.sorted_tables
            if table.name != "rate_buckets"
        }


async def counts(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    return {table: len(rows) for table, rows in (await rows_of(database)).items()}


def found_in(rows: dict[str, list[dict[str, Any]]], what: Iterable[str]) -> dict[str, list[str]]:
    """In which tables something stands, in any column."""
    drawn = {table: json.dumps(held, default=str) for table, held in rows.items()}
    found = {each: [table for table, told in drawn.items() if each in told] for each in what}
    return {each: tables for each, tables in found.items() if tables}


async def sealed_and_ids(room: Room, *tables: str) -> list[bytes]:
    """What a thief could look for in the file: ids, codes and sealed bytes of tables, as they are stored."""
    values: set[bytes] = set()
    async with room.database.reading() as work:
        for table in tables:
            for row in await work.session.execute(text(f"SELECT * FROM {table}")):  # noqa: S608 - a name of ours
                values |= {value[20:60] for value in row if isinstance(value, bytes)}
    return sorted(values)


def bytes_of(database: Database) -> bytes:
    """The database's file and its write-ahead log, as a thief would have them."""
    file = Path(str(database.url.database))
    return b"".join(part.read_bytes() for part in sorted(file.parent.glob(f"{file.name}*")) if part.suffix != ".lock")
