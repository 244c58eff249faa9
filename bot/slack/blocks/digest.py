"""A leader's digest: one screen of a phone, and what can be done about it in as few rows of buttons as Slack lets us.

One screen is at most 1,500 characters and 15 blocks (design, "What leaders get"), counted with Slack's markup; a list
of teams to choose from, or a question back, opens on a tap and is not counted. Slack: an action's id stands once a row;
a list has at most 100 options; a whole message stays under 15,000 characters of JSON, which 60 teams to choose from
just do.
"""

import json
from collections.abc import Collection, Sequence
from typing import Any

from slack_sdk.models.blocks import Block, Option, PlainTextObject, StaticSelectElement
from slack_sdk.models.blocks.block_elements import InteractiveElement

from bot.digests.fit import ROOMS, Room, arrange
from bot.digests.waiting import count_earlier, count_waiting
from bot.insight.ladder import SESSION
from bot.insight.outcomes import ANSWERED, CONCERN, MEETING, PROMISED, QUESTION, TALK_OFFERED
from bot.slack.blocks.acting import MOST_ROWS, acts_on, with_acts
from bot.slack.blocks.composer import Composer
from bot.slack.blocks.pieces import button, heading, row, sections, shorten, small_print
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice

SCREEN = 1_500
MESSAGE = 4_000  # characters of text that Slack advises, and ours take at most
MOST_JSON = 14_500
MOST_BUTTONS = 2
MOST_OPTIONS = 60
BUTTON, OPTION, TITLE, AREA = 75, 40, 100, 50
WITH_A_DAY = (CONCERN, MEETING)
NEEDS_A_TAP = ("options", "confirm")
#: Sections with a template of their own, in the order of the screen, those of one block together; what is None is out.
OPENING, OPENING_OF_MANY = ("opening", "heard", "views", "rhythm"), ("opening", "teams", "views", "rhythm")
PARTS = (("words",), ("residents",), ("themes",), ("quotes",), ("questions",), ("promises", "ideas"), ("agenda",))
PARTS_OF_MANY = (("words", "residents"), *PARTS[3:])


def leader(facts: Facts, voice: Voice) -> Rendered:
    """Show the roomiest arrangement of a digest that fits one screen; the last one always does.

    It fits before a talk is offered or a question answered and after, whichever: no act takes words away that could
    be read.
    """
    untouched = {**facts, "offered": ()}
    acted = _all_acted_on(untouched)
    for room in ROOMS[:-1]:
        fullest = _offered_at_most(untouched, room)
        if _fits(_shown(untouched, voice, room)) and _fits(_shown(acted, voice, room, fullest)):
            return _shown(facts, voice, room, _offered(facts, room))
    return _shown(facts, voice, ROOMS[-1], _offered(facts, ROOMS[-1]))


def _all_acted_on(snapshot: Facts) -> Facts:
    """The same digest with the longest words about each question, and the longest row of buttons under it."""
    questions = snapshot["questions"]
    if not questions:
        return snapshot
    put = [{**item, **_longest(item)} if item.get("id") else item for item in questions["put"]]
    return {**snapshot, "questions": {**questions, "put": put}}


def _longest(item: Facts) -> Facts:
    """What a question may come to: a concern that is late says its day and more; of another "late" is a short word."""
    if item.get("kind", QUESTION) in WITH_A_DAY:
        return {"late": True, "wish": SESSION}
    return {"state": TALK_OFFERED, "before": [ANSWERED, PROMISED], "wish": SESSION}


def _fits(rendered: Rendered) -> bool:
    return len(rendered.text) <= SCREEN and _on_screen(rendered) <= SCREEN


def _shown(snapshot: Facts, voice: Voice, room: Room, offered: Facts | None = None) -> Rendered:
    area = shorten(snapshot["area_title"], TITLE)
    title = voice.label("digest.title", week=snapshot["week"], weeks=snapshot["weeks"], area=area)
    facts = {
        **arrange(snapshot, room),
        "last": _last(snapshot),
        "title": title,
        "listed": min(len(snapshot["teams"]), MOST_OPTIONS),
        "offered": offered,
        "open": len(_offered_ids(snapshot)) < len(snapshot["teams"]) and not (offered and len(snapshot["teams"]) == 1),
    }
    opening = _said(OPENING_OF_MANY if facts["many"] else OPENING, facts, voice)
    parts = PARTS_OF_MANY if facts["many"] else PARTS
    said = [words for part in (*parts, ("offered",)) if (words := _said(part, facts, voice))]
    blocks: list[Block] = [
        heading(title),
        *sections(opening),
        *(block for words in said for block in sections(words)),
        *_acts(snapshot, voice),
        small_print(voice.say("digest/rule", facts)),
    ]
    return Rendered(voice.say("digest/leader", facts), blocks)


