"""A team's week from its question to the word back, with everyone around it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.dialogues import events as ev
from bot.errors import NotAllowed
from tests.conversation.room import HOUSING, NURSES, PLENTY, T1, Cast, Room
from tests.support.framework import WEEKS

DAY = timedelta(days=1)


async def all_take_part(room: Room, team: Cast = HOUSING, *, now: int = 2, needed: int = 4) -> None:
    """Everyone of a team's staff answers and rates in private."""
    round_id = (await room.round(team.name)).id
    for user in team.members:
        if user not in team.leaders:
            await room.answers(user, now=now, needed=needed, theme=None, round_id=round_id)


async def test_the_figures_of_a_week(housing: Room) -> None:
    """At the close people are counted once, on-time and staff only, in whatever ways they took part."""
    theme = housing.pack.areas[0].themes[0].key
    for user in ("U0AMINA", "U0BEN", "U0CARYS"):
        await housing.answers(user, now=2, needed=4, theme=theme)
    await housing.answers("U0AMINA", "By name.", mode="named", theme=theme)
    await housing.rates("U0DEV", 2)
    await housing.answers("U0MARTIN", "I lead.", now=5, needed=5, theme=theme)
    await housing.comes("close")
    await housing.answers("U0DEV", "Too late.", now=5, needed=5, theme=theme)
    figures = await housing.figures()
    assert ((await housing.round()).figures or {})["people"] == 4
    assert (figures["heard"], figures["enough"]) == ([3, 9], True)
    assert (figures["ratings"]["now"], figures["ratings"]["needed"]) == (2.3, 3.7)
    assert figures["themes"][0]["band"] == [3, None]  # one person in two modes is one person: three of four
    assert [words["text"] for words in figures["named"]] == ["By name."]


async def test_an_answer_at_the_moment_of_the_close_is_counted_or_late(any_room: Room) -> None:
    """Whoever answers while the week is being closed waits for it: no answer is left out of both."""
    room = any_room
    await room.begins()
    await room.comes("open")
    round_ = await room.round()
    async with room.database.unit_of_work() as work:
        held = await work.rounds.lock(round_.id)
        assert held is not None
        answering = asyncio.ensure_future(room.answers("U0AMINA", round_id=round_.id))
        await asyncio.wait([answering], timeout=0.2)
        assert not answering.done()
        held.state = "closed"
        await work.commit()
    await answering
    assert [answer.late for answer in await room.stored()] == [True]


async def test_a_double_submit_is_one_answer(any_room: Room) -> None:
    """The same form sent twice at once is one answer, one receipt and one follow-up."""
    await any_room.begins()
    await any_room.comes("open")
    round_id = (await any_room.round()).id
    both = await asyncio.gather(*(any_room.answers("U0AMINA", id="view/V1", round_id=round_id) for _ in range(2)))
    assert sorted(outcome.fresh for outcome in both) == [False, True]
    assert len(await any_room.stored()) == 1
    assert [len(await any_room.deliveries(name)) for name in ("receipt/private", "followup/ask")] == [1, 1]


async def test_two_acts_of_one_person_at_once_are_both_kept(any_room: Room) -> None:
    """Of two acts that change one conversation, the later is tried again on fresh rows."""
    await any_room.begins()
    await any_room.comes("open")
    round_id = (await any_room.round()).id
    await asyncio.gather(
        *(any_room.answers("U0AMINA", f"Number {n} of many.", round_id=round_id) for n in range(3)),
        any_room.rates("U0AMINA", 4, round_id=round_id),
    )
    assert len(await any_room.stored()) == 3
    assert len(await any_room.deliveries("followup/ask")) == 1


async def test_a_question_that_never_reached_slack_is_missed(room: Room) -> None:
    """Without its question in the channel nobody is reminded of it, and the week is missed, not found quiet."""
    await room.begins()
    beat = await room.beat("open")
    room.clock.move_to(beat.due_at)
    await room.hears(ev.OpenDue, round_id=beat.round_id, due_at=beat.due_at)
    (prompt,) = await room.deliveries("prompt/open")
    async with room.database.unit_of_work() as work:
        await work.deliveries.compare_and_set(prompt.id, state="planned", token=0, changes={"state": "failed"})
        await work.commit()
    await room.week("playback", "nudge", "last_call", "close", "digest", "told_back")
    assert (await room.round()).state == "missed"
    spoken = {message.utterance for message in room.slack.standing.values()}
    assert spoken & {"playback", "nudge", "last_call", "told_back", "digest/leader"} == set()


# --- reminders -------------------------------------------------------------------------------------------------------


async def reminded(room: Room) -> list[str]:
    """Who was reminded so far, one entry a message."""
    return [row.recipient for row in await room.deliveries("nudge")]


async def test_only_who_has_not_taken_part_is_reminded(housing: Room) -> None:
    """Neither those who answered or rated, nor leaders, nor those who asked for quiet are reminded."""
    await housing.answers("U0AMINA")
    await housing.rates("U0BEN", 3)
    await housing.hears(ev.RemindersStopped, user="U0CARYS")
    await housing.comes("nudge")
    assert await reminded(housing) == ["U0DEV"]


