"""How leaders rate a week: they are asked first, counted as no staff, and read their own numbers beside the others'."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.dialogues import events as ev
from bot.errors import AskAgain, NotAllowed, NotFound
from tests.conversation.room import HOUSING, T1, TUESDAY, Cast, Room

ANN, BOB, CAT, DON = "U0ANN", "U0BOB", "U0CAT", "U0DON"
DESK = Cast("C0DESK", ("U0GWEN", "U0HARI", "U0IRIS", ANN, BOB), (ANN, BOB), "Desk")
SHOP = Cast("C0SHOP", ("U0JACK", "U0KIM", "U0LOU", ANN, CAT, DON), (ANN, CAT, DON), "Shop")


async def leads(room: Room, user: str, value: int, scale: str = "now", team: str = "Desk", week: int = 1) -> Any:
    """A leader taps a number."""
    round_id = (await room.round(team, week)).id
    return await room.hears(ev.LeaderRated, round_id=round_id, user=user, scale=scale, value=value)


async def two_teams(room: Room) -> None:
    """Two teams that one leader leads with others; the week opens in both."""
    await room.begins(DESK, SHOP)
    for team in ("Desk", "Shop"):
        await room.comes("open", team)


async def closed(room: Room) -> dict[str, Any]:
    """The week closes and is told; the digests' facts by leader."""
    for team in ("Desk", "Shop"):
        await room.comes("close", team)
    for team in ("Desk", "Shop"):
        await room.comes("digest", team)
    found = {}
    for leader in (ANN, BOB, CAT, DON):
        digest = await room.digest(leader)
        assert digest is not None
        found[leader] = digest.snapshot["leaders"]
    return found


async def test_each_leader_is_asked_once_when_the_week_opens(room: Room) -> None:
    """A leader of two teams gets one message, and staff get none; it counts among the three of the week."""
    await two_teams(room)
    asked = [row.recipient for row in await room.deliveries("leader/rate")]
    assert sorted(asked) == sorted([ANN, BOB, CAT, DON])
    async with room.database.reading() as work:
        kinds = [row.kind for row in await work.contacts.of_person(T1, ANN)]
    assert kinds == ["leaders_view"]


async def test_who_wants_no_messages_is_not_asked(room: Room) -> None:
    """A leader who stopped reminders hears nothing, and may still rate in the channel."""
    await room.begins(DESK, SHOP)
    await room.hears(ev.RemindersStopped, user=ANN)
    for team in ("Desk", "Shop"):
        await room.comes("open", team)
    assert ANN not in [row.recipient for row in await room.deliveries("leader/rate")]


async def test_a_tap_counts_for_each_team_and_for_no_staff(room: Room) -> None:
    """One tap is the leader's rating in both teams; what was published of staff does not move."""
    await two_teams(room)
    await leads(room, ANN, 5)
    for user in ("U0GWEN", "U0HARI", "U0IRIS"):
        await room.rates(user, 2, round_id=(await room.round("Desk")).id)
    async with room.database.reading() as work:
        rows = [row for t in ("Desk", "Shop") for row in await work.ratings.of_round((await room.round(t)).id)]
    mine = [row for row in rows if row.by_leader]
    assert [(row.value, row.late) for row in mine] == [(5, False)] * 2
    await room.comes("close", "Desk")
    ratings = (await room.figures("Desk"))["ratings"]
    assert ratings is None or ratings["now"] < 3


async def test_a_leader_reads_their_own_and_the_others_from_three_on(room: Room) -> None:
    """Four rate: each reads their own and the mean of the other three; who rated nothing reads nothing."""
    await two_teams(room)
    for leader, value, team in ((ANN, 5, "Desk"), (BOB, 1, "Desk"), (CAT, 2, "Shop")):
        await leads(room, leader, value, team=team)
    read = await closed(room)
    assert read[ANN]["own"] == {"now": 5, "needed": None}
    assert (read[ANN]["others"], read[ANN]["few"]) == (None, True)  # two others
    assert read[DON] == {**read[DON], "rated": False, "own": None, "teams": [], "others": None, "few": False}


