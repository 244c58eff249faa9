"""Channels of other kinds: private ones, and ones shared with a partner organisation."""

from __future__ import annotations

from dataclasses import replace

from tests.played.conftest import Setting
from tests.played.reading import said
from tests.played.stage import HOUSING


async def test_a_private_channel(on_stage: Setting) -> None:
    """A team in a private channel is asked, heard, played back and reported on as any other."""
    async with on_stage(teams=(replace(HOUSING, private=True),)) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        amina, ben, carys, dev, martin = stage.people("amina", "ben", "carys", "dev", "martin")
        ts = await amina.replies("We ask twice a year.")
        await amina.edits(ts, "We ask once a year.")
        await ben.reacts(ts, "heart")
        await ben.rates(now=2, needed=4)
        await carys.answers_privately("The van is late.", now=2, needed=4)
        await stage.until("digest")
        assert len(dev.nudges()) == 1
        digest = martin.reads_digest()
        assert "3 to 9 people" in digest
        assert "We ask once a year." in digest


async def test_people_from_a_partner_organisation(on_stage: Setting) -> None:
    """Guests in a shared channel answer, rate and get receipts and reminders as their colleagues do."""
    async with on_stage(teams=(replace(HOUSING, guests=("ben", "carys", "dev")),)) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        amina, ben, carys, dev, martin = stage.people("amina", "ben", "carys", "dev", "martin")
        await ben.replies("We ask twice a year.")
        await ben.rates(now=1, needed=5)
        await carys.answers_privately("The van is late.", now=2, needed=4)
        await amina.rates(now=3, needed=3)
        assert "is saved" in said(carys.receipt())
        await carys.taps(carys.got(action="followup_skip"), "followup_skip")
        await stage.until("nudge")
        assert [len(person.nudges()) for person in (ben, carys, dev)] == [0, 0, 1]
        await stage.until("digest")
        digest = martin.reads_digest()
        assert "People rate this 2.0 of 5, and want 4.0: a gap of 2.0." in digest
        assert f"{ben.mention}: “We ask twice a year.”" in digest
