"""Answers of people who are not on Slack: what is kept, how it counts, and who may enter how many."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.campaigns.unlinking import Unlinking
from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound
from bot.storage.repositories.unlinked import Group
from tests.conversation.room import HOUSING, NURSES, T1, Room
from tests.workshop.town import MARTIN, NESTA, SAID, WORDS, act, desk_of, entered, off_slack


async def test_each_counts_as_one_person(housing: Room) -> None:
    """With three entered and two from Slack, five took part, and the figures are made of all their numbers."""
    await entered(housing, people=3)
    for user in ("U0AMINA", "U0BEN"):
        await housing.rates(user, 4)
    await housing.comes("close")
    figures = await housing.figures()
    assert figures["enough"]
    assert figures["ratings"]["base"] is not None
    assert figures["entered"] == 3
    row = await housing.round()
    assert row.figures is not None
    assert (row.figures["people"], row.figures["internal"]["members"], row.figures["internal"]["seen"]) == (5, 7, 3)


@pytest.mark.parametrize(("people", "said"), [(0, None), (1, 0), (2, 0), (3, 3), (4, 4)])
async def test_how_many_is_said_from_k_on(housing: Room, people: int, said: int | None) -> None:
    """Fewer than k entered answers are “some”, and none are not spoken of."""
    await entered(housing, people=people) if people else None
    for user in ("U0AMINA", "U0BEN", "U0CARYS"):
        await housing.rates(user, 4)
    await housing.comes("close")
    assert (await housing.figures())["entered"] == said


async def test_two_that_were_entered_are_too_few(housing: Room) -> None:
    """The threshold holds for entered answers as for all others."""
    await entered(housing, people=2)
    await housing.comes("close")
    figures = await housing.figures()
    assert (figures["enough"], figures["ratings"], figures["entered"]) == (False, None, None)


async def test_all_its_parts_are_kept(housing: Room) -> None:
    """Words with their theme and the leave to quote, numbers, and a question to leaders: all of one person."""
    theme = housing.pack.areas[0].themes[0].key
    said = replace(SAID, theme=theme, quotable=True, ask="Who makes the rota?", kind="concern")
    await entered(housing, said)
    async with housing.database.reading() as work:
        bodies = await work.unlinked.waiting((await housing.round()).id)
        ratings = await work.ratings.of_round((await housing.round()).id)
        people = await work.participations.codes((await housing.round()).id)
    assert sorted((b["text"], b["question"], b["theme"], b["quotable"]) for b in bodies) == [
        (f"{WORDS} 0", "headline", theme, True),
        ("Who makes the rota?", "concern", None, False),
    ]
    assert sorted((r.scale, r.value) for r in ratings) == [("needed", 5), ("now", 2)]
    assert len({r.person_code for r in ratings}) == len(people) == 1


async def test_the_question_reaches_leaders(housing: Room) -> None:
    """What somebody asked on paper is put to leaders with the others once enough took part."""
    await entered(housing, replace(SAID, text="", ask="Who makes the rota?"), people=3)
    await housing.comes("close")
    texts = [one["text"] for one in (await housing.figures())["questions"]]
    assert texts == ["Who makes the rota?"] * 3


async def test_a_facilitators_own_answer_is_left_to_them(housing: Room) -> None:
    """Entering for others spends nothing of their own: a facilitator who is in the team can still answer Unlinked."""
    await housing.sees("C0HOUSING", "U0AMINA", "U0BEN", "U0CARYS", "U0DEV", MARTIN, NESTA)
    await entered(housing, people=2)
    await housing.answers(NESTA, "My own.", "unlinked")
    async with housing.database.reading() as work:
        assert len(await work.unlinked.waiting((await housing.round()).id)) == 3
        assert len(await work.participations.codes((await housing.round()).id)) == 3


async def test_themes_are_counted_beside_those_of_others(housing: Room) -> None:
    """Each entered theme is one person's; nobody else's theme is left out for it."""
    theme = housing.pack.areas[0].themes[0].key
    await entered(housing, replace(SAID, theme=theme), people=4)
    for user in ("U0AMINA", "U0BEN", "U0CARYS", "U0DEV"):
        await housing.answers(user, "The same.", "confidential", theme=theme)
    await housing.comes("close")
    (counted,) = [one for one in (await housing.figures())["themes"] if one["key"] == theme]
    assert counted["people"] or counted["band"]


async def test_sent_twice_it_is_one_person(housing: Room) -> None:
    """The same act that comes again adds nobody."""
    twice, round_id = act(), (await housing.round()).id
    await off_slack(housing, 1)
    desk = desk_of(housing)
    first, again = [await desk.enter(T1, NESTA, round_id, twice, SAID) for _ in range(2)]
    assert (first.fresh, first.entered, again.fresh, again.entered) == (True, 1, False, 1)
    async with housing.database.reading() as work:
        assert len(await work.participations.codes(round_id)) == 1


async def test_after_the_close_the_form_stays(housing: Room) -> None:
    """Whoever sends it too late reads that at the field, with the words still in the form, and nothing is counted."""
    await housing.comes("close")
    with pytest.raises(FieldProblem, match="still in this form") as problem:
        await entered(housing)
    assert problem.value.field == "text"
    with pytest.raises(NotFound, match="has closed"):
        await desk_of(housing).entry(T1, NESTA, (await housing.round()).id)
    async with housing.database.reading() as work:
        assert await work.workshops.entered((await housing.round()).id) == 0
        assert await work.audit.all(T1) == []


async def test_nobody_makes_up_a_group(housing: Room) -> None:
    """No more are taken than there are people of the team who are not on Slack; without a number none at all."""
    form = await entered(housing, people=2, most=2)
    assert (form.entered, form.left) == (2, 0)
    with pytest.raises(FieldProblem, match="No more"):
        await entered(housing, most=2)
    with pytest.raises(AskAgain, match="No more"):
        await desk_of(housing).entry(T1, NESTA, (await housing.round()).id)
    with pytest.raises(AskAgain):
        await entered(housing, most=0)
    with pytest.raises(AskAgain, match="An admin says it"):
        await desk_of(housing).entry(T1, NESTA, (await housing.round()).id)


async def test_each_team_has_a_number_of_its_own(room: Room) -> None:
    """What one team has leaves room for nobody in another."""
    await room.begins(HOUSING, NURSES)
    await room.comes("open", "Housing")
    await room.comes("open", "Nurses")
    assert (await entered(room, most=3)).left == 2
    with pytest.raises(AskAgain, match="An admin says it"):
        await desk_of(room).entry(T1, NESTA, (await room.round("Nurses")).id)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"agreed": False}, "agreed"),
        ({"alone": False}, "alone"),
        ({"way": "guessed"}, "way"),
        ({"text": "", "now": None, "needed": None}, "text"),
        ({"text": "x" * 3_001}, "text"),
        ({"ask": "x" * 3_001}, "ask"),
        ({"question": "another"}, "question"),
        ({"theme": "another"}, "theme"),
        ({"ask": "Why?", "kind": "headline"}, "kind"),
        ({"now": 6}, "now"),
    ],
)
async def test_what_cannot_be_is_told_at_its_field(housing: Room, change: dict[str, object], field: str) -> None:
    """Without the two ticks, or with what the form does not offer, nothing is kept."""
    said = replace(SAID, **change)  # type: ignore[arg-type]
    with pytest.raises(FieldProblem) as problem:
        await desk_of(housing).enter(T1, NESTA, (await housing.round()).id, act(), said)
    assert problem.value.field == field


@pytest.mark.parametrize("user", ["U0AMINA", "U0ADMIN", "U0PRIV", MARTIN])
async def test_only_facilitators_of_other_teams_may(housing: Room, user: str) -> None:
    """Neither somebody without the role nor the team's own leader opens the form or sends it."""
    desk, round_id = desk_of(housing), (await housing.round()).id
    for doing in (desk.entry(T1, user, round_id), desk.enter(T1, user, round_id, act(), SAID)):
        with pytest.raises(NotAllowed):
            await doing


async def test_each_use_stands_in_the_audit_trail(housing: Room) -> None:
    """Who, for which team and week, and how it was given; no words."""
    await entered(housing, replace(SAID, way="spoken"))
    async with housing.database.reading() as work:
        (entry,) = await work.audit.all(T1)
    assert (entry.actor, entry.about, entry.subject, entry.subject_code) == (
        NESTA, "Housing, week 1, spoken", None, None,
    )  # fmt: skip
    assert WORDS not in str(vars(entry))


async def test_the_words_go_where_unlinked_words_go(housing: Room) -> None:
    """After the close they lie among the Unlinked answers of the organisation, with the leave to quote."""
    await entered(housing, replace(SAID, quotable=True), people=3)
    await housing.comes("close")
    await Unlinking(housing.database).move()
    async with housing.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        moved = await work.unlinked.of_group(Group(campaign.id, 1, "Northbridge"))
    assert sorted(row.body["text"] for row in moved) == [f"{WORDS} {number}" for number in range(3)]
    assert all(row.body["quotable"] for row in moved)
