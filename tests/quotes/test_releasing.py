"""From words that may be quoted to words that leaders read, and away again."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.dialogues import events as ev
from bot.digests.fit import ROOMS, arrange
from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound, TryLater
from bot.slack.blocks.compose import compose
from bot.storage.models import Answer
from tests.conversation.room import HOUSING, T1, Cast, Room, read_texts
from tests.quotes.town import (
    FACILITATOR,
    PEOPLE,
    READS,
    WORDS,
    Directory,
    desk_of,
    in_digest,
    in_thread,
    look,
    only,
    quoted,
    released,
    week_of_quotes,
)


async def quotable(room: Room) -> Answer:
    """The answer that may be quoted."""
    return next(answer for answer in await room.stored() if answer.quotable)


async def test_nobody_reads_a_quote_that_nobody_released(housing: Room) -> None:
    """A ticked box alone brings no word into the digest."""
    await week_of_quotes(housing)
    await housing.comes("digest")
    assert in_digest(housing) == []
    assert WORDS not in str(housing.slack.standing)
    assert READS not in str(housing.slack.standing)


async def test_a_released_quote_stands_in_the_digest_and_whole_in_its_thread(housing: Room) -> None:
    """Redacted, with its theme where that is counted, and without who, when or which answer."""
    await week_of_quotes(housing)
    item = await released(housing)
    assert item.text == READS
    await housing.comes("digest")
    assert in_digest(housing) == [READS]
    assert in_thread(housing) == [[READS]]
    (facts,) = housing.slack.said("digest/leader")
    (group,) = facts["quotes"]["groups"]
    assert group["quotes"][0].keys() == {"text", "theme", "also", "key", "residents"}
    assert group["quotes"][0]["theme"] == housing.pack.areas[0].themes[0].title
    said = compose("digest/leader", facts, read_texts()).text
    assert "*In their own words, without names*" in said
    assert f"“{READS}”" in said


async def test_what_is_released_after_the_digest_is_added_to_it(housing: Room) -> None:
    """The digest's message is brought up to date, and its thread has the quote: one message, however many come."""
    words = {PEOPLE[0]: WORDS, PEOPLE[1]: "We wait for weeks."}
    await week_of_quotes(housing, words=words)
    await housing.comes("digest")
    figures = (await housing.round()).figures
    for item in (await look(housing)).items:
        await desk_of(housing).release(T1, FACILITATOR, item.quote_id, item.seen)
        await housing.posts()
    assert set(in_digest(housing)) == {READS, "We wait for weeks."}
    (thread,) = in_thread(housing)
    assert set(thread) == {READS, "We wait for weeks."}
    assert (await housing.round()).figures == figures


@pytest.mark.parametrize("how", ["deleted", "changed", "taken back", "named"])
async def test_a_quote_goes_with_its_author(housing: Room, how: str) -> None:
    """Deleted, changed, turned Named or not to be quoted any more: it is gone from digest and thread, figures stay."""
    for question in ("Why?", "When?"):
        await housing.answers("U0DEV", question, question="to_leaders")
    await week_of_quotes(housing)
    await released(housing)
    await housing.comes("digest")
    answer, before = await quotable(housing), await housing.published()
    match how:
        case "deleted":
            await housing.withdraws(PEOPLE[0], answer)
        case "changed":
            await housing.changes(PEOPLE[0], answer, "Other words.", "confidential", quotable=True, theme=answer.theme)
        case "named":
            await housing.changes(PEOPLE[0], answer, WORDS, "named", quotable=True, theme=answer.theme)
        case "taken back":
            await desk_of(housing).stop(T1, PEOPLE[0], answer.id)
    await housing.posts()
    assert in_digest(housing) == []
    assert in_thread(housing) == [[]]
    assert READS not in str(housing.slack.standing)
    after = await housing.published()
    assert {name: after[name] for name in ("themes", "heard", "ratings")} == {
        name: before[name] for name in ("themes", "heard", "ratings")
    }
    async with housing.database.reading() as work:
        (digest,) = await work.digests.of_campaign((await housing.round()).campaign_id)
        kept = [row.facts for row in await work.deliveries.all()]
        kept += [row.facts for row in await work.desired.all()]
        kept += [quote.body for quote in await work.quotes.all(T1)]
    assert quoted(digest.snapshot) == []
    assert READS not in str([digest.snapshot, *kept])
    waiting = {"deleted": [], "taken back": [], "named": [], "changed": ["Other words."]}[how]
    assert [item.text for item in (await look(housing)).items] == waiting


