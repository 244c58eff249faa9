"""How moments are written: beside messages, on the line between days, and where an app wrote ``<!date^…>``.

Times are the reader's, as in Slack; "today" is a day of story time.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

_TOKEN = re.compile(r"\{(date_num|date_slash|date_short_pretty|date_long_pretty|date_pretty|date_short|date_long"
                    r"|day_divider_pretty|date|time_secs|time|ago)\}")  # fmt: skip


def clock_time(moment: datetime) -> str:
    """Return ``10:05``."""
    return moment.strftime("%H:%M")


def full(moment: datetime) -> str:
    """Return ``Tuesday 3 March 2026 at 10:05``."""
    return f"{moment:%A} {moment.day} {moment:%B %Y} at {clock_time(moment)}"


def today(moment: datetime) -> str:
    """Return ``Tuesday 3 March, 10:05``."""
    return f"{moment:%A} {moment.day} {moment:%B}, {clock_time(moment)}"


def short(moment: datetime) -> str:
    """Return ``Tue 3 Mar, 10:05``."""
    return f"{moment:%a} {moment.day} {moment:%b}, {clock_time(moment)}"


def on_the_wire(seconds: float, zone: tzinfo) -> str:
    """Return ``10:05:12`` for wire time, in seconds since 1970."""
    return f"{datetime.fromtimestamp(seconds, zone):%H:%M:%S}"


def near(moment: datetime, now: datetime) -> str:
    """Return ``today at 10:05``, or ``on Tue 3 Mar at 10:05``."""
    word = _near(moment.date(), now.date())
    day = word.lower() if word else f"on {moment:%a} {moment.day} {moment:%b}"
    return f"{day} at {clock_time(moment)}"


def day_line(day: date, today: date) -> str:
    """Return the words of the line between two days."""
    return _near(day, today) or f"{day:%A} {day.day} {day:%B}" + (f" {day.year}" if day.year != today.year else "")


def slack_date(timestamp: int, pattern: str, zone: tzinfo, now: datetime) -> str:
    """Fill in the pattern of Slack's date markup, such as ``{date_short} at {time}``."""
    moment = datetime.fromtimestamp(timestamp, zone)
    return _TOKEN.sub(lambda found: _piece(found[1], moment, now.astimezone(zone)), pattern)


def _near(day: date, today: date) -> str | None:
    names = {today: "Today", today - timedelta(days=1): "Yesterday", today + timedelta(days=1): "Tomorrow"}
    return names.get(day)


def _piece(token: str, moment: datetime, now: datetime) -> str:
    if token.endswith("_pretty"):
        near = _near(moment.date(), now.date())
        if near:
            return near.lower()
        token = {"day_divider_pretty": "date_long"}.get(token, token.removesuffix("_pretty"))
    if token == "ago":  # noqa: S105 - a token of a pattern, not a secret
        return _ago(now - moment)
    return {
        "date_num": f"{moment:%Y-%m-%d}",
        "date_slash": f"{moment:%d/%m/%Y}",
        "date": f"{moment.day} {moment:%B %Y}",
        "date_short": f"{moment.day} {moment:%b %Y}",
        "date_long": f"{moment:%A}, {moment.day} {moment:%B %Y}",
        "time": clock_time(moment),
        "time_secs": f"{moment:%H:%M:%S}",
    }[token]


def _ago(since: timedelta) -> str:
    seconds = int(abs(since.total_seconds()))
    amount, unit = next(
        (
            (seconds // size, name)
            for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"))
            if seconds >= size
        ),
        (seconds, "second"),
    )
    said = f"{amount} {unit}{'' if amount == 1 else 's'}"
    return f"{said} ago" if since >= timedelta(0) else f"in {said}"
