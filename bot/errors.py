"""What may go wrong, and whose fault it is. The first sentence of each class is also its message to people.

Three families: the person's (`AskAgain`: bad input, with what to do), the moment's (`TryLater`: the same act may work
later), ours (`OurFault`: somebody must look at it).
"""

from typing import TypeVar

Thing = TypeVar("Thing")


class WaymarkError(Exception):
    """Something went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__ or "")

    @property
    def sentence(self) -> str:
        """One plain sentence for the person who met this: what happened, and what to do."""
        return str(self.args[0]).strip()


class AskAgain(WaymarkError):
    """That did not fit; please change it and try again."""


class NotAllowed(AskAgain):
    """You may not do this. Ask a Waymark admin if you think you should."""


class NotInTeam(NotAllowed):
    """This question is for the people of a channel that you are not in. Join the channel, then tap again there."""


class NotFound(AskAgain):
    """That is not here any more."""


class FieldProblem(AskAgain):
    """One field of a form needs another value; `field` names it (a block id in a modal, a key in a file)."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def there(thing: Thing | None, sentence: str = "That is not here any more.") -> Thing:
    """Give back what was looked up. Raises `NotFound` with the sentence when there is nothing."""
    if thing is None:
        raise NotFound(sentence)
    return thing


class TryLater(WaymarkError):
    """This did not work just now. Please try again in a minute."""


class NotYetKnown(TryLater):
    """A message arrived before what it belongs to; Slack will bring it again."""


class OurFault(WaymarkError):
    """Something broke on our side, and this may not be saved. Please try again. If it breaks again, tell an admin."""


class UnexpectedEvent(OurFault):
    """A conversation met an event that its table does not know; nothing was changed."""


class SettingsProblem(AskAgain):
    """A setting is missing or wrong."""
