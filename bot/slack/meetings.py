"""What is tapped and sent about meetings. Who may do what is decided in the core each time.

A form's own id is its act's id, and a tap's trigger is the tap's: what comes twice is one act.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.errors import FieldProblem, NotFound
from bot.insight.meetings import EACH, TEAM, TIMES, ChangeForm, Wish
from bot.slack import quotes
from bot.slack.act import Act
from bot.slack.inbound.submissions import ids_of, values_of
from bot.slack.inbound.taps import Tap
from bot.slack.scheduling import instead
from bot.slack.views.meetings import change_time_view, mine_view, offer_view, send_view
from bot.slack.views.my_data import my_data_view
from bot.slack.views.said import said_view

Handler = Callable[[Act, Tap], Awaitable[None]]
Facts = Mapping[str, Any]
NO_TEAM = "That team is not part of this digest any more."


# --- leaders ----------------------------------------------------------------------------------------------------------


async def offer_from_digest(act: Act, tap: Tap) -> None:
    """Open the form for a team of a digest."""
    digest_id, _, team_id = tap.value.partition("|")
    if not digest_id or not team_id:
        raise NotFound(NO_TEAM)
    asked = await act.edge.core.offering.form_for_team(act.workspace, act.user, digest_id, team_id)
    await act.open(offer_view(asked, act.edge.voice()))


async def offer_about(act: Act, tap: Tap) -> None:
    """Open the form about a question."""
    asked = await act.edge.core.offering.form_for_question(act.workspace, act.user, tap.value)
    await act.open(offer_view(asked, act.edge.voice()))


async def offered(act: Act) -> dict[str, Any]:
    """Take what a leader offers."""
    ids, wish, desk = ids_of(act.body["view"]), _wish(act), act.edge.core.offering
    if question_id := ids.get("question_id", ""):
        came = await desk.offer_about(act.workspace, act.user, question_id, _act_id(act), wish)
    else:
        about = (ids.get("digest_id", ""), ids.get("team_id", ""))
        came = await desk.offer_to_team(act.workspace, act.user, *about, _act_id(act), wish)
    facts = {"fresh": came.fresh, "whom": came.whom, "odd": [at.isoformat() for at in came.odd]}
    return _instead(act, "meeting/offered", facts, came.zone)


async def change(act: Act, tap: Tap) -> None:
    """Open the form that changes a time."""
    asked, zone = await act.edge.core.offering.look(act.workspace, act.user, tap.value)
    await act.open(change_time_view(asked, act.edge.voice(zone)))


async def changed(act: Act) -> dict[str, Any]:
    """Take a change."""
    time_id, form = ids_of(act.body["view"]).get("time_id", ""), values_of(act.body["view"])
    to = ChangeForm(
        time_id=time_id,
        starts_at=_there(_moment(form, "starts_at"), "starts_at"),
        minutes=_whole(form, "minutes"),
        places=_whole(form, "places") if "places" in form else None,
        place=str(form.get("place") or ""),
    )
    fresh = await act.edge.core.offering.change(act.workspace, act.user, time_id, _act_id(act), to)
    return _instead(act, "meeting/changed", {"fresh": fresh, "what": "changed"})


async def call_off(act: Act, tap: Tap) -> None:
    """Call one time off."""
    fresh = await act.edge.core.offering.call_off(act.workspace, act.user, tap.value, tap.trigger_id)
    await _say(act, "meeting/changed", {"fresh": fresh, "what": "called_off"})


async def call_all_off(act: Act, tap: Tap) -> None:
    """Call a meeting off."""
    fresh = await act.edge.core.offering.call_all_off(act.workspace, act.user, tap.value, tap.trigger_id)
    await _say(act, "meeting/changed", {"fresh": fresh, "what": "called_off"})


async def settle(act: Act, tap: Tap) -> None:
    """Settle on a time."""
    fresh = await act.edge.core.offering.settle(act.workspace, act.user, tap.value, tap.trigger_id)
    await _say(act, "meeting/changed", {"fresh": fresh, "what": "settled"})


# --- those whom it is for ---------------------------------------------------------------------------------------------


async def book(act: Act, tap: Tap) -> None:
    """Take a place, or say that a time suits."""
    await _say(act, "meeting/done", await act.edge.core.booking.book(*_tap(act, tap)))


async def wait(act: Act, tap: Tap) -> None:
    """Wait for a place."""
    await _say(act, "meeting/done", await act.edge.core.booking.wait(*_tap(act, tap)))


async def mine(act: Act, tap: Tap) -> None:
    """Show one's own places."""
    facts = await act.edge.core.booking.mine(act.workspace, act.user, tap.value)
    await act.open(mine_view(facts, act.edge.voice()))


