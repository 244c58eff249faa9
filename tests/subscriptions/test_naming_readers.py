"""Naming who gets wider digests: by an admin in Slack or in a campaign's file; and what each reader chooses."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.campaigns.plan_file import load_plan
from bot.campaigns.readers import MOST, ReaderPlan, follow_plan, plans_of, reader_problems
from bot.errors import FieldProblem, NotAllowed, NotFound
from tests.conversation.room import T1, Room
from tests.subscriptions.county import ADMIN, BOARD, COUNTY, SERVICE, campaign_of, desk_of, named, subscription

FILE = Path(__file__).parents[2] / "content/campaigns/example.yaml"


async def test_naming_twice_names_once(room: Room) -> None:
    """An admin who taps twice names one reader; what they see is who that is, how often and when."""
    await room.begins(*COUNTY)
    campaign = await campaign_of(room)
    assert await desk_of(room).name(T1, ADMIN, campaign.id, BOARD, "board", "of/Council")
    assert not await desk_of(room).name(T1, ADMIN, campaign.id, BOARD, "board", "of/Council")
    found = await desk_of(room).readers(T1, ADMIN, campaign.id)
    assert found.organisations == ("Council", "Fire service", "Health trust")
    (reader,) = found.readers
    assert (reader.user, reader.kind, reader.organisation) == (BOARD, "board", "Council")
    assert (reader.every, reader.day, reader.hour, reader.stopped) == (4, "Tue", "09:00", False)


@pytest.mark.parametrize(
    ("user", "kind", "of", "field"),
    [
        ("nobody", "board", "all", "to"),
        (BOARD, "king", "all", "kind"),
        (BOARD, "board", "of/Nowhere", "group"),
        (BOARD, "board", "Council", "group"),
        (BOARD, "partnership", "of/Council", "group"),
    ],
)
async def test_what_cannot_be_is_said_at_its_field(room: Room, user: str, kind: str, of: str, field: str) -> None:
    """A person, a kind or a group that is none keeps the form open, and nobody is named."""
    await room.begins(*COUNTY)
    campaign = await campaign_of(room)
    with pytest.raises(FieldProblem) as problem:
        await desk_of(room).name(T1, ADMIN, campaign.id, user, kind, of)
    assert problem.value.field == field
    assert (await desk_of(room).readers(T1, ADMIN, campaign.id)).readers == ()


async def test_a_board_is_no_mailing_list(room: Room) -> None:
    """More readers than a board has members are refused."""
    await room.begins(*COUNTY)
    campaign = await campaign_of(room)
    for number in range(MOST):
        await desk_of(room).name(T1, ADMIN, campaign.id, f"U0R{number}", "board", "all")
    with pytest.raises(FieldProblem, match=str(MOST)):
        await desk_of(room).name(T1, ADMIN, campaign.id, BOARD, "board", "all")


async def test_only_admins_name_and_only_readers_choose(room: Room) -> None:
    """Nobody names themselves, chooses for somebody else, or reaches into another workspace."""
    await room.begins(*COUNTY)
    row, campaign, desk = await named(room, BOARD, "board"), await campaign_of(room), desk_of(room)
    for refused in (
        desk.readers(T1, BOARD, campaign.id),
        desk.name(T1, SERVICE, campaign.id, SERVICE, "board", "all"),
        desk.take_out(T1, BOARD, row.id),
        desk.mine(T1, SERVICE, row.id),
        desk.mine(T1, ADMIN, row.id),
        desk.choose(T1, ADMIN, row.id, "1", "Mon", "09:00"),
        desk.choose(T1, "U0LEAD1", row.id, "1", "Mon", "09:00"),
        desk.stop(T1, "U0LEAD1", row.id),
        desk.choose_hour(T1, BOARD, "09:00"),
    ):
        with pytest.raises(NotAllowed):
            await refused
    for lost in (
        desk.readers("T0OTHER", ADMIN, campaign.id),
        desk.take_out("T0OTHER", ADMIN, row.id),
        desk.mine("T0OTHER", BOARD, row.id),
    ):
        with pytest.raises(NotFound):
            await lost
    kept = await subscription(room, BOARD)
    assert (kept.every, kept.at, kept.stopped) == (4, "Tue 09:00", False)


async def test_a_reader_chooses_and_comes_back(room: Room) -> None:
    """Frequency and hour are kept; who stopped and saves again gets their digest again."""
    await room.begins(*COUNTY)
    row, desk = await named(room, BOARD, "board"), desk_of(room)
    await desk.stop(T1, BOARD, row.id)
    assert (await desk.mine(T1, BOARD, row.id)).stopped
    await desk.choose(T1, BOARD, row.id, "2", "Fri", "16:00")
    mine = await desk.mine(T1, BOARD, row.id)
    assert (mine.every, mine.day, mine.hour, mine.stopped) == (2, "Fri", "16:00", False)
    assert mine.next_at is not None
    for wrong in (("3", "Fri", "16:00"), ("2", "Sat", "16:00"), ("2", "Fri", "03:00"), ("2", "Fri", "")):
        with pytest.raises(FieldProblem):
            await desk.choose(T1, BOARD, row.id, *wrong)


async def test_a_file_names_and_takes_out(room: Room) -> None:
    """A plan's readers are named, those that it has no more are taken out, and who stays keeps what they chose."""
    await room.begins(*COUNTY)
    campaign = await campaign_of(room)
    wanted = [ReaderPlan(BOARD, "board"), ReaderPlan(SERVICE, "service", "Council", 2, "Mon 11:00")]
    async with room.database.unit_of_work() as work:
        changes = await follow_plan(work, campaign, wanted, room.clock.now())
        await work.commit()
    assert len(changes) == 2
    await desk_of(room).choose(T1, BOARD, (await subscription(room, BOARD)).id, "1", "Fri", "08:00")
    async with room.database.unit_of_work() as work:
        assert set(await plans_of(work, campaign.id)) == {
            ReaderPlan(BOARD, "board", None, 1, "Fri 08:00"),
            ReaderPlan(SERVICE, "service", "Council", 2, "Mon 11:00"),
        }
        (gone,) = await follow_plan(work, campaign, wanted[:1], room.clock.now())
        await work.commit()
    assert gone == f"{SERVICE} gets no more digests of Council."
    assert (await subscription(room, BOARD)).at == "Fri 08:00"


