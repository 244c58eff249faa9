"""Unlinked answers: one a person and round, with no way back to them, counted and passed on as others are."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import func, select, text
from structlog.testing import capture_logs

from bot.campaigns.unlinking import Unlinking
from bot.controller import Controller
from bot.dialogues import events as ev
from bot.enquiries.export import as_rows, export
from bot.errors import FieldProblem, NotFound, there
from bot.ids import planned_id
from bot.storage.database import Database
from bot.storage.repositories.unlinked import Body, Group
from bot.storage.sealing import sealed_columns
from bot.storage.tables import METADATA
from bot.storage.unlinked_models import SpentToken, UnlinkedAnswer, UnlinkedWaiting
from tests.conversation.room import HOUSING, T1, Cast, Room

STAFF = ("U0AMINA", "U0BEN", "U0CARYS", "U0DEV")
SECRET = "The rota is made by whoever shouts."
QUESTION = "Who decided about the depot?"
ONE, TWO = (
    Cast("C0ONE", ("U0EVE", "U0FAY", "U0MARTIN"), ("U0MARTIN",), "One"),
    Cast("C0TWO", ("U0GIL", "U0HAL", "U0MARTIN"), ("U0MARTIN",), "Two"),
)


async def unlinked(room: Room, user: str, words: str = SECRET, **facts: Any) -> Any:
    """Somebody sends the form with Unlinked chosen."""
    return await room.answers(user, words, "unlinked", **facts)


async def waiting(room: Room, team: str = "Housing") -> list[Body]:
    """What lies in the buffer of a team's first week."""
    round_ = await room.round(team)
    async with room.database.reading() as work:
        return await work.unlinked.waiting(round_.id)


async def group_of(room: Room) -> Group:
    """Northbridge in the first week of the newest campaign."""
    async with room.database.reading() as work:
        return Group((await work.campaigns.all(T1))[0].id, 1, "Northbridge")


async def moved(room: Room) -> list[UnlinkedAnswer]:
    """What stays of Northbridge's first week."""
    group = await group_of(room)
    async with room.database.reading() as work:
        return await work.unlinked.of_group(group)


async def rows_of(room: Room) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of ours, opened."""
    async with room.database.reading() as work:
        return {
            table.name: [dict(row) for row in (await work.session.execute(select(table))).mappings()]
            for table in METADATA.sorted_tables
        }


async def open_week(room: Room, *teams: Cast) -> None:
    """A campaign whose first question is open in each of its teams."""
    await room.begins(*teams)
    for team in teams:
        await room.comes("open", team.name)


# --- giving one ------------------------------------------------------------------------------------------------------


async def test_it_is_kept_with_its_round_and_nothing_else(any_room: Room) -> None:
    """The words, question and theme wait sealed beside no name, code or time; the person has taken part."""
    await open_week(any_room, HOUSING)
    await unlinked(any_room, "U0AMINA", theme="residents.needs", quotable=True)
    said = {"text": SECRET, "question": "headline", "theme": "residents.needs", "quotable": True}
    assert await waiting(any_room) == [said]
    assert await any_room.stored() == []
    async with any_room.database.reading() as work:
        assert len(await work.participations.codes((await any_room.round()).id)) == 1
    assert set(UnlinkedWaiting.__table__.columns.keys()) == {"id", "round_id", "body"}


async def test_nothing_is_sent_and_nothing_is_asked_about_it(housing: Room) -> None:
    """No receipt, no follow-up and no message in the thread: the form's own answer is all, and it says so."""
    before = len(await housing.deliveries("prompt/open")), len(housing.slack.standing)
    (reply,) = (await unlinked(housing, "U0AMINA")).replies
    await housing.posts()
    assert (reply.utterance, reply.facts["mode"], reply.facts["receipt"]) == ("answer/saved", "unlinked", False)
    assert (len(await housing.deliveries("prompt/open")), len(housing.slack.standing)) == before
    for utterance in ("receipt/private", "followup/ask", "followup/asked_us", "thread/named_answer"):
        assert await housing.deliveries(utterance) == []


