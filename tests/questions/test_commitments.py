"""What becomes of promises: kept, moved and dropped, who may say so, who hears of it, and what each week opens with."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound
from bot.insight.promised import PromiseShown
from bot.questions.promising import Ended
from bot.slack.blocks.compose import compose
from bot.storage.question_models import Promise
from tests.conversation.room import HOUSING, MONDAY, NURSES, T1, Room, read_texts
from tests.questions.town import (
    AMINA,
    BEN,
    DEPOT,
    FEW_A,
    FEW_B,
    MARTIN,
    a_depot,
    act,
    desk_of,
    only,
    promises_of,
    records,
    small_week,
    week_of,
)

NIA = "U0NIA"
DUE = date(2027, 1, 29)
LATER = date(2027, 2, 12)


async def all_promises(room: Room) -> list[Promise]:
    """Every promise, the first due first."""
    async with room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        return await work.promises.of_campaign(campaign.id)


async def promised(room: Room, due_on: date = DUE, owner: str = MARTIN, decider: str | None = None) -> str:
    """Martin promises Housing something in its first week; the promise's id."""
    before = {row.id for row in await all_promises(room)}
    wanted = a_depot(due_on, owner, decider)
    assert await promises_of(room).make(T1, MARTIN, (await room.round()).id, act(), wanted)
    await room.posts()
    (made,) = {row.id for row in await all_promises(room)} - before
    return made


OFF = (date(2027, 1, 30), "Saturday 30 January", "Monday 1 February")
GOOD_FRIDAY = (date(2027, 3, 26), "Friday 26 March", "Tuesday 30 March")


@pytest.mark.parametrize("way", ["team", "question", "settled", "moved"])
@pytest.mark.parametrize(("day", "off", "on"), [OFF, GOOD_FRIDAY])
async def test_no_promise_is_due_on_a_day_off(room: Room, way: str, day: date, off: str, on: str) -> None:
    """At a weekend or on a public holiday of the team the form stays open, and names the next day that would do."""
    await room.begins(holidays="GB-ENG")
    await room.comes("open")
    await week_of(room, (AMINA, DEPOT, "confidential"))
    question_id, round_id, wanted = (await only(room)).id, (await room.round()).id, a_depot(day)
    before = await promised(room) if way == "moved" else ""
    ways = {
        "team": lambda: promises_of(room).make(T1, MARTIN, round_id, act(), wanted),
        "question": lambda: desk_of(room).promise(T1, MARTIN, question_id, act(), wanted),
        "settled": lambda: desk_of(room).settle(T1, MARTIN, question_id, act(), "agreed", wanted, "We share a key."),
        "moved": lambda: promises_of(room).move(T1, MARTIN, before, act(), day, "The smith is ill."),
    }
    with pytest.raises(FieldProblem, match=f"{off}. .*{on}.") as problem:
        await ways[way]()
    assert problem.value.field == "due_on"
    assert [row.due_on for row in await all_promises(room)] == ([DUE] if before else [])


async def test_its_owner_is_reminded_before_a_holiday(room: Room) -> None:
    """Due on the day after Easter Monday, its owner is reminded on the Thursday before Good Friday."""
    await room.begins(holidays="GB-ENG")
    await room.comes("open")
    await promised(room, date(2027, 3, 30), BEN)
    (due,) = [row.due_at for row in await room.deliveries("question/promise") if row.state == "planned"]
    assert due == datetime(2027, 3, 25, 10, tzinfo=UTC)


def told(room: Room, channel: str = "C0HOUSING") -> list[tuple[str, str]]:
    """What a team read of its promises: what became of them, and why."""
    return [(facts["what"], facts.get("words", "")) for facts in room.slack.said("promise/told", channel)]


async def seen(room: Room, promise_id: str, user: str = MARTIN) -> PromiseShown:
    """A promise as somebody reads it."""
    return await promises_of(room).look(T1, user, promise_id)


