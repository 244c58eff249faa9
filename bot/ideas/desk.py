"""The desk for ideas: all that is read and done about them, in one place for whoever serves people."""

from bot.ideas.moving import IdeaMoving
from bot.ideas.reading import IdeaReading
from bot.ideas.sharing import IdeaSharing
from bot.ideas.winning import IdeaWinning


class IdeaDesk(IdeaSharing, IdeaMoving, IdeaWinning, IdeaReading):
    """Sharing, moving, helping, deciding and reading."""
