"""The scheduling form, step by step: what admins type is kept as a sketch before it is checked, so nothing is lost.

The rules:
- One sketch an admin for a new campaign, and one for each draft they are changing. Opening the form again goes on.
- Every step keeps first and checks then; the campaign itself is made at the end, in one transaction with the sketch's
  end. Its id is made from the sketch's, so that a form sent twice makes one campaign.
- Looks at Slack are bounded: a form must be answered within three seconds. Who is in the channels is seen afterwards.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.campaigns.channels import FORM_MAY_WAIT, START_MAY_WAIT, Channels, SharedOutside, invite, outside, shared
from bot.campaigns.founding import YEARS_AHEAD
from bot.campaigns.holiday_dates import holiday_names, load_holidays
from bot.campaigns.parts import CampaignParts
from bot.campaigns.plan import DECIDE_DATES, CampaignPlan, Surroundings, is_zone
from bot.campaigns.ports import ChannelSeen
from bot.campaigns.preview import DatesAhead, dates_ahead
from bot.campaigns.readers import ReaderPlan, plans_of
from bot.campaigns.registry import Registry
from bot.campaigns.rhythm import parse_rhythm
from bot.campaigns.sharing import BREATH
from bot.campaigns.sketch import Basics, Sketch, TeamSketch, basics_problems, teams_problems
from bot.campaigns.sketchbook import (
    BODY,
    GONE,
    Body,
    campaign_id_of,
    known_of,
    new_row,
    opened_body,
    own_row,
    read,
    rebased,
    written,
)
from bot.errors import AskAgain, FieldProblem, NotFound, TryLater, there
from bot.roles import Permission
from bot.storage.models import Campaign
from bot.storage.unit_of_work import UnitOfWork

NEXT_AGAIN = "press Next again. You may close this form meanwhile: what you typed is kept"
PROFILE_MAY_TAKE = 0.8
"""Seconds, of the three within which Slack lets a form be opened."""


@dataclass(frozen=True)
class Step:
    """What came of sending a step: the sketch as it is kept now, and what is wrong with it."""

    sketch: Sketch
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True)
class Review:
    """The last step: everything that would happen. `problems` are sentences about what keeps it from starting."""

    sketch: Sketch
    plan: CampaignPlan
    pack_title: str = ""
    rhythm: Mapping[str, str] = field(default_factory=dict)
    dates: DatesAhead | None = None  # None while a problem keeps them from being known
    shared: tuple[ChannelSeen, ...] = ()
    problems: tuple[str, ...] = ()


class OutOfDate(AskAgain):
    """The form was changed in another window. This is how it stands now; look at it, then go on."""


class DraftChanged(AskAgain):
    """Another admin has changed, started or deleted this draft. Yours is still here, as a campaign of its own."""


class Wizard:
    """Steps of the form, for one admin at a time."""

    def __init__(self, parts: CampaignParts) -> None:
        self._database = parts.database
        self._registry = Registry(parts.packs, parts.identities, parts.clocks.campaign)
        self._clock = parts.clocks.campaign
        self._directory = parts.directory
        self._channels = Channels(parts.directory)
        self._roster = parts.roster
        self._on_change = parts.on_change

    # --- opening -----------------------------------------------------------------------------------------------------

    async def begin(self, workspace: str, by: str) -> Sketch:
        """Give the admin's unfinished sketch of a new campaign, or an empty one."""
        return await self._opened(workspace, by)

    async def afresh(self, sketch_id: str, workspace: str, by: str) -> Sketch:
        """Throw away what was typed, and give an empty sketch; of an edit, the campaign as it is now."""
        self._allow(by)
        async with self._database.unit_of_work() as work:
            row = await own_row(work, sketch_id, workspace, by)
            about = read(row).about
            body = await opened_body(work, about, workspace) if about else Body()
            await work.sketches.write(row, written(body), self._clock.now())
            await work.commit()
            return read(row)

    async def change(self, campaign_id: str, workspace: str, by: str) -> Sketch:
        """Give a sketch of a campaign that is there, to change it. Raises `AskAgain` once it is over."""
        self._allow(by)
        async with self._database.reading() as work:
            body = await opened_body(work, campaign_id, workspace)
        return await self._opened(workspace, by, campaign_id, body)

    async def _opened(self, workspace: str, by: str, about: str = "", body: Body | None = None) -> Sketch:
        """Give the sketch that was left, unless the draft has changed since; keep a new one where there is none.

        An edit that was left is carried over to the campaign as it is now.
        """
        self._allow(by)
        body = body or Body()
        async with self._database.unit_of_work() as work:
            row = await work.sketches.of(workspace, by, about)
            before = BODY.validate_python(row.body) if row is not None else Body()
            if before.running and body.running:
                before = rebased(before, body)
            left = row is not None and before.about_version == body.about_version
            if row is not None:
                await work.sketches.write(row, written(before if left else body), self._clock.now())
            if row is None:
                row = new_row(workspace, by, about, body)
                row.changed_at = self._clock.now()
                await work.sketches.add(row)
            await work.commit()
            sketch = read(row)
        return replace(sketch, kept=left and sketch.basics != body.basics)

    async def zone_of(self, user: str) -> str:
        """Give the zone of a person's profile in Slack, empty where that is not known soon enough."""
        if self._directory is None:
            return ""
        try:
            async with asyncio.timeout(PROFILE_MAY_TAKE):
                zone = await self._directory.zone_of(user)
        except (TryLater, NotFound, TimeoutError):
            return ""
        return zone if is_zone(zone) else ""

    # --- steps -------------------------------------------------------------------------------------------------------

    async def load(self, sketch_id: str, workspace: str, by: str) -> Sketch:
        """Give the sketch as it is kept."""
        self._allow(by)
        async with self._database.reading() as work:
            return read(await own_row(work, sketch_id, workspace, by))

    async def keep_basics(self, sketch_id: str, basics: Basics, workspace: str, by: str) -> Step:
        """Keep the first step and check it. Teams get what is known about their channels, for the second step."""
        sketch = await self._kept(sketch_id, workspace, by, lambda body: _with_basics(body, basics))
        try:
            seen = await self._channels.look(basics.channels, FORM_MAY_WAIT)
        except TryLater as slow:
            return Step(sketch, (FieldProblem("teams", slow.sentence),))
        async with self._database.reading() as work:
            around = await self._registry.around(work, sketch.plan(), workspace, {}, without=sketch.about)
            problems = [*_not_inside(seen), *basics_problems(sketch, around, _called(seen))]
            known = await known_of(work, workspace, seen.values())
        if not problems:
            sketch = await self._kept(sketch_id, workspace, by, lambda body: _with_teams(body, {**known, **body.teams}))
        return Step(sketch, tuple(problems))

    async def keep_teams(self, sketch_id: str, teams: Mapping[str, TeamSketch], workspace: str, by: str) -> Step:
        """Keep some teams of the second step and check them."""
        sketch = await self._kept(sketch_id, workspace, by, lambda body: _with_teams(body, {**body.teams, **teams}))
        return Step(sketch, tuple(teams_problems(sketch, teams)))

    async def review(self, sketch_id: str, workspace: str, by: str) -> Review:
        """Gather what would happen. Channels that cannot be looked at in time are a problem like any other."""
        sketch = await self.load(sketch_id, workspace, by)
        plan, problems, seen = sketch.plan(), [], {}
        try:
            seen = dict(await self._channels.look(sketch.basics.channels, FORM_MAY_WAIT))
        except TryLater as slow:
            problems.append(slow.sentence)
        async with self._database.reading() as work:
            around = await self._registry.around(work, plan, workspace, {}, without=sketch.about)
            bookings = await work.teams.booked(workspace, [team.channel for team in plan.teams])
        found = [*_not_inside(seen), *_all_problems(sketch, around, seen)]
        review = Review(sketch, plan, shared=shared(seen), problems=(*problems, *(one.sentence for one in found)))
        if DECIDE_DATES & {problem.field for problem in found}:
            return review
        pack = self._registry.pack(plan)
        taken_until = [one.last + BREATH for one in bookings if one.campaign_id != sketch.about]
        dates = self._dates(plan, [area.title for area in pack.areas], taken_until)
        return replace(review, pack_title=pack.title, rhythm=parse_rhythm(plan.rhythm).to_dict(), dates=dates)

    def _dates(self, plan: CampaignPlan, titles: list[str], taken_until: list[datetime]) -> DatesAhead:
        now = self._clock.now()
        years = range(now.year - 1, now.year + YEARS_AHEAD)
        holidays = load_holidays(plan.holidays, years)
        return dates_ahead(plan, titles, now, holidays, holiday_names(plan.holidays, years), taken_until)

    # --- the end -----------------------------------------------------------------------------------------------------

    async def finish(
        self, sketch_id: str, version: int, workspace: str, by: str, *, start: bool, confirmed: Collection[str] = ()
    ) -> str:
        """Make the campaign, started or as a draft, and give its id; a second time it gives the same id.

        `version` is the sketch's that the admin looked at, `confirmed` the channels of which they know that outsiders
        read them. Raises `OutOfDate`, `DraftChanged`, `SharedOutside`, `FieldProblem` and `TryLater`.
        """
        self._allow(by)
        made = campaign_id_of(sketch_id)
        async with self._database.reading() as work:
            if await work.campaigns.get(made) is not None:
                return made
            sketch = read(await own_row(work, sketch_id, workspace, by))
            as_it_was = not sketch.about or _is_as_it_was(await work.campaigns.get(sketch.about), sketch)
        if sketch.version != version:
            raise OutOfDate
        if not as_it_was:
            await self._kept(sketch_id, workspace, by, lambda body: replace(body, about_version=0))
            raise DraftChanged
        seen = await self._channels.look(sketch.basics.channels, START_MAY_WAIT)
        for problem in _not_inside(seen):
            raise problem
        if start and (unconfirmed := shared(seen, confirmed)):
            raise SharedOutside(unconfirmed)
        async with self._database.reading() as work:
            await self._check(work, sketch, workspace, seen, without=sketch.about)
        rows = self._registry.draw_up(sketch.plan(), workspace, by=by, campaign_id=made)
        readers: tuple[ReaderPlan, ...] = ()
        async with self._database.unit_of_work() as work:
            row = await work.sketches.lock(sketch_id)
            if row is None:  # sent twice at the same moment: the other one was first
                return there(await work.campaigns.get(made), GONE).id
            if row.version != version:
                raise OutOfDate
            if sketch.about:
                draft = await work.campaigns.lock(sketch.about)
                if draft is None or not _is_as_it_was(draft, sketch):
                    raise DraftChanged
                readers = await plans_of(work, draft.id)
                await self._registry.remove(work, draft)
            around = await self._check(work, sketch, workspace, seen)
            campaign = await self._registry.add(work, replace(sketch.plan(), readers=readers), around, rows)
            if start:
                await self._registry.start(work, campaign)
            await work.sketches.remove(row)
            await work.commit()
        self._on_change()
        return made

    async def _check(
        self, work: UnitOfWork, sketch: Sketch, workspace: str, seen: Mapping[str, ChannelSeen], without: str = ""
    ) -> Surroundings:
        around = await self._registry.around(work, sketch.plan(), workspace, seen, without=without)
        for problem in _all_problems(sketch, around, seen):
            raise problem
        return around

    # --- rows --------------------------------------------------------------------------------------------------------

    def _allow(self, by: str) -> None:
        self._roster.require(by, Permission.RUN_CAMPAIGNS)

    async def _kept(self, sketch_id: str, workspace: str, by: str, change: Callable[[Body], Body]) -> Sketch:
        self._allow(by)
        async with self._database.unit_of_work() as work:
            row = await own_row(work, sketch_id, workspace, by, lock=True)
            await work.sketches.write(row, written(change(BODY.validate_python(row.body))), self._clock.now())
            await work.commit()
            return read(row)


