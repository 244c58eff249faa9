"""How much of a digest goes on one screen: rooms from roomy to tight, and a snapshot arranged to fit a room. Pure.

The snapshot stays whole; what does not fit is counted ("and 3 more"), never silently dropped. Words of people are cut
first, because their threads have them whole; then long names and lists; the agenda's steps stay in every room. Each
team in which somebody spoke has a line before any has a second one; only the tightest rooms leave a team's words out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.digests.sections.words import shorten
from bot.digests.side_by_side import quiet_teams, views
from bot.digests.waiting import count_earlier


@dataclass(frozen=True)
class Room:
    """How many lines of each kind, and how many characters of people's words, of names and of the pack's sentences.

    `lists`: the most names in a list inside a sentence, and of organisations and offers. `steps`: the agenda as a
    list of steps; otherwise it is one sentence. `details`: where nearly everyone agrees, and an organisation's
    ratings beside the teams' own. `quotes`: released quotes; those without a place stand in the digest's thread.
    `links`: the address of each answer, which takes as much room as a short answer; without, its channel leads
    there. `asides`: reactions, what share of a team took part, what to begin with. `each`: every team in which
    somebody spoke has a line, even if that is more than `answers`. `views`: lines that set figures side by side
    (leaders and staff, teams, earlier weeks). `told`: what residents told, which stands in the threads anyhow.
    `summary`: of several teams, the sentence at the top.
    """

    teams: int
    answers: int
    characters: int
    questions: int
    themes: int
    names: int
    sentence: int
    lists: int
    steps: bool = True
    details: bool = True
    experiment: bool = False
    links: bool = True
    asides: bool = True
    each: bool = True
    quotes: int = 0
    views: int = 8
    told: int = 3
    summary: bool = True


_SMALL = {"links": False, "details": False, "steps": False}
_TIGHT = {**_SMALL, "asides": False, "summary": False}
ROOMS = (
    Room(
        12, answers=5, characters=240, questions=5, themes=3, names=80, sentence=250, lists=5, experiment=True, quotes=3
    ),
    Room(12, answers=5, characters=200, questions=5, themes=3, names=80, sentence=250, lists=5, quotes=3, told=2),
    Room(12, 4, 160, 4, themes=2, names=60, sentence=250, lists=4, quotes=3, views=6, told=2),
    Room(12, 3, 140, 3, themes=2, names=50, sentence=200, lists=3, quotes=3, views=5, told=2),
    Room(12, 3, 140, 3, themes=2, names=50, sentence=200, lists=3, links=False, quotes=3, views=5, told=2),
    Room(12, 3, 110, 3, 1, names=40, sentence=150, lists=3, links=False, details=False, quotes=2, views=4, told=1),
    Room(12, 3, 110, 2, 1, names=32, sentence=100, lists=3, quotes=2, views=4, told=1, **_SMALL),
    Room(12, 2, 100, 2, 1, names=32, sentence=100, lists=3, quotes=2, views=3, told=1, **_SMALL),
    Room(12, 1, 90, 2, 1, names=28, sentence=90, lists=3, quotes=2, views=3, told=1, **_SMALL),
    Room(12, 1, 80, 1, 0, names=28, sentence=90, lists=2, quotes=1, views=2, told=1, **_SMALL),
    Room(12, 1, 60, 1, 0, names=26, sentence=80, lists=2, quotes=1, views=2, told=1, **_SMALL),
    Room(8, 1, 50, 1, 0, names=24, sentence=70, lists=1, views=1, told=1, **_TIGHT),
    Room(6, 1, 40, 1, 0, names=20, sentence=60, lists=1, views=1, told=0, **_TIGHT),
    Room(6, 1, 30, 1, 0, names=20, sentence=60, lists=1, views=1, told=0, **_TIGHT),
    Room(5, 1, 40, 1, 0, 20, 60, 1, each=False, views=1, told=0, **_TIGHT),
    Room(3, 0, 40, 1, 0, 20, 60, 1, each=False, views=0, told=0, **_TIGHT),
    Room(1, 0, 40, 1, 0, 16, 50, 1, each=False, views=0, told=0, **_TIGHT),
    Room(1, 0, 10, 1, 0, 12, 30, 1, each=False, views=0, told=0, **_TIGHT),
)


def arrange(snapshot: Mapping[str, Any], room: Room) -> dict[str, Any]:
    """Arrange a snapshot's facts for a room, with the counts of what is left out; the snapshot is not changed.

    For leaders of many teams, `rows` has each team's figures together (its `ratings` and `themes` beside `heard`), and
    `together` each organisation's.
    """
    many = len(snapshot["teams"]) > 1
    arranged = {
        **snapshot,
        "campaign": shorten(snapshot["campaign"], room.names),
        "headline": shorten(snapshot["headline"], room.sentence),
        "many": many,
        "heard": _heard(snapshot["heard"], room),
        "gaps": snapshot["gaps"] and _gaps(snapshot["gaps"], room),
        "words": snapshot["words"] and _words(snapshot["words"], room, many=many),
        "themes": snapshot["themes"] and _themes(snapshot["themes"], room),
        "quotes": _quotes(snapshot.get("quotes"), room),
        "questions": snapshot["questions"] and _questions(snapshot["questions"], room),
        "promises": snapshot["promises"] and _promises(snapshot["promises"], room),
        "ideas": snapshot.get("ideas") and _ideas(snapshot["ideas"], room, many=many),
        "agenda": _agenda(snapshot["agenda"], snapshot["questions"], room),
        "summary": snapshot.get("summary") if room.summary else None,
        "rhythm": _rhythm(snapshot.get("rhythm"), room),
        "residents": snapshot.get("residents") and _told(snapshot["residents"], room),
        "views": views(snapshot, room.views, room.names, room.lists),
    }
    return {**arranged, "rows": _rows(arranged), "together": _together(arranged)}


def _rows(arranged: Mapping[str, Any]) -> list[dict[str, Any]]:
    def of_team(section: str) -> dict[str, Any]:
        return {item["team_id"]: item for item in (arranged[section] or {"teams": []})["teams"]}

    ratings, themes = of_team("gaps"), of_team("themes")
    return [
        {
            **item,
            "ratings": ratings.get(item["team_id"]),
            "themes": themes.get(item["team_id"], {"themes": []})["themes"],
        }
        for item in arranged["heard"]["teams"]
    ]


def _together(arranged: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Put an organisation's band and ratings on one line where both hold the same teams."""
    lines = [{**item, "ratings": None} for item in arranged["heard"]["organisations"]]
    for ratings in (arranged["gaps"] or {"organisations": []})["organisations"]:
        same = [line for line in lines if all(line[key] == ratings[key] for key in ("organisation", "all_teams"))]
        if same:
            same[0]["ratings"] = ratings
        else:
            lines.append({**ratings, "heard": None, "ratings": ratings})
    return lines


