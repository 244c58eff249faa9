"""The stages of the played stories, for the doors of the web."""

from tests.played.conftest import empty, housing, on_stage

__all__ = ["empty", "housing", "on_stage"]