async def test_words_that_weigh_are_answered_in_the_form_itself(housing: Room) -> None:
    """Worrying words get the way to help at once, where nothing is kept of it."""
    (reply,) = (await unlinked(housing, "U0AMINA", "I cannot cope any more, I want to die.")).replies
    assert reply.facts["support_route"]
    assert await housing.deliveries("followup/support") == []
    assert (await unlinked(housing, "U0BEN")).replies[0].facts["support_route"] == ""


async def test_a_second_one_is_refused_kindly_and_nothing_of_it_is_kept(any_room: Room) -> None:
    """One person cannot make up a group: the second is told why at the field, and a Confidential one is taken."""
    await open_week(any_room, HOUSING)
    await unlinked(any_room, "U0AMINA")
    with pytest.raises(FieldProblem, match="one from each person") as refused:
        await unlinked(any_room, "U0AMINA", "And another thing.")
    assert refused.value.field == "mode"
    assert [said["text"] for said in await waiting(any_room)] == [SECRET]
    await any_room.answers("U0AMINA", "In confidence.")
    await unlinked(any_room, "U0BEN", "From another.")
    assert len(await waiting(any_room)) == 2


async def test_a_double_tap_is_one_answer(housing: Room) -> None:
    """The same form sent twice is known by its view and changes nothing."""
    first = await unlinked(housing, "U0AMINA", id="view/V1")
    again = await unlinked(housing, "U0AMINA", id="view/V1")
    assert (first.fresh, again.fresh) == (True, False)
    assert len(await waiting(housing)) == 1


async def test_a_leader_is_refused(housing: Room) -> None:
    """A team has few leaders: an Unlinked answer of theirs would point to them, so a forged one is refused."""
    with pytest.raises(FieldProblem, match="would point to you"):
        await unlinked(housing, "U0MARTIN")
    assert await waiting(housing) == []


async def test_a_closed_week_takes_none(housing: Room) -> None:
    """After the close it would stand by itself, so a form that was open that long is refused."""
    await housing.comes("close")
    with pytest.raises(FieldProblem, match="The week is closed"):
        await unlinked(housing, "U0AMINA")
    assert await waiting(housing) == []


async def test_what_has_a_link_cannot_become_unlinked(housing: Room) -> None:
    """A change and a follow-up belong to an answer that stands; a forged mode there, or anywhere, is refused."""
    await housing.answers("U0AMINA", "Short.")
    (standing,) = await housing.stored()
    with pytest.raises(FieldProblem, match="cannot be Unlinked"):
        await housing.changes("U0AMINA", standing, "Other words.", "unlinked")
    with pytest.raises(FieldProblem, match="cannot be Unlinked"):
        await housing.hears(ev.FollowUpAnswered, user="U0AMINA", answer_id=standing.id, text="More.", mode="unlinked")
    for mode in ("", "secret", "Named"):
        with pytest.raises(FieldProblem, match="Please choose"):
            await housing.answers("U0BEN", "Words.", mode)
    assert [(answer.text, answer.mode) for answer in await housing.stored()] == [("Short.", "confidential")]
    assert await waiting(housing) == []


# --- the form --------------------------------------------------------------------------------------------------------


async def test_the_form_offers_it_only_where_it_can_be_had(housing: Room) -> None:
    """Staff of an open week see three ways; after their one, as leaders, or after the close, two and the reason."""
    round_id = (await housing.round()).id

    async def offered(user: str) -> tuple[int, str]:
        asked = await housing.enquiries.answer_form(T1, round_id, user)
        return len(asked.modes), asked.not_unlinked

    assert await offered("U0AMINA") == (3, "")
    assert await offered("U0MARTIN") == (2, "leader")
    await unlinked(housing, "U0AMINA")
    assert await offered("U0AMINA") == (2, "spent")
    assert await offered("U0BEN") == (3, "")
    await housing.comes("close")
    assert await offered("U0BEN") == (2, "closed")


