"""Scenes of meetings: a leader offers times, somebody takes a place, passes it on, and the leader changes a time."""

from datetime import timedelta

from demo.pictures.first_days import HOUSING
from demo.pictures.shoot import Shoot


async def face_to_face(shoot: Shoot) -> None:
    """Martin offers the housing team times; Amina takes a place; a place that is taken; a change."""
    martin, amina, danuta = shoot.person("Martin"), shoot.person("Amina"), shoot.person("Danuta")
    soon = shoot.stage.story.now() + timedelta(days=7)
    digest = await shoot.in_dm("digest/leader", martin)
    await shoot.opens(martin, digest, "offer_talk")
    await shoot.sends(martin, starts_1=soon, starts_2=soon + timedelta(days=2), places=1, place="The depot")
    await shoot.take_form("meeting/offered", martin)
    await shoot.closes(martin)
    channel = shoot.channel(HOUSING)
    offer = await shoot.posted("meeting/offer", channel)
    await shoot.take("meeting/offer", amina, offer)
    await amina.click(channel, offer.ts, "meeting_book")
    await shoot.settles()
    full = await shoot.whispered(danuta, channel, lambda: danuta.click(channel, offer.ts, "meeting_book"))
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
    await shoot.opens(martin, card, "meeting_change")
    await shoot.take_form("change_time", martin)
    await shoot.sends(martin, place="The office")
    await shoot.take_form("meeting/changed", martin)
    await shoot.closes(martin)
