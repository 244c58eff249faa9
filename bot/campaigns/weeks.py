"""Weeks as people count them: from Monday, by their own clock. Pure."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def monday_of(moment: datetime, zone: str) -> date:
    """The Monday of the week that `moment` falls in, by the clock of `zone`."""
    local = moment.astimezone(ZoneInfo(zone)).date()
    return local - timedelta(days=local.weekday())
