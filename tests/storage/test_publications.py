"""The publication ledger, in both databases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.insight.publishing import PARTNERSHIP, Audience, Level
from bot.storage.database import Database
from tests.storage.rows import campaign, round_, team

NOW = datetime(2026, 9, 10, 16, tzinfo=UTC)
TEAM = Audience(Level.TEAM, "t-1")


async def test_what_was_published_first_stands(database: Database) -> None:
    """An audience's entries of a week are chosen once: whoever publishes again changes nothing."""
    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign())
        await work.publications.publish("c", 1, TEAM, {"figures": {"now": 2.5}, "words": {"named": []}}, NOW)
        await work.publications.publish("c", 1, TEAM, {"figures": {"now": 4.0}, "words": {"named": ["x"]}}, NOW)
        await work.commit()
    async with database.reading() as work:
        assert await work.publications.of_week("c", 1, TEAM) == {"figures": {"now": 2.5}, "words": {"named": []}}
        assert await work.publications.of_week("c", 2, TEAM) == {}
        assert await work.publications.audiences("c", 1) == {"team/t-1"}


async def test_words_follow_and_figures_do_not(database: Database) -> None:
    """A change of words goes through a week's words, and through no figures, whatever the change is."""

    def gone(_: Mapping[str, Any]) -> dict[str, Any]:
        return {"named": []}

    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign())
        entries: dict[Any, Any] = {"figures": {"named": ["kept"]}, "words": {"named": ["Hush"]}}
        for week in (1, 2):
            await work.publications.publish("c", week, TEAM, entries, NOW)
        assert await work.publications.reword("c", 1, gone)
        assert not await work.publications.reword("c", 1, gone)
        await work.commit()
    async with database.reading() as work:
        assert await work.publications.of_week("c", 1, TEAM) == {"figures": {"named": ["kept"]}, "words": {"named": []}}
        assert await work.publications.of_week("c", 2, TEAM) == entries


async def test_weeks_without_sums(database: Database) -> None:
    """A week waits for its sums once a team has closed it, until the partnership has an entry."""
    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign())
        await work.teams.add(team())
        await work.rounds.add(
            round_("r1", week=1, state="closed", figures={"people": 6}), round_("r2", week=2, state="open")
        )
        assert await work.publications.weeks_without_sums() == [("c", 1)]
        await work.publications.publish("c", 1, TEAM, {"figures": {}}, NOW)
        assert await work.publications.weeks_without_sums() == [("c", 1)]
        await work.publications.publish("c", 1, PARTNERSHIP, {"figures": {"shown": False}}, NOW)
        assert await work.publications.weeks_without_sums() == []
