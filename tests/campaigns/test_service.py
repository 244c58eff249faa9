"""What admins do with campaigns, on both databases."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from bot.campaigns.plan import CampaignPlan
from bot.campaigns.rhythm import KINDS
from bot.content.packs import pack_from_json
from bot.enquiries.health import LATE
from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound
from bot.ids import planned_id
from bot.storage.models import Delivery, Round
from tests.campaigns.world import ADMIN, HOUSING, NURSES, THURSDAY, WORKSPACE, World, london, plan
from tests.support.framework import WEEKS

TUESDAYS = [date(2026, 9, 8) + timedelta(days=7 * week) for week in range(WEEKS)]


def later(weeks: int, first: int = 0) -> list[date]:
    """List the Tuesdays of all weeks with those from place `first` on moved by some weeks."""
    return TUESDAYS[:first] + [day + timedelta(days=7 * weeks) for day in TUESDAYS[first:]]


# --- create ----------------------------------------------------------------------------------------------------------


async def test_a_new_campaign_is_all_there(world: World) -> None:
    """Creating a campaign keeps the pack, the teams with their people, and every round and beat as rows."""
    campaign = await world.service.create(plan(), WORKSPACE, ADMIN)
    async with world.database.reading() as work:
        kept = await work.campaigns.get(campaign.id)
        assert kept is not None
        assert (kept.state, kept.start, kept.threshold, kept.created_by) == ("running", TUESDAYS[0], 5, ADMIN)
        assert kept.salt
        assert kept.rhythm["open"] == "Tue 10:00"
        assert kept.priorities == [{"title": "Faster repairs", "reason": "People wait too long."}]
        pack = pack_from_json(kept.pack["snapshot"])
        teams = await work.teams.of_campaign(campaign.id)
        assert [(team.name, team.members) for team in teams] == [("Housing", ["U1", "U2", "U0LEADER"]), ("Nurses", [])]
        rounds = await work.rounds.of_campaign(campaign.id)
        beats = await work.beats.of_campaign(campaign.id)
    assert len(rounds) == 2 * WEEKS
    assert len(beats) == 2 * WEEKS * len(KINDS)
    housing = await world.rounds()
    assert [row.area for row in housing] == [area.key for area in pack.areas]
    assert [row.opens_on for row in housing] == TUESDAYS
    assert {row.state for row in housing} == {"upcoming"}
    assert (await world.beats(housing[0]))["open"].due_at == london(9, 8, 10)
    assert world.changes == 1


async def test_each_team_is_introduced_once(world: World) -> None:
    """A campaign that starts plans one introduction a team, in working hours at once, with its template's facts."""
    await world.service.create(plan(), WORKSPACE, ADMIN)
    intros = await world.introductions()
    assert sorted(row.recipient for row in intros) == ["C0HOUSING", "C0NURSES"]
    facts = intros[0].facts
    assert facts["started_by"] == ADMIN
    assert (facts["campaign"], facts["weeks"], facts["threshold"]) == ("Spring", WEEKS, 5)
    assert facts["first_prompt"] == london(9, 8, 10).isoformat()
    assert len(facts["area_titles"]) == WEEKS
    assert facts["priorities"] == [{"title": "Faster repairs", "reason": "People wait too long."}]
    assert {row.due_at for row in intros} == {THURSDAY}
    assert len({row.mark for row in intros}) == 2


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (london(9, 4, 21), london(9, 7, 9)),  # Friday evening: Monday morning
        (london(9, 7, 6), london(9, 7, 9)),  # too early on a Monday
        (london(9, 7, 19), london(9, 8, 9)),  # the evening before
        (london(9, 8, 6), london(9, 8, 9)),  # the day itself
    ],
)
async def test_nobody_is_introduced_at_night(world: World, now: datetime, expected: datetime) -> None:
    """Outside working hours the introduction waits for the next working morning."""
    world.clock.move_to(now)
    await world.service.create(plan(), WORKSPACE, ADMIN)
    assert {row.due_at for row in await world.introductions()} == {expected}


async def test_the_introduction_comes_before_the_first_question(world: World) -> None:
    """Where the first question comes before nine, the introduction comes five minutes before it."""
    world.clock.move_to(london(9, 7, 22))
    await world.service.create(plan(rhythm={"open": "Tue 08:00"}), WORKSPACE, ADMIN)
    assert {row.due_at for row in await world.introductions()} == {london(9, 8, 7, 55)}


