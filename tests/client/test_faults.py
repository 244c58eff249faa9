"""Faults from outside: the page without script, the same by keyboard and without a mouse, and the JSON for programs."""

from __future__ import annotations

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, expect

from tests.client.conftest import World
from tests.client.test_browser import SCHEMES

FORM = {"kind": "drop_after", "method": "chat.postMessage", "percent": "50", "times": "3", "seconds": "2", "error": ""}


async def test_a_fault_is_set_seen_and_ended(http: httpx.AsyncClient, world: World) -> None:
    """The form sets a rule, the page says it in words, and its button takes it away."""
    assert "All goes as it should" in (await http.get("/behind/faults")).text
    added = await http.post("/behind/faults", data=FORM)
    assert (added.status_code, added.headers["location"]) == (303, "/behind/faults#set")
    (rule,) = world.workspace.faults.rules
    assert (rule.kind, rule.method, rule.probability, rule.times) == ("drop_after", "chat.postMessage", 0.5, 3)
    page = (await http.get("/behind/faults")).text
    assert "<strong>chat.postMessage</strong>, 50 in 100: It is done, and the line is cut at once." in page
    assert "Struck 0 of 3 times" in page
    await http.post(f"/behind/faults/{rule.number}/remove")
    assert world.workspace.faults.rules == []


async def test_all_faults_are_ended(http: httpx.AsyncClient, world: World) -> None:
    """One button takes them all away; how often they struck is still told, and the journal knows who meddled."""
    for kind in ("429", "error"):
        await http.post("/behind/faults", data={**FORM, "kind": kind, "percent": "100", "error": "fatal_error"})
    world.workspace.faults.take("chat.postMessage")
    page = (await http.get("/behind/faults")).text
    assert "Retry-After says 2 seconds to wait" in page
    assert "The error word “fatal_error”, and nothing is done" in page
    assert (await http.post("/behind/faults/clear")).status_code == 303
    assert world.workspace.faults.rules == []
    assert '<span class="chip">429</span> 1' in (await http.get("/behind/faults")).text
    curtain = (await http.get("/behind")).text
    assert curtain.count("<strong>Faults</strong>") == 3
    assert 'href="/behind/faults"' in curtain


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("percent", "0", "The chance must be a number from 1 to 100"),
        ("percent", "often", "The chance must be a number from 1 to 100"),
        ("times", "-1", "“times” must be a whole number"),
        ("kind", "flood", "“kind” must be one of"),
    ],
)
async def test_a_wrong_form_is_told(
    http: httpx.AsyncClient, world: World, field: str, value: str, complaint: str
) -> None:
    """What does not fit is said above the form, what was typed stays, and nothing is set."""
    answer = await http.post("/behind/faults", data={**FORM, "method": "views.publish", field: value})
    assert answer.status_code == 422
    assert complaint in answer.text
    assert 'value="views.publish"' in answer.text
    assert world.workspace.faults.rules == []


async def test_nothing_typed_becomes_markup(http: httpx.AsyncClient) -> None:
    """A method's name is shown as it was typed."""
    await http.post("/behind/faults", data={**FORM, "method": "<script>alert(1)</script>"})
    page = (await http.get("/behind/faults")).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


async def test_programs_set_faults(http: httpx.AsyncClient, world: World) -> None:
    """Programs add one or many with a seed, read what is set and how often it struck, and take away one or all."""
    many = {"seed": 5, "faults": [{"kind": "500", "probability": 0.5}, {"kind": "duplicate", "times": 2}]}
    said = await http.post("/faults", json=many)
    assert said.status_code == 201
    assert said.json()["seed"] == 5
    assert (await http.post("/faults", json={"kind": "late", "method": "chat.postMessage"})).status_code == 201
    kinds = [one["kind"] for one in (await http.get("/faults")).json()["faults"]]
    assert kinds == ["500", "duplicate", "late"]
    assert (await http.delete("/faults/2")).status_code == 200
    assert (await http.delete("/faults/2")).status_code == 404
    world.workspace.faults.take("chat.postMessage")
    assert (await http.delete("/faults")).json()["faults"] == []


@pytest.mark.parametrize("body", [b"{", b"[1]", b'{"kind": "flood"}', b'[{"kind": "500"}, {"kind": "x"}]'])
async def test_programs_are_told_what_is_wrong(http: httpx.AsyncClient, world: World, body: bytes) -> None:
    """A body that does not fit is refused with a sentence, and nothing of it is set."""
    answer = await http.post("/faults", content=body)
    assert answer.status_code == 422
    assert answer.json()["problem"].endswith((".", "…"))
    assert world.workspace.faults.rules == []


@pytest.mark.parametrize("headers", [{"origin": "http://evil.example"}, {"origin": ""}, {"host": "evil.example"}])
async def test_another_site_cannot_set_faults(http: httpx.AsyncClient, world: World, headers: dict[str, str]) -> None:
    """Both ways are guarded as the rest of the client is."""
    for path in ("/faults", "/behind/faults"):
        assert (await http.post(path, json={"kind": "500"}, headers=headers)).status_code == 403
    assert (await http.delete("/faults", headers=headers)).status_code == 403
    assert world.workspace.faults.rules == []


async def test_in_a_browser_without_script(browser: Browser, live: str, world: World) -> None:
    """With keys alone and no script, a person sets a fault and ends it; the page is accessible in light and dark."""
    context = await browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 820})
    page = await context.new_page()
    await page.goto(f"{live}/behind")
    await page.get_by_role("link", name="Faults").press("Enter")
    await page.get_by_role("combobox", name="What goes wrong").select_option("429")
    method = page.get_by_role("combobox", name="With what")
    await method.fill("chat.update")
    await method.press("Enter")
    await expect(page.get_by_text("chat.update, each time: Too many calls")).to_be_visible()
    assert [rule.method for rule in world.workspace.faults.rules] == ["chat.update"]
    await page.get_by_role("button", name="Remove fault 1: chat.update").press("Enter")
    await expect(page.get_by_text("All goes as it should")).to_be_visible()
    await context.close()


async def test_the_page_is_accessible(browser: Browser, live: str, world: World) -> None:
    """Nothing an accessibility checker knows is wrong on the page, with rules and with a mistake told."""
    world.workspace.faults.add("chat.postMessage", "429")
    world.workspace.faults.add("*", "duplicate", times=None, probability=0.25)
    page = await browser.new_page(viewport={"width": 390, "height": 820})
    for scheme, rules in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        await page.goto(f"{live}/behind/faults")
        found = await Axe().run(page, options=rules)
        assert found.response["violations"] == [], found.generate_report()
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