async def test_to_a_team_without_a_question(housing: Room) -> None:
    """A leader promises a team something, once: it reads it in its thread, and so do the owner and who can say yes."""
    desk, round_id, same = promises_of(housing), (await housing.round()).id, act()
    assert (await desk.form(T1, MARTIN, "home")).weeks == ((round_id, "Housing"),)
    wanted = a_depot(DUE, BEN, NIA)
    assert await desk.make(T1, MARTIN, round_id, same, wanted)
    assert not await desk.make(T1, MARTIN, round_id, same, wanted)
    await housing.posts()
    assert told(housing) == [("made", "")]
    assert [facts["when"] for facts in housing.slack.said("question/promise", "D0BEN")] == ["made"]
    assert [facts["when"] for facts in housing.slack.said("question/promise", "D0NIA")] == ["decides"]
    rows = [row for row in await housing.deliveries("promise/told") if row.parent_id]
    assert len(rows) == 1
    with pytest.raises(NotAllowed):
        await desk.make(T1, AMINA, round_id, act(), wanted)
    with pytest.raises(NotFound):
        await desk.make(T1, MARTIN, (await housing.round(week=2)).id, act(), wanted)
    with pytest.raises(AskAgain):
        await desk.form(T1, NIA, "home")


async def test_a_new_date_leaves_it_open(housing: Room) -> None:
    """Moved, it stays open with its history; the team reads why, the old reminder stays away and a new one comes."""
    promise_id = await promised(housing)
    desk, same = promises_of(housing), act()
    assert await desk.move(T1, MARTIN, promise_id, same, LATER, "The lease is late.")
    assert not await desk.move(T1, MARTIN, promise_id, same, LATER, "The lease is late.")
    await housing.posts()
    assert told(housing) == [("made", ""), ("moved", "The lease is late.")]
    shown = await seen(housing, promise_id)
    assert (shown.state, shown.due_on, shown.first_due_on, shown.why) == ("open", LATER, DUE, "The lease is late.")
    states = {row.due_at.date(): row.state for row in await housing.deliveries("question/promise")}
    assert states == {date(2027, 1, 28): "cancelled", date(2027, 2, 11): "planned"}


@pytest.mark.parametrize(("due_on", "words", "field"), [
    (DUE, "Why.", "due_on"),
    (date(2027, 1, 12), "Why.", "due_on"),
    (date(2030, 1, 1), "Why.", "due_on"),
    (LATER, " ", "text"),
    (LATER, "x" * 601, "text"),
])  # fmt: skip
async def test_a_new_date_needs_a_day_and_a_reason(housing: Room, due_on: date, words: str, field: str) -> None:
    """Another day that is to come, within a year, and a few words: else nothing changes."""
    promise_id = await promised(housing)
    with pytest.raises(FieldProblem) as problem:
        await promises_of(housing).move(T1, MARTIN, promise_id, act(), due_on, words)
    assert problem.value.field == field
    assert (await seen(housing, promise_id)).history == ()


async def test_dropped_only_with_a_reason(housing: Room) -> None:
    """A promise is dropped with its reason, which the team reads; its reminder stays away."""
    promise_id = await promised(housing)
    with pytest.raises(FieldProblem):
        await promises_of(housing).drop(T1, MARTIN, promise_id, act(), "")
    assert await promises_of(housing).drop(T1, MARTIN, promise_id, act(), "No money.")
    await housing.posts()
    assert told(housing) == [("made", ""), ("dropped", "No money.")]
    assert {row.state for row in await housing.deliveries("question/promise")} == {"cancelled"}
    with pytest.raises(Ended):
        await promises_of(housing).move(T1, MARTIN, promise_id, act(), LATER, "After all.")


