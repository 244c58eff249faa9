"""Writes files that hold people's data: into a folder of their own, for their owner's eyes, over nothing."""

import os
from collections.abc import Mapping
from pathlib import Path

from bot.errors import AskAgain

OWNER_READS = 0o600


def write_new(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files that are not there yet and return where. Raises `AskAgain`, and writes none, where one is."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {folder / name: content for name, content in files.items()}
    there = [path for path in paths if path.exists()]
    if there:
        raise AskAgain(f"{there[0]} is there already. Choose another folder.")
    for path, content in paths.items():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_READS), "wb") as file:
            file.write(content)
    return list(paths)