def _heard(heard: Mapping[str, Any], room: Room) -> dict[str, Any]:
    small, aside = heard["small_teams"], {} if room.asides else {"share": None, "entered": None}
    return {
        **_lines([{**item, **aside} for item in heard["teams"]], room),
        "small_teams": [shorten(team, room.names) for team in small[: room.lists]],
        "more_small": max(0, len(small) - room.lists),
        "organisations": _named(heard["organisations"][: room.lists], room),
    }


def _gaps(gaps: Mapping[str, Any], room: Room) -> dict[str, Any]:
    agreed: dict[str, Any] = {} if room.details else {"agreed": {}}
    organisations = gaps["organisations"][: room.lists] if room.details or not gaps["teams"] else []
    return {
        "teams": _named([{**item, **agreed} for item in gaps["teams"]], room),
        "organisations": _named([{**item, **agreed} for item in organisations], room),
    }


def _themes(themes: Mapping[str, Any], room: Room) -> dict[str, Any]:
    return {"teams": [{**team, "themes": team["themes"][: room.themes]} for team in themes["teams"]]}


def _quotes(quotes: Mapping[str, Any] | None, room: Room) -> dict[str, Any] | None:
    """Quotes, dealt to the teams in turn; none of them is shown where a room has no place for one."""
    if not quotes or not room.quotes:
        return None
    places = _dealt([len(group["quotes"]) for group in quotes["groups"]], room.quotes)
    groups = [
        {**group, "quotes": [{**i, "text": shorten(i["text"], room.characters)} for i in group["quotes"][:most]]}
        for group, most in zip(quotes["groups"], places, strict=True)
        if most
    ]
    return {"groups": _named(groups, room), "more": sum(len(g["quotes"]) for g in quotes["groups"]) - sum(places)}


def _questions(questions: Mapping[str, Any], room: Room) -> dict[str, Any]:
    """The questions that are shown, in their order: one of each team before a second of any."""
    put = questions["put"]
    askers = list(dict.fromkeys((item["team"], item["organisation"]) for item in put))
    left = _dealt([sum((i["team"], i["organisation"]) == asker for i in put) for asker in askers], room.questions)
    places, shown = dict(zip(askers, left, strict=True)), []
    for item in put:
        asker = (item["team"], item["organisation"])
        if places[asker]:
            places[asker] -= 1
            shown.append({**item, "text": shorten(item["text"], room.characters)})
    more = questions["more"] + len(put) - len(shown)
    return {**questions, "put": _named(shown, room), "more": more, "earlier": count_earlier(questions)}


def _promises(promises: Mapping[str, Any], room: Room) -> dict[str, Any]:
    offers = [
        {**item, "area_title": shorten(item["area_title"], room.names)} for item in promises["offers"][: room.lists]
    ]
    every = promises.get("made", [])
    made = [{**item, "text": shorten(item["text"], room.characters)} for item in every[: room.lists]]
    return {
        "offers": _named(offers, room),
        "more": promises["more"] + len(promises["offers"]) - len(offers),
        "made": made,
        "made_more": promises.get("made_more", 0) + len(every) - len(made),
    }


