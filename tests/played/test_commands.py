"""What `/waymark` answers, to whom, and that nobody else sees it."""

from __future__ import annotations

import pytest

from tests.played.reading import said
from tests.played.stage import Stage
from tests.support.framework import WEEKS


@pytest.mark.parametrize("asked", ["help", "", "  HELP  "])
async def test_help(empty: Stage, asked: str) -> None:
    """Help says what can be typed, in any case and with no word at all."""
    (amina,) = empty.people("amina")
    answer = await amina.commands(asked)
    assert "What you can type" in answer
    assert "/waymark my-data" in answer


async def test_help_in_direct_messages(empty: Stage) -> None:
    """Who types help to the coach gets the same help; an admin can set a campaign up from there, others cannot."""
    amina, grace = empty.people("amina", "grace")
    for person in (amina, grace):
        assert "What you can type" in await person.types("help")
    assert amina.dm(action="open_schedule") is None
    form = await grace.opens(grace.got(action="open_schedule"), "open_schedule")
    assert form.body["callback_id"] == "schedule"


@pytest.mark.parametrize("asked", ["nonsense", "<@U123> & *bold*", "schedul"])
async def test_nonsense(empty: Stage, asked: str) -> None:
    """What is not understood is said to be, with help, and is not repeated."""
    (amina,) = empty.people("amina")
    answer = await amina.commands(asked)
    assert "I did not understand that" in answer
    assert "What you can type" in answer
    assert "U123" not in answer


async def test_answers_are_for_the_asker_alone(housing: Stage) -> None:
    """A command in the team's channel is answered to the one who gave it."""
    amina, ben = housing.people("amina", "ben")
    await amina.hands.slash("/waymark", "status", housing.channel())
    assert "Open until" in amina.told_here()
    assert ben.whisper() is None


async def test_status_before_any_campaign(empty: Stage) -> None:
    """With no campaign, status says so to everybody."""
    for person in empty.people("amina", "grace"):
        assert "No campaign is running" in await person.commands("status")


async def test_status_of_a_member(housing: Stage) -> None:
    """A member's status is their own team's question and whether they have taken part, before and after."""
    (amina,) = housing.people("amina")
    before = await amina.commands("status")
    assert "Better repairs" in before
    assert "Open until" in before
    assert "You have not taken part yet" in before
    await amina.rates(now=2)
    assert "You have taken part" in await amina.commands("status")
    await housing.week_closes()
    after = await amina.commands("status")
    assert "It opens on" in after


async def test_status_of_an_admin(housing: Stage) -> None:
    """An admin's status is every campaign with its next beat, and of nobody whether they have taken part."""
    (grace,) = housing.people("grace")
    answer = await grace.commands("status")
    assert "running" in answer
    assert f"Week 1 of {WEEKS}" in answer
    assert "Next: what we heard so far" in answer
    assert "taken part" not in answer


async def test_status_of_a_stranger(housing: Stage) -> None:
    """Somebody who is in no team learns nothing of any campaign."""
    user = housing.workspace.add_user("zoe", "Zoe").id
    zoe = housing.person("zoe")
    assert zoe.id == user
    assert "No campaign is running for you" in await zoe.commands("status")


async def test_the_form_is_opened_by_the_command(housing: Stage) -> None:
    """`my-data` opens one's own page, and `schedule` is refused in words to who is no admin."""
    (amina,) = housing.people("amina")
    assert "You have not given an answer yet" in said(await amina.commands_form("my-data"))
    await amina.leaves()
    assert "Only Waymark admins schedule campaigns" in await amina.commands("schedule")
    assert amina.hands.modal() is None
