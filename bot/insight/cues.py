"""The words that give an answer's kind away, one set a language. Only strong evidence belongs here. Pure data.

Patterns are matched in lower-case text with plain apostrophes. A language without a set of its own uses none of these:
its answers get the question for thin answers or the neutral one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Cues:
    """One language. `declined` must fit the whole answer; the others may stand anywhere in it."""

    safety: re.Pattern[str]
    declined: re.Pattern[str]
    to_us: re.Pattern[str]
    blocked: re.Pattern[str]
    problem: re.Pattern[str]
    idea: re.Pattern[str]
    done: re.Pattern[str]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(patterns) + r")\b")


NEVER = re.compile(r"(?!)")
SILENT = Cues(NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER)

ENGLISH = Cues(
    safety=_any(
        r"suicid\w*",
        r"self[- ]?harm\w*",
        r"kill(?:ing)? my ?self",
        r"end(?:ing)? (?:my life|it all)",
        r"want to die",
        r"(?:hurt|harm|cut)(?:t?ing)? my ?self",
        r"(?:can't|cannot) go on",
        r"don't want to (?:be here any ?more|live|wake up)",
        r"abus(?:e[ds]?|ing|ive)",
        r"assault\w*",
        r"raped?",
        r"grop(?:ed|ing)",
        r"molest\w*",
        r"stalk(?:ed|ing|er)",
        r"bull(?:y|ied|ies|ying)",
        r"harass\w*",
        r"discriminat\w*",
        r"racis\w*",
        r"sexis\w*",
        r"homophob\w*",
        r"threaten(?:ed|ing|s)?",
        r"(?:hit|punched|slapped|attacked) (?:me|him|her|them)",
        r"(?:feel|felt|feels|am|i'm|was|is|are|not) (?:very |really |so )?(?:unsafe|safe at work|afraid|scared)",
        r"fraud\w*",
        r"brib\w*",
        r"whistle-?blow\w*",
        r"cover(?:ed|ing)?[- ]up",
    ),
    declined=re.compile(
        r"(?:no|none|nothing|nope|n/?a|pass|skip|no comments?|no,? thanks?(?: you)?|nothing to (?:add|say)"
        r"|not applicable|(?:i(?:'d| would)? )?(?:rather|prefer) not(?: to)?(?: say| answer)?"
        r"|(?:i )?don't want to (?:say|answer)|idk|(?:i )?don't know|not sure|dunno)[\s.!,…-]*"
    ),
    to_us=_any(
        r"you",
        r"your",
        r"this (?:bot|app|survey|form|question|channel)",
        r"anonymous\w*",
        r"confidential\w*",
        r"who (?:can |will |else )*(?:sees?|reads?|gets?|knows?)",
        r"waymark",
    ),
    blocked=_any(
        r"(?:not|never|isn't|aren't|wasn't|weren't) allowed",
        r"(?:won't|wouldn't|didn't|doesn't|don't|never) let (?:us|me)",
        r"(?:need|needs|needed|wait|waiting for|get|getting|without) (?:an? )?(?:sign[- ]?off|approval|permission)",
        r"(?:were|was|got|get|been|are|is) (?:told no|turned down|blocked|refused|knocked back)",
        r"(?:they|he|she|managers?|management|finance|hr) said no",
        r"red tape",
    ),
    problem=_any(
        r"(?:isn't|aren't|wasn't|doesn't|don't|didn't|not|never) (?:work(?:ing)?|enough|happen(?:ing)?|listen(?:ed)?)",
        r"no (?:time|money|budget|staff|support|training|feedback|one listens|point)",
        r"nobody (?:listens|asks|cares|knows)",
        r"lack of",
        r"too (?:busy|slow|many|much|few|little|late|hard|complicated|expensive)",
        r"(?:short|under)[- ]?staffed",
        r"frustrat\w*",
        r"waste of",
        r"broken",
        r"out of date",
        r"struggl\w*",
        r"impossible",
        r"pointless",
    ),
    idea=_any(
        r"(?:we|they|you|i|it|managers?|leaders?) (?:could|should|might)",
        r"why (?:not|don't we)",
        r"what if",
        r"how about",
        r"let's",
        r"my (?:idea|suggestion)",
        r"(?:i|we)(?:'d| would) (?:like to|love to|suggest|try)",
        r"i suggest",
        r"it would (?:help|be good|be great|be better) (?:if|to)",
    ),
    done=_any(
        r"(?:we|i|they|our team)(?:'ve| have| has)? (?:just |already |now |recently )?"
        r"(?:tried|started|set up|launched|changed|introduced|tested|ran|built|brought in|redesigned|switched|piloted)",
    ),
)

BY_LANGUAGE = {"en": ENGLISH}


def cues_of(language: str) -> Cues:
    """Find the cues of a language; silent ones for a language that has none yet."""
    return BY_LANGUAGE.get(language, SILENT)
