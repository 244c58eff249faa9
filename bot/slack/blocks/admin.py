"""What an admin reads without having asked: that Slack refused a message, and the fix."""

from bot.slack.blocks.composer import Composer, with_rows
from bot.slack.blocks.pieces import addressee
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip


def problem(facts: Facts, voice: Voice) -> Rendered:
    """Say where a message failed, what Slack said, and what to do."""
    code = clip(facts["code"], 200).replace("`", "'")
    shown = {**facts, "code": code, "fix": clip(facts["fix"], 1_000), "place": addressee(facts["where"])}
    return with_rows(voice.say("admin/problem", shown))


COMPOSERS: dict[str, Composer] = {"admin/problem": problem}
