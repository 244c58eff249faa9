"""What somebody typed in Slack, as plain words: Slack escapes three characters and wraps mentions and links. Pure.

Source: "Formatting text for app surfaces": `<@U1>`, `<#C1|name>`, `<!here>`, `<url|label>`, and `&amp; &lt; &gt;`.
"""

import re

_WRAPPED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
SOMEONE = "@someone"
"""A mention without a name: the words of an answer name nobody by id."""


def plain_words(text: str) -> str:
    """Turn Slack's markup into what the writer saw; formatting signs such as * stay."""
    unwrapped = _WRAPPED.sub(_seen, text)
    return unwrapped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _seen(found: re.Match[str]) -> str:
    what, label = found[1], found[2] or ""
    if what.startswith("@"):
        return f"@{label.lstrip('@')}" if label else SOMEONE
    if what.startswith("#"):
        return f"#{label}" if label else "#a channel"
    if what.startswith("!"):
        return label or "@" + what[1:].split("^", maxsplit=1)[0]
    return what if not label or label in what else f"{label} ({what})"
