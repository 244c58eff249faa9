"""A small town that has lived through one week once, and stands again as it was for every test that asks."""

from __future__ import annotations

import asyncio
import copy
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.bootstrap import open_core
from demo.autoplay import play
from demo.cast import Cast, load_cast
from demo.live import begin
from demo.record import Record
from demo.words import Words, load_words
from demo.world import World, world


@dataclass(frozen=True)
class Lived:
    """A week that has been lived: the world (its Slack is gone), what people did, and its database's file."""

    stage: World
    record: Record
    database: Path


@pytest.fixture(scope="session")
def cast() -> Cast:
    """The people of the story."""
    return load_cast()


@pytest.fixture(scope="session")
def words() -> Words:
    """What they say."""
    return load_words()


@pytest.fixture(scope="session")
def one_team(cast: Cast) -> Cast:
    """The same story with one team in it."""
    return cast.model_copy(update={"teams": cast.teams[:1]})


@pytest.fixture(scope="session")
def lived(one_team: Cast, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """One team's first week, played once."""
    database = tmp_path_factory.mktemp("town") / "lived.sqlite3"

    async def live() -> Lived:
        async with world(one_team, database) as stage:
            return Lived(stage, await play(stage, 1, seed=63), database)

    return asyncio.run(live())


@pytest.fixture
async def again(lived: Lived, tmp_path: Path) -> AsyncIterator[Lived]:
    """The week that was lived, in copies that a test may change."""
    database = tmp_path / "again.sqlite3"
    for part in lived.database.parent.glob(f"{lived.database.name}*"):
        shutil.copy(part, database.with_name(database.name + part.name.removeprefix(lived.database.name)))
    stage = lived.stage
    settings = stage.parts.core.settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{database}"})
    messages = stage.workspace.messages
    stage.workspace.messages = copy.deepcopy(messages)
    async with open_core(settings, stage.parts.core.clocks) as core:
        yield Lived(replace(stage, parts=replace(stage.parts, core=core)), copy.deepcopy(lived.record), database)
    stage.workspace.messages = messages


@pytest.fixture
async def stage(one_team: Cast, migrated_sqlite_file: Path) -> AsyncIterator[World]:
    """A town where the first question has just been asked."""
    async with world(one_team, migrated_sqlite_file) as stage:
        await begin(stage)
        yield stage