def _ideas(ideas: Mapping[str, Any], room: Room, *, many: bool) -> dict[str, Any]:
    """Their sum, and the teams' own where there is room for a list."""
    teams = ideas["teams"][: room.lists] if many and room.details else []
    more = len(ideas["teams"]) - len(teams) if teams else 0
    return {**ideas, "teams": _named(teams, room), "more": more}


def _agenda(agenda: Mapping[str, Any], questions: Mapping[str, Any] | None, room: Room) -> dict[str, Any]:
    """The steps; what to begin with is left out once the questions that it means are taken back."""
    begin = agenda.get("begin") if room.asides else None
    taken_back = begin and begin["kind"] == "question" and not (questions or {}).get("put")
    return {
        "steps": agenda["steps"],
        "short": not room.steps,
        "leader_question": agenda["leader_question"] if len(agenda["leader_question"]) <= room.sentence else None,
        "experiment": agenda["experiment"] if room.experiment else None,
        "begin": None if taken_back else begin,
    }


def _words(words: Mapping[str, Any], room: Room, *, many: bool) -> dict[str, Any]:
    """Staff's answers first; a team's leaders get places that are left where all of its staff's are shown."""
    teams = words["teams"]
    wanted = [len(team["answers"]) for team in teams]
    places = max(room.answers, sum(most > 0 for most in wanted)) if room.each else room.answers
    dealt = _dealt(wanted, places)
    whole = [given >= most for given, most in zip(dealt, wanted, strict=True)]
    waiting = [len(team["leaders"]) if all_shown else 0 for team, all_shown in zip(teams, whole, strict=True)]
    left = _dealt(waiting, max(0, room.answers - sum(dealt)))
    said = [_said(team, answers, leaders, room) for team, answers, leaders in zip(teams, dealt, left, strict=True)]
    shown = [team for team in said if team["answers"] or team["leaders"]]
    unlinked = many and not room.links
    elsewhere = [team["channel"] for team in said if team not in shown or (team["more"] and unlinked)]
    return {
        "teams": shown,
        "links": room.links,
        "elsewhere": elsewhere[: room.lists],
        "more_elsewhere": max(0, len(elsewhere) - room.lists),
        "unread": [shorten(team, room.names) for team in words["unread"][: room.lists]],
        "more_unread": max(0, len(words["unread"]) - room.lists),
    }


def _said(team: Mapping[str, Any], answers: int, leaders: int, room: Room) -> dict[str, Any]:
    """One team's words in a room: so many of the staff's, and so many of the leaders'."""
    shown = team["answers"][:answers]
    return {
        "team": shorten(team["team"], room.names),
        "channel": team["channel"],
        "thread": team["thread"],
        "answers": [_quoted(item, room) for item in shown],
        "more": team["more"] + len(team["answers"]) - len(shown),
        "leaders": [_quoted(item, room) for item in team["leaders"][:leaders]],
    }


def _quoted(item: Mapping[str, Any], room: Room) -> dict[str, Any]:
    asked = shorten(item.get("asked", ""), room.characters)
    text = shorten(item["text"], room.characters)
    aside = {"link": item["link"] if room.links else None, "support": item["support"] if room.asides else 0}
    return {**item, "text": text, "asked": asked, **aside}


def _rhythm(rhythm: Mapping[str, Any] | None, room: Room) -> dict[str, Any] | None:
    """The advice, in short where the agenda is, and left out where there is no place for more than figures."""
    if not rhythm or not room.views:
        return None
    return {**quiet_teams(rhythm, room.names, room.lists), "short": not room.steps}


def _told(residents: Mapping[str, Any], room: Room) -> dict[str, Any] | None:
    """What residents told, dealt to the teams in turn; where a room has no place for it, their threads have it."""
    teams = residents["teams"]
    places = _dealt([len(team["told"]) for team in teams], room.told)
    shown = [
        {**team, "told": [_quoted({"support": 0, **item}, room) for item in team["told"][:most]]}
        for team, most in zip(teams, places, strict=True)
        if most
    ]
    everything = sum(len(team["told"]) + team["more"] for team in teams)
    return {"teams": _named(shown, room), "more": everything - sum(places)} if shown else None


def _dealt(wanted: Sequence[int], places: int) -> list[int]:
    """Deal the places round the teams, to each at most what it wants, so that no team's voices fill the screen."""
    given = [0] * len(wanted)
    while places and given != list(wanted):
        for i, most in enumerate(wanted):
            if places and given[i] < most:
                given[i] += 1
                places -= 1
    return given


def _lines(teams: Sequence[Mapping[str, Any]], room: Room) -> dict[str, Any]:
    return {"teams": _named(teams[: room.teams], room), "more_teams": max(0, len(teams) - room.teams)}


def _named(items: Sequence[Mapping[str, Any]], room: Room) -> list[dict[str, Any]]:
    names = ("team", "organisation")
    return [
        {key: shorten(value, room.names) if key in names and value else value for key, value in item.items()}
        for item in items
    ]
