"""What an admin reads without having asked: that Slack refused a message, and the fix."""

from bot.content.markup import CHANNEL_ID, USER_ID, SlackText, channel, escape, mention
from bot.slack.blocks.composer import Composer, with_rows
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip


def problem(facts: Facts, voice: Voice) -> Rendered:
    """Say where a message failed, what Slack said, and what to do."""
    code = clip(facts["code"], 200).replace("`", "'")
    shown = {**facts, "code": code, "fix": clip(facts["fix"], 1_000), "place": _place(facts["where"])}
    return with_rows(voice.say("admin/problem", shown))


def _place(where: str) -> SlackText:
    if CHANNEL_ID.fullmatch(where):
        return channel(where)
    return mention(where) if USER_ID.fullmatch(where) else escape(clip(where, 200))


COMPOSERS: dict[str, Composer] = {"admin/problem": problem}
