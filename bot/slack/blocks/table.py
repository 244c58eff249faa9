"""The figures of a leader's teams side by side, in the thread of their digest: a table, and the same as lines of text.

Slack: one table in a message, 100 rows of 20 cells, 10,000 characters; only in messages. A Slack that takes no table
refuses the message as it is drawn; the ledger then asks for it `plain`, and the lines stand in sections.
"""

import json
from collections.abc import Sequence

from slack_sdk.models.blocks import Block, RawTextObject, TableBlock
from slack_sdk.models.blocks.basic_components import TableBlockColumnSettings

from bot.digests.table import TableRow, can_be_told_apart, rows
from bot.slack.blocks.composer import Composer
from bot.slack.blocks.pieces import sections, shorten, small_print
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice

MOST_ROWS = 99  # and one of headings
MOST_TEXT = 4_000  # characters of a message's text that Slack advises, and that an update takes
MOST_JSON = 14_500
NAMES = (80, 50, 36, 26, 20)
WHOLE = 200  # as long as a name may be
AREA = 75
COLUMNS = ("team", "gap", "now", "needed", "heard")
"""What matters most comes first: a phone shows two or three columns."""
NUMBERS = COLUMNS[1:]
Cells = dict[str, str]


def table(facts: Facts, voice: Voice) -> Rendered:
    """Show as many teams as Slack takes: names are shortened first, as far as they can be told apart, then rows go."""
    every = [teams for names in NAMES if can_be_told_apart(teams := rows(facts, names))] or [rows(facts, WHOLE)]
    for teams in every:
        drawn = _drawn(facts, teams[:MOST_ROWS], len(teams), voice)
        if _fits(drawn):
            return drawn
    shortest = every[-1]
    for most in range(min(MOST_ROWS, len(shortest)), 0, -1):
        drawn = _drawn(facts, shortest[:most], len(shortest), voice)
        if _fits(drawn):
            break
    return drawn


def _fits(drawn: Rendered) -> bool:
    return len(drawn.text) <= MOST_TEXT and len(json.dumps(drawn.block_dicts())) <= MOST_JSON


def _drawn(facts: Facts, shown: Sequence[TableRow], every: int, voice: Voice) -> Rendered:
    cells = [_cells(team, voice) for team in shown]
    said = {
        "area_title": shorten(facts["area_title"], AREA),
        "rows": cells,
        "more": every - len(shown),
        "small": facts["small"],
        "seen": any(team.seen for team in shown),
    }
    text = voice.say("digest/table", said)
    if facts.get("plain"):
        return Rendered(text, sections(text))
    note = voice.say("digest/table_note", said)
    blocks: list[Block] = [*sections(voice.say("digest/table_title", said)), _block(cells, voice)]
    return Rendered(text, [*blocks, small_print(note)] if note else blocks)


def _cells(team: TableRow, voice: Voice) -> Cells:
    """The words of one row; a number from the ratings that all can see says so."""

    def number(value: float | None) -> str:
        if value is None:
            return voice.label("digest.table.not_shown")
        return voice.label("digest.table.seen", number=value) if team.seen else str(value)

    return {
        "team": team.team,
        "heard": voice.heard(team.heard),
        "now": number(team.now),
        "needed": number(team.needed),
        "gap": voice.label("digest.table.no_gap") if team.gap is not None and team.gap <= 0 else number(team.gap),
    }


def _block(cells: Sequence[Cells], voice: Voice) -> TableBlock:
    head = {name: voice.label(f"digest.table.{name}") for name in COLUMNS}
    return TableBlock(
        rows=[[RawTextObject(text=row[name]) for name in COLUMNS] for row in (head, *cells)],
        column_settings=[
            TableBlockColumnSettings(align="right" if name in NUMBERS else "left", is_wrapped=name not in NUMBERS)
            for name in COLUMNS
        ],
    )


TABLE_COMPOSERS: dict[str, Composer] = {"digest/table": table}
