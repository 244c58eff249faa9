"""Slack's text markup: what is escaped, what passes, and the filters that write links and mentions.

Rules: a plain `str` is somebody's words and is always escaped; only `SlackText` passes as it is, and only the functions
here make one from parts. Pure: no files, no clock, no locale.
Source: Slack escapes exactly `&`, `<` and `>` ("Formatting text for app surfaces").
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.content.errors import TextError

USER_ID = re.compile(r"[UW][A-Z0-9]+")
CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]+")
URL = re.compile(r"(https?://|mailto:)[^\s]+")


class SlackText(str):
    """Text that is Slack markup already and must not be escaped again."""

    __slots__ = ()

    def __add__(self, other: str) -> SlackText:
        return SlackText(str.__add__(self, escape(other)))

    def __radd__(self, other: str) -> SlackText:
        return SlackText(str.__add__(escape(other), self))


def escape(value: str) -> SlackText:
    """Make words safe inside Slack markup; markup stays as it is. Quotes and apostrophes are left alone."""
    if isinstance(value, SlackText):
        return value
    return SlackText(value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def mention(user: str) -> SlackText:
    """Write a mention of a person from their Slack id; refuses anything that is not an id."""
    if not USER_ID.fullmatch(user):
        raise TextError("mention needs a Slack user id such as U012AB3CD; pass the id, not a name")
    return SlackText(f"<@{user}>")


def channel(channel_id: str) -> SlackText:
    """Write a link to a channel from its Slack id; refuses anything that is not an id."""
    if not CHANNEL_ID.fullmatch(channel_id):
        raise TextError("channel needs a Slack channel id such as C012AB3CD; pass the id, not a name")
    return SlackText(f"<#{channel_id}>")


def link(url: str, label: str) -> SlackText:
    """Write a link with a label on one line; the address must be http, https or mailto."""
    if not URL.fullmatch(url):
        raise TextError("link needs an address that starts with https://, http:// or mailto: and holds no spaces")
    address = escape(url).replace("|", "%7C")
    words = " ".join(escape(label).replace("|", "/").split())
    return SlackText(f"<{address}|{words}>")


def quote(words: str) -> SlackText:
    """Write somebody's words as a Slack block quote, each line of it."""
    return SlackText("\n".join(f"> {line}" for line in escape(words.strip()).splitlines()))


def join(values: Iterable[object], separator: str = "") -> SlackText:
    """Join parts, escaping each one that is not markup (Jinja's own `join` would lose the difference)."""
    between = escape(separator)
    return SlackText(str.join(between, (escape(v if isinstance(v, str) else str(v)) for v in values)))


def sentence(words: str) -> str:
    """End somebody's words with a full stop where they have no end of their own."""
    trimmed = words.rstrip()
    return trimmed if trimmed.endswith((".", "!", "?", "…", ":")) or not trimmed else f"{trimmed}."
