"""What is published of a week, and to whom: the entries of the publication ledger. Pure.

Every figure, quote and list that leaves a closed week is an entry, chosen once and never changed: of each team, when it
closes; of each organisation and of the partnership, when the last of their teams has. Digests, Home, pages and exports
read entries and nothing else. Words (`WORDS`) follow their authors; numbers (`FIGURES`) stand as they are.

There is one breakdown at a time: an audience is all of a campaign's teams, or those of one organisation, or one team.
No entry is of two at once (the tier of an organisation, a theme of the leaders …), as each further cut makes groups
that could be subtracted from what stands there already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Literal

from bot.errors import AskAgain
from bot.insight.sums import Sum

Kind = Literal["figures", "words"]
Entry = dict[str, Any]

#: Of what `bot.insight.figures.freeze` gives: numbers for showing, words for showing, and what is kept for adding up.
FIGURES = (
    "shape", "threshold", "team", "organisation", "area", "week", "enough", "heard", "share", "ratings", "themes",
    "entered",
)  # fmt: skip
WORDS = ("named", "leaders_named", "questions")
MATERIAL = ("shape", "enough", "organisation", "people", "heard", "share", "ratings", "internal")


class Level(StrEnum):
    """By what figures may be broken down."""

    TEAM = "team"
    ORGANISATION = "organisation"
    PARTNERSHIP = "partnership"


class StackedBreakdown(AskAgain):
    """Choose one breakdown. Two at once cut people into groups so small that a subtraction could find them."""


def one_breakdown(asked: Sequence[Level]) -> Level:
    """Give the one level that was asked for, teams where none was. Raises `StackedBreakdown` for more than one."""
    if len(set(asked)) > 1:
        raise StackedBreakdown
    return asked[0] if asked else Level.TEAM


@dataclass(frozen=True)
class Audience:
    """Whose figures these are: a team's (by id), an organisation's (by name), or the whole partnership's."""

    level: Level
    name: str = ""

    @property
    def key(self) -> str:
        """Its name in the ledger."""
        return f"{self.level}/{self.name}" if self.level is not Level.PARTNERSHIP else self.level.value


PARTNERSHIP = Audience(Level.PARTNERSHIP)


def of_team(frozen: Mapping[str, Any]) -> dict[Kind, Entry]:
    """A team's entries, from its frozen figures."""
    return {"figures": _part(frozen, FIGURES), "words": _part(frozen, WORDS)}


def no_words() -> Entry:
    """What is left of a team's words once they have gone."""
    return {name: [] for name in WORDS}


def material(frozen: Mapping[str, Any]) -> dict[str, Any]:
    """What stays with the round, for adding it up: in no message, page or export."""
    return _part(frozen, MATERIAL)


def entries(published: Sum | None) -> dict[Kind, Entry]:
    """A sum's entries. Where nothing may be shown they say so: that too is chosen once."""
    if published is None:
        return {"figures": {"shown": False}, "words": {"questions": None}}
    figures = {**asdict(published), "shown": True, "heard": list(published.heard)}
    return {"figures": figures, "words": {"questions": figures.pop("questions")}}


def read_sum(figures: Mapping[str, Any], words: Mapping[str, Any]) -> Sum | None:
    """Read a sum's entries back."""
    if not figures["shown"]:
        return None
    low, high = figures["heard"]
    questions = words.get("questions")
    return Sum(
        organisation=figures["organisation"],
        heard=(low, high),
        all_teams=figures["all_teams"],
        ratings=figures["ratings"],
        questions=None if questions is None else tuple(questions),
    )


def _part(frozen: Mapping[str, Any], names: Sequence[str]) -> Entry:
    return {name: frozen[name] for name in names}
