"""The client in a real browser, with a real Bolt app on its socket: what a person does, and what they can perceive."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from tests.client.coach import prompt
from tests.client.conftest import World

StartCoach = Callable[[], Awaitable[AsyncWebClient]]
RULES: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}  # all that changes in the dark
SCHEMES: tuple[tuple[Literal["light", "dark"], dict[str, Any]], ...] = (("light", RULES), ("dark", CONTRAST))
AT_ONCE = """() => {
  document.getElementById('confirm-no').click();
  document.getElementById('demo-reset').click();
}"""

pytestmark = pytest.mark.timeout(180)


async def ask(world: World, client: AsyncWebClient) -> str:
    """Post the week's question to the team and return its ts."""
    answer = await client.chat_postMessage(channel=world.team.id, text="Week 1 of 7: Vision", blocks=prompt())
    return str(answer["ts"])


async def as_ana(browser: Browser, live: str, world: World) -> Page:
    """A page on which Ana looks at her team's channel; any error in its scripts fails the test."""
    page = await browser.new_page(viewport={"width": 1280, "height": 820})
    page.set_default_timeout(8_000)
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    await page.goto(f"{live}{world.team_path}")
    return page


async def test_a_person_plays_a_week(browser: Browser, live: str, world: World, start_coach: StartCoach) -> None:
    """A person reads, replies, edits, reacts, presses, fills in a form with a mistake, and sees what came of it."""
    client = await start_coach()
    ts = await ask(world, client)
    page = await as_ana(browser, live, world)

    # Someone else writes: it appears by itself. A script in it stays words.
    await world.ben.post(world.team.id, "We ring people <b>first</b> <script>document.title='hacked'</script>")
    stage = page.get_by_role("region", name="Messages in housing-repairs")
    await expect(stage.get_by_text("We ring people <b>first</b> <script>")).to_be_visible()
    await expect(page.locator("#said")).to_contain_text("Ben Rees: We ring people")
    await expect(page).to_have_title("housing-repairs · Northside")

    # Reply in the thread, correct the reply, and see both panes follow.
    prompted = page.locator("article", has=page.get_by_role("heading", name="Week 1 of 7: Vision")).first
    await prompted.hover()
    await prompted.get_by_role("link", name="Reply in thread").click()
    reply = page.get_by_role("textbox", name="Reply in the thread")
    await expect(reply).to_be_focused()
    await reply.fill("Close the lop")
    await reply.press("Enter")
    thread = page.get_by_role("region", name="Thread")
    await expect(thread.get_by_text("Close the lop")).to_be_visible()
    await expect(page.get_by_role("link", name="1 reply")).to_be_visible()
    own = thread.locator("article", has_text="Close the lop")
    await own.hover()
    await own.get_by_role("button", name="Edit").click()
    await thread.get_by_role("textbox", name="Edit your message").fill("Close the loop")
    await thread.get_by_role("button", name="Save").click()
    await expect(thread.locator("article", has_text="Close the loop")).to_contain_text("(edited)")
    assert [message.text for message in world.ana.thread(world.team.id, ts)] == ["Close the loop"]
    await page.get_by_role("link", name="Close the thread").click()
    await expect(thread).to_be_hidden()

    # React with the picker, and take it back with the same button.
    await prompted.hover()
    await prompted.get_by_role("button", name="React").click()
    await page.get_by_role("dialog", name="Choose a reaction").get_by_role("button", name="four").click()
    four = prompted.get_by_role("button", name="four, 1: you")
    await expect(four).to_have_attribute("aria-pressed", "true")
    await four.click()
    await expect(four).to_have_count(0)

    # A dialog asks first; "no" tells the app nothing, "yes" brings a note only this person sees.
    await prompted.get_by_role("button", name="Stop reminders").click()
    await page.get_by_role("dialog").get_by_role("button", name="Keep them").click()
    assert not world.workspace.journal.acts("click")
    await prompted.get_by_role("button", name="Stop reminders").click()
    await page.get_by_role("dialog").get_by_role("button", name="Stop them").click()
    await expect(stage.get_by_text("Reminders are off.")).to_be_visible()
    await expect(page.get_by_text("Only visible to you")).to_be_visible()

    # The form: opened, changed by the app while one types, wrong at first, then kept.
    await prompted.get_by_role("button", name="Answer privately").click()
    modal = page.get_by_role("dialog", name="Answer privately")
    words = modal.get_by_role("textbox", name="Your answer")
    await expect(words).to_be_focused()
    await words.fill("Too short")
    await modal.get_by_label("How well do we do this now?").select_option("4")
    await modal.get_by_role("button", name="More").click()
    await expect(modal.get_by_text("A change may be small.")).to_be_visible()
    await expect(words).to_have_value("Too short")
    await modal.get_by_role("button", name="Send").click()
    await expect(words).to_have_attribute("aria-invalid", "true")
    await expect(words).to_be_focused()
    await expect(modal.locator("[data-field=text] .field-error")).to_have_text("Please say a little more.")
    await expect(modal.get_by_role("status")).to_contain_text("One field needs your attention.")
    await words.fill("Ring people the next day.\nThen close the job.")
    await modal.get_by_label("Named").check()
    await modal.get_by_label("Ben Rees").check()
    await modal.get_by_role("button", name="Send").click()
    await expect(modal).to_have_count(0)
    await expect(prompted.get_by_role("button", name="Answer privately")).to_be_focused()
    submitted = world.workspace.journal.acts("submit")[-1].data["values"]
    assert submitted["text"]["text"]["value"] == "Ring people the next day.\nThen close the job."
    assert submitted["now"]["now"]["selected_option"]["value"] == "4"
    assert submitted["with"]["with"]["selected_users"] == [world.ben.id]
    news = page.get_by_role("link", name="Messages (1 new)")
    await news.click()
    await expect(page.get_by_text("Kept (named): Ring people the next day.")).to_be_visible()

    # The Home tab tells the app, and its buttons work.
    await page.get_by_role("link", name="Home").first.click()
    await expect(page.get_by_role("heading", name="This week")).to_be_visible()
    await page.get_by_role("button", name="Answer privately").click()
    await expect(page.get_by_role("dialog", name="Answer privately")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Answer privately")).to_have_count(0)
    assert world.workspace.views.top(world.ana.id) is None

    # A command, and an app that does not answer.
    await page.get_by_role("link", name="housing-repairs").click()
    box = page.get_by_role("textbox", name="Message to housing-repairs")
    await box.fill("/coach please")
    await box.press("Enter")
    await expect(stage.get_by_text("You typed: please.")).to_be_visible()
    await prompted.get_by_role("button", name="Ask our leaders").click()
    await expect(page.get_by_role("alert")).to_contain_text("Coach did not respond.")

    # The clock: one step, said aloud, and what is due next.
    await page.get_by_role("button", name="Next event").click()
    await expect(page.locator("#story-said")).to_have_text("The question of the week goes out.")
    await expect(page.locator("#said")).to_contain_text("Done. It is Tuesday 3 March, 10:00. The question")
    await expect(page.locator(".story-now")).to_contain_text("Tuesday 3 March, 10:00")

    # Another person in the same place: no private note of Ana's there.
    await page.locator("#act-as summary").click()
    await page.get_by_role("link", name="Ben Rees").click()
    await expect(page.locator("#act-as summary")).to_contain_text("Ben Rees")
    await expect(page.get_by_role("heading", name="housing-repairs")).to_be_visible()
    await expect(stage.get_by_text("You typed: please.")).to_have_count(0)
    await page.close()


async def test_a_keyboard_is_enough(browser: Browser, live: str, world: World, start_coach: StartCoach) -> None:
    """Without a mouse a person reaches the message's tools, reacts, and chooses in a list only when they mean it."""
    client = await start_coach()
    await client.chat_postMessage(
        channel=world.team.id,
        text="Rate",
        blocks=[
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "static_select",
                        "action_id": "pick",
                        "placeholder": {"type": "plain_text", "text": "Rate it"},
                        "options": [
                            {"text": {"type": "plain_text", "text": word}, "value": word} for word in ("low", "high")
                        ],
                    }
                ],
            }
        ],
    )
    page = await as_ana(browser, live, world)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to messages")).to_be_focused()
    message = page.get_by_role("article")
    await message.get_by_role("button", name="React").focus()
    await expect(message.locator(".tools")).to_have_css("opacity", "1")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="one", exact=True)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(message.get_by_role("button", name="one, 1: you")).to_be_visible()

    choice = message.get_by_role("combobox", name="Rate it")
    await choice.focus()
    await page.keyboard.press("ArrowDown")  # changes a closed list at once
    await expect(choice).to_have_value("low")
    await page.keyboard.press("ArrowDown")
    await expect(choice).to_have_value("high")
    await expect(message.get_by_text("Press Enter to choose this.")).to_be_visible()
    assert not world.workspace.journal.acts("click")
    await page.keyboard.press("Enter")
    await expect(message.get_by_text("Press Enter to choose this.")).to_have_count(0)
    clicked = [entry.data["value"]["value"] for entry in world.workspace.journal.acts("click")]
    assert clicked == ["high"]
    await page.close()