async def test_a_draft_waits(world: World) -> None:
    """A campaign that is not started asks and says nothing until it is resumed."""
    campaign = await world.service.create(plan(), WORKSPACE, ADMIN, start=False)
    assert campaign.state == "draft"
    assert await world.introductions() == []
    assert await world.runner.next_event_at() is None
    world.clock.move_to(london(9, 10, 10))
    status = await world.service.resume("Spring", ADMIN)
    assert status.now.state == "running"
    assert len(await world.introductions()) == 2
    assert await world.opens() == later(1)
    assert (await world.service.show("Spring")).weeks[0].opens_on == TUESDAYS[1]
    async with world.database.reading() as work:
        (kept,) = await work.campaigns.all()
        assert kept.start == TUESDAYS[1]


async def test_a_team_without_a_name_is_called_after_its_channel(world: World) -> None:
    """The form gives channels only, so the channel's name becomes the team's."""
    await world.service.create(plan(replace(HOUSING, name="")), WORKSPACE, ADMIN)
    assert len(await world.rounds("housing")) == WEEKS


async def test_each_team_has_its_own_clock(world: World) -> None:
    """Ten o'clock is ten o'clock where the team is."""
    await world.service.create(plan(HOUSING, replace(NURSES, zone="America/New_York")), WORKSPACE, ADMIN)
    first = (await world.rounds("Nurses"))[0]
    assert (await world.beats(first))["open"].due_at == datetime(2026, 9, 8, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (plan(pack="nothing"), "pack"),
        (plan(replace(HOUSING, channel="C0ELSE")), "teams"),
        (plan(name="Winter"), "name"),
        (plan(start=date(2026, 9, 2)), "start"),
        (plan(threshold=2), "threshold"),
    ],
)
async def test_a_wrong_plan_changes_nothing(world: World, wrong: CampaignPlan, field: str) -> None:
    """Whatever is wrong is found against Slack and the database, named, and nothing is kept."""
    world.directory.inside.add("C0OTHER")
    other = replace(NURSES, channel="C0OTHER")
    await world.service.create(plan(other, name="Winter"), WORKSPACE, ADMIN)
    with pytest.raises(FieldProblem) as refused:
        await world.service.create(wrong, WORKSPACE, ADMIN)
    assert refused.value.field == field
    assert [problem.field for problem in await world.service.problems(wrong, WORKSPACE)] == [field]
    assert len(await world.service.list()) == 1


async def test_a_channel_is_in_one_running_campaign(world: World) -> None:
    """A channel whose campaign runs or is paused cannot take part in another, and a draft cannot start in it."""
    await world.service.create(plan(HOUSING, name="Draft"), WORKSPACE, ADMIN, start=False)
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    await world.service.pause("Spring", ADMIN)
    for busy in ("“Spring” is paused in Housing", "“Spring” runs in Housing until 2 November 2026"):
        with pytest.raises(FieldProblem, match=busy):
            await world.service.create(plan(HOUSING, name="Third"), WORKSPACE, ADMIN)
        with pytest.raises(FieldProblem, match=busy):
            await world.service.start("Draft", ADMIN)
        await world.service.resume("Spring", ADMIN) if "paused" in busy else None


