"""Reminders: only for those who have not taken part, never for leaders, as few and as long as people want."""

from __future__ import annotations

from datetime import timedelta

from tests.played.conftest import Setting
from tests.played.people import Player
from tests.played.reading import actions_of, said
from tests.played.stage import Cast, Stage


def reminded(*people: Player) -> list[int]:
    """How many reminders each has got."""
    return [len(person.nudges()) for person in people]


async def test_only_those_who_have_not_taken_part(housing: Stage) -> None:
    """Whoever rated, replied or answered in private is left alone, and so are leaders; the others get one reminder."""
    amina, ben, carys, dev, martin, grace = housing.people("amina", "ben", "carys", "dev", "martin", "grace")
    await amina.replies("Ask at the door.")
    await ben.answers_privately("Ask on the phone.")
    await carys.reacts(housing.prompt().ts, "three")
    await housing.until("nudge")
    assert reminded(amina, ben, carys, dev, martin, grace) == [0, 0, 0, 1, 0, 0]
    assert "Housing repairs" in said(dev.nudges()[0])


async def test_who_takes_everything_back_is_not_reminded(housing: Stage) -> None:
    """Somebody who deleted their answer has taken part all the same."""
    (amina,) = housing.people("amina")
    ts = await amina.replies("Ask at the door.")
    await amina.deletes(ts)
    await housing.until("nudge")
    assert reminded(amina) == [0]


async def test_answering_from_the_reminder(housing: Stage) -> None:
    """The reminder's own button opens the form of the question."""
    (dev,) = housing.people("dev")
    await housing.until("nudge")
    form = await dev.opens(dev.nudges()[0], "answer_privately")
    await dev.sends(form, text="By phone.", mode="confidential")
    assert [answer.text for answer in await housing.answers()] == ["By phone."]


async def test_a_reminder_of_a_closed_week_has_no_dead_button(housing: Stage) -> None:
    """When the week closes, the reminder in private says so in its place, and keeps only the buttons that work."""
    (dev,) = housing.people("dev")
    await housing.until("nudge")
    before = dev.nudges()[0]
    assert "answer_privately" in actions_of(before)
    await housing.until("close")
    (reminder,) = dev.nudges()
    assert (reminder.ts, "this question has closed" in said(reminder)) == (before.ts, True)
    assert set(actions_of(reminder)) == {"snooze_reminders", "stop_reminders"}


async def test_stopped_reminders(housing: Stage) -> None:
    """Stopped reminders stay stopped until their owner turns them on again."""
    amina, dev = housing.people("amina", "dev")
    await housing.until("nudge")
    await dev.taps(dev.nudges()[0], "stop_reminders")
    assert "Reminders are off" in said(dev.got(action="resume_reminders"))
    await housing.until("open")
    await housing.until("nudge")
    assert reminded(amina, dev) == [2, 1]
    await dev.taps(dev.got(action="resume_reminders"), "resume_reminders")
    assert "on again" in said(dev.got(words="Reminders are"))
    await housing.until("open")
    await housing.until("nudge")
    assert reminded(amina, dev) == [3, 2]


async def test_a_weeks_break(housing: Stage) -> None:
    """A week's break leaves out the next week's reminder, and ends by itself."""
    amina, dev = housing.people("amina", "dev")
    await housing.until("nudge")
    await housing.passes(timedelta(hours=1))
    await dev.taps(dev.nudges()[0], "snooze_reminders")
    assert "No reminders for a week" in said(dev.got(action="resume_reminders"))
    await housing.until("open")
    await housing.until("nudge")
    assert reminded(amina, dev) == [2, 1]
    await housing.until("open")
    await housing.until("nudge")
    assert reminded(amina, dev) == [3, 2]


async def test_a_break_taken_early_in_the_week(housing: Stage) -> None:
    """A break taken before the reminder is kept to."""
    (dev,) = housing.people("dev")
    await dev.looks_at_home()
    await dev.hands.click_home("snooze_reminders")
    await housing.until("nudge")
    assert reminded(dev) == [0]


async def test_at_most_two_a_week(on_stage: Setting) -> None:
    """Somebody in three teams gets two reminders in a week, not three."""
    teams = tuple(Cast(name, ("tom", f"{name}-one"), name=name.title()) for name in ("roads", "parks", "waste"))
    async with on_stage(teams=teams) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.until("nudge")
        tom, one = stage.people("tom", "parks-one")
        assert reminded(tom, one) == [2, 1]


async def test_who_came_and_who_left(housing: Stage) -> None:
    """Who is in the channel now counts: somebody new is reminded, and somebody who left is not."""
    dev, grace = housing.people("dev", "grace")
    await grace.hands.join(housing.channel())
    await dev.hands.leave(housing.channel())
    await housing.bot_stops()
    await housing.bot_starts()  # what it remembers of the channel for a minute is forgotten
    await housing.until("nudge")
    assert reminded(dev, grace) == [0, 1]
