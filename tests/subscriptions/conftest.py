"""The conversation's rooms, for digests that go wider than a team's leaders."""

from __future__ import annotations

from tests.conversation.conftest import room, vault

__all__ = ["room", "vault"]
