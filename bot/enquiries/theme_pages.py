"""What facilitators look at about themes, as frozen facts for `bot/slack/views/themes.py`: never an author, no time."""

from dataclasses import dataclass

from bot.surfaces import Choice


@dataclass(frozen=True)
class ThemeToLook:
    """An answer whose theme may be corrected. `mark` stands for it, for this reader alone; `themes` are the area's."""

    mark: str
    text: str
    team: str
    area_title: str
    week: int
    campaign: str
    theme: str
    themes: tuple[Choice, ...]


@dataclass(frozen=True)
class SaidInstead:
    """What people of an area said in place of a theme: k of them or more, shuffled, of no team."""

    area_title: str
    campaign: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Proposed:
    """A theme that was proposed, in a facilitator's words."""

    area_title: str
    campaign: str
    title: str
    about: str


@dataclass(frozen=True)
class ThemesPage:
    """One page; `led` are answers of teams that the facilitator leads, which they do not see."""

    items: tuple[ThemeToLook, ...]
    start: int
    more: int
    led: int
    instead: tuple[SaidInstead, ...]
    proposed: tuple[Proposed, ...]


@dataclass(frozen=True)
class ProposalForm:
    """The form to propose a theme: the areas it may be for, as "<campaign id>|<area's key>"."""

    areas: tuple[Choice, ...]