async def test_the_guide_leads_and_never_blocks(browser: Browser, live: str, world: World) -> None:
    """By keyboard alone a newcomer begins, sees what to press, does it, goes on as somebody else, and starts afresh."""
    page = await browser.new_page(viewport={"width": 1280, "height": 820})
    page.set_default_timeout(8_000)
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    await page.goto(live)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    guide = page.get_by_role("region", name="Guide")
    await expect(guide).to_contain_text("Step 1 of 2")
    box = page.get_by_role("textbox", name="Message to housing-repairs")
    await expect(box).to_have_class(re.compile("lit"))
    await box.fill("Hello")
    await box.press("Enter")
    await expect(guide).to_contain_text("Step 2 of 2")
    await expect(box).not_to_have_class(re.compile("lit"))
    await guide.get_by_role("link", name="Be Ben Rees").press("Enter")
    await expect(page.locator("#act-as summary")).to_contain_text("Ben Rees")
    await expect(guide).to_contain_text("Now try something else.")
    await page.wait_for_load_state()  # its script hears keys from then on
    await guide.get_by_role("button", name="Hide the guide").press("Enter")
    await expect(guide).to_have_count(0)
    await expect(page.get_by_role("heading", name="housing-repairs")).to_be_focused()
    await page.get_by_role("button", name="Guide").press("Enter")
    await expect(guide.get_by_role("link", name="What to try next")).to_be_focused()

    # A week that plays by itself leaves one button, which stops it; what came of it is said.
    await page.locator("#play-open").press("Enter")
    await page.get_by_role("button", name="Quickly").press("Enter")
    await expect(page.get_by_role("button", name="Stop")).to_be_focused()
    await expect(page.locator("#story-said")).to_have_text("The week is playing (quick).")
    world.story.stop()
    world.workspace.changes.publish("clock")
    await expect(page.get_by_role("button", name="Next event")).to_be_visible()
    await expect(page.locator("#said")).to_contain_text("Stopped.")

    # Starting afresh asks first, and "no" keeps everything.
    await page.get_by_role("button", name="Start afresh").press("Enter")
    await expect(page.get_by_role("dialog")).to_contain_text("Start the story afresh?")
    await page.get_by_role("button", name="Keep going").press("Enter")
    assert world.story.resets == 0
    # Asked again so soon that the browser has not yet told of the first close, the second answer still counts.
    await page.get_by_role("button", name="Start afresh").press("Enter")
    await page.evaluate(AT_ONCE)
    await page.get_by_role("dialog").get_by_role("button", name="Start afresh").press("Enter")
    await expect(page.get_by_role("dialog", name="Starting afresh")).to_be_visible()
    assert world.story.resets == 1
    await page.close()