def _said(sections_: Sequence[str], facts: Facts, voice: Voice) -> str:
    """The words of one block."""
    return "\n\n".join(voice.say(f"digest/{name}", facts) for name in sections_ if facts.get(name, True))


def _last(snapshot: Facts) -> Facts | None:
    """How many questions still wait, in the last digest: its own go as somebody says what comes of them."""
    if not snapshot.get("last"):
        return None
    put = snapshot["questions"] or {"put": (), "more": 0}
    settled = len(put["put"]) + put["more"] - count_waiting(snapshot, _offered_ids(snapshot))
    earlier = count_earlier(put)
    settled += len(put["earlier"]) - earlier["waiting"] if earlier else 0
    return {"waiting": max(0, snapshot["last"]["waiting"] - settled)}


def _offered_ids(snapshot: Facts) -> set[str]:
    """The teams of this digest that were offered a talk from it."""
    return {team["team_id"] for team in snapshot["teams"]} & set(snapshot.get("offered", ()))


def _offered(snapshot: Facts, room: Room) -> Facts | None:
    """Whom the leader has offered a talk; where it is one team, with its channel."""
    offered = _offered_ids(snapshot)
    teams = [team for team in snapshot["teams"] if team["team_id"] in offered]
    if not teams:
        return None
    names = [shorten(team["team"], room.names) for team in teams[: room.lists]]
    channel = teams[0]["channel"] if len(teams) == 1 else None
    return {"teams": names, "more": len(teams) - len(names), "channel": channel}


def _offered_at_most(snapshot: Facts, room: Room) -> Facts:
    """The longest that `_offered` can come to: the longest names, and all the others counted."""
    names = sorted((shorten(team["team"], room.names) for team in snapshot["teams"]), key=len, reverse=True)
    more = max(0, len(names) - room.lists)
    return {"teams": names[: room.lists], "more": more, "channel": None}


def _acts(snapshot: Facts, voice: Voice) -> list[Block]:
    """What can be done: offer times, say what comes of questions, promise something, open the page. One row does for
    one team; of several, each has its own way to offer times, and an action's id may stand once a row."""
    of_digest = f"digest/{snapshot['digest_id']}"
    offers, put = _offers(snapshot, voice), _on_questions(snapshot, voice)
    taken = {element.action_id for element in put}
    rest = [
        *([] if "question_promise" in taken else [button(voice, "promise_new", of_digest)]),
        button(voice, "open_page", of_digest),
    ]
    if len(snapshot["teams"]) == 1:
        return [row(*([] if "offer_times" in taken else offers), *put, *rest)]
    return [*([row(*put)] if put else []), *map(row, offers), row(*rest)]


def _offers(snapshot: Facts, voice: Voice) -> list[InteractiveElement]:
    """A button a team for one or two, a list to choose from for more; each says whether a talk is offered."""
    teams, offered = snapshot["teams"], _offered_ids(snapshot)
    if len(teams) > MOST_BUTTONS:
        return [_choice(snapshot, teams[:MOST_OPTIONS], offered, voice)]
    return [_offer_to(snapshot, team, offered, voice, named=len(teams) > 1) for team in teams]


def _offer_to(
    snapshot: Facts, team: Facts, offered: Collection[str], voice: Voice, *, named: bool
) -> InteractiveElement:
    """Opens the form for times; says whether something is offered already."""
    there = team["team_id"] in offered
    key = "offered" if there else "offer"
    label = voice.label(f"digest.{key}_to", team=team["team"]) if named else voice.label(f"digest.{key}")
    value = _value(snapshot["digest_id"], team)
    return button(voice, "offer_talk", value, label=shorten(label, BUTTON))


def _choice(snapshot: Facts, teams: Sequence[Facts], offered: Collection[str], voice: Voice) -> StaticSelectElement:
    return StaticSelectElement(
        action_id="offer_talk_select",
        placeholder=PlainTextObject(text=voice.label("digest.choose_team")),
        options=[
            Option(text=PlainTextObject(text=_option(team, offered, voice)), value=_value(snapshot["digest_id"], team))
            for team in teams
        ],
    )


