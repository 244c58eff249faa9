"""Where leaders offer times, change them, call them off and settle on one. Each act is checked here whoever sent it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.campaigns.calendar import local_date
from bot.campaigns.founding import zone_of
from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound, there
from bot.ids import fresh_id
from bot.insight.meetings import (
    BOOKED,
    COMMON,
    LONGEST,
    OFFERED,
    OPEN,
    TEAM,
    ChangeForm,
    Offered,
    OfferForm,
    Wish,
    check_size,
    check_start,
    check_wish,
    link_in,
)
from bot.insight.outcomes import TALK_OFFERED
from bot.meetings.acts import GONE, Act, MeetingDesk
from bot.meetings.around import around, in_state
from bot.meetings.seats import CHANGED
from bot.meetings.telling import Herald
from bot.questions.desk import NOT_YOURS, can_be_written_to
from bot.questions.hours import FIRST, LAST, calendar_of
from bot.questions.places import Place, Placed, area_title_of, placed
from bot.questions.showing import become
from bot.questions.talking import keep_offer, talk_offered
from bot.storage.meeting_models import Meeting, MeetingTime
from bot.storage.models import Campaign
from bot.storage.question_models import LeaderQuestion
from bot.storage.unit_of_work import UnitOfWork

NOT_YOUR_DIGEST = "This digest was written to somebody else, so only they can offer times from it."
NO_TEAM = "That team is not part of this digest any more."
NOT_YOUR_MEETING = "Only whoever offered a meeting can change it."
NOTHING_TO_SETTLE = "There is nothing to settle on: each of these times is held."


@dataclass(frozen=True)
class _About:
    """What a meeting is about: a team's week, from a digest; or a question."""

    campaign: Campaign
    week: int
    places: tuple[Place, ...]
    digest_id: str = ""
    question: Placed | None = None

    @property
    def area_title(self) -> str:
        return area_title_of(self.campaign, self.week)

    @property
    def one_team(self) -> bool:
        """Whether it is about one team, and not about what small teams asked together."""
        return self.question is None or self.question.question.round_id is not None

    @property
    def can_write(self) -> bool:
        """Whether those who raised it can be written to."""
        return self.question is not None and can_be_written_to(self.question)


