"""Whether a text speaks of somebody by name. Pure, and meant to find too much rather than too little.

Capital letters, accents, dashes, kinds of apostrophe and the spaces between words make no difference; a name is found
as a whole word, so that "Ann" is not found in "annual", but "Ann's" is. A Slack mention is found by the id in it.
"""

import re
import unicodedata
from collections.abc import Callable

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ′`´＇", "'"))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


def folded(text: str) -> str:
    """Write a text without what makes no difference: accents, capitals, sorts of apostrophe and dash, blanks."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter) and not _is_unseen(letter))
    return " ".join(bare.translate(_APOSTROPHES).translate(_DASHES).translate(_LETTERS).split())


def speaks_of(name: str) -> Callable[[str], bool]:
    """Make the question whether a text has this name. Raises `ValueError` for a name without a letter or digit."""
    wanted = folded(name)
    if not any(letter.isalnum() for letter in wanted):
        raise ValueError("a name needs a letter")
    parts = r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", wanted) if part)
    pattern = re.compile(rf"(?<!\w){parts}(?!\w)")
    return lambda text: pattern.search(folded(text)) is not None


def _is_unseen(letter: str) -> bool:
    """Tell whether a character shows nothing, such as a zero-width joiner put into a name."""
    return unicodedata.category(letter) == "Cf"
