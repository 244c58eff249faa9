"""What is left of frozen figures and of digests when a stage has gone. Pure.

Only what is named here stays: a key that is new and not named goes with people's words, which is the safe mistake.
"""

from collections.abc import Collection, Mapping
from typing import Any

Facts = Mapping[str, Any]

FIGURES_SHOWN = frozenset({
    "area", "enough", "entered", "heard", "organisation", "ratings", "shape", "share", "team", "themes", "threshold",
    "week",
})  # fmt: skip
"""Of a round's figures: what could be shown, in numbers and in names of themes."""
FIGURES_GONE = frozenset({"named", "leaders_named", "questions", "people", "internal"})
"""What goes with what people said: their words, and the exact numbers behind the bands."""

DIGEST_FRAME = frozenset({
    "agenda", "area", "area_title", "campaign", "digest_id", "headline", "last", "leader", "order", "promises", "teams",
    "threshold", "week", "weeks", "withheld",
})  # fmt: skip
"""Of a digest: what was said about the week without a figure of it."""
DIGEST_FIGURES = frozenset({"differ", "gaps", "heard", "ideas", "rhythm", "summary", "themes", "trend"})
DIGEST_WORDS = frozenset({"leaders", "questions", "quotes", "residents", "words"})
"""What leaders rated goes with words: it is their own, and rows of ratings go then."""


def figures_without_words(figures: Facts) -> dict[str, Any]:
    """Leave what could be shown. Lists stay as empty ones, so that readers find what they look for."""
    kept = _only(figures, FIGURES_SHOWN)
    return {**kept, **{key: [] for key in ("named", "leaders_named", "questions") if key in figures}}


def digest_without_words(snapshot: Facts) -> dict[str, Any]:
    """Leave the frame and the figures; a section that had words is None, as one that has nothing to say."""
    kept = _sections(snapshot, DIGEST_FRAME | DIGEST_FIGURES)
    promises = kept.get("promises")
    if isinstance(promises, Mapping):  # what was promised goes; which talks were offered stays
        return {**kept, "promises": {**promises, "made": [], "made_more": 0}}
    return kept


def digest_without_figures(snapshot: Facts) -> dict[str, Any]:
    """Leave the frame."""
    return _sections(snapshot, DIGEST_FRAME)


def _sections(snapshot: Facts, keep: Collection[str]) -> dict[str, Any]:
    kept = _only(snapshot, keep)
    return {**kept, **{key: None for key in DIGEST_FIGURES | DIGEST_WORDS if key in snapshot and key not in keep}}


def _only(facts: Facts, keep: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if key in keep}
