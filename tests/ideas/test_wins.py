"""A win is told in the channel when its owner says so, and names those alone who said so."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogues.own_events import CampaignLeft
from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound
from bot.retention.again import MAKE
from bot.slack.blocks.compose import compose
from bot.storage.repositories.deletions import IDEA
from tests.conversation.room import T1, Room, read_texts
from tests.ideas.town import AMINA, BEN, CARYS, DEV, LEARNED, a_while, act, desk_of, moves, shares


async def stopped(room: Room, mode: str = "named", *, win: bool = True, named: bool = False) -> str:
    """Amina shares an idea, Ben and Carys offer help; she takes it on, stops it and looks back at it. The idea's id."""
    idea = await shares(room, AMINA, mode)
    await a_while(room)
    desk = desk_of(room)
    await desk.take_on(T1, AMINA, idea.id, act())
    for user in (BEN, CARYS):
        await desk.offer_help(T1, user, idea.id, act(), "trying", "")
    await moves(room, idea.id, "stopped", AMINA, learned="Phones change.")
    await desk.look_back(T1, AMINA, idea.id, act(), LEARNED, "team", win=win, named=named)
    await room.posts()
    return idea.id


async def leaves_the_channel(room: Room, user: str) -> None:
    """Somebody is not of Housing any more."""
    async with room.database.unit_of_work() as work:
        team = await work.teams.get((await room.team()).id)
        assert team is not None
        team.members = [one for one in team.members if one != user]
        await work.commit()


def told(room: Room) -> list[dict[str, Any]]:
    """The wins as they stand in the channel."""
    return [dict(facts) for facts in room.slack.said("idea/win")]


def read(room: Room) -> str:
    """What the one win says."""
    (facts,) = told(room)
    return compose("idea/win", facts, read_texts()).text


async def test_a_name_alone_is_no_win_and_is_told(housing: Room) -> None:
    """Who ticks only their name reads at the field what is missing, and nothing is kept of that form."""
    with pytest.raises(FieldProblem) as missed:
        await stopped(housing, win=False, named=True)
    assert missed.value.field == "win"
    assert await desk_of(housing).learned(T1, AMINA) == ()
    assert told(housing) == []


@pytest.mark.parametrize("mode", ["named", "confidential"])
async def test_whoever_raised_it_hears_what_came_of_it(housing: Room, mode: str) -> None:
    """Where a colleague took it on: it was decided, spreads, is told as a win; each once, and to them alone."""
    idea = await shares(housing, AMINA, mode)
    await a_while(housing)
    desk = desk_of(housing)
    if mode == "named":
        await desk.ask_finisher(T1, AMINA, idea.id, act())
    await desk.take_on(T1, BEN, idea.id, act())
    for to, said in {
        "experiment": {},
        "decided": {"decided": "We keep it.", "why": "Half the calls."},
        "spread": {"spread_to": "Repairs East"},
    }.items():
        await moves(housing, idea.id, to, BEN, **said)
        await a_while(housing)
    for words in ("Do it in each street.", "Knock first."):
        await desk.look_back(T1, BEN, idea.id, act(), {**LEARNED, "next": words}, "team", win=True)
        await a_while(housing)
    heard = housing.slack.said("idea/moved", "D0AMINA")
    assert [facts["kind"] for facts in heard] == ["decided", "spread", "win"]
    texts = [compose("idea/moved", facts, read_texts()).text for facts in heard]
    assert "We keep it." in texts[0]
    assert "tells it as a win" in texts[2]
    assert housing.slack.said("idea/moved", "D0BEN") == []
    if mode == "confidential":
        assert AMINA not in str([row.recipient for row in await housing.deliveries("idea/moved")])


async def test_nothing_is_told_unless_its_owner_says_so(housing: Room) -> None:
    """A review without the box ticked goes to the library alone."""
    await stopped(housing, win=False)
    assert told(housing) == []


async def test_a_win_is_told_once_in_the_words_of_its_review(any_room: Room) -> None:
    """The channel reads what it was, what happened and what comes next; a second review changes that message."""
    await any_room.begins()
    await any_room.comes("open")
    idea_id = await stopped(any_room)
    assert len(told(any_room)) == 1
    for words in ("tried, stopped and learned", LEARNED["title"], LEARNED["happened"], LEARNED["next"]):
        assert words in read(any_room)
    again = {**LEARNED, "next": "Knock first."}
    await desk_of(any_room).look_back(T1, AMINA, idea_id, act(), again, "team", win=True)
    await any_room.posts()
    assert len(told(any_room)) == 1
    assert "Knock first." in read(any_room)