async def test_a_snooze_ends_after_a_week_and_stopping_does_not(housing: Room) -> None:
    """Snoozed people are reminded again after a week, stopped ones when they say so."""
    await housing.hears(ev.RemindersSnoozed, user="U0DEV")
    await housing.hears(ev.RemindersStopped, user="U0CARYS")
    await housing.week("nudge", "close")
    assert await reminded(housing) == ["U0AMINA", "U0BEN"]
    await housing.week("open", "nudge", week=2)
    assert (await reminded(housing)).count("U0DEV") == 1
    assert "U0CARYS" not in await reminded(housing)
    await housing.comes("close", week=2)
    await housing.hears(ev.RemindersResumed, user="U0CARYS")
    await housing.week("open", "nudge", week=3)
    assert "U0CARYS" in await reminded(housing)


async def test_two_reminders_a_week_whatever_the_teams(room: Room) -> None:
    """Somebody in three teams is reminded twice in a week and no more, and anew in the next."""
    teams = [Cast(f"C0TEAM{n}", ("U0AMINA", f"U0LEAD{n}"), (f"U0LEAD{n}",), f"Team {n}") for n in range(3)]
    await room.begins(*teams)
    for kind in ("open", "nudge", "close"):
        for team in teams:
            await room.comes(kind, team.name)
    assert len(await reminded(room)) == 2
    for kind in ("open", "nudge"):
        for team in teams:
            await room.comes(kind, team.name, week=2)
    assert len(await reminded(room)) == 4


# --- digests ---------------------------------------------------------------------------------------------------------


async def test_a_leader_of_two_teams_gets_one_digest_when_both_are_done(room: Room) -> None:
    """The first team's digest beat waits for the second's; a leader of one of them waits for nobody else."""
    await room.begins(HOUSING, NURSES)
    for kind in ("open", "close"):
        for team in ("Housing", "Nurses"):
            await room.comes(kind, team)
    beat = await room.beat("digest", "Nurses")
    async with room.database.unit_of_work() as work:
        await work.beats.move(beat.id, beat.local_date, beat.due_at + timedelta(hours=5))
        await work.commit()
    await room.comes("digest", "Housing")
    assert await room.digest("U0MARTIN") is None
    await room.comes("digest", "Nurses")
    digest = await room.digest("U0MARTIN")
    assert digest is not None
    assert [team["team"] for team in digest.snapshot["teams"]] == ["Housing", "Nurses"]
    assert [row.recipient for row in await room.deliveries("digest/leader")] == ["U0MARTIN", "U0NIA"]


async def test_a_leader_does_not_wait_for_a_missed_week(room: Room) -> None:
    """When the team a leader waited for has missed its week, the digest comes with the other team's."""
    await room.begins(HOUSING, NURSES)
    await room.week("open", "close", "digest")
    assert await room.digest("U0MARTIN") is None
    await room.comes("open", "Nurses")
    assert (await room.round("Nurses")).state == "missed"
    await room.comes("digest", "Nurses")
    digest = await room.digest("U0MARTIN")
    assert digest is not None
    assert [team["team"] for team in digest.snapshot["teams"]] == ["Housing"]
    assert await room.digest("U0NIA") is None


@pytest.mark.both_databases
async def test_two_digest_beats_at_once_write_one_digest(any_room: Room) -> None:
    """Two teams' digest beats that are handled at the same moment leave one digest, told once."""
    room = any_room
    await room.begins(HOUSING, NURSES)
    for kind in ("open", "close"):
        for team in ("Housing", "Nurses"):
            await room.comes(kind, team)
    beats = [await room.beat("digest", team) for team in ("Housing", "Nurses")]
    room.clock.move_to(max(beat.due_at for beat in beats))
    await asyncio.gather(*(room.hears(ev.DigestDue, round_id=beat.round_id, due_at=beat.due_at) for beat in beats))
    assert await room.digest("U0MARTIN") is not None
    assert sorted(row.recipient for row in await room.deliveries("digest/leader")) == ["U0MARTIN", "U0NIA"]


async def test_a_digest_and_a_word_back_are_sent_however_late(housing: Room) -> None:
    """After a long pause what is owed for the week still reaches Slack."""
    await housing.comes("close")
    await housing.comes("digest", late=30 * DAY)
    await housing.comes("told_back", late=30 * DAY)
    assert len(housing.slack.said("digest/leader", "D0MARTIN")) == 1
    assert len(housing.slack.said("told_back", HOUSING.channel)) == 1


async def test_a_withheld_digest_holds_nobodys_secret(housing: Room) -> None:
    """Where too few answered, a leader reads no figures and no question put in confidence."""
    await housing.answers("U0AMINA", "Who decided this?", question="to_leaders", now=1, needed=5)
    await housing.answers("U0BEN", PLENTY, now=1, needed=5)
    await housing.week("close", "digest")
    (facts,) = housing.slack.said("digest/leader")
    assert facts["withheld"]
    assert facts["gaps"] is None
    assert not [words for words in ("Who decided this?", PLENTY) if words in str(facts)]


