"""What people read when they ask the coach something: help, status, a leader's offer, and what could not be done."""

from collections.abc import Mapping
from typing import Any

from bot.slack.blocks.composer import Composer, plain, with_rows
from bot.slack.blocks.pieces import button, row
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip

MOST_OF_EACH = 3
"""Rounds and campaigns in one status; the Home tab has room for more."""


def helping(facts: Facts, voice: Voice) -> Rendered:
    """Say what the coach does, how to answer, and what can be typed."""
    return with_rows(voice.say("help", facts), row(button(voice, "open_my_data", "-")))


def status(facts: Facts, voice: Voice) -> Rendered:
    """Say what is open now (`rounds`, as `RoundNow`) and which campaigns run (`campaigns`, as `CampaignNow`)."""
    all_rounds, all_campaigns = list(facts.get("rounds", ())), list(facts.get("campaigns", ()))
    rounds = [round_line(item) for item in all_rounds[:MOST_OF_EACH]]
    campaigns = [campaign_line(item, voice) for item in all_campaigns[:MOST_OF_EACH]]
    more = len(all_rounds) - len(rounds) + len(all_campaigns) - len(campaigns)
    return with_rows(voice.say("status", {"rounds": rounds, "campaigns": campaigns, "more": more}))


def round_line(item: Mapping[str, Any]) -> dict[str, Any]:
    """Cut the names of a `RoundNow` to a line's length."""
    return {**item, "team": clip(item["team"], 80), "campaign": clip(item["campaign"], 80)}


def campaign_line(item: Mapping[str, Any], voice: Voice) -> dict[str, Any]:
    """Cut the names of a `CampaignNow` to a line's length, and add words for its state and its next beat."""
    return {
        **item,
        "name": clip(item["name"], 80),
        "teams": [clip(team, 40) for team in item["teams"][:5]],
        "state_label": voice.label(f"state.{item['state']}"),
        "next_label": voice.label(f"beat.{item['next_kind']}") if item["next_kind"] else "",
    }


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
