"""Gathers what a wider digest is made from: what was published, and what came of questions and promises."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.digests.wider.facts import Account, AreaTold, Kind, WiderBrief
from bot.insight.asked import usual_days
from bot.insight.meetings import TEAM
from bot.insight.outcomes import OPEN
from bot.insight.promised import OPEN as NOT_KEPT
from bot.insight.publishing import PARTNERSHIP, Audience, Level, read_sum
from bot.insight.sums import Sum
from bot.publishing import NUMBERS
from bot.scenes.stage import pack_of
from bot.storage.models import Campaign, Team
from bot.storage.question_models import LeaderQuestion, Promise
from bot.storage.subscription_models import Subscription, WiderDigest
from bot.storage.unit_of_work import UnitOfWork


async def gather(
    work: UnitOfWork, campaign: Campaign, to: Subscription, digest_id: str, before: WiderDigest | None, now: datetime
) -> WiderBrief:
    """Gather all that was published since the digest before."""
    teams = await work.teams.of_campaign(campaign.id)
    passed = [
        row
        for row in await work.questions.held_by(to.workspace, to.user)
        if row.campaign_id == campaign.id and row.state in OPEN
    ]
    return WiderBrief(
        digest_id=digest_id,
        subscription_id=to.id,
        kind=Kind(to.kind),
        organisation=to.organisation,
        campaign=campaign.name,
        weeks=len(pack_of(campaign).areas),
        threshold=campaign.threshold,
        areas=await _areas(work, campaign, to, teams, before.week if before else 0),
        accounts=await _accounts(work, campaign, to, teams, now),
        every=to.every,
        passed=len(passed),
        passed_days=max(((now - (row.acted_at or row.put_at)).days for row in passed), default=0),
        is_over=campaign.state == "finished",
    )


async def _areas(
    work: UnitOfWork, campaign: Campaign, to: Subscription, teams: Sequence[Team], after: int
) -> tuple[AreaTold, ...]:
    names = {team.organisation for team in teams}
    keys = {_audience(name).key: name for name in (None, to.organisation, *names)}
    published: dict[int, dict[str | None, Sum | None]] = defaultdict(dict)
    for row in await work.publications.of_audiences({campaign.id}, keys, NUMBERS):
        published[row.week][keys[row.audience]] = read_sum(row.body, {})
    return tuple(
        AreaTold(week, area.title, sums[to.organisation], {name: sums.get(name) for name in names}, sums.get(None))
        for week, area in enumerate(pack_of(campaign).areas, start=1)
        if week > after and to.organisation in (sums := published[week])
    )


def _audience(organisation: str | None) -> Audience:
    return PARTNERSHIP if organisation is None else Audience(Level.ORGANISATION, organisation)


async def _accounts(
    work: UnitOfWork, campaign: Campaign, to: Subscription, teams: Sequence[Team], now: datetime
) -> tuple[Account, ...]:
    of_team = {team.id: team.organisation for team in teams}
    of_round = {row.id: of_team[row.team_id] for row in await work.rounds.of_campaign(campaign.id)}
    asked: dict[str, list[LeaderQuestion]] = defaultdict(list)
    for question in await work.questions.of_campaign(campaign.id):
        asked[of_round[question.round_id] if question.round_id else question.organisation].append(question)
    promises: dict[str, list[Promise]] = defaultdict(list)
    for promise in await work.promises.of_campaign(campaign.id):
        promises[of_round[promise.round_id]].append(promise)
    talks = [of_team[offer.team_id] for offer in await work.offers.of_campaign(campaign.id)]
    held = await _held(work, campaign, of_team)
    names = set(of_team.values()) if to.organisation is None else {to.organisation}
    return tuple(
        replace(_account(name, asked[name], promises[name], talks.count(name), now), held=held.count(name))
        for name in sorted(names)
    )


async def _held(work: UnitOfWork, campaign: Campaign, of_team: Mapping[str, str]) -> list[str]:
    """The organisation of each talk with whole teams that took place; those for some people only are not told of."""
    took_place = {time.meeting_id for time in await work.meetings.times_held(campaign.id)}
    meetings = await work.meetings.of_campaign(campaign.id)
    mine = [one for one in meetings if one.id in took_place and one.whom == TEAM]
    return [one.organisation if one.team_id is None else of_team[one.team_id] for one in mine]


def _account(
    organisation: str, asked: Collection[LeaderQuestion], promises: Iterable[Promise], talks: int, now: datetime
) -> Account:
    spans = [row.answered_at - row.put_at for row in asked if row.answered_at is not None]
    waiting = [(now - row.put_at).days for row in asked if row.state in OPEN]
    due = [promise.due_on for promise in promises if promise.state == NOT_KEPT]
    return Account(
        organisation=organisation,
        raised=len(asked),
        answered=len(spans),
        waiting=len(waiting),
        days=usual_days(spans),
        oldest=max(waiting, default=None),
        talks=talks,
        promises=len(due),
        late=_over(due, now.date()),
    )


def _over(due: Iterable[date], today: date) -> int:
    return sum(day < today for day in due)
