"""What is said about ideas: in the team's channel and its thread, to who owns one, to leaders, to who raised it."""

from collections.abc import Mapping

from slack_sdk.models.blocks import ButtonElement

from bot.content.markup import quote
from bot.insight.ideas import WAITING
from bot.slack.blocks.composer import Composer, plain, with_rows
from bot.slack.blocks.pieces import are_you_sure, button, row
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip

TITLE, LONG, SHORT = 120, 700, 240
"""Characters of an idea's title, of its words, and of what is said about it in a few."""
WORDS = {"need": LONG, "for_whom": SHORT, "idea": LONG, "elsewhere": SHORT, "red_tape": SHORT}
MOST_LINES, MOST_NAMES = 8, 20


def shared(facts: Facts, voice: Voice) -> Rendered:
    """Tell a team of an idea, and where it stands."""
    rule, stands = facts.get("rule", WAITING), voice.label(f"idea.stage.{facts['stage']}")
    more = {"stands": stands, "rule": "" if rule == WAITING else voice.label(f"idea.answer.{rule}")}
    said = voice.say("idea/shared", {**facts, **clipped(facts), **more})
    if not facts["need"]:
        return with_rows(said)
    return with_rows(said, row(*_on_it(facts["idea_id"], voice)))


def moved(facts: Facts, voice: Voice) -> Rendered:
    """Say in its thread what has become of it."""
    lines = said_lines(facts["said"], voice)
    said = voice.say("idea/moved", {**facts, "title": clip(facts["title"], TITLE), "lines": lines})
    return with_rows(said, row(button(voice, "idea_open", facts["idea_id"])))


def win(facts: Facts, voice: Voice) -> Rendered:
    """Tell the channel of a win; once its words are taken back it says so."""
    words = {name: clip(words, SHORT) for name, words in facts["said"].items()}
    named = list(dict.fromkeys([*([facts["credit"]] if facts["credit"] else []), *facts["names"]]))[:MOST_NAMES]
    said = voice.say("idea/win", {**facts, "said": words, "team": clip(facts["team"], TITLE), "named": named})
    if not words:
        return with_rows(said)
    name = button(voice, "idea_win_name", facts["idea_id"], confirm=are_you_sure(voice, "idea_win_name", "primary"))
    return with_rows(said, row(name, button(voice, "idea_open", facts["idea_id"])))


def handed_over(facts: Facts, voice: Voice) -> Rendered:
    """Tell whoever raised it that somebody else takes it on."""
    return _about("idea/handed_over", facts, voice)


def offered(facts: Facts, voice: Voice) -> Rendered:
    """Tell its owner who offers help."""
    return _about("idea/offered", {**facts, "helps": voice.label(f"idea.role.{facts['role']}")}, voice)


def asked(facts: Facts, voice: Voice) -> Rendered:
    """Ask a leader for something, or say how it was answered."""
    answer = voice.label(f"idea.answer.{facts['state']}") if facts["state"] else ""
    words = {name: clip(facts[name], LONG, quote) for name in ("text", "words")}
    over, lines = facts.get("over", False), said_lines(facts.get("said", {}), voice)
    more = {"title": clip(facts["title"], TITLE), "said": answer, "over": over, "lines": lines}
    said = voice.say("idea/asked", {**facts, **words, **more})
    if facts["state"] or over or not facts["title"]:
        return with_rows(said)
    act = button(voice, "idea_answer", f"{facts['what']}|{facts['idea_id']}", style="primary")
    return with_rows(said, row(act, button(voice, "idea_open", facts["idea_id"])))


def clipped(words: Facts) -> dict[str, str]:
    """An idea's own words, each as long as a message has room for."""
    return {name: clip(words.get(name) or "", most, quote) for name, most in WORDS.items()}


def said_lines(said: Mapping[str, str], voice: Voice, most: int = SHORT) -> list[dict[str, str]]:
    """What was answered on the way, each under what was asked."""
    return [
        {"label": voice.label(f"idea.said.{name}"), "words": _answer(name, words, voice, most)}
        for name, words in list(said.items())[:MOST_LINES]
        if words and name != "decide_on"
    ]


def _answer(name: str, words: str, voice: Voice, most: int) -> str:
    return voice.label(f"idea.answer.{words}") if name == "answer" else clip(words, most)


def _about(template: str, facts: Facts, voice: Voice) -> Rendered:
    words = {"title": clip(facts["title"], TITLE), "text": clip(facts.get("text", ""), SHORT, quote)}
    return with_rows(voice.say(template, {**facts, **words}), row(button(voice, "idea_open", facts["idea_id"])))


def _on_it(idea_id: str, voice: Voice) -> list[ButtonElement]:
    return [button(voice, "idea_help", idea_id, style="primary"), button(voice, "idea_open", idea_id)]


COMPOSERS: dict[str, Composer] = {
    "idea/shared": shared,
    "idea/moved": moved,
    "idea/win": win,
    "idea/handed_over": handed_over,
    "idea/offered": offered,
    "idea/asked": asked,
    "idea/done": plain("idea/done"),
}
