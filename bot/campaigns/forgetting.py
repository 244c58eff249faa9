"""The forget switch: a finished campaign's salt is destroyed, and with it every way from a code to a person.

More ways lead to a person for whoever has the data keys: receipts, which know to whom they went; names that were given
to leaders, to meet; who had a place at a meeting; and conversations. They go first, in batches; then, in one
transaction with its entry in the audit trail, the salt. Broken off before that, it can be run again. Figures, digests
and what was said by name stay.
"""

from dataclasses import dataclass

from bot.campaigns.acts import find
from bot.campaigns.names_given import forget_name
from bot.campaigns.parts import CampaignParts
from bot.errors import AskAgain, there
from bot.ids import named_talks
from bot.roles import Permission
from bot.storage.models import Campaign, DialogueState
from bot.storage.repositories.deletions import LINKS
from bot.storage.unit_of_work import UnitOfWork

AT_ONCE = 100  # rows in one transaction: no writer may hold the others up for long
ACT = "destroyed the coded links of a campaign"
COMMAND_LINE = "command line"
TABLES = ("campaigns", "deliveries", "dialogue_states", "desired_states", "bookings", "names_given")
NAMED_TALKS = named_talks("")


@dataclass(frozen=True)
class Outlook:
    """What will be out of reach: how many Confidential answers, of how many people."""

    campaign: str
    answers: int
    people: int


class Forgetting:
    """Destroys links, for the privacy officer and the command line on the server (`by` None)."""

    def __init__(self, parts: CampaignParts, at_once: int = AT_ONCE) -> None:
        self._database = parts.database
        self._roster = parts.roster
        self._clock = parts.clocks.campaign
        self._at_once = at_once

    async def outlook(self, campaign: str, by: str | None = None, workspace: str | None = None) -> Outlook:
        """Say what will be out of reach; nothing is changed. Raises `AskAgain` unless the campaign is finished."""
        self._allow(by)
        async with self._database.reading() as work:
            found = await find(work, campaign, workspace)
            _may_forget(found)
            codes = [a.person_code for a in await work.answers.of_campaign(found.id) if a.person_code]
        return Outlook(found.name, len(codes), len(set(codes)))

    async def forget(self, campaign: str, by: str | None = None, workspace: str | None = None) -> None:
        """Destroy the links of a finished campaign, for good."""
        self._allow(by)
        async with self._database.reading() as work:
            found = await find(work, campaign, workspace)
            _may_forget(found)
        await self._forget_ways(found.id)
        async with self._database.unit_of_work() as work:
            row, now = there(await work.campaigns.lock(found.id)), self._clock.now()
            _may_forget(row)
            row.salt = None
            await work.audit.note(row.workspace, now, by or COMMAND_LINE, ACT, campaign_id=row.id)
            await work.deletions.note(LINKS, row.id, now.date())
            await work.commit()
        await self._database.wipe(*TABLES)

    async def again(self, campaign_id: str) -> None:
        """Destroy links that were destroyed before, and that a restored backup brought back; whatever its state."""
        await self._forget_ways(campaign_id)
        async with self._database.unit_of_work() as work:
            row = await work.campaigns.lock(campaign_id)
            if row is not None:
                row.salt = None
                await work.commit()
        await self._database.wipe(*TABLES)

    async def _forget_ways(self, campaign_id: str) -> None:
        async with self._database.reading() as work:
            rounds = [row.id for row in await work.rounds.of_campaign(campaign_id)]
        await self._forget_receipts(campaign_id)
        await self._forget_bookings(campaign_id)
        await self._forget_names(campaign_id)
        for round_id in rounds:
            await self._forget_talks(round_id)

    def _allow(self, by: str | None) -> None:
        if by is not None:
            self._roster.require(by, Permission.DESTROY_LINKS)

    async def _forget_receipts(self, campaign_id: str) -> None:
        gone = self._at_once
        while gone == self._at_once:
            async with self._database.unit_of_work() as work:
                gone = await work.deliveries.forget_whose(campaign_id, self._at_once)
                await work.commit()

    async def _forget_bookings(self, campaign_id: str) -> None:
        gone = self._at_once
        while gone == self._at_once:
            async with self._database.unit_of_work() as work:
                gone = await work.meetings.forget_bookings(campaign_id, self._at_once)
                await work.commit()

    async def _forget_names(self, campaign_id: str) -> None:
        async with self._database.unit_of_work() as work:
            for name in await work.ladder.names_of(campaign_id):
                await forget_name(work, name)
            await work.commit()

    async def _forget_talks(self, round_id: str) -> None:
        """Keep of each conversation only where the coach posted a Named answer, under that name, so that it can go."""
        beginning, gone = f"coaching/{round_id}/", self._at_once
        while gone == self._at_once:
            async with self._database.unit_of_work() as work:
                states = await work.dialogues.begin_with(beginning, self._at_once, NAMED_TALKS)
                for state in states:
                    await _keep_by_name(work, beginning, state)
                await work.dialogues.drop([state.key for state in states])
                await work.commit()
            gone = len(states)


async def _keep_by_name(work: UnitOfWork, beginning: str, state: DialogueState) -> None:
    posted: dict[str, list[tuple[str, str]]] = {}
    for answer_id, key in state.body.get("posted", ()):
        answer = await work.answers.get(answer_id)
        if answer is not None and answer.author is not None:
            posted.setdefault(answer.author, []).append((answer_id, key))
    for author, pairs in posted.items():
        await work.dialogues.save(beginning + named_talks(author), {"stage": "settled", "posted": pairs})


def _may_forget(campaign: Campaign) -> None:
    if campaign.salt is None:
        raise AskAgain(f"The coded links of “{campaign.name}” were destroyed already.")
    if campaign.state != "finished":
        raise AskAgain(
            f"“{campaign.name}” is not finished. While it runs, people must be able to change what they said, and each"
            " must be counted once."
        )
