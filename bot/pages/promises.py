"""The promises on a leader's page: their own, and those to teams that they lead, with the history of each."""

from datetime import datetime

from bot.insight.promised import PromiseShown
from bot.pages.breakdown import Standing
from bot.questions.promised import Reader
from bot.storage.unit_of_work import UnitOfWork


async def promises(work: UnitOfWork, now: Standing, at: datetime | None) -> tuple[PromiseShown, ...]:
    """Gather them in the order of a board; `at` tells what is late."""
    rows = await work.promises.of_campaign(now.campaign.id)
    return tuple(one for one in await Reader(work, at).shown(rows, now.leader) if one.may_change)
