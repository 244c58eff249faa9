"""The Home tab of a member, a leader and an admin, and one's own data: to each only their own."""

from __future__ import annotations

from tests.played.conftest import Setting
from tests.played.reading import actions_of, said
from tests.played.stage import HOUSING, NURSES, Stage
from tests.support.framework import WEEKS


async def test_a_members_home(housing: Stage) -> None:
    """A member sees this week's question, what they said, and what leaders did; nobody else's words, no campaigns."""
    amina, ben, martin = housing.people("amina", "ben", "martin")
    await ben.answers_privately("The van is late.")
    before = await amina.looks_at_home()
    assert "Housing repairs" in before
    assert "You have not taken part yet" in before
    assert "Set up a campaign" not in before
    assert "van" not in before
    form = await amina.opens_from_home("answer_privately")
    await amina.sends(form, text="The rota leaves no hour for it.", mode="confidential")
    await amina.leaves()
    after = await amina.looks_at_home()
    assert "You have taken part" in after
    assert "> The rota leaves no hour for it." in after
    assert "Confidential), about: Do we put residents first" in after
    await housing.until("digest")
    await martin.offers_talk()
    assert f"{martin.mention} offered to talk with Housing repairs" in await amina.looks_at_home()
    assert "rota" not in await ben.looks_at_home()


async def test_a_leaders_home(housing: Stage) -> None:
    """A leader sees what waits for them, their digest and the talks they offered, and no words said to others."""
    amina, martin = housing.people("amina", "martin")
    early = await martin.looks_at_home()
    assert "I ask your teams one question a week" in early
    assert "Your first digest" in early
    assert "Reminders" not in early
    await amina.answers_privately("The rota leaves no hour for it.")
    await amina.asks_leaders("Who decides about the vans?", mode="named")
    await housing.until("digest")
    home = await martin.looks_at_home()
    assert "For you as a leader" in home
    assert "*1 question waits for you.*" in home
    assert f"“Who decides about the vans?” {amina.mention}, Housing repairs. It came today." in home
    assert "|Open it in our messages>" in home
    assert "*Your next digest* comes on Friday 22 January, 09:00." in home
    assert "rota" not in home
    await martin.offers_talk()
    after = await martin.looks_at_home()
    assert "*No question waits for you.*" in after
    assert "• Housing repairs, “Residents at the heart”, offered on Friday 15 January." in after


async def test_an_admins_home(empty: Stage) -> None:
    """An admin sets a campaign up from their Home tab and sees it there; what people say is not there."""
    grace, amina = empty.people("grace", "amina")
    assert "No campaign yet" in await grace.looks_at_home()
    form = await grace.opens_from_home("open_schedule")
    assert "Set up a campaign" in str(form.body["title"])
    await grace.leaves()
    await empty.campaign_starts(threshold=3)
    await empty.week_opens()
    await amina.answers_privately("The rota leaves no hour for it.")
    home = await grace.looks_at_home()
    assert "*Better repairs*" in home
    assert f"Week 1 of {WEEKS}" in home
    assert "*All is well.*" in home
    assert "rota" not in home


async def test_a_strangers_home(housing: Stage) -> None:
    """Somebody who is in no team reads that no question is open for them."""
    housing.workspace.add_user("zoe", "Zoe")
    home = await housing.person("zoe").looks_at_home()
    assert "No question is open for you" in home
    assert "I am a coach for teams" in home
    assert "Better repairs" not in home


async def test_reminders_are_stopped_from_home(housing: Stage) -> None:
    """Reminders are stopped and turned on from the Home tab, and the answer says so."""
    (amina,) = housing.people("amina")
    assert "*Reminders are on.*" in await amina.looks_at_home()
    note = await amina.opens_from_home("stop_reminders")
    assert "Reminders are off" in said(note)
    await amina.leaves()
    assert "*Reminders are off.*" in await amina.looks_at_home()
    back = await amina.opens_from_home("resume_reminders")
    assert "on again" in said(back)
    await amina.leaves()
    assert "*Reminders are on.*" in await amina.looks_at_home()
    await amina.opens_from_home("snooze_reminders")
    await amina.leaves()
    assert "*You get no reminders before Tuesday 19 January.*" in await amina.looks_at_home()


async def test_own_data_holds_what_is_ones_own(on_stage: Setting) -> None:
    """Own data shows one's own answers of every team and mode with one's ratings, and nobody else's."""
    async with on_stage(teams=(HOUSING, NURSES)) as stage:
        amina, ben, gwen = stage.people("amina", "ben", "gwen")
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        await ben.answers_privately("The van is late.", team="housing")
        await gwen.replies("Handovers eat the morning.", team="nurses")
        await amina.answers_privately("The rota leaves no hour for it.", team="housing", now=2, needed=5)
        await amina.replies("Ask at the door.", team="housing")
        page = said(await amina.commands_form("my-data"))
        assert "You gave 2 answers." in page
        assert "> The rota leaves no hour for it." in page
        assert "> Ask at the door." in page
        assert "Open it in the thread" in page
        assert "now: 2" in page
        assert "needed: 5" in page
        assert "van" not in page
        assert "Handovers" not in page


async def test_own_data_is_changed_and_deleted_in_place(housing: Stage) -> None:
    """An answer is changed and deleted from one's own data; the receipt in the messages follows."""
    (amina,) = housing.people("amina")
    await amina.answers_privately("The rota leaves no hour for it.")
    page = await amina.commands_form("my-data")
    await amina.hands.click_view(page.id, "change_answer")
    form = await amina.hands.open_modal(other_than=page.hash)
    assert form is not None
    assert form.body["callback_id"] == "change_answer"
    await amina.sends(form, text="The rota leaves half an hour.")
    await amina.leaves()
    assert "is changed" in said(amina.receipt())
    page = await amina.commands_form("my-data")
    assert "> The rota leaves half an hour." in said(page)
    left = await amina.taps_in(page, "delete_answer")
    assert "is deleted" in said(left)
    assert "You have not given an answer yet" in said(left)
    assert "delete_answer" not in actions_of(left)
    assert await housing.answers() == []
    assert amina.dm(action="delete_answer") is None


async def test_own_data_turns_its_pages(housing: Stage) -> None:
    """Many answers come in pages: the first says how many follow, and the next one shows them."""
    (amina,) = housing.people("amina")
    prompt = housing.prompt()
    for number in range(17):
        await amina.hands.post(prompt.channel, f"Point number {number}.", prompt.ts)
    await housing.settles()
    page = await amina.commands_form("my-data")
    assert "5 more answers follow" in said(page)
    shown = await amina.taps_in(page, "open_my_data")
    assert "> Point number 0." in said(shown)
    assert "> Point number 16." not in said(shown)
