"""A campaign in a few lines, with what an admin can do about it; and what came of an act."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement, ConfirmObject, PlainTextObject

from bot.content.formats import format_datetime
from bot.slack.blocks.pieces import addressee, are_you_sure, button, row, sections
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Voice, clip
from bot.slack.refusals import ruling
from bot.surfaces import CampaignNow, TroubleNow, Undelivered

NAMES_SHOWN = 5
MESSAGES = {
    "intro": "intro",
    "prompt/open": "question",
    "prompt/questions": "question",
    "playback": "playback",
    "last_call": "last_call",
    "told_back": "told_back",
    "digest/leader": "digest",
    "wider/digest": "digest",
}
"""Messages that an admin may know the kind of. What goes to one person is just that."""
HARMLESS = {"campaign_resume", "campaign_send", "campaign_start"}
"""Acts that take nothing away; the others are asked about in red."""


def campaign_line(now: CampaignNow, voice: Voice, troubles: int = 3) -> str:
    """Say how a campaign stands, with its newest troubles and their fixes."""
    return replace(voice, zone=now.zone).say("campaign/line", line_facts(now, voice, troubles))


def line_facts(now: CampaignNow, voice: Voice, troubles: int = 3) -> dict[str, Any]:
    """Gather the facts of a line; names are cut to a line's length."""
    return {
        **vars(now),
        "name": clip(now.name, 80),
        "teams": [clip(team, 40) for team in now.teams[:NAMES_SHOWN]],
        "more_teams": max(0, len(now.teams) - NAMES_SHOWN),
        "state_label": voice.label(f"state.{now.state if now.begun or now.state != 'running' else 'planned'}"),
        "next_label": voice.label(f"beat.{now.next_kind}") if now.next_kind else "",
        "zone": now.zone.replace("_", " "),
        "troubles": [_trouble(trouble, voice) for trouble in now.troubles[:troubles]],
    }


def _trouble(trouble: TroubleNow, voice: Voice) -> Mapping[str, Any]:
    refusal = _refusal(trouble.utterance, trouble.state, trouble.code, voice)
    return {**refusal, "team": clip(trouble.team, 60), "week": trouble.week}


def undelivered_line(item: Undelivered, voice: Voice) -> Mapping[str, Any]:
    """Gather the facts of a message that did not go out, with the fix."""
    return {**_refusal(item.utterance, item.state, item.code, voice), "to": item.to and addressee(item.to)}


def _refusal(utterance: str, state: str, code: str, voice: Voice) -> dict[str, Any]:
    return {
        "state": state,
        "what": voice.label(f"message.{MESSAGES.get(utterance, 'private')}"),
        "code": clip(code or "?", 60).replace("`", "'"),
        "fix": ruling(code).fix,
    }


def campaign_blocks(now: CampaignNow, voice: Voice, troubles: int = 3) -> Iterator[Block]:
    """Draw a campaign with its buttons."""
    yield from sections(campaign_line(now, voice, troubles))
    yield row(*_buttons(now, voice))


def _buttons(now: CampaignNow, voice: Voice) -> Iterator[ButtonElement]:
    match now.state:
        case "draft":
            yield _act("campaign_start", now, voice, style="primary")
            yield button(voice, "campaign_change", now.campaign_id)
            yield _act("campaign_delete", now, voice, style="danger")
        case "running":
            yield _act("campaign_pause", now, voice)
        case "paused":
            yield _act("campaign_resume", now, voice, style="primary")
        case _:
            pass
    if now.next_week and now.state in {"running", "paused"}:
        yield _act("campaign_skip", now, voice)
    if now.next_week and now.state == "running" and not now.is_open:
        yield _act("campaign_send", now, voice)
    if now.state in {"running", "paused"}:
        yield button(voice, "campaign_edit", now.campaign_id)
    yield button(voice, "campaign_dates", now.campaign_id)
    yield button(voice, "campaign_readers", now.campaign_id)


def _act(action: str, now: CampaignNow, voice: Voice, style: str | None = None) -> ButtonElement:
    """Build a button that asks first. Its value names the next week as it is shown: acts on another one are refused."""
    coming = now.next_week
    return ButtonElement(
        text=PlainTextObject(text=voice.label(f"button.{action}")),
        action_id=action,
        value=f"{now.campaign_id}|{coming.week}|{coming.opens_on}" if coming else now.campaign_id,
        style=style,
        confirm=_asks(action, now, voice),
    )


def _asks(action: str, now: CampaignNow, voice: Voice) -> ConfirmObject:
    coming = now.next_week
    words = {
        "name": now.name,
        "week": str(coming.week) if coming else "",
        "area": coming.area_title if coming else "",
        "on": format_datetime(coming.opens_at, voice.language, now.zone) if coming else "",
    }
    return are_you_sure(voice, action, "primary" if action in HARMLESS else "danger", **words)


def changed(what: str, now: CampaignNow, voice: Voice) -> Rendered:
    """Say what an act changed: start, pause, resume, skip, send or delete."""
    coming = now.next_week
    facts = {
        **line_facts(now, voice),
        "what": what,
        "teams": len(now.teams),
        "week": coming.week if coming else now.week,
        "area_title": coming.area_title if coming else now.area_title,
        "week_at": coming.opens_at if coming else None,
    }
    said = replace(voice, zone=now.zone).say("campaign/changed", facts)
    return Rendered(said, sections(said))
