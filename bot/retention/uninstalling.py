"""What happens when Slack tells that Waymark was removed from a workspace: it falls silent, and all terms begin.

Campaigns that run are paused, not ended, so that a mistake costs nothing: once Waymark is installed again and has
started, the terms stand still and an admin resumes them.
"""

from datetime import datetime, timedelta

import structlog

from bot.clock import Clocks
from bot.storage.database import Database
from bot.storage.repositories.audit import WAYMARK
from bot.storage.repositories.deletions import REINSTALLED, UNINSTALLED

GONE = "was removed from this workspace"
BACK = "was installed here again"
EVENT_TIME = timedelta(seconds=1)  # Slack gives whole seconds: an event may be that much later than it says
LOG = structlog.get_logger(__name__)


class Uninstalling:
    """Keeps whether a workspace has Waymark."""

    def __init__(self, database: Database, clocks: Clocks, accepted_at: datetime | None = None) -> None:
        """`accepted_at`: when Slack took the token, in wire time."""
        self._database = database
        self._clocks = clocks
        self._accepted_at = accepted_at

    async def gone(self, workspace: str, event_id: str, told_at: datetime | None = None) -> None:
        """Slack told that it was removed: post nothing more, and let the terms begin.

        `told_at` is when that happened, by Slack's clock. Slack took the token after it? Then this is an old event that
        is brought late, and Waymark has been installed again since: nothing happens.
        """
        if told_at is not None and self._accepted_at is not None and told_at + EVENT_TIME <= self._accepted_at:
            LOG.warning("uninstalled_before")
            return
        now = self._clocks.campaign.now()
        async with self._database.unit_of_work() as work:
            if not await work.seen.first_time(event_id, self._clocks.wire.now()):
                return
            if await work.uninstalls.note(workspace, now):
                await work.deletions.note(UNINSTALLED, workspace, now.date())
                await work.audit.note(workspace, now, WAYMARK, GONE)
            campaigns, messages = await work.uninstalls.silence(workspace)
            await work.commit()
        LOG.warning("uninstalled", paused=campaigns, cancelled=messages)

    async def back(self, workspace: str) -> bool:
        """It works there again: the terms of what has not ended stand still. False when it was never removed."""
        async with self._database.unit_of_work() as work:
            if not await work.uninstalls.lift(workspace):
                return False
            now = self._clocks.campaign.now()
            await work.deletions.note(REINSTALLED, workspace, now.date())
            await work.audit.note(workspace, now, WAYMARK, BACK)
            await work.commit()
        return True
