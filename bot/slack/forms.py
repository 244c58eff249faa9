"""What each sent form does. A form that cannot be taken stays open with what was typed, and says why at a field.

Slack: an acknowledgement with `response_action` errors names input blocks of the view; `update` puts another view in
its place.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.errors import FieldProblem
from bot.slack.act import Act
from bot.slack.inbound.submissions import event_of, plan_of
from bot.slack.trouble import Trouble, attempt
from bot.slack.views.said import said_view
from bot.slack.views.schedule import scheduled_view

Answer = dict[str, Any]
"""The acknowledgement's payload."""


async def sent(act: Act) -> Answer:
    """Take a form; the acknowledgement shows what was saved, or what to change."""
    taken = await attempt(FORMS.get(act.body["view"]["callback_id"], conversed), act)
    return _at_a_field(act, [taken]) if isinstance(taken, Trouble) else taken


async def conversed(act: Act) -> Answer:
    """Hand a form to the conversation and show its answer in the form's place. An unknown form just closes."""
    event = event_of(act.body, act.workspace, act.edge.clock.now())
    if event is None:
        return {}
    outcome = await act.edge.core.conversation.handle(event)
    if not outcome.replies:
        return _instead(said_view(act.edge.words("answer/saved_before"), act.edge.voice()))
    return _instead(said_view(act.edge.reply(outcome.replies[0]), act.edge.voice()))


async def scheduled(act: Act) -> Answer:
    """Set up a campaign and show every date of it. All that is wrong is said at once, each at its field."""
    plan = plan_of(act.body)
    try:
        made = await act.edge.core.campaigns.create(plan, act.workspace, act.user)
    except FieldProblem as problem:
        found = list(await act.edge.core.campaigns.problems(plan, act.workspace)) or [problem]
        return _at_a_field(act, [Trouble("refused", each.sentence, each.field) for each in found])
    status = await act.edge.core.campaigns.show(made.id, act.workspace)
    return _instead(scheduled_view(status, act.edge.voice(status.now.zone)))


FORMS: dict[str, Callable[[Act], Awaitable[Answer]]] = {"schedule": scheduled}


def _instead(view: Any) -> Answer:
    return {"response_action": "update", "view": view.to_dict()}


def _at_a_field(act: Act, troubles: list[Trouble]) -> Answer:
    fields = [block["block_id"] for block in act.body["view"]["blocks"] if block["type"] == "input"]
    if not fields:
        words = act.edge.words(troubles[0].utterance, {"sentence": troubles[0].sentence})
        return _instead(said_view(words, act.edge.voice(), "refused"))
    first = "text" if "text" in fields else fields[0]
    errors: dict[str, str] = {}
    for trouble in troubles:
        place = trouble.field if trouble.field is not None and trouble.field in fields else first
        errors.setdefault(place, trouble.sentence)
    return {"response_action": "errors", "errors": errors}
