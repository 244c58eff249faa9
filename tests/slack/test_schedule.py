"""The scheduling form and the campaigns' buttons at Slack's edge: payloads in, views and sentences out."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp

from bot.campaigns.amending import Amended, CampaignChanged
from bot.campaigns.channels import SharedOutside
from bot.campaigns.holiday_dates import OFFERED
from bot.campaigns.sketch import Sketch
from bot.campaigns.wizard import OutOfDate
from bot.clock import AdjustableClock
from bot.content.texts import Texts
from bot.errors import FieldProblem, NotAllowed, TryLater
from bot.slack.app import build_app
from bot.slack.blocks.campaigns import campaign_blocks, changed
from bot.slack.blocks.pieces import CONFIRM_TEXT
from bot.slack.blocks.voice import Voice
from bot.slack.inbound.scheduling import basics_of
from bot.slack.views.fields import undrawn
from bot.slack.views.schedule import schedule_view
from bot.slack.views.schedule_dates import dates_view, made_view
from bot.slack.views.schedule_edit import edit_view
from bot.slack.views.schedule_review import review_view
from bot.slack.views.schedule_teams import TEAMS_A_PAGE, teams_view
from bot.surfaces import CampaignNow, Choice
from tests.slack import facts_of_views as facts
from tests.slack.samples import words
from tests.slack.stand_ins import StandInCore, StandInSlack, payload, send, stand_in_slack

FORBIDDEN = "Only Waymark admins schedule campaigns."
WEEK = (3, date(2026, 12, 1))


@dataclass
class Scene:
    """The app between a stand-in core and a stand-in Slack."""

    app: AsyncApp
    core: StandInCore
    slack: StandInSlack

    async def sends(self, name: str, **view: Any) -> dict[str, Any]:
        """Send a form, with parts of its view changed, and give the acknowledgement."""
        body = payload(name)
        body["view"] |= view
        return answered((await send(self.app, body)).body)

    async def taps(self, action: str, value: str, *, where: str = "tap_schedule_in_home", **view: Any) -> None:
        """Tap a button; in the Home tab unless told otherwise."""
        body = payload(where, self.slack.response_url)
        body["actions"][0] |= {"action_id": action, "value": value}
        if view:
            body["view"] |= {"type": "modal", "id": "V0FORM0004", **view}
        assert (await send(self.app, body)).status == 200

    def shown(self, method: str) -> dict[str, Any]:
        """The view that was last opened, pushed or updated."""
        view = self.slack.called(method)[-1]["view"]
        drawn: dict[str, Any] = json.loads(view) if isinstance(view, str) else view
        return drawn

    def asked(self, method: str) -> list[tuple[Any, ...]]:
        """What the core was asked by one method."""
        return [asked[1:] for asked in self.core.asked if asked[0] == method]


@pytest.fixture
async def scene(texts: Texts) -> AsyncIterator[Scene]:
    """An app with a stand-in core and a stand-in Slack."""
    async with stand_in_slack() as (slack, client):
        core = StandInCore()
        app = build_app(client, core, texts=texts, clock=AdjustableClock(frozen_at=facts.AT))
        yield Scene(app, core, slack)


@pytest.fixture
def voice(texts: Texts) -> Voice:
    """English, in London."""
    return Voice(texts, zone="Europe/London")


def answered(body: str | None) -> dict[str, Any]:
    """What an acknowledgement carries."""
    carried: dict[str, Any] = json.loads(body) if body else {}
    return carried


def field(view: dict[str, Any], name: str) -> dict[str, Any]:
    """A field by its own name."""
    block: dict[str, Any] = next(b for b in view["blocks"] if undrawn(b.get("block_id") or "") == name)
    return block


def inputs(view: dict[str, Any]) -> list[str]:
    """The names of a view's fields, in order."""
    return [undrawn(block["block_id"]) for block in view["blocks"] if block["type"] == "input"]


# --- opening ---------------------------------------------------------------------------------------------------------


async def test_the_form_opens_where_it_was_left(scene: Scene) -> None:
    """The form starts with what this admin typed last time, from the command and from the Home tab."""
    await send(scene.app, {**payload("command"), "text": "schedule"})
    await scene.taps("open_schedule", "-")
    assert scene.asked("begin") == [("T0GREEN001", "U0ANNA001")] * 2
    view = scene.shown("views.open")
    assert view["callback_id"] == "schedule"
    assert field(view, "name")["element"]["initial_value"] == "Autumn 2026"
    assert json.loads(view["private_metadata"]) == {"sketch": "sketch-1", "version": "2"}


