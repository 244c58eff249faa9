"""What goes wrong in an act of a person, as words for them. The one place of the Slack edge that catches everything.

An exception after an acknowledgement would take the acknowledgement with it, so none may leave a listener. People get
the sentence of the error; the log gets its type and where it happened, never its message, which may hold their words.
"""

import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

import structlog

from bot.errors import AskAgain, FieldProblem, OurFault, WaymarkError

LOG = structlog.get_logger("slack")

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Trouble:
    """Something did not work: the utterance (refused or trouble), its sentence, and the field it is about, if one."""

    utterance: str
    sentence: str
    field: str | None = None


async def attempt(
    act: Callable[Arguments, Awaitable[Result]], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result | Trouble:
    """Do something for a person; what goes wrong comes back as words instead of being raised."""
    try:
        return await act(*args, **kwargs)
    except WaymarkError as error:
        return worded(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the person must hear that it did not work
        note(error)
        return Trouble("trouble", OurFault().sentence)


def worded(error: WaymarkError) -> Trouble:
    """Put one of our own errors into words; our own faults are noted, and what they say is not for people."""
    if isinstance(error, OurFault):
        note(error)
        return Trouble("trouble", OurFault().sentence)
    kind = "refused" if isinstance(error, AskAgain) else "trouble"
    return Trouble(kind, error.sentence, error.field if isinstance(error, FieldProblem) else None)


def note(error: BaseException) -> None:
    """Log an error's type and where it happened, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    LOG.error(
        "act_failed",
        error=type(error).__name__,
        at=[f"{frame.filename.rsplit('/', 3)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-8:]],
    )
