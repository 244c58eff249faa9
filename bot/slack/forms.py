"""What each sent form does. A form that cannot be taken stays open with what was typed, and says why at a field.

Slack: an acknowledgement with `response_action` errors names input blocks of the view; `update` puts another view in
its place.
"""

from collections.abc import Awaitable, Callable

from bot.errors import FieldProblem
from bot.slack import (
    after_meetings,
    campaign_taps,
    ideas,
    ladder,
    mail,
    meetings,
    promises,
    questions,
    quotes,
    readers,
    scheduling,
    themes,
    workshop,
)
from bot.slack.act import Act
from bot.slack.inbound.submissions import event_of
from bot.slack.scheduling import Answer, at_their_fields, instead
from bot.slack.trouble import Trouble, attempt
from bot.slack.views.fields import undrawn
from bot.slack.views.said import said_view

STILL_HERE = "What you typed is still in this form. Sent twice, it counts once."


async def sent(act: Act) -> Answer:
    """Take a form; the acknowledgement shows what was saved, or what to change."""
    taken = await attempt(FORMS.get(act.body["view"]["callback_id"], conversed), act)
    return _at_a_field(act, taken) if isinstance(taken, Trouble) else taken


async def conversed(act: Act) -> Answer:
    """Hand a form to the conversation and show its answer in the form's place. An unknown form just closes."""
    event = event_of(act.body, act.workspace, act.edge.clock.now())
    if event is None:
        return {}
    outcome = await act.edge.core.conversation.handle(event)
    if not outcome.replies:
        before = act.edge.words("answer/saved_before", {"mode": getattr(event, "mode", "")})
        return instead(said_view(before, act.edge.voice()))
    reply = outcome.replies[0]
    saved = said_view(act.edge.reply(reply), act.edge.voice())
    return instead(await quotes.with_preview(act, event, saved, reply.facts))


FORMS: dict[str, Callable[[Act], Awaitable[Answer]]] = {
    **scheduling.FORMS,
    **campaign_taps.FORMS,
    **quotes.FORMS,
    **themes.FORMS,
    **questions.FORMS,
    **meetings.FORMS,
    **ladder.FORMS,
    **mail.FORMS,
    **promises.FORMS,
    **ideas.FORMS,
    **readers.FORMS,
    **workshop.FORMS,
    **after_meetings.FORMS,
}


def _at_a_field(act: Act, trouble: Trouble) -> Answer:
    view = act.body["view"]
    fields = [undrawn(block["block_id"]) for block in view["blocks"] if block["type"] == "input"]
    if not fields:
        words = act.edge.words(trouble.utterance, {"sentence": trouble.sentence})
        return instead(said_view(words, act.edge.voice(), "refused"))
    first = "text" if "text" in fields else fields[0]
    place = trouble.field if trouble.field in fields else first
    sentence = f"{trouble.sentence} {STILL_HERE}" if trouble.utterance == "trouble" else trouble.sentence
    return at_their_fields(view, [FieldProblem(place or first, sentence)])
