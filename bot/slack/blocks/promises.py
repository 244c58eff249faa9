"""What is said about promises: to the team, to owners and those who can say yes, and to whoever hears of late ones."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, SectionBlock

from bot.content.markup import quote
from bot.insight.promised import MOVED, OPEN
from bot.slack.blocks.composer import Composer, plain, with_rows
from bot.slack.blocks.pieces import as_written, button, divider, row, sections
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip

WORDS, SHORT, NAME = 1_400, 200, 80
IN_PROMPT, IN_LIST = 120, 120
MOST_TEAMS = 3


def change_row(voice: Voice, promise_id: str) -> Block:
    """Build the buttons by which somebody says what became of a promise: the same in messages, forms and Home."""
    return row(
        button(voice, "promise_kept", promise_id, style="primary"),
        button(voice, "promise_move", promise_id),
        button(voice, "promise_drop", promise_id),
    )


def with_open_button(voice: Voice, line: str, promise_id: str, about: str) -> Block:
    """Show a promise with the button that opens it."""
    return SectionBlock(text=as_written(line), accessory=button(voice, "promise_open", promise_id, about=about))


def promise(facts: Facts, voice: Voice) -> Rendered:
    """Tell somebody what they own or can say yes to, or remind them the working day before."""
    whole = {"owner": None, "moved_to": None, "in_session": False, **facts, "text": clip(facts["text"], WORDS, quote)}
    rows = [change_row(voice, facts["promise_id"])] if facts["state"] in {OPEN, MOVED} else []
    return with_rows(voice.say("question/promise", whole), *rows)


def told(facts: Facts, voice: Voice) -> Rendered:
    """Tell a team that something is promised to it, or what became of a promise."""
    whole = {"words": "", "was": None, "decider": None, **facts}
    words = {"text": clip(facts["text"], WORDS, quote), "words": clip(whole["words"], WORDS, quote)}
    return with_rows(voice.say("promise/told", {**whole, **words}))


def late(facts: Facts, voice: Voice) -> Rendered:
    """Ask an owner what became of what is late: kept, a new date, or dropped with a reason."""
    items = [_item(item) for item in facts["items"]]
    whole = {**facts, "items": items}
    blocks: list[Block] = list(sections(voice.say("promise/late_title", whole)))
    for item in items:
        blocks += [divider(), *sections(voice.say("promise/late_one", {"item": item}))]
        if item["state"] == OPEN:
            blocks.append(change_row(voice, item["promise_id"]))
    if facts["more"]:
        blocks += sections(voice.say("promise/more", facts))
    return Rendered(voice.say("promise/late", whole), blocks)


def overdue(facts: Facts, voice: Voice) -> Rendered:
    """List what is late for long, for whoever can help."""
    items = [_item(item, IN_LIST, 1) for item in facts["items"]]
    return with_rows(voice.say("promise/overdue", {**facts, "campaign": clip(facts["campaign"], NAME), "items": items}))


def _item(item: Facts, most: int = SHORT, most_teams: int = MOST_TEAMS) -> Facts:
    teams = [clip(name, NAME) for name in item["teams"]]
    shown = {"teams": teams[:most_teams], "more_teams": max(0, len(teams) - most_teams)}
    return {"moved_to": None, "decider": None, **item, **shown, "text": clip(item["text"], most)}


def in_prompt(promises: Sequence[Facts]) -> list[Facts]:
    """What a week opens with, each cut so that the question stays in sight."""
    return [{**item, "text": clip(item["text"], IN_PROMPT)} for item in promises]


COMPOSERS: dict[str, Composer] = {
    "question/promise": promise,
    "promise/told": told,
    "promise/late": late,
    "promise/overdue": overdue,
    "promise/done": plain("promise/done"),
}
