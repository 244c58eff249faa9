"""What is said about questions and goes again by its key: a name that somebody gave leaders, and the like.

A message that is on its way meanwhile is brought up to date once it stands; one that still waits and of which nothing
is left never leaves, for it would tell that there was something.
"""

from datetime import date

from bot.errors import there
from bot.insight.following import follow
from bot.storage.ladder_models import NameGiven
from bot.storage.repositories.deletions import NAME_GIVEN
from bot.storage.unit_of_work import UnitOfWork

QUIETLY = ("question/by_name", "question/speak", "question/due")
"""Messages that say nothing any more once their things are gone."""


async def take_name_back(work: UnitOfWork, name: NameGiven, on: date) -> None:
    """A name goes from leaders' messages; that it was given, and until when, is kept for whoever gave it."""
    name.body = {**{key: value for key, value in name.body.items() if key != "user"}, "until": on.isoformat()}
    await work.flush()
    await unsay(work, name.campaign_id, name.id)
    await work.deletions.note(NAME_GIVEN, name.id, on)


async def forget_name(work: UnitOfWork, name: NameGiven) -> None:
    """The same, and nothing is kept of it."""
    await work.ladder.drop_name(name.id)
    await unsay(work, name.campaign_id, name.id)


async def unsay(work: UnitOfWork, campaign_id: str, key: str, text: str | None = None) -> None:
    """Take what has this key from everything that is said about questions; or put other words in its place."""
    for found in await work.questions.messages(campaign_id):
        if follow(found.facts, key, text) == found.facts:
            continue
        row = there(await work.deliveries.hold(found.id))  # another thing that it says may change at this moment
        facts = follow(row.facts, key, text)
        row.facts = facts
        await work.desired.show_message(row, facts)
        if row.utterance in QUIETLY and not facts.get("items"):
            await work.deliveries.cancel(row)
