"""Slack's rich text block, as a page shows it: sections, lists, quotes and code made of styled parts."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from sandbox.client import mrkdwn
from sandbox.client.emoji import drawn, with_emoji
from sandbox.client.reader import Reader
from sandbox.records import Json

_STYLES = {
    "code": Markup("<code>{}</code>"),
    "bold": Markup("<strong>{}</strong>"),
    "italic": Markup("<em>{}</em>"),
    "strike": Markup("<s>{}</s>"),
    "underline": Markup("<u>{}</u>"),
}
_WRAPPERS = {
    "rich_text_section": Markup('<div class="rich">{}</div>'),
    "rich_text_quote": Markup("<blockquote>{}</blockquote>"),
    "rich_text_preformatted": Markup("<pre><code>{}</code></pre>"),
}


def rich_text(block: Json, reader: Reader) -> Markup:
    """Return a rich text block as HTML."""
    return Markup("").join(_element(element, reader) for element in block.get("elements", []))


def _element(element: Json, reader: Reader) -> Markup:
    kind = element["type"]
    if kind == "rich_text_list":
        return _list(element, reader)
    if kind in _WRAPPERS:
        return _WRAPPERS[kind].format(_parts(element, reader))
    return _unknown(kind)


def _list(element: Json, reader: Reader) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(_parts(item, reader)) for item in element["elements"])
    indent = min(int(element.get("indent", 0)), 8)
    if element.get("style") == "ordered":
        return Markup('<ol class="indent-{}" start="{}">{}</ol>').format(indent, element.get("offset", 0) + 1, items)
    return Markup('<ul class="indent-{}">{}</ul>').format(indent, items)


def _parts(element: Json, reader: Reader) -> Markup:
    return Markup("").join(_styled(part, reader) for part in element.get("elements", []))


def _styled(part: Json, reader: Reader) -> Markup:
    draw = _DRAW.get(part["type"])
    said = draw(part, reader) if draw else _unknown(part["type"])
    for style, wrapper in _STYLES.items():
        if (part.get("style") or {}).get(style):
            said = wrapper.format(said)
    return said


def _text(part: Json, reader: Reader) -> Markup:
    lines = str(part["text"]).split("\n")
    return Markup("<br>").join(with_emoji(line) for line in lines)


def _link(part: Json, reader: Reader) -> Markup:
    return mrkdwn.link(part["url"], Markup.escape(part.get("text") or part["url"]), reader)


def _date(part: Json, reader: Reader) -> Markup:
    return mrkdwn.moment(int(part["timestamp"]), part["format"], part.get("url"), reader)


def _unknown(kind: str) -> Markup:
    return Markup('<span class="unknown">This stand-in does not draw {}.</span>').format(kind)


_DRAW: dict[str, Callable[[Json, Reader], Markup]] = {
    "text": _text,
    "link": _link,
    "date": _date,
    "emoji": lambda part, _: drawn(part["name"]),
    "user": lambda part, reader: mrkdwn.person(part["user_id"], reader),
    "channel": lambda part, reader: mrkdwn.channel(part["channel_id"], reader),
    "broadcast": lambda part, _: Markup('<span class="mention">@{}</span>').format(part["range"]),
    "usergroup": lambda part, _: Markup('<span class="mention">@{}</span>').format(part["usergroup_id"]),
    "color": lambda part, _: Markup("<code>{}</code>").format(part["value"]),
}
