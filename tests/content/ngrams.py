"""Six-word runs of a text as short hashes, so that copying can be found without keeping the source.

`source_ngrams.txt` was made with `hashes` from each sentence of the two source documents.
"""

import re
from hashlib import sha256

LENGTH = 6


def words(text: str) -> list[str]:
    """Split into lower-case words; apostrophes and punctuation do not matter."""
    return re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower()))


def runs(text: str) -> set[str]:
    """List every run of six words."""
    found = words(text)
    return {" ".join(found[i : i + LENGTH]) for i in range(len(found) - LENGTH + 1)}


def hashed(run: str) -> str:
    """Hash one run, shortened to 16 hexadecimal digits."""
    return sha256(run.encode()).hexdigest()[:16]


def hashes(sentences: list[str]) -> set[str]:
    """Hash the runs of each sentence; a run never crosses from one sentence to the next."""
    return {hashed(run) for sentence in sentences for run in runs(sentence)}