class OfferDesk(MeetingDesk):
    """The leaders' desk."""

    # --- the form -----------------------------------------------------------------------------------------------------

    async def form_for_team(self, workspace: str, user: str, digest_id: str, team_id: str) -> OfferForm:
        """Give a leader the form for a team of their digest."""
        async with self._database.reading() as work:
            about = await _of_digest(work, workspace, user, digest_id, team_id)
        return _form(about, digest_id=digest_id, team_id=team_id)

    async def form_for_question(self, workspace: str, user: str, question_id: str) -> OfferForm:
        """Give whoever may act on a question the form about it: the question's words are not in it."""
        async with self._database.reading() as work:
            about = await _of_question(work, workspace, user, await work.questions.get(question_id))
        return _form(about, question_id=question_id)

    # --- offering -----------------------------------------------------------------------------------------------------

    async def offer_to_team(
        self, workspace: str, user: str, digest_id: str, team_id: str, act_id: str, wish: Wish
    ) -> Offered:
        """Offer a team of one's digest times; its questions of that week wait no more."""
        async with self._database.unit_of_work() as work:
            about = await _of_digest(work, workspace, user, digest_id, team_id)
            return await self._offered(work, about, user, act_id, wish)

    async def offer_about(self, workspace: str, user: str, question_id: str, act_id: str, wish: Wish) -> Offered:
        """Offer times about a question: to its teams, or by themselves to those who raised it."""
        async with self._database.unit_of_work() as work:
            about = await _of_question(work, workspace, user, await work.questions.hold(question_id))
            return await self._offered(work, about, user, act_id, wish)

    async def _offered(self, work: UnitOfWork, about: _About, user: str, act_id: str, wish: Wish) -> Offered:
        now = self._clocks.campaign.now()
        fresh = await work.seen.first_time(act_id, self._clocks.wire.now())
        if fresh:
            check_wish(wish, now, can_write=about.can_write)
            meeting = _meeting(about, user, wish, now)
            await work.meetings.add(meeting, [_time(meeting, start, wish) for start in wish.moments])
            await Herald(self._means(work), await around(work, meeting)).offer()
            await _note(work, about, user, wish, now)
            await work.commit()
            self._on_change()
        odd = tuple(start for start in wish.moments if not _in_hours(about, start, now))
        return Offered(fresh, wish.whom, odd, zone_of(about.places[0].team, about.campaign).key)

    # --- afterwards ---------------------------------------------------------------------------------------------------

    async def look(self, workspace: str, user: str, time_id: str) -> tuple[ChangeForm, str]:
        """Give a leader one of their times, to change it, and the zone it is in."""
        meeting_id = await self._meeting_of(time_id)
        async with self._database.reading() as work:
            herald = await self._found(work, workspace, await work.meetings.get(meeting_id))
        _check_leader(herald, user)
        time, hidden = herald.there.time(time_id), herald.there.by_themselves
        places = None if hidden else time.places
        form = ChangeForm(time_id, time.starts_at, time.minutes, places, herald.there.meeting.body["place"])
        return form, herald.zone

    async def change(self, workspace: str, user: str, time_id: str, act_id: str, to: ChangeForm) -> bool:
        """Change a time or the place: all who have a place there are told. False when it came before."""
        async with self._leading(workspace, user, await self._meeting_of(time_id), act_id) as act:
            time = act.time(time_id)
            if act.fresh:
                await _check_change(act, time, to)
                await _change(act, time, to)
                await act.seats.move_up(time)
                await act.seats.told()
        return act.fresh

    async def call_off(self, workspace: str, user: str, time_id: str, act_id: str) -> bool:
        """Call one time off; who has a place there is told. False when it came before."""
        async with self._leading(workspace, user, await self._meeting_of(time_id), act_id) as act:
            time = act.time(time_id)
            if act.fresh:
                await act.seats.call_off(time)
                await act.seats.told()
        return act.fresh

    async def call_all_off(self, workspace: str, user: str, meeting_id: str, act_id: str) -> bool:
        """Call the whole meeting off."""
        async with self._leading(workspace, user, meeting_id, act_id) as act:
            for time in act.herald.there.coming:
                if time.starts_at > act.herald.means.now:
                    await act.seats.call_off(time)
            await act.seats.told()
        return act.fresh

    async def settle(self, workspace: str, user: str, time_id: str, act_id: str) -> bool:
        """Hold one time of those that people said suit them, though it does not suit all."""
        async with self._leading(workspace, user, await self._meeting_of(time_id), act_id) as act:
            time, meeting = act.time(time_id), act.herald.there.meeting
            if meeting.rule != COMMON or meeting.state != OFFERED:
                raise AskAgain(NOTHING_TO_SETTLE)
            if act.fresh:
                await act.seats.settle(time)
                await act.seats.told()
        return act.fresh

    @asynccontextmanager
    async def _leading(self, workspace: str, user: str, meeting_id: str, act_id: str) -> AsyncIterator[Act]:
        async with self._acting(workspace, user, meeting_id, act_id) as act:
            _check_leader(act.herald, user)
            yield act


def _check_leader(herald: Herald, user: str) -> None:
    """Raise `NotAllowed` for whoever did not offer it; of one that is for some people only, `NotFound`."""
    if herald.there.meeting.leader != user:
        raise NotFound(GONE) if herald.there.by_themselves else NotAllowed(NOT_YOUR_MEETING)


# --- what it is about -------------------------------------------------------------------------------------------------


async def _of_digest(work: UnitOfWork, workspace: str, user: str, digest_id: str, team_id: str) -> _About:
    digest = await work.digests.get(digest_id)
    campaign = await work.campaigns.get(digest.campaign_id) if digest else None
    if digest is None or campaign is None or campaign.workspace != workspace:
        raise NotFound("That digest is not here any more.")
    if digest.leader != user:
        raise NotAllowed(NOT_YOUR_DIGEST)
    for round_ in await work.rounds.of_week(campaign.id, digest.week):
        if round_.team_id == team_id:
            team = there(await work.teams.get(team_id))
            if user in team.leaders:
                return _About(campaign, digest.week, (Place(round_, team),), digest_id=digest.id)
    raise NotFound(NO_TEAM)


async def _of_question(work: UnitOfWork, workspace: str, user: str, question: LeaderQuestion | None) -> _About:
    found = None if question is None or question.workspace != workspace else await placed(work, question)
    if found is None or not found.places:
        raise NotFound("That question is not here any more. Whoever asked it took it back, or its time is over.")
    if not found.may_act(user):
        raise NotAllowed(NOT_YOURS)
    return _About(found.campaign, found.question.week, found.places, question=found)


