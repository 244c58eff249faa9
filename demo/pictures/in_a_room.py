"""Scenes of a session in a room: a facilitator writes down what is agreed, and enters an answer from paper."""

from datetime import timedelta

from demo.pictures.first_days import HOUSING
from demo.pictures.shoot import Shoot

TEAM = "Housing repairs"


async def held(shoot: Shoot) -> None:
    """One action is captured and told, and the form for an answer is opened."""
    nesta, amina = shoot.person("Nesta"), shoot.person("Amina")
    team = await _opens(shoot)
    await shoot.take_form("workshop", nesta)
    await shoot.sends(nesta, workshop_team=team, workshop_what="actions")
    day = (shoot.stage.story.now() + timedelta(days=11)).date().isoformat()
    await shoot.sends(nesta, text="Put the rota up on Mondays.", owner=[amina.id], due_on=day)
    await shoot.take_form("workshop_action", nesta)
    view = await shoot.shows(nesta)
    await nesta.click_view(view.id, "workshop_finish")
    await shoot.settles()
    await shoot.take_form("workshop/done", nesta)
    await shoot.closes(nesta)
    await shoot.take("workshop/summary", amina, await shoot.posted("workshop/summary", shoot.channel(HOUSING)))
    team = await _opens(shoot)
    await shoot.sends(nesta, workshop_team=team, workshop_what="answers")
    await shoot.take_form("workshop_answer", nesta)
    await shoot.closes(nesta)


async def _opens(shoot: Shoot) -> str:
    """Type /waymark workshop, and give what stands for the team in the form."""
    nesta = shoot.person("Nesta")
    await nesta.slash("/waymark", "workshop", nesta.dm_with_bot())
    view = await shoot.shows(nesta)
    elements = (block["element"] for block in view.blocks if block.get("block_id") == "workshop_team")
    options = (option for element in elements for option in element["options"])
    return str(next(option["value"] for option in options if option["text"]["text"].startswith(TEAM)))