async def test_a_rating_that_changes_leaves_the_quote(housing: Room) -> None:
    """Saving the form with the same words and the same tick takes nothing away."""
    await week_of_quotes(housing)
    await released(housing)
    await housing.comes("digest")
    answer = await quotable(housing)
    await housing.changes(PEOPLE[0], answer, WORDS, "confidential", quotable=True, theme=answer.theme, now=3)
    await housing.posts()
    assert in_digest(housing) == [READS]


async def test_a_small_group_has_no_quotes(housing: Room) -> None:
    """Two of three people that a figure needs: nothing is there to look at, and nothing can be released."""
    await housing.answers(PEOPLE[0], WORDS, quotable=True)
    await housing.answers(PEOPLE[1], "Not for quoting.")
    await housing.comes("close")
    assert (await look(housing)).items == ()


@pytest.mark.parametrize("user", ["U0AMINA", "U0ADMIN", "U0PRIV", "U0MARTIN2"])
async def test_only_facilitators_may(housing: Room, user: str) -> None:
    """Members, admins and the privacy officer are refused by every act, whatever they send."""
    await week_of_quotes(housing)
    item = await only(housing)
    desk = desk_of(housing)
    for act in (
        desk.look(T1, user),
        desk.one(T1, user, item.quote_id),
        desk.release(T1, user, item.quote_id, item.seen),
        desk.hide(T1, user, item.quote_id, "No."),
        desk.cut(T1, user, item.quote_id, "nobody"),
    ):
        with pytest.raises(NotAllowed, match="Only facilitators"):
            await act


async def test_a_leader_neither_sees_nor_decides_about_their_own_team(housing: Room) -> None:
    """A facilitator who leads the team is told how many there are, and is refused by every act."""
    await week_of_quotes(housing)
    item = await only(housing)
    mine = await look(housing, "U0MARTIN")
    assert (mine.items, mine.led) == ((), 1)
    desk = desk_of(housing)
    for act in (
        desk.one(T1, "U0MARTIN", item.quote_id),
        desk.release(T1, "U0MARTIN", item.quote_id, item.seen),
        desk.hide(T1, "U0MARTIN", item.quote_id, "No."),
        desk.cut(T1, "U0MARTIN", item.quote_id, "nobody"),
    ):
        with pytest.raises(NotAllowed, match="You lead a team"):
            await act


async def test_another_workspace_finds_nothing(housing: Room) -> None:
    """An id of another workspace is no quote here."""
    await week_of_quotes(housing)
    item = await only(housing)
    with pytest.raises(NotFound):
        await desk_of(housing).release("T0OTHER", FACILITATOR, item.quote_id, item.seen)


async def test_nothing_is_released_that_was_not_seen(housing: Room) -> None:
    """Words that somebody cut meanwhile, or that a new colleague's name changes, must be looked at again."""
    await week_of_quotes(housing)
    item = await only(housing)
    desk = desk_of(housing, Directory(("Siân Prydderch", "Idea Nobody")))
    with pytest.raises(AskAgain, match="changed since you saw"):
        await desk.release(T1, FACILITATOR, item.quote_id, item.seen)
    await desk_of(housing).cut(T1, FACILITATOR, item.quote_id, "[name] turns every idea down,")
    with pytest.raises(AskAgain, match="changed since you saw"):
        await desk_of(housing).release(T1, FACILITATOR, item.quote_id, item.seen)
    await released(housing)
    await housing.comes("digest")
    assert in_digest(housing) == ["[name] turns every idea down, [cut]"]


