"""Campaigns, teams, rounds and beats: what runs, where a thread belongs, what is due and in which order."""

from __future__ import annotations

from datetime import timedelta

from bot.dialogues.events import BEATS
from bot.storage.database import Database
from tests.storage.rows import HOUR, TUESDAY, beat, campaign, round_, team


async def test_campaigns_by_name_and_state(database: Database) -> None:
    """Campaigns are found by id, name and workspace, newest first, and the running ones apart."""
    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign("old"))
        await work.campaigns.add(campaign("new", created_at=TUESDAY + HOUR, state="paused"))
        await work.campaigns.add(campaign("theirs", workspace="T2"))
        assert [row.id for row in await work.campaigns.all("T1")] == ["new", "old"]
        assert [row.id for row in await work.campaigns.all()] == ["new", "old", "theirs"]
        assert [row.id for row in await work.campaigns.running("T1")] == ["old"]
        assert [row.id for row in await work.campaigns.running()] == ["old", "theirs"]
        named = await work.campaigns.by_name("T1", "Spring")
        assert named is not None
        assert named.id == "new"
        assert await work.campaigns.by_name("T3", "Spring") is None
        assert await work.campaigns.lock("unknown") is None


async def test_teams_by_channel_leader_and_member(database: Database) -> None:
    """Teams are found by channel, leader and member, in their own workspace, in alphabetical order."""
    async with database.unit_of_work() as work:
        for key, state in (("c", "running"), ("p", "paused"), ("f", "finished"), ("d", "draft")):
            await work.campaigns.add(campaign(key, state=state))
            await work.teams.add(team(f"t-{key}", campaign_id=key, name=f"{key} team"))
        await work.teams.add(team("z", channel="C9", name="Another", leaders=["UX"], members=[]))
        teams = work.teams
        assert [row.id for row in await teams.in_channel("T1", "C1")] == ["t-c", "t-p"]
        assert await teams.in_channel("T2", "C1") == []
        assert [row.id for row in await teams.led_by("T1", "ULEAD")] == ["t-c", "t-f", "t-p"]
        assert [row.id for row in await teams.with_member("T1", "UBEN")] == ["t-c", "t-p"]
        assert await teams.with_member("T2", "UBEN") == []
        assert await teams.with_member("T1", "ULEAD") == []
        assert [row.id for row in await teams.of_campaign("c")] == ["z", "t-c"]
        await teams.set_members("z", ["UBEN", "UNEW"])
        assert [row.id for row in await teams.with_member("T1", "UNEW")] == ["z"]


async def test_where_a_thread_belongs(week_one: Database) -> None:
    """A round is found by its prompt's place and time, and keeping the place is no change of the round."""
    async with week_one.unit_of_work() as work:
        assert await work.rounds.by_prompt("T1", "C1", "1.1") is None
        await work.rounds.set_prompt_ts("r", "1.1")
        found = await work.rounds.by_prompt("T1", "C1", "1.1")
        assert found is not None
        assert (found.id, found.prompt_ts, found.version) == ("r", "1.1", 1)
        assert await work.rounds.by_prompt("T2", "C1", "1.1") is None
        assert await work.rounds.by_prompt("T1", "C2", "1.1") is None
        await work.rounds.set_prompt_ts("r", "1.2", "C2")
        assert await work.rounds.by_prompt("T1", "C2", "1.2") is found


async def test_rounds_in_order(week_one: Database) -> None:
    """Rounds come by team, week and channel, and only open ones are open."""
    async with week_one.unit_of_work() as work:
        await work.teams.add(team("t2", channel="C2"))
        await work.rounds.add(round_("r3", week=3, state="upcoming"), round_("r2", week=2, state="closed"))
        await work.rounds.add(round_("other", team_id="t2", channel="C2"))
        assert [row.id for row in await work.rounds.of_team("t")] == ["r", "r2", "r3"]
        assert [row.id for row in await work.rounds.of_campaign("c")] == ["r", "other", "r2", "r3"]
        assert [row.id for row in await work.rounds.of_week("c", 1)] == ["r", "other"]
        assert [row.id for row in await work.rounds.open_in("T1", "C1")] == ["r"]
        locked = await work.rounds.lock("r")
        assert locked is not None
        assert locked.id == "r"


async def test_what_is_due_in_order(week_one: Database) -> None:
    """Beats come due by time, and at one instant in the order of a week, whatever their ids."""
    kinds = list(BEATS)
    async with week_one.unit_of_work() as work:
        rows = [beat(f"{99 - place}", kind=kind) for place, kind in enumerate(kinds)]
        rows[0].due_at = TUESDAY + HOUR
        await work.beats.add(*reversed(rows))
        just_before = TUESDAY - timedelta(microseconds=1)
        assert await work.beats.due(just_before) == []
        assert [row.kind for row in await work.beats.due(TUESDAY)] == kinds[1:]
        assert [row.kind for row in await work.beats.due(TUESDAY + HOUR)] == [*kinds[1:], kinds[0]]
        assert [row.kind for row in await work.beats.due(TUESDAY, limit=2)] == kinds[1:3]
        assert [row.kind for row in await work.beats.of_round("r")] == [*kinds[1:], kinds[0]]
        assert await work.beats.of_campaign("c") == await work.beats.of_round("r")
        assert await work.beats.next_due() == TUESDAY


async def test_only_running_campaigns_have_beats_due(week_one: Database) -> None:
    """A paused campaign's beats are not due and wake nobody, but the next one can still be shown."""
    async with week_one.unit_of_work() as work:
        await work.beats.add(beat("open"))
        row = await work.campaigns.get("c")
        assert row is not None
        row.state = "paused"
        await work.flush()
        assert await work.beats.due(TUESDAY) == []
        assert await work.beats.next_due() is None
        shown = await work.beats.next_of_campaign("c")
        assert shown is not None
        assert shown.id == "open"


async def test_a_beat_is_done_once(week_one: Database) -> None:
    """The first mark on a planned beat holds; later ones, and a move, change nothing."""
    async with week_one.unit_of_work() as work:
        await work.beats.add(beat("open"), beat("close"))
        assert await work.beats.mark("open", "done", TUESDAY)
        assert not await work.beats.mark("open", "missed", TUESDAY + HOUR)
        assert not await work.beats.move("open", TUESDAY.date(), TUESDAY + HOUR)
        kept = await work.beats.get("open")
        assert kept is not None
        assert (kept.state, kept.done_at, kept.due_at) == ("done", TUESDAY, TUESDAY)
        assert [row.id for row in await work.beats.due(TUESDAY)] == ["close"]


async def test_a_cancelled_beat_can_be_planned_again(week_one: Database) -> None:
    """Moving a cancelled beat plans it for the new time."""
    async with week_one.unit_of_work() as work:
        await work.beats.add(beat("open"))
        assert await work.beats.mark("open", "cancelled", TUESDAY)
        later = TUESDAY + timedelta(days=7)
        assert await work.beats.move("open", later.date(), later)
        assert await work.beats.due(TUESDAY) == []
        [kept] = await work.beats.due(later)
        assert (kept.local_date, kept.done_at) == (later.date(), None)