async def test_who_is_no_admin_can_neither_open_nor_send_the_form(scene: Scene) -> None:
    """The core's refusal is kept at the command, at the Home tab's button and at each form, each time in words."""
    scene.core.fails = NotAllowed(FORBIDDEN)
    said = answered((await send(scene.app, {**payload("command"), "text": "schedule"})).body)
    assert said["text"] == FORBIDDEN
    await scene.taps("open_schedule", "-")
    assert FORBIDDEN in str(scene.shown("views.open"))
    for name in ("form_schedule", "form_schedule_teams"):
        assert FORBIDDEN in (await scene.sends(name))["errors"].values()


def test_each_field_has_a_hint_and_packs_their_summary(voice: Voice) -> None:
    """The first step asks for the agreed fields, each with a line of help; the packs say what they are about."""
    drawn = schedule_view(facts.SCHEDULE_FORM, Sketch("sketch-1"), voice).to_dict()
    assert inputs(drawn) == [
        *("pack", "name", "teams", "start", "rhythm", "zone", "holidays", "threshold"),
        *("priority", "priority_reason", "second_priority", "second_reason", "sponsor"),
    ]
    assert all(block["hint"]["text"] for block in drawn["blocks"] if block["type"] == "input")
    assert {name for name in inputs(drawn) if field(drawn, name).get("optional")} == {
        *("second_priority", "second_reason", "sponsor")
    }
    assert "Seven weeks, one area each." in str(drawn)
    assert field(drawn, "start")["element"]["initial_date"] == "2026-11-24"
    assert field(drawn, "threshold")["element"]["min_value"] == "3"
    assert field(drawn, "zone")["element"]["initial_option"]["value"] == "Europe/London"


def test_many_zones_are_grouped(voice: Voice) -> None:
    """More than a hundred zones come in groups, because a list takes a hundred options."""
    zones = tuple(Choice(f"Region{n % 3}/City{n}", f"City {n}") for n in range(400))
    drawn = schedule_view(replace(facts.SCHEDULE_FORM, zones=zones), facts.SKETCH, voice).to_dict()
    groups = field(drawn, "zone")["element"]["option_groups"]
    assert [len(group["options"]) for group in groups] == [100, 34, 100, 33, 100, 33]


async def test_the_zone_of_the_profile_is_offered_first(scene: Scene) -> None:
    """Where no zone was typed yet the admin's own one stands in the field."""
    scene.core.zone = "UTC"
    await scene.taps("schedule_afresh", "sketch-1", callback_id="schedule")
    assert field(scene.shown("views.update"), "zone")["element"]["initial_option"]["value"] == "UTC"


@pytest.mark.parametrize(
    ("zone", "place"), [("Europe/London", "GB-ENG"), ("Europe/Dublin", "IE"), ("Asia/Kathmandu", "none")]
)
def test_holidays_begin_with_those_of_the_zone(voice: Voice, zone: str, place: str) -> None:
    """An empty form stands at the public holidays of the admin's zone, at none where the zone does not tell."""
    places = tuple(Choice(code, name) for code, name in OFFERED.items())
    drawn = schedule_view(replace(facts.SCHEDULE_FORM, zone=zone, holidays=places), Sketch("sketch-1"), voice).to_dict()
    assert field(drawn, "holidays")["element"]["initial_option"]["value"] == place
    assert "time zone" in field(drawn, "holidays")["hint"]["text"]


def test_who_wants_no_holidays_keeps_none(voice: Voice) -> None:
    """Weekends only is a choice like another: it can be read from the form, and no default takes its place."""
    basics = replace(facts.SKETCH.basics, holidays="")
    drawn = schedule_view(facts.SCHEDULE_FORM, replace(facts.SKETCH, basics=basics), voice).to_dict()
    element = field(drawn, "holidays")["element"]
    assert element["initial_option"]["text"]["text"] == "None, only weekends"
    chosen = {
        field(drawn, "holidays")["block_id"]: {"holidays": {**element, "selected_option": element["initial_option"]}}
    }
    assert basics_of({**drawn, "state": {"values": chosen}}).holidays == ""


