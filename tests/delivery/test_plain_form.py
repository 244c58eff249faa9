"""A message whose form Slack refuses goes out with the same words in its plain form, once; nothing else does."""

from __future__ import annotations

import pytest

from bot.slack.refusals import FORM
from tests.delivery.office import Office

TOO_MANY = {"text": "figures", "rows": 101}
"""A table that the stand-in for Slack refuses by its own rules."""


async def test_a_refused_table_goes_out_plainly_and_once(any_office: Office) -> None:
    """Slack's refusal is a definite answer: the same message is posted without its table, and admins hear nothing."""
    office = any_office
    await office.plan("table", utterance="table", facts=TOO_MANY)
    await office.dispatcher().settle()
    (message,) = office.visible()
    assert [block["type"] for block in message.blocks] == ["section"]
    assert message.text.startswith("table, figures")
    assert await office.outcomes("table") == ["refused_as_drawn", "accepted"]
    assert (await office.stored("table")).state == "sent"
    assert await office.states() == {"sent": 1}


@pytest.mark.parametrize("code", sorted(FORM))
async def test_each_word_of_slacks_about_the_form_leads_to_the_plain_one(office: Office, code: str) -> None:
    """A Slack that knows no tables, or counts them otherwise, gets the words as sections."""
    office.workspace.faults.add("chat.postMessage", "error", error=code)
    await office.plan("table", utterance="table", facts={"text": "figures", "rows": 3})
    await office.dispatcher().settle()
    (message,) = office.visible()
    assert [block["type"] for block in message.blocks] == ["section"]


async def test_a_table_that_slack_takes_stays_a_table(office: Office) -> None:
    """Where nothing is refused nothing is drawn plainly."""
    await office.plan("table", utterance="table", facts={"text": "figures", "rows": 3})
    await office.dispatcher().settle()
    (message,) = office.visible()
    assert [block["type"] for block in message.blocks] == ["table"]
    assert await office.outcomes("table") == ["accepted"]


async def test_a_lost_answer_after_the_refusal_is_looked_into(any_office: Office) -> None:
    """If nobody knows whether the plain form was posted, it is looked for first: it stands once."""
    office = any_office
    await office.plan("table", utterance="table", facts=TOO_MANY)
    office.workspace.faults.add("chat.postMessage", "error", error="invalid_blocks")
    office.workspace.faults.add("chat.postMessage", "drop_after")
    await office.dispatcher().settle()
    assert office.marks() == ["mark-table"]
    assert (await office.outcomes("table"))[:2] == ["refused_as_drawn", "unclear"]


async def test_the_plain_form_refused_too_is_refused_for_good(office: Office) -> None:
    """There is no plainer one: the message fails, and the admins are told, as of any other."""
    for _ in range(2):
        office.workspace.faults.add("chat.postMessage", "error", error="invalid_blocks")
    await office.plan("table", utterance="table", facts=TOO_MANY)
    await office.dispatcher().settle()
    assert await office.outcomes("table") == ["refused_as_drawn", "refused_for_good"]
    assert (await office.stored("table")).state == "failed"


async def test_a_message_without_a_table_has_no_second_chance(office: Office) -> None:
    """What has no plainer form is refused for good at once."""
    office.workspace.faults.add("chat.postMessage", "error", error="invalid_blocks")
    await office.plan("one")
    await office.dispatcher().settle()
    assert await office.outcomes("one") == ["refused_for_good"]


async def test_a_refusal_that_is_not_about_the_form_is_for_good(office: Office) -> None:
    """A table for a channel that is archived is not tried twice."""
    office.workspace.faults.add("chat.postMessage", "error", error="is_archived")
    await office.plan("table", utterance="table", facts=TOO_MANY)
    await office.dispatcher().settle()
    assert await office.outcomes("table") == ["refused_for_good"]