def _form(about: _About, **ids: str) -> OfferForm:
    team = about.places[0].team
    return OfferForm(
        topic=about.area_title[: LONGEST["topic"]],
        team=team.name if about.one_team else "",
        zone=zone_of(team, about.campaign).key,
        can_write=about.can_write,
        **ids,
    )


# --- what it becomes --------------------------------------------------------------------------------------------------


def _meeting(about: _About, user: str, wish: Wish, now: datetime) -> Meeting:
    question = about.question.question if about.question else None
    return Meeting(
        id=fresh_id(),
        workspace=about.campaign.workspace,
        campaign_id=about.campaign.id,
        week=about.week,
        team_id=about.places[0].team.id if about.one_team else None,
        organisation="" if about.one_team else about.places[0].team.organisation,
        question_id=question.id if question else None,
        leader=user,
        kind=wish.kind,
        whom=wish.whom,
        rule=wish.rule,
        state=OFFERED,
        body=_body(about, wish),
        made_at=now,
        version=1,
    )


def _body(about: _About, wish: Wish) -> dict[str, Any]:
    return {
        "topic": wish.topic.strip(),
        "place": wish.place.strip(),
        "link": link_in(wish.place),
        "access": wish.access.strip(),
        "language": wish.spoken.strip(),
        "area_title": about.area_title,
    }


def _time(meeting: Meeting, start: datetime, wish: Wish) -> MeetingTime:
    return MeetingTime(
        id=fresh_id(),
        campaign_id=meeting.campaign_id,
        meeting_id=meeting.id,
        starts_at=start,
        minutes=wish.minutes,
        places=wish.places,
        state=OPEN,
        sequence=0,
        version=1,
    )


async def _note(work: UnitOfWork, about: _About, user: str, wish: Wish, now: datetime) -> None:
    """Digests show that a talk is offered, and the questions that it is about wait no more."""
    if about.question is not None:
        await become(work, about.question.question, TALK_OFFERED, user, now)
    if wish.whom != TEAM:
        return
    led = [place for place in about.places if user in place.team.leaders]
    digest = await work.digests.of_week(about.campaign.id, user, about.week)
    for place in led if digest is not None else ():
        await keep_offer(work, there(digest).id, (place.team.id, place.round.id), user, now)
    if about.question is None:
        await talk_offered(work, about.places[0].round, user, now)


def _in_hours(about: _About, start: datetime, now: datetime) -> bool:
    """Whether a time lies in the team's working hours."""
    work = calendar_of(about.campaign, about.places[0].team, now)
    return work.is_working_day(local_date(start, work.zone)) and FIRST <= start.astimezone(work.zone).time() < LAST


# --- changing ---------------------------------------------------------------------------------------------------------


async def _check_change(act: Act, time: MeetingTime, to: ChangeForm) -> None:
    check_start("starts_at", to.starts_at, act.herald.means.now)
    if any(each.id != time.id and each.starts_at == to.starts_at for each in act.herald.there.coming):
        raise FieldProblem("starts_at", "This meeting has that time already. Please choose another one.")
    if not to.place.strip() or len(to.place) > LONGEST["place"]:
        raise FieldProblem("place", f"Please write where it is, within {LONGEST['place']} characters.")
    places = time.places if to.places is None or act.herald.there.by_themselves else to.places
    check_size(to.minutes, places)
    taken = len(in_state(await act.herald.means.work.meetings.bookings(time.id), BOOKED))
    if places < taken and not act.herald.there.by_themselves:
        raise FieldProblem("places", f"{taken} places are taken already, so there must be at least that many.")


async def _change(act: Act, time: MeetingTime, to: ChangeForm) -> None:
    meeting, by_themselves = act.herald.there.meeting, act.herald.there.by_themselves
    moved = (time.starts_at, time.minutes) != (to.starts_at, to.minutes)
    elsewhere = meeting.body["place"] != to.place.strip()
    time.starts_at, time.minutes = to.starts_at, to.minutes
    if to.places is not None and not by_themselves:
        time.places = to.places
    if elsewhere:
        meeting.body = {**meeting.body, "place": to.place.strip(), "link": link_in(to.place)}
    changed: Sequence[MeetingTime] = act.herald.there.coming if elsewhere else [time] if moved else []
    for each in changed:
        each.sequence += 1
        await act.seats.tell_all_at(each, CHANGED)