async def test_many_at_the_same_moment_make_one(world: World) -> None:
    """Of equal submissions at once, one makes the campaign and the others are told that the name is taken."""
    outcomes = await asyncio.gather(
        *(world.service.create(plan(), WORKSPACE, ADMIN, start=False) for _ in range(5)), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Campaign"] + ["FieldProblem"] * 4
    assert len(await world.service.list(WORKSPACE)) == 1


async def test_slack_away_leaves_members_for_later(world: World) -> None:
    """When Slack does not list a channel's people, the campaign is made all the same; the runner looks again."""
    world.directory.away = True
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    assert (await world.service.show("Spring")).members == 0
    world.directory.away = False
    await world.at(london(9, 8, 10))
    assert (await world.service.show("Spring")).members == 3


# --- who may, and which campaign -------------------------------------------------------------------------------------


async def test_only_admins_may(world: World) -> None:
    """Everyone else is refused every act on the server's side; the command line (nobody's name) is not."""
    await world.service.create(plan(), WORKSPACE)
    for act in (
        world.service.create(plan(name="Other"), WORKSPACE, "U1"),
        world.service.pause("Spring", "U1"),
        world.service.resume("Spring", "U1"),
        world.service.skip_week("Spring", "U1"),
        world.service.send_now("Spring", None, "U1"),
    ):
        with pytest.raises(NotAllowed):
            await act
    assert (await world.introductions())[0].facts["started_by"] is None
    assert (await world.service.pause("Spring")).now.state == "paused"


async def test_a_campaign_is_found_by_name_or_id(world: World) -> None:
    """A name in any case, an id or its beginning will do; nothing and too little are refused in a sentence."""
    campaign = await world.service.create(plan(), WORKSPACE, ADMIN)
    for named in ("Spring", " spring ", campaign.id, campaign.id[:8]):
        assert (await world.service.show(named)).now.campaign_id == campaign.id
    for named in ("Autumn", campaign.id[:3], ""):
        with pytest.raises(NotFound, match="There is no campaign called"):
            await world.service.show(named)
    with pytest.raises(NotFound):
        await world.service.show("Spring", "T0OTHER")


async def test_status_tells_weeks_and_what_comes_next(world: World) -> None:
    """The status lists every week of every team, what comes next, and weeks that were missed as problems."""
    await world.service.create(plan(), WORKSPACE, ADMIN)
    await world.play_until(london(9, 9, 9))
    status = await world.service.show("Spring")
    assert (status.now.week, status.now.weeks, status.now.next_kind) == (1, WEEKS, "playback")
    assert status.now.next_at == london(9, 9, 15)
    assert [(week.week, week.team, week.state) for week in status.weeks[:3]] == [
        (1, "Housing", "open"),
        (1, "Nurses", "open"),
        (2, "Housing", "upcoming"),
    ]
    assert status.now.problems == 0
    await world.at(london(9, 20, 9))
    assert (await world.service.show("Spring")).now.problems == 2
    assert [line.name for line in await world.service.list(WORKSPACE)] == ["Spring"]


# --- pause and resume ------------------------------------------------------------------------------------------------


async def test_a_pause_moves_what_has_not_opened(world: World) -> None:
    """After a pause of two weeks the open week goes on, and the next question comes on the next prompt day."""
    await world.service.create(plan(), WORKSPACE, ADMIN)
    await world.play_until(london(9, 9, 9))
    await world.service.pause("Spring", ADMIN)
    world.clock.move_to(london(9, 23, 9))
    await world.service.resume("Spring", ADMIN)
    assert await world.opens() == later(2, first=1)
    await world.at(london(9, 23, 9))
    assert await world.states() == ["closed"] + ["upcoming"] * (WEEKS - 1)
    assert world.conversation.kinds().count("open") == 2
    housing = await world.rounds()
    assert {kind: beat.state for kind, beat in (await world.beats(housing[0])).items()} == {
        "open": "done", "playback": "missed", "nudge": "missed", "last_call": "missed", "close": "done",
        "digest": "done", "told_back": "done",
    }  # fmt: skip


async def test_a_short_pause_changes_no_date(world: World) -> None:
    """A pause between two questions moves nothing, and what comes late is done late."""
    await world.service.create(plan(), WORKSPACE, ADMIN)
    await world.play_until(london(9, 9, 9))
    await world.service.pause("Spring", ADMIN)
    world.clock.move_to(london(9, 10, 9))
    await world.service.resume("Spring", ADMIN)
    assert await world.opens() == TUESDAYS
    await world.at(london(9, 10, 9))
    assert world.conversation.kinds()[-4:] == ["playback", "playback", "nudge", "nudge"]


async def test_what_a_pause_held_is_due_when_it_is_over(world: World) -> None:
    """A word back of Monday is due on Tuesday, when the pause ends: no date in the past is named, nothing is late."""
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    await world.play_until(london(9, 11, 10))
    await world.service.pause("Spring", ADMIN)
    world.clock.move_to(london(9, 15, 11))
    status = await world.service.resume("Spring", ADMIN)
    assert (status.now.due, status.now.next_kind, status.now.next_at) == (True, "open", london(9, 22, 10))
    told_back = (await world.beats((await world.rounds())[0]))["told_back"]
    assert (told_back.due_at, told_back.local_date) == (london(9, 15, 11), date(2026, 9, 14))
    async with world.database.reading() as work:
        assert await work.beats.due(world.clock.now() - LATE) == []
    await world.at(world.clock.now())
    assert world.conversation.kinds()[-1] == "told_back"
    after = (await world.service.show("Spring")).now
    assert (after.due, after.next_at) == (False, london(9, 22, 10))


async def test_a_close_that_a_pause_held_is_announced_as_it_is(world: World) -> None:
    """What told the team until when the question is open says when it really closes: when the pause is over."""
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    await world.play_until(london(9, 10, 9))
    (first, *_) = await world.rounds()
    async with world.database.unit_of_work() as work:
        await work.deliveries.plan(prompt(first, closes_at=london(9, 10, 17)))
        await work.commit()
    await world.service.pause("Spring", ADMIN)
    world.clock.move_to(london(9, 14, 11))
    await world.service.resume("Spring", ADMIN)
    async with world.database.reading() as work:
        (said,) = [row for row in await work.deliveries.of_round(first.id) if row.utterance == "prompt/open"]
    assert said.facts["closes_at"] == london(9, 14, 11).isoformat()


def prompt(row: Round, closes_at: datetime) -> Delivery:
    """A round's question as it was said."""
    return Delivery(
        id=planned_id("said", row.id), workspace=WORKSPACE, recipient=row.channel, utterance="prompt/open",
        facts={"closes_at": closes_at.isoformat()}, state="sent", due_at=closes_at, created_at=closes_at,
        round_id=row.id,
    )  # fmt: skip


async def test_a_pause_before_the_start_does_not_bring_it_forward(world: World) -> None:
    """A campaign that is to begin in October still begins then."""
    await world.service.create(plan(start=date(2026, 10, 6)), WORKSPACE, ADMIN)
    await world.service.pause("Spring", ADMIN)
    await world.service.resume("Spring", ADMIN)
    assert (await world.opens())[0] == date(2026, 10, 6)


@pytest.mark.parametrize("zones", [("Pacific/Auckland", None), (None, "Pacific/Auckland")])
async def test_teams_stay_together_after_a_pause(world: World, zones: tuple[str | None, str | None]) -> None:
    """Resumed when it is too late for the team in the east, all teams go on a week later."""
    teams = (replace(HOUSING, zone=zones[0]), replace(NURSES, zone=zones[1]))
    await world.service.create(plan(*teams), WORKSPACE, ADMIN)
    await world.service.pause("Spring", ADMIN)
    world.clock.move_to(london(9, 8, 9))
    await world.service.resume("Spring", ADMIN)
    assert await world.opens("Housing") == await world.opens("Nurses") == later(1)


async def test_a_question_on_the_day_of_the_resumption_is_asked(world: World) -> None:
    """Resumed on a Tuesday morning before ten, the question comes that day."""
    await world.service.create(plan(), WORKSPACE, ADMIN)
    await world.service.pause("Spring", ADMIN)
    world.clock.move_to(london(9, 15, 9))
    await world.service.resume("Spring", ADMIN)
    assert (await world.opens())[0] == date(2026, 9, 15)


# --- skip ------------------------------------------------------------------------------------------------------------


async def test_a_skipped_week_moves_all_that_follow(world: World) -> None:
    """The next week that has not opened, and every later one, comes a week later in all teams; the open one stays."""
    await world.service.create(plan(), WORKSPACE, ADMIN)
    await world.play_until(london(9, 9, 9))
    await world.service.skip_week("Spring", ADMIN)
    assert await world.opens("Housing") == await world.opens("Nurses") == later(1, first=1)
    await world.service.skip_week("Spring", ADMIN)
    assert await world.opens() == later(2, first=1)
    second = (await world.rounds())[1]
    beats = await world.beats(second)
    assert beats["open"].due_at == london(9, 29, 10)
    assert [beats[kind].due_at for kind in KINDS] == sorted(beats[kind].due_at for kind in KINDS)


async def test_a_week_that_one_team_has_begun_is_not_skipped(world: World) -> None:
    """When the team in the east has its question already, the week after is the one that is skipped, for all."""
    await world.service.create(plan(HOUSING, replace(NURSES, zone="Pacific/Auckland")), WORKSPACE, ADMIN)
    await world.play_until(london(9, 8, 9))
    assert (await world.states("Nurses"))[0] == "open"
    await world.service.skip_week("Spring", ADMIN)
    assert await world.opens("Housing") == await world.opens("Nurses") == later(1, first=1)


async def test_holidays_are_kept_when_weeks_move(world: World) -> None:
    """A week that moves onto Christmas moves on."""
    world.clock.move_to(datetime(2026, 12, 3, 10, tzinfo=UTC))
    await world.service.create(plan(start=date(2026, 12, 8), holidays="GB-SCT"), WORKSPACE, ADMIN)
    before = await world.opens()
    await world.service.skip_week("Spring", ADMIN)
    after = await world.opens()
    assert before[:4] == [date(2026, 12, 8), date(2026, 12, 15), date(2026, 12, 22), date(2027, 1, 5)]
    assert after[:4] == [date(2026, 12, 15), date(2026, 12, 22), date(2027, 1, 5), date(2027, 1, 12)]


# --- send now --------------------------------------------------------------------------------------------------------


async def test_a_question_sent_now_is_due_now(world: World) -> None:
    """The next question of every team is asked at the next tick, and the rest of its week follows on working days."""
    await world.service.create(plan(), WORKSPACE, ADMIN)
    await world.service.send_now("Spring", None, ADMIN)
    await world.runner.tick()
    assert world.conversation.kinds() == ["open", "open"]
    first, second, *_ = await world.rounds()
    beats = await world.beats(first)
    assert beats["close"].due_at == london(9, 4, 17)
    assert second.opens_on == date(2026, 9, 15)
    assert await world.opens("Nurses") == await world.opens("Housing")


async def test_a_question_can_be_sent_to_one_team(world: World) -> None:
    """Named by name, channel or with a #, one team is asked now and the other keeps its days."""
    await world.service.create(plan(), WORKSPACE, ADMIN)
    await world.service.send_now("Spring", "#nurses", ADMIN)
    await world.runner.tick()
    assert await world.states("Nurses") == ["open"] + ["upcoming"] * (WEEKS - 1)
    assert await world.states("Housing") == ["upcoming"] * WEEKS
    assert await world.opens("Housing") == TUESDAYS


async def test_after_a_question_sent_late_the_next_is_a_week_away(world: World) -> None:
    """Sent on Thursday because the bot was away on Tuesday, the next question does not come five days later."""
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    world.clock.move_to(london(9, 10, 9))
    await world.service.send_now("Spring", None, ADMIN)
    assert (await world.opens())[:3] == [date(2026, 9, 10), date(2026, 9, 22), date(2026, 9, 29)]


async def test_the_week_before_is_told_back_first(world: World) -> None:
    """Sent on Friday at noon, the word back that was due on Monday comes just before the new question."""
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    await world.play_until(london(9, 11, 12))
    await world.service.send_now("Spring", None, ADMIN)
    await world.runner.tick()
    assert world.conversation.kinds()[-3:] == ["digest", "told_back", "open"]
    weeks = await world.rounds()
    assert [row.opens_on for row in weeks[:3]] == [date(2026, 9, 8), date(2026, 9, 11), date(2026, 9, 22)]


@pytest.mark.parametrize(
    ("team", "part"),
    [(None, "still open"), ("Housing", "still open"), ("Elsewhere", "The teams are Housing, Nurses")],
)
async def test_an_open_question_is_not_doubled(world: World, team: str | None, part: str) -> None:
    """While a question is open the next one is refused with a sentence, and so is a team that is not there."""
    await world.service.create(plan(), WORKSPACE, ADMIN)
    await world.play_until(london(9, 9, 9))
    with pytest.raises(AskAgain, match=part):
        await world.service.send_now("Spring", team, ADMIN)


# --- the wrong moment ------------------------------------------------------------------------------------------------


async def test_acts_out_of_turn_are_refused(world: World) -> None:
    """What does not fit the campaign's state is refused in a sentence that tells the state."""
    await world.service.create(plan(HOUSING), WORKSPACE, ADMIN)
    with pytest.raises(AskAgain, match="Only a paused campaign can be resumed; “Spring” is running"):
        await world.service.resume("Spring", ADMIN)
    await world.service.pause("Spring", ADMIN)
    for act in (world.service.pause("Spring", ADMIN), world.service.send_now("Spring", None, ADMIN)):
        with pytest.raises(AskAgain, match="is paused"):
            await act
    await world.service.resume("Spring", ADMIN)
    await world.at(london(10, 28, 9))  # long away: only the last question is asked
    with pytest.raises(AskAgain, match="none is left"):
        await world.service.skip_week("Spring", ADMIN)
    await world.at(london(11, 30, 12))
    with pytest.raises(AskAgain, match="is finished"):
        await world.service.skip_week("Spring", ADMIN)


@pytest.mark.both_databases
async def test_any_mix_of_acts_keeps_questions_apart(world: World) -> None:
    """However an admin pauses, skips and resumes, a team is asked at most once in a calendar week, in order."""
    await world.service.create(plan(), WORKSPACE, ADMIN)
    acts = [world.service.pause, world.service.resume, world.service.skip_week, world.service.pause]
    refused = 0
    for day in range(0, 40, 3):
        await world.play_until(london(9, 4, 11) + timedelta(days=day))
        try:
            await acts[day // 3 % len(acts)]("Spring", ADMIN)
        except AskAgain:
            refused += 1
    assert refused < 5
    opened = [row for row in await world.rounds() if row.opened_at is not None]
    assert len(opened) >= 2
    for before, after in pairwise(opened):
        assert before.opens_on.isocalendar()[:2] < after.opens_on.isocalendar()[:2]
