"""What was put to a leader, and what came of it: from their digests, the records of questions, and offered talks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.insight.outcomes import QUESTION
from bot.pages.breakdown import Standing
from bot.pages.facts import Outcome, Put, SaidBefore, WeekOfQuestions
from bot.pages.measure import met
from bot.questions.standing import STAYS_SAID, is_late
from bot.scenes.stage import pack_of
from bot.storage.models import DigestRecord, Offer
from bot.storage.question_models import LeaderQuestion
from bot.storage.unit_of_work import UnitOfWork


async def timeline(work: UnitOfWork, now: Standing) -> tuple[WeekOfQuestions, ...]:
    """Gather it by week, the newest first. Words follow their authors, as in the digests."""
    records = {row.id: row for row in await work.questions.of_campaign(now.campaign.id)}
    offers = await work.offers.of_campaign(now.campaign.id)
    talked = await met(work, now.campaign.id)
    return tuple(
        _week(now, digest, [one for one in offers if one.digest_id == digest.id], records, talked)
        for digest in now.digests
    )


def _week(
    now: Standing,
    digest: DigestRecord,
    offers: Sequence[Offer],
    records: Mapping[str, LeaderQuestion],
    talked: Mapping[str, datetime],
) -> WeekOfQuestions:
    offered = {offer.team_id: offer.offered_at for offer in offers}
    asked = digest.snapshot.get("questions") or {"put": [], "more": 0}
    teams = {team["team"]: team["team_id"] for team in digest.snapshot.get("teams") or ()}
    return WeekOfQuestions(
        week=digest.week,
        area_title=pack_of(now.campaign).areas[digest.week - 1].title,
        issued_at=digest.issued_at,
        put=tuple(_put(item, teams, offered, records.get(item.get("id") or ""), talked) for item in asked["put"]),
        more=int(asked["more"]),
        talks=tuple(sorted((now.teams[team].name, at) for team, at in offered.items() if team in now.teams)),
    )


def _put(
    item: Mapping[str, Any],
    teams: Mapping[str, str],
    offered: Mapping[str, datetime],
    record: LeaderQuestion | None,
    talked: Mapping[str, datetime],
) -> Put:
    """What smaller teams asked together is talked about once any of them was offered a talk."""
    team = item["team"]
    talks = offered.values() if team is None else [offered[teams[team]]] if teams.get(team) in offered else []
    outcome = None if record is None else _outcome(record, talked.get(record.id))
    kind, wish = item.get("kind", QUESTION), {name: item[name] for name in ("wish", "speaker") if name in item}
    return Put(item["text"], item["author"], team or "", min(talks, default=None), outcome, kind, **wish)


def _outcome(record: LeaderQuestion, met_at: datetime | None) -> Outcome:
    body = record.body
    return Outcome(
        state=record.state,
        at=record.acted_at,
        reply_by=record.reply_by,
        **_said(body),
        holder=record.holder,
        met_at=met_at,
        help=body.get("help", ""),
        late=is_late(record),
        before=tuple(sorted(_before(body), key=lambda said: said.at)),
    )


def _before(body: Mapping[str, Any]) -> Iterator[SaidBefore]:
    for state, name in STAYS_SAID.items():
        if name in body:
            yield SaidBefore(state, datetime.fromisoformat(body[name]["at"]), **_said(body[name]))


def _said(body: Mapping[str, Any]) -> dict[str, Any]:
    until = date.fromisoformat(body["on"]) if "on" in body else None
    return {"words": body.get("words", ""), "owner": body.get("owner"), "until": until}
