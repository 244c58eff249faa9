"""How leaders rate an area: they are asked when the week opens, before they read what their teams said.

What they give is kept as other ratings are, under a code and as a leader's, in each of their teams that is asked that
week; so it counts with no staff. A digest then shows its reader's own numbers, and those of the others together.
"""

from collections.abc import Mapping

from bot.dialogues import effects as do
from bot.dialogues import events as ev
from bot.dialogues.coaching.scene import NO_LINKS
from bot.dialogues.effects import Reply
from bot.digests.facts import LeadersSeen
from bot.errors import AskAgain, NotAllowed, NotFound
from bot.insight.leaders import others_together, own_numbers
from bot.insight.tally import RatingGiven, Scale
from bot.scenes.stage import Setting, Stage
from bot.storage.models import Rating, Round, Team

ASKED = ("upcoming", "open")


async def rate(stage: Stage, event: ev.Event) -> tuple[Reply, ...]:
    """A leader taps a number for a week: it is theirs in each of their teams that is still asked."""
    assert isinstance(event, ev.LeaderRated)  # noqa: S101 - the table of turns sees to it
    row = await stage.work.rounds.get(event.round_id)
    if row is None or row.workspace != event.workspace:
        raise NotFound("That question is not here any more.")
    setting = await stage.held_setting(row.id)
    if event.user not in setting.team.leaders:
        raise NotAllowed("This is for those who lead the team.")
    if setting.campaign.salt is None:
        raise AskAgain(NO_LINKS)
    led = await _led(stage, setting, event.user)
    asked = [one for one in led if one.state in ASKED]
    if not asked:
        raise AskAgain("This week is closed. The digest shows what you gave until then.")
    code = stage.codes(setting, event.user).ratings
    kept = [
        do.KeepRating(
            round_id=one.id,
            person_code=code,
            scale=event.scale,
            value=event.value,
            source="button",
            by_leader=True,
        )
        for one in asked
    ]
    facts = {"scale": event.scale, "value": event.value, "area_title": setting.area.title, "teams": len(asked)}
    said = do.Reply(utterance="leader/rated", facts=facts)
    return await stage.carrier.carry_out([*kept, said], language=setting.campaign.language, zone=setting.zone)


async def _led(stage: Stage, setting: Setting, user: str) -> list[Round]:
    """The rounds of this week of the teams somebody leads, in alphabetical order of the teams."""
    teams = [team for team in await stage.work.teams.of_campaign(setting.campaign.id) if user in team.leaders]
    rounds = {row.team_id: row for row in await stage.work.rounds.of_week(setting.campaign.id, setting.round.week)}
    return [rounds[team.id] for team in teams if team.id in rounds]


async def to_ask(stage: Stage, setting: Setting) -> list[str]:
    """The leaders of a team that hear of the week with its opening: each once, with the first of their teams."""
    found = []
    for leader in setting.team.leaders:
        rounds = [row for row in await _led(stage, setting, leader) if row.state != "missed"]
        if rounds and rounds[0].id == setting.round.id:
            found.append(leader)
    return found


async def leaders_seen(
    stage: Stage, setting: Setting, reader: str, led: list[Team], rounds: Mapping[str, Round]
) -> LeadersSeen:
    """How the leaders of the campaign rated the week, as one of them may read it; of weeks that have closed."""
    code = stage.codes(setting, reader).ratings
    closed = {row.id: row.team_id for row in rounds.values() if row.state == "closed"}
    given = await stage.work.ratings.of_leaders(closed)
    own = {team.id: own_numbers(_of_leader(one) for one in given if _is(one, code, closed, team)) for team in led}
    others = [_of_leader(one) for one in given if one.person_code != code]
    together = others_together(others)
    rated = {team: numbers for team, numbers in own.items() if numbers}
    return LeadersSeen(rated, together, few=bool(others) and not together)


def _is(rating: Rating, code: str, teams: Mapping[str, str], team: Team) -> bool:
    return rating.person_code == code and teams[rating.round_id] == team.id


def _of_leader(rating: Rating) -> RatingGiven:
    scale: Scale = "needed" if rating.scale == "needed" else "now"
    return RatingGiven(rating.person_code, scale, rating.value)
