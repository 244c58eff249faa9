"""What leaders read: each message of a digest, drawn, held against Slack's limits and ours, and read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.insight.outcomes import OPEN
from bot.slack.blocks.compose import compose
from bot.slack.blocks.rendered import Rendered
from sandbox.blocks.message import check_message
from sandbox.errors import SlackError
from tests.conversation.room import read_texts
from tests.large.truth import Judge

SCREEN, BLOCKS, THREAD = 1_500, 15, 4_000
SAID = r"(?:now (?P<now>\d\.\d))?(?:, )?(?:needed (?P<needed>\d\.\d))?.*?(?:a gap of (?P<gap>\d\.\d)|(?P<none>no gap))?"
ONE = re.compile(
    r"^\*People (?:rate this (?P<now>\d\.\d) of 5(?:, and want (?P<needed>\d\.\d))?(?:: a gap of (?P<gap>\d\.\d))?|"
    r"say this should be at (?P<only>\d\.\d))",
    re.MULTILINE,
)
OF = {"only": "needed"}
ROW = re.compile(
    rf"^• (?P<team>[^:\n]+): (?P<band>\d+ (?:to \d+|or more)) people(?:, [^;\n]*?)?(?:; {SAID})?[.;]", re.MULTILINE
)


def draw(judge: Judge, utterance: str, facts: Mapping[str, Any]) -> Rendered:
    """Draw one message, and hold it against the limits."""
    rendered = compose(utterance, facts, read_texts(), zone="Europe/London")
    blocks = rendered.block_dicts()
    try:
        check_message(rendered.text, blocks)
        refused = ""
    except SlackError as error:
        refused = str(error)
    judge.must(f"{utterance}: Slack takes it", not refused, refused)
    most = SCREEN if utterance == "digest/leader" else THREAD
    judge.must(f"{utterance}: length", len(rendered.text) <= most, len(rendered.text))
    if utterance == "digest/leader":
        judge.must(f"{utterance}: blocks", len(blocks) <= BLOCKS, len(blocks))
    return rendered


def screen(judge: Judge, snapshot: Mapping[str, Any]) -> Rendered:
    """Read the screen back: the teams' lines, the questions and quotes that stand there, and what is only counted."""
    rendered = draw(judge, "digest/leader", snapshot)
    text = plain(rendered.text)
    if len(snapshot["teams"]) > 1:
        _team_lines(judge, snapshot, text)
    else:
        _one_team(judge, snapshot, text)
    _questions(judge, snapshot, text)
    return rendered


def _team_lines(judge: Judge, snapshot: Mapping[str, Any], text: str) -> None:
    heard = {item["team"]: item for item in snapshot["heard"]["teams"]}
    gaps = {item["team"]: item for item in (snapshot["gaps"] or {"teams": []})["teams"]}
    part = text.partition("*Team by team*")[2]
    rows = [match for match in ROW.finditer(part) if match["team"] in heard]
    for match in rows:
        item, gap = heard[match["team"]], gaps.get(match["team"], {})
        judge.must("screen: band", match["band"] == band(item["heard"]), (match[0], item))
        judge.must("screen: now", number(match["now"]) == gap.get("now"), (match[0], gap))
        judge.must("screen: needed", number(match["needed"]) == gap.get("needed"), (match[0], gap))
        if match["gap"]:
            judge.must("screen: gap", number(match["gap"]) == gap.get("gap"), (match[0], gap))
        elif match["none"]:
            judge.must("screen: no gap", gap["gap"] is not None and gap["gap"] <= 0, (match[0], gap))
    more = re.search(r"^• and (\d+) more teams?$", part, re.MULTILINE)
    judge.must("screen: teams", len(rows) + (int(more[1]) if more else 0) == len(heard), (part[:700], len(heard)))