async def test_nobody_puts_words_into_anybodys_mouth(housing: Room) -> None:
    """Words that were not there, in another order or changed, are refused; so is an empty quote."""
    await week_of_quotes(housing)
    item = await only(housing)
    for words in ("[name] turns every good idea down,", "down, idea", "turns every idea up", "", "[cut]"):
        with pytest.raises(FieldProblem):
            await desk_of(housing).cut(T1, FACILITATOR, item.quote_id, words)
    assert (await only(housing)).text == READS


async def test_without_peoples_names_nothing_is_shown_or_released(housing: Room) -> None:
    """When Slack cannot say who is there, facilitators are asked to come again: no name may slip through."""
    await week_of_quotes(housing)
    item = await only(housing)
    desk = desk_of(housing, Directory(away=True))
    with pytest.raises(TryLater):
        await desk.look(T1, FACILITATOR)
    with pytest.raises(TryLater):
        await desk.release(T1, FACILITATOR, item.quote_id, item.seen)


@pytest.mark.parametrize(
    "facts",
    [{"question": "to_leaders"}, {"quotable": False}, {"mode": "named"}, {"user": "U0MARTIN"}],
    ids=["a question to leaders", "no tick", "a Named answer", "a leader"],
)
async def test_what_is_no_quote(housing: Room, facts: dict[str, str]) -> None:
    """Questions, words without a tick, Named words and leaders' words are never looked at as quotes."""
    given = {"user": "U0DEV", "text": "Something else.", "quotable": True, **facts}
    await housing.answers(**given)  # type: ignore[arg-type]
    await week_of_quotes(housing)
    assert [item.text for item in (await look(housing)).items] == [READS]


async def test_a_late_answer_is_no_quote(housing: Room) -> None:
    """What came after the close was never part of the group that was counted."""
    await week_of_quotes(housing)
    await housing.answers("U0DEV", "Too late for this week.", quotable=True)
    assert [item.text for item in (await look(housing)).items] == [READS]


async def test_each_act_leaves_a_line_and_no_word(housing: Room) -> None:
    """Released, cut, hidden: who, when, and the author's code; never a word of the quote, the reason or the reply."""
    await week_of_quotes(housing)
    item, answer = await only(housing), await quotable(housing)
    await desk_of(housing).cut(T1, FACILITATOR, item.quote_id, "nobody brings one.")
    await released(housing)
    await desk_of(housing).hide(T1, FACILITATOR, item.quote_id, "Too easy to tell.")
    async with housing.database.reading() as work:
        trail = [entry for entry in await work.audit.all(T1) if "quote" in entry.act]
    assert {entry.act for entry in trail} == {"cut words out of a quote", "released a quote", "hid a quote"}
    assert {(entry.actor, entry.subject, entry.subject_code, entry.about) for entry in trail} == {
        (FACILITATOR, None, answer.person_code, "week 1")
    }


async def test_an_unlinked_quote_is_its_organisations(room: Room) -> None:
    """Nobody can tell of which of two teams it is, and its audit line names nobody, not even by a code."""
    other = Cast("C0ROADS", ("U0GWEN", "U0HARI", "U0IRIS", "U0NIA"), ("U0NIA",), "Roads")
    await room.begins(HOUSING, other)
    for team in ("Housing", "Roads"):
        await room.comes("open", team)
    for user in ("U0GWEN", "U0HARI", "U0IRIS"):
        await room.answers(user, "Not for quoting.", round_id=(await room.round("Roads")).id)
    await room.comes("close", "Roads")
    await week_of_quotes(room, mode="unlinked")
    item = await only(room)
    assert (item.unlinked, item.team, item.organisation) == (True, "", "Northbridge")
    await released(room)
    for team in ("Housing", "Roads"):
        await room.comes("digest", team)
    for facts in room.slack.said("digest/leader"):
        (group,) = facts["quotes"]["groups"]
        assert (group["team"], group["organisation"], quoted(facts)) == (None, "Northbridge", [READS])
    async with room.database.reading() as work:
        (entry,) = [entry for entry in await work.audit.all(T1) if "quote" in entry.act]
    assert (entry.subject, entry.subject_code) == (None, None)


