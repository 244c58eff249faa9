"""The packs that a campaign may be made from: the folders under `content/packs`."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from bot.content.packs import find_packs, load_pack
from bot.content.schema import Pack


class PackShelf:
    """Finds packs by key and reads them. Packs may be added while the bot runs."""

    def __init__(self, root: Path) -> None:
        """`root` holds a folder for each pack."""
        self._root = root

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
        return _loaded(folder, language, stamp)


@lru_cache(maxsize=64)
def _loaded(folder: Path, language: str, _stamp: int) -> Pack:
    """A pack as its files were at a time: once in a process, however many shelves it stands on."""
    return load_pack(folder, language)
