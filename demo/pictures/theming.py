"""Scenes of themes: an author says what their answer is about, and a facilitator looks at it before it is counted."""

from demo.pictures.first_days import HOUSING
from demo.pictures.shoot import Shoot


async def in_the_thread(shoot: Shoot) -> None:
    """Somebody who answered in private writes in the thread too; another finds no theme, and says what it is about."""
    housing, prompt = shoot.channel(HOUSING), await shoot.posted("prompt/open", shoot.channel(HOUSING))
    priya, amina = shoot.person("Priya"), shoot.person("Amina")
    words = "We could give the date ourselves, at the door, once we know the job."
    asked = await shoot.whispered(priya, housing, lambda: priya.post(housing, words, prompt.ts))
    await shoot.take("theme/ask", priya, asked)
    title = "Shaping things together"
    kept = await shoot.whispered(priya, housing, lambda: priya.click(housing, asked.ts, "theme_chosen", selected=title))
    await shoot.take("theme/kept", priya, kept)
    hers = next(m for m in reversed(amina.ephemerals(housing)) if "theme_chosen" in str(m.blocks))
    await amina.click(housing, hers.ts, "theme_chosen", selected="Something else")
    await shoot.shows(amina)
    await shoot.take_form("theme_words", amina)
    await shoot.sends(amina, theme_words="What it is for, not what it is")
    await shoot.closes(amina)


async def looked_at(shoot: Shoot) -> None:
    """After the last call: the list, a correction, and a theme that is proposed."""
    nesta = shoot.person("Nesta")
    await nesta.open_home()
    await shoot.settles()
    await nesta.click_home("open_themes")
    page = await shoot.shows(nesta)
    await shoot.take_form("themes", nesta)
    lists = [
        (b["block_id"], e) for b in page.blocks for e in b.get("elements", ()) if e["action_id"] == "theme_correct"
    ]
    place, first = lists[0]
    other = next(option for option in first["options"] if option != first["initial_option"])
    await nesta.click_view(page.id, "theme_correct", block_id=place, selected=other["value"])
    await shoot.settles()
    await nesta.click_view(page.id, "propose_theme")
    await shoot.shows(nesta)
    await shoot.take_form("propose_theme", nesta)
    area = "Residents at the heart (Better together, spring)"
    await shoot.sends(nesta, theme_area=area, theme_title="What it is for", theme_about="The life behind the request.")
    await shoot.take_form("theme/done", nesta)
    await shoot.closes(nesta)
