"""What is said about meetings: the offer with its times, a leader's card, what became of a place, and each answer.

Slack: a button's words have 75 characters. Each time is a row of its own, and its button says which time it is, so that
whoever hears the page read out knows what they tap.
"""

from slack_sdk.models.blocks import Block, ButtonElement, ConfirmObject

from bot.insight.meetings import COMING, COMMON, LONGEST, OFFERED, TIME_COMING
from bot.slack.blocks.composer import Composer, plain, with_rows
from bot.slack.blocks.pieces import are_you_sure, button, row, sections, shorten
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip

LABEL, NAME = 75, 60
MOST_TEAMS = 8


def offer(facts: Facts, voice: Voice) -> Rendered:
    """Offer a meeting to those whom it is for."""
    said = voice.say("meeting/offer", _clipped(facts))
    if facts["state"] not in COMING:
        return with_rows(said)
    rows = [row(_come(facts, time, voice)) for time in _coming(facts)]
    return with_rows(said, *rows, row(button(voice, "meeting_mine", facts["meeting_id"])))


def _come(facts: Facts, time: Facts, voice: Voice) -> ButtonElement:
    """The button of one time: places left are said in the text above it, and a full one says so itself."""
    choosing = facts["rule"] == COMMON and facts["state"] == OFFERED
    key = "suits" if choosing else "full" if time["full"] else "come"
    label = voice.label(f"meeting.{key}", when=when(time["at"], voice))
    style = None if key == "full" else "primary"
    return button(voice, "meeting_book", time["id"], label=shorten(label, LABEL), style=style)


def card(facts: Facts, voice: Voice) -> Rendered:
    """Show a leader how a meeting of theirs stands, with what they can do about each time."""
    facts = _clipped(facts)
    blocks: list[Block] = list(sections(voice.say("meeting/card_head", facts)))
    for time in facts["times"]:
        blocks += sections(voice.say("meeting/card_time", {**facts, "time": time}))
        if facts["state"] in COMING and time["state"] in TIME_COMING:
            blocks.append(_on_time(facts, time, voice))
    if facts["state"] in COMING and len(_coming(facts)) > 1:
        blocks.append(row(button(voice, "meeting_all_off", facts["meeting_id"], confirm=_asks(voice, "all_off"))))
    return Rendered(voice.say("meeting/card", facts), blocks)


def _on_time(facts: Facts, time: Facts, voice: Voice) -> Block:
    settle = [button(voice, "meeting_settle", time["id"], style="primary", confirm=_asks(voice, "settle", "primary"))]
    return row(
        *(settle if facts["rule"] == COMMON and facts["state"] == OFFERED else []),
        button(voice, "meeting_change", time["id"]),
        button(voice, "meeting_off", time["id"], confirm=_asks(voice, "off")),
    )


def _asks(voice: Voice, what: str, style: str = "danger") -> ConfirmObject:
    return are_you_sure(voice, f"meeting_{what}", style)


def news(facts: Facts, voice: Voice) -> Rendered:
    """Tell somebody what became of their place."""
    said = voice.say("meeting/news", _clipped(facts))
    if facts["what"] == "called_off" or facts.get("to_leader"):
        return with_rows(said)
    mine = button(voice, "meeting_mine", facts["meeting_id"])
    if facts["what"] == "not_this_one":
        label = voice.label("meeting.come", when=when(facts["at"], voice))
        return with_rows(said, row(button(voice, "meeting_book", facts["time_id"], label=shorten(label, LABEL)), mine))
    return with_rows(said, row(mine))


def done(facts: Facts, voice: Voice) -> Rendered:
    """Answer somebody who took a place, gave one back or found it full, with what they can do next."""
    said = voice.say("meeting/done", {**facts, "topic": clip(facts["topic"], LONGEST["topic"])})
    rows: list[Block] = []
    if facts["what"] == "full":
        rows = [
            row(button(voice, "meeting_wait", facts["time_id"])),
            *(row(_other(other, voice)) for other in facts["others"]),
        ]
    elif facts["what"] in {"booked", "moved", "has"}:
        send = button(voice, "meeting_send", facts["time_id"])
        rows = [row(button(voice, "meeting_mine", facts["meeting_id"]), send)]
    elif facts["what"] in {"suits", "waits"}:
        rows = [row(button(voice, "meeting_mine", facts["meeting_id"]))]
    return with_rows(said, *rows)


def _other(other: Facts, voice: Voice) -> ButtonElement:
    label = voice.label("meeting.other", when=when(other["at"], voice))
    return button(voice, "meeting_book", other["id"], label=shorten(label, LABEL))


def when(at: str, voice: Voice) -> str:
    """Say a moment in plain words, for a button."""
    return str(voice.say("meeting/when", {"at": at}))


def _coming(facts: Facts) -> list[Facts]:
    return [time for time in facts["times"] if time["state"] in TIME_COMING]


def _clipped(facts: Facts) -> Facts:
    """The same with a leader's words and teams' names as long as a message has room for."""
    teams = [clip(name, NAME) for name in facts["teams"][:MOST_TEAMS]]
    return {**facts, "teams": teams}


COMPOSERS: dict[str, Composer] = {
    "meeting/offer": offer,
    "meeting/card": card,
    "meeting/news": news,
    "meeting/done": done,
    "meeting/offered": plain("meeting/offered"),
    "meeting/changed": plain("meeting/changed"),
}
