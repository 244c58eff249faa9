"""What a leader is asked when a week opens: how they see the area themselves."""

from slack_sdk.models.blocks import Block, ButtonElement, PlainTextObject

from bot.slack.blocks.composer import Composer, plain, with_rows
from bot.slack.blocks.pieces import row, sections
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice

SCALES = ("now", "needed")


def rate(facts: Facts, voice: Voice) -> Rendered:
    """Ask for two numbers, until the week closes."""
    whole = {"closed": False, "few": False, "closes_at": None, **facts}
    if whole["closed"]:
        return with_rows(voice.say("leader/rate", whole))
    blocks: list[Block] = [*sections(voice.say("leader/why", whole))]
    for scale in SCALES:
        numbers = row(*(_number(voice, scale, value, facts["round_id"]) for value in range(1, 6)))
        blocks += [*sections(voice.say(f"leader/{scale}", whole)), numbers]
    return Rendered(voice.say("leader/rate", whole), [*blocks, *sections(voice.say("leader/who", whole))])


def _number(voice: Voice, scale: str, value: int, round_id: str) -> ButtonElement:
    """One of five buttons; a screen reader hears which way the scale runs."""
    return ButtonElement(
        text=PlainTextObject(text=voice.label(f"rating.{scale}", value=value)),
        action_id=f"lead:{scale}:{value}",
        value=round_id,
        accessibility_label=voice.label(f"rating.{scale}_spoken", value=value),
    )


COMPOSERS: dict[str, Composer] = {"leader/rate": rate, "leader/rated": plain("leader/rated")}
