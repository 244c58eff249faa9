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

    def languages(self) -> Mapping[str, frozenset[str]]:
        """List the packs, each with the languages it is written in."""
        return {
            key: frozenset(words.parent.name for words in folder.glob("*/words.yaml"))
            for key, folder in find_packs(self._root).items()
        }

    def pack(self, key: str, language: str) -> Pack:
        """Read a pack that `languages` lists. Raises `PackError` when its files do not fit together."""
        return load_pack(find_packs(self._root)[key], language)
