"""The scheduling form in Slack: each step keeps what was typed, then shows the next step in the same view.

One view is drawn anew at each step instead of stacking three: the way back is ours, a form that was opened over another
one has room, and a step that is sent twice shows the same thing twice. See docs/decisions.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.models.views import View

from bot.campaigns.amending import CampaignChanged
from bot.campaigns.channels import SharedOutside
from bot.campaigns.sketch import Sketch
from bot.campaigns.wizard import DraftChanged, OutOfDate
from bot.errors import FieldProblem, TryLater
from bot.slack.act import Act
from bot.slack.inbound.scheduling import Place, basics_of, place_of, teams_of
from bot.slack.inbound.submissions import ids_of
from bot.slack.inbound.taps import Tap
from bot.slack.views.fields import undrawn
from bot.slack.views.schedule import schedule_view
from bot.slack.views.schedule_dates import made_view
from bot.slack.views.schedule_edit import edit_view, edited_view
from bot.slack.views.schedule_review import review_view
from bot.slack.views.schedule_teams import page_of, pages_of, teams_view
from bot.surfaces import ScheduleForm

Answer = dict[str, Any]
"""The acknowledgement's payload."""
MOST_SENTENCES = 3
BASICS = 0
"""The first step, in the place of a page of the second one."""


async def open_schedule(act: Act, tap: Tap | None = None) -> None:
    """Open the form for a new campaign, where it was left; for admins."""
    asked = await act.edge.core.enquiries.schedule_form(act.workspace, act.user)
    sketch = await act.edge.core.wizard.begin(act.workspace, act.user)
    await act.open(await _first_step(act, sketch, asked))


async def change_campaign(act: Act, tap: Tap) -> None:
    """Open the form filled with a draft, or with a campaign that has started."""
    sketch = await act.edge.core.wizard.change(tap.value, act.workspace, act.user)
    await act.open(await _first_step(act, sketch))


async def begin_again(act: Act, tap: Tap) -> None:
    """Empty the form."""
    sketch = await act.edge.core.wizard.afresh(tap.value, act.workspace, act.user)
    await act.redraw(await _first_step(act, sketch))


async def _first_step(act: Act, sketch: Sketch, asked: ScheduleForm | None = None) -> View:
    asked = asked or await act.edge.core.enquiries.schedule_form(act.workspace, act.user)
    if not sketch.basics.zone:
        zone = await act.edge.core.wizard.zone_of(act.user)
        asked = replace(asked, zone=zone or asked.zone)
    return schedule_view(asked, sketch, act.edge.voice())


# --- steps -----------------------------------------------------------------------------------------------------------


async def basics_sent(act: Act) -> Answer:
    """Take the first step."""
    view = act.body["view"]
    step = await act.edge.core.wizard.keep_basics(place_of(view).sketch, basics_of(view), act.workspace, act.user)
    if step.problems:
        return at_their_fields(view, step.problems)
    return instead(teams_view(step.sketch, 1, act.edge.voice()))


async def teams_sent(act: Act) -> Answer:
    """Take a page of the second step, and show the next one or the last step."""
    view, place = act.body["view"], place_of(act.body["view"])
    step = await act.edge.core.wizard.keep_teams(place.sketch, teams_of(view), act.workspace, act.user)
    if step.problems:
        return at_their_fields(view, step.problems)
    if place.page < pages_of(step.sketch.basics.channels):
        return instead(teams_view(step.sketch, place.page + 1, act.edge.voice()))
    return instead(await _review(act, place.sketch))


async def start_sent(act: Act) -> Answer:
    """Take the last step: the campaign starts."""
    place = place_of(act.body["view"])
    if place.shared and not place.confirmed:
        problem = FieldProblem("shared", "Please confirm this, or save the campaign as a draft.")
        return at_their_fields(act.body["view"], [problem])
    return instead(await _finished(act, place, start=True))


async def edit_sent(act: Act) -> Answer:
    """Take the last step of an edit: the campaign that runs is changed."""
    place = place_of(act.body["view"])
    if place.shared and not place.confirmed:
        problem = FieldProblem("shared", "Please confirm this, or go back and take the channel out.")
        return at_their_fields(act.body["view"], [problem])
    return instead(await _edited(act, place, ids_of(act.body["view"]).get("campaign", "")))