def test_what_is_wrong_in_a_file() -> None:
    """Each reader's mistake is named, with what to do."""
    wrong = [
        (ReaderPlan("me", "board"), "id"),
        (ReaderPlan(BOARD, "king"), "service, board, partnership"),
        (ReaderPlan(BOARD, "board", "Nowhere"), "Nowhere"),
        (ReaderPlan(BOARD, "partnership", "Council"), "all organisations"),
        (ReaderPlan(BOARD, "board", None, 3), "week"),
        (ReaderPlan(BOARD, "board", None, 1, "Sun 09:00"), "weekend"),
    ]
    for reader, said in wrong:
        (problem,) = reader_problems([reader], {"Council"})
        assert (problem.field, said in problem.sentence) == ("readers", True), problem.sentence
    assert not list(reader_problems([ReaderPlan(BOARD, "board", "Council", 4, "Tue 09:00")], {"Council"}))
    (many,) = reader_problems([ReaderPlan(BOARD, "board")] * (MOST + 1), ())
    assert str(MOST) in many.sentence


def test_the_example_file_names_readers(tmp_path: Path) -> None:
    """The file that admins copy shows how, and a file without readers says nothing about them."""
    assert load_plan(FILE).readers == (
        ReaderPlan("U0BOARD001", "board", "Northbridge Council"),
        ReaderPlan("U0PARTNER1", "partnership", None, 4, "Tue 09:00"),
    )
    lines = FILE.read_text(encoding="utf-8").split("\n# Optional: who else")[0]
    (tmp_path / "plain.yaml").write_text(lines, encoding="utf-8")
    assert load_plan(tmp_path / "plain.yaml").readers is None