async def test_a_minority_view_is_told_without_a_count(housing: Room) -> None:
    """A theme that one person chose is hidden; their released quote comes as "also said", without the theme."""
    themes = housing.pack.areas[0].themes
    for user, theme in zip((*PEOPLE, "U0DEV"), (themes[0], themes[0], themes[0], themes[1]), strict=True):
        await housing.answers(
            user, "A rare view." if user == "U0DEV" else "x", quotable=user == "U0DEV", theme=theme.key
        )
    await housing.comes("close")
    item = await released(housing)
    assert (item.theme, item.counted) == (themes[1].title, False)
    await housing.comes("digest")
    (facts,) = housing.slack.said("digest/leader")
    (group,) = facts["quotes"]["groups"]
    assert [(one["text"], one["also"], one["theme"]) for one in group["quotes"]] == [("A rare view.", True, "")]
    said = compose("digest/leader", facts, read_texts()).text
    assert "Also said: “A rare view.”" in said
    assert themes[1].title not in said


async def test_the_order_is_chance(housing: Room) -> None:
    """The order of a list and of a digest is that of ids drawn by chance, not of answers, people or words."""
    await week_of_quotes(housing, words={user: f"Words of number {n}." for n, user in enumerate(PEOPLE)})
    items = (await look(housing)).items
    assert [item.quote_id for item in items] == sorted(item.quote_id for item in items)
    answers = {answer.id for answer in await housing.stored()}
    assert not answers & {item.quote_id for item in items}
    for item in items:
        await desk_of(housing).release(T1, FACILITATOR, item.quote_id, item.seen)
    await housing.comes("digest")
    assert in_digest(housing) == [item.text for item in items]


async def test_the_table_tells_no_name_no_time_and_no_words(housing: Room) -> None:
    """The raw rows hold an answer's id, a week and what is sealed; and SQLite has no row numbers to sort them by."""
    await week_of_quotes(housing)
    await released(housing)
    async with housing.database.reading() as work:
        (row,) = (await work.session.execute(text("SELECT * FROM quotes"))).mappings().all()
        with pytest.raises(Exception, match="rowid"):
            await work.session.execute(text("SELECT rowid FROM quotes"))
    assert set(row) == {
        "id", "workspace", "campaign_id", "week", "answer_id", "unlinked_id", "state", "body", "hidings", "version",
    }  # fmt: skip
    assert not any(word in str(dict(row)) for word in ("idea", "Siân", "name]", *PEOPLE, FACILITATOR))


async def test_more_than_three_of_a_team_stay_on_the_desk(housing: Room) -> None:
    """A digest has three quotes of a team at most; on the tightest screen there is none, and the thread has them."""
    for number, user in enumerate(("U0AMINA", "U0BEN", "U0CARYS", "U0DEV")):
        await housing.answers(user, f"Words of number {number}.", quotable=True)
    await housing.comes("close")
    for item in (await look(housing)).items:
        await desk_of(housing).release(T1, FACILITATOR, item.quote_id, item.seen)
    await housing.comes("digest")
    (facts,) = housing.slack.said("digest/leader")
    assert len(quoted(facts)) == 3
    assert [len(quoted(arrange(facts, one))) for one in (ROOMS[0], ROOMS[-1])] == [3, 0]
    assert arrange(facts, ROOMS[9])["quotes"]["more"] == 2


@pytest.mark.both_databases
async def test_quotes_stand_on_each_database(any_room: Room) -> None:
    """Released, read and taken away again on SQLite and on PostgreSQL."""
    await any_room.begins()
    await any_room.comes("open")
    await week_of_quotes(any_room)
    await released(any_room)
    await any_room.comes("digest")
    assert in_digest(any_room) == [READS]
    answer = await quotable(any_room)
    await any_room.hears(ev.AnswerWithdrawn, user=PEOPLE[0], answer_id=answer.id)
    await any_room.posts()
    assert in_digest(any_room) == []
