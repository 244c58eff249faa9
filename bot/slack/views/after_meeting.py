"""The forms after a meeting: to when it was moved, why it did not happen, and what came of its questions."""

from slack_sdk.models.blocks import DateTimePickerElement
from slack_sdk.models.views import View

from bot.slack.blocks.voice import Voice
from bot.slack.views.fields import field, form, text

LONGEST_REASON = 600


def moved_view(time_id: str, voice: Voice) -> View:
    """Draw the form that asks to when a meeting was moved."""
    when = DateTimePickerElement(action_id="starts_1")
    return form(
        voice,
        "meeting_moved",
        "meeting_moved",
        "send",
        [field(voice, "moved_to", when, block_id="starts_1")],
        time_id=time_id,
    )


def did_not_view(time_id: str, voice: Voice) -> View:
    """Draw the form that asks why a meeting did not happen."""
    why = field(voice, "why_not_held", text("text", lines=True, most=LONGEST_REASON), hint=True, block_id="text")
    return form(voice, "meeting_did_not", "meeting_did_not", "send", [why], time_id=time_id)