@pytest.mark.parametrize("user", [AMINA, NIA, "U0ELSE"])
async def test_who_may_not_change_it(housing: Room, user: str) -> None:
    """Staff of the team, and anybody else, change nothing; staff read it, and nobody else does."""
    promise_id = await promised(housing)
    desk = promises_of(housing)
    for change in (
        desk.kept(T1, user, promise_id, act()),
        desk.drop(T1, user, promise_id, act(), "No."),
        desk.move(T1, user, promise_id, act(), LATER, "No."),
    ):
        with pytest.raises(NotAllowed):
            await change
    if user == AMINA:
        assert not (await seen(housing, promise_id, user)).may_change
        assert len(await desk.to_team(T1, user, (await housing.team()).id)) == 1
    else:
        with pytest.raises(NotAllowed):
            await seen(housing, promise_id, user)
        with pytest.raises(NotAllowed):
            await desk.to_team(T1, user, (await housing.team()).id)
    with pytest.raises(NotFound):
        await desk.look("T0OTHER", MARTIN, promise_id)


async def test_who_may_change_it(room: Room) -> None:
    """Its owner, who can say yes to it, and another leader of the team may, beside who made it."""
    await room.begins(HOUSING, NURSES)
    await room.comes("open", "Nurses")
    round_id = (await room.round("Nurses")).id
    for user in ("U0OWN", "U0DECIDES", NIA):
        await promises_of(room).make(T1, MARTIN, round_id, act(), a_depot(DUE, "U0OWN", "U0DECIDES"))
        still = [row for row in await all_promises(room) if row.state == "open"]
        assert [one.promise_id for one in await promises_of(room).mine(T1, user) if one.state == "open"]
        assert await promises_of(room).kept(T1, user, still[0].id, act())
    assert [row.state for row in await all_promises(room)] == ["kept"] * 3


async def test_kept_and_dropped_at_once(any_room: Room) -> None:
    """Of two who say different things at one moment one is first; the other is told, and nothing is overwritten."""
    await any_room.begins()
    await any_room.comes("open")
    for _ in range(5):
        promise_id, desk = await promised(any_room), promises_of(any_room)
        came = await asyncio.gather(
            desk.kept(T1, MARTIN, promise_id, act()),
            desk.drop(T1, MARTIN, promise_id, act(), "No money."),
            return_exceptions=True,
        )
        assert [type(one) for one in came if one is not True] == [Ended]
        shown = await seen(any_room, promise_id)
        assert [change.what for change in shown.history] == [shown.state]


async def test_small_teams_read_the_same(room: Room) -> None:
    """What small teams asked together is promised to all of them: each of them reads it, and its end."""
    await small_week(room)
    question = await only(room)
    await desk_of(room).promise(T1, MARTIN, question.id, act(), a_depot(DUE))
    (promise,) = await all_promises(room)
    assert await promises_of(room).kept(T1, NIA, promise.id, act())
    await room.posts()
    assert [told(room, team.channel) for team in (FEW_A, FEW_B)] == [[("kept", "")]] * 2
    for user, team in (("U0GWEN", FEW_A), ("U0IRIS", FEW_B)):
        (shown,) = await promises_of(room).to_team(T1, user, (await room.team(team.name)).id)
        assert shown.teams == ("Cleaning", "Lettings")


async def test_it_outlives_the_question(housing: Room) -> None:
    """Whoever asked takes the question back: the promise stays open, and no message or row leads to the question."""
    await week_of(housing, (AMINA, DEPOT, "confidential"))
    await desk_of(housing).promise(T1, MARTIN, (await only(housing)).id, act(), a_depot(DUE))
    (answer,) = await housing.stored()
    await housing.withdraws(AMINA, answer)
    (promise,) = await all_promises(housing)
    assert (promise.state, promise.question_id, promise.origin_id) == ("open", None, None)
    assert await records(housing) == []
    await promises_of(housing).kept(T1, MARTIN, promise.id, act())
    await housing.posts()
    assert DEPOT not in str(housing.slack.said("promise/told"))


