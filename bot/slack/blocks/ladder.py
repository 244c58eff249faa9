"""What is said about how a question shall be taken up: to leaders, to a colleague who shall speak, to whoever asked."""

from slack_sdk.models.blocks import Block

from bot.insight.ladder import BY_NAME
from bot.slack.blocks.composer import Composer
from bot.slack.blocks.pieces import button, row
from bot.slack.blocks.questions import told_together
from bot.slack.blocks.voice import Facts, Voice


def _offer(item: Facts, voice: Voice) -> list[Block]:
    question_id = item["question_id"]
    return [
        row(button(voice, "offer_times", question_id, style="primary"), button(voice, "question_answer", question_id))
    ]


def _speak(item: Facts, voice: Voice) -> list[Block]:
    """Yes and no; whoever said yes may still say no, and the other way round."""
    if not item["questions"]:
        return []
    names = [name for name in ("speak_yes", "speak_no") if name != f"speak_{item.get('now')}"]
    return [row(*(button(voice, name, item["question_id"]) for name in names))]


def _again(item: Facts, voice: Voice) -> list[Block]:
    return [row(button(voice, "take_up", item["answer_id"]))]


def _step(item: Facts, voice: Voice) -> list[Block]:
    action = "meet_by_name" if item["way"] == BY_NAME else "take_up"
    return [row(button(voice, action, item["answer_id"], style="primary"))]


COMPOSERS: dict[str, Composer] = {
    "question/by_name": told_together("question/by_name", _offer),
    "question/speak": told_together("question/speak", _speak),
    "question/spoken": told_together("question/spoken", _again),
    "question/next": told_together("question/next", _step),
}