async def give_back(act: Act, tap: Tap) -> None:
    """Give a place back, and show what is left of one's own."""
    told = await act.edge.core.booking.give_back(*_tap(act, tap))
    if act.view is None or not act.in_modal:
        await _say(act, "meeting/done", told)
        return
    notice = act.edge.words("meeting/done", told, told["zone"]).text
    if act.view.get("callback_id") == "my_data":
        data = await quotes.previewed(act, await act.edge.core.enquiries.my_data(act.workspace, act.user))
        await act.redraw(my_data_view(data, act.edge.voice(), notice=notice))
        return
    facts = await act.edge.core.booking.mine(act.workspace, act.user, told["meeting_id"])
    await act.redraw(mine_view(facts, act.edge.voice(), notice))


async def send(act: Act, tap: Tap) -> None:
    """Open the form in which somebody chooses who goes in their place."""
    by_themselves = await act.edge.core.booking.may_send(act.workspace, act.user, tap.value)
    await act.open(send_view(tap.value, act.edge.voice(), by_themselves=by_themselves))


async def sent(act: Act) -> dict[str, Any]:
    """Take who goes."""
    view = act.body["view"]
    chosen = values_of(view).get("colleague") or [""]
    about = (ids_of(view).get("time_id", ""), _act_id(act), str(chosen[0]))
    told = await act.edge.core.booking.send(act.workspace, act.user, *about)
    return _instead(act, "meeting/done", told, told["zone"])


# --- reading and answering --------------------------------------------------------------------------------------------


def _tap(act: Act, tap: Tap) -> tuple[str, str, str, str]:
    return act.workspace, act.user, tap.value, tap.trigger_id


def _act_id(act: Act) -> str:
    return f"view/{act.body['view']['id']}"


def _wish(act: Act) -> Wish:
    form = values_of(act.body["view"])
    words = {name: str(form.get(name) or "") for name in ("topic", "place", "access", "spoken")}
    return Wish(
        kind=str(form.get("meeting_kind") or ""),
        whom=str(form.get("whom") or TEAM),
        rule=str(form.get("rule") or EACH),
        starts=tuple(_moment(form, name) for name in TIMES),
        minutes=_whole(form, "minutes"),
        places=_whole(form, "places"),
        **words,
    )


def _moment(form: Facts, name: str) -> datetime | None:
    """Read a moment: Slack sends the seconds since 1970, whatever the reader's zone."""
    seconds = form.get(name)
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None


def _there(moment: datetime | None, name: str) -> datetime:
    if moment is None:
        raise FieldProblem(name, "Please choose a time.")
    return moment


def _whole(form: Facts, name: str) -> int:
    value = str(form.get(name) or "")
    if not value.isdecimal():
        raise FieldProblem(name, "Please give a whole number.")
    return int(value)


def _instead(act: Act, utterance: str, facts: Facts, zone: str = "UTC") -> dict[str, Any]:
    return instead(said_view(act.edge.words(utterance, facts, zone), act.edge.voice(), "done"))


async def _say(act: Act, utterance: str, facts: Facts) -> None:
    await act.say(act.edge.words(utterance, facts, str(facts.get("zone", "UTC"))), title="done")


TAPS: dict[str, Handler] = {
    "offer_talk": offer_from_digest,
    "offer_talk_select": offer_from_digest,
    "offer_times": offer_about,
    "meeting_book": book,
    "meeting_wait": wait,
    "meeting_mine": mine,
    "meeting_back": give_back,
    "meeting_send": send,
    "meeting_change": change,
    "meeting_off": call_off,
    "meeting_all_off": call_all_off,
    "meeting_settle": settle,
}
FORMS: dict[str, Callable[[Act], Awaitable[dict[str, Any]]]] = {
    "offer_times": offered,
    "change_time": changed,
    "send_colleague": sent,
}
