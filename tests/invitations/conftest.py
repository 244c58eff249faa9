"""The conversation's rooms, for what calendars are told and for the day before a meeting."""

from __future__ import annotations

from tests.conversation.conftest import any_room, housing, room, vault

__all__ = ["any_room", "housing", "room", "vault"]
