"""Looks up what a team's own minute depends on: who else is due with it. One for each tick."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.campaigns.calendar import instant
from bot.campaigns.rhythm import LATEST
from bot.campaigns.spread import A_MINUTE, own_wait, places, time_needed
from bot.storage.models import Beat, Campaign, Round
from bot.storage.unit_of_work import UnitOfWork

LOG = structlog.get_logger(__name__)


class Spreading:
    """Remembers for a tick what is the same for all of its beats."""

    def __init__(self, budget: float) -> None:
        """`budget` is what Slack takes in a workspace: messages a second."""
        self._budget = budget
        self._needed: dict[tuple[str, datetime], timedelta] = {}
        self._places: dict[str, dict[str, float]] = {}
        self._told: set[tuple[str, datetime]] = set()

    async def wait(
        self, work: UnitOfWork, beat: Beat, row: Round, campaign: Campaign, closes_at: datetime
    ) -> timedelta:
        """Tell how long after the beat a team's own minute is."""
        needed = await self._time_needed(work, row.workspace, beat.due_at)
        if needed <= A_MINUTE:
            return timedelta(0)
        team = await work.teams.get(row.team_id)
        zone = ZoneInfo((team and team.zone) or campaign.zone)
        ends_at = instant(beat.local_date, LATEST, zone)
        room = (min(ends_at, closes_at) if beat.due_at < closes_at else ends_at) - beat.due_at
        if needed > room:
            self._tell(row.workspace, beat, needed)
        return own_wait((await self._all_places(work, row.workspace)).get(row.channel, 0.0), needed, room)

    async def _time_needed(self, work: UnitOfWork, workspace: str, due_at: datetime) -> timedelta:
        key = workspace, due_at
        if key not in self._needed:
            self._needed[key] = time_needed(await work.beats.together(workspace, due_at), self._budget)
        return self._needed[key]

    async def _all_places(self, work: UnitOfWork, workspace: str) -> dict[str, float]:
        if workspace not in self._places:
            self._places[workspace] = dict(places(await work.teams.channels(workspace)))
        return self._places[workspace]

    def _tell(self, workspace: str, beat: Beat, needed: timedelta) -> None:
        if (workspace, beat.due_at) not in self._told:
            self._told.add((workspace, beat.due_at))
            minutes = round(needed.total_seconds() / 60)
            LOG.warning("too_many_for_the_rest_of_the_day", kind=beat.kind, due_at=beat.due_at, minutes=minutes)
