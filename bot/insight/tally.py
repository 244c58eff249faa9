"""What a round holds when it closes, gathered by the caller: plain frozen records. Pure.

Only staff, unless a field says so: leaders are never counted as staff. Nothing late, nothing deleted. People are codes
here, except where they gave their name (`NamedWords.author`, `QuestionPut.author`: Slack ids).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.insight.outcomes import QUESTION

Scale = Literal["now", "needed"]


@dataclass(frozen=True)
class RatingGiven:
    """One person's rating of one scale, 1 to 5. `public`: colleagues can see it, as they can see a reaction."""

    person: str
    scale: Scale
    value: int
    public: bool = False


@dataclass(frozen=True)
class ThemeTapped:
    """A person chose this theme for an answer of theirs."""

    person: str
    theme: str


@dataclass(frozen=True)
class NamedWords:
    """A Named answer where it stands: `channel` and `ts` make its link. `question` is in short words, or empty.

    `follow_up`: it answers the coach's follow-up, whose words are `asked`. Those are empty where the answer before it
    was given in confidence, because the question would tell what that was like.
    `key` finds it again if its words change. `residents`: it passes on what a resident said.
    """

    author: str
    text: str
    channel: str
    ts: str
    support: int = 0
    question: str = ""
    key: str = ""
    follow_up: bool = False
    asked: str = ""
    residents: bool = False


@dataclass(frozen=True)
class QuestionPut:
    """A question to leaders; without an author it was put in confidence. `key` finds it again if its words change.

    `kind`: a plain question, or a concern, to which a reply is due sooner. `wish`: how an Unlinked one would be taken
    up best (`bot.insight.ladder`); that of any other stands beside its answer, and may change.
    """

    text: str
    author: str | None = None
    key: str = ""
    kind: str = QUESTION
    wish: str = ""


@dataclass(frozen=True)
class RoundTally:
    """All that the figures of one round are made from. `theme_titles` is the codebook in its order: key to title.

    `seen`: how many of the people colleagues could see taking part, by a reply in the thread or a reaction; or in a
    session: `entered` of them are not on Slack, and a facilitator entered their answers. `members` has them too.
    """

    members: int
    people: frozenset[str]
    seen: int = 0
    entered: int = 0
    ratings: tuple[RatingGiven, ...] = ()
    themes: tuple[ThemeTapped, ...] = ()
    named: tuple[NamedWords, ...] = ()
    questions: tuple[QuestionPut, ...] = ()
    unlinked_questions: tuple[QuestionPut, ...] = ()  # put without any link; none where too few took part
    leaders_named: tuple[NamedWords, ...] = ()
    theme_titles: Mapping[str, str] = field(default_factory=dict)
    team: str = ""
    organisation: str = ""
    area: str = ""
    week: int = 0
