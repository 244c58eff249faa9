"""The forget switch: once a finished campaign's links are destroyed, nothing leads to anybody, and all goes on."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from bot.campaigns.forgetting import ACT, Forgetting
from bot.campaigns.parts import CampaignParts
from bot.campaigns.shelf import PackShelf
from bot.clock import Clocks
from bot.controller import Controller
from bot.dialogues import events as ev
from bot.enquiries.export import export
from bot.errors import AskAgain, FieldProblem, NotAllowed, there
from bot.roles import Roster
from bot.settings import ROOT
from bot.storage.database import Database
from bot.storage.models import Answer, Campaign
from bot.storage.tables import METADATA
from tests.conversation.room import HOUSING, T1, Room
from tests.conversation.test_privacy import reached, ways

AMINA, BEN, CARYS = "U0AMINA", "U0BEN", "U0CARYS"
OFFICER = "U0PRIV"


def forgetting(room: Room, at_once: int = 100) -> Forgetting:
    """The switch, with a privacy officer."""
    clocks, packs = Clocks(campaign=room.clock), PackShelf(ROOT / "content" / "packs")
    roster = Roster(admins={"U0ADMIN"}, privacy_officers={OFFICER})
    return Forgetting(CampaignParts(room.database, packs, room.identities, clocks, roster=roster), at_once)


async def campaign_of(room: Room) -> Campaign:
    """The campaign as it is stored."""
    async with room.database.reading() as work:
        return (await work.campaigns.all(T1))[0]


async def finish(room: Room) -> None:
    """The campaign is over."""
    async with room.database.unit_of_work() as work:
        (await work.campaigns.all(T1))[0].state = "finished"
        await work.commit()


async def live_through(room: Room) -> dict[str, Answer]:
    """A week with answers of both kinds, in the thread and by the form; then the campaign is over."""
    await room.begins()
    await room.comes("open")
    await room.replies(AMINA, "In the thread.", ts="1800000000.5")
    await room.answers(AMINA, "In confidence.", now=2, needed=5)
    await room.posts()
    await room.answers(AMINA, "By name.", mode="named")
    await room.posts()
    await room.answers(BEN, "Ben's, in confidence.", now=4)
    await room.rates(CARYS, 3)
    await room.posts()
    await room.week("close", "digest", "told_back")
    await finish(room)
    return {answer.text or "": answer for answer in await room.stored()}


async def opened(database: Database) -> list[tuple[str, dict[str, Any]]]:
    """Every row with every column, opened with the data keys: what somebody has who holds those."""
    async with database.reading() as work:
        return [
            (
                table.name,
                {
                    name: value if isinstance(value, str) else json.dumps(value, default=str)
                    for name, value in row.items()
                },
            )
            for table in METADATA.sorted_tables
            for row in (await work.session.execute(select(table))).mappings()
        ]


async def test_nothing_leads_to_a_confidential_answer_any_more(any_room: Room) -> None:
    """With the data keys receipts led to it; afterwards no row does, whatever is joined, and no code is made again."""
    answers = await live_through(any_room)
    secret = answers["In confidence."]
    known = reached(ways(await opened(any_room.database)), AMINA)
    assert secret.id in known
    before = any_room.identities.codes((await campaign_of(any_room)).salt, T1, AMINA)
    await forgetting(any_room).forget("Spring")
    known = reached(ways(await opened(any_room.database)), AMINA)
    assert answers["By name."].id in known
    assert secret.id not in known
    assert (secret.person_code or "") not in known
    assert (await campaign_of(any_room)).salt is None
    assert any_room.identities.codes(None, T1, AMINA).answers != before.answers
    assert any_room.identities.codes(None, T1, AMINA).answers != any_room.identities.codes(None, T1, AMINA).answers


async def test_it_is_for_finished_campaigns_the_officer_and_once(housing: Room) -> None:
    """A running campaign needs its links; admins and members may not; what is gone cannot go again."""
    with pytest.raises(AskAgain, match="is not finished"):
        await forgetting(housing).forget("Spring", OFFICER)
    await finish(housing)
    for user in ("U0ADMIN", AMINA, "U0MARTIN"):
        with pytest.raises(NotAllowed):
            await forgetting(housing).forget("Spring", user)
        with pytest.raises(NotAllowed):
            await forgetting(housing).outlook("Spring", user)
    assert (await campaign_of(housing)).salt is not None
    await forgetting(housing).forget("Spring", OFFICER, T1)
    with pytest.raises(AskAgain, match="destroyed already"):
        await forgetting(housing).forget("Spring", OFFICER)


async def test_it_says_first_what_is_lost_and_leaves_an_entry(any_room: Room) -> None:
    """How many answers and codes are out of reach is said before, and the trail says who did it to which campaign."""
    await live_through(any_room)
    outlook = await forgetting(any_room).outlook("Spring")
    assert (outlook.campaign, outlook.answers, outlook.people) == ("Spring", 2, 2)
    await forgetting(any_room).forget("Spring", OFFICER)
    async with any_room.database.reading() as work:
        (entry,) = await work.audit.all(T1)
    campaign = await campaign_of(any_room)
    assert (entry.actor, entry.act, entry.campaign_id, entry.subject) == (OFFICER, ACT, campaign.id, None)


async def test_broken_off_it_goes_on(any_room: Room) -> None:
    """In batches of one, stopped after the receipts: the salt is still there, and a second run finishes the work."""
    answers = await live_through(any_room)
    switch = forgetting(any_room, at_once=1)
    await switch._forget_receipts((await campaign_of(any_room)).id)
    assert (await campaign_of(any_room)).salt is not None
    await switch.forget("Spring")
    assert (await campaign_of(any_room)).salt is None
    async with any_room.database.reading() as work:
        left = [row for row in await work.deliveries.all() if row.address and row.answer_id]
    assert {row.answer_id for row in left} == {answers["By name."].id}


async def test_named_words_are_changed_and_deleted_as_before(any_room: Room) -> None:
    """Their authors still follow them, in the thread and where the coach posted them, receipt and all."""
    answers = await live_through(any_room)
    await forgetting(any_room).forget("Spring")
    await any_room.changes(AMINA, answers["By name."], "By name, better put.", "named")
    await any_room.posts()
    assert [said["text"] for said in any_room.slack.said("thread/named_answer")] == ["By name, better put."]
    assert len(any_room.slack.said("receipt/changed", "D0AMINA")) == 1
    await any_room.withdraws(AMINA, answers["By name."])
    await any_room.posts()
    assert any_room.slack.said("thread/named_answer") == []
    await any_room.replies(
        AMINA, "In the thread, edited.", ts="1800000000.5", version_ts="1800000009.0", kind=ev.ReplyEdited
    )
    assert "In the thread, edited." in await any_room.texts()
    place = {"channel": HOUSING.channel, "thread_ts": any_room.prompt_ts(), "ts": "1800000000.5"}
    await any_room.hears(ev.ReplyDeleted, version_ts="1800000010.0", **place)
    assert sorted(await any_room.texts()) == ["Ben's, in confidence.", "In confidence."]  # type: ignore[type-var]


async def test_what_needs_a_link_is_refused_kindly(any_room: Room) -> None:
    """Old buttons and forms say that the links are gone; nothing new is kept under any code."""
    answers = await live_through(any_room)
    await forgetting(any_room).forget("Spring")
    rows = [row for row in await opened(any_room.database) if row[0] in {"ratings", "participations", "supports"}]
    secret, round_id = answers["In confidence."], (await any_room.round()).id
    for attempt in (
        any_room.changes(AMINA, secret, "Other words.", "confidential"),
        any_room.withdraws(AMINA, secret),
        any_room.hears(ev.FollowUpSkipped, user=AMINA, answer_id=secret.id),
        any_room.enquiries.change_form(T1, secret.id, AMINA),
    ):
        with pytest.raises(AskAgain, match="Nobody can tell any more whose answer this is"):
            await attempt
    for again in (
        any_room.answers(AMINA, "More."),
        any_room.answers(AMINA, "More.", "named"),
        any_room.answers(AMINA, "More.", "unlinked"),
        any_room.rates(AMINA, 4),
        any_room.changes(AMINA, answers["By name."], "By name.", "confidential"),
        any_room.changes(AMINA, answers["By name."], "By name.", "named", now=3),
        any_room.enquiries.answer_form(T1, round_id, AMINA),
    ):
        with pytest.raises(AskAgain, match="its coded links were destroyed for good"):
            await again
    await any_room.hears(ev.ReactionAdded, user=CARYS, name="two", channel=HOUSING.channel, ts=any_room.prompt_ts())
    await any_room.hears(ev.ReactionAdded, user=CARYS, name="heart", channel=HOUSING.channel, ts="1800000000.5")
    after = [row for row in await opened(any_room.database) if row[0] in {"ratings", "participations", "supports"}]
    assert after == rows


async def test_a_late_reply_in_the_thread_is_kept_by_name_alone(any_room: Room) -> None:
    """Somebody who writes in an old thread is heard and told that it is late; no code is made for it."""
    await live_through(any_room)
    await forgetting(any_room).forget("Spring")
    (reply,) = (await any_room.replies(BEN, "Long after.")).replies
    assert reply.utterance == "thread/late"
    kept = next(answer for answer in await any_room.stored() if answer.text == "Long after.")
    assert (kept.author, kept.person_code, kept.late) == (BEN, None, True)
    async with any_room.database.reading() as work:
        flags = await work.participations.of_round((await any_room.round()).id)
    assert len(flags) == 3


@pytest.mark.both_databases
async def test_own_data_home_and_exports_go_on(any_room: Room) -> None:
    """One's own page shows what was said by name and says what is out of reach; Home and exports are as before."""
    await live_through(any_room)
    before = await any_room.enquiries.my_data(T1, AMINA)
    assert (len(before.answers), before.forgotten) == (3, ())
    await forgetting(any_room).forget("Spring")
    data = await any_room.enquiries.my_data(T1, AMINA)
    assert [answer.text for answer in data.answers] == ["By name.", "In the thread."]
    assert (data.ratings, data.forgotten) == ((), ("Spring",))
    assert (await any_room.enquiries.home(T1, AMINA)).over[0].campaign == "Spring"
    assert there((await any_room.enquiries.home(T1, "U0MARTIN")).leading).state == "finished"
    async with any_room.database.reading() as work:
        data_out = await export(work, (await work.campaigns.all(T1))[0], Controller())
    assert [words["text"] for words in data_out["rounds"][0]["figures"]["named"]] == ["In the thread.", "By name."]
    with pytest.raises(FieldProblem):
        await any_room.rates(AMINA, 4)
