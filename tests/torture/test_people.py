"""The people of an ordeal do what people do: they look before they tap, also when they tap again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from sandbox.pace import Pace
from sandbox.people.person import Person
from sandbox.records import Json, Message
from sandbox.workspace import Workspace
from tests.torture.people import People

BUTTONS = ("rate:now:1", "rate:now:2", "rate:now:3", "rate:now:4", "rate:now:5", "rate:needed:1", "rate:needed:2",
           "rate:needed:3", "rate:needed:4", "rate:needed:5", "answer_privately")  # fmt: skip
Tap = Callable[[People, Person, Message], Awaitable[object]]


def actions() -> list[Json]:
    """The buttons below a question."""
    labels = [{"type": "button", "action_id": one, "text": {"type": "plain_text", "text": one}} for one in BUTTONS]
    return [{"type": "actions", "block_id": "a", "elements": labels}]


async def closed_while_tapping(tap: Tap) -> People:
    """A question is closed just after the app, which nobody runs, did not respond to a first tap."""
    workspace = Workspace(pace=Pace(scale=40))
    ana = workspace.add_user("ana", "Ana Jones", email="ana@example.org")
    team = workspace.add_channel("team", [ana.id])
    question = workspace.posting.new(team, workspace.app.bot_user, "How is it?", by_app=True, blocks=actions())
    workspace.posting.post(question)
    people = People(workspace, (), seed=1, pause=1)
    tapping = asyncio.ensure_future(tap(people, workspace.person(ana.id), question))
    while not people.said.failures:
        await asyncio.sleep(0.01)
    workspace.posting.change(question, blocks=[])
    await tapping
    await workspace.dispatcher.close()
    return people


@pytest.mark.parametrize("tap", [People._rate, People._answer_privately])
async def test_a_question_that_is_closed_is_left_alone(tap: Tap) -> None:
    """Somebody whose tap failed, and who finds the question closed by then, gives up, and nothing counts as rated."""
    people = await closed_while_tapping(tap)
    assert (people.said.failures, people.said.troubles, people.said.rated) == (1, [], {})