async def test_a_form_starts_as_its_owner_chose(housing: Room) -> None:
    """Confidential until somebody chooses; then their choice, and Confidential again where that cannot be had."""
    round_id = (await housing.round()).id

    async def starts(user: str) -> str:
        return (await housing.enquiries.answer_form(T1, round_id, user)).mode

    assert await starts("U0AMINA") == "confidential"
    (said,) = (await housing.hears(ev.UsualModeChosen, user="U0AMINA", mode="unlinked")).replies
    assert (said.utterance, said.facts) == ("mode/usual", {"mode": "unlinked"})
    await housing.hears(ev.UsualModeChosen, user="U0BEN", mode="named")
    assert [await starts(user) for user in ("U0AMINA", "U0BEN", "U0CARYS")] == ["unlinked", "named", "confidential"]
    assert (await housing.enquiries.my_data(T1, "U0AMINA")).usual_mode == "unlinked"
    assert (await housing.enquiries.home(T1, "U0BEN")).usual_mode == "named"
    await unlinked(housing, "U0AMINA")
    assert await starts("U0AMINA") == "confidential"
    with pytest.raises(FieldProblem):
        await housing.hears(ev.UsualModeChosen, user="U0AMINA", mode="whatever")
    await housing.hears(ev.RemindersStopped, user="U0BEN")
    assert await starts("U0BEN") == "named"


# --- counting and passing on -----------------------------------------------------------------------------------------


def said_of(figures: Mapping[str, Any], key: str) -> tuple[int | None, list[int | None] | None]:
    """What the figures say of how many chose a theme: a number, or a band."""
    theme = next(theme for theme in figures["themes"] if theme["key"] == key)
    return theme["people"], theme["band"]


async def test_its_theme_counts_and_its_question_is_passed_on(housing: Room) -> None:
    """In a team that is large enough the figures hold both, and leaders read the question without any name."""
    for user in STAFF[:3]:
        await unlinked(housing, user, QUESTION, question="to_leaders", theme="residents.needs")
    await housing.week("close", "digest")
    figures = await housing.figures()
    assert said_of(figures, "residents.needs") == (None, [3, None])  # three of four: the exact number would name one
    assert figures["questions"] == [{"text": QUESTION, "author": None, "key": "", "kind": "question", "wish": ""}] * 3
    digest = there(await housing.digest("U0MARTIN"))
    assert [put["author"] for put in digest.snapshot["questions"]["put"]] == [None] * 3


async def test_nobody_stands_in_a_figure_twice(housing: Room) -> None:
    """Who gave an Unlinked answer counts for its theme alone: two people with three answers never pass for three."""
    await housing.answers("U0AMINA", theme="residents.needs")
    await housing.answers("U0BEN", theme="residents.needs")
    await unlinked(housing, "U0AMINA", theme="residents.needs")
    await housing.rates("U0CARYS", 3)
    await housing.comes("close")
    assert said_of(await housing.figures(), "residents.needs") == (None, None)


async def test_nor_who_left_the_team_before_the_close(housing: Room) -> None:
    """Where a token is of somebody who is in the team no more, unknown people's other themes are not counted."""
    await housing.answers("U0AMINA", theme="residents.needs")
    await housing.answers("U0BEN", theme="residents.needs")
    await unlinked(housing, "U0AMINA", theme="residents.needs")
    await housing.rates("U0CARYS", 3)
    await housing.sees(HOUSING.channel, "U0BEN", "U0CARYS", "U0DEV", "U0MARTIN")
    await housing.comes("close")
    assert said_of(await housing.figures(), "residents.needs") == (None, None)


