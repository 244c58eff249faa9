"""A leader's part of the Home tab: what waits for them, the talks they offered, their newest digest and the next one.

Read from the digests they were sent, so that Home tells them no more than those did.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.campaigns.calendar import WorkCalendar
from bot.campaigns.founding import holidays_of
from bot.dialogues.week import digest_key
from bot.digests.sections.words import shorten
from bot.digests.waiting import count_waiting, waiting
from bot.enquiries.meetings import Talk, meetings_ahead, talks_held
from bot.enquiries.reading import Reading
from bot.enquiries.rounds import rounds_of
from bot.errors import there
from bot.ids import delivery_id
from bot.insight.asked import QuestionWaiting, first_due
from bot.insight.outcomes import QUESTION
from bot.scenes.stage import pack_of
from bot.storage.models import Campaign, DigestRecord, Offer, Team
from bot.storage.repositories.teams import LIVE
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import DigestSent, Leading, TalkOffered

WAITING_SHOWN = 5
TALKS_SHOWN = 3
CHARACTERS = 200
"""Of a question; the digest and its thread have more."""


@dataclass(frozen=True)
class _Sent:
    """One of the leader's digests, with the talks offered from it."""

    record: DigestRecord
    campaign: Campaign
    offers: list[Offer]

    @property
    def offered(self) -> set[str]:
        return {offer.team_id for offer in self.offers}

    @property
    def area_title(self) -> str:
        return pack_of(self.campaign).areas[self.record.week - 1].title


async def leading(work: UnitOfWork, reading: Reading) -> Leading | None:
    """What a leader's Home shows, of all their campaigns, finished ones too; None for who leads no team."""
    teams, campaigns = await _led(work, reading)
    if not teams:
        return None
    sent = [
        _Sent(record, campaigns[record.campaign_id], await work.offers.of_digest(record.id))
        for record in await work.digests.for_leader(reading.workspace, reading.user)
        if record.campaign_id in campaigns
    ]
    zone = teams[0].zone or campaigns[teams[0].campaign_id].zone
    oldest_first = [item for one in reversed(sent) for item in _waiting(one, _days(one.record, reading.now, zone))]
    shown = sorted(oldest_first, key=lambda item: first_due(item.kind, item.reply_by))[:WAITING_SHOWN]
    person = await work.people.get(reading.workspace, reading.user)
    hour = (person.digest_hour if person else None) or ""
    written, comes = await _next_digest(work, campaigns.values(), teams, hour) or (None, None)
    return Leading(
        rounds=await rounds_of(work, reading, [team for team in teams if campaigns[team.campaign_id].state in LIVE]),
        waiting=tuple(shown),
        more_waiting=sum(count_waiting(one.record.snapshot, one.offered) for one in sent) - len(shown),
        talks=_talks(sent, {team.id: team for team in teams}, await talks_held(work, reading)),
        digest=await _digest(work, reading, sent[0]) if sent else None,
        next_digest=comes,
        state=next(state for state in ("running", "paused", "finished") if state in _states(campaigns.values())),
        zone=zone,
        campaign_id=sent[0].campaign.id if sent else teams[0].campaign_id,
        helped=await _helped(work, reading.user, campaigns),
        digest_hour=hour,
        written_at=f"{written.astimezone(ZoneInfo(zone)):%H:%M}" if written else "",
        meetings=await meetings_ahead(work, reading),
    )


async def _helped(work: UnitOfWork, leader: str, campaigns: Collection[str]) -> str:
    """What was chosen last of whether it helped those who asked."""
    asked = [row for each in campaigns for row in await work.questions.of_campaign(each)]
    said = [
        (row.body["helped_on"], row.body["help"])
        for row in asked
        if row.body.get("help") and row.body.get("by") == leader
    ]
    return max(said)[1] if said else ""


async def _led(work: UnitOfWork, reading: Reading) -> tuple[list[Team], dict[str, Campaign]]:
    """The leader's teams, those of live campaigns first, and their campaigns by id."""
    teams = await work.teams.led_by(reading.workspace, reading.user)
    campaigns = {each: there(await work.campaigns.get(each)) for each in {team.campaign_id for team in teams}}
    return sorted(teams, key=lambda team: campaigns[team.campaign_id].state not in LIVE), campaigns


def _states(campaigns: Collection[Campaign]) -> set[str]:
    return {campaign.state for campaign in campaigns}


def _waiting(sent: _Sent, days: int) -> list[QuestionWaiting]:
    return [
        QuestionWaiting(
            shorten(item["text"], CHARACTERS),
            item["author"],
            item["team"] or "",
            days,
            item.get("id", ""),
            item.get("wish", ""),
            item.get("speaker"),
            kind=item.get("kind", QUESTION),
            reply_by=date.fromisoformat(item["reply_by"]) if "reply_by" in item else None,
            before=tuple(item.get("before", ())),
            late=item.get("late", False),
        )
        for item in waiting(sent.record.snapshot, sent.offered)
    ]


def _days(record: DigestRecord, now: datetime, zone: str) -> int:
    place = ZoneInfo(zone)
    return max(0, (now.astimezone(place).date() - record.issued_at.astimezone(place).date()).days)


def _talks(sent: Sequence[_Sent], teams: dict[str, Team], held: Mapping[Talk, datetime]) -> tuple[TalkOffered, ...]:
    made = [
        TalkOffered(
            team.name,
            team.channel,
            one.area_title,
            offer.offered_at,
            held.get((one.campaign.id, one.record.week, team.id)),
        )
        for one in sent
        for offer in one.offers
        if (team := teams.get(offer.team_id)) is not None
    ]
    return tuple(sorted(made, key=lambda talk: talk.offered_at, reverse=True)[:TALKS_SHOWN])


async def _digest(work: UnitOfWork, reading: Reading, sent: _Sent) -> DigestSent:
    record, campaign = sent.record, sent.campaign
    posted = await work.deliveries.get(delivery_id(digest_key(record.id)))
    return DigestSent(
        campaign=campaign.name,
        week=record.week,
        weeks=len(pack_of(campaign).areas),
        area_title=sent.area_title,
        issued_at=record.issued_at,
        link=reading.link(posted.channel, posted.ts) if posted is not None and posted.channel else None,
        digest_id=record.id,
    )


async def _next_digest(
    work: UnitOfWork, campaigns: Collection[Campaign], teams: Sequence[Team], hour: str
) -> tuple[datetime, datetime] | None:
    """When the next digest is written, and comes: once the last of the leader's teams has come to it that week, and at
    their own hour."""
    led = {team.id for team in teams}
    weeks: dict[tuple[str, int], datetime] = {}
    for campaign in campaigns:
        if campaign.state != "running":
            continue
        rounds = {row.id: row for row in await work.rounds.of_campaign(campaign.id) if row.team_id in led}
        for beat in await work.beats.of_campaign(campaign.id):
            row = rounds.get(beat.round_id)
            if row is not None and row.state != "missed" and (beat.kind, beat.state) == ("digest", "planned"):
                week = (campaign.id, row.week)
                weeks[week] = max(weeks.get(week, beat.due_at), beat.due_at)
    if not weeks:
        return None
    (campaign_id, _), due = min(weeks.items(), key=lambda each: each[1])
    campaign = next(one for one in campaigns if one.id == campaign_id)
    calendar = WorkCalendar(ZoneInfo(teams[0].zone or campaign.zone), holidays_of(campaign, due))
    return due, calendar.at_hour(time.fromisoformat(hour), due) if hour else due
