"""The desk for ideas: all that is read and done about them, in one place for whoever serves people."""

from bot.ideas.moving import IdeaMoving
from bot.ideas.reading import IdeaReading
from bot.ideas.sharing import IdeaSharing


class IdeaDesk(IdeaSharing, IdeaMoving, IdeaReading):
    """Sharing, moving, helping, deciding and reading."""
