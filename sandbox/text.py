"""What Slack does to text: escaping, mentions, links, and the rich text block it makes from what a person typed.

Pure functions. Slack escapes only ``&``, ``<`` and ``>``; its own markup stands in angle brackets.
"""

import re
from collections.abc import Mapping

from sandbox.records import Json

_MARKUP = re.compile(
    r"<(?:@[UWB][A-Z0-9]+(?:\|[^<>]*)?|#[CG][A-Z0-9]+(?:\|[^<>]*)?|![^<>]+|(?:https?|mailto|tel|slack)[^<>]*)>"
)
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
_LINK = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)'\"]")
_PIECE = re.compile(
    r"<@(?P<user>[UWB][A-Z0-9]+)(?:\|[^>]*)?>"
    r"|<#(?P<channel>[CG][A-Z0-9]+)(?:\|[^>]*)?>"
    r"|<(?P<url>https?[^>|]*)(?:\|(?P<label>[^>]*))?>"
)


def escape(text: str) -> str:
    """Escape the three characters Slack escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Undo `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def typed_by_person(text: str, users: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """Turn what a person typed into Slack's text.

    `users` maps names as typed after ``@`` to user ids, `channels` names as typed after ``#`` to channel ids.
    """
    result = _LINK.sub(lambda found: f"<{found.group()}>", escape(text))
    for name, user in sorted(users.items(), key=lambda item: -len(item[0])):
        result = re.sub(rf"(?<![\w<])@{re.escape(name)}(?!\w)", f"<@{user}>", result)
    for name, channel in sorted(channels.items(), key=lambda item: -len(item[0])):
        result = re.sub(rf"(?<![\w<])#{re.escape(name)}(?![\w-])", f"<#{channel}|{name}>", result)
    return result


def sent_by_app(text: str) -> str:
    """Escape what an app left bare, and keep its markup."""
    kept: list[str] = []
    position = 0
    for found in _MARKUP.finditer(text):
        kept += [_escape_bare(text[position : found.start()]), found.group()]
        position = found.end()
    return "".join([*kept, _escape_bare(text[position:])])


def _escape_bare(text: str) -> str:
    return _BARE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def mentions(text: str) -> set[str]:
    """Return the user ids a text mentions."""
    return set(re.findall(r"<@([UWB][A-Z0-9]+)(?:\|[^>]*)?>", text))


def rich_text(text: str, block_id: str) -> Json:
    """Return the rich text block that Slack's client sends with a typed message."""
    elements: list[Json] = []
    position = 0
    for found in _PIECE.finditer(text):
        if found.start() > position:
            elements.append({"type": "text", "text": unescape(text[position : found.start()])})
        elements.append(_rich_piece(found))
        position = found.end()
    if position < len(text):
        elements.append({"type": "text", "text": unescape(text[position:])})
    return {
        "type": "rich_text",
        "block_id": block_id,
        "elements": [{"type": "rich_text_section", "elements": elements}],
    }


def _rich_piece(found: re.Match[str]) -> Json:
    if found["user"]:
        return {"type": "user", "user_id": found["user"]}
    if found["channel"]:
        return {"type": "channel", "channel_id": found["channel"]}
    link: Json = {"type": "link", "url": unescape(found["url"])}
    return {**link, "text": unescape(found["label"])} if found["label"] else link
