"""Who used a right that concerns a person: each reader reads what is about them, under name or code, and no more."""

from __future__ import annotations

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
        await work.audit.note(T1, now, "command line", "whole campaign", campaign_id=housing.campaign_id)
        await work.audit.note(T1, now, "command line", "another campaign", campaign_id=nurses.campaign_id)
        await work.audit.note("T0OTHER", now, "U0PRIV", "elsewhere", subject=AMINA)
        await work.commit()

    async def acts(user: str) -> set[str]:
        return {one.act for one in (await room.enquiries.my_data(T1, user)).rights.used}

    assert await acts(AMINA) == {"by name", "whole campaign", *(f"by {kind}" for kind in codes)}
    assert await acts(BEN) == {"about Ben", "whole campaign"}
    assert await acts(GWEN) == {"another campaign"}
    (named,) = [one for one in (await room.enquiries.my_data(T1, AMINA)).rights.used if one.act == "by name"]
    assert (named.actor, named.why, named.campaign) == ("U0PRIV", "case 7", "")
