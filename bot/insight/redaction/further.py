"""A person cuts more out of a quote: whole words, each gap marked. Nobody can put words into its mouth. Pure."""

from __future__ import annotations

import re

CUT = "[cut]"
MARK = re.compile(r"\[[a-z-]+\]")


def cut_further(text: str, wanted: str) -> str | None:
    """Take out of `text` the words that `wanted` lacks, with [cut] where they stood; None if it has others of its own.

    Signs in brackets are not looked at: a gap is marked by what is missing, whatever somebody wrote in its place. So a
    "not" that is taken out leaves its mark, and the words that are left stay in their order.
    """
    left = [word for word in wanted.split() if not _is_mark(word)]
    parts: list[str] = []
    for word in text.split():
        if left and word == left[0]:
            left.pop(0)
            parts.append(word)
        elif _is_mark(word):
            parts.append(word)
        elif not parts or parts[-1] != CUT:
            parts.append(CUT)
    if left or all(_is_mark(part) for part in parts):
        return None
    return " ".join(parts)


def _is_mark(word: str) -> bool:
    return MARK.match(word) is not None and not re.search(r"\w", MARK.sub("", word).replace("’s", "").replace("'s", ""))
