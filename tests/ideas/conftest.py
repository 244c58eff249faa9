"""The conversation's rooms, for what becomes of ideas."""

from __future__ import annotations

from tests.conversation.conftest import any_room, housing, room, vault

__all__ = ["any_room", "housing", "room", "vault"]
