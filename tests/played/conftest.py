"""Stages for stories: `housing` is one team of six and their leader, over Socket Mode, in the campaign's first week."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.played.stage import HOUSING, Cast, Stage, stage

Setting = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def on_stage(migrated_sqlite_url: str) -> Setting:
    """Set a stage of one's own: `async with on_stage(road=…, teams=…) as stage`."""

    def setting(road: str = "socket", teams: tuple[Cast, ...] = (HOUSING,)) -> AbstractAsyncContextManager[Stage]:
        return stage(migrated_sqlite_url, road, teams)

    return setting


@pytest.fixture
async def empty(on_stage: Setting) -> AsyncIterator[Stage]:
    """Housing's people and the bot, before any campaign."""
    async with on_stage() as opened:
        yield opened


@pytest.fixture
async def housing(empty: Stage) -> Stage:
    """The campaign's first week in Housing, with figures from three people on; its question has just been asked."""
    await empty.campaign_starts(threshold=3)
    await empty.week_opens()
    return empty
