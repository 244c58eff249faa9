"""What one person reads about their own acts: receipts, the one follow-up, ratings, reminders. Nobody's words."""

from slack_sdk.models.blocks import Block

from bot.slack.blocks.composer import Composer, plain, with_rows
from bot.slack.blocks.pieces import button, row
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.themes import COMPOSERS as OF_THEMES
from bot.slack.blocks.themes import theme_rows
from bot.slack.blocks.voice import Facts, Voice


def receipt(template: str) -> Composer:
    """Build the composer of a receipt that still has its buttons to change and delete."""

    def composer(facts: Facts, voice: Voice) -> Rendered:
        return with_rows(voice.say(template, facts), *_own_answer_buttons(facts, voice))

    return composer


def follow_up(template: str, reply_label: str) -> Composer:
    """Build the composer of the one follow-up question, with Reply and Skip."""

    def composer(facts: Facts, voice: Voice) -> Rendered:
        answer_id = facts["answer_id"]
        return with_rows(
            voice.say(template, {"support_route": "", "themes": (), "theme": "", **facts}),
            *theme_rows(facts, voice),
            row(
                button(voice, "followup_reply", answer_id, label=voice.label(reply_label), style="primary"),
                button(voice, "followup_skip", answer_id),
            ),
        )

    return composer


def support(facts: Facts, voice: Voice) -> Rendered:
    """Answer something that may weigh on its writer: no question, only where there is help."""
    return with_rows(voice.say("followup/support", {"support_route": "", **facts}))


def skipped(facts: Facts, voice: Voice) -> Rendered:
    """Leave the follow-up; what the answer is about may still be said."""
    return with_rows(voice.say("followup/skipped", {"themes": (), **facts}), *theme_rows(facts, voice))


def asked_us(facts: Facts, voice: Voice) -> Rendered:
    """Answer somebody who asked a question: the way to those who can answer."""
    return with_rows(
        voice.say("followup/asked_us", facts), row(button(voice, "ask_leaders", facts["round_id"], style="primary"))
    )


def typed(facts: Facts, voice: Voice) -> Rendered:
    """Answer somebody who typed to the coach: what a DM is, and the form instead."""
    round_id = facts["round_id"]
    rows = [row(button(voice, "answer_privately", round_id, style="primary"))] if round_id else []
    return with_rows(voice.say("dm/typed", facts), *rows)


def reminders(template: str) -> Composer:
    """Build the composer that says reminders are off, with the way back."""

    def composer(facts: Facts, voice: Voice) -> Rendered:
        said = voice.say(template, {"until": None, **facts})
        return with_rows(said, row(button(voice, "resume_reminders", "-")))

    return composer


def hidden(facts: Facts, voice: Voice) -> Rendered:
    """Tell the author of a quote why it is hidden, with the ways to answer that; or what holds instead by now."""
    said = voice.say("quote/hidden", {"now": "hidden", **facts})
    if "now" in facts:
        return with_rows(said)
    reply = button(voice, "quote_reply", facts["quote_id"], style="primary")
    return with_rows(said, row(reply, button(voice, "change_answer", facts["answer_id"])))


def _own_answer_buttons(facts: Facts, voice: Voice) -> list[Block]:
    answer_id = facts.get("answer_id")
    if not answer_id:
        return []
    asks = facts.get("round_id") and not (facts.get("to_leaders") or facts.get("late"))
    return [
        row(
            button(voice, "change_answer", answer_id),
            button(voice, "delete_answer", answer_id, style="danger", confirm=True),
            *([button(voice, "ask_leaders", facts["round_id"])] if asks else []),
            *([button(voice, "take_up", answer_id)] if facts.get("to_leaders") and not facts.get("late") else []),
            *([] if facts.get("to_leaders") else [button(voice, "idea_from_answer", answer_id)]),
        )
    ]


COMPOSERS: dict[str, Composer] = {
    "receipt/private": receipt("receipt/private"),
    "receipt/changed": receipt("receipt/changed"),
    "receipt/deleted": plain("receipt/deleted"),
    "followup/ask": follow_up("followup/ask", "button.followup_reply"),
    "followup/ask_here": follow_up("followup/ask_here", "button.followup_reply_here"),
    "followup/support": support,
    "followup/asked_us": asked_us,
    "followup/done": plain("followup/done"),
    "followup/skipped": skipped,
    **OF_THEMES,
    "rating/kept": plain("rating/kept"),
    "thread/late": plain("thread/late"),
    "answer/saved": plain("answer/saved"),
    "answer/saved_before": plain("answer/saved_before"),
    "quote/hidden": hidden,
    "quote/done": plain("quote/done"),
    "mode/usual": plain("mode/usual"),
    "dm/typed": typed,
    "reminders/snoozed": reminders("reminders/snoozed"),
    "reminders/stopped": reminders("reminders/stopped"),
    "reminders/resumed": plain("reminders/resumed"),
}