async def test_a_small_teams_question_waits_with_its_organisation(any_room: Room) -> None:
    """It stands in no figures of the small team, and comes to leaders once the small teams together are enough."""
    await open_week(any_room, ONE, TWO)
    one, two = (await any_room.round("One")).id, (await any_room.round("Two")).id
    await unlinked(any_room, "U0EVE", QUESTION, question="to_leaders", round_id=one)
    await any_room.rates("U0FAY", 2, round_id=one)
    await any_room.rates("U0GIL", 2, round_id=two)
    await any_room.rates("U0HAL", 2, round_id=two)
    await any_room.week("close", team="One")
    await any_room.week("close", team="Two")
    figures = await any_room.figures("One")
    assert QUESTION not in json.dumps(figures)
    await Unlinking(any_room.database).move()
    await any_room.week("digest", team="One")
    await any_room.week("digest", team="Two")
    put = there(await any_room.digest("U0MARTIN")).snapshot["questions"]["put"]
    assert [(item["text"], item["author"], item["team"], item["organisation"]) for item in put] == [
        (QUESTION, None, None, "Northbridge")
    ]


async def test_a_digest_that_comes_before_the_move_has_the_question_too(any_room: Room) -> None:
    """However late the mover is, a question is passed on once."""
    await open_week(any_room, ONE, TWO)
    one, two = (await any_room.round("One")).id, (await any_room.round("Two")).id
    await unlinked(any_room, "U0EVE", QUESTION, question="to_leaders", round_id=one)
    for user, round_id in (("U0FAY", one), ("U0GIL", two), ("U0HAL", two)):
        await any_room.rates(user, 2, round_id=round_id)
    for kind in ("close", "digest"):
        for team in ("One", "Two"):
            await any_room.week(kind, team=team)
    put = there(await any_room.digest("U0MARTIN")).snapshot["questions"]["put"]
    assert [item["text"] for item in put] == [QUESTION]


async def test_too_few_people_and_it_stays_unread(any_room: Room) -> None:
    """Where even the small teams together are too few, no digest, export or figure holds the words."""
    await open_week(any_room, ONE, TWO)
    await unlinked(any_room, "U0EVE", QUESTION, question="to_leaders", round_id=(await any_room.round("One")).id)
    for kind in ("close", "digest"):
        for team in ("One", "Two"):
            await any_room.week(kind, team=team)
    await Unlinking(any_room.database).move()
    assert QUESTION not in json.dumps(there(await any_room.digest("U0MARTIN")).snapshot)
    assert QUESTION not in json.dumps([await any_room.figures(team) for team in ("One", "Two")])
    assert [row.body["text"] for row in await moved(any_room)] == [QUESTION]


# --- the move --------------------------------------------------------------------------------------------------------


async def test_it_moves_when_its_teams_have_closed(any_room: Room) -> None:
    """While a team of the organisation is open nothing moves; then all move together, and no token is left."""
    await open_week(any_room, ONE, TWO)
    await unlinked(any_room, "U0EVE", "From one.", round_id=(await any_room.round("One")).id)
    await unlinked(any_room, "U0GIL", "From two.", round_id=(await any_room.round("Two")).id)
    await any_room.comes("close", "One")
    assert await Unlinking(any_room.database).move() == 0
    assert len(await waiting(any_room, "One")) == 1
    await any_room.comes("close", "Two")
    assert await Unlinking(any_room.database).move() == 1
    assert {row.body["text"] for row in await moved(any_room)} == {"From one.", "From two."}
    assert {(row.week, row.organisation, row.withheld) for row in await moved(any_room)} == {(1, "Northbridge", True)}
    async with any_room.database.reading() as work:
        left = [await work.session.scalar(select(func.count()).select_from(t)) for t in (UnlinkedWaiting, SpentToken)]
    assert left == [0, 0]
    assert await Unlinking(any_room.database).move() == 0


async def test_a_token_without_an_answer_goes_too(any_room: Room) -> None:
    """A mover that was stopped after its last batch leaves nothing for good: the next one takes the tokens away."""
    await open_week(any_room, HOUSING)
    round_ = await any_room.round()
    async with any_room.database.unit_of_work() as work:
        await work.unlinked.spend("t" * 64, round_.id)
        await work.commit()
    await any_room.comes("close")
    assert await Unlinking(any_room.database).move() == 1
    async with any_room.database.reading() as work:
        assert await work.unlinked.spent(round_.id) == set()


