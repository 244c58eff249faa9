"""What a team's channel reads in a week, and the reminder: hello, the question, playback, last call, told back."""

from slack_sdk.models.blocks import Block

from bot.content.markup import quote
from bot.insight.bands import few
from bot.insight.outcomes import OPEN
from bot.slack.blocks.acting import asked_too
from bot.slack.blocks.composer import Composer, with_rows
from bot.slack.blocks.pieces import button, heading, rating, row, sections, small_print
from bot.slack.blocks.promises import in_prompt
from bot.slack.blocks.rendered import MESSAGE, Rendered
from bot.slack.blocks.voice import Facts, Voice, clip

WORDS_SHOWN = 500
"""Characters of one person's words in a playback; the rest stands in the thread."""
WHOLE_ANSWER = 3_300
"""Characters of a Named answer with its quote marks: the form takes 3,000."""
ROOMS = ((6, 180, 180), (6, 180, 80), (6, 120, 60), (6, 80, 40), (4, 80, 40), (2, 60, 40))
"""So many questions to leaders in one message, so many characters of each and of what is said to it last, and so many
of what was said to it before: the first that fits is taken, and the last one does."""
Room = tuple[int, int, int]
SCALES = ("now", "needed")


def hello(facts: Facts, voice: Voice) -> Rendered:
    """Introduce the coach to a channel, and say who set it up."""
    priorities = [
        {"title": clip(item["title"], 120), "reason": clip(item.get("reason") or "", 200)}
        for item in facts["priorities"][:5]
    ]
    facts = {**facts, "campaign": clip(facts["campaign"], 200), "priorities": priorities}
    return with_rows(voice.say("intro", facts))


def prompt_open(facts: Facts, voice: Voice) -> Rendered:
    """Ask the week's question: why, how to answer, who sees what, and a button for each way."""
    title = voice.label("prompt.title", week=facts["week"], weeks=facts["weeks"], area=facts["area_title"])
    facts = _prompt_facts(facts, title)
    round_id = facts["round_id"]
    blocks: list[Block] = [
        heading(title),
        *(sections(voice.say("prompt/promises", facts)) if facts["promises"] else ()),
        *sections(voice.say("prompt/ask", facts)),
        *sections(voice.say("prompt/how", facts)),
        row(
            button(voice, "answer_privately", round_id, style="primary"),
            button(voice, "ask_leaders", round_id),
        ),
        *(block for scale in SCALES for block in _scale(scale, facts, voice)),
        small_print(voice.say("prompt/who", facts)),
    ]
    return Rendered(voice.say("prompt/open", facts), blocks)


def prompt_closed(facts: Facts, voice: Voice) -> Rendered:
    """Show the question as closed: no buttons, and how many were heard."""
    title = voice.label("prompt.closed_title", week=facts["week"], weeks=facts["weeks"], area=facts["area_title"])
    facts = {**_prompt_facts(facts, title), "few": few(facts["heard"]), "heard": voice.heard(facts["heard"])}
    blocks = [
        heading(title),
        *sections(voice.say("prompt/closed_note", facts)),
    ]
    return Rendered(voice.say("prompt/closed", facts), blocks)


def prompt_questions(facts: Facts, voice: Voice) -> Rendered:
    """Put the area's detailed questions into the thread, in one message."""
    whole = {"experiment": None, "residents_question": None, "closed": False, **facts}
    return with_rows(voice.say("prompt/questions", whole))


def playback(facts: Facts, voice: Voice) -> Rendered:
    """Tell the team what was said so far: only Named words, only roughly how many."""
    words = [{"asked": "", **word, "text": clip(word["text"], WORDS_SHOWN, quote)} for word in facts["words"][:3]]
    said = {"closed": False, "unanswered": 0, **facts, "heard": voice.heard(facts["heard"]), "words": words}
    return with_rows(voice.say("playback", said))