async def test_confidential_words_reach_no_digest(housing: Room) -> None:
    """With enough people figures are shown, and still none of their Confidential words but questions to leaders."""
    await all_take_part(housing)
    await housing.answers("U0AMINA", "Who decided this?", question="to_leaders")
    await housing.week("playback", "close", "digest", "told_back")
    (facts,) = housing.slack.said("digest/leader")
    assert (facts["withheld"], facts["gaps"]["teams"][0]["gap"]) == (False, 1.5)
    (put,) = facts["questions"]["put"]
    assert (put["text"], put["author"]) == ("Who decided this?", None)
    everything = str([message.facts for message in housing.slack.standing.values()])
    assert PLENTY not in everything


async def test_a_talk_is_offered_once_and_by_its_leader(housing: Room) -> None:
    """Only the digest's own leader offers a talk, each team hears of it once."""
    await housing.week("close", "digest")
    digest, team = await housing.digest("U0MARTIN"), await housing.team()
    assert digest is not None
    offered = {"digest_id": digest.id, "team_id": team.id}
    said = [(await housing.hears(ev.TalkOffered, user="U0MARTIN", **offered)).replies[0].utterance for _ in range(2)]
    await housing.posts()
    assert said == ["talk/recorded", "talk/offered_already"]
    assert len(housing.slack.said("talk/offered", HOUSING.channel)) == 1
    for user in ("U0AMINA", "U0NIA"):
        with pytest.raises(NotAllowed):
            await housing.hears(ev.TalkOffered, user=user, **offered)


async def test_an_offer_stands_in_the_digest_from_then_on(housing: Room) -> None:
    """The digest in Slack shows the offer at once, and still does after somebody in it changed their words."""
    ts = "1800000000.1"
    await housing.replies("U0AMINA", PLENTY, ts=ts)
    await housing.week("close", "digest")
    digest, team = await housing.digest("U0MARTIN"), await housing.team()
    assert digest is not None
    assert housing.slack.said("digest/leader")[0].get("offered") is None
    await housing.hears(ev.TalkOffered, user="U0MARTIN", digest_id=digest.id, team_id=team.id)
    await housing.posts()
    assert housing.slack.said("digest/leader")[0]["offered"] == [team.id]
    await housing.replies("U0AMINA", "Shorter.", ts=ts, kind=ev.ReplyEdited, version_ts="1800000009.0")
    await housing.posts()
    (facts,) = housing.slack.said("digest/leader")
    assert (facts["offered"], facts["words"]["teams"][0]["answers"][0]["text"]) == ([team.id], "Shorter.")


async def test_the_last_digest_counts_what_is_left_open(housing: Room) -> None:
    """It counts its own questions and those of earlier weeks, save where a talk was offered."""
    for week in range(1, WEEKS + 1):
        if week > 1:
            await housing.comes("open", week=week)
        if week in {1, 2, WEEKS}:
            round_id = (await housing.round(week=week)).id
            await housing.answers("U0AMINA", "Why?", mode="named", question="to_leaders", round_id=round_id)
        await housing.week("close", "digest", week=week)
        if week == 1:
            digest = await housing.digest("U0MARTIN")
            assert digest is not None
            team = await housing.team()
            await housing.hears(ev.TalkOffered, user="U0MARTIN", digest_id=digest.id, team_id=team.id)
    written = [await housing.digest("U0MARTIN", week) for week in range(1, WEEKS + 1)]
    assert [one.snapshot["last"] for one in written if one] == [*[None] * (WEEKS - 1), {"waiting": 2}]


@pytest.mark.parametrize(
    ("spread", "late", "expected"),
    [
        (timedelta(minutes=20), timedelta(), timedelta(minutes=20)),
        (timedelta(minutes=20), timedelta(minutes=5), timedelta(minutes=20)),
        (timedelta(minutes=20), timedelta(minutes=30), timedelta(minutes=30)),
        (timedelta(days=9), timedelta(), None),
    ],
)
async def test_messages_of_a_beat_wait_for_the_teams_own_minute(
    room: Room, spread: timedelta, late: timedelta, expected: timedelta | None
) -> None:
    """The question and its details are due in the team's own minute, or at once after it, before the close."""
    await room.begins()
    beat, close = await room.beat("open"), await room.beat("close")
    now = beat.due_at + late
    room.clock.move_to(now)
    due = ev.OpenDue(id="beat/open", workspace=T1, at=now, round_id=beat.round_id, due_at=beat.due_at, spread=spread)
    await room.conversation.handle(due)
    rows = [*await room.deliveries("prompt/open"), *await room.deliveries("prompt/questions")]
    moment = close.due_at if expected is None else beat.due_at + expected
    assert [row.due_at for row in rows] == [moment, moment]
