"""What the coach says about decisions on one's own data, which nobody in the story's first week takes."""

from datetime import timedelta
from typing import Any

from demo.pictures.shoot import Shoot


async def own_choices(shoot: Shoot) -> None:
    """A name that is taken off, and what the privacy officer hears when somebody objects."""
    now = shoot.stage.story.now()
    objection = {"user": shoot.person("Chidi").id, "at": now.isoformat(), "due": (now + timedelta(days=31)).isoformat()}
    facts: dict[str, tuple[str, dict[str, Any]]] = {
        "own/done": ("Chidi", {"what": "name_off", "to_leaders": False, "closed": True}),
        "own/objection_officer": ("Grace", objection),
    }
    for utterance, (name, said) in facts.items():
        await shoot.told(utterance, shoot.person(name), said)