def _is_as_it_was(draft: Campaign | None, sketch: Sketch) -> bool:
    return draft is not None and draft.state == "draft" and draft.version == sketch.about_version


def _with_basics(body: Body, typed: Basics) -> Body:
    """Put the first step in; an edit has no fields for what is frozen, nor takes it from a form that was forged."""
    was = body.basics
    if body.running:
        typed = replace(typed, pack=was.pack, start=was.start, threshold=was.threshold)
    return replace(body, basics=typed)


def _with_teams(body: Body, teams: Mapping[str, TeamSketch]) -> Body:
    """Put teams in; what the form has no field for stays."""
    zones = {channel: body.teams[channel].zone for channel in teams if channel in body.teams}
    return replace(body, teams={channel: replace(team, zone=zones.get(channel)) for channel, team in teams.items()})


def _not_inside(seen: Mapping[str, ChannelSeen]) -> Iterator[FieldProblem]:
    if missing := outside(seen):
        yield FieldProblem("teams", invite(missing, NEXT_AGAIN))


def _called(seen: Mapping[str, ChannelSeen]) -> dict[str, str]:
    return {channel: one.called for channel, one in seen.items()}


def _all_problems(sketch: Sketch, around: Surroundings, seen: Mapping[str, ChannelSeen]) -> Iterator[FieldProblem]:
    yield from basics_problems(sketch, around, _called(seen))
    yield from teams_problems(sketch, sketch.basics.channels)