@pytest.mark.parametrize(
    ("code", "said"), [("GB-ENG", "at weekends or on public holidays (England)."), ("", "at weekends.")]
)
def test_the_summary_says_which_days_are_left_out(voice: Voice, code: str, said: str) -> None:
    """The last step names the public holidays on which nothing is posted."""
    sketch = replace(facts.SKETCH, basics=replace(facts.SKETCH.basics, holidays=code))
    assert f"I post nothing {said}" in str(review_view(facts.review_of(sketch), voice).to_dict())


async def test_beginning_again_empties_the_fields(scene: Scene, voice: Voice) -> None:
    """A kept form offers to begin again, and then its fields have new ids, so that Slack drops what stood in them."""
    before = schedule_view(facts.SCHEDULE_FORM, replace(facts.SKETCH, kept=True), voice).to_dict()
    assert "I kept what you typed" in str(before)
    await scene.taps("schedule_afresh", "sketch-1", callback_id="schedule")
    after = scene.shown("views.update")
    ids = [{b["block_id"] for b in view["blocks"] if b["type"] == "input"} for view in (before, after)]
    assert ids[0].isdisjoint(ids[1])
    assert "initial_value" not in field(after, "name")["element"]


async def test_a_draft_is_changed_in_the_same_form(scene: Scene) -> None:
    """Change opens the form with the draft, and says that it is one."""
    await scene.taps("campaign_change", "campaign-7")
    assert scene.asked("change") == [("campaign-7", "T0GREEN001", "U0ANNA001")]
    view = scene.shown("views.open")
    assert "You are changing the draft “Autumn 2026”" in str(view)
    assert "schedule_afresh" not in str(view)


# --- steps -----------------------------------------------------------------------------------------------------------


async def test_the_first_step_leads_to_the_teams(scene: Scene) -> None:
    """Next keeps the first step and turns the form into the second, filled with what is known about each team."""
    answer = await scene.sends("form_schedule")
    ((sketch, basics, *_),) = scene.asked("keep_basics")
    assert (sketch, basics.name) == ("sketch-1", "Autumn 2026")
    view = answer["view"]
    assert (answer["response_action"], view["callback_id"]) == ("update", "schedule_teams")
    assert field(view, "team|C0TEAM0001")["element"]["initial_value"] == "Repairs"
    assert field(view, "leaders|C0TEAM0002")["element"]["initial_users"] == ["U0LEAD002", "U0LEAD003"]


async def test_all_that_is_wrong_is_said_at_once_at_its_field(scene: Scene) -> None:
    """Each problem stands at its own field, by the id that the drawing gave it; two of one field stand together."""
    scene.core.wrong = [
        FieldProblem("teams", "I am not in #repairs."),
        FieldProblem("teams", "“Spring” runs in #wards."),
        FieldProblem("name", "Choose another."),
    ]
    answer = await scene.sends("form_schedule")
    assert answer["errors"] == {
        "teams~2": "I am not in #repairs. “Spring” runs in #wards.",
        "name~2": "Choose another.",
    }


async def test_a_teams_problem_stands_at_that_team(scene: Scene) -> None:
    """A team without a leader is told at that team's field."""
    scene.core.wrong = [FieldProblem("leaders|C0TEAM0002", "Choose at least one leader.")]
    answer = await scene.sends("form_schedule_teams")
    assert answer["errors"] == {"leaders|C0TEAM0002~2": "Choose at least one leader."}


async def test_the_teams_lead_to_the_review(scene: Scene) -> None:
    """After the last page of teams comes the summary, with Start as its button."""
    answer = await scene.sends("form_schedule_teams")
    assert answer["view"]["callback_id"] == "schedule_review"
    assert answer["view"]["submit"]["text"] == "Start"