async def test_three_others_are_a_figure(room: Room) -> None:
    """With four who rated, the mean that each reads leaves them out."""
    await two_teams(room)
    for leader, value, team in ((ANN, 5, "Desk"), (BOB, 1, "Desk"), (CAT, 2, "Shop"), (DON, 2, "Shop")):
        await leads(room, leader, value, team=team)
    read = await closed(room)
    assert read[ANN]["others"] == {"now": 1.7, "needed": None, "split": False}
    assert read[BOB]["others"] == {"now": 3.0, "needed": None, "split": False}


async def test_what_comes_after_the_close_is_not_taken(room: Room) -> None:
    """The invitation closes with the week: a late tap is told so, and the digest stands as it was."""
    await two_teams(room)
    await leads(room, ANN, 4)
    before = await closed(room)
    with pytest.raises(AskAgain, match="closed"):
        await leads(room, ANN, 1)
    assert before[ANN]["own"] == {"now": 4, "needed": None}
    facts = room.slack.said("leader/rate", "D" + ANN[1:])
    assert [bool(one.get("closed")) for one in facts] == [True]


async def test_who_may_not_rate_as_a_leader(room: Room) -> None:
    """Staff, a leader of another team, and nobody for a week of another workspace."""
    await two_teams(room)
    for user in ("U0GWEN", CAT):
        with pytest.raises(NotAllowed):
            await leads(room, user, 3, team="Desk")
    with pytest.raises(NotFound):
        await room.hears(ev.LeaderRated, round_id="nothing", user=ANN, scale="now", value=3)
    async with room.database.reading() as work:
        assert await work.ratings.of_round((await room.round("Desk")).id) == []


async def test_staff_read_nothing_of_it(room: Room) -> None:
    """No message in a channel or to staff, no export and no published entry holds what leaders rated."""
    await two_teams(room)
    for leader, value, team in ((ANN, 5, "Desk"), (BOB, 5, "Desk"), (CAT, 5, "Shop"), (DON, 4, "Shop")):
        await leads(room, leader, value, team=team)
        await leads(room, leader, value, "needed", team)
    await closed(room)
    for team in ("Desk", "Shop"):
        await room.comes("told_back", team)
    for (place, _), message in room.slack.standing.items():
        if message.utterance not in {"digest/leader", "leader/rate"}:
            assert "leaders" not in message.facts or message.utterance == "told_back", (place, message.utterance)
            assert "4.7" not in str(message.facts)
    async with room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        bodies = [row.body for row in await work.publications.of_campaign(campaign.id)]
    assert not [body for body in bodies if body.get("ratings")]


async def test_what_was_published_before_is_the_trend(room: Room) -> None:
    """The digest of the second week sets its gap beside the first one's, as it was published."""
    await room.begins(Cast(members=(*HOUSING.members, "U0EFA", "U0FAY")))
    for week, needed in ((1, 3), (2, 5)):
        await room.comes("open", week=week)
        for user in ("U0AMINA", "U0BEN", "U0CARYS", "U0DEV"):
            round_id = (await room.round(week=week)).id
            await room.rates(user, 2, round_id=round_id)
            await room.rates(user, needed, "needed", round_id=round_id)
        for kind in ("close", "digest"):
            await room.comes(kind, week=week)
    first, second = await room.figures(week=1), await room.figures(week=2)
    digest = await room.digest("U0MARTIN", 2)
    assert digest is not None
    (team,) = digest.snapshot["trend"]["teams"]
    assert team["gap"] == second["ratings"]["gap"] > first["ratings"]["gap"]
    assert (team["rank"], team["areas"], team["before"]) == ("widest", 2, None)
    earlier = await room.digest("U0MARTIN", 1)
    assert earlier is not None
    assert earlier.snapshot["trend"] is None


