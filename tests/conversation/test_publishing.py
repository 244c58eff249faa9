"""The publication ledger in a campaign: chosen once at the close, read by everything that shows a closed week."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import delete, text

from bot import publishing as ledger
from bot.controller import Controller
from bot.enquiries.export import as_rows, export
from bot.enquiries.public import public
from bot.enquiries.staff import leaders_did
from bot.errors import there
from bot.insight.publishing import PARTNERSHIP, Audience, Level, StackedBreakdown, one_breakdown
from bot.publishing import Publishing, read_of
from bot.storage.models import Round
from bot.storage.publication_models import Publication
from tests.conversation.room import HOUSING, T1, Cast, Room

EAST = Cast("C0EAST", ("U0EVE", "U0FAY", "U0GIL", "U0JON", "U0NIA"), ("U0NIA",), "East", "Northbridge")
WEST = Cast("C0WEST", ("U0HAL", "U0IDA", "U0KIT", "U0NIA"), ("U0NIA",), "West", "Southbridge")
TEAMS = (HOUSING, EAST, WEST)


async def weeks(room: Room) -> None:
    """A week of three teams in two organisations: Housing and East have figures, West is too small."""
    await room.begins(*TEAMS)
    for team in TEAMS:
        await room.comes("open", team.name)
        round_id = (await room.round(team.name)).id
        for user in team.members[: 1 if team is WEST else 4]:
            await room.rates(user, 2, round_id=round_id)
            await room.rates(user, 4, scale="needed", round_id=round_id)


async def published(room: Room) -> list[tuple[str, str, str]]:
    """The whole ledger, as (audience, kind, body)."""
    async with room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        return [
            (row.audience.partition("/")[0], row.kind, json.dumps(row.body, sort_keys=True))
            for row in await work.publications.of_campaign(campaign.id)
        ]


async def shown(room: Room) -> dict[str, Any]:
    """Everything that shows a closed week: digests, what the team is told, Home, the export."""
    async with room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        teams = await work.teams.of_campaign(campaign.id)
        return {
            "export": (await export(work, campaign, Controller()))["rounds"],
            "home": [repr(did) for did in await leaders_did(work, teams)],
            "digests": [row.snapshot for row in await work.digests.of_campaign(campaign.id)],
        }


async def test_publish_add_publish_is_identical(any_room: Room) -> None:
    """Whatever is added, changed or destroyed behind a closed week, everything that shows it stays as it was."""
    await weeks(any_room)
    for kind in ("close", "digest"):
        for team in TEAMS:
            await any_room.week(kind, team=team.name)
    before, entries = await shown(any_room), await published(any_room)
    for team in TEAMS:
        for user in team.members:
            await any_room.rates(user, 5, round_id=(await any_room.round(team.name)).id)
    async with any_room.database.unit_of_work() as work:  # not even from what the figures were counted from
        for table in ("ratings", "participations", "supports"):
            await work.session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names of our own
        for row in await work.rounds.of_campaign((await work.campaigns.all(T1))[0].id):
            there(await work.session.get(Round, row.id)).figures = None
        await work.commit()
    await Publishing(any_room.database, any_room.clock).publish()
    assert await shown(any_room) == before
    assert await published(any_room) == entries


async def test_sums_are_chosen_when_the_last_team_has_closed(any_room: Room) -> None:
    """An organisation's sum comes with its last team, the partnership's with the campaign's; and each once only."""
    await weeks(any_room)
    publishing = Publishing(any_room.database, any_room.clock)
    await any_room.week("close", team="Housing")
    assert await publishing.publish() == 0
    await any_room.week("close", team="East")
    assert await publishing.publish() == 1
    await any_room.week("close", team="West")
    assert await publishing.publish() == 2
    assert await publishing.publish() == 0
    audiences = [audience for audience, kind, _ in await published(any_room) if kind == "figures"]
    assert audiences == ["organisation", "organisation", "partnership", "team", "team", "team"]


@pytest.mark.both_databases
async def test_a_digest_does_not_wait_for_the_chore(any_room: Room) -> None:
    """Where nobody has chosen the sums when a digest is due, the digest has them chosen, and the chore finds them."""
    await weeks(any_room)
    for kind in ("close", "digest"):
        for team in TEAMS:
            await any_room.week(kind, team=team.name)
    assert await Publishing(any_room.database, any_room.clock).publish() == 0
    async with any_room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        assert there(await read_of(work, campaign.id, 1, PARTNERSHIP)).heard == (3, 9)
        assert await read_of(work, campaign.id, 1, Audience(Level.ORGANISATION, "Southbridge")) is None


