"""The table of a leader's teams: figures side by side, whole in the text, within Slack's limits, and its plain form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.content.readability import grade
from bot.content.texts import Texts
from bot.dialogues.week import table_facts
from bot.slack.blocks.compose import COMPOSERS, compose
from bot.slack.blocks.rendered import Rendered, texts_in
from sandbox.blocks.message import check_message
from tests.digests.stories import digest, tally, team_week
from tests.digests.test_message import full_digest

TEXTS = Texts(Path(__file__).parents[2] / "content" / "texts")
SPLIT, NEEDED = [1, 5] * 4, [3, 4, 5, 4] * 2


def shown(snapshot: dict[str, Any], **more: object) -> Rendered:
    """The table of a digest, as Slack would take it."""
    facts = table_facts(snapshot)
    assert facts is not None
    rendered = compose("digest/table", {**facts, **more}, TEXTS)
    check_message(rendered.text, rendered.block_dicts())
    return rendered


def cells(rendered: Rendered) -> list[list[str]]:
    """What stands in the table, row by row."""
    (table,) = [block for block in rendered.block_dicts() if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in table["rows"]]


def ordinary() -> dict[str, Any]:
    """A digest of four teams, of which one is too small and one rated only what is."""
    return digest(
        team_week(tally("Repairs & <co>", 9, now=SPLIT, needed=NEEDED)),
        team_week(tally("front desk", 9, now=SPLIT)),
        team_week(tally("Housing", 12, members=30, now=[5, 4] * 6, needed=[4, 3] * 6)),
        team_week(tally("Tiny", 2, now=[1, 1], needed=[5, 5])),
    )


def test_a_row_for_each_team_with_figures_in_alphabetical_order() -> None:
    """Each row has the team, the gap, now, needed and the band of people heard, and nothing ranks the teams."""
    assert cells(shown(ordinary())) == [
        ["Team", "Gap", "Now", "Needed", "Heard"],
        ["front desk", "not shown", "3.0", "not shown", "5 to 9"],
        ["Housing", "none", "4.5", "3.5", "10 to 19"],
        ["Repairs & <co>", "1.0", "3.0", "4.0", "5 to 9"],
    ]


def test_the_text_says_all_that_the_table_says() -> None:
    """Whoever hears the message, or whose Slack has no tables, learns each number of each team."""
    for snapshot in (ordinary(), full_digest([30] * 8)):
        rendered = shown(snapshot)
        lines = [line for line in rendered.text.splitlines() if line.startswith("• ")]
        body = cells(rendered)[1:]
        assert len(lines) == len(body)
        for line, (team, gap, now, needed, heard) in zip(lines, body, strict=True):
            name = team.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            assert line == f"• {name}: {heard} people; now {now}, needed {needed}, gap {gap}"
    assert "1 team had too few people for figures." in shown(ordinary()).text


def test_the_plain_form_says_the_same_without_a_table() -> None:
    """Where Slack takes no table, the same text stands in sections."""
    plain = shown(ordinary(), plain=True)
    assert plain.text == shown(ordinary()).text
    assert {block["type"] for block in plain.block_dicts()} == {"section"}
    assert "\n".join(texts_in(plain.block_dicts())) == plain.text


@pytest.mark.parametrize("teams", [2, 12, 60, 99, 130])
def test_the_largest_table_fits_slacks_limits(teams: int) -> None:
    """With the longest names and any number of teams it keeps to the limits, and counts the teams that are left out."""
    rendered = shown(full_digest([30] * teams))
    body = cells(rendered)[1:]
    (table,) = [block for block in rendered.block_dicts() if block["type"] == "table"]
    assert len(rendered.text) <= 4_000
    assert len(json.dumps(rendered.block_dicts())) <= 15_000
    assert len(body) <= 99
    assert sum(map(len, texts_in(table))) <= 10_000
    left = teams - len(body)
    assert (f"{left} more team" in rendered.text) is (left > 0)
    assert ("The page has them all." in rendered.text) is (left > 0)


def test_sixty_teams_with_ordinary_names_all_have_their_row() -> None:
    """A director of sixty teams reads them all: no team is left out where names are as long as names are."""
    snapshot = digest(*(team_week(tally(f"Service team {i:02}", 9, now=SPLIT, needed=NEEDED)) for i in range(60)))
    assert len(cells(shown(snapshot))) == 61


def test_names_are_not_shortened_until_they_are_one() -> None:
    """Two teams whose long names begin alike stay two."""
    names = [f"{'Adult social care in the locality of the ' * 2}{end}" for end in ("north", "south")]
    snapshot = digest(*(team_week(tally(name, 9, now=SPLIT, needed=NEEDED)) for name in names))
    rows = cells(shown(snapshot))[1:]
    assert len({row[0] for row in rows}) == 2


def test_ratings_that_all_can_see_say_so() -> None:
    """Means that were made of reactions alone are marked in the table, and the mark is explained."""
    seen = team_week(tally("Seen", 12, now=[2] * 12, public=True, seen=12))
    rendered = shown(digest(seen, team_week(tally("Housing", 9, now=SPLIT, needed=NEEDED))))
    marked = [row for row in cells(rendered) if "(seen)" in row[2]]
    assert bool(marked) is ("(seen): from the ratings all can see." in rendered.text)


def test_one_team_with_figures_needs_no_table() -> None:
    """Beside teams that are too small there is nothing to set one team beside."""
    snapshot = digest(team_week(tally("Housing", 9, now=SPLIT)), team_week(tally("Tiny", 2)))
    assert table_facts(snapshot) is None
    assert table_facts({"week": 1}) is None


def test_the_words_are_plain() -> None:
    """The message reads at grade 8 or below."""
    assert grade(shown(ordinary()).text) <= 8


def test_every_message_with_a_table_has_a_plain_form() -> None:
    """No other composer draws a table: one that does would be asked for a form that it does not have."""
    sources = (Path(__file__).parents[2] / "bot" / "slack" / "blocks").glob("*.py")
    assert [file.stem for file in sources if "TableBlock(" in file.read_text(encoding="utf-8")] == ["table"]
    assert "digest/table" in COMPOSERS