async def test_a_home_that_never_comes_is_not_waited_for(
    browser: Browser, live: str, world: World, start_coach: StartCoach
) -> None:
    """An app that publishes no Home is waited for some seconds; then the page says so, and where to look."""
    client = await start_coach()
    world.workspace.app.events -= {"app_home_opened"}
    page = await browser.new_page(viewport={"width": 1280, "height": 820})
    page.set_default_timeout(8_000)
    await page.clock.install()
    await page.goto(f"{live}{world.ana_home}/app/home")
    home = page.get_by_role("region", name="Home of Coach")
    await expect(home.get_by_text("Loading this page…")).to_be_visible()
    await expect(home.get_by_text("Coach has put nothing on this page yet.")).to_be_hidden()
    await page.clock.fast_forward(7_000)
    await expect(home.get_by_text("Coach has put nothing on this page yet.")).to_be_visible()
    await expect(home.get_by_text("Loading this page…")).to_be_hidden()
    await expect(page.locator("#said")).to_contain_text("has not published one")
    lines = [{"type": "section", "text": {"type": "plain_text", "text": f"Line {n}."}} for n in range(60)]
    await client.views_publish(user_id=world.ana.id, view={"type": "home", "blocks": lines})
    await expect(home.get_by_text("Line 0.", exact=True)).to_be_in_viewport()  # read from its beginning
    await expect(home.get_by_text("Coach has put nothing")).to_have_count(0)
    await page.close()


