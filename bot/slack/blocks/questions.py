"""What is said about questions to leaders: in the team's thread, to those who asked, and to leaders."""

from collections.abc import Callable, Sequence

from slack_sdk.models.blocks import Block

from bot.content.markup import quote
from bot.insight.outcomes import QUESTION as PLAIN
from bot.slack.blocks.acting import act_row
from bot.slack.blocks.composer import Composer, plain, with_rows
from bot.slack.blocks.pieces import button, divider, row, sections
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip

QUESTION, WORDS = 600, 2_300
"""Characters of a question that is repeated, and of what a leader says to it, with quote marks."""
REPEATED = 200
"""Characters of a question where several things are told together."""
Rows = Callable[[Facts, Voice], list[Block]]


def outcome(facts: Facts, voice: Voice) -> Rendered:
    """Tell a team what comes of a question; while it waits still, colleagues can say that they ask it too."""
    whole = {"on": None, "owner": None, "decider": None, "holder": None, "before": (), "words": "", **facts}
    words = clip(whole["words"], WORDS, quote)
    said = voice.say("question/outcome", {**whole, "questions": _clipped(facts), "words": words})
    if facts["questions"] and facts["state"] in {"passed_on", "not_now"}:
        return with_rows(said, row(button(voice, "ask_too", facts["question_id"])))
    return with_rows(said)


def thanked(facts: Facts, voice: Voice) -> Rendered:
    """Thank somebody by name, who said yes to that."""
    said = [{**item, "words": clip(item["words"], WORDS, quote)} for item in facts["questions"]]
    return with_rows(voice.say("question/thanked", {"questions": said}))


def told_together(template: str, rows: Rows) -> Composer:
    """Build the composer of a message that may hold several things, each with its buttons."""

    def composer(facts: Facts, voice: Voice) -> Rendered:
        items = [{**item, "questions": _clipped(item, REPEATED)} for item in _shared(facts["items"])]
        blocks: list[Block] = []
        for item in items:
            blocks += [*([divider()] if blocks else []), *sections(voice.say(template, {"items": [item]}))]
            blocks += rows(item, voice)
        text = voice.say(template, {"items": items})
        return Rendered(text, blocks or sections(text))

    return composer


def _write_back(item: Facts, voice: Voice) -> list[Block]:
    return [row(button(voice, "question_reply", item["question_id"], style="primary"))]


def _answer(item: Facts, voice: Voice) -> list[Block]:
    return [row(button(voice, "question_answer", item["question_id"], style="primary"))] if item["questions"] else []


def _act(item: Facts, voice: Voice) -> list[Block]:
    """The buttons of whoever shall see to it, as long as it is theirs, and there."""
    open_ = item["questions"] and item.get("theirs", True)
    return [act_row(voice, item["question_id"], item.get("kind", PLAIN))] if open_ else []


def _reply(item: Facts, voice: Voice) -> list[Block]:
    return [act_row(voice, item["question_id"], item["kind"])] if item["theirs"] else []


def due(facts: Facts, voice: Voice) -> Rendered:
    """Remind somebody of the concerns that they hold and that are due."""
    said = told_together("question/due", _reply)(facts, voice)
    if not facts["more"]:
        return said
    more = voice.say("question/due_more", facts)
    return Rendered(f"{said.text}\n\n{more}", [*said.blocks, *sections(more)])


def _say_whether(item: Facts, voice: Voice) -> list[Block]:
    if "now" in item:
        return []
    question_id = item["question_id"]
    return [row(button(voice, "thank_by_name", question_id), button(voice, "thank_quietly", question_id))]


def _say_if_it_helped(item: Facts, voice: Voice) -> list[Block]:
    if "now" in item:
        return []
    return [row(*(button(voice, action, item["question_id"]) for action in ("helped_yes", "helped_no")))]


def _shared(items: Sequence[Facts]) -> list[Facts]:
    """What is told together, each with the part of a message that its length asks for."""
    total = sum(len(item["text"]) for item in items) or 1
    return [{**item, "text": clip(item["text"], WORDS * len(item["text"]) // total, quote)} for item in items]


def _clipped(facts: Facts, most: int = QUESTION) -> list[Facts]:
    return [{**item, "text": clip(item["text"], most, quote)} for item in facts.get("questions", ())]


COMPOSERS: dict[str, Composer] = {
    "question/outcome": outcome,
    "question/told": told_together("question/told", _write_back),
    "question/replies": told_together("question/replies", _answer),
    "question/passed": told_together("question/passed", _act),
    "question/due": due,
    "question/thanks": told_together("question/thanks", _say_whether),
    "question/helped": told_together("question/helped", _say_if_it_helped),
    "question/thanked": thanked,
    "question/done": plain("question/done"),
}
