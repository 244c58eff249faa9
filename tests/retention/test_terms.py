"""The months that may be set, and the words in which `waymark retention` tells what they mean."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.retention.ledger_file import file_of, terms_of
from bot.retention.outlook import outlook
from bot.retention.stages import Terms, months_after
from bot.settings import Settings
from tests.conversation.room import T1, Room
from tests.retention.lives import closed_at, finish


@pytest.mark.parametrize(
    ("raw", "aggregates", "headlines"), [(12, 36, 72), (1, 1, 1), (24, 24, 24), (24, 72, 120), (1, 72, 72)]
)
def test_terms_within_their_limits_are_taken(raw: int, aggregates: int, headlines: int) -> None:
    """From one month for everything to the longest that each may be."""
    settings = Settings(
        WAYMARK_RAW_MONTHS=raw, WAYMARK_AGGREGATES_MONTHS=aggregates, WAYMARK_HEADLINES_MONTHS=headlines
    )
    assert terms_of(settings) == Terms(raw, aggregates, headlines)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"WAYMARK_RAW_MONTHS": 0}, "What people said is kept for 1 month at least and 24 at most."),
        ({"WAYMARK_RAW_MONTHS": 25}, "What people said is kept for 1 month at least and 24 at most."),
        ({"WAYMARK_AGGREGATES_MONTHS": 11}, "Figures are kept as long as what people said (12 months) at least"),
        ({"WAYMARK_RAW_MONTHS": 20, "WAYMARK_AGGREGATES_MONTHS": 19}, "what people said (20 months) at least"),
        ({"WAYMARK_AGGREGATES_MONTHS": 73}, "and 72 at most."),
        ({"WAYMARK_HEADLINES_MONTHS": 35}, "The rest is kept as long as figures (36 months) at least"),
        ({"WAYMARK_HEADLINES_MONTHS": 121}, "and 120 at most."),
    ],
)
def test_terms_beyond_them_are_refused(values: dict[str, int], sentence: str) -> None:
    """Nobody may set that words stay for ever, or longer than what was made of them; a sentence says so."""
    with pytest.raises(ValidationError) as refused:
        Settings(**values)  # type: ignore[arg-type]
    (problem,) = refused.value.errors()
    assert sentence in problem["msg"]


def test_terms_that_are_not_set_hold() -> None:
    """Without a setting: twelve, thirty-six and seventy-two months."""
    assert terms_of(Settings()) == Terms() == Terms(12, 36, 72)


def test_where_the_ledger_lies(tmp_path: Path) -> None:
    """Beside an SQLite file, where it is set, or, with PostgreSQL and nothing set, nowhere."""
    beside = file_of(Settings(DATABASE_URL=f"sqlite:///{tmp_path}/waymark.sqlite3"))
    assert beside is not None
    assert beside.path == tmp_path / "waymark.sqlite3.deletions"
    chosen = file_of(Settings(DATABASE_URL="postgresql://h/d", WAYMARK_DELETIONS_FILE=tmp_path / "elsewhere"))
    assert chosen is not None
    assert chosen.path == tmp_path / "elsewhere"
    assert file_of(Settings(DATABASE_URL="postgresql://h/d")) is None


async def test_what_goes_when_is_said_of_each_campaign(room: Room) -> None:
    """A finished campaign, a paused one and a draft are each told with their dates, and what is due as due."""
    assert await outlook(room.database, Terms(), room.clock.now()) == ["There is no campaign."]
    await room.begins()
    await room.comes("open")
    await room.comes("close")
    await finish(room)
    lines = await outlook(room.database, Terms(), room.clock.now())
    assert lines == [
        "“Spring” ended on 14 January 2027.",
        "- what people said, rated and did: goes on 14 January 2028",
        "- its figures: goes on 14 January 2030",
        "- all the rest of it: goes on 14 January 2033",
    ]
    later = months_after(await closed_at(room), 13)
    assert (await outlook(room.database, Terms(), later))[1].endswith("gone, or goes next night")
    for state, words in (("paused", "is paused; its terms count from"), ("draft", "is a draft; its term counts from")):
        room.clock.advance(timedelta(days=1))
        await room.begins(name=state)
        async with room.database.unit_of_work() as work:
            (await work.campaigns.all(T1))[0].state = state
            await work.commit()
        lines = await outlook(room.database, Terms(), room.clock.now())
        assert any(line.startswith(f"“{state}” {words}") for line in lines)
    assert lines[-1].startswith("- all of it: goes on ")
