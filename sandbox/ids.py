"""Ids in Slack's shapes: a letter or two and capitals. Counted, not random, so that a run can be read and repeated."""

import secrets
from itertools import count


class Ids:
    """Hands out ids that are unique in one workspace."""

    def __init__(self) -> None:
        self._counter = count(1)

    def new(self, prefix: str) -> str:
        """Return an id such as ``C0000000A7`` for the prefix ``C``."""
        return f"{prefix}0{_base36(next(self._counter)).rjust(8, '0')}"


def secret(size: int = 16) -> str:
    """Return an unguessable string of twice that many characters (tickets, tokens in addresses)."""
    return secrets.token_hex(size)


def _base36(number: int) -> str:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text or "0"
