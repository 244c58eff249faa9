"""Fixtures every test may use: databases, a browser, and how hard Hypothesis looks.

- `database_url`: the test runs twice, on an empty SQLite file and on an empty PostgreSQL database.
- `migrated_database_url`: the same, with the product's tables in it.
- `sqlite_url`, `postgres_url`: one of the two, empty. `migrated_sqlite_url`, `migrated_postgres_url`: with tables.
- `browser`: Chromium, driven by Playwright's async interface (its sync one cannot share a process with async tests).

What a test needs and the machine lacks is a skip with its reason, and a failure when CI=true.
Under pytest-xdist each worker has a server of its own.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings
from playwright.async_api import Browser, async_playwright

from tests.support.chromium import OPTIONS, ChromiumMissingError, find_chromium
from tests.support.postgres import PostgresMissingError, PostgresServer, postgres_server

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "small")
SLOW_IS_FINE = [HealthCheck.too_slow]  # the machine's speed is not what these tests are about
# The small profile tries the same examples each time, so that a red run can be had again; the large one explores.
settings.register_profile("small", max_examples=30, deadline=None, derandomize=True, suppress_health_check=SLOW_IS_FINE)
settings.register_profile(
    "large", max_examples=1000, deadline=None, print_blob=True, suppress_health_check=SLOW_IS_FINE
)
settings.load_profile(PROFILE)

BEGUN_FIRST = (
    "torture/test_processes.py", "demo/test_whole_campaign_in_the_browser.py", "client/test_browser.py",
    "played/test_stopping.py", "played/test_processes.py", "crashes/test_crashes.py", "demo/test_commands.py",
    "delivery/test_scaled.py", "demo/test_apart.py", "simulation/test_simulation.py",
)  # fmt: skip
"""Modules with long tests, the longest first: begun last, they would keep one worker busy while the others rest."""


TOLD_ON_SQLITE = {"campaigns", "conversation", "owndata", "quotes", "retention"}
"""Folders of stories about what is decided. What PostgreSQL is asked in them it is asked in tests/storage as well, each
time; the stories themselves are told there in the large profile, and in the small one those marked `both_databases`."""


def _turn(item: pytest.Item) -> int:
    path = item.path.as_posix()
    return next((turn for turn, ending in enumerate(BEGUN_FIRST) if path.endswith(ending)), len(BEGUN_FIRST))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests marked `full` to the large profile, mark the ones that need a server or a browser, order them."""
    items.sort(key=_turn)
    for item in items:
        used = getattr(item, "fixturenames", ())
        if "browser" in used:
            item.add_marker("browser")
        if "postgres_url" in used or "migrated_postgres_url" in used or "[postgresql" in item.name:
            item.add_marker("postgres")
    if PROFILE != "large":
        left_out = {item for item in items if item.get_closest_marker("full") or _is_told_elsewhere(item)}
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


def _is_told_elsewhere(item: pytest.Item) -> bool:
    """Whether a story is the PostgreSQL half of one that is told on SQLite."""
    on_postgresql = "[postgresql" in item.name and item.path.parent.name in TOLD_ON_SQLITE
    return on_postgresql and item.get_closest_marker("both_databases") is None


def _missing(error: Exception) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(str(error), pytrace=False)
    pytest.skip(f"NOT TESTED: {error}")


@pytest.fixture(scope="session", autouse=True)
def _engines_used_again() -> Iterator[None]:
    """What SQLAlchemy compiled for one test's database serves the next: see `tests/support/engines.py`."""
    if "bot.storage.database" not in sys.modules:  # nobody among these tests has imported it: none has a database
        yield
        return
    from tests.support.engines import used_again

    with used_again():
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A running server, started on first use."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres_server())
        except PostgresMissingError as error:
            _missing(error)
        yield server


@pytest.fixture(scope="session")
def migrated_template(postgres: PostgresServer) -> Iterator[str]:
    """The name of a PostgreSQL database that has been migrated once, to be copied."""
    from bot.storage.migrate import upgrade

    name = postgres.create()
    upgrade(postgres.url(name))
    yield name
    postgres.drop(name)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that has been migrated once, to be copied."""
    from bot.storage.migrate import upgrade

    path = tmp_path_factory.mktemp("migrated") / "template.sqlite3"
    upgrade(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite file that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'waymark.sqlite3'}"


@pytest.fixture
def migrated_sqlite_file(tmp_path: Path, migrated_file: Path) -> Path:
    """An SQLite file with the product's tables, all empty."""
    target = tmp_path / "waymark.sqlite3"
    for part in migrated_file.parent.glob(f"{migrated_file.name}*"):  # with its write-ahead log, if one is left
        shutil.copy(part, target.with_name(target.name + part.name.removeprefix(migrated_file.name)))
    return target


@pytest.fixture
def migrated_sqlite_url(migrated_sqlite_file: Path) -> str:
    """The address of an SQLite file with the product's tables, all empty."""
    return f"sqlite+aiosqlite:///{migrated_sqlite_file}"


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The address of an empty PostgreSQL database, dropped after the test."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def migrated_postgres_url(postgres: PostgresServer, migrated_template: str) -> Iterator[str]:
    """The address of a PostgreSQL database with the product's tables, all empty; dropped after the test."""
    name = postgres.create(template=migrated_template)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database, once of each kind."""
    wanted = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(wanted))


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_database_url(request: pytest.FixtureRequest) -> str:
    """A database with the product's tables, once of each kind."""
    wanted = "migrated_sqlite_url" if request.param == "sqlite" else "migrated_postgres_url"
    return str(request.getfixturevalue(wanted))


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium without a window; pages come from `await browser.new_page()`."""
    program = find_chromium()
    if program is None:
        _missing(ChromiumMissingError(ChromiumMissingError.__doc__))
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
        yield running
        await running.close()
