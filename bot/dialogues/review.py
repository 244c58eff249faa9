"""One leader with one digest: every road leads to a talk with the team, and each team hears of it once."""

from dataclasses import dataclass, replace

from bot.dialogues import effects as do
from bot.dialogues.events import TalkOffered
from bot.dialogues.machine import Dialogue, Rule
from bot.errors import NotAllowed, NotFound

Effects = tuple[do.Effect, ...]


@dataclass(frozen=True)
class Review:
    """read: nothing done yet · offering: a talk was offered to `teams`."""

    stage: str = "read"
    teams: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfferedTeam:
    """A team of this digest."""

    team_id: str
    name: str
    channel: str
    round_id: str


@dataclass(frozen=True)
class ReviewScene:
    """The digest, the leader it was written to, and the team that was tapped (None: not one of this digest)."""

    digest_id: str
    leader: str
    area_title: str
    team: OfferedTeam | None


def _offer(state: Review, event: TalkOffered, scene: ReviewScene) -> tuple[Review, Effects]:
    if event.user != scene.leader:
        raise NotAllowed("This digest was written to somebody else, so only they can offer a talk from it.")
    team = scene.team
    if team is None:
        raise NotFound("That team is not part of this digest any more.")
    facts = {"leader": scene.leader, "team": team.name, "area_title": scene.area_title}
    if team.team_id in state.teams:
        return state, (do.Reply(utterance="talk/offered_already", facts=facts),)
    say = do.Say(
        key=f"talk/{scene.digest_id}/{team.team_id}",
        to=team.channel,
        utterance="talk/offered",
        facts=facts,
        round_id=team.round_id,
        priority=1,
    )
    record = do.RecordOffer(
        digest_id=scene.digest_id, round_id=team.round_id, team_id=team.team_id, leader=scene.leader
    )
    said = do.Reply(utterance="talk/recorded", facts=facts)
    return replace(state, stage="offering", teams=(*state.teams, team.team_id)), (record, say, said)


REVIEW: Dialogue[Review, ReviewScene] = Dialogue(
    name="review",
    about="One leader with one digest: offer a talk to a team.",
    first="read",
    table={
        ("read", TalkOffered): Rule(_offer, ("offering",)),
        ("offering", TalkOffered): Rule(_offer, ("offering",)),
    },
)
