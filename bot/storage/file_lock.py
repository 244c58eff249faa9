"""One process at a time on one SQLite file: an advisory lock on a file beside it, freed by the system on any exit."""

import sys
from pathlib import Path
from typing import IO

from bot.errors import SettingsProblem

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Held from `claim` to `release`. `path` is the database file; the lock is `<path>.lock`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def claim(self) -> None:
        """Take the lock; taking it twice is fine. Raises `SettingsProblem` when another process has it."""
        if self._file is not None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.with_name(self.path.name + ".lock").open("ab")
        try:
            _lock(file)
        except OSError as taken:
            file.close()
            raise SettingsProblem(
                f"Another Waymark is already using {self.path}. Stop it first, or set DATABASE_URL to PostgreSQL,"
                " where several may run."
            ) from taken
        self._file = file

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            self._file.close()
            self._file = None
