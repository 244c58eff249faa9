"""Which answers' themes a facilitator may correct at this moment, and what people said in place of a theme.

Correctable, from the last call of a week until its close: answers that were given before the last call (so that the
list tells no time), in a team in which k or more took part as far as may be said, and whose words a facilitator may
read at all: Named ones, and Confidential ones that their author let us quote. After the close the counts are published,
and what is published never changes (decision 13).

In place of a theme: the few words of k people or more of one area, from teams in which enough took part, once their
week has closed.
"""

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from bot.dialogues.coaching.scene import is_put
from bot.ids import Codes
from bot.publishing import NUMBERS, read_teams
from bot.quoting.objecting import unheard, wrote
from bot.quoting.sources import QUOTED_IN
from bot.scenes.stage import Setting, pack_of
from bot.scenes.tallies import heard_so_far
from bot.storage.identity import Identities
from bot.storage.models import Answer, Campaign
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Looking:
    """Who looks, in which transaction, and when (campaign time)."""

    work: UnitOfWork
    identities: Identities
    workspace: str
    user: str
    now: datetime

    def codes(self, setting: Setting, user: str) -> Codes:
        """A person's codes in the campaign of a round."""
        return self.identities.codes(setting.campaign.salt, self.workspace, user)

    def mark(self, answer: Answer) -> str:
        """What stands for an answer where this reader sees it; also the order of a list."""
        return self.identities.mark("theme", self.user, answer.id)


@dataclass(frozen=True)
class Themed:
    """An answer with its theme, and where it was given."""

    answer: Answer
    setting: Setting

    def led_by(self, user: str) -> bool:
        """Whether somebody leads the team it comes from: they neither read it here nor decide about it."""
        return user in self.setting.team.leaders


async def correctable(looking: Looking) -> list[Themed]:
    """All of a workspace's."""
    work, found = looking.work, []
    campaigns = [one for one in await work.campaigns.all(looking.workspace) if one.state == "running"]
    hidden = await unheard(work, looking.identities, looking.workspace, campaigns)
    for campaign in campaigns:
        async for setting, until in _closing(looking, campaign):
            answers = await work.answers.of_round(setting.round.id)
            found += [Themed(one, setting) for one in answers if _may_be_read(one, until) and not wrote(hidden, one)]
    return found


async def _closing(looking: Looking, campaign: Campaign) -> AsyncIterator[tuple[Setting, datetime]]:
    """A campaign's open weeks that have had their last call, with enough people, and when that was."""
    work = looking.work
    teams = {team.id: team for team in await work.teams.of_campaign(campaign.id)}
    for row in await work.rounds.of_campaign(campaign.id):
        if row.state != "open":
            continue
        setting = Setting(campaign, teams[row.team_id], row, pack_of(campaign))
        called = [beat.due_at for beat in await work.beats.of_round(row.id) if beat.kind == "last_call"]
        if not called or looking.now < called[0]:
            continue
        people = await work.participations.codes(row.id)
        if (await heard_so_far(looking, setting, people)).enough:
            yield setting, called[0]


def _may_be_read(answer: Answer, until: datetime) -> bool:
    counted = bool(answer.theme) and not (answer.late or answer.by_leader) and not is_put(answer.question)
    readable = answer.mode == "named" or answer.quotable
    return counted and readable and bool(answer.text) and answer.created_at < until


async def said_instead(looking: Looking) -> dict[tuple[str, str], list[tuple[Answer, str]]]:
    """The words in place of a theme, by the id of the campaign and the key of the area, in an order of no meaning."""
    work, found = looking.work, {}
    campaigns = [one for one in await work.campaigns.all(looking.workspace) if one.state in QUOTED_IN]
    hidden = await unheard(work, looking.identities, looking.workspace, campaigns)
    for campaign in campaigns:
        for area, notes in (await _notes(looking, campaign)).items():
            shown = [(answer, words) for answer, words in notes if not wrote(hidden, answer)]
            if len({answer.author or answer.person_code for answer, _ in shown}) >= campaign.threshold:
                found[campaign.id, area] = sorted(shown, key=lambda one: looking.mark(one[0]))
    return found


async def _notes(looking: Looking, campaign: Campaign) -> dict[str, list[tuple[Answer, str]]]:
    work = looking.work
    theirs = {team.id for team in await work.teams.of_campaign(campaign.id) if looking.user in team.leaders}
    rounds = [row for row in await work.rounds.of_campaign(campaign.id) if row.team_id not in theirs]
    published = await read_teams(work, rounds, NUMBERS)
    enough = {row.id: row.area for row in rounds if published.get(row.id, {}).get("enough")}
    by_area: dict[str, list[tuple[Answer, str]]] = defaultdict(list)
    for answer, words in await work.themes.notes(enough):
        if not (answer.late or answer.by_leader):
            by_area[enough[answer.round_id]].append((answer, words))
    return by_area
