"""Database addresses: which database, by which driver, in which file. Opens nothing but a missing folder."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url

from bot.errors import SettingsProblem

_ASYNC_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
_SYNC_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}  # psycopg 3 has both under one name


def async_url(url: str) -> URL:
    """The address with the driver the service uses. Raises `SettingsProblem` for another kind of database."""
    return _with_driver(url, _ASYNC_DRIVERS)


def sync_url(url: str) -> URL:
    """The address with the driver migrations use. Raises `SettingsProblem` for another kind of database."""
    return _with_driver(url, _SYNC_DRIVERS)


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite address, None for PostgreSQL. Raises `SettingsProblem` for a database in memory."""
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise SettingsProblem("DATABASE_URL must name a file, for example sqlite:///var/waymark.sqlite3.")
    return Path(url.database)


def make_folder(url: URL) -> None:
    """Create the folder of an SQLite file if it is not there."""
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)


def _with_driver(url: str, drivers: dict[str, str]) -> URL:
    known = make_url(url.replace("postgres://", "postgresql://", 1))
    backend = known.get_backend_name()
    if backend not in drivers:
        raise SettingsProblem(f"DATABASE_URL names {backend}. Waymark keeps its data in SQLite or PostgreSQL.")
    return known.set(drivername=drivers[backend])
