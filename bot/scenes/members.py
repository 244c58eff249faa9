"""Who is in a team's channel. Leaders may be among them; `Team.staff` leaves them out."""

from bot.dialogues import events as ev
from bot.dialogues.effects import Reply
from bot.scenes.stage import Stage


async def seen(stage: Stage, event: ev.Event) -> tuple[Reply, ...]:
    """Keep the people of a channel, for every running campaign it takes part in."""
    assert isinstance(event, ev.MembersSeen)  # noqa: S101
    for team in await stage.work.teams.in_channel(event.workspace, event.channel):
        await stage.work.teams.set_members(team.id, list(event.users))
    return ()


async def one_seen(stage: Stage, event: ev.Event) -> tuple[Reply, ...]:
    """Keep somebody as one of a channel's people, until Slack lists them anew."""
    assert isinstance(event, ev.MemberSeen)  # noqa: S101
    for team in await stage.work.teams.in_channel(event.workspace, event.channel):
        if event.user not in team.members:
            await stage.work.teams.set_members(team.id, [*team.members, event.user])
    return ()