def _one_team(judge: Judge, snapshot: Mapping[str, Any], text: str) -> None:
    """The sentence of a single team's numbers, and its band."""
    said, heard = ONE.search(text), snapshot["heard"]["teams"]
    for gap in (snapshot["gaps"] or {"teams": []})["teams"]:
        judge.must("screen: one team", said is not None, text[:700])
        if said is not None:
            told = {OF.get(name, name): number(value) for name, value in said.groupdict().items() if value}
            judge.must("screen: its numbers", told.items() <= gap.items() and bool(told), (said[0], gap))
    for item in heard:
        judge.must("screen: its band", f"Heard: {band(item['heard'])} people" in text, (text[:700], item))


def _questions(judge: Judge, snapshot: Mapping[str, Any], text: str) -> None:
    told = snapshot["questions"]
    if not told or not (told["put"] or told["more"]):
        return
    part = text.partition("*Questions put to you*")[2].partition("\n*")[0]
    shown = re.findall(r"^• (?!From earlier weeks).*?“(.*?)”", part, re.MULTILINE)
    before = re.search(r"^• From earlier weeks (\d+) questions? still waits?", part, re.MULTILINE)
    earlier = [item for item in told["earlier"] if item["state"] in OPEN]
    judge.must("screen: earlier questions", (int(before[1]) if before else 0) == len(earlier), (part, len(earlier)))
    texts = [item["text"] for item in told["put"]]
    for words in shown:
        start = words.rstrip("…")
        judge.must("screen: question", any(each.startswith(start) for each in texts), words)
    more = re.search(r"^• and (\d+) more, in the thread", part, re.MULTILINE)
    every = len(shown) + (int(more[1]) if more else 0)
    judge.must("screen: questions", every == len(texts) + told["more"], (every, len(texts), told["more"]))


def table(judge: Judge, snapshot: Mapping[str, Any], facts: Mapping[str, Any]) -> Rendered:
    """Read the table back, cell by cell, and the same from its text and from its plain form."""
    rendered = draw(judge, "digest/table", facts)
    drawn = draw(judge, "digest/table", {**facts, "plain": True})
    judge.must("table: the plain form says the same", drawn.text == rendered.text)
    (block,) = [each for each in rendered.block_dicts() if each["type"] == "table"]
    rows = [[cell["text"] for cell in row] for row in block["rows"]][1:]
    heard = {item["team"]: item for item in snapshot["heard"]["teams"]}
    gaps = {item["team"]: item for item in (snapshot["gaps"] or {"teams": []})["teams"]}
    lines = [line for line in plain(rendered.text).splitlines() if line.startswith("• ")]
    for cells, line in zip(rows, lines, strict=True):
        team, gap_shown, *now_needed, people = cells
        numbers = [*now_needed, gap_shown]
        gap = gaps.get(team, {})
        seen = " (seen)" if str(gap.get("base", "")).endswith(".public") else ""
        true = [f"{gap[name]}{seen}" if gap.get(name) is not None else "not shown" for name in ("now", "needed", "gap")]
        if gap.get("gap") is not None and gap["gap"] <= 0:
            true[2] = "none"
        judge.must("table: cells", [people, *numbers] == [band(heard[team]["heard"]), *true], (cells, true))
        says = f"• {team}: {people} people; now {numbers[0]}, needed {numbers[1]}, gap {numbers[2]}"
        judge.must("table: text", line == says, (line, says))
    more = re.search(r"(\d+) more teams? ha(?:s|ve) no place here", rendered.text)
    judge.must("table: rows", len(rows) + (int(more[1]) if more else 0) == len(heard), (len(rows), len(heard)))
    return rendered


def plain(markup: str) -> str:
    """Slack's markup with its three escapes undone."""
    return markup.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def band(heard: Any) -> str:
    """How a band is said."""
    low, high = heard
    return f"{low} or more" if high is None else f"{low} to {high}"


def number(found: str | None) -> float | None:
    """A printed number."""
    return None if found is None else float(found)