async def test_nothing_is_said_at_a_weekend(housing: Room) -> None:
    """On a Saturday a promise is kept at once, and the team reads it on Monday morning."""
    promise_id = await promised(housing)
    housing.clock.move_to(datetime(2027, 1, 16, 12, tzinfo=UTC))
    await promises_of(housing).kept(T1, MARTIN, promise_id, act())
    (row,) = [row for row in await housing.deliveries("promise/told") if row.facts["what"] == "kept"]
    assert row.due_at == datetime(2027, 1, 18, 10, tzinfo=UTC)


async def test_a_week_opens_with_what_is_open(housing: Room) -> None:
    """The next question carries the three that are due first, and says how many more there are; kept ones are out."""
    await housing.week("close", "digest")
    days = [DUE + timedelta(days=number) for number in (0, 3, 4, 5, 6)]
    made = [await promised(housing, day) for day in reversed(days)]
    await promises_of(housing).kept(T1, MARTIN, made[-1], act())
    await housing.comes("open", week=2)
    (facts,) = [facts for facts in housing.slack.said("prompt/open") if facts["week"] == 2]
    assert [item["on"] for item in facts["promises"]] == [day.isoformat() for day in days[1:4]]
    assert facts["promises_more"] == 1
    assert [item["late"] for item in facts["promises"]] == [False, False, False]


async def test_a_week_says_what_is_late(housing: Room) -> None:
    """On the day itself it is open; from the next on the question says that it is late, and names nobody a leader."""
    await housing.week("close", "digest")
    await promised(housing, date(2027, 1, 22), BEN)
    await promised(housing, date(2027, 1, 26))
    await housing.comes("open", week=3)
    (facts,) = [facts for facts in housing.slack.said("prompt/open") if facts["week"] == 3]
    said = compose("prompt/open", facts, read_texts()).text
    assert "• Late: “A second depot.” <@U0BEN>, due on Friday 22 January" in said
    assert "• “A second depot.” <@U0MARTIN>, by Tuesday 26 January" in said
    assert "from your leaders" not in said


async def test_on_the_home_tab(housing: Room) -> None:
    """A leader has what is open with its buttons; staff have what was promised to their team; each counts the rest."""
    for number in (0, 3, 4, 5, 6):
        await promised(housing, DUE + timedelta(days=number))
    housing.clock.move_to(datetime(2027, 1, 30, 12, tzinfo=UTC))
    leader, staff = [await housing.enquiries.home(T1, user) for user in (MARTIN, AMINA)]
    assert ([one.late for one in leader.promises], leader.more_promises) == ([True, False, False], 2)
    (team,) = staff.promised
    assert (staff.promises, team.team, len(team.promises), team.more) == ((), "Housing", 3, 2)


async def test_among_ones_own_data(housing: Room) -> None:
    """Who owns, made or can say yes to a promise, changed one, or is the sponsor, finds that among their own data."""
    promise_id = await promised(housing, owner=BEN, decider=NIA)
    await promises_of(housing).move(T1, BEN, promise_id, act(), LATER, "The lease is late.")
    async with housing.database.unit_of_work() as work:
        (campaign,) = await work.campaigns.all(T1)
        await work.sponsors.choose(campaign.id, T1, NIA)
        await work.commit()
    held = {user: (await housing.enquiries.my_data(T1, user)).traces for user in (MARTIN, BEN, NIA, AMINA)}
    roles = {user: [one.roles for one in traces.promises] for user, traces in held.items()}
    assert roles == {MARTIN: [("made",)], BEN: [("own",)], NIA: [("can say yes to",)], AMINA: []}
    assert [(one.what, one.words) for one in held[BEN].changed_promises] == [("moved", "The lease is late.")]
    assert (held[NIA].sponsor_of, held[BEN].sponsor_of) == (("Spring",), ())
    assert housing.clock.now() > MONDAY
