"""What may be handed to anybody who asks (freedom of information): figures in one file, words in another.

Figures are the frozen ones, as they were first shown to leaders: no new counting, so nothing new can be worked out.
Words are those that were said by name in a team's channel, promises and ideas among them, without the name, in the
order of the alphabet, which tells neither time nor person. What was said in confidence or Unlinked is in neither file,
nor how much of it there is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.content.spreadsheet import Row
from bot.enquiries.export import heard_in_words
from bot.enquiries.traced_ideas import public_words
from bot.publishing import read_sums, read_teams
from bot.scenes.stage import pack_of
from bot.storage.models import Campaign, Round, Team
from bot.storage.unit_of_work import UnitOfWork

PLACE = ("week", "area", "organisation", "team")
FIGURE_COLUMNS = (*PLACE, "figure", "value")
WORD_COLUMNS = (*PLACE, "kind", "about", "words")
TOO_FEW = "withheld: too few people took part"
SLACK_ID = re.compile(r"<[@#!][^<>]*>|\b[UWCDGT][A-Z0-9]{8,}\b")


@dataclass(frozen=True)
class Public:
    """Both files' rows."""

    figures: tuple[Row, ...]
    words: tuple[Row, ...]


async def public(work: UnitOfWork, campaign: Campaign) -> Public:
    """Gather what may be published of a campaign's closed weeks."""
    teams = {team.id: team for team in await work.teams.of_campaign(campaign.id)}
    rounds = [row for row in await work.rounds.of_campaign(campaign.id) if row.state == "closed"]
    ordered = sorted(rounds, key=lambda row: (row.week, teams[row.team_id].organisation, teams[row.team_id].name))
    figures: list[Row] = []
    words: list[Row] = []
    published = await read_teams(work, ordered)
    for row in ordered:
        place, known = _place(campaign, row, teams[row.team_id]), published.get(row.id, {})
        figures += [{**place, "figure": name, "value": value} for name, value in _figures(known)]
        words += [{**place, **said} for said in _words(known)]
        words += [{**place, **said} for said in await _promised(work, row)]
        words += [{**place, **said} for said in await _ideas(work, campaign, row)]
    figures += await _together(work, campaign)
    return Public(tuple(figures), tuple(words))


async def _together(work: UnitOfWork, campaign: Campaign) -> list[Row]:
    """What was published of organisations and of all teams together."""
    areas = pack_of(campaign).areas
    rows: list[Row] = []
    for week, figures in await read_sums(work, campaign.id):
        organisation = figures["organisation"]
        place = {
            "week": str(week),
            "area": areas[week - 1].title,
            "organisation": "all organisations" if organisation is None else organisation,
            "team": "all teams" if figures["all_teams"] else "the larger teams",
        }
        rows += [{**place, "figure": name, "value": value} for name, value in _figures({**figures, "enough": True})]
    return rows


def _place(campaign: Campaign, row: Round, team: Team) -> Row:
    title = pack_of(campaign).area(row.area).title
    return {"week": str(row.week), "area": title, "organisation": team.organisation, "team": team.name}


def _figures(known: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every figure of a week by its name; a small group's are withheld, and the row says so."""
    yield "people heard", heard_in_words(known.get("heard"))
    if not known.get("enough"):
        yield "ratings and themes", TOO_FEW
        return
    ratings = known.get("ratings")
    for scale in ("now", "needed", "gap"):
        yield f"rating: {scale}", ratings[scale] if ratings and ratings.get(scale) is not None else TOO_FEW
    for theme in known.get("themes") or ():
        yield f"theme: {theme['title']}", theme.get("people") or heard_in_words(theme.get("band")) or TOO_FEW


def _words(known: Mapping[str, Any]) -> list[Row]:
    said = [("answer", one) for name in ("named", "leaders_named") for one in known.get(name) or ()]
    said += [("question to leaders", one) for one in known.get("questions") or () if one["author"]]
    rows = [{"kind": kind, "about": one.get("question") or "", "words": without_ids(one["text"])} for kind, one in said]
    return sorted(rows, key=lambda row: (str(row["kind"]), str(row["words"])))


async def _promised(work: UnitOfWork, row: Round) -> list[Row]:
    """What leaders promised in the thread of a week, without names, and how it stands."""
    made = [one for one in await work.promises.of_campaign(row.campaign_id) if one.round_id == row.id]
    rows = [
        {"kind": "promise", "about": f"{one.state}, due on {one.due_on}", "words": without_ids(one.body["text"])}
        for one in made
    ]
    return sorted(rows, key=lambda found: str(found["words"]))


async def _ideas(work: UnitOfWork, campaign: Campaign, row: Round) -> list[Row]:
    """What was said by name of ideas that were raised by name in a week."""
    said = [(about, without_ids(words)) for about, words in await public_words(work, campaign, row.id)]
    return [{"kind": "idea", "about": about, "words": words} for about, words in said]


def without_ids(text: str) -> str:
    """Take Slack ids and mentions out of words."""
    return SLACK_ID.sub("[…]", text)
