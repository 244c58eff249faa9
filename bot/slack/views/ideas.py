"""Ideas: the form in which one is shared, lists, one idea with what may be done about it, and what was learned.

Slack: a modal has at most 100 blocks.
"""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, ButtonElement, DatePickerElement, SectionBlock
from slack_sdk.models.views import View

from bot.insight.ideas import (
    ALL,
    ASKS,
    DECIDE_ON,
    LONGEST,
    LONGEST_REVIEW,
    MOVES,
    OPTIONAL,
    REACH,
    REACHES,
    REVIEW,
    ROLES,
    STOPPED,
    WAITING,
    WINS,
    IdeaLine,
    IdeasForm,
    IdeaShown,
    Learning,
    Moved,
)
from bot.slack.blocks.ideas import clipped, said_lines
from bot.slack.blocks.pieces import as_written, button, divider, row, sections, small_print
from bot.slack.blocks.voice import Voice, clip
from bot.slack.views.fields import field, form, one_of, option, page, radio, text, tick
from bot.surfaces import Choice

TITLE, NAME, WORDS = 140, 60, 200
MOST_SHOWN, MOST_STEPS, MOST_HELPERS, MOST_LEARNED = 25, 20, 15, 10
LONGEST_HELP, LONGEST_SEARCH = 300, 100
ONE_LINE = frozenset({"for_whom", "measure"})


# --- sharing ----------------------------------------------------------------------------------------------------------


def share_idea_view(start: IdeasForm, voice: Voice) -> View:
    """Draw the form for a new idea."""
    teams = [Choice(key, clip(name, NAME)) for key, name in start.teams]
    ways = [
        option(Choice(mode, voice.label(f"idea.mode.{mode}")), voice.label(f"idea.mode.{mode}_note"))
        for mode in ("named", "confidential")
    ]
    several = len(teams) > 1
    blocks = [
        *sections(voice.say("idea/form_intro", {"from_answer": bool(start.text)})),
        *([field(voice, "idea_team", one_of(voice, "team", teams, teams[0].key), block_id="team")] if several else ()),
        _words(voice, "need", start.text[:LONGEST]),
        _words(voice, "for_whom"),
        _words(voice, "idea", optional=True),
        _words(voice, "elsewhere", optional=True),
        _words(voice, "red_tape", optional=True),
        field(voice, "idea_mode", radio("mode", ways, "named" if start.named else "confidential"), block_id="mode"),
    ]
    team = None if several else teams[0].key
    return form(voice, "share_idea", "share_idea", "share", blocks, team_id=team)


def _words(voice: Voice, name: str, value: str = "", *, optional: bool = False, most: int = LONGEST) -> Block:
    written = text(name, value, lines=name not in ONE_LINE, most=most)
    return field(voice, f"idea_{name}", written, hint=True, optional=optional, block_id=name)


# --- reading ----------------------------------------------------------------------------------------------------------


def ideas_view(found: Sequence[IdeaLine], voice: Voice, which: str = "") -> View:
    """Draw a list of ideas, each with the button that opens it."""
    blocks = list(sections(voice.say("idea/list", {"count": len(found), "which": which})))
    for line in found[:MOST_SHOWN]:
        shown = voice.say("idea/line", _line(line, voice))
        opens = button(voice, "idea_open", line.idea_id, about=line.title)
        blocks.append(SectionBlock(text=as_written(shown), accessory=opens))
    if len(found) > MOST_SHOWN:
        blocks.append(small_print(voice.say("idea/more", {"more": len(found) - MOST_SHOWN})))
    return page(voice, "ideas", "ideas", blocks)


def _line(line: IdeaLine, voice: Voice) -> dict[str, object]:
    title = clip(line.title, TITLE)
    return {**vars(line), "title": title, "team": clip(line.team, NAME), "stands": _stage(line.stage, voice)}


def _stage(stage: str, voice: Voice) -> str:
    return voice.label(f"idea.stage.{stage}")


