"""The Home tab's facts: each reader's own part, true to what was said, sent and offered."""

from __future__ import annotations

from datetime import timedelta

from bot.campaigns.runner import CampaignRunner
from bot.clock import Clocks
from bot.dialogues import events as ev
from bot.insight.meetings import HELD
from bot.insight.outcomes import AGREED, DECLINED
from bot.insight.promised import Wanted
from bot.storage.models import Delivery
from bot.surfaces import Home, Reminders, Undelivered
from tests.conversation.room import NURSES, T1, Cast, Room
from tests.meetings.town import offered_again
from tests.questions.town import AMINA, BEN, MARTIN, act, desk_of, records, week_of
from tests.support.framework import WEEKS

DAY = timedelta(days=1)
WEEK = ("open", "close", "digest")


async def home(room: Room, user: str) -> Home:
    """Somebody's Home at this moment."""
    return await room.enquiries.home(T1, user)


async def offers(room: Room, leader: str, team: str = "Housing", week: int = 1) -> None:
    """A leader offers a talk from their digest of a week."""
    digest = await room.digest(leader, week)
    assert digest is not None
    await room.hears(ev.TalkOffered, digest_id=digest.id, team_id=(await room.team(team)).id, user=leader)


async def ends(room: Room) -> None:
    """Everything that is still due happens, until nothing is planned any more."""
    runner = CampaignRunner(room.database, room.conversation.handle, Clocks(campaign=room.clock))
    while (moment := await runner.next_event_at()) is not None:
        room.clock.move_to(max(moment, room.clock.now()))
        await runner.tick()
        await room.posts()


async def test_homes_are_for_their_readers(room: Room) -> None:
    """Members see their teams' questions, leaders what they lead, admins the campaigns; nobody others' answers."""
    await room.begins()
    await room.sees(NURSES.channel, *NURSES.members)
    await room.comes("open")
    await room.answers("U0AMINA", "In confidence.")
    homes = {user: await home(room, user) for user in ("U0AMINA", "U0BEN", "U0MARTIN", "U0ADMIN", "U0GWEN")}
    shown = {
        user: (len(one.rounds), len(one.answers), one.leading is not None, len(one.campaigns))
        for user, one in homes.items()
    }
    assert shown == {
        "U0AMINA": (1, 1, False, 0),
        "U0BEN": (1, 0, False, 0),
        "U0MARTIN": (0, 0, True, 0),
        "U0ADMIN": (0, 0, False, 1),
        "U0GWEN": (0, 0, False, 0),
    }
    assert [homes[user].rounds[0].took_part for user in ("U0AMINA", "U0BEN")] == [True, False]
    assert [homes[user].reminders for user in ("U0AMINA", "U0MARTIN")] == [Reminders(), None]


async def test_who_leads_one_team_and_is_asked_in_another_has_both_parts(room: Room) -> None:
    """A leader of Housing who works among the nurses sees what waits there and the nurses' question."""
    nurses = Cast(NURSES.channel, (*NURSES.members, "U0MARTIN"), ("U0NIA",), NURSES.name)
    await room.begins(Cast(), nurses)
    await room.comes("open", "Nurses")
    seen = await home(room, "U0MARTIN")
    assert [item.team for item in seen.rounds] == ["Nurses"]
    assert seen.leading is not None
    assert [(item.team, item.leads) for item in seen.leading.rounds] == [("Housing", True)]


