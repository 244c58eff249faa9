"""What people read when they ask the coach something: help, status, a leader's offer, and what could not be done."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from bot.content.markup import SlackText
from bot.controller import Controller
from bot.slack.blocks.admin import ongoing_line
from bot.slack.blocks.campaigns import campaign_blocks, campaign_line
from bot.slack.blocks.composer import Composer, plain, with_rows
from bot.slack.blocks.pieces import button, divider, row, sections
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip
from bot.surfaces import CampaignNow, Ongoing

MOST_OF_EACH = 3
"""Rounds and campaigns in one status; the Home tab has room for more."""
TROUBLES_SHOWN = 1
"""Of each campaign; the Home tab has room for more."""
CAMPAIGN = TypeAdapter(CampaignNow)
ONGOING = TypeAdapter(Ongoing)
CONTROLLER = TypeAdapter(Controller)


def helping(facts: Facts, voice: Voice) -> Rendered:
    """Say what the coach does, how to answer, and what can be typed; an admin may set a campaign up from here."""
    schedule = [button(voice, "open_schedule", "-")] if facts.get("is_admin") else []
    text = voice.say("help", {**facts, "controller": CONTROLLER.validate_python(facts.get("controller", {}))})
    return with_rows(text, row(button(voice, "open_my_data", "-"), *schedule))


def status(facts: Facts, voice: Voice) -> Rendered:
    """Say what is open now (`rounds`, as `RoundNow`) and, to admins, how campaigns stand (`CampaignNow`)."""
    all_rounds = list(facts.get("rounds", ()))
    all_campaigns = [CAMPAIGN.validate_python(item) for item in facts.get("campaigns", ())]
    campaigns = all_campaigns[:MOST_OF_EACH]
    more = max(0, len(all_rounds) - MOST_OF_EACH) + len(all_campaigns) - len(campaigns)
    rounds = [round_line(item) for item in all_rounds[:MOST_OF_EACH]]
    lines = [campaign_line(now, voice, TROUBLES_SHOWN) for now in campaigns]
    ill = [ongoing_line(ONGOING.validate_python(item), voice) for item in facts.get("ongoing", ())]
    shown = {"ongoing": ill, "rounds": rounds, "more": more}
    text = voice.say("status", {**shown, "campaigns": [SlackText(line) for line in lines]})
    if not facts.get("is_admin"):
        return with_rows(text)
    above = voice.say("status", {**shown, "campaigns": []}) if rounds or ill or not campaigns else ""
    blocks = [
        *sections(above),
        *(block for now in campaigns for block in (divider(), *campaign_blocks(now, voice, TROUBLES_SHOWN))),
        divider(),
        row(button(voice, "open_schedule", "-", style=None if campaigns else "primary")),
    ]
    return Rendered(text, blocks)


def round_line(item: Mapping[str, Any]) -> dict[str, Any]:
    """Cut the names of a `RoundNow` to a line's length."""
    return {"leads": False, **item, "team": clip(item["team"], 80), "campaign": clip(item["campaign"], 80)}


def sentence(template: str) -> Composer:
    """Build the composer of one sentence that somebody else worded."""

    def composer(facts: Facts, voice: Voice) -> Rendered:
        return with_rows(voice.say(template, {**facts, "sentence": clip(facts["sentence"], 2_000)}))

    return composer


COMPOSERS: dict[str, Composer] = {
    "help": helping,
    "status": status,
    "not_understood": plain("not_understood"),
    "refused": sentence("refused"),
    "trouble": sentence("trouble"),
    "talk/offered": plain("talk/offered"),
    "talk/recorded": plain("talk/recorded"),
    "talk/offered_already": plain("talk/offered_already"),
}