def idea_view(shown: IdeaShown, voice: Voice) -> View:
    """Draw one idea: its words, where it stands, its history, and what the reader may do."""
    line = shown.line
    asks = [{"what": what, "state": voice.label(f"idea.answer.{state}")} for what, state in shown.asks]
    facts = {**_line(line, voice), **clipped(shown.words), "credit": shown.credit, "asks": asks}
    blocks = [
        *sections(voice.say("idea/one", {**facts, "helping": shown.helping})),
        *_acts(shown, voice),
        divider(),
        *(block for step in shown.moves[-MOST_STEPS:] for block in _step(step, voice)),
        *_helpers(shown, voice),
    ]
    return page(voice, "idea", "idea", blocks)


def _acts(shown: IdeaShown, voice: Voice) -> Iterator[Block]:
    """What the reader may do, the next step first; a row holds each kind of button once."""
    idea_id, may = shown.line.idea_id, shown.may
    steps = [button(voice, "idea_stop", idea_id)] if STOPPED in shown.ways else []
    forward = [way for way in shown.ways if way != STOPPED]
    if forward:
        label = voice.label(f"idea.move.{forward[0]}")
        steps.insert(0, button(voice, "idea_move", f"{forward[0]}|{idea_id}", label=label, style="primary"))
    if steps:
        yield row(*steps)
    names = ("take_on", "finisher", "review", "help", "help_back", "name")
    others: list[ButtonElement] = [button(voice, f"idea_{name}", idea_id) for name in names if name in may]
    if "take_back" in may:
        others.append(button(voice, "idea_take_back", idea_id, style="danger", confirm=True))
    if others:
        yield row(*others)
    for what in ASKS:
        if f"answer/{what}" in may:
            label = voice.label(f"idea.ask.{what}")
            yield row(button(voice, "idea_answer", f"{what}|{idea_id}", label=label, style="primary"))


def _step(step: Moved, voice: Voice) -> list[Block]:
    lines = said_lines(step.said, voice)
    facts = {"kind": step.kind, "by": step.by, "on": step.on, "lines": lines, "decide_on": step.said.get(DECIDE_ON)}
    return sections(voice.say("idea/step", {**facts, "named": voice.label(f"idea.step.{step.kind}")}))


def _helpers(shown: IdeaShown, voice: Voice) -> list[Block]:
    """Who offers help: for its owner alone."""
    if not shown.helpers:
        return []
    helpers = [
        {"user": one.user, "role": voice.label(f"idea.role.{one.role}"), "words": clip(one.words, WORDS)}
        for one in shown.helpers[:MOST_HELPERS]
    ]
    return [divider(), *sections(voice.say("idea/helpers", {"helpers": helpers}))]


# --- acting -----------------------------------------------------------------------------------------------------------


def move_idea_view(shown: IdeaShown, to: str, voice: Voice) -> View:
    """Draw the form with what a move asks; what was said before stands in it already."""
    before = {name: words for step in shown.moves for name, words in step.said.items()} | dict(shown.words)
    names = MOVES.get((shown.line.stage, to), ())
    fields = [
        field(voice, f"idea_{name}", DatePickerElement(action_id=name), hint=True, block_id=name)
        if name == DECIDE_ON
        else _words(voice, name, before.get(name, ""), optional=name in OPTIONAL)
        for name in names
    ]
    title = {"title": clip(shown.line.title, TITLE), "to": to, "stands": _stage(to, voice)}
    blocks = [*sections(voice.say("idea/move_intro", title)), *fields]
    return form(voice, "move_idea", "move_idea", "save", blocks, idea_id=shown.line.idea_id, to=to)


def help_idea_view(shown: IdeaShown, voice: Voice) -> View:
    """Draw the form in which somebody offers help."""
    roles = [option(Choice(role, voice.label(f"idea.role.{role}"))) for role in ROLES]
    facts = {"title": clip(shown.line.title, TITLE), "owner": shown.line.owner}
    blocks = [
        *sections(voice.say("idea/help_intro", facts)),
        field(voice, "idea_role", radio("role", roles, ROLES[0]), block_id="role"),
        field(
            voice,
            "idea_skill",
            text("text", lines=True, most=LONGEST_HELP),
            hint=True,
            optional=True,
            block_id="text",
        ),
    ]
    return form(voice, "help_idea", "help_idea", "offer", blocks, idea_id=shown.line.idea_id)