async def test_questions_wait_for_a_leader_until_a_talk_is_offered(housing: Room) -> None:
    """The oldest question stands first with its age in days; an offer to its team takes it off, and stands instead."""
    before = (await home(housing, "U0MARTIN")).leading
    assert before is not None
    assert (before.waiting, before.digest) == ((), None)
    assert before.next_digest == (await housing.beat("digest")).due_at
    assert before.written_at == "09:00"
    await housing.answers("U0AMINA", "Why?", mode="named", question="to_leaders")
    await housing.answers("U0BEN", "When?", mode="named", question="to_leaders")
    await housing.week("close", "digest")
    await housing.comes("open", week=2)
    second = (await housing.round(week=2)).id
    await housing.answers("U0DEV", "Who?", mode="named", question="to_leaders", round_id=second)
    await housing.week("close", "digest", week=2)
    housing.clock.advance(DAY)
    leading = (await home(housing, "U0MARTIN")).leading
    assert leading is not None
    waiting = [(item.text, item.author, item.team, item.days) for item in leading.waiting]
    assert waiting == [
        ("Why?", "U0AMINA", "Housing", 8), ("When?", "U0BEN", "Housing", 8), ("Who?", "U0DEV", "Housing", 1),
    ]  # fmt: skip
    await offers(housing, "U0MARTIN", week=1)
    after = (await home(housing, "U0MARTIN")).leading
    assert after is not None
    assert [item.text for item in after.waiting] == ["Who?"]
    assert [(talk.team, talk.area_title) for talk in after.talks] == [("Housing", housing.pack.areas[0].title)]
    assert after.digest is not None
    assert (after.digest.week, after.digest.weeks) == (2, WEEKS)
    assert after.digest.link == "https://town.slack.example/archives/D0MARTIN/p" + (
        housing.stamp("digest/leader", "D0MARTIN") or ""
    ).replace(".", "")
    assert after.next_digest == (await housing.beat("digest", week=3)).due_at


async def test_a_pause_promises_no_digest(housing: Room) -> None:
    """While the campaign is paused a leader is told no day for the next digest."""
    async with housing.database.unit_of_work() as work:
        (campaign,) = await work.campaigns.all(T1)
        campaign.state = "paused"
        await work.commit()
    leading = (await home(housing, "U0MARTIN")).leading
    assert leading is not None
    assert (leading.state, leading.next_digest) == ("paused", None)


async def test_members_see_what_leaders_did_with_questions(housing: Room) -> None:
    """Before the first digest its moment stands there; then each week with its questions and who offered a talk."""
    await housing.answers("U0AMINA", "Why?", mode="named", question="to_leaders")
    await housing.comes("close")
    early = await home(housing, "U0BEN")
    assert (early.did, early.first_digest) == ((), (await housing.beat("digest")).due_at)
    await housing.comes("digest")
    await offers(housing, "U0MARTIN")
    (did,) = (await home(housing, "U0BEN")).did
    assert (did.team, did.week, did.questions) == ("Housing", 1, 1)
    assert [offer.leader for offer in did.offers] == ["U0MARTIN"]


async def test_a_snooze_says_its_last_day(housing: Room) -> None:
    """Home holds how reminders stand, with the day on which they come back."""
    await housing.hears(ev.RemindersSnoozed, user="U0BEN")
    snoozed = (await home(housing, "U0BEN")).reminders
    assert snoozed == Reminders("snoozed", (housing.clock.now() + 7 * DAY).date())
    await housing.hears(ev.RemindersStopped, user="U0BEN")
    assert (await home(housing, "U0BEN")).reminders == Reminders("stopped")


async def test_after_the_last_week(housing: Room) -> None:
    """When a campaign is over its members see what came of it, its leaders the last digest, admins that it is over."""
    await housing.answers("U0AMINA", "Why?", mode="named", question="to_leaders")
    await housing.week("close", "digest")
    await offers(housing, "U0MARTIN")
    await ends(housing)
    member, leader, admin = [await home(housing, user) for user in ("U0AMINA", "U0MARTIN", "U0ADMIN")]
    (over,) = member.over
    assert (over.campaign, over.team, over.weeks, over.questions) == ("Spring", "Housing", WEEKS, 1)
    assert over.offers == (("U0MARTIN", housing.pack.areas[0].title),)
    assert (member.rounds, member.reminders, len(member.answers)) == ((), None, 1)
    assert leader.leading is not None
    assert leader.leading.digest is not None
    assert (leader.leading.state, leader.leading.digest.week, leader.leading.next_digest) == ("finished", WEEKS, None)
    assert leader.over == ()
    assert [now.state for now in admin.campaigns] == ["finished"]


