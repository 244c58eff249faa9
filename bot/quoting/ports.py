"""What quoting needs from Slack."""

from collections.abc import Collection
from typing import Protocol

from bot.insight.redaction import Names


class KnowsNames(Protocol):
    """Whom a workspace knows, for taking names out of words. Kept in memory only, never stored and never logged."""

    async def names(self, people: Collection[str] = ()) -> Names:
        """Give all names that the workspace shows, and those of `people` from elsewhere (Slack ids).

        Raises `TryLater` when Slack does not answer.
        """
        ...
