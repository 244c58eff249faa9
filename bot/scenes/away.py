"""Who is not asked, though they are in a team's channel: they left the campaign, or objected to the use of their data.

A departure is kept under a code, so it is looked up for one person at a time, with the master key. Whoever is away
gives nothing new: what they write in a thread stands in Slack, and is not kept, counted or repeated. What they said
before stays theirs to change, take out or delete.
"""

from bot.dialogues import events as ev
from bot.scenes.stage import Setting, Stage
from bot.storage.models import Answer

BRINGS = (ev.ReplyPosted, ev.ReactionAdded, ev.RatingTapped, ev.AnswerGiven, ev.FollowUpAnswered)
TAKES_BACK = (ev.ReactionRemoved, ev.AnswerChanged)


async def asked(stage: Stage, setting: Setting) -> list[str]:
    """The staff of a team who are asked: those who are not away. In the order of their ids."""
    gone = await stage.work.departures.codes(setting.campaign.id)
    objectors = await stage.work.objections.users(setting.campaign.workspace)
    staff = [user for user in sorted(setting.team.staff) if user not in objectors]
    return [user for user in staff if stage.codes(setting, user).away not in gone] if gone else staff


def brings_something(event: ev.Event, answer: Answer | None) -> bool:
    """Whether an act gives something new; changing or taking back what is there does not."""
    if isinstance(event, TAKES_BACK):
        return False
    if isinstance(event, ev.ReplyEdited):
        return answer is None
    return isinstance(event, BRINGS)
