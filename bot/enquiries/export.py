"""What an admin may take out of a campaign: its course, frozen figures, and what was said under a name.

Never a private text, a code or an uncounted person: an export holds what its reader may read (design: roles that read).
A question put in confidence was read by the leaders it was put to; admins read that there was one. So it is with an
idea that was raised without a name.
"""

from typing import Any

from pydantic import TypeAdapter

from bot.content.spreadsheet import Row
from bot.controller import Controller
from bot.enquiries.traced_ideas import traced
from bot.errors import there
from bot.insight.promised import PromiseShown
from bot.insight.publishing import Entry, Level
from bot.publishing import read_sums, read_teams
from bot.questions.promised import Reader
from bot.scenes.stage import pack_of
from bot.storage.models import Campaign, Round
from bot.storage.unit_of_work import UnitOfWork

PROMISES: TypeAdapter[list[PromiseShown]] = TypeAdapter(list[PromiseShown])


async def export(work: UnitOfWork, campaign: Campaign, controller: Controller) -> dict[str, Any]:
    """A whole campaign as JSON values, with where its people can ask and complain about it."""
    teams = await work.teams.of_campaign(campaign.id)
    names = {team.id: team for team in teams}
    rounds = await work.rounds.of_campaign(campaign.id)
    published = await read_teams(work, rounds)
    return {
        "privacy": {"notice": controller.notice, "contact": controller.contact, "complaints": controller.complaints},
        "campaign": {
            "id": campaign.id,
            "name": campaign.name,
            "state": campaign.state,
            "pack": campaign.pack_key,
            "pack_version": campaign.pack_version,
            "start": campaign.start.isoformat(),
            "zone": campaign.zone,
            "threshold": campaign.threshold,
            "priorities": campaign.priorities,
        },
        "teams": [{"name": t.name, "organisation": t.organisation, "channel": t.channel} for t in teams],
        "rounds": [
            _round(campaign, round_, names[round_.team_id].name, published.get(round_.id, {})) for round_ in rounds
        ],
        "together": [
            {"week": week, "organisation": figures["organisation"], "figures": figures}
            for week, figures in await read_sums(work, campaign.id)
        ],
        "offers": [
            {
                "team": names[offer.team_id].name,
                "week": there(await work.rounds.get(offer.round_id)).week,
                "leader": offer.leader,
                "offered_at": offer.offered_at.isoformat(),
            }
            for offer in await work.offers.of_campaign(campaign.id)
        ],
        "sponsor": await work.sponsors.of(campaign.id),
        "promises": await _promises(work, campaign),
        "ideas": await traced(work, campaign),
    }


async def _promises(work: UnitOfWork, campaign: Campaign) -> list[dict[str, Any]]:
    """What leaders promised by name, what became of it, and each change."""
    shown = await Reader(work).shown(await work.promises.of_campaign(campaign.id))
    written: list[dict[str, Any]] = PROMISES.dump_python(
        shown, mode="json", exclude={"__all__": {"late", "may_change"}}
    )
    return written


def _round(campaign: Campaign, round_: Round, team: str, published: Entry) -> dict[str, Any]:
    figures = dict(published)
    if figures:
        figures["questions"] = [_question(item) for item in figures["questions"]]
        for name in ("named", "leaders_named"):
            figures[name] = [{key: item[key] for key in item if key != "key"} for item in figures[name]]
    return {
        "team": team,
        "week": round_.week,
        "area": round_.area,
        "area_title": pack_of(campaign).area(round_.area).title,
        "opens_on": round_.opens_on.isoformat(),
        "state": round_.state,
        "closed_at": round_.closed_at.isoformat() if round_.closed_at else None,
        "figures": figures or None,
    }


def _question(item: dict[str, Any]) -> dict[str, Any]:
    return {"text": item["text"] if item["author"] else None, "author": item["author"]}


def as_rows(data: dict[str, Any], by: Level = Level.TEAM) -> list[Row]:
    """One row a week and team, organisation or partnership, for a spreadsheet."""
    return _team_rows(data) if by is Level.TEAM else _rows_together(data, by)


def _rows_together(data: dict[str, Any], by: Level) -> list[Row]:
    """What was published of organisations, or of all teams together; nothing is counted anew."""
    rows: list[Row] = []
    for item in data["together"]:
        if (item["organisation"] is None) is (by is Level.PARTNERSHIP):
            figures = item["figures"]
            ratings = figures["ratings"] or {}
            row = {
                "campaign": data["campaign"]["name"],
                "organisation": item["organisation"] or "",
                "week": item["week"],
                "heard": heard_in_words(figures["heard"]),
                "all_teams": "yes" if figures["all_teams"] else "the larger teams",
                **{name: ratings.get(name) for name in ("now", "needed", "gap")},
                "privacy_notice": data["privacy"]["notice"],
            }
            rows.append(row)
    return rows


def _team_rows(data: dict[str, Any]) -> list[Row]:
    rows: list[Row] = []
    for round_ in data["rounds"]:
        figures = round_["figures"] or {}
        ratings = figures.get("ratings") or {}
        row = {
            "campaign": data["campaign"]["name"],
            "team": round_["team"],
            "week": round_["week"],
            "area": round_["area_title"],
            "state": round_["state"],
            "heard": heard_in_words(figures.get("heard")),
            "now": ratings.get("now"),
            "needed": ratings.get("needed"),
            "gap": ratings.get("gap"),
            "named_answers": len(figures.get("named", [])),
            "questions": len(figures.get("questions", [])),
            "privacy_notice": data["privacy"]["notice"],
        }
        rows.append(row)
    return rows


def heard_in_words(band: list[int | None] | None) -> str:
    """Write a band for a cell."""
    if not band:
        return ""
    low, high = band
    return f"{low} or more" if high is None else f"{low} to {high}"
