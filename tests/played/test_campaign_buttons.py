"""What an admin does with a campaign that is there: each button from Home and from the status, and forged taps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from sandbox.records import Message
from tests.played.conftest import Setting
from tests.played.people import Player
from tests.played.reading import actions_of, elements_of, said
from tests.played.stage import HOUSING, NURSES, TUESDAY, Stage
from tests.support.framework import WEEKS


async def home_buttons(grace: Player) -> dict[str, dict[str, Any]]:
    """The campaign buttons on an admin's Home, by action."""
    await grace.looks_at_home()
    view = grace.hands.home()
    assert view is not None
    return {e["action_id"]: e for e in elements_of(view) if e["action_id"].startswith("campaign_")}


async def taps_home(stage: Stage, grace: Player, action: str) -> str:
    """Tap a button of Home, read what it says, close that."""
    note = await grace.opens_from_home(action)
    await stage.settles()
    await grace.leaves()
    return said(note)


async def status_message(grace: Player) -> Message:
    """The answer to `/waymark status`."""
    where = grace.hands.dm_with_bot()
    before = {message.ts for message in grace.hands.messages(where)}
    await grace.hands.slash("/waymark", "status")
    return next(message for message in grace.hands.messages(where) if message.ts not in before)


async def drafted(stage: Stage) -> None:
    """A draft of the stage's campaign."""
    made = await stage.parts.campaigns.create(stage.plan(), stage.parts.workspace, start=False)
    stage.campaign_id = made.id


async def test_a_campaign_from_draft_to_its_end(empty: Stage) -> None:
    """Start, pause, resume and skip from Home: each says what changed, and Home offers what can be done next."""
    (grace,) = empty.people("grace")
    await drafted(empty)
    assert list(await home_buttons(grace)) == [
        "campaign_start",
        "campaign_change",
        "campaign_delete",
        "campaign_dates",
        "campaign_readers",
    ]
    told = await taps_home(empty, grace, "campaign_start")
    assert "“Better repairs” has started" in told
    assert "The first question comes on Tuesday 12 January, 10:00 (Europe/London)" in told
    assert len(empty.in_channel()) == 1
    assert list(await home_buttons(grace)) == [
        *("campaign_pause", "campaign_skip", "campaign_send", "campaign_edit", "campaign_dates", "campaign_readers")
    ]
    told = await taps_home(empty, grace, "campaign_pause")
    assert "is paused" in told
    assert list(await home_buttons(grace)) == [
        "campaign_resume",
        "campaign_skip",
        "campaign_edit",
        "campaign_dates",
        "campaign_readers",
    ]
    assert await empty.parts.runner.next_event_at() is None
    assert "goes on" in await taps_home(empty, grace, "campaign_resume")
    buttons = await home_buttons(grace)
    assert "Week 1, “Residents at the heart”, would open on Tuesday 12 January" in str(buttons["campaign_skip"])
    told = await taps_home(empty, grace, "campaign_skip")
    assert "now opens on Tuesday 19 January, 10:00 (Europe/London)" in told
    assert (await empty.round()).opens_on == TUESDAY + timedelta(days=7)


async def test_send_now_asks_at_once(empty: Stage) -> None:
    """Send now posts the next question within the next tick, and is offered again only when that week is over."""
    (grace,) = empty.people("grace")
    await empty.campaign_starts(threshold=3)
    await home_buttons(grace)
    assert "the next question goes out now" in await taps_home(empty, grace, "campaign_send")
    await empty.passes(timedelta(minutes=1))
    assert "Residents at the heart" in said(empty.prompt())
    assert "campaign_send" not in await home_buttons(grace)
    assert (await empty.round()).opens_on == date(2027, 1, 11)


async def test_a_draft_is_deleted(empty: Stage) -> None:
    """Delete takes a draft away without a word to any team; nothing of it is left to tap."""
    (grace,) = empty.people("grace")
    await drafted(empty)
    await home_buttons(grace)
    assert "The draft “Better repairs” is deleted" in await taps_home(empty, grace, "campaign_delete")
    assert await home_buttons(grace) == {}
    assert "No campaign yet" in await grace.looks_at_home()
    assert empty.in_channel() == []


async def test_the_status_is_the_same_desk(housing: Stage) -> None:
    """Under `/waymark status` a tap is answered in its place: what changed, and the buttons that fit now."""
    (grace,) = housing.people("grace")
    message = await status_message(grace)
    assert "Next: what we heard so far on Wednesday 13 January, 15:00 (Europe/London)" in said(message)
    await grace.taps(message, "campaign_pause")
    (shown,) = [m for m in grace.hands.messages(message.channel) if m.ts == message.ts and not m.deleted]
    assert "is paused" in said(shown)
    assert [action for action in actions_of(shown) if action.startswith("campaign_")] == [
        *("campaign_resume", "campaign_skip", "campaign_edit", "campaign_dates", "campaign_readers")
    ]
    await grace.taps(shown, "campaign_resume")
    (shown,) = [m for m in grace.hands.messages(message.channel) if m.ts == message.ts and not m.deleted]
    assert "goes on" in said(shown)
    assert (await housing.status()).now.state == "running"