async def test_many_move_in_small_transactions_and_none_is_lost(any_room: Room) -> None:
    """Batch by batch, each answer arrives once, under an id that it did not have before."""
    many = Cast(members=tuple(f"U0P{number:03}" for number in range(23)), leaders=("U0MARTIN",))
    await open_week(any_room, many)
    for number, user in enumerate(many.members):
        await unlinked(any_room, user, f"Words {number}")
    before = (await rows_of(any_room))["unlinked_waiting"]
    await any_room.comes("close")
    await Unlinking(any_room.database, at_once=5).move()
    after = await moved(any_room)
    assert sorted(row.body["text"] for row in after) == sorted(f"Words {number}" for number in range(23))
    assert not {row.id for row in after} & {row["id"] for row in before}


# --- what is left to be found ----------------------------------------------------------------------------------------

WORDS = [f"Secret number {number} of the depot." for number in range(12)]
CROWD = Cast(members=(*(f"U0P{number:03}" for number in range(12)), "U0MARTIN"), leaders=("U0MARTIN",))


async def live_through(room: Room) -> None:
    """A week in which twelve people each give an Unlinked answer and do other things too; then the move."""
    await open_week(room, CROWD)
    for user, words in zip(CROWD.members, WORDS, strict=False):
        await unlinked(room, user, words, now=2, needed=4, question="to_leaders" if words is WORDS[3] else "headline")
        await room.replies(user, f"In the open: {user}")
        await room.posts()
    await room.week("playback", "last_call", "close", "digest", "told_back")
    await Unlinking(room.database).move()


async def raw_order(room: Room) -> list[str]:
    """The moved answers' words as they lie in the table, with whatever order the database keeps of itself."""
    async with room.database.reading() as work:
        if room.database.is_sqlite:
            query = "SELECT id FROM unlinked_answers"
        else:
            query = "SELECT id FROM unlinked_answers ORDER BY xmin::text::bigint, ctid"
        ids = [str(key) for (key,) in await work.session.execute(text(query))]
        by_id = {row.id: row.body["text"] for row in await work.unlinked.of_group(await group_of(room))}
    return [by_id[key] for key in ids]


@pytest.mark.both_databases
async def test_no_table_of_ours_numbers_them_in_the_order_they_came(any_room: Room) -> None:
    """After the move neither row numbers nor PostgreSQL's ctid and xmin stand in the order in which people answered."""
    await live_through(any_room)
    lying = await raw_order(any_room)
    assert sorted(lying) == sorted(WORDS)
    assert lying != WORDS  # by chance once in 479,001,600 weeks
    if not any_room.database.is_sqlite:
        async with any_room.database.reading() as work:
            marks = await work.session.scalars(text("SELECT DISTINCT xmin::text FROM unlinked_answers"))
            assert len(marks.all()) == 1
        return
    async with any_room.database.reading() as work:
        tables = ("unlinked_waiting", "spent_tokens", "unlinked_answers")
        for table in tables:
            made = await work.session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
            assert "WITHOUT ROWID" in str(made)


@pytest.mark.both_databases
async def test_no_row_tells_who_gave_one_afterwards(any_room: Room) -> None:
    """With every key at hand, no row but the answer itself holds its words, its id, its token or its author."""
    await live_through(any_room)
    rows = await rows_of(any_room)
    assert rows["spent_tokens"] == rows["unlinked_waiting"] == []
    kept = rows.pop("unlinked_answers")
    ids = {row["id"] for row in kept}
    rest = json.dumps(rows, default=str)
    assert not [key for key in ids if key in rest]
    passed_on = {WORDS[3]}  # a question to leaders, which their digest and the figures hold
    assert {words for words in WORDS if words in rest} == passed_on
    assert set(kept[0]) == {"id", "campaign_id", "week", "organisation", "withheld", "body"}
    assert set(kept[0]["body"]) == {"text", "question", "theme", "quotable"}
    people = set(CROWD.members)
    async with any_room.database.reading() as work:
        campaign = (await work.campaigns.all(T1))[0]
    codes = {c for user in people for c in vars(any_room.identities.codes(campaign.salt, T1, user)).values()}
    told = json.dumps(kept, default=str)
    assert not [one for one in (*people, *codes) if one in told]


