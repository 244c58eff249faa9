"""Which week a message, a reaction or a form belongs to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.dialogues import events as ev
from bot.errors import NotAllowed, NotFound, NotYetKnown
from bot.storage.repositories.deliveries import Deliveries
from bot.storage.repositories.rounds import Rounds
from tests.conversation.room import HOUSING, NURSES, PLENTY, SUPPORT, T1, Room


async def test_a_reply_under_the_question_is_kept(housing: Room) -> None:
    """A reply in the question's thread is its author's Named answer."""
    await housing.replies("U0AMINA", "We ask twice a year.")
    (kept,) = await housing.stored()
    assert (kept.mode, kept.author, kept.person_code, kept.text) == ("named", "U0AMINA", None, "We ask twice a year.")


async def test_a_redelivery_changes_nothing(housing: Room) -> None:
    """The same event brought twice is one answer, and the second one is answered with nothing."""
    first = await housing.replies("U0AMINA", id="Ev-same", ts="1800000000.5")
    again = await housing.replies("U0AMINA", id="Ev-same", ts="1800000000.5")
    assert (first.fresh, again.fresh, again.replies) == (True, False, ())
    assert len(await housing.stored()) == 1


async def test_a_reply_under_the_playback_or_the_last_call_counts(housing: Room) -> None:
    """People answer where they read; the week is the same."""
    await housing.replies("U0AMINA", "First.")
    await housing.week("playback", "last_call")
    for utterance in ("playback", "last_call"):
        await housing.replies("U0BEN", utterance, under=housing.stamp(utterance))
    assert await housing.texts() == ["First.", "playback", "last_call"]


async def test_a_reply_under_other_words_of_the_coach_is_no_answer(room: Room) -> None:
    """What people say about the introduction, or about a talk that was offered, is said to each other."""
    await room.begins()
    await room.week("open", "close", "told_back")
    await room.replies("U0AMINA", "Thank you!", under=room.stamp("told_back"))
    assert await room.stored() == []


async def test_other_threads_are_left_alone(housing: Room) -> None:
    """What people say under each other's messages, or in a channel without a campaign, is none of our business."""
    await housing.replies("U0AMINA", under="1600000000.000001")
    await housing.replies("U0AMINA", channel="C0ELSEWHERE")
    assert await housing.stored() == []


async def asked_just_now(room: Room, monkeypatch: pytest.MonkeyPatch) -> str:
    """The question stands, and whoever asks for its place by the round asks a moment too early. Give its ts."""
    await room.begins()
    await room.comes("open")

    async def not_yet(rounds: Rounds, workspace: str, channel: str, ts: str) -> None:
        return None

    monkeypatch.setattr(Rounds, "by_prompt", not_yet)
    return room.prompt_ts()


