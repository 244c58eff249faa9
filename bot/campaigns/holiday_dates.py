"""Public holidays by code, from the `holidays` package: "GB-ENG", "GB-WLS", "US", "FR". Its only user."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

import holidays

from bot.campaigns.calendar import HolidayCalendar
from bot.errors import FieldProblem

#: What a form offers. Any code of `known_codes` may be written in a file.
OFFERED: Mapping[str, str] = {
    "GB-ENG": "England",
    "GB-WLS": "Wales",
    "GB-SCT": "Scotland",
    "GB-NIR": "Northern Ireland",
    "IE": "Ireland",
    "US": "United States",
    "CA": "Canada",
    "AU": "Australia",
    "NZ": "New Zealand",
    "FR": "France",
    "DE": "Germany",
    "NL": "Netherlands",
}

_PARTS: Mapping[str, str] = {"Europe/London": "GB-ENG", "Europe/Belfast": "GB-NIR"}
"""Where a country's own code is not offered: most who live by London's clock live in England."""

_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


@cache
def known_codes() -> frozenset[str]:
    """List every code: a country's two letters, alone or with a part of it ("GB-SCT")."""
    parts = holidays.list_supported_countries(include_aliases=False)
    countries = {country: subdivisions for country, subdivisions in parts.items() if _CODE.fullmatch(country)}
    with_part = {f"{country}-{part}" for country, subdivisions in countries.items() for part in subdivisions}
    return frozenset(countries) | {code for code in with_part if _CODE.fullmatch(code)}


def check_code(code: str | None) -> None:
    """Raise `FieldProblem` on `holidays` for a code that is not known; None means weekends only."""
    if code is not None and code not in known_codes():
        raise FieldProblem(
            "holidays",
            f"“{code}” is no holiday calendar we know. Use a code such as GB-ENG, GB-WLS, US or FR, or leave it out.",
        )


def usual_code(zone: str) -> str:
    """Give the code of `OFFERED` that a zone speaks for; empty where none does."""
    code = _PARTS.get(zone) or _countries().get(zone, "")
    return code if code in OFFERED else ""


def place_of(code: str | None) -> str:
    """Give the name of a code that is offered, any other code as it is, and “none”."""
    return OFFERED.get(code, code) if code else "none"


@cache
def _countries() -> Mapping[str, str]:
    """The country of each zone, by the time zone database's own table."""
    table = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {zone: country for country, _, zone, *_ in rows}


def load_holidays(code: str | None, years: Iterable[int]) -> HolidayCalendar:
    """Load the public holidays of some years. Raises `FieldProblem` on `holidays` for an unknown code."""
    check_code(code)
    if code is None:
        return HolidayCalendar()
    country, _, part = code.partition("-")
    return HolidayCalendar(code, _dates(country, part or None, tuple(sorted(set(years)))))


def holiday_names(code: str | None, years: Iterable[int]) -> Mapping[date, str]:
    """Name the public holidays of some years, as they are called there. Raises `FieldProblem` as `load_holidays`."""
    check_code(code)
    if code is None:
        return {}
    country, _, part = code.partition("-")
    return _names(country, part or None, tuple(sorted(set(years))))


def _dates(country: str, part: str | None, years: tuple[int, ...]) -> frozenset[date]:
    return frozenset(_names(country, part, years))


@cache
def _names(country: str, part: str | None, years: tuple[int, ...]) -> Mapping[date, str]:
    return dict(holidays.country_holidays(country, subdiv=part, years=years))
