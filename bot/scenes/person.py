"""A person's reminders, and what they type to the coach."""

from dataclasses import asdict, replace

from bot.dialogues import events as ev
from bot.dialogues.effects import Reply
from bot.dialogues.person import PERSON, PersonScene, Reminders
from bot.questions.reach import is_away
from bot.scenes.stage import Stage


async def play(stage: Stage, event: ev.Event) -> tuple[Reply, ...]:
    """One turn with a person, with the question that is open for them if there is one."""
    assert isinstance(  # noqa: S101
        event,
        ev.RemindersSnoozed | ev.RemindersStopped | ev.RemindersResumed | ev.UsualModeChosen | ev.DirectMessage,
    )
    scene = PersonScene(event.user, None, None, stage.support_route, controller=asdict(stage.controller))
    setting = None
    for team in await stage.work.teams.with_member(event.workspace, event.user):
        for round_ in await stage.work.rounds.open_in(event.workspace, team.channel):
            open_now = await stage.setting(round_)
            if await is_away(stage.work, open_now.campaign, event.user, stage.codes(open_now, event.user)):
                continue
            setting = open_now
            scene = replace(scene, round_id=round_.id, area_title=setting.area.title)
    return await stage.turn(
        PERSON, Reminders(), f"person/{event.workspace}/{event.user}", event, scene, setting=setting
    )
