"""Scenes of meetings: a leader offers times, somebody takes a place, passes it on, and the leader changes a time."""

from datetime import timedelta

from demo.pictures.first_days import HOUSING
from demo.pictures.shoot import Shoot
from sandbox.records import Message


async def face_to_face(shoot: Shoot) -> None:
    """Martin offers the housing team times; Amina takes a place; a place that is taken; a change."""
    martin, amina, danuta = shoot.person("Martin"), shoot.person("Amina"), shoot.person("Danuta")
    soon = shoot.stage.story.now() + timedelta(days=7)
    digest = await shoot.in_dm("digest/leader", martin)
    await martin.click(digest.channel, digest.ts, "offer_talk", value=_value(digest, "offer_talk", "Housing"))
    await shoot.shows(martin)
    await shoot.sends(martin, starts_1=soon, starts_2=soon + timedelta(days=2), places=1, place="The depot")
    await shoot.take_form("meeting/offered", martin)
    await shoot.closes(martin)
    channel = shoot.channel(HOUSING)
    offer = await shoot.posted("meeting/offer", channel)
    await shoot.take("meeting/offer", amina, offer)
    first = _value(offer, "meeting_book")
    await amina.click(channel, offer.ts, "meeting_book", value=first)
    await shoot.settles()
    full = await shoot.whispered(danuta, channel, lambda: danuta.click(channel, offer.ts, "meeting_book", value=first))
    await shoot.take("meeting/done", danuta, full)
    page = await shoot.opens(amina, offer, "meeting_mine")
    await shoot.take_form("my_places", amina)
    await amina.click_view(page.id, "meeting_send")
    await shoot.settles()
    await shoot.take_form("send_colleague", amina)
    await shoot.sends(amina, colleague=danuta.id)
    await shoot.closes(amina)
    await shoot.take("meeting/news", danuta, await shoot.in_dm("meeting/news", danuta))
    card = await shoot.in_dm("meeting/card", martin)
    await shoot.take("meeting/card", martin, card)
    await martin.click(card.channel, card.ts, "meeting_change", value=_value(card, "meeting_change"))
    await shoot.shows(martin)
    await shoot.take_form("change_time", martin)
    await shoot.sends(martin, place="The office")
    await shoot.take_form("meeting/changed", martin)
    await shoot.closes(martin)


async def before_and_after(shoot: Shoot) -> None:
    """What people read before a meeting and after it, and what its leader says of it."""
    martin, danuta, bryn = shoot.person("Martin"), shoot.person("Danuta"), shoot.person("Bryn")
    at = (shoot.stage.story.now() + timedelta(days=1)).isoformat()
    about = {"meeting_id": "shown", "time_id": "shown", "topic": "Repairs that last", "leader": martin.id, "at": at}
    ahead = {
        **about,
        "area_title": "Residents at the heart",
        "team": "Housing repairs",
        "kind": "listening",
        "whom": "team",
        "minutes": 45,
        "place": "The depot",
        "link": "",
        "access": "There is a lift.",
    }
    brief = {
        "questions": [],
        "about_question": False,
        "themes": [{"team": "Housing repairs", "titles": ["Time to do it well"]}],
        "gaps": [{"team": "Housing repairs", "now": 2.1, "needed": 4.3, "split": True}],
        "differ": [],
        "promises": [],
        "more": 0,
    }
    await shoot.told("question/brief", martin, {**ahead, **brief})
    await shoot.told("meeting/reminder", danuta, ahead)
    await shoot.told("meeting/ahead", danuta, ahead)
    await shoot.told("meeting/managers", bryn, ahead)
    await shoot.told("meeting/happened", martin, {**about, "said": ""})
    asked = await shoot.in_dm("meeting/happened", martin)
    for action in ("meeting_moved", "meeting_did_not"):
        await shoot.opens(martin, asked, action)
        await shoot.take_form(action, martin)
        await shoot.closes(martin)
    await shoot.told("meeting/after_done", martin, {"what": "held", "meeting_id": "shown", "count": 2})
    await shoot.told("meeting/felt", danuta, {**about, "heard": "yes"})
    await shoot.told("meeting/waits", martin, {**about, "count": 2, "times": []})
    await shoot.told("meeting/not_held", danuta, {**about, "words": "The van broke down. I offer another day soon."})


def _value(message: Message, action: str, words: str = "") -> str:
    """The value of the first button of this kind that has these words."""
    buttons = [element for block in message.blocks for element in (*block.get("elements", ()), block.get("accessory"))]
    found = [each for each in buttons if each and each.get("action_id") == action and words in str(each)]
    return str(found[0]["value"])
