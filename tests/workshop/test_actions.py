"""Actions that a session agrees: captured one after the other, told to the team once, with an owner and a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.clock import Clocks
from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound
from bot.questions.promise_desk import PromiseDesk
from bot.slack.blocks.compose import compose
from bot.slack.blocks.voice import Voice
from bot.slack.views.promises import promise_one_view
from bot.workshops.desk import MOST_UNTOLD
from tests.conversation.room import T1, Room, read_texts
from tests.workshop.town import ACTION, FRIDAY, MARTIN, NESTA, act, captured, desk_of, finished, promises

VOICE = Voice(read_texts(), "en", "Europe/London")


async def test_an_action_is_a_promise(housing: Room) -> None:
    """It stands with its owner, day and who can say yes; the owner is told, and reminded the working day before."""
    await captured(housing, replace(ACTION, decider="U0CARYS"))
    (promise,) = await promises(housing)
    assert (promise.made_by, promise.owner, promise.due_on, promise.question_id) == (NESTA, "U0BEN", FRIDAY, None)
    assert (promise.body["text"], promise.decider) == (ACTION.text, "U0CARYS")
    (told,) = housing.slack.said("question/promise", "D0BEN")
    said = compose("question/promise", told, read_texts()).text
    assert (
        "*You see to something that was agreed in a session*, until Friday 29 January. <@U0NESTA> wrote it down:"
        in said
    )
    assert "Is it not yours? Please tell <@U0NESTA>, or drop it and say so" in said
    (decides,) = housing.slack.said("question/promise", "D0CARYS")
    assert "agreed in a session.* <@U0NESTA> wrote it down." in compose("question/promise", decides, read_texts()).text
    desk = PromiseDesk(housing.database, Clocks(campaign=housing.clock))
    shown = promise_one_view(await desk.look(T1, "U0BEN", promise.id), VOICE)
    assert "<@U0NESTA> wrote it down in a session, until Friday 29 January" in str(shown.to_dict())
    due = [row.due_at for row in await housing.deliveries("question/promise") if row.state == "planned"]
    assert [moment.isoformat() for moment in due] == ["2027-01-28T10:00:00+00:00"]


async def test_ones_own_action_is_reminded_and_not_announced(housing: Room) -> None:
    """Who writes down an action of their own hears of it the working day before only."""
    await captured(housing, replace(ACTION, owner=NESTA))
    assert housing.slack.said("question/promise") == []
    assert [row.state for row in await housing.deliveries("question/promise")] == ["planned"]


async def test_the_team_is_told_once_of_all(housing: Room) -> None:
    """Nothing is said until the end; then one message in the week's thread, and a second tap says nothing more."""
    await captured(housing, ACTION, replace(ACTION, text="Ask for a second van.", decider=MARTIN))
    assert housing.slack.said("workshop/summary") == []
    assert [await finished(housing), await finished(housing)] == [2, 0]
    (facts,) = housing.slack.said("workshop/summary", "C0HOUSING")
    assert [item["text"] for item in facts["actions"]] == [ACTION.text, "Ask for a second van."]
    (row,) = await housing.deliveries("workshop/summary")
    assert row.thread_ts == housing.prompt_ts() or row.parent_id is not None
    await captured(housing, replace(ACTION, text="One more."))
    assert await finished(housing) == 1


async def test_what_was_captured_waits_for_the_facilitator(housing: Room) -> None:
    """A form that was closed too early loses nothing: what the team was not told of is there again."""
    await captured(housing)
    form = await desk_of(housing).actions(T1, NESTA, (await housing.round()).id)
    assert [one.text for one in form.captured] == [ACTION.text]


async def test_sent_twice_it_is_one_action(housing: Room) -> None:
    """The same act that comes again makes no second promise, and says so."""
    twice, round_id = act(), (await housing.round()).id
    first = await desk_of(housing).capture(T1, NESTA, round_id, twice, ACTION)
    again = await desk_of(housing).capture(T1, NESTA, round_id, twice, ACTION)
    assert (first.fresh, again.fresh) == (True, False)
    assert len(again.captured) == len(await promises(housing)) == 1


async def test_an_action_counts_after_the_close(housing: Room) -> None:
    """A session may outlast its week: what it agrees is kept and told all the same."""
    await housing.comes("close")
    await captured(housing)
    assert await finished(housing) == 1


async def test_who_does_it_says_that_it_is_kept(housing: Room) -> None:
    """Its owner, or who wrote it down, says so, as of any promise."""
    await captured(housing)
    (promise,) = await promises(housing)
    desk = PromiseDesk(housing.database, Clocks(campaign=housing.clock))
    assert await desk.kept(T1, "U0BEN", promise.id, "kept")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 251}, "text"),
        ({"owner": ""}, "owner"),
        ({"owner": "everybody"}, "owner"),
        ({"decider": "the boss"}, "decider"),
        ({"on": date(2027, 1, 12)}, "due_on"),
        ({"on": date(2030, 1, 1)}, "due_on"),
        ({"on": date(2027, 1, 30)}, "due_on"),
    ],
)
async def test_what_cannot_be_is_told_at_its_field(housing: Room, change: dict[str, object], field: str) -> None:
    """No words, nobody, or a day that cannot be: the form stays open, and nothing is kept."""
    with pytest.raises(FieldProblem) as problem:
        await captured(housing, replace(ACTION, **change))  # type: ignore[arg-type]
    assert problem.value.field == field
    assert await promises(housing) == []


async def test_a_full_list_is_told_first(housing: Room) -> None:
    """So many actions fit into one message; one more waits until the team was told of these."""
    await captured(housing, *[ACTION] * MOST_UNTOLD)
    with pytest.raises(FieldProblem, match="first"):
        await captured(housing)
    assert await finished(housing) == MOST_UNTOLD
    await captured(housing)


@pytest.mark.parametrize("user", ["U0AMINA", "U0ADMIN", "U0PRIV"])
async def test_only_facilitators_may(housing: Room, user: str) -> None:
    """Whoever has not the role neither opens, captures nor tells."""
    desk, round_id = desk_of(housing), (await housing.round()).id
    for doing in (
        desk.teams(T1, user),
        desk.actions(T1, user, round_id),
        desk.capture(T1, user, round_id, act(), ACTION),
        desk.finish(T1, user, round_id, act()),
    ):
        with pytest.raises(NotAllowed, match="Only facilitators"):
            await doing


async def test_not_for_a_team_that_they_lead(housing: Room) -> None:
    """A facilitator who leads the team neither finds it on the list nor gets at it by its id."""
    desk, round_id = desk_of(housing), (await housing.round()).id
    assert [one.team for one in await desk.teams(T1, NESTA)] == ["Housing"]
    with pytest.raises(AskAgain, match="do not lead"):
        await desk.teams(T1, MARTIN)
    with pytest.raises(NotAllowed, match="You lead"):
        await desk.capture(T1, MARTIN, round_id, act(), ACTION)


async def test_not_for_a_week_that_was_not_asked(housing: Room) -> None:
    """A week that is still to come, another workspace's, or none at all is not found."""
    desk, ahead = desk_of(housing), await housing.round(week=2)
    for workspace, round_id in ((T1, ahead.id), ("T0OTHER", (await housing.round()).id), (T1, "no such week")):
        with pytest.raises(NotFound):
            await desk.capture(workspace, NESTA, round_id, act(), ACTION)
