"""A leader of two teams finds a table of them under the digest; a Slack without tables shows the same words."""

from __future__ import annotations

import pytest

from sandbox.blocks.layout import BLOCKS
from sandbox.records import Message
from tests.played.conftest import Setting
from tests.played.reading import said
from tests.played.stage import HOUSING, NURSES, Stage

TITLE = "Your teams side by side"
LINES = (
    "• Community nurses: 3 to 9 people; now 3.3, needed 3.7, gap 0.4",
    "• Housing repairs: 3 to 9 people; now 2.3, needed 4.3, gap 2.0",
)


async def lives(stage: Stage) -> list[Message]:
    """Both teams rate; give what their leader then reads under the digest about them."""
    await stage.campaign_starts(threshold=3)
    await stage.week_opens()
    for name, now in (("amina", 2), ("ben", 2), ("carys", 3)):
        await stage.person(name).rates(now=now, needed=now + 2, team="housing")
    for name, now in (("gwen", 3), ("hari", 3), ("iris", 4)):
        await stage.person(name).rates(now=now, needed=5 - (now == 3) * 2, team="nurses")
    await stage.until("digest")
    (digest,) = [message for message in stage.person("martin").hands.inbox() if "Team by team" in message.text]
    return [m for m in stage.workspace.messages.replies(digest.channel, digest.ts) if TITLE in m.text]


async def test_the_table_stands_in_the_digests_thread(on_stage: Setting) -> None:
    """Slack takes it, its cells hold each team's figures, and its text says the same."""
    async with on_stage(teams=(HOUSING, NURSES)) as stage:
        (message,) = await lives(stage)
        (table,) = [block for block in message.blocks if block["type"] == "table"]
        cells = [[cell["text"] for cell in row] for row in table["rows"]]
        assert cells == [
            ["Team", "Gap", "Now", "Needed", "Heard"],
            ["Community nurses", "0.4", "3.3", "3.7", "3 to 9"],
            ["Housing repairs", "2.0", "2.3", "4.3", "3 to 9"],
        ]
        assert all(line in message.text for line in LINES)
        assert all(TITLE not in m.text for m in stage.person("nia").hands.inbox())


async def test_a_slack_without_tables_shows_the_same_words(on_stage: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal is no trouble for anybody: the message stands once, as lines, and the admin hears nothing."""
    monkeypatch.delitem(BLOCKS, "table")
    async with on_stage(teams=(HOUSING, NURSES)) as stage:
        (message,) = await lives(stage)
        assert {block["type"] for block in message.blocks} == {"section"}
        assert all(line in said(message) for line in LINES)
        (row,) = [row for row in await stage.deliveries() if row.utterance == "digest/table"]
        assert (row.state, row.facts["plain"]) == ("sent", True)
        assert all("trouble" not in each.utterance for each in await stage.deliveries())