async def test_all_dates_of_a_campaign(housing: Stage) -> None:
    """See all dates shows every week with its times, and which one is open."""
    (grace,) = housing.people("grace")
    await grace.looks_at_home()
    view = await grace.opens_from_home("campaign_dates")
    assert "1. Residents at the heart: Tuesday 12 January, 10:00, to Thursday 14 January, 17:00 (open now)" in said(
        view
    )
    assert f"{WEEKS}. " in said(view)


async def test_two_admins_skip_the_same_week(housing: Stage) -> None:
    """Two admins who skip the same week, and one who taps twice, move it once; the others are told to look again."""
    (grace,) = housing.people("grace")
    first, second = await status_message(grace), await status_message(grace)
    await grace.taps(first, "campaign_skip")
    await grace.taps(second, "campaign_skip")
    whispers = [said(m) for m in grace.hands.messages(first.channel) if not m.deleted]
    assert any("The plan has changed since you looked" in words for words in whispers)
    assert (await housing.round(2)).opens_on == TUESDAY + timedelta(days=14)


async def test_a_button_that_came_too_late(housing: Stage) -> None:
    """A tap on a state that is gone is answered in a sentence and changes nothing."""
    (grace,) = housing.people("grace")
    message = await status_message(grace)
    await housing.parts.campaigns.pause(housing.campaign_id)
    await grace.taps(message, "campaign_pause")
    whispers = [said(m) for m in grace.hands.messages(message.channel) if not m.deleted]
    assert any("Only a running campaign can be paused" in words for words in whispers)


@pytest.mark.parametrize("action", ["start", "change", "edit", "delete", "pause", "resume", "skip", "send", "dates"])
async def test_a_forged_tap_changes_nothing(housing: Stage, action: str) -> None:
    """Somebody who is no admin, with an admin's button in their hands, is refused in words by the server."""
    grace, amina = housing.people("grace", "amina")
    status = await status_message(grace)
    button = next(e for e in elements_of(status) if e["action_id"] == "campaign_skip")
    await amina.looks_at_home()
    home = housing.workspace.views.home(amina.id)
    assert home is not None
    home.body["blocks"].append(
        {"type": "actions", "block_id": "forged", "elements": [{**button, "action_id": f"campaign_{action}"}]}
    )
    before = await housing.status()
    note = await amina.opens_from_home(f"campaign_{action}")
    assert "may not do this" in said(note) or "not here any more" in said(note)
    assert (await housing.status()).now == before.now


async def test_problems_come_with_their_fix(on_stage: Setting) -> None:
    """A message that Slack refused stands at its campaign with the team, Slack's word and what to do."""
    async with on_stage(teams=(HOUSING, NURSES)) as stage:
        grace, gwen = stage.people("grace", "gwen")
        await gwen.hands.remove(stage.channel("nurses"), stage.workspace.app.bot_user)
        made = await stage.parts.campaigns.create(stage.plan(teams=stage.plan().teams[:1]), stage.parts.workspace)
        stage.campaign_id = made.id
        await stage.settles()
        amina = stage.person("amina")
        await amina.hands.remove(stage.channel("housing"), stage.workspace.app.bot_user)
        await stage.until("open")
        home = await grace.looks_at_home()
        assert "Housing repairs: Slack did not take the question in week 1 (`not_in_channel`)" in home
        assert "type /invite @Waymark there" in home
        assert "needs a look" in await grace.commands("status")


async def test_help_has_the_way_in_for_admins(empty: Stage) -> None:
    """Help, by command or from Home, has the button that opens the form for admins, and for nobody else."""
    grace, amina = empty.people("grace", "amina")
    for person, offered in ((grace, True), (amina, False)):
        await person.commands("help")
        await person.looks_at_home()
        note = await person.opens_from_home("open_help")
        message = next(m for m in person.hands.messages(person.hands.dm_with_bot()) if "What you can type" in said(m))
        assert [("open_schedule" in actions_of(shown)) for shown in (note, message)] == [offered, offered]
    standing = grace.hands.modal()
    assert standing is not None
    await grace.hands.click_view(standing.id, "open_schedule")
    form = await grace.hands.open_modal(other_than=standing.hash)
    assert form is not None
    assert "Step 1 of 3" in said(form)
