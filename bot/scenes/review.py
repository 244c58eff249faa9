"""A leader with a digest: which team was tapped, and whose digest it is."""

from bot.dialogues import events as ev
from bot.dialogues.effects import Reply
from bot.dialogues.review import REVIEW, OfferedTeam, Review, ReviewScene
from bot.errors import NotFound, there
from bot.questions.talking import talk_offered
from bot.scenes.stage import Stage, pack_of
from bot.storage.models import DigestRecord


async def play(stage: Stage, event: ev.Event) -> tuple[Reply, ...]:
    """One turn of a leader's review."""
    assert isinstance(event, ev.TalkOffered)  # noqa: S101
    digest = await stage.work.digests.get(event.digest_id)
    if digest is None:
        raise NotFound("That digest is not here any more.")
    campaign = there(await stage.work.campaigns.get(digest.campaign_id))
    if campaign.workspace != event.workspace:
        raise NotFound("That digest is not here any more.")
    team = await _team(stage, digest, event.team_id)
    scene = ReviewScene(
        digest_id=digest.id,
        leader=digest.leader,
        area_title=pack_of(campaign).areas[digest.week - 1].title,
        team=team,
    )
    replies = await stage.turn(REVIEW, Review(), f"review/{digest.id}", event, scene)
    if team is not None:
        round_ = there(await stage.work.rounds.get(team.round_id))
        await talk_offered(stage.work, round_, digest.leader, event.at)
    return replies


async def _team(stage: Stage, digest: DigestRecord, team_id: str) -> OfferedTeam | None:
    for round_ in await stage.work.rounds.of_week(digest.campaign_id, digest.week):
        if round_.team_id == team_id:
            team = there(await stage.work.teams.get(team_id))
            if digest.leader in team.leaders:
                return OfferedTeam(team.id, team.name, team.channel, round_.id)
    return None
