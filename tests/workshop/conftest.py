"""The conversation's rooms, for what facilitators do in a session."""

from __future__ import annotations

from tests.conversation.conftest import any_room, housing, room, vault

__all__ = ["any_room", "housing", "room", "vault"]
