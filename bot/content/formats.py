"""Dates, times, plurals and bands in a reader's language and time zone.

Rules: pure functions over Babel; moments are aware datetimes (or ISO text) and are shown in the zone handed in; a bare
date is a local date and is shown as it is. Nothing here asks what time it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.numbers import format_decimal

from bot.content.errors import TextError

#: British dates for plain English: "Tuesday 6 January", not "Tuesday, January 6".
REGIONS = {"en": "en_GB", "cy": "cy_GB", "gd": "gd_GB", "ga": "ga_GB"}
#: Patterns (Unicode LDML), because CLDR's nearest skeleton would shorten the names of days and months in Welsh.
DATE_PATTERNS = {"day": "EEEE d MMMM", "short": "d MMM", "year": "d MMMM y"}
#: Lower ends of the bands in which counts of people are shown, above the threshold.
BANDS = (10, 20, 50, 100)


@lru_cache
def locale_for(language: str) -> Locale:
    """Find Babel's locale for a language code; an unknown one is shown as British English."""
    try:
        return Locale.parse(REGIONS.get(language, language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(REGIONS["en"])


def moment(value: date | datetime | str) -> date | datetime:
    """Read ISO text; refuse a datetime without a zone, because nobody could say when it is."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        except ValueError as error:
            raise TextError(f"'{value}' is no date; use ISO form such as 2026-01-06 or 2026-01-06T10:00:00Z") from error
    if isinstance(value, datetime) and value.tzinfo is None:
        raise TextError(f"the time {value.isoformat()} has no zone; pass an aware datetime")
    return value


def format_date(value: date | datetime | str, language: str, zone: str, style: str = "day") -> str:
    """Show a day: style `day` "Tuesday 6 January", `short` "6 Jan", `year` "6 January 2026"."""
    if style not in DATE_PATTERNS:
        raise TextError(f"date has no style '{style}'; use one of {', '.join(DATE_PATTERNS)}")
    return _shown(DATE_PATTERNS[style], moment(value), language, zone)


def format_time(value: datetime | str, language: str, zone: str) -> str:
    """Show the hour and minute of a moment in the zone: "10:00"."""
    when = moment(value)
    if not isinstance(when, datetime):
        raise TextError(f"time needs a date with a time of day, not {when.isoformat()}")
    return _shown("HH:mm", when, language, zone)


def format_datetime(value: datetime | str, language: str, zone: str) -> str:
    """Show day and time of a moment in the zone: "Tuesday 6 January, 10:00"."""
    return f"{format_date(value, language, zone)}, {format_time(value, language, zone)}"


def plural(count: int, forms: Mapping[str, str], language: str) -> str:
    """Choose the form for a count by the language's plural rule, and write the number where the form says `{n}`.

    Forms are named zero, one, two, few, many, other (Unicode CLDR); `other` is needed and stands in for a missing one.
    """
    if "other" not in forms:
        raise TextError("plural needs at least the form 'other'")
    locale = locale_for(language)
    form = forms.get(locale.plural_form(count), forms["other"])
    return form.replace("{n}", format_decimal(count, locale=locale))


def band(count: int, threshold: int = 5) -> tuple[int, int | None]:
    """Find the band of a count of people as (lowest, highest); below the threshold it is (0, threshold - 1).

    Bands hide how many exactly took part, so that two figures cannot be subtracted to find one person.
    """
    if count < threshold:
        return 0, threshold - 1
    low = threshold
    for edge in (edge for edge in BANDS if edge > threshold):
        if count < edge:
            return low, edge - 1
        low = edge
    return low, None


def _shown(pattern: str, when: date | datetime, language: str, zone: str) -> str:
    locale = locale_for(language)
    if isinstance(when, datetime):
        return babel_datetime(when, pattern, tzinfo=ZoneInfo(zone), locale=locale)
    return babel_date(when, pattern, locale=locale)


def format_number(value: float, language: str) -> str:
    """Show a mean with its one decimal: "3.0"."""
    return format_decimal(value, "0.0", locale=locale_for(language))
