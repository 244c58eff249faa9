"""The part of a person's own page that is about decisions, and about who used a right that concerns them."""

from collections.abc import Iterator
from dataclasses import asdict

from slack_sdk.models.blocks import Block, ButtonElement

from bot.content.markup import USER_ID
from bot.slack.blocks.pieces import button, divider, row, sections
from bot.slack.blocks.voice import Facts, Voice, clip
from bot.surfaces import CampaignChoice, OwnAnswer, OwnChoices, RightsUsed, RightUsed

MOST_CAMPAIGNS = 4
MOST_RIGHTS = 8
NAME, REASON = 80, 200


def download_button(voice: Voice) -> Block:
    """Build the button that has everything sent to its owner."""
    return row(button(voice, "download_my_data", "-", confirm=True))


def name_button(answer: OwnAnswer, voice: Voice) -> list[ButtonElement]:
    """Build the button that takes a name off, where there is one to take off."""
    named = answer.mode == "named" and answer.changeable
    return [button(voice, "take_name_off", answer.answer_id, confirm=True)] if named else []


def choices_blocks(choices: OwnChoices, voice: Voice) -> Iterator[Block]:
    """Draw the campaigns to leave or come back to, and the objection."""
    shown = choices.campaigns[:MOST_CAMPAIGNS]
    if shown:
        yield divider()
    for place, campaign in enumerate(shown):
        facts = {
            "name": clip(campaign.name, NAME),
            "left": campaign.left,
            "objected": choices.objected_at is not None,
            "first": place == 0,
        }
        yield from sections(voice.say("view/choices_campaign", facts))
        yield _ways(campaign, voice)
    yield divider()
    yield from sections(voice.say("view/choices_objection", vars(choices)))
    if choices.objected_at:
        yield row(button(voice, "take_back_objection", "-"))
    else:
        yield row(button(voice, "object_to_use", "-", confirm=True))


def _ways(campaign: CampaignChoice, voice: Voice) -> Block:
    if campaign.left:
        return row(button(voice, "rejoin_campaign", campaign.campaign_id))
    return row(
        button(voice, "leave_campaign", campaign.campaign_id, confirm=True),
        button(voice, "leave_and_forget", campaign.campaign_id, style="danger", confirm=True),
    )


def rights_blocks(rights: RightsUsed, voice: Voice) -> list[Block]:
    """Draw who used a right that concerns the reader."""
    used = [_used(one, rights.reader) for one in rights.used[:MOST_RIGHTS]]
    return [divider(), *sections(voice.say("view/rights", {"used": used, "more": len(rights.used) > len(used)}))]


def _used(one: RightUsed, reader: str) -> Facts:
    person = bool(USER_ID.fullmatch(one.actor))
    short = {"campaign": clip(one.campaign, NAME), "why": clip(one.why, REASON)}
    return {**asdict(one), **short, "self": one.actor == reader, "person": person}
