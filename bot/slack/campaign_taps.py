"""What an admin does with a campaign that is there: each button asked first; the answer says what changed.

Who may is decided in the core each time: a button can be forged.
"""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from bot.campaigns.channels import SharedOutside
from bot.errors import FieldProblem, NotFound
from bot.slack.act import Act
from bot.slack.blocks.campaigns import changed
from bot.slack.blocks.rendered import Rendered
from bot.slack.inbound.scheduling import place_of
from bot.slack.inbound.submissions import ids_of
from bot.slack.inbound.taps import Tap
from bot.slack.scheduling import at_their_fields, instead
from bot.slack.status import status_words
from bot.slack.views.said import said_view
from bot.slack.views.schedule_dates import confirm_view, dates_view
from bot.surfaces import CampaignNow


async def start(act: Act, tap: Tap) -> None:
    """Start a draft; where outsiders read a channel, ask to confirm that first."""
    campaign = _campaign(tap)
    try:
        status = await act.edge.core.campaigns.start(campaign, act.user, act.workspace)
    except SharedOutside as unconfirmed:
        await act.open(confirm_view(campaign, unconfirmed.channels, act.edge.voice()))
        return
    await _tell(act, "start", status.now)


async def start_confirmed(act: Act) -> dict[str, Any]:
    """Start a draft whose shared channels were confirmed."""
    view = act.body["view"]
    place, campaign = place_of(view), ids_of(view).get("campaign", "")
    if not place.confirmed:
        return at_their_fields(view, [FieldProblem("shared", "Please confirm this, or close this form.")])
    try:
        status = await act.edge.core.campaigns.start(campaign, act.user, act.workspace, confirmed=place.shared)
    except SharedOutside as more:  # another channel was shared meanwhile
        return instead(confirm_view(campaign, more.channels, act.edge.voice()))
    await act.edge.core.show_home(act.workspace, act.user)
    return instead(said_view(changed("start", status.now, act.edge.voice()), act.edge.voice(), "done"))


async def pause(act: Act, tap: Tap) -> None:
    """Pause a campaign."""
    status = await act.edge.core.campaigns.pause(_campaign(tap), act.user, act.workspace)
    await _tell(act, "pause", status.now)


async def resume(act: Act, tap: Tap) -> None:
    """Let a paused campaign go on."""
    status = await act.edge.core.campaigns.resume(_campaign(tap), act.user, act.workspace)
    await _tell(act, "resume", status.now)


async def skip(act: Act, tap: Tap) -> None:
    """Skip the week that the button was about."""
    status = await act.edge.core.campaigns.skip_week(_campaign(tap), act.user, act.workspace, expected=_week(tap))
    await _tell(act, "skip", status.now)


async def send(act: Act, tap: Tap) -> None:
    """Ask the question that the button was about, now."""
    core = act.edge.core
    status = await core.campaigns.send_now(_campaign(tap), None, act.user, act.workspace, expected=_week(tap))
    await _tell(act, "send", status.now)


async def delete(act: Act, tap: Tap) -> None:
    """Delete a draft."""
    await _tell(act, "delete", await act.edge.core.campaigns.delete(_campaign(tap), act.user, act.workspace))


async def dates(act: Act, tap: Tap) -> None:
    """Show all dates of a campaign, to admins."""
    asked = await act.edge.core.enquiries.status(act.workspace, act.user)
    if not any(isinstance(item, CampaignNow) and item.campaign_id == tap.value for item in asked):
        raise NotFound("That campaign is not here any more.")
    status = await act.edge.core.campaigns.show(tap.value, act.workspace)
    await act.open(dates_view(status, act.edge.voice()))


async def _tell(act: Act, what: str, now: CampaignNow) -> None:
    """Say what changed. A status is said anew below it, so that its buttons fit what is; a Home tab is drawn anew."""
    said = changed(what, now, act.edge.voice(now.zone))
    if act.view is None:
        status = await status_words(act)
        together = Rendered(f"{said.text}\n\n{status.text}", [*said.blocks, *status.blocks])
        await act.say(together, in_its_place=act.in_ephemeral)
    else:
        await act.say(said, title="done")
    await act.edge.core.show_home(act.workspace, act.user)


def _campaign(tap: Tap) -> str:
    return tap.value.partition("|")[0]


def _week(tap: Tap) -> tuple[int, date] | None:
    """The week that stood on the button: "<campaign>|3|2027-01-26"."""
    try:
        _, number, day = tap.value.split("|")
        return int(number), date.fromisoformat(day)
    except ValueError as broken:
        raise NotFound("That week is not here any more.") from broken


TAPS: dict[str, Callable[[Act, Tap], Awaitable[None]]] = {
    "campaign_start": start,
    "campaign_pause": pause,
    "campaign_resume": resume,
    "campaign_skip": skip,
    "campaign_send": send,
    "campaign_delete": delete,
    "campaign_dates": dates,
}
FORMS: dict[str, Callable[[Act], Awaitable[dict[str, Any]]]] = {"start_shared": start_confirmed}
