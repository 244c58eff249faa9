"""What an admin reads without having asked: what Slack refused, what went unread, what does not go as it should."""

from bot.content.markup import SlackText
from bot.slack.blocks.composer import Composer, with_rows
from bot.slack.blocks.pieces import addressee
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip
from bot.surfaces import Ongoing


def problem(facts: Facts, voice: Voice) -> Rendered:
    """Say where a message failed, what Slack said, and what to do."""
    code = clip(facts["code"], 200).replace("`", "'")
    fix, place = clip(facts["fix"], 1_000), addressee(facts["where"])
    shown = {"over": False, "mail": False, **facts, "code": code, "fix": fix, "place": place}
    return with_rows(voice.say("admin/problem", shown))


def unread(facts: Facts, voice: Voice) -> Rendered:
    """Say which week was closed though its thread could not be read, and what Slack said."""
    code = clip(facts["code"], 200).replace("`", "'")
    shown = {**facts, "code": code, "campaign": clip(facts["campaign"], 200), "place": addressee(facts["where"])}
    return with_rows(voice.say("admin/unread", shown))


def ongoing_line(item: Ongoing, voice: Voice) -> SlackText:
    """Say in a line what does not go as it should."""
    return SlackText(voice.say("admin/ongoing", {**item.figures, "kind": item.kind, "since": item.since}))


def trouble(facts: Facts, voice: Voice) -> Rendered:
    """Say what does not go as it should, what to do, and when it is over."""
    return with_rows(voice.say("admin/trouble", facts))


COMPOSERS: dict[str, Composer] = {"admin/problem": problem, "admin/unread": unread, "admin/trouble": trouble}
