"""What may go wrong between the product and its database, and which driver errors mean it.

A person who meets one of these may try again: nothing of theirs was half kept, because rollback is the default.
"""

import psycopg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from bot.errors import TryLater

# SQLSTATEs of PostgreSQL, appendix A.
_SOMEBODY_WAS_FIRST = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected
# lock_not_available, too_many_connections, admin_shutdown, crash_shutdown, cannot_connect_now
_NOT_NOW = frozenset({"55P03", "53300", "57P01", "57P02", "57P03"})
_NO_ROOM = frozenset({"53100"})  # disk_full
_AWAY_IN_SQLITE = ("database is locked", "disk I/O error")  # the second also when a quota ends a write
DRIVER_ERRORS = (StaleDataError, DBAPIError, PoolTimeout)


class ChangedMeanwhile(TryLater):
    """Somebody else changed this at the same moment. Please look again and try once more."""


class DatabaseAway(TryLater):
    """The store of answers cannot be reached just now. Please try again in a minute."""


class NoRoom(DatabaseAway):
    """There is no room left where answers are kept. Nothing was saved; please tell a Waymark admin, then try again."""


def in_our_words(error: Exception) -> TryLater | None:
    """What a driver's error means, or None when it is a fault of ours that must be seen as it is."""
    if isinstance(error, StaleDataError) or _state(error) in _SOMEBODY_WAS_FIRST:
        return ChangedMeanwhile()
    if isinstance(error, DBAPIError) and _has_no_room(error):
        return NoRoom()
    if isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and _is_away(error)):
        return DatabaseAway()
    return None


def in_our_words_from_psycopg(error: BaseException | None) -> TryLater | None:
    """The same for an error of psycopg that did not come through SQLAlchemy."""
    if not isinstance(error, psycopg.Error):
        return None
    if error.sqlstate in _SOMEBODY_WAS_FIRST:
        return ChangedMeanwhile()
    if error.sqlstate in _NO_ROOM:
        return NoRoom()
    gone = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and error.sqlstate is None
    return DatabaseAway() if gone or error.sqlstate in _NOT_NOW else None


def _state(error: Exception) -> str | None:
    return getattr(getattr(error, "orig", None), "sqlstate", None)


def _has_no_room(error: DBAPIError) -> bool:
    return _state(error) in _NO_ROOM or "database or disk is full" in str(error.orig)


def _is_away(error: DBAPIError) -> bool:
    if error.connection_invalidated or _state(error) in _NOT_NOW:
        return True
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    # psycopg gives no SQLSTATE when no server answered; SQLite has no states at all, only words.
    no_answer = hasattr(error.orig, "sqlstate") and _state(error) is None
    return no_answer or any(words in str(error.orig) for words in _AWAY_IN_SQLITE)
