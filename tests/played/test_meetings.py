"""Face to face: a leader offers times in Slack's own forms, and staff take places, over real roads."""

from __future__ import annotations

import json
from datetime import timedelta

from sandbox.records import Message, View
from tests.invitations.mailbox import SENDER, mailbox
from tests.played.people import Player
from tests.played.reading import said
from tests.played.stage import Stage

A_WHILE = timedelta(minutes=11)
ASKED = "May we talk about the depot?"


async def offers(stage: Stage, leader: Player, view: View, **changes: object) -> str:
    """Fill the form for times in, send it, and read what it says."""
    soon = stage.story.now() + timedelta(days=7)
    values = {"starts_1": soon, "starts_2": soon + timedelta(days=1), "places": 1, "place": "Room 4", **changes}
    result = await leader.sends(view, **values)
    shown = said(result.view) if result.view else json.dumps(result.errors)
    await leader.leaves()
    return shown


def offer_in(stage: Stage) -> Message:
    """The offer that stands in the channel."""
    return stage.announcement("would like to meet you")


def times_of(message: Message) -> list[str]:
    """The values of the buttons by which its times are taken."""
    rows = [element for block in message.blocks for element in block.get("elements", ())]
    return [element["value"] for element in rows if element.get("action_id") == "meeting_book"]


async def test_from_a_theme_to_a_room(housing: Stage) -> None:
    """Times stand in the channel; the last place is taken once; a place that is given back goes to who waits."""
    amina, ben, martin = housing.people("amina", "ben", "martin")
    await amina.rates(now=2)
    await housing.until("digest")
    assert "stands in the team’s channel" in await offers(housing, martin, await martin.opens_offer())
    offer = offer_in(housing)
    first, second = times_of(offer)
    await amina.taps(offer, "meeting_book", value=first)
    assert "You have a place" in amina.told_here()
    await ben.taps(offer, "meeting_book", value=first)
    assert "all places are taken" in ben.told_here()
    full = ben.whisper(action="meeting_wait")
    assert full is not None
    await ben.taps(full, "meeting_wait")
    assert "waiting list" in ben.told_here()
    assert "full, but you can wait" in said(offer_in(housing))
    mine = await amina.opens(offer_in(housing), "meeting_mine")
    assert "you have a place" in said(mine)
    assert "You gave it back" in said(await amina.taps_in(mine, "meeting_back", value=first))
    await amina.leaves()
    assert "it is yours" in said(ben.got(action="meeting_mine"))
    card = martin.got(action="meeting_off")
    assert "1 of 1 place taken" in said(card)
    assert amina.id not in json.dumps(card.blocks)
    assert ben.id not in json.dumps(card.blocks)
    assert second in times_of(offer_in(housing))


async def test_staff_ask_for_a_meeting(housing: Stage) -> None:
    """A wish to meet has “Offer times” first; offered to those who raised it, they read it alone, and book it."""
    amina, ben, carys, martin = housing.people("amina", "ben", "carys", "martin")
    for person in (ben, carys):
        await person.rates(now=2)
    form = await amina.opens(housing.prompt(), "ask_leaders")
    await amina.sends(form, text=ASKED, mode="confidential", kind="meeting")
    await amina.leaves()
    await housing.until("digest")
    digest = martin.got(action="offer_times")
    assert "Wants to meet" in said(digest)
    view = await martin.opens(digest, "offer_times")
    assert ASKED not in json.dumps(view.body)
    assert "each by themselves" in await offers(housing, martin, view, whom="raised", rule="common", starts_2=None)
    assert amina.dm(action="meeting_book") is None
    await housing.passes(A_WHILE)
    offer = amina.got(action="meeting_book")
    assert [person.dm(action="meeting_book") for person in (ben, carys, martin)] == [None, None, None]
    await amina.taps(offer, "meeting_book")
    await housing.passes(A_WHILE)
    assert "The meeting is booked" in said(amina.got(words="is booked"))
    assert "The meeting is booked" in said(martin.got(words="is booked"))
    assert amina.id not in json.dumps([m.blocks for m in martin.hands.inbox()])


async def test_a_form_that_does_not_fit(housing: Stage) -> None:
    """A time that is over is told at its own field; the form stays with what was typed."""
    (martin,) = housing.people("martin")
    await housing.until("digest")
    view = await martin.opens_offer()
    said_there = await martin.sends(view, starts_1=housing.story.now() - timedelta(days=1), place="Room 4")
    assert list(said_there.errors or {}) == ["starts_1"]
    assert "still to come" in str(said_there.errors)


async def test_an_invitation_by_email(housing: Stage) -> None:
    """Who says yes in their own data gets the e-mail once they have a place; taken back, the file comes again."""
    amina, martin = housing.people("amina", "martin")
    await housing.until("digest")
    await offers(housing, martin, await martin.opens_offer())
    async with mailbox() as box:
        await housing.bot_stops()
        server = {"smtp_host": "127.0.0.1", "smtp_port": box.port, "smtp_security": "none", "mail_from": SENDER}
        housing.settings = housing.settings.model_copy(update=server)
        await housing.bot_starts()
        view = await amina.commands_form("my-data")
        assert "come as files" in said(view)
        form = await amina.taps_in(view, "mail_yes")
        assert "those who run the mail servers" in said(form)
        refused = await amina.sends(form, mail_address="amina", mail_agree=["yes"])
        assert list(refused.errors or {}) == ["mail_address"]
        kept = await amina.sends(form, mail_address="amina@council.example", mail_agree=["yes"])
        assert kept.view is not None
        assert "amina@council.example" in said(kept.view)
        await amina.leaves()
        first, second = times_of(offer_in(housing))
        await amina.taps(offer_in(housing), "meeting_book", value=first)
        await housing.parts.files.send_due()
        assert [method for method, _, _ in box.got("amina@council.example")] == ["REQUEST"]
        assert amina.dm(words="For your calendar") is None
        after = await amina.taps_in(await amina.commands_form("my-data"), "mail_stop")
        assert "Your e-mail address is deleted" in said(after)
        await amina.leaves()
        await amina.taps(offer_in(housing), "meeting_book", value=second)
        await housing.parts.files.send_due()
        assert amina.got(words="For your calendar")
        assert len(box.mails) == 1