async def test_behind_the_curtain_is_live(browser: Browser, live: str, world: World, start_coach: StartCoach) -> None:
    """What happens appears by itself, a line opens and closes by keyboard, and a filter leaves only what fits."""
    client = await start_coach()
    page = await browser.new_page(viewport={"width": 1280, "height": 820})
    page.set_default_timeout(8_000)
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    await page.goto(f"{live}/behind")
    await ask(world, client)
    call = page.get_by_role("link", name=re.compile("chat.postMessage")).first
    await expect(call).to_be_visible()
    await call.press("Enter")
    opened = page.get_by_role("heading", name="chat.postMessage")
    await expect(opened).to_be_focused()
    await expect(page.get_by_role("region", name="What the app asked")).to_contain_text('"Week 1 of 7: Vision"')
    await page.get_by_role("link", name="Close").press("Enter")
    await expect(opened).to_have_count(0)
    await expect(call).to_be_focused()
    await world.ben.post(world.team.id, "Here I am")
    await expect(page.get_by_text("Ben Rees writes a message")).to_be_visible()
    await expect(call).to_be_focused()
    await page.get_by_label("Person").select_option("Ben Rees")
    await expect(page.get_by_text("chat.postMessage")).to_have_count(0)
    await expect(page.get_by_text("Ben Rees writes a message")).to_be_visible()
    await page.go_back()
    await expect(call).to_be_visible()
    await page.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 820), (375, 740)])
async def test_axe_finds_nothing(
    browser: Browser, live: str, world: World, start_coach: StartCoach, width: int, height: int
) -> None:
    """No page, thread, form or dialog has a fault axe can see, in light and dark, on a desk and on a phone."""
    client = await start_coach()
    ts = await ask(world, client)
    await world.ben.post(world.team.id, "Look at https://example.org/rota, `v2`, @Ana Jones", ts)
    await world.ben.react(world.team.id, ts, "four")
    await world.ana.react(world.team.id, ts, "+1")
    await world.ana.slash("/coach", "blocks", world.team.id)
    page = await browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(8_000)

    async def check(where: str) -> None:
        await expect(page.locator("h1, h2").first).to_be_attached()
        for scheme, rules in SCHEMES:
            await page.emulate_media(color_scheme=scheme)
            found = await Axe().run(page, options=rules)
            assert found.violations_count == 0, f"{where}, {scheme}: {found.generate_report()}"
        overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{where} scrolls sideways by {overflow}px"

    await page.goto(live)
    await check("welcome")
    await page.get_by_role("button", name="Show me round").click()
    await check("channel with the guide")
    if width < 800:
        await page.get_by_role("button", name="What to do in this step").click()
    await page.locator("#guide-all-open").click()
    await page.locator("#due-open").click()
    await expect(page.locator("#due").get_by_text("What we heard so far")).to_be_visible()
    await check("calendar in the bar")
    await page.goto(f"{live}/try")
    await check("what to try")
    world.books.plan("m1", "prompt/open", "sent", to=world.team.id, channel=world.team.id, ts=ts)
    number = world.workspace.journal.calls("chat.postMessage")[0].number
    for path in ("/calendar", f"/behind?entry={number}", "/behind?kind=ledger&delivery=m1", f"/behind?message={ts}"):
        await page.goto(f"{live}{path}")
        await check(path)
    await page.goto(f"{live}{world.team_path}")
    if width < 800:
        await page.get_by_role("button", name="Open the menu").click()
    await page.locator("#act-as summary").click()
    await check("people")
    await page.goto(f"{live}{world.team_path}?thread={ts}")
    await check("thread")
    await page.goto(f"{live}{world.ana_home}/app/home")
    await expect(page.get_by_role("heading", name="This week")).to_be_visible()
    await check("home")
    await page.goto(f"{live}{world.ana_home}/app/messages")
    await page.get_by_role("textbox", name="Message to Coach").fill("/coach gallery")
    await page.keyboard.press("Enter")
    modal = page.get_by_role("dialog", name="Gallery")
    await expect(modal).to_be_visible()
    await modal.get_by_label("Label of number_input").fill("many")
    await modal.get_by_role("button", name="Send").click()
    await expect(modal.get_by_text("Please enter a valid number.").first).to_be_visible()
    await check("form")
    await page.close()
