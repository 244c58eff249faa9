"""What charts are made from: published figures by area, and nothing else. Pure, frozen."""

from __future__ import annotations

from dataclasses import dataclass

from bot.insight.bands import Band


@dataclass(frozen=True)
class AreaSeen:
    """What was published of one area, of a team or of several together.

    `now`, `needed` (1.0 to 5.0) and `gap` are None where they may not be shown; `heard` is None where no band may be.
    `asked` is False for a week that was missed or has not come yet.
    """

    week: int
    title: str
    asked: bool = True
    now: float | None = None
    needed: float | None = None
    gap: float | None = None
    heard: Band | None = None


@dataclass(frozen=True)
class Subject:
    """Whose figures they are: a team, an organisation, or all together; its areas in the campaign's order."""

    name: str
    areas: tuple[AreaSeen, ...]
