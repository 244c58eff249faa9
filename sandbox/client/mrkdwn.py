"""Slack's own markup, as a page shows it.

Every character a person or an app wrote goes through escaping; the only HTML is what this file writes. Bold, italic,
strike, code, quotes, lists as Slack draws them, links, people, channels, dates and emoji. Marks must stand at the
edge of a word, as in Slack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from sandbox.client.dates import slack_date
from sandbox.client.emoji import with_emoji
from sandbox.client.reader import Reader, safe_url
from sandbox.text import unescape

_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|<(?P<angle>[^<>\n]+)>"
    r"|(?P<bare>https?://[^\s<>|]+[^\s<>|.,;:!?)'\"*_~])"
    r"|(?<!\w)(?P<mark>[*_~])(?=[^\s*_~]|[*_~][^\s*_~])(?P<inner>[^\n]+?)(?<=\S)(?P=mark)(?!\w)"
)
# People's quotes come escaped, an app's may come as they are: Slack draws both.
_REST = re.compile(r"(?:&gt;|>){3}")
_LINE = re.compile(r"(?P<quote>(?:&gt;|>) ?)|(?P<bullet>[•◦] +)|(?P<number>\d{1,3})\. +")
_MARKED = {"*": Markup("<strong>{}</strong>"), "_": Markup("<em>{}</em>"), "~": Markup("<s>{}</s>")}
_GAP = Markup('<span class="gap"></span>')
_DEEPEST = 5
_TONGUES = {"here": "@here", "channel": "@channel", "everyone": "@everyone"}


def mrkdwn(text: str, reader: Reader) -> Markup:
    """Return Slack's markup as HTML."""
    pieces: list[Markup] = []
    for place, part in enumerate(_FENCE.split(text)):
        if place % 2:
            pieces.append(Markup("<pre><code>{}</code></pre>").format(unescape(part)))
        else:
            pieces += _lines(part.strip("\n") if place or len(part) < len(text) else part, reader)
    return Markup("").join(pieces)


def link(url: str, words: Markup, reader: Reader) -> Markup:
    """Return a link: inside the workspace as a page of the client, elsewhere in a tab of its own."""
    inside = reader.inside(url)
    if inside:
        return Markup('<a href="{}" data-nav>{}</a>').format(inside, words)
    if safe_url(url) is None:
        return words
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, words)


def person(user_id: str, reader: Reader) -> Markup:
    """Return a mention; the reader's own stands out."""
    own = " mention-own" if user_id == reader.user.id else ""
    return Markup('<span class="mention{}">@{}</span>').format(own, reader.name_of(user_id))


def channel(channel_id: str, reader: Reader) -> Markup:
    """Return a channel's name, as a link if the reader is in it."""
    found = reader.workspace.channels.get(channel_id)
    if found is None or not reader.knows(found):
        return Markup('<span class="mention">#private-channel</span>')
    if not reader.may_see(found):
        return Markup('<span class="mention">#{}</span>').format(found.name)
    return Markup('<a class="mention" href="{}" data-nav>#{}</a>').format(
        reader.channel_path(found), reader.channel_title(found)
    )


def moment(timestamp: int, pattern: str, url: str | None, reader: Reader) -> Markup:
    """Return a date in the reader's zone, with the whole moment on hover."""
    said = slack_date(timestamp, pattern, reader.zone, reader.now)
    whole = slack_date(timestamp, "{date_long} {time}", reader.zone, reader.now)
    drawn = Markup('<time title="{}">{}</time>').format(whole, said)
    return link(url, drawn, reader) if url else drawn


def typed(text: str, reader: Reader) -> str:
    """Return Slack's text as a person would have typed it, for editing."""

    def back(found: re.Match[str]) -> str:
        target, _, label = found[1].partition("|")
        if target.startswith("@"):
            return f"@{reader.name_of(target[1:])}"
        return f"#{label or target[1:]}" if target.startswith("#") else target

    return unescape(re.sub(r"<([^<>\n]+)>", back, text))


def _lines(text: str, reader: Reader) -> Iterator[Markup]:
    rest = _REST.match(text)
    if rest:
        yield Markup("<blockquote>{}</blockquote>").format(_flow(text[rest.end() :].lstrip().split("\n"), reader))
        return
    for kind, group in groupby(text.split("\n") if text else [], key=_kind):
        raw = list(group)
        lines = [_LINE.sub("", line, count=1) for line in raw] if kind else raw
        if kind == "quote":
            yield Markup("<blockquote>{}</blockquote>").format(_flow(lines, reader))
        elif kind == "bullet":
            yield Markup("<ul>{}</ul>").format(_items(lines, reader))
        elif kind == "number":
            yield Markup('<ol start="{}">{}</ol>').format(raw[0].split(".")[0], _items(lines, reader))
        else:
            yield _flow(lines, reader)


def _kind(line: str) -> str | None:
    found = _LINE.match(line)
    return found.lastgroup if found else None


def _items(lines: list[str], reader: Reader) -> Markup:
    return Markup("").join(Markup("<li>{}</li>").format(inline(line, reader)) for line in lines)


def _flow(lines: list[str], reader: Reader) -> Markup:
    """Join lines; an empty one becomes a gap, as Slack draws it."""
    paragraphs = [list(group) for filled, group in groupby(lines, key=bool) if filled]
    if not paragraphs:
        return _GAP
    said = [Markup("<br>").join(inline(line, reader) for line in lines) for lines in paragraphs]
    edges = (_GAP if not lines[0] else "", _GAP if not lines[-1] else "")
    return Markup("{}{}{}").format(edges[0], _GAP.join(said), edges[1])


def inline(text: str, reader: Reader, depth: int = 0) -> Markup:
    """Return one line of Slack's markup; marks inside marks are followed a few steps down."""
    pieces: list[Markup] = []
    position = 0
    for found in _INLINE.finditer(text):
        pieces += [with_emoji(unescape(text[position : found.start()])), _inline_piece(found, reader, depth)]
        position = found.end()
    return Markup("").join([*pieces, with_emoji(unescape(text[position:]))])


def _inline_piece(found: re.Match[str], reader: Reader, depth: int) -> Markup:
    if found["code"]:
        return Markup("<code>{}</code>").format(unescape(found["code"]))
    if found["angle"]:
        return _angle(found["angle"], reader)
    if found["bare"]:
        url = unescape(found["bare"])
        return link(url, Markup.escape(url), reader)
    inner = inline(found["inner"], reader, depth + 1) if depth < _DEEPEST else Markup.escape(unescape(found["inner"]))
    return _MARKED[found["mark"]].format(inner)


def _angle(content: str, reader: Reader) -> Markup:
    target, _, label = content.partition("|")
    if target.startswith("@"):
        return person(target[1:], reader)
    if target.startswith("#"):
        return channel(target[1:], reader)
    if target.startswith("!"):
        return _special(target[1:], label, reader)
    url = unescape(target)
    return link(url, with_emoji(unescape(label)) if label else Markup.escape(url.removeprefix("mailto:")), reader)


def _special(target: str, label: str, reader: Reader) -> Markup:
    name, *rest = target.split("^")
    if name == "date" and len(rest) >= 2 and rest[0].isdigit():
        return moment(int(rest[0]), unescape(rest[1]), unescape(rest[2]) if len(rest) > 2 else None, reader)
    return Markup('<span class="mention">{}</span>').format(unescape(label) or _TONGUES.get(name, f"@{name}"))