async def save_draft(act: Act, tap: Tap) -> None:
    """Keep the campaign as a draft."""
    sketch, _, version = tap.value.partition("|")
    await act.redraw(await _finished(act, Place(sketch, int(version)), start=False))


async def go_back(act: Act, tap: Tap) -> None:
    """Show the step before. What stands in this one is kept, right or wrong."""
    sketch_id, _, page = tap.value.partition("|")
    if act.view is not None and (teams := teams_of(act.view)):
        await act.edge.core.wizard.keep_teams(sketch_id, teams, act.workspace, act.user)
    sketch = await act.edge.core.wizard.load(sketch_id, act.workspace, act.user)
    if int(page) == BASICS or not page_of(sketch.basics.channels, int(page)):
        await act.redraw(await _first_step(act, sketch))
    else:
        await act.redraw(teams_view(sketch, int(page), act.edge.voice()))


async def _finished(act: Act, place: Place, *, start: bool) -> View:
    """Make the campaign and show its dates; what keeps it from that is shown with the last step, drawn anew."""
    confirmed = place.shared if place.confirmed else ()
    try:
        made = await act.edge.core.wizard.finish(
            place.sketch, place.version, act.workspace, act.user, start=start, confirmed=confirmed
        )
    except (OutOfDate, DraftChanged, TryLater) as meanwhile:
        return await _review(act, place.sketch, meanwhile.sentence)
    except (FieldProblem, SharedOutside):
        return await _review(act, place.sketch)
    act.edge.core.campaigns.see_members_soon(made)
    status = await act.edge.core.campaigns.show(made, act.workspace)
    await act.edge.core.show_home(act.workspace, act.user)
    return made_view(status, act.edge.voice(status.now.zone))


async def _edited(act: Act, place: Place, campaign: str) -> View:
    """Change the campaign and show its dates; what keeps it from that is shown with the last step, drawn anew."""
    confirmed = place.shared if place.confirmed else ()
    try:
        status = await act.edge.core.amending.apply(
            place.sketch, place.version, campaign, act.workspace, act.user, confirmed
        )
    except (OutOfDate, TryLater) as meanwhile:
        return await _review(act, place.sketch, meanwhile.sentence)
    except (CampaignChanged, FieldProblem, SharedOutside):
        return await _review(act, place.sketch)
    act.edge.core.campaigns.see_members_soon(status.now.campaign_id)
    await act.edge.core.show_home(act.workspace, act.user)
    return edited_view(status, act.edge.voice(status.now.zone))


async def _review(act: Act, sketch_id: str, notice: str = "") -> View:
    if (await act.edge.core.wizard.load(sketch_id, act.workspace, act.user)).running:
        amended = await act.edge.core.amending.what_changes(sketch_id, act.workspace, act.user)
        return edit_view(amended, act.edge.voice(amended.plan.zone), notice)
    review = await act.edge.core.wizard.review(sketch_id, act.workspace, act.user)
    return review_view(review, act.edge.voice(review.plan.zone), notice)


# --- answers ---------------------------------------------------------------------------------------------------------


def instead(view: View) -> Answer:
    """Put another view in the place of the one that was sent."""
    return {"response_action": "update", "view": view.to_dict()}


def at_their_fields(view: Mapping[str, Any], problems: Iterable[FieldProblem]) -> Answer:
    """Leave a form open with what was typed, and say what is wrong at each field."""
    fields = {undrawn(block["block_id"]): block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    first = next(iter(fields.values()))
    said: dict[str, list[str]] = {}
    for problem in problems:
        said.setdefault(fields.get(problem.field, first), []).append(problem.sentence)
    errors = {place: " ".join(dict.fromkeys(sentences[:MOST_SENTENCES])) for place, sentences in said.items()}
    return {"response_action": "errors", "errors": errors}


FORMS: dict[str, Callable[[Act], Awaitable[Answer]]] = {
    "schedule": basics_sent,
    "schedule_teams": teams_sent,
    "schedule_review": start_sent,
    "edit_review": edit_sent,
}
TAPS: dict[str, Callable[[Act, Tap], Awaitable[None]]] = {
    "open_schedule": open_schedule,
    "schedule_afresh": begin_again,
    "schedule_back": go_back,
    "schedule_draft": save_draft,
    "campaign_change": change_campaign,
    "campaign_edit": change_campaign,
}
