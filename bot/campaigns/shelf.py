"""The packs that a campaign may be made from: the folders under `content/packs`."""

from collections.abc import Mapping
from pathlib import Path

from bot.content.packs import find_packs, load_pack
from bot.content.schema import Pack


class PackShelf:
    """Finds packs by key and reads them. Packs may be added while the bot runs."""

    def __init__(self, root: Path) -> None:
        """`root` holds a folder for each pack."""
        self._root = root
        self._read: dict[tuple[str, str], tuple[int, Pack]] = {}

    def languages(self) -> Mapping[str, frozenset[str]]:
        """List the packs, each with the languages it is written in."""
        return {
            key: frozenset(words.parent.name for words in folder.glob("*/words.yaml"))
            for key, folder in find_packs(self._root).items()
        }

    def pack(self, key: str, language: str) -> Pack:
        """Read a pack that `languages` lists, again only when a file of it has changed.

        Raises `PackError` when its files do not fit together.
        """
        folder = find_packs(self._root)[key]
        stamp = max((path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()), default=0)
        known = self._read.get((key, language))
        if known is None or known[0] != stamp:
            known = self._read[key, language] = (stamp, load_pack(folder, language))
        return known[1]
