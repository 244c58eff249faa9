"""Finds Chromium and says how to start it.

Order: `$CHROMIUM`; the names Linux distributions use; Playwright's own download. The options keep a
browser on a closed network from looking for its maker.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class ChromiumMissingError(Exception):
    """No Chromium here: install the package `chromium`, or set CHROMIUM to its path."""


def find_chromium() -> Path | None:
    """The browser's program, or None."""
    given = os.environ.get("CHROMIUM")
    if given:
        return Path(given)
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(on_path) if on_path else _playwrights_own()


def _playwrights_own() -> Path | None:
    store = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    places = (
        [Path(store)] if store else [Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"]
    )
    for place in places:
        programs = [
            *place.glob("chromium-*/chrome-linux*/chrome"),
            *place.glob("chromium-*/chrome-mac*/*.app/Contents/MacOS/*"),
        ]
        if programs:
            return max(programs)
    return None