async def test_a_small_organisation_reads_the_partnership(any_room: Room) -> None:
    """A leader whose team and organisation are both too small for figures gets those of all teams together."""
    together = Cast("C0EAST", ("U0EVE", "U0FAY", "U0GIL", "U0JON"), ("U0NIA",), "East", "Northbridge")
    beside = Cast("C0WEST", ("U0HAL", "U0IDA", "U0KIT", "U0LEN"), ("U0MARTIN",), "West", "Southbridge")
    await any_room.begins(together, beside)
    for team in (together, beside):
        await any_room.comes("open", team.name)
        for user in team.members[:2]:
            await any_room.rates(user, 2, round_id=(await any_room.round(team.name)).id)
    for kind in ("close", "digest"):
        for team in (together, beside):
            await any_room.week(kind, team=team.name)
    for leader in ("U0NIA", "U0MARTIN"):
        snapshot = there(await any_room.digest(leader)).snapshot
        assert snapshot["withheld"]
        assert snapshot["heard"]["organisations"] == [{"organisation": None, "heard": [3, 9], "all_teams": True}]


async def test_a_week_of_before_the_ledger_is_still_read(room: Room) -> None:
    """A week that closed before there was a ledger is read from its round, and its sums are still chosen."""
    await weeks(room)
    for team in TEAMS:
        await room.week("close", team=team.name)
    wanted = await room.figures("Housing")
    async with room.database.unit_of_work() as work:
        for row in [await work.session.get(Round, (await room.round(team.name)).id) for team in TEAMS]:
            found = await work.publications.of_week(there(row).campaign_id, 1, Audience(Level.TEAM, there(row).team_id))
            there(row).figures = {**(there(row).figures or {}), **found["figures"], **found["words"]}
        await work.session.execute(delete(Publication))
        await work.commit()
    assert await room.figures("Housing") == wanted
    assert await Publishing(room.database, room.clock).publish() == 3


async def test_one_breakdown_at_a_time(any_room: Room) -> None:
    """An export's rows are of teams, of organisations or of all together; two at once are refused in a sentence."""
    await weeks(any_room)
    for team in TEAMS:
        await any_room.week("close", team=team.name)
    await Publishing(any_room.database, any_room.clock).publish()
    async with any_room.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        data = await export(work, campaign, Controller())
        told = await public(work, campaign)
    begun = [row["team"] for row in as_rows(data) if row["state"] == "closed"]
    assert sorted(map(str, begun)) == ["East", "Housing", "West"]
    together = as_rows(data, Level.ORGANISATION)
    assert [(row["organisation"], row["heard"], row["now"]) for row in together] == [("Northbridge", "3 to 9", 2.1)]
    assert [row["all_teams"] for row in as_rows(data, Level.PARTNERSHIP)] == ["the larger teams"]
    assert {row["organisation"] for row in told.figures} == {"Northbridge", "Southbridge", "all organisations"}
    assert one_breakdown([]) is Level.TEAM
    with pytest.raises(StackedBreakdown, match="Choose one breakdown"):
        one_breakdown([Level.TEAM, Level.ORGANISATION])


async def test_a_question_that_goes_while_sums_are_chosen_is_in_none(any_room: Room, monkeypatch: Any) -> None:
    """Words taken back between the choosing and the writing are not published: the next turn chooses without them."""
    small = (Cast("C0EAST", ("U0EVE", "U0FAY", "U0JON"), ("U0NIA",), "East", "Northbridge"), WEST)
    await any_room.begins(*small)
    for team in small:
        await any_room.comes("open", team.name)
        for user in team.members[:2]:
            await any_room.rates(user, 2, round_id=(await any_room.round(team.name)).id)
    held = "Why was the depot sold?"
    await any_room.answers("U0EVE", held, question="to_leaders", round_id=(await any_room.round("East")).id)
    for team in small:
        await any_room.week("close", team=team.name)
    (answer,) = await any_room.stored("East")
    publishing, choose = Publishing(any_room.database, any_room.clock), ledger._choose

    async def and_goes(*args: Any) -> Any:
        chosen = await choose(*args)
        monkeypatch.undo()
        await any_room.withdraws("U0EVE", answer)
        return chosen

    monkeypatch.setattr(ledger, "_choose", and_goes)
    assert await publishing.publish() == 0
    assert await publishing.publish() > 0
    assert held not in json.dumps(await published(any_room))


async def test_weeks_whose_time_is_over_are_not_counted_again(any_room: Room) -> None:
    """Once words and figures have gone by their date, no sums are chosen for the week, night after night."""
    await weeks(any_room)
    for team in TEAMS:
        await any_room.week("close", team=team.name)
    async with any_room.database.unit_of_work() as work:
        (campaign,) = await work.campaigns.all(T1)
        campaign.salt = None
        await work.commit()
    assert await Publishing(any_room.database, any_room.clock).publish() == 0