def test_many_teams_come_in_pages(voice: Voice) -> None:
    """A page has room for its teams within Slack's hundred blocks, and says which ones these are."""
    sketch = facts.sketch_of(30)
    pages = [teams_view(sketch, page, voice).to_dict() for page in (1, 2, 3)]
    assert [len(inputs(page)) // 4 for page in pages] == [TEAMS_A_PAGE, TEAMS_A_PAGE, 6]
    assert "These are teams 13 to 24 of 30" in str(pages[1])
    assert max(len(page["blocks"]) for page in pages) <= 100
    assert "These are teams" not in str(teams_view(facts.SKETCH, 1, voice).to_dict())


async def test_a_page_of_teams_leads_to_the_next(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Next on a page that is not the last shows the following one."""
    monkeypatch.setattr(facts, "SKETCH", facts.sketch_of(30))
    answer = await scene.sends("form_schedule_teams")
    assert json.loads(answer["view"]["private_metadata"])["page"] == "2"


async def test_the_way_back_keeps_what_stands_in_the_form(scene: Scene) -> None:
    """Back keeps the half-filled teams and shows the step before."""
    state = payload("form_schedule_teams")["view"]
    await scene.taps("schedule_back", "sketch-1|0", callback_id="schedule_teams", state=state["state"])
    ((_, teams, *_),) = scene.asked("keep_teams")
    assert set(teams) == {"C0TEAM0001", "C0TEAM0002"}
    assert scene.shown("views.update")["callback_id"] == "schedule"
    await scene.taps("schedule_back", "sketch-1|1", callback_id="schedule_review", state={"values": {}})
    assert scene.shown("views.update")["callback_id"] == "schedule_teams"


# --- the summary -----------------------------------------------------------------------------------------------------


def test_the_review_says_all_that_will_happen(voice: Voice) -> None:
    """What is posted where and when, each week, the weeks left out and why, who leads whom, and the threshold."""
    said = str(review_view(facts.REVIEW, voice).to_dict())
    for words_ in (
        "The first question comes on *24 November 2026 at 10:00*",
        "The question: Tuesday 10:00",
        "A digest to each leader: Friday 09:00",
        "7. ",
        "The week of Monday 28 December: too few working days (Boxing Day (observed), New Year's Day)",
        "_Greenfield Council_",
        "Wards (<#C0TEAM0002>): <@U0LEAD002>, <@U0LEAD003>",
        "Only when 5 or more people took part. You cannot change this",
        "Faster repairs: Some people wait nine months.",
    ):
        assert words_ in said, words_
    assert "shared" not in said


def test_the_review_warns_of_shared_channels(voice: Voice) -> None:
    """A channel that outsiders read is named, with a box to tick before the start."""
    drawn = review_view(replace(facts.REVIEW, shared=(facts.SHARED,)), voice).to_dict()
    assert "People outside your organisation read <#C0TEAM0002>" in str(drawn)
    assert inputs(drawn) == ["shared"]
    assert json.loads(drawn["private_metadata"])["shared"] == "C0TEAM0002"


def test_the_review_says_what_keeps_it_from_starting(voice: Voice) -> None:
    """Problems that came up since the first step stand at the top, also when they leave no dates to show."""
    review = replace(facts.REVIEW, dates=None, problems=("There is a campaign called “Autumn 2026” already.",))
    said = str(review_view(review, voice, "Somebody was quicker.").to_dict())
    assert "*Somebody was quicker.*" in said
    assert "This cannot start yet" in said
    assert "There is a campaign called “Autumn 2026” already." in said


def the_review(voice: Voice, *, shared: bool = False, ticked: bool = False) -> dict[str, Any]:
    """The last step as Slack sends it."""
    review = replace(facts.REVIEW, shared=(facts.SHARED,) if shared else ())
    view = review_view(review, voice).to_dict()
    chosen = [{"value": "yes"}] if ticked else []
    values = {"shared~2": {"shared": {"type": "checkboxes", "selected_options": chosen}}} if shared else {}
    return {**view, "state": {"values": values}}


async def test_start_makes_the_campaign_and_shows_its_dates(scene: Scene, voice: Voice) -> None:
    """Start makes the campaign as it was looked at, sees to its members afterwards, and shows the dates."""
    answer = await scene.sends("form_schedule", **the_review(voice))
    assert scene.asked("finish") == [("sketch-1", 2, "U0ANNA001", True, ())]
    assert scene.asked("see_members_soon") == [("campaign-1",)]
    assert scene.asked("show_home") == [("T0GREEN001", "U0ANNA001")]
    assert "Tuesday 24 November, 10:00, to Thursday 26 November, 17:00" in str(answer["view"])


async def test_save_as_draft_makes_a_draft(scene: Scene) -> None:
    """The other button of the last step keeps the campaign without starting it."""
    await scene.taps("schedule_draft", "sketch-1|2", callback_id="schedule_review", state={"values": {}})
    assert scene.asked("finish") == [("sketch-1", 2, "U0ANNA001", False, ())]
    assert "Autumn 2026" in str(scene.shown("views.update"))


async def test_shared_channels_need_the_tick(scene: Scene, voice: Voice) -> None:
    """Without the tick nothing starts; with it the confirmed channels are handed on."""
    refused = await scene.sends("form_schedule", **the_review(voice, shared=True))
    assert "confirm" in refused["errors"]["shared~2"]
    assert scene.asked("finish") == []
    await scene.sends("form_schedule", **the_review(voice, shared=True, ticked=True))
    assert scene.asked("finish") == [("sketch-1", 2, "U0ANNA001", True, ("C0TEAM0002",))]


@pytest.mark.parametrize(
    ("meanwhile", "words_"),
    [
        (OutOfDate(), "changed in another window"),
        (TryLater("Slack is slow just now."), "Slack is slow just now."),
        (FieldProblem("name", "It is taken."), "Step 3 of 3"),
        (SharedOutside([facts.SHARED]), "Step 3 of 3"),
    ],
)
async def test_what_came_in_between_is_shown_with_the_summary(
    scene: Scene, voice: Voice, meanwhile: Exception, words_: str
) -> None:
    """What keeps the campaign from being made leaves the summary open, drawn as things stand."""
    scene.core.meanwhile = meanwhile
    answer = await scene.sends("form_schedule", **the_review(voice))
    assert answer["view"]["callback_id"] == "schedule_review"
    assert words_ in str(answer["view"])


# --- dates -----------------------------------------------------------------------------------------------------------


def test_teams_with_the_same_dates_stand_together(voice: Voice) -> None:
    """Dates are said once for all teams that share them, and by team where they differ."""
    together = str(made_view(facts.status_of_weeks(teams=2, weeks=7), voice).to_dict())
    assert "*All teams* (times in Europe/London)" in together
    assert together.count("Tuesday 24 November, 10:00, to Thursday 26 November, 17:00") == 7
    apart = str(dates_view(facts.status_of_weeks(teams=2, weeks=7, apart=True), voice).to_dict())
    assert "*Team 0* (times in Europe/London)" in apart
    assert "*Team 1* (times in Europe/London)" in apart


# --- a campaign and its buttons --------------------------------------------------------------------------------------


def buttons(now: CampaignNow, voice: Voice) -> dict[str, dict[str, Any]]:
    """The buttons under a campaign, by action."""
    rows = [block.to_dict() for block in campaign_blocks(now, voice)]
    return {element["action_id"]: element for row in rows for element in row.get("elements", ())}


@pytest.mark.parametrize(
    ("now", "actions"),
    [
        (replace(facts.CAMPAIGN, state="draft"), ["start", "change", "delete", "dates", "readers"]),
        (facts.CAMPAIGN, ["pause", "skip", "edit", "dates", "readers"]),
        (replace(facts.CAMPAIGN, is_open=False), ["pause", "skip", "send", "edit", "dates", "readers"]),
        (replace(facts.CAMPAIGN, state="paused"), ["resume", "skip", "edit", "dates", "readers"]),
        (replace(facts.CAMPAIGN, next_week=None), ["pause", "edit", "dates", "readers"]),
        (replace(facts.CAMPAIGN, state="finished", next_week=None), ["dates", "readers"]),
    ],
)
def test_only_what_can_be_done_is_offered(voice: Voice, now: CampaignNow, actions: list[str]) -> None:
    """Each state has its buttons, and whatever changes something asks first, in words of at most Slack's length."""
    found = buttons(replace(now, name=words(80)), voice)
    assert list(found) == [f"campaign_{action}" for action in actions]
    for action, button in found.items():
        asks = button.get("confirm")
        assert (asks is None) == (action in {"campaign_change", "campaign_edit", "campaign_dates", "campaign_readers"})
        assert asks is None or len(asks["text"]["text"]) <= CONFIRM_TEXT


def test_a_skip_says_which_week_moves(voice: Voice) -> None:
    """The dialog names the week, its area and its day, and the button carries them."""
    skip = buttons(facts.CAMPAIGN, voice)["campaign_skip"]
    assert "Week 3, “Leaders who help”, would open on Tuesday 1 December, 10:00" in skip["confirm"]["text"]["text"]
    assert skip["value"] == "campaign-1|3|2026-12-01"


@pytest.mark.parametrize("state", ["draft", "running", "paused", "finished"])
def test_a_campaign_says_how_it_stands(voice: Voice, state: str) -> None:
    """State, week, what is next in the campaign's own zone, and each problem with its fix."""
    now = replace(facts.CAMPAIGN, state=state, zone="Europe/Berlin", next_at=facts.LATER)
    said = str([block.to_dict() for block in campaign_blocks(now, voice)])
    assert ("Week 2 of 7: A clear vision" in said) == (state in {"running", "paused"})
    assert ("Next: digests for leaders on Thursday 26 November, 18:00 (Europe/Berlin)" in said) == (state == "running")
    assert "Slack did not take what we heard so far in week 2 (`not_in_channel`)" in said
    assert "type /invite @Waymark there" in said


@pytest.mark.parametrize("due", [True, False])
def test_the_end_of_a_pause_names_no_day_in_the_past(voice: Voice, due: bool) -> None:
    """What came due in the pause goes out now, and is said so; then comes what is next, on its day."""
    now = replace(facts.CAMPAIGN, due=due)
    said = changed("resume", now, voice).text
    assert ("What came due meanwhile goes out now." in said) == due
    assert "Next: digests for leaders on Thursday 26 November, 17:00" in said
    line = str([block.to_dict() for block in campaign_blocks(now, voice)])
    assert ("Something is going out right now. Next: digests" in line) == due


def test_a_missed_week_and_a_doubt_are_told_plainly(voice: Voice) -> None:
    """A missed week and a message in doubt need nothing done, and what kind a private message was is not said."""
    troubles = (
        replace(facts.CAMPAIGN.troubles[0], state="missed", utterance=""),
        replace(facts.CAMPAIGN.troubles[0], state="in_doubt"),
        replace(facts.CAMPAIGN.troubles[0], utterance="receipt/private", code="user_disabled"),
    )
    said = str([block.to_dict() for block in campaign_blocks(replace(facts.CAMPAIGN, troubles=troubles), voice)])
    assert "I could not ask the question of week 2 in time" in said
    assert "I am checking" in said
    assert "Slack did not take a message to one person" in said
    assert "receipt" not in said


@pytest.mark.parametrize(
    ("action", "value", "asked", "words_"),
    [
        ("campaign_start", "campaign-1|1|2026-12-01", ("start", "campaign-1", "U0ANNA001", ()), "has started"),
        ("campaign_pause", "campaign-1|3|2026-12-01", ("pause", "campaign-1", "U0ANNA001"), "is paused"),
        ("campaign_resume", "campaign-1|3|2026-12-01", ("resume", "campaign-1", "U0ANNA001"), "goes on"),
        ("campaign_skip", "campaign-1|3|2026-12-01", ("skip_week", "campaign-1", "U0ANNA001", WEEK), "is skipped"),
        ("campaign_send", "campaign-1|3|2026-12-01", ("send_now", "campaign-1", "U0ANNA001", WEEK), "goes out now"),
        ("campaign_delete", "campaign-1", ("delete", "campaign-1", "U0ANNA001"), "is deleted"),
    ],
)
async def test_each_button_does_it_and_says_what_changed(
    scene: Scene, action: str, value: str, asked: tuple[Any, ...], words_: str
) -> None:
    """A tap in Home reaches the core with who tapped, is answered in a view, and Home is drawn anew."""
    await scene.taps(action, value)
    assert asked in scene.core.asked
    assert words_ in str(scene.shown("views.open"))
    assert scene.asked("show_home") == [("T0GREEN001", "U0ANNA001")]


async def test_a_tap_in_the_status_is_answered_with_the_new_status(scene: Scene) -> None:
    """Under `/waymark status` the answer takes the old status's place and brings the buttons that fit now."""
    await scene.taps("campaign_pause", "campaign-1", where="tap_skip_in_ephemeral")
    (said,) = scene.slack.called("respond")
    assert said["replace_original"] is True
    assert said["text"].startswith("*“Autumn 2026” is paused.*")
    assert "campaign_skip" in str(said["blocks"])


@pytest.mark.parametrize("broken", ["campaign-1", "campaign-1|x|y", "campaign-1|3|tomorrow"])
async def test_a_broken_skip_is_a_sentence(scene: Scene, broken: str) -> None:
    """A button that does not say its week skips nothing."""
    await scene.taps("campaign_skip", broken)
    assert scene.asked("skip_week") == []
    assert "not here any more" in str(scene.shown("views.open"))


@pytest.mark.parametrize("action", ["start", "pause", "resume", "skip", "send", "delete", "change", "dates", "readers"])
async def test_a_forged_tap_changes_nothing(scene: Scene, action: str) -> None:
    """Who is no admin is refused in words by every button."""
    scene.core.fails = NotAllowed(FORBIDDEN)
    await scene.taps(f"campaign_{action}", "campaign-1|3|2026-12-01")
    assert FORBIDDEN in str(scene.shown("views.open"))
    assert scene.asked("show_home") == []


async def test_only_who_sees_a_campaign_sees_its_dates(scene: Scene) -> None:
    """All dates open for an admin; for one whose status holds no campaigns there is nothing."""
    await scene.taps("campaign_dates", "campaign-1")
    assert "*All teams*" in str(scene.shown("views.open"))
    scene.core.now = ()
    await scene.taps("campaign_dates", "campaign-1")
    assert "not here any more" in str(scene.shown("views.open"))


async def test_a_draft_in_shared_channels_is_confirmed_first(scene: Scene, voice: Voice) -> None:
    """Start opens a question about channels that outsiders read, and starts only once the box is ticked."""
    scene.core.meanwhile = SharedOutside([facts.SHARED])
    await scene.taps("campaign_start", "campaign-1|1|2026-12-01")
    view = scene.shown("views.open")
    assert view["callback_id"] == "start_shared"
    assert "<#C0TEAM0002>" in str(view)
    box = field(view, "shared")["block_id"]
    for ticked in ([], [{"value": "yes"}]):
        state = {"values": {box: {"shared": {"type": "checkboxes", "selected_options": ticked}}}}
        answer = await scene.sends("form_schedule", **{**view, "state": state})
    assert scene.asked("start") == [("campaign-1", "U0ANNA001", ()), ("campaign-1", "U0ANNA001", ("C0TEAM0002",))]
    assert "has started" in str(answer["view"])


@pytest.mark.parametrize("what", ["start", "pause", "resume", "skip", "send", "delete"])
def test_an_act_on_the_last_week_is_said_too(voice: Voice, what: str) -> None:
    """What changed can be said of a campaign that has nothing left to come."""
    now = replace(facts.CAMPAIGN, next_week=None, next_kind=None, next_at=facts.LATER)
    assert "Autumn 2026" in changed(what, now, voice).text


# --- help ------------------------------------------------------------------------------------------------------------


async def test_help_offers_admins_to_schedule(scene: Scene) -> None:
    """Help has the button for admins, and not for others."""
    admins = answered((await send(scene.app, {**payload("command"), "text": "help"})).body)
    assert "open_schedule" in str(admins["blocks"])
    scene.core.fails = NotAllowed(FORBIDDEN)
    others = answered((await send(scene.app, {**payload("command"), "text": "help"})).body)
    assert "open_schedule" not in str(others["blocks"])


# --- an edit of a campaign that has started --------------------------------------------------------------------------


async def test_an_edit_opens_the_same_form_without_what_is_frozen(scene: Scene) -> None:
    """Edit opens the form filled with the campaign; pack, start and threshold, which stay, have no field in it."""
    scene.core.edits = True
    await scene.taps("campaign_edit", "campaign-1")
    assert scene.asked("change") == [("campaign-1", "T0GREEN001", "U0ANNA001")]
    await scene.taps("schedule_back", "sketch-1|0", callback_id="schedule_teams", state={"values": {}})
    view = scene.shown("views.update")
    assert view["title"]["text"] == "Edit the campaign"
    assert "You are changing “Autumn 2026”, which has started" in str(view)
    asked = [block["block_id"].partition("~")[0] for block in view["blocks"] if block["type"] == "input"]
    assert asked == [
        *("name", "teams", "rhythm", "zone", "holidays"),
        *("priority", "priority_reason", "second_priority", "second_reason", "sponsor"),
    ]


def test_what_a_campaign_has_from_a_file_is_offered_too(voice: Voice) -> None:
    """Hours, zone and holidays that the form does not offer to everybody stand in it as they are, and are chosen."""
    drawn = schedule_view(facts.SCHEDULE_FORM, facts.FROM_FILE, voice).to_dict()
    chosen = {name: field(drawn, name)["element"]["initial_option"] for name in ("rhythm", "zone", "holidays")}
    assert {name: option["value"] for name, option in chosen.items()} == {
        "rhythm": "own", "zone": "GB", "holidays": "JP",
    }  # fmt: skip
    assert chosen["rhythm"]["text"]["text"] == "As it is now (question Mon 10:00, digest Thu 09:00)"


def test_an_edit_says_first_what_changes(voice: Voice) -> None:
    """The last step lists the changes in the command's words, people by name; then the weeks as they would be."""
    view = edit_view(facts.AMENDED, voice).to_dict()
    said = str(view)
    for part in (
        "What changes in “Autumn 2026”",
        "• Holidays: England → none.",
        "Wards &amp; more is led by <@U0LEAD002>, <@U0LEAD003>, from the next digest on.",
        "Tuesday 24 November, 10:00, to Thursday 26 November, 17:00",
    ):
        assert part in said, part
    assert said.index("What changes") < said.index("The weeks, as they would be then")
    assert view["submit"]["text"] == "Change it"
    assert json.loads(view["private_metadata"])["campaign"] == "campaign-1"


@pytest.mark.parametrize(
    ("amended", "part"),
    [
        (replace(facts.AMENDED, changes=()), "Nothing changes so far"),
        (replace(facts.AMENDED, changes=(), status=None, problems=("It is over.",)), "This cannot be changed yet"),
    ],
)
def test_an_edit_that_comes_to_nothing_cannot_be_sent(voice: Voice, amended: Amended, part: str) -> None:
    """Without a change, or with something in its way, there is no button to send, and it is said why."""
    view = edit_view(amended, voice).to_dict()
    assert part in str(view)
    assert "submit" not in view


async def test_the_teams_of_an_edit_lead_to_its_changes(scene: Scene) -> None:
    """After the last page of teams comes what would change, and its button changes it and shows the weeks."""
    scene.core.edits = True
    answer = await scene.sends("form_schedule_teams")
    assert answer["view"]["callback_id"] == "edit_review"
    done = await scene.sends("form_schedule", **{**answer["view"], "state": {"values": {}}})
    assert scene.asked("apply") == [("sketch-1", 2, "campaign-1", "U0ANNA001", ())]
    assert scene.asked("see_members_soon") == [("campaign-1",)]
    assert "“Autumn 2026” is changed" in str(done["view"])
    assert scene.asked("finish") == []


async def test_a_shared_channel_is_confirmed_in_an_edit_too(scene: Scene, voice: Voice) -> None:
    """A new team's channel that outsiders read needs its tick before anything changes."""
    scene.core.edits = True
    view = edit_view(replace(facts.AMENDED, shared=(facts.SHARED,)), voice).to_dict()
    for chosen in ([], [{"value": "yes"}]):
        ticked = {"shared~2": {"shared": {"type": "checkboxes", "selected_options": chosen}}}
        answer = await scene.sends("form_schedule", **{**view, "state": {"values": ticked}})
        assert ("errors" in answer) == (not chosen)
    assert scene.asked("apply") == [("sketch-1", 2, "campaign-1", "U0ANNA001", ("C0TEAM0002",))]


@pytest.mark.parametrize(
    ("meanwhile", "part"),
    [
        (OutOfDate(), "changed in another window"),
        (TryLater("Slack is slow just now."), "Slack is slow just now."),
        (CampaignChanged(), "What changes in"),
        (FieldProblem("name", "It is taken."), "What changes in"),
    ],
)
async def test_what_came_in_between_is_shown_with_the_changes(
    scene: Scene, voice: Voice, meanwhile: Exception, part: str
) -> None:
    """What keeps an edit from being made is told with its last step, drawn anew; nothing typed is lost."""
    scene.core.edits, scene.core.meanwhile = True, meanwhile
    sent = {**edit_view(facts.AMENDED, voice).to_dict(), "state": {"values": {}}}
    answer = await scene.sends("form_schedule", **sent)
    assert answer["view"]["callback_id"] == "edit_review"
    assert part in str(answer["view"])
