"""The report of a campaign as tables, for its files: what it shows by every breakdown, and nothing besides. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from bot.content.spreadsheet import Row, Sheet
from bot.pages.facts import LeadersPage, Measured, Words
from bot.pages.sheets import COLUMNS, SHARES, figures, sheet, themes_sheet, what_came_of_it
from bot.pages.then_and_now import asked_twice, change, ran_before

BESIDE_COLUMNS = (
    "by", "group", "week", "area", "compared_with", "gap_then", "gap_now", "change", "of_the_same_teams",
)  # fmt: skip
HELPED, HEARD = "did it help", "felt heard"
MEASURE_COLUMNS = (
    "organisation", "team_weeks", "led_to_a_talk", "percent", "questions", "days_to_first_answer", "agreed", "answered",
    "declined", "more_work", "open", *(f"{asked}: {word}" for asked in (HELPED, HEARD) for word in SHARES.values()),
)  # fmt: skip


def sheets_of_report(parts: Sequence[LeadersPage]) -> Mapping[str, Sheet]:
    """Give the tables of a report's breakdowns, each under its name in an address."""
    first = parts[0]
    return {
        "measure": sheet("From words to a talk", MEASURE_COLUMNS, map(_measured, first.measure)),
        "gaps": sheet("Gaps", COLUMNS, (row for part in parts for row in figures(part))),
        "then-and-now": sheet("Then and now", BESIDE_COLUMNS, (row for part in parts for row in _beside(part))),
        "themes": themes_sheet(parts),
        **(what_came_of_it(first) if first.leads else {}),
    }


def _measured(item: Measured) -> Row:
    return {
        "organisation": item.organisation or "all together",
        "team_weeks": item.rounds,
        "led_to_a_talk": item.talked,
        "percent": round(100 * item.talked / item.rounds) if item.rounds else None,
        "questions": item.raised,
        "days_to_first_answer": item.days,
        "agreed": item.agreed,
        "answered": item.answered,
        "declined": item.declined,
        "more_work": item.more_work,
        "open": item.open,
        **_said(HELPED, item.helped),
        **_said(HEARD, item.heard),
    }


def _said(asked: str, chosen: Words) -> Row:
    """How many questions or meetings have which word for how many said yes."""
    times = dict(chosen)
    return {f"{asked}: {words}": times.get(word, 0) for word, words in SHARES.items()}


def _beside(part: LeadersPage) -> Iterator[Row]:
    """Give a row for each gap that the report sets beside an earlier one."""
    for asked in asked_twice(part):
        for both in asked.groups if asked.closed else ():
            yield {
                "by": part.level.value,
                "group": both.name or "all together",
                "week": asked.second.week,
                "area": asked.second.title,
                "compared_with": f"week {asked.first.week}",
                "gap_then": both.gap_then,
                "gap_now": both.gap_now,
                "change": both.change,
                "of_the_same_teams": "yes" if both.alike else "no",
            }
    for ran in ran_before(part):
        for area in ran.areas:
            yield {
                "by": part.level.value,
                "group": ran.group or "all together",
                "week": area.area.week,
                "area": area.area.title,
                "compared_with": ran.campaign,
                "gap_then": area.then,
                "gap_now": area.now,
                "change": change(area.then, area.now),
                "of_the_same_teams": "yes" if area.alike else "no",
            }
