"""What the coach says about decisions on one's own data, which nobody in the story's first week takes."""

from datetime import timedelta
from typing import Any

from demo.pictures.shoot import Shoot


async def own_choices(shoot: Shoot) -> None:
    """The way to e-mail, a name that is taken off, and what the privacy officer hears when somebody objects."""
    chidi = shoot.person("Chidi")
    view = await shoot.opens_by(chidi, "my-data")
    await chidi.click_view(view.id, "mail_yes")
    await shoot.settles()
    await shoot.take_form("mail_yes", chidi)
    await shoot.closes(chidi)
    now = shoot.stage.story.now()
    objection = {"user": shoot.person("Chidi").id, "at": now.isoformat(), "due": (now + timedelta(days=31)).isoformat()}
    facts: dict[str, tuple[str, dict[str, Any]]] = {
        "own/done": ("Chidi", {"what": "name_off", "to_leaders": False, "closed": True}),
        "own/objection_officer": ("Grace", objection),
    }
    for utterance, (name, said) in facts.items():
        await shoot.told(utterance, shoot.person(name), said)