def review_idea_view(shown: IdeaShown, voice: Voice) -> View:
    """Draw the four questions of a review, and who may learn from it; an earlier review stands in it already."""
    reaches = [
        option(Choice(reach, voice.label(f"idea.reach.{reach}")), voice.label(f"idea.reach.{reach}_note"))
        for reach in REACHES
    ]
    last = shown.lesson
    before = {"title": last.title, **last.said} if last else {}
    asked = any(what == REACH and state in {WAITING, "yes"} for what, state in shown.asks)
    reach = ALL if asked else last.reach if last else REACHES[0]
    blocks = [
        *sections(voice.say("idea/review_intro", {"title": clip(shown.line.title, TITLE)})),
        *(_review_field(voice, name, before.get(name, "")) for name in ("title", *REVIEW)),
        field(voice, "idea_reach", radio("reach", reaches, reach), block_id="reach"),
        *([_win_field(voice)] if shown.line.stage in WINS else []),
    ]
    return form(voice, "review_idea", "review_idea", "save", blocks, idea_id=shown.line.idea_id)


def _win_field(voice: Voice) -> Block:
    """The two boxes by which an owner says that the channel shall be told, and with their name."""
    boxes = [option(Choice(name, voice.label(f"idea.win.{name}"))) for name in ("yes", "named")]
    return field(voice, "idea_win", tick("win", boxes, ticked=False), hint=True, optional=True, block_id="win")


def _review_field(voice: Voice, name: str, value: str) -> Block:
    written = text(name, value, lines=name != "title", most=LONGEST_REVIEW)
    return field(voice, f"idea_review_{name}", written, hint=True, block_id=name)


def answer_idea_view(shown: IdeaShown, what: str, voice: Voice) -> View:
    """Draw the form in which a leader answers what an idea asks of them."""
    answers = [option(Choice(answer, voice.label(f"idea.answer.{answer}"))) for answer in ASKS[what]]
    asked = next((step.said[what] for step in reversed(shown.moves) if what in step.said), shown.words.get(what, ""))
    read = {"title": shown.lesson.title, **shown.lesson.said} if what == REACH and shown.lesson else {}
    lines = said_lines(read, voice, LONGEST_REVIEW)
    facts = {"title": clip(shown.line.title, TITLE), "what": what, "text": clip(asked, LONGEST), "lines": lines}
    words = text("text", lines=True, most=LONGEST)
    blocks = [
        *sections(voice.say("idea/answer_intro", facts)),
        field(voice, "idea_answer", radio("answer", answers, answers[0].value or ""), block_id="answer"),
        field(voice, "idea_answer_words", words, hint=True, optional=True, block_id="text"),
    ]
    ids = {"idea_id": shown.line.idea_id, "what": what, "of": str(shown.reviews)}
    return form(voice, "answer_idea", "answer_idea", "send", blocks, **ids)


# --- learning ---------------------------------------------------------------------------------------------------------


def learning_view(found: Sequence[Learning], voice: Voice, words: str = "") -> View:
    """Draw what was learned, with the field to look for words in it."""
    search = text("words", words, most=LONGEST_SEARCH)
    blocks = [
        field(voice, "learning_words", search, hint=True, optional=True, block_id="words"),
        *sections(voice.say("idea/lessons", {"count": len(found), "words": clip(words, LONGEST_SEARCH)})),
    ]
    for lesson in found[:MOST_LEARNED]:
        blocks += [divider(), *sections(voice.say("idea/lesson", _lesson(lesson, voice)))]
    if len(found) > MOST_LEARNED:
        blocks.append(small_print(voice.say("idea/more", {"more": len(found) - MOST_LEARNED})))
    return form(voice, "learning", "learning", "search", blocks)


def _lesson(lesson: Learning, voice: Voice) -> dict[str, object]:
    said = {name: clip(lesson.said.get(name, ""), LONGEST_REVIEW) for name in REVIEW}
    names = {"team": clip(lesson.team, NAME), "organisation": clip(lesson.organisation, NAME)}
    return {**said, **names, "title": clip(lesson.title, TITLE), "stands": _stage(lesson.outcome, voice)}
