"""The sandbox in a browser: pages that look and work like a team chat, for one person at a time."""

from sandbox.client.pages import routes
from sandbox.client.story import StoryControls

__all__ = ["StoryControls", "routes"]
