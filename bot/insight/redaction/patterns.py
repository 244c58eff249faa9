"""What has a form of its own: addresses, numbers, dates. Each pattern with the check that its finds must pass. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.insight.redaction.checksums import digits_of, is_card_number, is_iban, is_nhs_number, is_ni_number

PLACES: Mapping[str, str] = {
    "email": "e-mail",
    "link": "link",
    "slack": "name",
    "name": "name",
    "ni": "number",
    "nhs": "number",
    "card": "number",
    "account": "number",
    "date": "date",
    "phone": "phone",
    "postcode": "postcode",
}
"""The word in brackets that stands for each kind."""


@dataclass(frozen=True)
class Cut:
    """What was cut: from `start` up to `end`, and what kind it is."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class _Pattern:
    kind: str
    form: re.Pattern[str]
    holds: Callable[[str], bool] = lambda _words: True


def _is_day(words: str) -> bool:
    """Three numbers that can be a date, in one of the two orders of day and month."""
    year_first = re.match(r"\d{4}", words)
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    day, month = (numbers[2], numbers[1]) if year_first else (numbers[0], numbers[1])
    return (1 <= day <= 31 and 1 <= month <= 12) or (1 <= day <= 12 and 1 <= month <= 31)


def _is_phone(words: str) -> bool:
    return 9 <= len(digits_of(words)) <= 15


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:,?\s+\d{4})?"
_TOP = r"(?:uk|com|org|net|eu|ie|wales|cymru|scot|london|gov|edu|info|io|co|app|dev|me)"

_ACCOUNT = r"(?:account|acct|a/c)(?:\s+(?:no|number))?[.:]?"

#: In this order: what comes first is not looked at again.
PATTERNS = (
    _Pattern("slack", _form(r"<[@\#!][^<>]{1,200}>")),
    _Pattern("email", _form(r"""(?<![\w.])[\w.!\#$%&'*+/=?^`{|}~’-]+@[\w-]+(?:\.[\w-]+)+""")),
    _Pattern("link", _form(r"(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)\]’”\"']")),
    _Pattern("link", _form(rf"(?<![\w@.])(?:[a-z0-9-]+\.)+{_TOP}(?![\w-])(?:/[^\s<>]*[^\s<>.,;:!?)\]’”\"'])?")),
    _Pattern("slack", _form(r"(?<!\w)@[^\W_](?:[\w.\-’']*\w)?")),
    _Pattern("slack", re.compile(r"\b[UWCDGTB](?=[A-Z0-9]*\d)[A-Z0-9]{8,11}\b")),
    _Pattern("account", _form(r"(?<!\w)[a-z]{2}\d{2}(?:\s?[a-z0-9]{4}){2,7}(?:\s?[a-z0-9]{1,3})?(?!\w)"), is_iban),
    _Pattern("card", _form(r"(?<![\w-])\d(?:[\s\-]?\d){12,18}(?![\w-])"), is_card_number),
    _Pattern("ni", _form(r"(?<!\w)[a-z]{2}\s?(?:\d\s?){6}[a-d](?!\w)"), is_ni_number),
    _Pattern("nhs", _form(r"(?<![\w+-])\d{3}[\s\-]?\d{3}[\s\-]?\d{4}(?![\w-])"), is_nhs_number),
    _Pattern("date", _form(r"(?<![\w./-])\d{4}([-/.])\d{1,2}\1\d{1,2}(?![\w/-])"), _is_day),
    _Pattern("date", _form(r"(?<![\w./-])\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})(?![\w/-])(?!\s\d{8})"), _is_day),
    _Pattern("date", _form(rf"(?<!\w)\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?!\w){_YEAR}")),
    _Pattern("date", _form(rf"(?<!\w){_MONTH}\.?\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?!\w){_YEAR}")),
    _Pattern(
        "account",
        _form(rf"(?:sort\s+code:?\s*)?(?<![\w-])\d\d-\d\d-\d\d(?![\w-])(?:,?\s*(?:{_ACCOUNT})?\s*\d{{7,8}}(?!\w))?"),
    ),
    _Pattern("account", _form(rf"(?<!\w){_ACCOUNT}\s*\d{{7,8}}(?!\w)")),
    _Pattern("phone", _form(r"(?<!\w)(?:\+|00)(?:[\s\-.()]{0,3}\d){8,15}(?!\w)"), _is_phone),
    _Pattern("phone", _form(r"(?<![\w+])\(?0(?:[\s\-.()]{0,3}\d){8,10}(?!\w)"), _is_phone),
    _Pattern("phone", _form(r"(?<!\w)(?:ext|extn|extension)(?:\.|\s)*\d{2,6}(?!\w)")),
    _Pattern("postcode", _form(r"(?<!\w)(?:gir\s?0aa|[a-z]{1,2}\d[a-z\d]?\s?\d[abd-hjlnp-uw-z]{2})(?!\w)")),
)  # fmt: skip


def pattern_cuts(text: str) -> list[Cut]:
    """Find what has a form, from left to right; where two would overlap, the one whose pattern comes first."""
    cuts: list[Cut] = []
    for pattern in PATTERNS:
        cuts += [cut for cut in _finds(pattern, text) if all(cut.end <= c.start or cut.start >= c.end for c in cuts)]
    return sorted(cuts, key=lambda cut: cut.start)


def _finds(pattern: _Pattern, text: str) -> Iterator[Cut]:
    for found in pattern.form.finditer(text):
        if pattern.holds(found[0]):
            yield Cut(*found.span(), pattern.kind)