async def first_week(room: Room, name: str, needed: int, start: date) -> dict[str, Any]:
    """A campaign's first week, in which four rate; the digest's facts."""
    await room.begins(Cast(members=(*HOUSING.members, "U0EFA", "U0FAY")), name=name, start=start)
    async with room.database.reading() as work:
        campaign = next(one for one in await work.campaigns.all(T1) if one.name == name)
        (team,) = await work.teams.of_campaign(campaign.id)
        row = (await work.rounds.of_team(team.id))[0]
        beats = {beat.kind: beat for beat in await work.beats.of_round(row.id)}

    async def comes(kind: str) -> None:
        beat = beats[kind]
        room.clock.move_to(max(beat.due_at, room.clock.now()))
        stamp: dict[str, Any] = {"id": f"beat/{beat.id}", "workspace": T1, "at": room.clock.now()}
        await room.conversation.handle(ev.BEATS[kind](round_id=row.id, due_at=beat.due_at, **stamp))
        async with room.database.unit_of_work() as work:
            await work.beats.mark(beat.id, "done", room.clock.now())
            await work.commit()

    await comes("open")
    for user in ("U0AMINA", "U0BEN", "U0CARYS", "U0DEV"):
        await room.rates(user, 2, round_id=row.id)
        await room.rates(user, needed, "needed", round_id=row.id)
    for kind in ("close", "digest"):
        await comes(kind)
    async with room.database.unit_of_work() as work:
        digest = await work.digests.of_week(campaign.id, "U0MARTIN", 1)
        (await work.campaigns.get(campaign.id)).state = "finished"  # type: ignore[union-attr]
        await work.commit()
    assert digest is not None
    return digest.snapshot


async def test_when_the_framework_runs_again_the_same_area_is_set_beside_it(room: Room) -> None:
    """A second campaign in the same channel reads this area's gap of the first, by its name."""
    first = await first_week(room, "Spring", 5, TUESDAY)
    second = await first_week(room, "Autumn", 4, TUESDAY + timedelta(days=28))
    assert first["trend"] is None
    (seen,) = second["trend"]["teams"]
    assert seen["before"] == {"campaign": "Spring", "gap": first["gaps"]["teams"][0]["gap"]}
    assert (seen["rank"], seen["gap"]) == ("", second["gaps"]["teams"][0]["gap"])
    assert seen["before"]["gap"] > seen["gap"]


@pytest.mark.parametrize(("took_part", "quiet"), [(3, True), (9, False)])
async def test_few_of_many_are_advised_on_the_rhythm(room: Room, took_part: int, quiet: bool) -> None:
    """Three of twenty are surely fewer than 35 %; nine of twenty are not, as far as may be told."""
    people = tuple(f"U0P{place:02}" for place in range(20))
    await room.begins(Cast(members=(*people, "U0MARTIN")))
    await room.comes("open")
    for user in people[:took_part]:
        await room.answers(user)
    for kind in ("close", "digest"):
        await room.comes(kind)
    digest = await room.digest("U0MARTIN")
    assert digest is not None
    assert bool(digest.snapshot["rhythm"]) is quiet


async def test_a_residents_words_are_kept_without_what_tells_who_they_are(room: Room) -> None:
    """Numbers and names with a title are taken out before anything is stored, also in a change; others stay whole."""
    await room.begins()
    await room.comes("open")
    said = "Mrs Prydderch on 07700 900123 waits for a rail."
    await room.answers("U0AMINA", said, "named", question="residents")
    await room.answers("U0BEN", said)
    kept = {answer.question: answer for answer in await room.stored()}
    assert "Prydderch" not in (kept["residents"].text or "")
    assert "07700" not in (kept["residents"].text or "")
    assert kept["headline"].text == said
    await room.changes("U0AMINA", kept["residents"], f"{said} Still.", "named")
    assert "07700" not in "".join(text or "" for text in await room.texts() if text != said)
    for user in ("U0CARYS", "U0DEV"):
        await room.answers(user)
    for kind in ("close", "digest"):
        await room.comes(kind)
    digest = await room.digest("U0MARTIN")
    assert digest is not None
    (team,) = digest.snapshot["residents"]["teams"]
    assert [item["author"] for item in team["told"]] == ["U0AMINA"]
    assert "Still." in team["told"][0]["text"]
    assert all("Still." not in str(item) for item in (digest.snapshot["words"] or {"teams": []})["teams"])
