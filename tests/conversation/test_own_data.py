"""What people see, and what is taken out for others: each reader reads their own part."""

from __future__ import annotations

import json
from datetime import date

from bot.controller import Controller
from bot.dialogues import events as ev
from bot.enquiries.export import export
from bot.insight.traces import Reminded, Traces, WeekSeen
from bot.surfaces import Reminders
from tests.conversation.room import HOUSING, T1, Room


async def test_own_data_is_all_of_ones_own_and_nothing_else(housing: Room) -> None:
    """A person sees what they said in every mode, what they rated and their reminders; nobody else's."""
    await housing.replies("U0AMINA", "In the thread.")
    await housing.answers("U0AMINA", "In confidence.", now=2, needed=5)
    await housing.answers("U0AMINA", "By name.", mode="named")
    await housing.answers("U0BEN", "Ben's own.", now=4)
    await housing.hears(ev.RemindersSnoozed, user="U0AMINA")
    data = await housing.enquiries.my_data(T1, "U0AMINA")
    assert [(one.text, one.mode, one.changeable) for one in data.answers] == [
        ("By name.", "named", True), ("In confidence.", "confidential", True), ("In the thread.", "named", False),
    ]  # fmt: skip
    area = housing.pack.areas[0].title
    assert data.ratings == ((area, "needed", 5), (area, "now", 2))
    assert data.reminders == Reminders("snoozed", date(2027, 1, 19))
    assert (await housing.enquiries.my_data("T0OTHER", "U0AMINA")).answers == ()
    assert (await housing.enquiries.my_data(T1, "U0NOBODY")).answers == ()


async def test_own_data_shows_what_else_is_kept(housing: Room) -> None:
    """Weeks taken part in, reactions, reminders sent, teams and what a leader got: nothing traceable goes unsaid."""
    housing.clock.move_to((await housing.beat("open")).due_at)
    await housing.replies("U0BEN", ts="1800000001.000001")
    await housing.rates("U0AMINA", 3)
    for name in ("clap", "+1"):
        await housing.hears(
            ev.ReactionAdded, channel=HOUSING.channel, ts="1800000001.000001", user="U0AMINA", name=name
        )
    await housing.week("playback", "nudge", "close", "digest")
    week = WeekSeen(date(2027, 1, 12), housing.pack.areas[0].title, 1, "Spring")
    amina = (await housing.enquiries.my_data(T1, "U0AMINA")).traces
    assert amina == Traces(took_part=(week,), reacted=((week, ("+1", "clap")),), teams=("Housing",))
    dev = (await housing.enquiries.my_data(T1, "U0DEV")).traces
    nudged = (await housing.beat("nudge")).due_at
    assert dev == Traces(reminded=(Reminded(week.area_title, nudged, date(2027, 1, 11)),), teams=("Housing",))
    digest = await housing.digest("U0MARTIN")
    assert digest is not None
    team = await housing.team()
    await housing.hears(ev.TalkOffered, user="U0MARTIN", digest_id=digest.id, team_id=team.id)
    martin = (await housing.enquiries.my_data(T1, "U0MARTIN")).traces
    asked = Reminded(week.area_title, (await housing.beat("open")).due_at, date(2027, 1, 11))
    assert martin == Traces(reminded=(asked,), teams=("Housing",), leads=("Housing",), digests=1, talks=1)
    assert (await housing.enquiries.my_data("T0OTHER", "U0AMINA")).traces == Traces()


async def test_own_data_follows_changes_of_mode(housing: Room) -> None:
    """An answer stays its author's, to see and to delete, in whichever mode it is now."""
    await housing.answers("U0AMINA", "Mine.")
    for mode in ("named", "confidential", "named", "confidential"):
        (answer,) = await housing.stored()
        await housing.changes("U0AMINA", answer, f"Mine, {mode}.", mode)
        (seen,) = (await housing.enquiries.my_data(T1, "U0AMINA")).answers
        assert (seen.text, seen.mode) == (f"Mine, {mode}.", mode)
    (answer,) = await housing.stored()
    await housing.withdraws("U0AMINA", answer)
    assert (await housing.enquiries.my_data(T1, "U0AMINA")).answers == ()


async def test_without_the_salt_nobody_is_found(housing: Room) -> None:
    """Once a campaign's salt is destroyed, not even its author can be led to a Confidential answer."""
    await housing.answers("U0AMINA", "In confidence.")
    async with housing.database.unit_of_work() as work:
        (campaign,) = await work.campaigns.all(T1)
        campaign.salt = None
        await work.commit()
    assert (await housing.enquiries.my_data(T1, "U0AMINA")).answers == ()


async def test_an_export_holds_what_admins_may_read(housing: Room) -> None:
    """Figures and named words; neither Confidential texts, nor questions put in confidence, nor codes, nor counts."""
    for user in ("U0AMINA", "U0BEN", "U0CARYS"):
        await housing.answers(user, "In confidence.", now=2)
    await housing.answers("U0DEV", "Why was the van sold?", question="to_leaders")
    await housing.answers("U0DEV", "By name.", mode="named")
    await housing.week("close", "digest")
    async with housing.database.reading() as work:
        (campaign,) = await work.campaigns.all(T1)
        data = await export(work, campaign, Controller(notice="https://town.example/privacy"))
    figures = data["rounds"][0]["figures"]
    assert figures["questions"] == [{"text": None, "author": None}]
    assert [words["text"] for words in figures["named"]] == ["By name."]
    codes = [answer.person_code for answer in await housing.stored() if answer.person_code]
    hidden = ["In confidence.", "Why was the van sold?", *codes, *(answer.id for answer in await housing.stored())]
    assert not [each for each in hidden if each in json.dumps(data)]
    assert "people" not in figures
