"""What a played campaign came to: rounds and digests, from the database and the sandbox's journal."""

from collections import Counter
from typing import Any

from bot.content.packs import load_pack
from bot.errors import there
from bot.settings import ROOT
from demo.cast import load_cast
from demo.world import World


def area_titles() -> dict[str, str]:
    """What people call each area of the story's pack, by its key."""
    pack = load_pack(ROOT / "content" / "packs" / load_cast().campaign.pack)
    return {area.key: area.title for area in pack.areas}


async def rounds_of(stage: World) -> list[dict[str, Any]]:
    """One entry a round that was asked: team, week, area, prompt ts, answers by mode, reactions, nudges."""
    async with stage.parts.core.database.reading() as work:
        campaign = there(await work.campaigns.by_name(stage.parts.workspace, stage.cast.campaign.name))
        names = {team.id: team.name for team in await work.teams.of_campaign(campaign.id)}
        found = []
        for round_ in await work.rounds.of_campaign(campaign.id):
            if round_.prompt_ts is None:
                continue
            answers = Counter(answer.mode for answer in await work.answers.of_round(round_.id))
            rated = [r for r in await work.ratings.of_round(round_.id) if r.source == "reaction"]
            nudges = [d for d in await work.deliveries.of_round(round_.id) if d.utterance == "nudge"]
            found.append(
                {
                    "team": names[round_.team_id],
                    "week": round_.week,
                    "area": round_.area,
                    "prompt": round_.prompt_ts,
                    "answers": dict(answers),
                    "reactions": len(rated) + len(await work.supports.of_round(round_.id)),
                    "nudges": len([d for d in nudges if d.state == "sent"]),
                }
            )
        return found


async def digests_of(stage: World) -> list[dict[str, Any]]:
    """One entry a digest: leader, week, withheld or not."""
    names = {leader.id: leader.name for leader in stage.cast.leaders}
    async with stage.parts.core.database.reading() as work:
        campaign = there(await work.campaigns.by_name(stage.parts.workspace, stage.cast.campaign.name))
        return [
            {"leader": names.get(digest.leader, digest.leader), "week": digest.week, "withheld": digest.withheld}
            for digest in await work.digests.of_campaign(campaign.id)
        ]