async def not_out_yet(room: Room) -> str:
    """Amina shares an idea by name, Ben takes it on, stops it and tells a win that has not left. The idea's id."""
    idea = await shares(room, AMINA, "named")
    await a_while(room)
    desk = desk_of(room)
    await desk.ask_finisher(T1, AMINA, idea.id, act())
    await desk.take_on(T1, BEN, idea.id, act())
    await moves(room, idea.id, "stopped", BEN, learned="Phones change.")
    await desk.look_back(T1, BEN, idea.id, act(), LEARNED, "team", win=True)
    return idea.id


async def test_a_win_is_its_owners_also_where_the_idea_is_taken_back(housing: Room) -> None:
    """A win that waits to leave still comes in its owner's words when whoever raised the idea takes that back."""
    idea_id = await not_out_yet(housing)
    await desk_of(housing).take_back(T1, AMINA, idea_id, act())
    await housing.posts()
    assert LEARNED["happened"] in read(housing)
    assert AMINA not in str(told(housing))


@pytest.mark.parametrize("state", ["cancelled", "failed", "expired"])
async def test_a_win_that_never_came_is_told_by_the_next_review(housing: Room, state: str) -> None:
    """Where the message did not come to stand, a later review with the box ticked tells it, once."""
    idea_id = await not_out_yet(housing)
    async with housing.database.unit_of_work() as work:
        (row,) = [row for row in await work.deliveries.all() if row.utterance == "idea/win"]
        row.state = state
        await work.commit()
    for words in ("Knock first.", "Ring first."):
        await desk_of(housing).look_back(T1, BEN, idea_id, act(), {**LEARNED, "next": words}, "team", win=True)
        await housing.posts()
    assert len(told(housing)) == 1
    assert "Ring first." in read(housing)


async def test_only_what_spreads_or_stops_is_a_win(housing: Room) -> None:
    """What is only decided is none yet."""
    idea_id = await stopped(housing, win=False)
    async with housing.database.unit_of_work() as work:
        idea = await work.ideas.get(idea_id)
        assert idea is not None
        idea.stage = "decided"
        await work.commit()
    with pytest.raises(AskAgain, match="spreads, or is stopped"):
        await desk_of(housing).look_back(T1, AMINA, idea_id, act(), LEARNED, "team", win=True)
    assert told(housing) == []


async def test_nobody_is_named_who_did_not_say_so(housing: Room) -> None:
    """Raised without a name, not even its owner stands there until they tick that; helpers add themselves, and go."""
    idea_id = await stopped(housing, "confidential")
    assert not [user for user in (AMINA, BEN, CARYS, DEV) if user in read(housing)]
    desk = desk_of(housing)
    assert await desk.name_in_win(T1, BEN, idea_id, act()) == (True, True)
    await housing.posts()
    assert f"<@{BEN}>" in read(housing)
    assert CARYS not in read(housing)
    once = act()
    assert await desk.name_in_win(T1, BEN, idea_id, once) == (True, False)
    assert await desk.name_in_win(T1, BEN, idea_id, once) == (False, False)
    await housing.posts()
    assert BEN not in read(housing)


async def test_who_put_a_name_to_it_keeps_the_credit(housing: Room) -> None:
    """Raised by name, the credit stands there as it stands beside the idea; the owner's name once."""
    await stopped(housing, named=True)
    assert read(housing).count(f"<@{AMINA}>") == 1


async def test_only_who_had_a_part_is_named(housing: Room) -> None:
    """A colleague who did nothing for it cannot be named; nor anybody where no win was told."""
    idea_id = await stopped(housing)
    with pytest.raises(NotAllowed, match="helps with it"):
        await desk_of(housing).name_in_win(T1, DEV, idea_id, act())
    quiet = await shares(housing, BEN, "named", need="Another need")
    with pytest.raises(NotFound):
        await desk_of(housing).name_in_win(T1, BEN, quiet.id, act())


async def test_who_has_left_the_team_takes_their_name_out(housing: Room) -> None:
    """Who stands in a win and is of the team no more sees it in their own data, takes it out, and cannot come back."""
    idea_id = await stopped(housing)
    desk = desk_of(housing)
    await desk.name_in_win(T1, BEN, idea_id, act())
    await leaves_the_channel(housing, BEN)
    (mine,) = (await housing.enquiries.my_data(T1, BEN)).ideas
    assert mine.named_in_win
    assert await desk.name_in_win(T1, BEN, idea_id, act()) == (True, False)
    await housing.posts()
    assert BEN not in read(housing)
    with pytest.raises(NotAllowed, match="another team"):
        await desk.name_in_win(T1, BEN, idea_id, act())


