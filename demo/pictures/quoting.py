"""Scenes of quotes: a facilitator looks at them, leaders read what is released, an author hears why one is hidden."""

from typing import Any

from demo.pictures.shoot import Shoot
from sandbox.people.person import Person
from sandbox.records import View

HIDDEN = "the screen said so"
"""In the words that are hidden."""


async def looked_at(shoot: Shoot) -> None:
    """After the close: the list, the two forms, one quote hidden, and the others released."""
    nesta = shoot.person("Nesta")
    await shoot.take_home("home:facilitator", nesta)
    page = await _list(shoot, nesta)
    await shoot.take_form("quotes", nesta)
    await _tap(shoot, nesta, page, "quote_cut")
    await shoot.take_form("cut_quote", nesta)
    await shoot.closes(nesta)
    await _tap(shoot, nesta, await _list(shoot, nesta), "quote_hide", HIDDEN)
    await shoot.take_form("hide_quote", nesta)
    await shoot.sends(nesta, reason="Only one of you tells families about dates, so people would know who wrote this.")
    await shoot.take_form("quote/done", nesta)
    await shoot.closes(nesta)
    while (page := await _list(shoot, nesta)) and _values(page, "quote_cut"):
        await _tap(shoot, nesta, page, "quote_release")
        await shoot.closes(nesta)


async def read(shoot: Shoot) -> None:
    """In the thread of a digest, whole."""
    martin = shoot.person("Martin")
    await shoot.take("digest/quotes", martin, await shoot.in_dm("digest/quotes", martin))


async def told_why(shoot: Shoot) -> None:
    """The next working morning its author hears, and may reply."""
    priya = shoot.person("Priya")
    told = await shoot.in_dm("quote/hidden", priya)
    await shoot.take("quote/hidden", priya, told)
    await shoot.opens(priya, told, "quote_reply")
    await shoot.take_form("reply_about_quote", priya)
    await shoot.closes(priya)


async def _list(shoot: Shoot, person: Person) -> View:
    await person.open_home()
    await shoot.settles()
    await person.click_home("open_quotes")
    return await shoot.shows(person)


async def _tap(shoot: Shoot, person: Person, page: View, action: str, words: str = "") -> None:
    """Tap a button of the first quote with these words that offers it."""
    said = ""
    for block in page.blocks:
        said = said + str(block.get("text", "")) if block["type"] != "divider" else ""
        for element in block.get("elements", ()):
            if element.get("action_id") == action and words in said:
                await person.click_view(page.id, action, value=element["value"])
                await shoot.settles()
                return
    raise LookupError(words)


def _values(page: View, action: str) -> list[Any]:
    return [e["value"] for block in page.blocks for e in block.get("elements", ()) if e.get("action_id") == action]
