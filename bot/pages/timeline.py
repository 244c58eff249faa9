"""What was put to a leader, and what came of it: from their digests, the records of questions, and offered talks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.digests.waiting import count_earlier
from bot.insight.outcomes import QUESTION
from bot.pages.breakdown import Standing
from bot.pages.facts import Outcome, Put, SaidBefore, WeekOfQuestions
from bot.pages.measure import met
from bot.questions.standing import STAYS_SAID, is_late
from bot.scenes.stage import pack_of
from bot.storage.models import DigestRecord, Offer
from bot.storage.question_models import LeaderQuestion
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Asked:
    """The records of a campaign's questions by id, and when each was met about."""

    records: Mapping[str, LeaderQuestion]
    met: Mapping[str, datetime]


async def asked(work: UnitOfWork, now: Standing) -> Asked:
    """Look the questions up."""
    records = {row.id: row for row in await work.questions.of_campaign(now.campaign.id)}
    return Asked(records, await met(work, now.campaign.id))


async def timeline(work: UnitOfWork, now: Standing, known: Asked) -> tuple[WeekOfQuestions, ...]:
    """Gather it by week, the newest first. Words follow their authors, as in the digests."""
    offers = await work.offers.of_campaign(now.campaign.id)
    return tuple(
        _week(now, digest, [one for one in offers if one.digest_id == digest.id], known) for digest in now.digests
    )


def earlier(now: Standing, known: Asked) -> dict[str, int] | None:
    """Count what the newest digest held of earlier weeks and waits now, with what is late now."""
    questions = (now.digests[0].snapshot.get("questions") if now.digests else None) or {}
    held = [
        {**item, "late": record is not None and is_late(record)}
        for item in questions.get("earlier") or ()
        for record in [known.records.get(item["id"])]
    ]
    return count_earlier({"earlier": held})


def _week(
    now: Standing,
    digest: DigestRecord,
    offers: Sequence[Offer],
    known: Asked,
) -> WeekOfQuestions:
    offered = {offer.team_id: offer.offered_at for offer in offers}
    questions = digest.snapshot.get("questions") or {"put": [], "more": 0}
    teams = {team["team"]: team["team_id"] for team in digest.snapshot.get("teams") or ()}
    return WeekOfQuestions(
        week=digest.week,
        area_title=pack_of(now.campaign).areas[digest.week - 1].title,
        issued_at=digest.issued_at,
        put=tuple(_put(item, teams, offered, known) for item in questions["put"]),
        more=int(questions["more"]),
        talks=tuple(sorted((now.teams[team].name, at) for team, at in offered.items() if team in now.teams)),
    )


def _put(
    item: Mapping[str, Any],
    teams: Mapping[str, str],
    offered: Mapping[str, datetime],
    known: Asked,
) -> Put:
    """What smaller teams asked together is talked about once any of them was offered a talk."""
    team = item["team"]
    talks = offered.values() if team is None else [offered[teams[team]]] if teams.get(team) in offered else []
    record = known.records.get(item.get("id") or "")
    outcome = None if record is None else _outcome(record, known)
    kept = {name: item[name] for name in ("wish", "speaker", "organisation") if name in item}
    kind = item.get("kind", QUESTION)
    return Put(item["text"], item["author"], team or "", min(talks, default=None), outcome, kind, **kept)


def _outcome(record: LeaderQuestion, known: Asked) -> Outcome:
    body = record.body
    return Outcome(
        state=record.state,
        at=record.acted_at,
        reply_by=record.reply_by,
        **_said(body),
        holder=record.holder,
        met_at=known.met.get(record.id),
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
    return {
        "words": body.get("words", ""),
        "owner": body.get("owner"),
        "until": until,
        "became": body.get("became", ""),
    }