async def test_sealed_bytes_tell_no_moment(room: Room) -> None:
    """What Fernet says in the clear of when a value was sealed is the same in every sealed column."""
    await open_week(room, CROWD)
    await unlinked(room, "U0P001")
    stamps, filled = set(), set()
    async with room.database.reading() as work:
        for column in sealed_columns():
            for sealed in await work.session.scalars(select(column.raw).where(column.raw.is_not(None))):
                filled.add(column.table.name)
                stamps.add(int.from_bytes(urlsafe_b64decode(sealed)[1:9]))
    assert {"unlinked_waiting", "dialogue_states", "deliveries"} <= filled
    assert stamps == {0}


def bytes_of(database: Database) -> bytes:
    """The database's file and its write-ahead log, as a thief would have them."""
    file = Path(str(database.url.database))
    return b"".join(part.read_bytes() for part in sorted(file.parent.glob(f"{file.name}*")) if part.suffix != ".lock")


async def test_the_file_and_its_log_forget_what_was_moved(room: Room) -> None:
    """What lay in the buffer, sealed bytes, ids and tokens, is neither in the file nor in the log afterwards."""
    await open_week(room, CROWD)
    for user, words in zip(CROWD.members, WORDS, strict=False):
        await unlinked(room, user, words)
    async with room.database.reading() as work:
        found = await work.session.execute(text("SELECT id, body FROM unlinked_waiting"))
        lay = [value for row in found for value in (row.id.encode(), bytes(row.body)[:60])]
        tokens = [token.encode() for token in await work.unlinked.spent((await room.round("Housing")).id)]
    assert len(lay) == 24
    assert all(value in bytes_of(room.database) for value in (*lay, *tokens))
    await room.comes("close")
    await Unlinking(room.database).move()
    left = bytes_of(room.database)
    assert [value for value in (*lay, *tokens) if value in left] == []


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    """All that is logged."""
    with capture_logs() as logs:
        yield logs
    structlog.reset_defaults()


async def test_logs_exports_own_data_and_dialogues_hold_nothing_of_it(any_room: Room, heard: list[Any]) -> None:
    """No log line, export, dialogue or own data holds the words of an Unlinked answer; no message does, save those in
    which questions to leaders are read."""
    await live_through(any_room)
    with pytest.raises(FieldProblem):
        await unlinked(any_room, "U0MARTIN", WORDS[0], round_id=(await any_room.round()).id)
    async with any_room.database.reading() as work:
        data = await export(work, (await work.campaigns.all(T1))[0], Controller())
    told = json.dumps([heard, data, as_rows(data)], default=str)
    assert not [words for words in WORDS if words in told]
    own = await any_room.enquiries.my_data(T1, "U0P003")
    assert [answer.text for answer in own.answers] == ["In the open: U0P003"]
    rows = await rows_of(any_room)
    states = json.dumps(rows["dialogue_states"], default=str)
    assert not [words for words in WORDS if words in states]
    read_in = {"digest/leader", "told_back"}
    deliveries = json.dumps([row for row in rows["deliveries"] if row["utterance"] not in read_in], default=str)
    assert not [words for words in WORDS if words in deliveries]


async def test_its_id_cannot_be_guessed_from_the_form(any_room: Room) -> None:
    """What can be made from the view's id, as other answers' ids are, finds nothing."""
    await open_week(any_room, HOUSING)
    await unlinked(any_room, "U0AMINA", id="view/V77")
    guess = planned_id("answer", T1, "view/V77")
    with pytest.raises(NotFound):
        await any_room.enquiries.change_form(T1, guess, "U0AMINA")
    assert guess not in json.dumps(await rows_of(any_room), default=str)
