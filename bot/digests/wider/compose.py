"""A wider digest as a frozen snapshot: the facts of the utterance `wider/digest`. Pure.

Read from the publication ledger and from records of questions and promises; JSON values. There are no words of anybody
in it, and no figure of a single team.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.digests.wider.account import account
from bot.digests.wider.areas import areas
from bot.digests.wider.facts import WiderBrief
from bot.digests.wider.for_you import for_you
from bot.digests.wider.partners import partners

Section = Callable[[WiderBrief], Any]

#: The digest from top to bottom. A section that has nothing to say is None.
SECTIONS: tuple[tuple[str, Section], ...] = (
    ("for_you", for_you),
    ("areas", areas),
    ("partners", partners),
    ("account", account),
)


def compose_wider(brief: WiderBrief) -> dict[str, Any]:
    """Compose the snapshot."""
    return {
        "digest_id": brief.digest_id,
        "subscription_id": brief.subscription_id,
        "kind": brief.kind.value,
        "organisation": brief.organisation,
        "campaign": brief.campaign,
        "through": max((area.week for area in brief.areas), default=0),
        "weeks": brief.weeks,
        "threshold": brief.threshold,
        "every": brief.every,
        "is_over": brief.is_over,
        **{name: section(brief) for name, section in SECTIONS},
    }


def is_news(made: Mapping[str, Any], last: Mapping[str, Any] | None) -> bool:
    """Tell whether a digest says anything that the one before it did not: nothing new is not sent.

    News is a figure that may be shown, a change in what came of questions, or something new that waits for the reader.
    That too few took part is none: it would be all that the digest says.
    """
    before = last or {}
    figures = any(line["heard"] for line in made["areas"] or ())
    more = (made["for_you"] or {"count": 0})["count"] > ((before.get("for_you") or {"count": 0})["count"])
    return figures or more or bool(made["account"] and _counts(made) != _counts(before))


def _counts(snapshot: Mapping[str, Any]) -> list[Any]:
    """What came of questions, without what grows by itself from day to day."""
    counted = ("organisation", "raised", "answered", "talks", "held", "promises", "late")
    return [[one.get(name, 0) for name in counted] for one in snapshot.get("account") or ()]