def _option(team: Facts, offered: Collection[str], voice: Voice) -> str:
    if team["team_id"] not in offered:
        return shorten(team["team"], OPTION)
    return voice.label("digest.offered_option", team=shorten(team["team"], OPTION - len("(offered) ")))


def _on_questions(snapshot: Facts, voice: Voice) -> list[InteractiveElement]:
    """The buttons of the one question there is; a way to all of them where there are several, or some of earlier
    weeks."""
    put = [item for item in (snapshot["questions"] or {"put": ()})["put"] if item.get("id")]
    if len(put) > 1 or count_earlier(snapshot["questions"]):
        return [button(voice, "questions_open", snapshot["digest_id"], style="primary")]
    return [act for item in put for act in acts_on(voice, item["id"], item.get("kind", QUESTION), item.get("wish", ""))]


def _value(digest_id: str, team: Facts) -> str:
    return f"{digest_id}|{team['team_id']}"


def _on_screen(rendered: Rendered) -> int:
    """Count the characters of the blocks that are read without a tap."""
    return sum(_size(block) for block in rendered.block_dicts())


def _size(value: Any) -> int:
    if isinstance(value, dict):
        return sum(
            len(v) if k == "text" and isinstance(v, str) else _size(v) for k, v in value.items() if k not in NEEDS_A_TAP
        )
    return sum(map(_size, value)) if isinstance(value, list) else 0


def questions(snapshot: Facts, voice: Voice) -> Rendered:
    """Show every question put to a leader with its buttons, in the thread of their digest; cut only as far as Slack
    makes us."""
    rendered = Rendered("")
    for most in (300, 200, 120, 60, 20):
        facts = _all_questions(snapshot, most)
        rendered = Rendered(voice.say("digest/all_questions", facts), _with_acts(facts, voice))
        if len(rendered.text) <= MESSAGE and len(json.dumps(rendered.block_dicts())) <= MOST_JSON:
            break
    return rendered


def _with_acts(facts: Facts, voice: Voice) -> list[Block]:
    put = facts["questions"]["put"]
    if not put or not all(item.get("id") for item in put):
        return list(sections(voice.say("digest/all_questions", facts)))
    blocks = list(sections(voice.say("digest/all_questions_title", facts)))
    for item in put:
        line = voice.say("digest/one_question", {"item": item, "many": facts["many"]})
        asked = {"kind": item.get("kind", QUESTION), "wish": item.get("wish", "")}
        blocks += with_acts(voice, line, item["id"], few=len(put) <= MOST_ROWS, about=item["text"], **asked)
    return blocks


def _all_questions(snapshot: Facts, most: int) -> Facts:
    asked = snapshot["questions"] or {"put": [], "more": 0}
    put = [
        {
            **item,
            "text": shorten(item["text"], most),
            "team": item["team"] and shorten(item["team"], OPTION),
            "organisation": item["organisation"] and shorten(item["organisation"], OPTION),
        }
        for item in asked["put"]
    ]
    many = len(snapshot["teams"]) > 1
    return {"area_title": snapshot["area_title"], "many": many, "questions": {"put": put, "more": asked["more"]}}


def quotes(snapshot: Facts, voice: Voice) -> Rendered:
    """Show every released quote in the thread of a digest; cut only as far as Slack makes us."""
    said = ""
    for most in (900, 600, 400, 250, 150, 80, 40):
        said = voice.say("digest/quotes_whole", _all_quotes(snapshot, most))
        if len(said) <= MESSAGE:
            break
    return Rendered(said, list(sections(said)))


def _all_quotes(snapshot: Facts, most: int) -> Facts:
    groups = [
        {
            **group,
            "team": group["team"] and shorten(group["team"], OPTION),
            "organisation": group["organisation"] and shorten(group["organisation"], OPTION),
            "quotes": [
                {**item, "text": shorten(item["text"], most), "theme": shorten(item["theme"], AREA)}
                for item in group["quotes"]
            ],
        }
        for group in (snapshot.get("quotes") or {"groups": []})["groups"]
    ]
    many = len(snapshot["teams"]) > 1
    return {"area_title": snapshot["area_title"], "many": many, "quotes": {"groups": groups} if groups else None}


DIGEST_COMPOSERS: dict[str, Composer] = {
    "digest/leader": leader,
    "digest/questions": questions,
    "digest/quotes": quotes,
}
