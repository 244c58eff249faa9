"""`/waymark help | schedule | status | my-data | idea | learning words | workshop`; whatever else is typed gets help.

Only the asker sees the answer.

For privacy officers alone: `/waymark access-request U012AB3CD case 7`.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.slack.act import Act
from bot.slack.actions import open_my_data
from bot.slack.blocks.rendered import Rendered
from bot.slack.ideas import open_learning, open_share
from bot.slack.scheduling import open_schedule
from bot.slack.status import status_words
from bot.slack.trouble import Trouble, attempt
from bot.slack.workshop import open_workshop

Answer = dict[str, Any]
"""The acknowledgement's payload; empty when a form was opened instead."""


async def typed(act: Act) -> Answer:
    """Do what was typed after /waymark; the acknowledgement carries the answer."""
    word, *_ = (act.body.get("text") or "help").strip().lower().split() or ["help"]
    done = await attempt(COMMANDS.get(word, not_understood), act)
    if isinstance(done, Trouble):
        return _for_asker(act.edge.words(done.utterance, {"sentence": done.sentence}))
    return _for_asker(done) if done else {}


async def help_text(act: Act) -> Rendered | None:
    """Say what can be typed."""
    return act.edge.helping(act.user)


async def not_understood(act: Act) -> Rendered | None:
    """Say so, and help."""
    sorry, helping = act.edge.words("not_understood"), act.edge.helping(act.user)
    return Rendered(f"{sorry.text}\n\n{helping.text}", [*sorry.blocks, *helping.blocks])


async def status(act: Act) -> Rendered | None:
    """Say what runs and what is open."""
    return await status_words(act)


async def schedule(act: Act) -> Rendered | None:
    """Open the scheduling form, for admins."""
    await open_schedule(act)
    return None


async def my_data(act: Act) -> Rendered | None:
    """Open one's own data."""
    await open_my_data(act)
    return None


async def workshop(act: Act) -> Rendered | None:
    """Open what a facilitator does in a session."""
    await open_workshop(act)
    return None


async def idea(act: Act) -> Rendered | None:
    """Open the form for a new idea."""
    await open_share(act)
    return None


async def learning(act: Act) -> Rendered | None:
    """Open what was learned, with what holds the words that were typed."""
    _, *words = str(act.body.get("text") or "").split()
    await open_learning(act, words=" ".join(words))
    return None


async def access_request(act: Act) -> Rendered | None:
    """Have all that is kept about a person sent to the privacy officer who asks: the person's Slack id, and why."""
    _, user, *reason = [*str(act.body.get("text") or "").split(), ""]
    wish = f"command/{act.body['trigger_id']}"
    await act.edge.core.privacy.ask(act.workspace, user.upper(), " ".join(reason), act.user, wish)
    return act.edge.words("own/done", {"what": "access_coming"})


COMMANDS: dict[str, Callable[[Act], Awaitable[Rendered | None]]] = {
    "help": help_text,
    "status": status,
    "schedule": schedule,
    "my-data": my_data,
    "mydata": my_data,
    "workshop": workshop,
    "idea": idea,
    "learning": learning,
    "access-request": access_request,
}


def _for_asker(rendered: Rendered) -> Answer:
    return {"response_type": "ephemeral", "text": rendered.text, "blocks": rendered.block_dicts()}
