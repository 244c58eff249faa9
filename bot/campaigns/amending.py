"""The end of the scheduling form where it edits a campaign that has started: what would change, then the change.

The rules:
- What changes is found by the edit itself, in the words of `waymark campaign edit`; nothing is kept before it is sent.
- An edit belongs to the campaign at the version that it was opened with. If another admin changed the campaign
  meanwhile, it is carried over: what this admin changed, on top of what the other one did. Then it is looked at again.
- The edit and the end of its sketch are one transaction, so that a form sent twice changes once.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.campaigns.acts import Act
from bot.campaigns.channels import FORM_MAY_WAIT, START_MAY_WAIT, SharedOutside
from bot.campaigns.editor import CampaignEditor
from bot.campaigns.parts import CampaignParts
from bot.campaigns.plan import CampaignPlan
from bot.campaigns.ports import ChannelSeen
from bot.campaigns.sketch import Sketch
from bot.campaigns.sketchbook import BODY, GONE, opened_body, own_row, read, rebased, written
from bot.campaigns.status import CampaignStatus, status_of
from bot.campaigns.wizard import OutOfDate
from bot.errors import AskAgain, NotFound, TryLater, there
from bot.roles import Permission
from bot.storage.errors import ChangedMeanwhile
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Amended:
    """What an edit comes to: the changes in sentences, and how the campaign stands with them.

    `problems` are sentences about what keeps it from being made; then there is no status. `shared` are new channels
    that outsiders read.
    """

    sketch: Sketch
    plan: CampaignPlan
    status: CampaignStatus | None = None
    changes: tuple[str, ...] = ()
    shared: tuple[ChannelSeen, ...] = ()
    problems: tuple[str, ...] = ()
    notice: str = ""


class CampaignChanged(AskAgain):
    """This campaign has changed since you opened it. Your changes are kept: this is what they come to now."""


class Amending:
    """Edits of campaigns that have started, for one admin at a time."""

    def __init__(self, parts: CampaignParts) -> None:
        self._database = parts.database
        self._clock = parts.clocks.campaign
        self._roster = parts.roster
        self._editor = CampaignEditor(parts)

    async def what_changes(self, sketch_id: str, workspace: str, by: str) -> Amended:
        """Find what would change, and change nothing."""
        sketch, notice = await self._as_it_is_now(sketch_id, workspace, by)
        found = Amended(sketch, sketch.plan(), notice=notice)
        try:
            return await self._looked_at(found, workspace, by)
        except (AskAgain, TryLater) as problem:
            return replace(found, problems=(problem.sentence,))

    async def apply(
        self, sketch_id: str, version: int, campaign_id: str, workspace: str, by: str, confirmed: Collection[str] = ()
    ) -> CampaignStatus:
        """Change the campaign, if its form and the campaign itself are as the admin saw them. A second time: nothing.

        Raises `OutOfDate`, `CampaignChanged`, `SharedOutside`, `FieldProblem`, `TryLater`.
        """
        self._allow(by)
        async with self._database.reading() as work:
            if await work.sketches.get(sketch_id) is None:
                return await _made_before(work, campaign_id, workspace, self._clock.now())
            sketch = read(await own_row(work, sketch_id, workspace, by))

        async def first(act: Act) -> None:
            row = there(await act.work.sketches.lock(sketch_id), GONE)
            if row.version != version:
                raise OutOfDate
            if act.campaign.version != sketch.about_version:
                raise CampaignChanged
            await act.work.sketches.remove(row)

        try:
            status, _ = await self._editor.edit(
                sketch.about, sketch.plan(), by, workspace, confirmed=confirmed, within=START_MAY_WAIT, first=first
            )
        except (ChangedMeanwhile, NotFound):
            async with self._database.reading() as work:
                if await work.sketches.get(sketch_id) is not None:
                    raise
                # it was sent twice at the same moment
                return await _made_before(work, campaign_id, workspace, self._clock.now())
        return status

    async def _looked_at(self, found: Amended, workspace: str, by: str) -> Amended:
        confirmed = [channel.channel for channel in found.shared]
        try:
            status, changes = await self._editor.edit(
                found.sketch.about, found.plan, by, workspace, confirmed=confirmed, keep=False, within=FORM_MAY_WAIT
            )
        except SharedOutside as unconfirmed:  # look on as if they were confirmed: the form asks for that
            return await self._looked_at(replace(found, shared=unconfirmed.channels), workspace, by)
        return replace(found, status=status, changes=changes)

    async def _as_it_is_now(self, sketch_id: str, workspace: str, by: str) -> tuple[Sketch, str]:
        """Give the sketch, carried over to the campaign as it is now; and a sentence where that was needed."""
        self._allow(by)
        async with self._database.unit_of_work() as work:
            row = await own_row(work, sketch_id, workspace, by, lock=True)
            mine, now = BODY.validate_python(row.body), await opened_body(work, row.about, workspace)
            if mine.about_version == now.about_version:
                return read(row), ""
            await work.sketches.write(row, written(rebased(mine, now)), self._clock.now())
            await work.commit()
            return read(row), CampaignChanged().sentence

    def _allow(self, by: str) -> None:
        self._roster.require(by, Permission.RUN_CAMPAIGNS)


async def _made_before(work: UnitOfWork, campaign_id: str, workspace: str, now: datetime) -> CampaignStatus:
    """How the campaign of a form that was sent before stands now."""
    campaign = await work.campaigns.get(campaign_id)
    if campaign is None or campaign.workspace != workspace:
        raise NotFound(GONE)
    return await status_of(work, campaign, now)
