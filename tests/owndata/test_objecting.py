"""An objection stops what is to come, is told to the privacy officers alone, and names its date."""

from __future__ import annotations

from datetime import date

import pytest

from bot.dialogues import own_events as own
from bot.errors import AskAgain
from bot.retention.stages import moment_of, months_after
from bot.scenes.own_choices import MONTHS_TO_ANSWER, OBJECTED, TOOK_BACK
from tests.conversation.room import HOUSING, T1, Room
from tests.owndata.conftest import OFFICER

AMINA, BEN, CARYS, DEV, _ = HOUSING.members


async def test_an_objection_stops_what_is_to_come(housing: Room) -> None:
    """Whoever objected is not reminded, gives nothing new, and may still see and delete what is kept."""
    await housing.answers(AMINA, "Before.")
    await housing.hears(own.Objected, user=AMINA)
    await housing.hears(own.Objected, user=BEN)
    await housing.comes("nudge")
    assert {row.recipient for row in await housing.deliveries("nudge")} == {CARYS, DEV}
    with pytest.raises(AskAgain):
        await housing.answers(AMINA, "After.")
    (answer,) = (await housing.enquiries.my_data(T1, AMINA)).answers
    assert answer.text == "Before."


async def test_it_holds_for_a_campaign_that_comes_later(room: Room) -> None:
    """Who objected before a campaign began is not asked in it."""
    await room.hears(own.Objected, user=AMINA)
    await room.begins()
    await room.comes("open")
    await room.comes("nudge")
    assert AMINA not in {row.recipient for row in await room.deliveries("nudge")}


async def test_the_privacy_officer_hears_who_and_by_when_and_no_words(housing: Room) -> None:
    """One message to each officer, once, with the name and the date, and nothing that the person said."""
    await housing.answers(AMINA, "The rota leaves no hour for it.")
    first = await housing.hears(own.Objected, user=AMINA)
    again = await housing.hears(own.Objected, user=AMINA)
    await housing.posts()
    (told,) = housing.slack.said("own/objection_officer", f"D{OFFICER[1:]}")
    assert told == {"user": AMINA, "at": told["at"], "due": "2027-02-12"}
    assert len(housing.slack.said("own/objection_officer")) == 1
    assert [reply.facts["fresh"] for outcome in (first, again) for reply in outcome.replies] == [True, False]


async def test_the_person_reads_it_in_the_trail(housing: Room) -> None:
    """Objecting and taking it back are entries about the person, by themselves; coming back lifts the stop."""
    await housing.hears(own.Objected, user=AMINA)
    choices = (await housing.enquiries.my_data(T1, AMINA)).choices
    assert choices.objected_at is not None
    assert choices.officers
    await housing.hears(own.ObjectionTakenBack, user=AMINA)
    await housing.hears(own.ObjectionTakenBack, user=AMINA)
    rights = (await housing.enquiries.my_data(T1, AMINA)).rights
    assert [(one.act, one.actor) for one in rights.used] == [(TOOK_BACK, AMINA), (OBJECTED, AMINA)]
    assert (await housing.enquiries.my_data(T1, BEN)).rights.used == ()
    await housing.answers(AMINA, "Back.")


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2027, 1, 12), date(2027, 2, 12)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 1, 31)),
    ],
)
def test_one_month_ends_on_the_same_day_or_the_last(on: date, due: date) -> None:
    """A month that has no such day ends on its last one."""
    assert months_after(moment_of(on), MONTHS_TO_ANSWER).date() == due