async def raised_by_another(room: Room, *, helps: bool = False) -> str:
    """Amina shares an idea without her name and is named in the win that Ben tells of it. The idea's id."""
    idea = await shares(room, AMINA, "confidential")
    await a_while(room)
    desk = desk_of(room)
    await desk.take_on(T1, BEN, idea.id, act())
    if helps:
        await desk.offer_help(T1, AMINA, idea.id, act(), "trying", "")
    await moves(room, idea.id, "stopped", BEN, learned="Phones change.")
    await desk.look_back(T1, BEN, idea.id, act(), LEARNED, "team", win=True)
    await desk.name_in_win(T1, AMINA, idea.id, act())
    await room.posts()
    assert f"<@{AMINA}>" in read(room)
    return idea.id


@pytest.mark.parametrize("way", ["taken back", "restored"])
async def test_the_name_of_who_takes_an_idea_back_goes(housing: Room, way: str) -> None:
    """Who shared it without a name and had no other part is named no more, also where it is made good in a copy."""
    idea_id = await raised_by_another(housing)
    if way == "taken back":
        await desk_of(housing).take_back(T1, AMINA, idea_id, act())
    else:
        async with housing.database.unit_of_work() as work:
            await MAKE[IDEA](work, housing.identities, idea_id, housing.clock.now())
            await work.commit()
    await housing.posts()
    assert AMINA not in str(told(housing))
    assert LEARNED["happened"] in read(housing)


async def test_a_name_that_stands_for_help_stays(housing: Room) -> None:
    """A helper who takes their idea back stays named: that the name goes just then would tell whose it was."""
    idea_id = await raised_by_another(housing, helps=True)
    await desk_of(housing).take_back(T1, AMINA, idea_id, act())
    await housing.posts()
    assert f"<@{AMINA}>" in read(housing)


async def test_the_button_says_what_a_name_tells(housing: Room) -> None:
    """Before a name comes in the channel, whoever only shared the idea reads that it can be told from this."""
    await stopped(housing)
    (facts,) = told(housing)
    blocks = [block.to_dict() for block in compose("idea/win", facts, read_texts()).blocks]
    (buttons,) = [block for block in blocks if block["type"] == "actions"]
    ask = next(one for one in buttons["elements"] if one["action_id"] == "idea_win_name")["confirm"]
    assert "they can tell from this that it was you" in ask["text"]["text"]


async def test_a_name_in_a_win_is_ones_own_data(housing: Room) -> None:
    """It stands in one's own data and in the download, and in nobody else's."""
    idea_id = await stopped(housing)
    await desk_of(housing).name_in_win(T1, BEN, idea_id, act())
    for user, stands in ((BEN, True), (CARYS, False)):
        (mine,) = (await housing.enquiries.my_data(T1, user)).ideas
        assert mine.named_in_win is stands
        (taken,) = (await housing.enquiries.everything(T1, user))["ideas"]
        assert taken["named_in_win"] is stands


async def test_a_second_review_changes_the_win_also_without_the_box(housing: Room) -> None:
    """A win that stands says the newest words, and names whom it named; taken back, it does not come again."""
    idea_id = await stopped(housing, "confidential", named=True)
    again = {**LEARNED, "next": "Knock first."}
    await desk_of(housing).look_back(T1, AMINA, idea_id, act(), again, "team")
    await housing.posts()
    assert "Knock first." in read(housing)
    assert f"<@{AMINA}>" in read(housing)
    team = await housing.team()
    await housing.hears(CampaignLeft, user=AMINA, campaign_id=team.campaign_id, forget=True)
    await desk_of(housing).take_on(T1, BEN, idea_id, act())
    await desk_of(housing).look_back(T1, BEN, idea_id, act(), again, "team")
    await housing.posts()
    assert "Knock first." not in str(told(housing))


async def test_what_is_taken_back_is_taken_out(housing: Room) -> None:
    """Who leaves with everything is named no more; once the owner leaves so, the words are gone too."""
    idea_id = await stopped(housing, "confidential", named=True)
    await desk_of(housing).name_in_win(T1, BEN, idea_id, act())
    team = await housing.team()
    await housing.hears(CampaignLeft, user=BEN, campaign_id=team.campaign_id, forget=True)
    await housing.posts()
    assert f"<@{AMINA}>" in read(housing)
    assert BEN not in str(told(housing))
    await housing.hears(CampaignLeft, user=AMINA, campaign_id=team.campaign_id, forget=True)
    await housing.posts()
    assert "Whoever wrote it took it back" in read(housing)
    assert not [word for word in (AMINA, LEARNED["title"], LEARNED["happened"]) if word in str(told(housing))]