async def test_a_reply_is_taken_while_its_question_is_noted_as_sent(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Delivery commits where the question stands between two of our questions: the second one finds it."""
    ts = await asked_just_now(room, monkeypatch)
    await room.replies("U0AMINA", "At once.", under=ts)
    await room.hears(ev.ReactionAdded, user="U0BEN", name="two", channel=HOUSING.channel, ts=ts)
    assert [answer.text for answer in await room.stored()] == ["At once."]
    async with room.database.reading() as work:
        assert [rating.value for rating in await work.ratings.of_round((await room.round()).id)] == [2]


async def test_whether_a_question_is_under_way_is_asked_before_where_it_stands(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked afterwards, a question that was noted as sent meanwhile would be missed both times, and the answer lost."""
    ts = await asked_just_now(room, monkeypatch)
    (prompt,) = await room.deliveries("prompt/open")
    async with room.database.unit_of_work() as work:
        await work.deliveries.compare_and_set(
            prompt.id, state="sent", token=prompt.token, changes={"state": "in_doubt", "ts": None}
        )
        await work.commit()

    async def committed_meanwhile(deliveries: Deliveries, workspace: str, channel: str, ts: str) -> None:
        await deliveries.compare_and_set(
            prompt.id, state="in_doubt", token=prompt.token, changes={"state": "sent", "ts": ts}
        )

    monkeypatch.setattr(Deliveries, "at_message", committed_meanwhile)
    with pytest.raises(NotYetKnown):
        await room.replies("U0AMINA", "At once.", under=ts)
    with pytest.raises(NotYetKnown):
        await room.hears(ev.ReactionAdded, user="U0BEN", name="two", channel=HOUSING.channel, ts=ts)


async def test_a_reply_before_the_question_is_known_comes_again(room: Room) -> None:
    """While nobody knows where the question stands, Slack is asked to bring replies and reactions again."""
    await room.begins()
    beat = await room.beat("open")
    room.clock.move_to(beat.due_at)
    await room.hears(ev.OpenDue, round_id=beat.round_id, due_at=beat.due_at)
    (prompt,) = await room.deliveries("prompt/open")
    async with room.database.unit_of_work() as work:
        changes = {"state": "in_doubt"}
        assert await work.deliveries.compare_and_set(prompt.id, state="planned", token=0, changes=changes)
        await work.commit()
    with pytest.raises(NotYetKnown):
        await room.replies("U0AMINA", under="1700000000.000001", id="Ev-early")
    with pytest.raises(NotYetKnown):
        await room.hears(ev.ReactionAdded, user="U0BEN", name="two", channel=HOUSING.channel, ts="1700000000.000001")
    await room.replies("U0AMINA", channel="C0ELSEWHERE")
    async with room.database.unit_of_work() as work:
        await work.deliveries.compare_and_set(prompt.id, state="in_doubt", token=0, changes={"state": "sent"})
        await work.rounds.set_prompt_ts(beat.round_id, "1700000000.000001")
        await work.commit()
    assert (await room.replies("U0AMINA", under="1700000000.000001", id="Ev-early")).fresh
    assert len(await room.stored()) == 1


async def test_versions_of_a_message_in_any_order(housing: Room) -> None:
    """An edit that comes before its message wins; a deletion that comes first is final."""
    await housing.replies("U0AMINA", "later", ts="1800000000.1", kind=ev.ReplyEdited, version_ts="1800000009.0")
    await housing.replies("U0AMINA", "first", ts="1800000000.1")
    assert await housing.texts() == ["later"]
    gone = {"channel": HOUSING.channel, "thread_ts": housing.prompt_ts(), "version_ts": "1800000020.0"}
    await housing.hears(ev.ReplyDeleted, ts="1800000000.2", **gone)
    await housing.replies("U0BEN", "too late", ts="1800000000.2")
    await housing.hears(ev.ReplyDeleted, ts="1800000000.1", **gone)
    assert await housing.texts() == []


async def test_two_teams_keep_their_own(room: Room) -> None:
    """Somebody in two teams answers each of them; each week holds what was said there."""
    await room.begins(HOUSING, NURSES)
    for team in ("Housing", "Nurses"):
        await room.comes("open", team)
    await room.replies("U0AMINA", "here")
    await room.replies("U0AMINA", "there", channel=NURSES.channel)
    assert (await room.texts("Housing"), await room.texts("Nurses")) == (["here"], ["there"])


async def test_a_leader_is_staff_elsewhere(room: Room) -> None:
    """Whoever leads one team is counted as anybody else in another."""
    await room.begins(HOUSING, NURSES)
    await room.comes("open")
    await room.replies("U0MARTIN", "as leader")
    await room.replies("U0NIA", "as a colleague")
    assert [answer.by_leader for answer in await room.stored()] == [True, False]


async def test_after_the_close_it_is_late(housing: Room) -> None:
    """An answer to a closed week is kept as late, said so once, brings no follow-up, and changes no figure."""
    await housing.comes("close")
    before = await housing.figures()
    said = [await housing.replies(user) for user in ("U0AMINA", "U0AMINA")]
    await housing.answers("U0BEN")
    assert [[reply.utterance for reply in outcome.replies] for outcome in said] == [["thread/late"], []]
    assert [answer.late for answer in await housing.stored()] == [True, True, True]
    assert await housing.figures() == before
    assert await housing.deliveries("followup/ask") == []


async def test_another_workspace_finds_nothing(housing: Room) -> None:
    """Ids of one workspace mean nothing in another."""
    for act in (housing.answers("U0AMINA", workspace="T0OTHER"), housing.rates("U0AMINA", 3, workspace="T0OTHER")):
        with pytest.raises(NotFound):
            await act
    assert await housing.stored() == []


async def test_an_answer_is_its_authors_alone(housing: Room) -> None:
    """Nobody else changes, deletes, follows up or opens an answer, whoever sends its id."""
    await housing.answers("U0AMINA")
    (answer,) = await housing.stored()
    for act in (
        lambda: housing.changes("U0BEN", answer, "mine now", "named"),
        lambda: housing.withdraws("U0BEN", answer),
        lambda: housing.hears(ev.FollowUpSkipped, user="U0BEN", answer_id=answer.id),
        lambda: housing.enquiries.change_form(T1, answer.id, "U0BEN"),
        lambda: housing.enquiries.follow_up_form(T1, answer.id, "U0BEN"),
    ):
        with pytest.raises(NotAllowed):
            await act()
    assert await housing.texts() == [PLENTY]


async def test_worrying_words_in_a_direct_message_are_answered_with_help(housing: Room) -> None:
    """Whoever writes to the coach that they cannot go on reads where there is help, and the ledger tells nobody."""
    await housing.hears(ev.DirectMessage, user="U0AMINA", channel="D0AMINA", text="I cannot go on like this.")
    await housing.posts()
    assert [facts["support_route"] for facts in housing.slack.said("followup/support", "D0AMINA")] == [SUPPORT]
    (row,) = await housing.deliveries("followup/support")
    assert "U0AMINA" not in {row.recipient, row.channel}


async def test_members_seen_are_the_teams(room: Room) -> None:
    """Whoever is seen in a channel is the team, in the campaigns that run there, and leaders are no staff."""
    await room.begins(HOUSING, NURSES)
    await room.sees(HOUSING.channel, "U0NEW", "U0MARTIN")
    housing, nurses = await room.team(), await room.team("Nurses")
    assert (housing.members, housing.staff) == (["U0NEW", "U0MARTIN"], ["U0NEW"])
    assert nurses.members == list(NURSES.members)


async def test_a_late_question_is_missed(room: Room) -> None:
    """A question noticed two days late is not asked; its week says so and keeps quiet."""
    await room.begins()
    await room.comes("open", late=timedelta(hours=49))
    assert (await room.round()).state == "missed"
    await room.comes("close")
    assert await room.deliveries("prompt/open") == []
