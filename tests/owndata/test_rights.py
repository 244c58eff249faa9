"""Who used a right that concerns a person: each reader reads what is about them, under name or code, and no more."""

from __future__ import annotations

import pytest

from bot.campaigns.forgetting import ACT as LINKS_DESTROYED
from bot.enquiries.rights import ABOUT_ALL, PUBLIC
from tests.conversation.room import HOUSING, NURSES, T1, Room

AMINA, BEN, *_ = HOUSING.members
GWEN = NURSES.members[0]


async def test_entries_are_found_by_name_by_any_code_and_by_campaign(room: Room) -> None:
    """An act about Amina is found under her Slack id, and under each of her codes; one about her campaign by all."""
    await room.begins()
    await room.begins(NURSES, name="Other")
    housing, nurses = await room.team(), await room.team("Nurses")
    async with room.database.unit_of_work() as work:
        campaign = await work.campaigns.get(housing.campaign_id)
        assert campaign is not None
        codes = vars(room.identities.codes(campaign.salt, T1, AMINA))
        now = room.clock.now()
        await work.audit.note(T1, now, "U0PRIV", "by name", subject=AMINA, about="case 7")
        await work.audit.note(T1, now, "U0PRIV", "about Ben", subject=BEN)
        for kind, code in codes.items():
            await work.audit.note(T1, now, "U0PRIV", f"by {kind}", subject_code=code, campaign_id=campaign.id)
        await work.audit.note(T1, now, "command line", LINKS_DESTROYED, campaign_id=housing.campaign_id)
        await work.audit.note(T1, now, "command line", PUBLIC, campaign_id=nurses.campaign_id)
        await work.audit.note("T0OTHER", now, "U0PRIV", "elsewhere", subject=AMINA)
        await work.commit()

    async def acts(user: str) -> set[str]:
        return {one.act for one in (await room.enquiries.my_data(T1, user)).rights.used}

    assert await acts(AMINA) == {"by name", LINKS_DESTROYED, *(f"by {kind}" for kind in codes)}
    assert await acts(BEN) == {"about Ben", LINKS_DESTROYED}
    assert await acts(GWEN) == {PUBLIC}
    (named,) = [one for one in (await room.enquiries.my_data(T1, AMINA)).rights.used if one.act == "by name"]
    assert (named.actor, named.why, named.campaign) == ("U0PRIV", "case 7", "")


@pytest.mark.parametrize("act", ABOUT_ALL)
async def test_each_act_on_a_whole_campaign_is_shown_to_all_in_it(housing: Room, act: str) -> None:
    """Links destroyed, figures taken out for the public, each stage of a purge: everybody in the campaign reads it."""
    team = await housing.team()
    async with housing.database.unit_of_work() as work:
        await work.audit.note(T1, housing.clock.now(), "U0PRIV", act, campaign_id=team.campaign_id)
        await work.commit()
    for user in (AMINA, BEN):
        assert [one.act for one in (await housing.enquiries.my_data(T1, user)).rights.used] == [act]


async def test_an_act_about_somebody_whom_nobody_can_find_is_shown_to_nobody(housing: Room) -> None:
    """What was done with an Unlinked answer names nobody, and that does not make it everybody's."""
    team = await housing.team()
    async with housing.database.unit_of_work() as work:
        about = {"campaign_id": team.campaign_id, "about": "week 1"}
        await work.audit.note(T1, housing.clock.now(), "U0FIONA", "hid a quote", **about)
        await work.commit()
    for user in HOUSING.members:
        assert (await housing.enquiries.my_data(T1, user)).rights.used == ()