async def test_after_the_last_week_members_read_what_came_of_it(housing: Room) -> None:
    """What became of each question, the talk that was held, and what was promised stand in the last Home, late too."""
    await week_of(housing, (AMINA, "Why?", "confidential"), (BEN, "When?", "confidential"))
    desk, (first, second) = desk_of(housing), await records(housing)
    due = (housing.clock.now() + 14 * DAY).date()
    await desk.settle(T1, MARTIN, first.id, act(), AGREED, Wanted("A key for the yard.", MARTIN, due), "Yes.")
    await desk.settle(T1, MARTIN, second.id, act(), DECLINED, None, "No money.")
    meeting = await offered_again(housing)
    async with housing.database.unit_of_work() as work:
        (await work.meetings.times_of(meeting.id))[0].state = HELD
        await work.commit()
    await ends(housing)
    seen = await home(housing, AMINA)
    (over,) = seen.over
    assert over.became == ((AGREED, 1), (DECLINED, 1))
    assert over.held == 1
    assert [item.shares for item in seen.ideas] == [False]
    ((promise,),) = [to.promises for to in seen.promised]
    assert (promise.text, promise.late) == ("A key for the yard.", True)


async def test_a_new_campaign_in_the_channel_puts_the_old_one_away(housing: Room) -> None:
    """What came of an old campaign gives way when the next one begins in its channel."""
    await ends(housing)
    assert (await home(housing, "U0AMINA")).over
    await housing.begins(name="Summer", start=(housing.clock.now() + 7 * DAY).date())
    seen = await home(housing, "U0AMINA")
    assert (seen.over, [item.campaign for item in seen.rounds]) == ((), ["Summer"])


async def test_what_is_to_come_stands_below_what_is_open(housing: Room) -> None:
    """A campaign that is planned behind the running one is told last, to members and to admins, as not begun."""
    await housing.begins(name="Autumn", start=(housing.clock.now() + 90 * DAY).date())
    assert [row.campaign for row in (await home(housing, "U0AMINA")).rounds] == ["Spring", "Autumn"]
    campaigns = (await home(housing, "U0ADMIN")).campaigns
    assert [(now.name, now.begun) for now in campaigns] == [("Spring", True), ("Autumn", False)]


async def test_a_leader_keeps_what_waits_when_another_campaign_begins(housing: Room) -> None:
    """Questions, the newest digest and the talks offered of a finished campaign stand beside the new one's next."""
    await housing.answers("U0AMINA", "Why?", mode="named", question="to_leaders")
    await housing.week("close", "digest")
    await housing.comes("open", week=2)
    second = (await housing.round(week=2)).id
    await housing.answers("U0DEV", "Who?", mode="named", question="to_leaders", round_id=second)
    await housing.week("close", "digest", week=2)
    await offers(housing, "U0MARTIN", week=1)
    await ends(housing)
    await housing.begins(name="Summer", start=(housing.clock.now() + 7 * DAY).date())
    leading = (await home(housing, "U0MARTIN")).leading
    assert leading is not None
    assert [item.text for item in leading.waiting] == ["Who?"]
    assert [talk.area_title for talk in leading.talks] == [housing.pack.areas[0].title]
    assert leading.digest is not None
    assert (leading.digest.campaign, leading.digest.week) == ("Spring", WEEKS)
    assert [one.campaign for one in leading.rounds] == ["Summer"]
    assert leading.state == "running"
    assert leading.next_digest is not None
    assert leading.next_digest > housing.clock.now()


async def test_an_admin_is_told_what_is_stuck_or_failed(housing: Room) -> None:
    """A refused digest and a step that should have happened count as trouble; what is on time does not."""
    await housing.week("close", "digest")
    assert (await home(housing, "U0ADMIN")).health.problems == 0
    (digest,) = await housing.deliveries("digest/leader")
    async with housing.database.unit_of_work() as work:
        row = await work.deliveries.get(digest.id)
        assert isinstance(row, Delivery)
        row.state, row.error = "failed", "account_inactive"
        await work.commit()
    housing.clock.move_to((await housing.beat("told_back")).due_at + timedelta(minutes=5))
    health = (await home(housing, "U0ADMIN")).health
    assert health.undelivered == (Undelivered("digest/leader", "failed", "account_inactive", "U0MARTIN"),)
    assert (health.problems, health.late) == (1, 3)
    assert (await home(housing, "U0AMINA")).health.problems == 0
