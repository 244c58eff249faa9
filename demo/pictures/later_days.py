"""The later scenes: the week goes on, closes, comes to its leaders, and back to the teams."""

from datetime import timedelta
from typing import Any

from demo.pictures import in_a_room, theming
from demo.pictures.first_days import HOUSING, NURSES
from demo.pictures.shoot import Shoot
from demo.world import next_event
from sandbox.records import Message

CARERS = "care-at-home"


async def until(shoot: Shoot, utterance: str, slug: str = HOUSING) -> Message:
    """Live on from one thing that is due to the next, until the coach posts this in a team's channel."""
    channel = shoot.channel(slug)
    before = {message.ts for message in shoot.stage.workspace.messages.everything(channel)}
    while await next_event(shoot.stage):
        found = await shoot.newest(utterance, channel)
        if found is not None and found.ts not in before:
            return found
    raise LookupError(utterance)


async def the_middle(shoot: Shoot) -> None:
    """What was heard so far, and reminders to those who have not taken part."""
    amina, tom, ravi = shoot.person("Amina"), shoot.person("Tom"), shoot.person("Ravi")
    await shoot.take("playback", amina, await until(shoot, "playback"))
    while await shoot.newest("nudge", tom.dm_with_bot()) is None:
        await next_event(shoot.stage)
    nudge, his = await shoot.in_dm("nudge", tom), await shoot.in_dm("nudge", ravi)
    await shoot.take("nudge", tom, nudge)
    dm = tom.dm_with_bot()
    snoozed = await shoot.whispered(tom, dm, lambda: tom.click(dm, nudge.ts, "snooze_reminders"))
    await shoot.take("reminders/snoozed", tom, snoozed)
    on = await shoot.whispered(tom, dm, lambda: tom.click(dm, snoozed.ts, "resume_reminders"))
    await shoot.take("reminders/resumed", tom, on)
    stopped = await shoot.whispered(ravi, ravi.dm_with_bot(), lambda: ravi.click(his.channel, his.ts, "stop_reminders"))
    await shoot.take("reminders/stopped", ravi, stopped)


async def the_end(shoot: Shoot) -> None:
    """Last call, close, and somebody who answers late."""
    amina, peter = shoot.person("Amina"), shoot.person("Peter")
    await shoot.take("last_call", amina, await until(shoot, "last_call"))
    await theming.looked_at(shoot)
    await in_a_room.held(shoot)
    asked = await shoot.posted("prompt/open", shoot.channel(HOUSING))
    await shoot.opens(peter, await shoot.posted("prompt/open", shoot.channel(NURSES)), "answer_privately")
    while "closed" not in asked.text:
        await next_event(shoot.stage)
        asked = await shoot.posted("prompt/open", shoot.channel(HOUSING))
    await shoot.take("prompt/closed", amina, asked)
    await shoot.sends(peter, text="I work nights, so I missed this. Ask us at six in the morning.")
    await shoot.take_form("answer/saved:late", peter)
    await shoot.closes(peter)
    words = "One more: the keys to the van hang in the other depot."
    heard = await shoot.whispered(amina, asked.channel, lambda: amina.post(asked.channel, words, asked.ts))
    await shoot.take("thread/late", amina, heard)


async def the_digests(shoot: Shoot) -> None:
    """The digests go out."""
    leila = shoot.person("Dr Leila")
    while await shoot.newest("digest/leader", leila.dm_with_bot()) is None:
        await next_event(shoot.stage)


async def the_leaders(shoot: Shoot) -> None:
    """Each kind of digest, and the offer of a talk."""
    leila, martin, bryn = shoot.person("Dr Leila"), shoot.person("Martin"), shoot.person("Bryn")
    digest = await shoot.in_dm("digest/leader", leila)
    await shoot.take("digest/leader", leila, digest)
    await shoot.take("digest/leader:teams", martin, await shoot.in_dm("digest/leader", martin))
    await shoot.take("digest/leader:withheld", bryn, await shoot.in_dm("digest/leader", bryn))
    await shoot.take("digest/questions", martin, await shoot.in_dm("digest/questions", martin))
    await shoot.take("digest/table", martin, await shoot.in_dm("digest/table", martin))
    dm = leila.dm_with_bot()
    link = await shoot.whispered(leila, dm, lambda: leila.click(dm, digest.ts, "open_page"))
    await shoot.take("page/link", leila, link)
    for name in ("talk/recorded", "talk/offered_already"):
        form = await shoot.opens(leila, digest, "offer_talk")
        if name == "talk/recorded":
            await shoot.take_form("offer_times", leila)
        await leila.click_view(form.id, "ask_for_days")
        await shoot.settles()
        await shoot.take_form(name, leila)
        await shoot.closes(leila)
    await shoot.take("digest/leader:offered", leila, await shoot.in_dm("digest/leader", leila))
    await shoot.take("talk/offered", shoot.person("Ruth"), await shoot.posted("talk/offered", shoot.channel(NURSES)))


async def what_came_of_it(shoot: Shoot) -> None:
    """The team is told; each kind of Home; one's own data; a message that Slack refuses."""
    ruth, priya, grace = shoot.person("Ruth"), shoot.person("Priya"), shoot.person("Grace")
    await shoot.take("told_back", ruth, await until(shoot, "told_back", NURSES))
    carer = shoot.person("Nkechi")
    await carer.remove(shoot.channel(CARERS), shoot.stage.workspace.app.bot_user)
    await until(shoot, "prompt/open")
    await shoot.take("admin/problem", grace, await shoot.in_dm("admin/problem", grace))
    await what_went_wrong(shoot)
    chidi = shoot.person("Chidi")
    await shoot.take_home("home", chidi)
    await shoot.take_home("home:leader", shoot.person("Dr Leila"))
    await shoot.take_home("home:admin", grace)
    await shoot.opens_by(priya, "my-data")
    await shoot.take_form("my_data", priya)
    await shoot.closes(priya)
    await chidi.click_home("usual_mode", selected="unlinked")
    await shoot.shows(chidi)
    await shoot.take_form("mode/usual", chidi)
    await shoot.closes(chidi)


async def what_went_wrong(shoot: Shoot) -> None:
    """What admins hear when Slack or the machine was in trouble, which the story's town never is."""
    grace, now = shoot.person("Grace"), shoot.stage.story.now()
    since = (now - timedelta(minutes=40)).isoformat()
    facts: dict[str, dict[str, Any]] = {
        "admin/trouble": {"kind": "late", "since": since, "over": None},
        "admin/unread": {
            "where": shoot.channel(NURSES),
            "code": "internal_error",
            "week": 1,
            "campaign": "Better care closer to home",
        },
    }
    for utterance, said in facts.items():
        await shoot.told(utterance, grace, said)
