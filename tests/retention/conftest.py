"""The conversation's rooms, for what is deleted by its date and what a restore brings back."""

from __future__ import annotations

from tests.conversation.conftest import any_room, room, vault

__all__ = ["any_room", "room", "vault"]
