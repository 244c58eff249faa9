"""The texts people really read, for every test of the Slack edge."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.texts import Texts

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="session")
def texts() -> Texts:
    """The message templates and labels in the repository."""
    return Texts(CONTENT / "texts")