def nudge(facts: Facts, voice: Voice) -> Rendered:
    """Remind one person, in private, with the ways to answer while there is time, and the ways to stop this."""
    round_id, closed = facts["round_id"], facts.get("closed", False)
    return with_rows(
        voice.say("nudge", {"few": False, **facts, "closed": closed, "team": clip(facts["team"], 200)}),
        row(
            *(() if closed else (button(voice, "answer_privately", round_id, style="primary"),)),
            button(voice, "snooze_reminders", round_id),
            button(voice, "stop_reminders", round_id, confirm=True),
        ),
    )


def told_back(facts: Facts, voice: Voice) -> Rendered:
    """Tell the team what happened with what they said; after the last question, say goodbye."""
    farewell = facts.get("farewell")
    if farewell:
        farewell = {**farewell, "campaign": clip(farewell["campaign"], 200)}
    heard = {"few": few(facts["heard"]), "heard": voice.heard(facts["heard"])}
    shown = Rendered("")
    for room in ROOMS:
        shown = _told_in({**facts, **heard, "farewell": farewell}, voice, room)
        if len(shown.text) <= MESSAGE.text:
            break
    return shown


def _told_in(facts: Facts, voice: Voice, room: Room) -> Rendered:
    asked = facts.get("questions", ())
    shown = [_asked(item, *room[1:]) for item in asked[: room[0]]]
    said = {"questions_more": len(asked) - len(shown), **facts, "questions": shown}
    blocks = [
        *sections(voice.say("told_back/heard", said)),
        *(block for item in shown for block in _with_vote(item, voice)),
        *sections(voice.say("told_back/next", said)),
    ]
    return Rendered(voice.say("told_back", said), blocks)


def _with_vote(item: Facts, voice: Voice) -> list[Block]:
    """A question as it stands; whoever asks it too can say so as long as nobody has settled it."""
    line = voice.say("question/stands", {"item": item})
    return [asked_too(voice, line, item["id"], item["text"])] if item["state"] in OPEN else sections(line)


def _asked(item: Facts, most: int, most_before: int) -> Facts:
    """A question of the team, with what its leaders say to it, cut so that several fit a message."""
    cut = {"text": clip(item["text"], most), "words": clip(item.get("words", ""), most)}
    before = {
        name: {**item[name], "words": clip(item[name].get("words", ""), most_before)}
        for name in ("answer", "promise")
        if name in item
    }
    return {**item, **cut, **before}


def last_call(facts: Facts, voice: Voice) -> Rendered:
    """Say that the week closes soon, or that it has closed."""
    return with_rows(voice.say("last_call", {"closed": False, "few": False, **facts}))


def named_answer(facts: Facts, voice: Voice) -> Rendered:
    """Post a Named answer from the form into the thread, for its author."""
    whole = {"follow_up": False, "to_leaders": False, **facts, "text": clip(facts["text"], WHOLE_ANSWER, quote)}
    rows = [row(button(voice, "ask_too", facts["ask_too"]))] if facts.get("ask_too") else []
    return with_rows(voice.say("thread/named_answer", whole), *rows)


def _scale(scale: str, facts: Facts, voice: Voice) -> list[Block]:
    """Five numbers under the question that they answer: so they fit one row of a phone."""
    numbers = row(*(rating(voice, scale, value, facts["round_id"]) for value in range(1, 6)))
    return [*sections(voice.say(f"prompt/rate_{scale}", facts)), numbers]


def _prompt_facts(facts: Facts, title: str) -> Facts:
    usual = {"same_as_week": None, "priority_line": None, "closes_at": None, "promises_more": 0}
    return {**usual, **facts, "promises": in_prompt(facts.get("promises", ())), "title": title}


COMPOSERS: dict[str, Composer] = {
    "intro": hello,
    "prompt/open": prompt_open,
    "prompt/closed": prompt_closed,
    "prompt/questions": prompt_questions,
    "playback": playback,
    "nudge": nudge,
    "last_call": last_call,
    "told_back": told_back,
    "thread/named_answer": named_answer,
}
