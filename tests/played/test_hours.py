"""Hours of a campaign's own, in a team's own zone: every message names the moment at which the week really closes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.campaigns import holiday_dates
from tests.played.conftest import Setting
from tests.played.reading import said
from tests.played.stage import HOUSING, Stage

LATE = {
    "open": "Mon 07:00",
    "playback": "Tue 08:30",
    "last_call": "Wed 09:30",
    "close": "Thu 13:15",
    "digest": "Fri 09:00",
    "told_back": "Fri 15:00",
}


async def starts(stage: Stage, rhythm: object, zone: str) -> None:
    """Start the campaign with these hours, by this clock."""
    teams = tuple(replace(team, zone=zone) for team in stage.plan().teams)
    await stage.campaign_starts(threshold=3, rhythm=rhythm, teams=teams)
    await stage.week_opens()


@pytest.mark.parametrize(
    ("rhythm", "zone", "closes"),
    [
        ("wednesday", "Europe/London", "Friday 15 January, 11:00"),
        (LATE, "America/New_York", "Thursday 21 January, 13:15"),
        ("monday", "Asia/Kathmandu", "Wednesday 20 January, 17:00"),
    ],
)
async def test_every_message_names_the_real_close(on_stage: Setting, rhythm: object, zone: str, closes: str) -> None:
    """The question, the playback, the reminder and the last call say when this team's week closes, by its own clock."""
    async with on_stage(teams=(HOUSING,)) as stage:
        await starts(stage, rhythm, zone)
        amina, dev = stage.people("amina", "dev")
        await amina.replies("Ask at the door.")
        assert closes in said(stage.prompt())
        await stage.until("nudge")
        assert closes in said(stage.announcement("What we have heard so far"))
        assert closes in said(dev.nudges()[0])
        await stage.until("last_call")
        assert f"This question closes on {closes}." in said(stage.announcement("Last call"))
        await stage.until("close")
        assert f"It was open until {closes}." in said(stage.announcement("This question is closed"))


async def test_messages_name_a_close_that_moved(on_stage: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the day of the close becomes a holiday, what was announced says the new moment, in its place."""
    async with on_stage(teams=(HOUSING,)) as stage:
        await stage.campaign_starts(threshold=3, holidays="GB-ENG")
        await stage.week_opens()
        (dev,) = stage.people("dev")
        await stage.until("nudge")
        assert "Open until Thursday 14 January, 17:00." in said(stage.prompt())
        known = holiday_dates._names
        proclaimed = {date(2027, 1, 14): "A day of thanks"}
        monkeypatch.setattr(holiday_dates, "_names", lambda *asked: {**known(*asked), **proclaimed})
        await stage.parts.editor.follow_calendars()
        await stage.settles()
        for message in (stage.prompt(), dev.nudges()[0]):
            assert "Open until Friday 15 January, 17:00." in said(message)
        await stage.until("last_call")
        assert "This question closes on Friday 15 January, 17:00." in said(stage.announcement("Last call"))
